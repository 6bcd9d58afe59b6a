//! The functions of XPath.

use super::Fault;
use super::eval::Point;
use super::tree::{Kind, Place, Tree};
use super::value::{Value, text_number};

/// Calls a function.
pub(crate) fn call(
    tree: &Tree<'_>,
    point: &Point,
    (prefix, name): (Option<&str>, &str),
    arguments: &[Value],
) -> Result<Value, Fault> {
    if let Some(prefix) = prefix {
        return Err(Fault {
            note: Some(format!(
                "xmlXPathCompOpEval: function {name} bound to undefined prefix {prefix}"
            )),
            ..Fault::new("")
        });
    }
    let call = Call {
        tree,
        point,
        arguments,
    };
    match name {
        "last" | "position" | "count" | "id" | "local-name" | "namespace-uri" | "name" => {
            call.of_nodes(name)
        }
        "boolean" | "not" | "true" | "false" | "lang" => call.truth(name),
        "number" | "sum" | "floor" | "ceiling" | "round" | "string-length" => call.number(name),
        "string" | "concat" | "substring-before" | "substring-after" | "substring"
        | "normalize-space" | "translate" => call.text(name),
        "starts-with" | "contains" => call.comparison(name),
        _ => Err(Fault {
            note: Some(format!("xmlXPathCompOpEval: function {name} not found")),
            ..Fault::new("Unregistered function")
        }),
    }
}

/// A call: where it is looked at, and with what.
struct Call<'c, 'a> {
    tree: &'c Tree<'a>,
    point: &'c Point,
    arguments: &'c [Value],
}

impl Call<'_, '_> {
    /// Sees to it that there are so many arguments.
    fn takes(&self, count: std::ops::RangeInclusive<usize>) -> Result<(), Fault> {
        match count.contains(&self.arguments.len()) {
            true => Ok(()),
            false => Err(Fault::new("Invalid number of arguments")),
        }
    }

    /// An argument as a text.
    fn text_of(&self, index: usize) -> String {
        let argument = self.arguments.get(index);
        argument
            .map(|value| value.text(self.tree))
            .unwrap_or_default()
    }

    /// An argument as a number.
    fn number_of(&self, index: usize) -> f64 {
        let argument = self.arguments.get(index);
        argument.map_or(f64::NAN, |value| value.number(self.tree))
    }

    /// The argument as a text, or that of the node that is looked at.
    fn own_text(&self) -> String {
        match self.arguments {
            [] => self.tree.text(self.point.place),
            _ => self.text_of(0),
        }
    }

    /// An argument that has to be nodes.
    fn nodes_of(&self, index: usize) -> Result<&[Place], Fault> {
        match self.arguments.get(index) {
            Some(Value::Nodes(places)) => Ok(places),
            _ => Err(Fault::new("Invalid type")),
        }
    }

    fn of_nodes(&self, name: &str) -> Result<Value, Fault> {
        match name {
            "last" => {
                self.takes(0..=0)?;
                Ok(Value::Number(self.point.size as f64))
            }
            "position" => {
                self.takes(0..=0)?;
                Ok(Value::Number(self.point.position as f64))
            }
            "count" => {
                self.takes(1..=1)?;
                Ok(Value::Number(self.nodes_of(0)?.len() as f64))
            }
            "id" => {
                self.takes(1..=1)?;
                Ok(Value::Nodes(self.with_id()))
            }
            _ => {
                self.takes(0..=1)?;
                let place = match self.arguments {
                    [] => Some(self.point.place),
                    _ => self.nodes_of(0)?.first().copied(),
                };
                let text = place.map(|place| self.name_of(place, name));
                Ok(Value::Text(text.unwrap_or_default()))
            }
        }
    }

    fn name_of(&self, place: Place, which: &str) -> String {
        let name = self.tree.name(place);
        match which {
            "namespace-uri" => self.tree.namespace(place).to_owned(),
            "local-name" => name.rsplit(':').next().unwrap_or_default().to_owned(),
            _ => name.to_owned(),
        }
    }

    /// The elements that have one of these numbers.
    fn with_id(&self) -> Vec<Place> {
        let texts: Vec<String> = match self.arguments {
            [Value::Nodes(places)] => places.iter().map(|place| self.tree.text(*place)).collect(),
            _ => vec![self.text_of(0)],
        };
        let wanted: Vec<&str> = texts
            .iter()
            .flat_map(|text| text.split_ascii_whitespace())
            .collect();
        let has_id = |place: &Place| match self.tree.kind(*place) {
            Kind::Element(node) => node
                .attr("xml:id")
                .is_some_and(|id| wanted.contains(&id.trim())),
            _ => false,
        };
        let all = self.tree.descendants(Place::DOCUMENT);
        all.into_iter().filter(has_id).collect()
    }

