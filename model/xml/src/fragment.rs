//! XML that is carried along, not understood: user metadata and foreign namespaces.
//!
//! A [`Fragment`] is a copy of a subtree. It is written as libxml2's formatted dump writes it
//! (double quotes, two spaces a level where an element holds no text), because that is what
//! libvirt does with metadata.

use std::collections::HashSet;

use fv_error::Result;

use crate::document::Piece;
use crate::{Body, Document, Node};

/// An element with everything in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fragment(Branch);

#[derive(Debug, Clone, PartialEq, Eq)]
struct Branch {
    name: String,
    /// Namespace declarations first, then attributes, each in order.
    attributes: Vec<(String, String)>,
    children: Vec<Leaf>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Leaf {
    Element(Branch),
    Text(String),
    Cdata(String),
    Comment(String),
    Instruction(String),
}

/// Where elements without a prefix are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Unprefixed {
    InNone,
    InDefault,
}

impl Fragment {
    /// Copies an element; namespaces that were declared further out are declared on the copy.
    pub fn copy(node: Node<'_>) -> Self {
        let mut needed = Vec::new();
        let mut branch = Branch::copy(node, &mut Vec::new(), &mut needed);
        for (prefix, uri) in needed.into_iter().rev() {
            let name = if prefix.is_empty() {
                "xmlns".into()
            } else {
                format!("xmlns:{prefix}")
            };
            branch.attributes.insert(0, (name, uri));
        }
        Self(branch)
    }

    /// Copies an element as it stands in its place: what was declared further out is not declared
    /// again.
    pub fn copy_inside(node: Node<'_>) -> Self {
        Self(Branch::copy(node, &mut Vec::new(), &mut Vec::new()))
    }

    /// Reads a fragment from a text of its own.
    pub fn parse(text: &str) -> Result<Self> {
        let document = Document::parse(text)?;
        Ok(Self::copy(document.root()))
    }

    /// An element without anything in it.
    pub fn empty(name: &str) -> Self {
        Self(Branch {
            name: name.into(),
            attributes: Vec::new(),
            children: Vec::new(),
        })
    }

    /// The name as it is written.
    pub fn name(&self) -> &str {
        &self.0.name
    }

    /// Sets an attribute, behind those there are.
    pub fn set_attr(&mut self, name: &str, value: &str) {
        self.0.attributes.retain(|(known, _)| known != name);
        self.0.attributes.push((name.into(), value.into()));
    }

    /// Says whether it holds an element.
    pub fn has_elements(&self) -> bool {
        self.0
            .children
            .iter()
            .any(|leaf| matches!(leaf, Leaf::Element(_)))
    }

    /// The child element that is in the namespace `uri`.
    pub fn child_in(&self, uri: &str) -> Option<Self> {
        self.0
            .position_in(uri)
            .map(|index| match &self.0.children[index] {
                Leaf::Element(branch) => {
                    let mut branch = branch.clone();
                    self.0.adopt(&mut branch);
                    Self(branch)
                }
                _ => Self::empty(""),
            })
    }

    /// Removes the child element that is in the namespace `uri` and says whether there was one.
    pub fn remove_in(&mut self, uri: &str) -> bool {
        let found = self.0.position_in(uri);
        if let Some(index) = found {
            self.0.children.remove(index);
        }
        found.is_some()
    }

    /// Adds a child element at the end.
    pub fn push(&mut self, child: Self) {
        self.0.children.push(Leaf::Element(child.0));
    }

    /// Adds at the end what is no element; text joins the text before it.
    pub fn push_piece(&mut self, piece: Piece<'_>) {
        match (piece, self.0.children.last_mut()) {
            (Piece::Element, _) => {}
            (Piece::Text(more), Some(Leaf::Text(text))) => text.push_str(more),
            _ => self.0.children.push(Leaf::copy(piece)),
        }
    }

    /// Declares a namespace on the element, and puts the element and all in it that is in none into that one.
    ///
    /// False, with nothing changed, if the prefix is declared there already.
    pub fn enter_namespace(&mut self, prefix: &str, uri: &str) -> bool {
        let declared = format!("xmlns:{prefix}");
        if self.attr(&declared).is_some() {
            return false;
        }
        self.0.prefix_plain(prefix, Unprefixed::InNone);
        let declarations = self.0.attributes.iter();
        let end = declarations.take_while(|(name, _)| is_declaration(name));
        let end = end.count();
        self.0.attributes.insert(end, (declared, uri.into()));
        true
    }

