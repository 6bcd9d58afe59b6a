//! The part of XPath that people use to look into a description.
//!
//! Location paths with `/`, `//`, `.`, `..`, `*`, names, `@name`, `text()` and `node()`, joined
//! by `|`; predicates with a position or `last()`, with paths, texts and numbers compared by
//! `=` and `!=`, with `and`, `or`, `not()`, `contains()`, `starts-with()`, `position()` and
//! `count()`. What is beyond that finds nothing.

use fv_error::{Error, ErrorDomain, Result};
use fv_model_xml::{Node, escape};

/// What a path finds.
#[derive(Clone, Debug)]
pub(crate) enum Item<'a> {
    /// An element.
    Element(Node<'a>),
    /// An attribute: its name and value.
    Attribute(&'a str, &'a str),
    /// Text.
    Text(String),
}

/// What a path finds below the document whose root this is.
///
/// What is no path but comes to a value is an error, and what is neither finds nothing, as with
/// libvirt.
pub(crate) fn select<'a>(root: Node<'a>, path: &str) -> Result<Vec<Item<'a>>> {
    let Some(paths) = whole(path, Parser::union) else {
        return match whole(path, Parser::or) {
            Some(_) => {
                let text = format!("Incorrect xpath '{path}'");
                Err(Error::internal(ErrorDomain::Xml, text))
            }
            None => Ok(Vec::new()),
        };
    };
    let place = Place::Document(root);
    let mut found: Vec<Place<'a>> = paths.iter().flat_map(|path| path.walk(&place)).collect();
    found.sort_by_key(Place::order);
    found.dedup_by(|a, b| a.order() == b.order());
    Ok(found.into_iter().filter_map(Place::item).collect())
}

/// Reads a text that is nothing but this.
fn whole<'t, T>(text: &'t str, read: impl FnOnce(&mut Parser<'t>) -> Option<T>) -> Option<T> {
    let mut parser = Parser {
        rest: text.trim(),
        depth: 0,
    };
    let read = read(&mut parser)?;
    parser.rest.trim().is_empty().then_some(read)
}

impl Item<'_> {
    /// As libvirt's library prints it; an attribute with a blank before it.
    pub(crate) fn printed(&self) -> String {
        match self {
            Self::Element(node) => super::xml::printed(*node),
            Self::Attribute(name, value) => format!(" {name}=\"{}\"", escape(value)),
            Self::Text(text) => escape(text),
        }
    }
}