    fn truth(&self, name: &str) -> Result<Value, Fault> {
        let is = match name {
            "true" | "false" => {
                self.takes(0..=0)?;
                name == "true"
            }
            "lang" => {
                self.takes(1..=1)?;
                self.is_in_language(&self.text_of(0))
            }
            _ => {
                self.takes(1..=1)?;
                self.arguments[0].is_true() == (name == "boolean")
            }
        };
        Ok(Value::Bool(is))
    }

    /// Whether the nearest `xml:lang` says so.
    fn is_in_language(&self, wanted: &str) -> bool {
        let around = self.tree.ancestors(self.point.place);
        let mut around = std::iter::once(self.point.place).chain(around);
        let language = around.find_map(|place| match self.tree.kind(place) {
            Kind::Element(node) => node.attr("xml:lang"),
            _ => None,
        });
        let Some(language) = language else {
            return false;
        };
        let Some((start, rest)) = language.split_at_checked(wanted.len()) else {
            return false;
        };
        start.eq_ignore_ascii_case(wanted) && (rest.is_empty() || rest.starts_with('-'))
    }

    fn number(&self, name: &str) -> Result<Value, Fault> {
        Ok(Value::Number(match name {
            "number" => {
                self.takes(0..=1)?;
                match self.arguments {
                    [] => text_number(&self.own_text()),
                    _ => self.number_of(0),
                }
            }
            "string-length" => {
                self.takes(0..=1)?;
                self.own_text().chars().count() as f64
            }
            "sum" => {
                self.takes(1..=1)?;
                let numbers = self.nodes_of(0)?.iter();
                numbers
                    .map(|place| text_number(&self.tree.text(*place)))
                    .sum()
            }
            _ => {
                self.takes(1..=1)?;
                let number = self.number_of(0);
                match name {
                    "floor" => number.floor(),
                    "ceiling" => number.ceil(),
                    _ => rounded(number),
                }
            }
        }))
    }

    fn text(&self, name: &str) -> Result<Value, Fault> {
        Ok(Value::Text(match name {
            "string" => {
                self.takes(0..=1)?;
                self.own_text()
            }
            "normalize-space" => {
                self.takes(0..=1)?;
                let text = self.own_text();
                let blanks = [' ', '\t', '\n', '\r'];
                let words = text.split(blanks).filter(|word| !word.is_empty());
                words.collect::<Vec<_>>().join(" ")
            }
            "concat" => {
                self.takes(2..=usize::MAX)?;
                let texts = 0..self.arguments.len();
                texts.map(|index| self.text_of(index)).collect()
            }
            "substring" => {
                self.takes(2..=3)?;
                self.substring()
            }
            "translate" => {
                self.takes(3..=3)?;
                self.translated()
            }
            _ => {
                self.takes(2..=2)?;
                let (text, mark) = (self.text_of(0), self.text_of(1));
                let parts = text.split_once(mark.as_str());
                match (parts, name) {
                    (Some((before, _)), "substring-before") => before.to_owned(),
                    (Some((_, after)), _) => after.to_owned(),
                    (None, _) => String::new(),
                }
            }
        }))
    }

    /// The characters whose place, rounded, is not before the second argument and, if there is a third, not so far
    /// behind it.
    fn substring(&self) -> String {
        let start = rounded(self.number_of(1));
        let end = match self.arguments.len() {
            3 => start + rounded(self.number_of(2)),
            _ => f64::INFINITY,
        };
        let text = self.text_of(0);
        let numbered = text.chars().zip(1_u32..);
        numbered
            .filter(|(_, place)| f64::from(*place) >= start && f64::from(*place) < end)
            .map(|(char, _)| char)
            .collect()
    }

    fn translated(&self) -> String {
        let (from, to): (Vec<char>, Vec<char>) = (
            self.text_of(1).chars().collect(),
            self.text_of(2).chars().collect(),
        );
        let text = self.text_of(0);
        let replaced =
            text.chars()
                .filter_map(|char| match from.iter().position(|known| *known == char) {
                    Some(index) => to.get(index).copied(),
                    None => Some(char),
                });
        replaced.collect()
    }

    fn comparison(&self, name: &str) -> Result<Value, Fault> {
        self.takes(2..=2)?;
        let (text, part) = (self.text_of(0), self.text_of(1));
        Ok(Value::Bool(match name {
            "starts-with" => text.starts_with(&part),
            _ => text.contains(&part),
        }))
    }
}

/// The nearest whole number; of two the larger.
fn rounded(number: f64) -> f64 {
    match number.is_finite() {
        true => (number + 0.5).floor(),
        false => number,
    }
}