    /// Takes the element and all in it out of the namespace `uri`, which is no longer declared on it.
    pub fn leave_namespace(&mut self, uri: &str) {
        self.0.strip_prefix_of(uri, &[]);
        let declared = |(name, value): &(String, String)| is_declaration(name) && value == uri;
        if let Some(index) = self.0.attributes.iter().position(declared) {
            self.0.attributes.remove(index);
        }
    }

    /// Drops child elements without a namespace, and all but the first of each namespace.
    pub fn keep_one_per_namespace(&mut self) {
        let mut seen = HashSet::new();
        let outer = self.0.attributes.clone();
        self.0.children.retain(|leaf| {
            let Leaf::Element(branch) = leaf else {
                return false;
            };
            match branch.namespace(&outer) {
                Some(uri) => seen.insert(uri),
                None => false,
            }
        });
    }

    /// Writes it with its first line at `indent` spaces, and a newline behind.
    pub fn print(&self, indent: usize) -> String {
        let mut out = " ".repeat(indent);
        self.0.print(&mut out, Some(indent));
        out.push('\n');
        out
    }

    /// Writes attributes and content into an open element, with libvirt's quoting and indent.
    pub fn write_into(&self, body: &mut Body<'_>) {
        self.0.write_into(body);
    }

    /// The value of an attribute.
    pub fn attr(&self, name: &str) -> Option<&str> {
        let found = self.0.attributes.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str())
    }

    /// Writes it alone, without indent in front or newline behind.
    pub fn print_bare(&self) -> String {
        let mut out = String::new();
        self.0.print(&mut out, Some(0));
        out
    }
}

impl Branch {
    fn copy(
        node: Node<'_>,
        declared: &mut Vec<String>,
        needed: &mut Vec<(String, String)>,
    ) -> Self {
        let before = declared.len();
        let mut attributes: Vec<(String, String)> = Vec::new();
        let mut plain = Vec::new();
        for (name, value) in node.attributes() {
            let prefix = name
                .strip_prefix("xmlns")
                .filter(|rest| rest.is_empty() || rest.starts_with(':'));
            let entry = (name.to_owned(), value.to_owned());
            match prefix {
                Some(rest) => {
                    declared.push(rest.trim_start_matches(':').to_owned());
                    attributes.push(entry);
                }
                None => plain.push(entry),
            }
        }
        attributes.append(&mut plain);
        let prefix = node
            .qualified_name()
            .split_once(':')
            .map_or("", |(prefix, _)| prefix);
        if let Some(uri) = node.namespace() {
            let known = declared.iter().any(|name| name == prefix)
                || needed.iter().any(|(name, _)| name == prefix);
            if !known {
                needed.push((prefix.to_owned(), uri.to_owned()));
            }
        }
        let children = copy_children(node, declared, needed);
        declared.truncate(before);
        Self {
            name: node.qualified_name().to_owned(),
            attributes,
            children,
        }
    }

    fn write_into(&self, body: &mut Body<'_>) {
        for (name, value) in &self.attributes {
            body.attr_text(name, value);
        }
        for leaf in &self.children {
            match leaf {
                Leaf::Element(branch) => body.child(&branch.name, |body| branch.write_into(body)),
                Leaf::Text(text) | Leaf::Cdata(text) => body.text(text),
                Leaf::Comment(_) | Leaf::Instruction(_) => {}
            }
        }
    }

    fn position_in(&self, uri: &str) -> Option<usize> {
        self.children.iter().position(|leaf| match leaf {
            Leaf::Element(branch) => branch.namespace(&self.attributes).as_deref() == Some(uri),
            _ => false,
        })
    }

    /// The namespace it is in, looking at its own declarations and those around it.
    fn namespace(&self, outer: &[(String, String)]) -> Option<String> {
        let prefix = self.name.split_once(':').map_or("", |(prefix, _)| prefix);
        let wanted = if prefix.is_empty() {
            "xmlns".into()
        } else {
            format!("xmlns:{prefix}")
        };
        let mut all = self.attributes.iter().chain(outer);
        all.find(|(name, _)| *name == wanted)
            .map(|(_, uri)| uri.clone())
            .filter(|uri| !uri.is_empty())
    }

    /// Gives `inner` the declaration it used from this element.
    fn adopt(&self, inner: &mut Branch) {
        let prefix = inner.name.split_once(':').map_or("", |(prefix, _)| prefix);
        let wanted = if prefix.is_empty() {
            "xmlns".into()
        } else {
            format!("xmlns:{prefix}")
        };
        if inner.attributes.iter().all(|(name, _)| *name != wanted)
            && let Some(found) = self.attributes.iter().find(|(name, _)| *name == wanted)
        {
            inner.attributes.insert(0, found.clone());
        }
    }