/// Where a step stands.
#[derive(Clone)]
enum Place<'a> {
    /// Above the root.
    Document(Node<'a>),
    Element(Node<'a>),
    /// Of that element, the attribute at that place.
    Attribute(Node<'a>, usize, &'a str, &'a str),
    /// Of that element.
    Text(Node<'a>, String),
}

impl<'a> Place<'a> {
    /// Where it stands in the document.
    fn order(&self) -> (usize, usize) {
        match self {
            Self::Document(_) => (0, 0),
            Self::Element(node) => (node.span().start, 0),
            Self::Attribute(node, at, ..) => (node.span().start, at + 1),
            Self::Text(node, _) => (node.span().start, usize::MAX),
        }
    }

    fn item(self) -> Option<Item<'a>> {
        match self {
            Self::Document(root) | Self::Element(root) => Some(Item::Element(root)),
            Self::Attribute(_, _, name, value) => Some(Item::Attribute(name, value)),
            Self::Text(_, text) => Some(Item::Text(text)),
        }
    }

    fn children(&self) -> Vec<Self> {
        match self {
            Self::Document(root) => vec![Self::Element(*root)],
            Self::Element(node) => node.all_elements().map(Self::Element).collect(),
            Self::Attribute(..) | Self::Text(..) => Vec::new(),
        }
    }

    /// Itself and everything below.
    fn descendants(&self) -> Vec<Self> {
        let mut all = vec![self.clone()];
        let mut at = 0;
        // A queue in place of a recursion: documents may be deep.
        while let Some(place) = all.get(at) {
            let children = place.children();
            all.extend(children);
            at += 1;
        }
        all.sort_by_key(Place::order);
        all
    }

    fn parent(&self) -> Option<Self> {
        match self {
            Self::Document(_) => None,
            Self::Element(node) => Some(match node.parent() {
                Some(parent) => Self::Element(parent),
                None => Self::Document(*node),
            }),
            Self::Attribute(node, ..) | Self::Text(node, _) => Some(Self::Element(*node)),
        }
    }

    /// The text of it and of everything below.
    fn text(&self) -> String {
        match self {
            Self::Document(node) | Self::Element(node) => {
                let below = node.all_elements().map(|child| Self::Element(child).text());
                match node.all_elements().next() {
                    None => node.text(),
                    Some(_) => below.collect(),
                }
            }
            Self::Attribute(.., value) => (*value).to_owned(),
            Self::Text(_, text) => text.clone(),
        }
    }
}

/// A location path.
struct Path {
    is_absolute: bool,
    steps: Vec<Step>,
}

struct Step {
    /// Behind `//`: any number of levels lie between.
    is_deep: bool,
    test: Test,
    predicates: Vec<Expr>,
}

enum Test {
    Here,
    Parent,
    Child(Option<String>),
    Attribute(Option<String>),
    Text,
    Node,
}

enum Expr {
    Path(Vec<Path>),
    Text(String),
    Number(f64),
    Equal(Box<Expr>, Box<Expr>),
    Unequal(Box<Expr>, Box<Expr>),
    And(Box<Expr>, Box<Expr>),
    Or(Box<Expr>, Box<Expr>),
    Call(String, Vec<Expr>),
}

/// What an expression comes to.
enum Value {
    Texts(Vec<String>),
    Text(String),
    Number(f64),
    Bool(bool),
}

impl Path {
    fn walk<'a>(&self, from: &Place<'a>) -> Vec<Place<'a>> {
        let mut places = vec![from.clone()];
        if self.is_absolute {
            while let Some(parent) = places.first().and_then(Place::parent) {
                places = vec![parent];
            }
        }
        for step in &self.steps {
            let starts: Vec<Place<'a>> = match step.is_deep {
                true => places.iter().flat_map(Place::descendants).collect(),
                false => places,
            };
            places = starts.iter().flat_map(|place| step.take(place)).collect();
            places.sort_by_key(Place::order);
            places.dedup_by(|a, b| a.order() == b.order());
        }
        places
    }
}

impl Step {
    fn take<'a>(&self, from: &Place<'a>) -> Vec<Place<'a>> {
        let mut places = self.test.find(from);
        for predicate in &self.predicates {
            let last = places.len();
            let numbered = places.into_iter().enumerate();
            let kept = numbered.filter(|(at, place)| predicate.holds(place, at + 1, last));
            places = kept.map(|(_, place)| place).collect();
        }
        places
    }
}

impl Test {
    fn find<'a>(&self, from: &Place<'a>) -> Vec<Place<'a>> {
        let fits = |wanted: &Option<String>, name: &str| {
            wanted.as_ref().is_none_or(|wanted| wanted == name)
        };
        match (self, from) {
            (Self::Here, _) => vec![from.clone()],
            (Self::Parent, _) => from.parent().into_iter().collect(),
            (Self::Child(wanted), _) => {
                let children = from.children().into_iter();
                let named = children.filter(|child| match child {
                    Place::Element(node) => fits(wanted, node.qualified_name()),
                    _ => false,
                });
                named.collect()
            }
            (Self::Attribute(wanted), Place::Element(node)) => {
                let attributes = node.attributes().enumerate();
                attributes
                    .filter(|(_, (name, _))| fits(wanted, name) && !name.starts_with("xmlns"))
                    .map(|(at, (name, value))| Place::Attribute(*node, at, name, value))
                    .collect()
            }
            (Self::Text | Self::Node, Place::Element(node)) => {
                let children = match self {
                    Self::Node => from.children(),
                    _ => Vec::new(),
                };
                let text = Some(node.text()).filter(|text| !text.trim().is_empty());
                let text = text.map(|text| Place::Text(*node, text));
                children.into_iter().chain(text).collect()
            }
            (Self::Node, Place::Document(_)) => from.children(),
            _ => Vec::new(),
        }
    }
}

