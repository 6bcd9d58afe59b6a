//! The writer: single quotes, two spaces a level, empty elements closed in place, and libvirt's
//! escaping, byte for byte.

use crate::{Context, Element, Fragment, Value};

/// A document being written.
#[derive(Debug, Default)]
pub struct Writer {
    out: String,
    indent: usize,
}

impl Writer {
    /// Starts an empty document.
    pub fn new() -> Self {
        Self::default()
    }

    /// Writes an element, filled by `fill`; it is there even when it is empty.
    pub fn element(&mut self, name: &str, fill: impl FnOnce(&mut Body<'_>)) {
        self.put(name, Empty::Keep, fill);
    }

    /// Writes a value of an element type.
    pub fn value<T: Element>(&mut self, name: &str, value: &T, cx: &Context) {
        let empty = if T::KEEP_EMPTY {
            Empty::Keep
        } else {
            Empty::Omit
        };
        self.put(name, empty, |body| value.write(body, cx));
    }

    /// Gives the text written so far.
    pub fn finish(self) -> String {
        self.out
    }

    /// Writes an element and says whether it was kept.
    fn put(&mut self, name: &str, empty: Empty, fill: impl FnOnce(&mut Body<'_>)) -> bool {
        let start = self.out.len();
        self.pad();
        self.out.push('<');
        self.out.push_str(name);
        let attributes_from = self.out.len();
        let mut body = Body {
            attributes_from,
            attributes_to: attributes_from,
            writer: self,
            content: Content::None,
        };
        fill(&mut body);
        let (content, bare) = (body.content, body.attributes_to == attributes_from);
        match content {
            Content::None if bare && empty == Empty::Omit => {
                self.out.truncate(start);
                return false;
            }
            Content::None => self.out.push_str("/>\n"),
            Content::Text => self.close(name),
            Content::Children => {
                self.pad();
                self.close(name);
            }
        }
        true
    }

    fn close(&mut self, name: &str) {
        self.out.push_str("</");
        self.out.push_str(name);
        self.out.push_str(">\n");
    }

    fn pad(&mut self) {
        self.out.extend(std::iter::repeat_n(' ', self.indent));
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Empty {
    Keep,
    Omit,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Content {
    None,
    Text,
    Children,
}

/// The inside of an element that is being written.
///
/// Attributes may be added after children; they land where attributes belong.
#[derive(Debug)]
pub struct Body<'w> {
    writer: &'w mut Writer,
    attributes_from: usize,
    attributes_to: usize,
    content: Content,
}

impl Body<'_> {
    /// Adds an attribute.
    pub fn attr<T: Value>(&mut self, name: &str, value: &T) {
        self.attr_text(name, &value.print());
    }

    /// Adds an attribute if there is a value.
    pub fn attr_opt<T: Value>(&mut self, name: &str, value: Option<&T>) {
        if let Some(value) = value {
            self.attr(name, value);
        }
    }

    /// Adds an attribute from a text.
    pub fn attr_text(&mut self, name: &str, value: &str) {
        let piece = format!(" {name}='{}'", escape(value));
        if self.attributes_to == self.writer.out.len() {
            self.writer.out.push_str(&piece);
        } else {
            self.writer.out.insert_str(self.attributes_to, &piece);
        }
        self.attributes_to += piece.len();
    }

    /// Puts an attribute in front of all others: the kind of an element is known to the part of it
    /// that comes last.
    pub fn attr_front(&mut self, name: &str, value: &str) {
        let piece = format!(" {name}='{}'", escape(value));
        self.writer.out.insert_str(self.attributes_from, &piece);
        self.attributes_to += piece.len();
    }

    /// Adds text that stands directly in this element.
    pub fn text(&mut self, text: &str) {
        if text.is_empty() {
            return;
        }
        if self.content == Content::None {
            self.writer.out.push('>');
            self.content = Content::Text;
        }
        self.writer.out.push_str(&escape(text));
    }

    /// Adds a child element; without attributes and content it is `<name/>`.
    pub fn child(&mut self, name: &str, fill: impl FnOnce(&mut Body<'_>)) {
        self.put(name, Empty::Keep, fill);
    }

    /// Adds a child element unless it turns out to have neither attributes nor content.
    pub fn child_unless_empty(&mut self, name: &str, fill: impl FnOnce(&mut Body<'_>)) {
        self.put(name, Empty::Omit, fill);
    }

    /// Adds a child from a value of an element type.
    pub fn element<T: Element>(&mut self, name: &str, value: &T, cx: &Context) {
        let empty = if T::KEEP_EMPTY {
            Empty::Keep
        } else {
            Empty::Omit
        };
        self.put(name, empty, |body| value.write(body, cx));
    }

    /// Adds `<name>text</name>`.
    pub fn child_text(&mut self, name: &str, text: &str) {
        self.put(name, Empty::Keep, |body| {
            body.text(text);
            if text.is_empty() {
                // libvirt prints the pair of tags, not the short form.
                body.writer.out.push('>');
                body.content = Content::Text;
            }
        });
    }

    /// Adds `<name>value</name>` if there is a value.
    pub fn text_opt<T: Value>(&mut self, name: &str, value: Option<&T>) {
        if let Some(value) = value {
            self.child_text(name, &value.print());
        }
    }

    /// Leaves a line empty between children.
    pub fn blank_line(&mut self) {
        self.open_children();
        self.writer.out.push('\n');
    }

    /// Gives the element a pair of tags even when it has no children.
    pub fn open(&mut self) {
        self.open_children();
    }

    /// Adds a child that was copied from another document, in the writer's own style.
    pub fn copied(&mut self, fragment: &Fragment) {
        self.child(fragment.name(), |body| fragment.write_into(body));
    }

    /// Adds a child that was copied from another document, as libxml2 writes it.
    pub fn raw_fragment(&mut self, fragment: &Fragment) {
        self.open_children();
        let indent = self.writer.indent + 2;
        self.writer.out.push_str(&fragment.print(indent));
    }

    fn put(&mut self, name: &str, empty: Empty, fill: impl FnOnce(&mut Body<'_>)) {
        let before = (self.writer.out.len(), self.content);
        self.open_children();
        self.writer.indent += 2;
        let kept = self.writer.put(name, empty, fill);
        self.writer.indent -= 2;
        if !kept {
            self.writer.out.truncate(before.0);
            self.content = before.1;
        }
    }

    fn open_children(&mut self) {
        if self.content == Content::None {
            self.writer.out.push_str(">\n");
            self.content = Content::Children;
        }
    }
}

/// Escapes a text as libvirt does: five entities, and control characters dropped.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&apos;"),
            // 0x1a to 0x1f are not on libvirt's list.
            '\u{1}'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{19}' => {}
            c => out.push(c),
        }
    }
    out
}
