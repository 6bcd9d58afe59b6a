//! The trait of all types that are elements, and the reading helpers the derive calls.

use fv_error::Result;

use crate::{Body, Context, Description, Node};

/// A type that is one element (or a group of attributes and children) of a document.
pub trait Element: Sized {
    /// What it is made of.
    const DESCRIPTION: &'static Description;

    /// Whether it is written even when it has neither attributes nor content.
    const KEEP_EMPTY: bool = false;

    /// Reads it from the element `node`.
    fn read(node: Node<'_>, cx: &Context) -> Result<Self>;

    /// Writes its attributes and children into the open element `body`.
    fn write(&self, body: &mut Body<'_>, cx: &Context);
}

impl<T: Element> Element for Box<T> {
    const DESCRIPTION: &'static Description = T::DESCRIPTION;
    const KEEP_EMPTY: bool = T::KEEP_EMPTY;

    fn read(node: Node<'_>, cx: &Context) -> Result<Self> {
        T::read(node, cx).map(Self::new)
    }

    fn write(&self, body: &mut Body<'_>, cx: &Context) {
        (**self).write(body, cx);
    }
}

/// Reading one field at a time.
pub mod read {
    use fv_error::Result;

    use crate::{Context, Element, Node, Value, invalid_value, missing_attribute, missing_element};

    /// Reads an attribute that may be absent.
    pub fn attr<T: Value>(node: Node<'_>, name: &str) -> Result<Option<T>> {
        let Some(text) = node.attr(name) else {
            return Ok(None);
        };
        T::parse(text)
            .map(Some)
            .map_err(|expected| invalid_value(name, node.name(), text, expected))
    }

    /// Reads an attribute that has to be there.
    pub fn attr_required<T: Value>(node: Node<'_>, name: &str) -> Result<T> {
        attr(node, name)?.ok_or_else(|| missing_attribute(name, node.name()))
    }

    /// Reads the first child of a name, if there is one.
    pub fn child<T: Element>(node: Node<'_>, name: &str, cx: &Context) -> Result<Option<T>> {
        node.child(name).map(|child| T::read(child, cx)).transpose()
    }

    /// Reads a child that has to be there.
    pub fn child_required<T: Element>(node: Node<'_>, name: &str, cx: &Context) -> Result<T> {
        child(node, name, cx)?.ok_or_else(|| missing_element(name, node.name()))
    }

    /// Reads all children of a name.
    pub fn list<T: Element>(node: Node<'_>, name: &str, cx: &Context) -> Result<Vec<T>> {
        node.children(name)
            .map(|child| T::read(child, cx))
            .collect()
    }

    /// Reads the text of the first child of a name; an empty one counts as absent.
    pub fn text<T: Value>(node: Node<'_>, name: &str) -> Result<Option<T>> {
        let Some(child) = node.child(name) else {
            return Ok(None);
        };
        let text = child.text();
        if text.is_empty() {
            return Ok(None);
        }
        of_text(child, &text).map(Some)
    }

    /// Reads the text of a child that has to be there.
    pub fn text_required<T: Value>(node: Node<'_>, name: &str) -> Result<T> {
        text(node, name)?.ok_or_else(|| missing_element(name, node.name()))
    }

    /// Reads the texts of all children of a name, leaving out empty ones.
    pub fn texts<T: Value>(node: Node<'_>, name: &str) -> Result<Vec<T>> {
        let texts = node.children(name).map(|child| (child, child.text()));
        texts
            .filter(|(_, text)| !text.is_empty())
            .map(|(child, text)| of_text(child, &text))
            .collect()
    }

    /// Reads an element's own text.
    pub fn content<T: Value>(node: Node<'_>) -> Result<Option<T>> {
        let text = node.text();
        if text.is_empty() {
            Ok(None)
        } else {
            of_text(node, &text).map(Some)
        }
    }

    fn of_text<T: Value>(node: Node<'_>, text: &str) -> Result<T> {
        T::parse(text).map_err(|_| {
            crate::xml_error(format!(
                "Invalid value for element '{}': '{text}'",
                node.name()
            ))
        })
    }
}