impl Expr {
    /// Whether a predicate keeps the place that is at this position of so many.
    fn holds(&self, place: &Place<'_>, at: usize, last: usize) -> bool {
        match self.value(place, at, last) {
            Value::Number(number) => number == at as f64,
            value => value.is_true(),
        }
    }

    fn value(&self, place: &Place<'_>, at: usize, last: usize) -> Value {
        let value = |expr: &Self| expr.value(place, at, last);
        match self {
            Self::Path(paths) => {
                let found = paths.iter().flat_map(|path| path.walk(place));
                Value::Texts(found.map(|place| place.text()).collect())
            }
            Self::Text(text) => Value::Text(text.clone()),
            Self::Number(number) => Value::Number(*number),
            Self::Equal(a, b) => Value::Bool(value(a).compares(&value(b), |a, b| a == b)),
            Self::Unequal(a, b) => Value::Bool(value(a).compares(&value(b), |a, b| a != b)),
            Self::And(a, b) => Value::Bool(value(a).is_true() && value(b).is_true()),
            Self::Or(a, b) => Value::Bool(value(a).is_true() || value(b).is_true()),
            Self::Call(name, arguments) => {
                let values: Vec<Value> = arguments.iter().map(value).collect();
                match (name.as_str(), values.as_slice()) {
                    ("last", []) => Value::Number(last as f64),
                    ("position", []) => Value::Number(at as f64),
                    ("not", [one]) => Value::Bool(!one.is_true()),
                    ("count", [Value::Texts(texts)]) => Value::Number(texts.len() as f64),
                    ("contains", [a, b]) => Value::Bool(a.text().contains(&b.text())),
                    ("starts-with", [a, b]) => Value::Bool(a.text().starts_with(&b.text())),
                    ("string", [one]) => Value::Text(one.text()),
                    _ => Value::Bool(false),
                }
            }
        }
    }
}

impl Value {
    fn is_true(&self) -> bool {
        match self {
            Self::Texts(texts) => !texts.is_empty(),
            Self::Text(text) => !text.is_empty(),
            Self::Number(number) => *number != 0.0,
            Self::Bool(is) => *is,
        }
    }

    fn text(&self) -> String {
        match self {
            Self::Texts(texts) => texts.first().cloned().unwrap_or_default(),
            Self::Text(text) => text.clone(),
            Self::Number(number) => number.to_string(),
            Self::Bool(is) => is.to_string(),
        }
    }

    /// A list compares when one of its members does.
    fn compares(&self, other: &Self, holds: fn(&str, &str) -> bool) -> bool {
        match (self, other) {
            (Self::Number(number), texts) | (texts, Self::Number(number)) => {
                let number = number.to_string();
                texts.members().iter().any(|text| holds(text, &number))
            }
            _ => {
                let others = other.members();
                let mut own = self.members().into_iter();
                own.any(|a| others.iter().any(|b| holds(&a, b)))
            }
        }
    }

    fn members(&self) -> Vec<String> {
        match self {
            Self::Texts(texts) => texts.clone(),
            value => vec![value.text()],
        }
    }
}

/// Reads a path; nothing when it is none.
struct Parser<'t> {
    rest: &'t str,
    depth: usize,
}

