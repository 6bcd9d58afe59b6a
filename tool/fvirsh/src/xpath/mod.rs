//! XPath 1.0, as the library behind libvirt understands it.
//!
//! ```text
//! text ─► parse ─► Expr ─┐
//! document ─► Tree ──────┴─► eval ─► places in the document ─► Item
//! ```
//!
//! All axes, node tests, operators and functions are there. Variables and prefixes are never bound, save `xml`. Where
//! an expression is wrong, nothing is found and the library's words about it are the [`Found::complaint`].

mod eval;
mod function;
mod parse;
mod tree;
mod value;

#[cfg(test)]
mod tests;

use fv_error::{Error, ErrorDomain, Result};
use fv_model_xml::{Fragment, Node};

use eval::{Evaluation, Point};
use parse::{Expr, parse};
use tree::Tree;
use value::Value;

/// What an expression finds, in the order of the document.
#[derive(Clone, Debug, Default)]
pub(crate) struct Found<'a> {
    /// What it finds.
    pub(crate) items: Vec<Item<'a>>,
    /// What is wrong with it, in lines of their own.
    pub(crate) complaint: String,
}

/// What was found.
#[derive(Clone, Debug)]
pub(crate) enum Item<'a> {
    /// The whole document, by its outermost element.
    Document(Node<'a>),
    /// An element.
    Element(Node<'a>),
    /// An attribute: its name and value.
    Attribute(&'a str, &'a str),
    /// A namespace: its prefix and address.
    Namespace(&'a str, &'a str),
    /// Text.
    Text(&'a str),
    /// Text that stands in a section of its own.
    Cdata(&'a str),
    /// A comment.
    Comment(&'a str),
    /// An instruction to programs.
    Instruction(&'a str),
}

/// What is wrong with an expression.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Fault {
    /// A line before the message.
    pub(crate) note: Option<String>,
    /// The message; some have none.
    pub(crate) text: &'static str,
    /// Where reading stopped; nothing for what was read well.
    pub(crate) at: Option<usize>,
    /// Whether it makes the whole expression invalid in as many words.
    pub(crate) is_followed: bool,
}

/// What an expression finds in the document whose root this is; one that comes to a value is an error.
pub(crate) fn select<'a>(root: Node<'a>, text: &str) -> Result<Found<'a>> {
    let tree = Tree::new(root);
    let value = parse(text).and_then(|expr| evaluated(&tree, &expr));
    match value {
        Ok(Value::Nodes(places)) => Ok(Found {
            items: places.into_iter().map(|place| tree.item(place)).collect(),
            complaint: String::new(),
        }),
        Ok(_) => {
            let text = format!("Incorrect xpath '{text}'");
            Err(Error::internal(ErrorDomain::Xml, text))
        }
        Err(fault) => Ok(Found {
            items: Vec::new(),
            complaint: fault.shown(text),
        }),
    }
}

fn evaluated(tree: &Tree<'_>, expr: &Expr) -> std::result::Result<Value, Fault> {
    Evaluation { tree }.value(expr, &Point::root())
}

impl Fault {
    /// A fault of evaluation.
    pub(crate) fn new(text: &'static str) -> Self {
        Self {
            note: None,
            text,
            at: None,
            is_followed: false,
        }
    }

    /// The lines about it.
    fn shown(&self, expression: &str) -> String {
        let mut shown = String::new();
        if let Some(note) = &self.note {
            shown += &format!("{note}\n");
        }
        let invalid = self.is_followed.then_some("Invalid expression");
        let texts = [Some(self.text), invalid].into_iter().flatten();
        for text in texts.filter(|text| !text.is_empty()) {
            shown += &format!("XPath error : {text}\n");
            // A place far behind is not pointed at, nor is the end.
            if let Some(at) = self.at.filter(|at| *at < 100 && *at < expression.len()) {
                shown += &format!("{expression}\n{:at$}^\n", "");
            }
        }
        shown
    }
}

impl Item<'_> {
    /// As libvirt's library prints it; an attribute with a blank before it.
    pub(crate) fn printed(&self) -> String {
        match self {
            Self::Document(root) => {
                let root = Fragment::copy(*root).print_bare();
                format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n{root}\n")
            }
            Self::Element(node) => Fragment::copy_inside(*node).print_bare(),
            Self::Attribute(name, value) => {
                format!(" {name}=\"{}\"", fv_model_xml::escape_attribute(value))
            }
            Self::Namespace("", address) => format!(" xmlns=\"{address}\""),
            Self::Namespace(prefix, address) => format!(" xmlns:{prefix}=\"{address}\""),
            Self::Text(text) => fv_model_xml::escape_text(text),
            Self::Cdata(text) => format!("<![CDATA[{text}]]>"),
            Self::Comment(text) => format!("<!--{text}-->"),
            Self::Instruction(text) => format!("<?{text}?>"),
        }
    }
}
