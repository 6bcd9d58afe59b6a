//! From expression to value.

use super::Fault;
use super::function::call;
use super::parse::{Axis, Expr, Operation, Order, Start, Step, Test};
use super::tree::{Kind, Place, Tree, XML};
use super::value::Value;

/// Where an expression is looked at.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Point {
    pub(crate) place: Place,
    /// The how manieth node it is, counted from one.
    pub(crate) position: usize,
    /// Of how many.
    pub(crate) size: usize,
}

impl Point {
    /// At the outermost element, where libvirt begins.
    pub(crate) fn root() -> Self {
        Self {
            place: Place::ROOT,
            position: 1,
            size: 1,
        }
    }
}

/// Expressions in one document.
pub(crate) struct Evaluation<'t, 'a> {
    pub(crate) tree: &'t Tree<'a>,
}

type Evaluated<T> = Result<T, Fault>;

impl Evaluation<'_, '_> {
    /// What an expression comes to.
    pub(crate) fn value(&self, expr: &Expr, point: &Point) -> Evaluated<Value> {
        let value = |expr: &Expr| self.value(expr, point);
        let tree = self.tree;
        Ok(match expr {
            Expr::Either(a, b) => Value::Bool(value(a)?.is_true() || value(b)?.is_true()),
            Expr::Both(a, b) => Value::Bool(value(a)?.is_true() && value(b)?.is_true()),
            Expr::Equal(a, b) => Value::Bool(value(a)?.equals(&value(b)?, tree)),
            Expr::Unequal(a, b) => Value::Bool(value(a)?.differs(&value(b)?, tree)),
            Expr::Compared(order, a, b) => {
                let holds = match order {
                    Order::Less => f64::lt,
                    Order::LessOrEqual => f64::le,
                    Order::Greater => f64::gt,
                    Order::GreaterOrEqual => f64::ge,
                };
                Value::Bool(value(a)?.compares(&value(b)?, tree, holds))
            }
            Expr::Computed(operation, a, b) => {
                let (a, b) = (value(a)?.number(tree), value(b)?.number(tree));
                Value::Number(match operation {
                    Operation::Plus => a + b,
                    Operation::Minus => a - b,
                    Operation::Times => a * b,
                    Operation::Divided => a / b,
                    Operation::Rest => a % b,
                })
            }
            Expr::Negated(a) => Value::Number(-value(a)?.number(tree)),
            Expr::United(a, b) => {
                let mut places = nodes(value(a)?)?;
                places.extend(nodes(value(b)?)?);
                Value::Nodes(sorted(places))
            }
            Expr::Path(start, steps) => Value::Nodes(self.walk(start, steps, point)?),
            Expr::Filtered(base, predicates) => {
                let mut places = nodes(value(base)?)?;
                for predicate in predicates {
                    places = self.kept(places, predicate)?;
                }
                Value::Nodes(places)
            }
            Expr::Text(text) => Value::Text(text.clone()),
            Expr::Number(number) => Value::Number(*number),
            Expr::Variable => return Err(Fault::new("Undefined variable")),
            Expr::Call {
                prefix,
                name,
                arguments,
            } => {
                let arguments: Vec<Value> =
                    arguments.iter().map(value).collect::<Evaluated<_>>()?;
                call(tree, point, (prefix.as_deref(), name), &arguments)?
            }
        })
    }

    fn walk(&self, start: &Start, steps: &[Step], point: &Point) -> Evaluated<Vec<Place>> {
        let mut places = match start {
            Start::Document => vec![Place::DOCUMENT],
            Start::Here => vec![point.place],
            Start::Expr(expr) => nodes(self.value(expr, point)?)?,
        };
        for step in steps {
            check_prefix(&step.test)?;
            let mut found = Vec::new();
            for place in places {
                found.extend(self.step(step, place)?);
            }
            places = sorted(found);
        }
        Ok(places)
    }

    /// What one step finds from one node.
    fn step(&self, step: &Step, from: Place) -> Evaluated<Vec<Place>> {
        let mut places = self.along(step.axis, from);
        places.retain(|place| self.fits(step.axis, &step.test, *place));
        for predicate in &step.predicates {
            places = self.kept(places, predicate)?;
        }
        Ok(places)
    }