    /// Gives a prefix to the elements that are in no namespace.
    fn prefix_plain(&mut self, prefix: &str, outer: Unprefixed) {
        let own = self.attributes.iter().find(|(name, _)| name == "xmlns");
        let default = match own {
            Some((_, uri)) if uri.is_empty() => Unprefixed::InNone,
            Some(_) => Unprefixed::InDefault,
            None => outer,
        };
        if default == Unprefixed::InNone && !self.name.contains(':') {
            self.name = format!("{prefix}:{}", self.name);
        }
        for leaf in &mut self.children {
            if let Leaf::Element(inner) = leaf {
                inner.prefix_plain(prefix, default);
            }
        }
    }

    /// Takes the prefix from the elements that are in the namespace `uri`.
    fn strip_prefix_of(&mut self, uri: &str, outer: &[(String, String)]) {
        if self.namespace(outer).as_deref() == Some(uri)
            && let Some((_, local)) = self.name.split_once(':')
        {
            self.name = local.to_owned();
        }
        // The nearest declaration of a prefix counts.
        let declared = self
            .attributes
            .iter()
            .filter(|(name, _)| is_declaration(name));
        let known: Vec<_> = declared.chain(outer).cloned().collect();
        for leaf in &mut self.children {
            if let Leaf::Element(inner) = leaf {
                inner.strip_prefix_of(uri, &known);
            }
        }
    }

    fn print(&self, out: &mut String, indent: Option<usize>) {
        out.push('<');
        out.push_str(&self.name);
        for (name, value) in &self.attributes {
            out.push_str(&format!(" {name}=\"{}\"", escape_attribute(value)));
        }
        if self.children.is_empty() {
            out.push_str("/>");
            return;
        }
        out.push('>');
        let texts = self
            .children
            .iter()
            .any(|leaf| matches!(leaf, Leaf::Text(_) | Leaf::Cdata(_)));
        let inner = indent.filter(|_| !texts).map(|indent| indent + 2);
        for leaf in &self.children {
            newline(out, inner);
            leaf.print(out, inner);
        }
        newline(out, inner.map(|inner| inner - 2));
        out.push_str(&format!("</{}>", self.name));
    }
}

impl Leaf {
    /// Copies what is no element.
    fn copy(piece: Piece<'_>) -> Self {
        match piece {
            Piece::Element => Self::Text(String::new()),
            Piece::Text(text) => Self::Text(text.to_owned()),
            Piece::Cdata(text) => Self::Cdata(text.to_owned()),
            Piece::Comment(text) => Self::Comment(text.to_owned()),
            Piece::Instruction(text) => Self::Instruction(text.to_owned()),
        }
    }

    fn print(&self, out: &mut String, indent: Option<usize>) {
        match self {
            Self::Element(branch) => branch.print(out, indent),
            Self::Text(text) => out.push_str(&escape_text(text)),
            Self::Cdata(text) => out.push_str(&format!("<![CDATA[{text}]]>")),
            Self::Comment(text) => out.push_str(&format!("<!--{text}-->")),
            Self::Instruction(text) => out.push_str(&format!("<?{text}?>")),
        }
    }
}

fn copy_children(
    node: Node<'_>,
    declared: &mut Vec<String>,
    needed: &mut Vec<(String, String)>,
) -> Vec<Leaf> {
    let nodes = node.nodes_without_layout().into_iter();
    let copied = nodes.map(|node| match node.piece() {
        Piece::Element => Leaf::Element(Branch::copy(node, declared, needed)),
        other => Leaf::copy(other),
    });
    copied.collect()
}

fn is_declaration(name: &str) -> bool {
    name == "xmlns" || name.starts_with("xmlns:")
}

fn newline(out: &mut String, indent: Option<usize>) {
    if let Some(indent) = indent {
        out.push('\n');
        out.extend(std::iter::repeat_n(' ', indent));
    }
}

/// Escapes a text as libxml2 does between tags.
pub fn escape_text(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('\r', "&#13;")
}

/// Escapes a text as libxml2 does in double quotes.
pub fn escape_attribute(text: &str) -> String {
    escape_text(text)
        .replace('"', "&quot;")
        .replace('\n', "&#10;")
        .replace('\t', "&#9;")
}