impl Parser<'_> {
    fn eat(&mut self, token: &str) -> bool {
        self.rest = self.rest.trim_start();
        match self.rest.strip_prefix(token) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    /// A word such as `and`, which is no part of a longer one.
    fn eat_word(&mut self, word: &str) -> bool {
        let rest = self.rest.trim_start();
        let ends = rest
            .strip_prefix(word)
            .is_some_and(|rest| !rest.starts_with(is_name_char));
        ends && self.eat(word)
    }

    fn union(&mut self) -> Option<Vec<Path>> {
        let mut paths = vec![self.path()?];
        while self.eat("|") {
            paths.push(self.path()?);
        }
        Some(paths)
    }

    fn path(&mut self) -> Option<Path> {
        let mut steps = Vec::new();
        let is_deep = self.eat("//");
        let is_absolute = is_deep || self.eat("/");
        if is_absolute && !is_deep && self.rest.trim_start().is_empty() {
            return Some(Path { is_absolute, steps });
        }
        steps.push(self.step(is_deep)?);
        loop {
            let is_deep = self.eat("//");
            if !is_deep && !self.eat("/") {
                return Some(Path { is_absolute, steps });
            }
            steps.push(self.step(is_deep)?);
        }
    }

    fn step(&mut self, is_deep: bool) -> Option<Step> {
        let test = if self.eat("..") {
            Test::Parent
        } else if self.eat("text()") {
            Test::Text
        } else if self.eat("node()") {
            Test::Node
        } else if self.eat(".") {
            Test::Here
        } else if self.eat("@*") {
            Test::Attribute(None)
        } else if self.eat("@") {
            Test::Attribute(Some(self.name()?))
        } else if self.eat("*") {
            Test::Child(None)
        } else {
            Test::Child(Some(self.name()?))
        };
        let mut predicates = Vec::new();
        while self.eat("[") {
            predicates.push(self.nested(Self::or)?);
            if !self.eat("]") {
                return None;
            }
        }
        Some(Step {
            is_deep,
            test,
            predicates,
        })
    }

    fn name(&mut self) -> Option<String> {
        self.rest = self.rest.trim_start();
        let end = self.rest.find(|char| !is_name_char(char));
        let (name, rest) = self.rest.split_at(end.unwrap_or(self.rest.len()));
        self.rest = rest;
        (!name.is_empty()).then(|| name.to_owned())
    }

    /// What stands in brackets, within a limit to their depth.
    fn nested<T>(&mut self, read: fn(&mut Self) -> Option<T>) -> Option<T> {
        self.depth += 1;
        let read = match self.depth <= DEPTH_MAX {
            true => read(self),
            false => None,
        };
        self.depth -= 1;
        read
    }

    fn or(&mut self) -> Option<Expr> {
        let mut left = self.and()?;
        while self.eat_word("or") {
            left = Expr::Or(Box::new(left), Box::new(self.and()?));
        }
        Some(left)
    }

    fn and(&mut self) -> Option<Expr> {
        let mut left = self.comparison()?;
        while self.eat_word("and") {
            left = Expr::And(Box::new(left), Box::new(self.comparison()?));
        }
        Some(left)
    }

    fn comparison(&mut self) -> Option<Expr> {
        let left = self.operand()?;
        if self.eat("!=") {
            return Some(Expr::Unequal(Box::new(left), Box::new(self.operand()?)));
        }
        match self.eat("=") {
            true => Some(Expr::Equal(Box::new(left), Box::new(self.operand()?))),
            false => Some(left),
        }
    }

    fn operand(&mut self) -> Option<Expr> {
        self.rest = self.rest.trim_start();
        let first = self.rest.chars().next()?;
        match first {
            '(' => {
                self.eat("(");
                let expr = self.nested(Self::or)?;
                self.eat(")").then_some(expr)
            }
            '\'' | '"' => {
                let (text, rest) = self.rest[1..].split_once(first)?;
                self.rest = rest;
                Some(Expr::Text(text.to_owned()))
            }
            '0'..='9' => {
                let end = self
                    .rest
                    .find(|char: char| !char.is_ascii_digit() && char != '.');
                let (number, rest) = self.rest.split_at(end.unwrap_or(self.rest.len()));
                self.rest = rest;
                number.parse().ok().map(Expr::Number)
            }
            _ => match self.call() {
                Some(call) => Some(call),
                None => self.nested(Self::union).map(Expr::Path),
            },
        }
    }

    /// `name(arguments)`; what has that form but is a step is left.
    fn call(&mut self) -> Option<Expr> {
        let before = self.rest;
        let name = self.name().filter(|_| self.eat("("));
        let name = name.filter(|name| !matches!(name.as_str(), "text" | "node"));
        let Some(name) = name else {
            self.rest = before;
            return None;
        };
        let mut arguments = Vec::new();
        while !self.eat(")") {
            arguments.push(self.nested(Self::or)?);
            self.eat(",");
        }
        Some(Expr::Call(name, arguments))
    }
}

fn is_name_char(char: char) -> bool {
    char.is_alphanumeric() || matches!(char, '-' | '_' | ':')
}

/// How deep brackets may lie in each other.
const DEPTH_MAX: usize = 32;