    /// The nodes along an axis, the nearest first.
    fn along(&self, axis: Axis, from: Place) -> Vec<Place> {
        let tree = self.tree;
        let with_own = |others: Vec<Place>| [vec![from], others].concat();
        match axis {
            Axis::Ancestor => tree.ancestors(from),
            Axis::AncestorOrSelf => with_own(tree.ancestors(from)),
            Axis::Attribute => tree.attributes(from),
            Axis::Child => tree.children(from),
            Axis::Descendant => tree.descendants(from),
            Axis::DescendantOrSelf => with_own(tree.descendants(from)),
            Axis::Following => tree.following(from),
            Axis::FollowingSibling => {
                let siblings = tree.siblings(from).into_iter();
                siblings.filter(|place| *place > from).collect()
            }
            Axis::Namespace => tree.namespaces(from),
            Axis::Parent => tree.parent(from).into_iter().collect(),
            Axis::Preceding => tree.preceding(from),
            Axis::PrecedingSibling => {
                let siblings = tree.siblings(from).into_iter().rev();
                siblings.filter(|place| *place < from).collect()
            }
            Axis::Own => vec![from],
        }
    }

    fn fits(&self, axis: Axis, test: &Test, place: Place) -> bool {
        let kind = self.tree.kind(place);
        match test {
            Test::Node => true,
            Test::Text => matches!(kind, Kind::Text(_) | Kind::Cdata(_)),
            Test::Comment => matches!(kind, Kind::Comment(_)),
            Test::Instruction(target) => {
                let is_named = |target: &String| self.tree.name(place) == target;
                matches!(kind, Kind::Instruction(_)) && target.as_ref().is_none_or(is_named)
            }
            Test::Name(prefix, name) => {
                let is_main = match axis {
                    Axis::Attribute => matches!(kind, Kind::Attribute(..)),
                    Axis::Namespace => matches!(kind, Kind::Namespace(..)),
                    _ => matches!(kind, Kind::Element(_)),
                };
                is_main && self.is_named(place, prefix.as_deref(), name.as_deref())
            }
        }
    }

    fn is_named(&self, place: Place, prefix: Option<&str>, name: Option<&str>) -> bool {
        let own = self.tree.name(place);
        let local = own.split_once(':').map_or(own, |(_, local)| local);
        if name.is_some_and(|name| name != local) {
            return false;
        }
        match (prefix, name) {
            (None, None) => true,
            // A name without a prefix is one without a namespace.
            (None, Some(_)) => self.tree.namespace(place).is_empty(),
            (Some(_), _) => self.tree.namespace(place) == XML,
        }
    }

    /// What a predicate keeps of nodes in their order.
    fn kept(&self, places: Vec<Place>, predicate: &Expr) -> Evaluated<Vec<Place>> {
        let size = places.len();
        let mut kept = Vec::new();
        for (index, place) in places.into_iter().enumerate() {
            let position = index + 1;
            let point = Point {
                place,
                position,
                size,
            };
            let holds = match self.value(predicate, &point)? {
                Value::Number(number) => number == position as f64,
                value => value.is_true(),
            };
            if holds {
                kept.push(place);
            }
        }
        Ok(kept)
    }
}

/// No prefix is known but one.
fn check_prefix(test: &Test) -> Evaluated<()> {
    match test {
        Test::Name(Some(prefix), _) if prefix != "xml" => {
            Err(Fault::new("Undefined namespace prefix"))
        }
        _ => Ok(()),
    }
}

/// The nodes that a value is; anything else is of the wrong type.
fn nodes(value: Value) -> Evaluated<Vec<Place>> {
    match value {
        Value::Nodes(places) => Ok(places),
        _ => Err(Fault::new("Invalid type")),
    }
}

/// In the order of the document, each once.
fn sorted(mut places: Vec<Place>) -> Vec<Place> {
    places.sort_unstable();
    places.dedup();
    places
}
