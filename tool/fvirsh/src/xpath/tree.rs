//! The document as XPath sees it: everything is a node, and nodes have an order.
//!
//! Nodes lie in one row in the order of the document, an element before its attributes and those before its children;
//! what belongs to an element ends where [`Entry::end`] says. Namespaces are found when they are asked for.

use fv_model_xml::{Node, Piece};

use super::Item;

/// The nodes of a document, of which the first is the document itself.
pub(crate) struct Tree<'a> {
    entries: Vec<Entry<'a>>,
}

struct Entry<'a> {
    kind: Kind<'a>,
    parent: usize,
    /// The first node that is behind it and not below it.
    end: usize,
}

/// What kind of node it is.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Kind<'a> {
    /// Above the outermost element.
    Document(Node<'a>),
    Element(Node<'a>),
    Attribute(&'a str, &'a str),
    Text(&'a str),
    Cdata(&'a str),
    Comment(&'a str),
    Instruction(&'a str),
    Namespace(&'a str, &'a str),
}

/// A node: where it lies, and for a namespace of that element which one, counted from one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Place {
    pub(crate) at: usize,
    namespace: usize,
}

impl Place {
    /// The document.
    pub(crate) const DOCUMENT: Self = Self::node(0);

    /// The outermost element.
    pub(crate) const ROOT: Self = Self::node(1);

    const fn node(at: usize) -> Self {
        Self { at, namespace: 0 }
    }

    /// Whether it is a namespace.
    pub(crate) fn is_namespace(self) -> bool {
        self.namespace != 0
    }
}

impl<'a> Tree<'a> {
    /// The nodes of the document with this root. Blanks between elements are layout and are left out.
    pub(crate) fn new(root: Node<'a>) -> Self {
        let mut tree = Self {
            entries: vec![Entry {
                kind: Kind::Document(root),
                parent: 0,
                end: 0,
            }],
        };
        // Depth is bounded by the parser of documents.
        tree.add(root, 0);
        tree.entries[0].end = tree.entries.len();
        tree
    }

    fn add(&mut self, node: Node<'a>, parent: usize) {
        let own = self.push(Kind::Element(node), parent);
        for (name, value) in node.attributes() {
            if name != "xmlns" && !name.starts_with("xmlns:") {
                self.push(Kind::Attribute(name, value), own);
            }
        }
        for child in node.nodes_without_layout() {
            let kind = match child.piece() {
                Piece::Element => {
                    self.add(child, own);
                    continue;
                }
                Piece::Text(text) => Kind::Text(text),
                Piece::Cdata(text) => Kind::Cdata(text),
                Piece::Comment(text) => Kind::Comment(text),
                Piece::Instruction(text) => Kind::Instruction(text),
            };
            self.push(kind, own);
        }
        self.entries[own].end = self.entries.len();
    }

    fn push(&mut self, kind: Kind<'a>, parent: usize) -> usize {
        let at = self.entries.len();
        let end = at + 1;
        self.entries.push(Entry { kind, parent, end });
        at
    }

    /// What kind of node is there.
    pub(crate) fn kind(&self, place: Place) -> Kind<'a> {
        match place.namespace {
            0 => self.entries[place.at].kind,
            which => {
                let known = self.namespaces_of(place.at);
                let (prefix, address) = known.get(which - 1).copied().unwrap_or_default();
                Kind::Namespace(prefix, address)
            }
        }
    }

    /// What is shown of a node.
    pub(crate) fn item(&self, place: Place) -> Item<'a> {
        match self.kind(place) {
            Kind::Document(root) => Item::Document(root),
            Kind::Element(node) => Item::Element(node),
            Kind::Attribute(name, value) => Item::Attribute(name, value),
            Kind::Text(text) => Item::Text(text),
            Kind::Cdata(text) => Item::Cdata(text),
            Kind::Comment(text) => Item::Comment(text),
            Kind::Instruction(text) => Item::Instruction(text),
            Kind::Namespace(prefix, address) => Item::Namespace(prefix, address),
        }
    }

    /// The node around it; nothing for the document.
    pub(crate) fn parent(&self, place: Place) -> Option<Place> {
        match (place.at, place.is_namespace()) {
            (at, true) => Some(Place::node(at)),
            (0, false) => None,
            (at, false) => Some(Place::node(self.entries[at].parent)),
        }
    }

    /// The nodes around it, the nearest first.
    pub(crate) fn ancestors(&self, place: Place) -> Vec<Place> {
        std::iter::successors(self.parent(place), |place| self.parent(*place)).collect()
    }

    /// Its children in order.
    pub(crate) fn children(&self, place: Place) -> Vec<Place> {
        let entry = &self.entries[place.at];
        if place.is_namespace() || !matches!(entry.kind, Kind::Document(_) | Kind::Element(_)) {
            return Vec::new();
        }
        let mut children = Vec::new();
        let mut at = place.at + 1;
        while at < entry.end {
            if !self.is_attribute(at) {
                children.push(Place::node(at));
            }
            at = self.entries[at].end;
        }
        children
    }

    /// Everything below it in order, attributes left out.
    pub(crate) fn descendants(&self, place: Place) -> Vec<Place> {
        match place.is_namespace() {
            true => Vec::new(),
            false => self.nodes(place.at + 1, self.entries[place.at].end),
        }
    }

    /// Everything that begins behind its end.
    pub(crate) fn following(&self, place: Place) -> Vec<Place> {
        // What is behind an attribute or namespace are the children of its element too.
        let from = match place.is_namespace() {
            true => place.at + 1,
            false => self.entries[place.at].end,
        };
        self.nodes(from, self.entries.len())
    }

    /// Everything that ends before it begins, the nearest first.
    pub(crate) fn preceding(&self, place: Place) -> Vec<Place> {
        let around = self.ancestors(place);
        let mut before = self.nodes(1, place.at);
        before.retain(|place| !around.contains(place));
        before.reverse();
        before
    }

    /// The children of its parent, of which it is one; an attribute has none beside it.
    pub(crate) fn siblings(&self, place: Place) -> Vec<Place> {
        match self.parent(place) {
            Some(parent) if !place.is_namespace() && !self.is_attribute(place.at) => {
                self.children(parent)
            }
            _ => Vec::new(),
        }
    }

    /// The attributes of an element.
    pub(crate) fn attributes(&self, place: Place) -> Vec<Place> {
        let own = |at: &usize| self.is_attribute(*at) && !place.is_namespace();
        let places = place.at + 1..self.entries.len();
        match self.kind(place) {
            Kind::Element(_) => places.take_while(own).map(Place::node).collect(),
            _ => Vec::new(),
        }
    }

    /// The namespaces that are in force in an element.
    pub(crate) fn namespaces(&self, place: Place) -> Vec<Place> {
        let Kind::Element(_) = self.kind(place) else {
            return Vec::new();
        };
        let count = self.namespaces_of(place.at).len();
        let place = |namespace| Place { namespace, ..place };
        (1..=count).map(place).collect()
    }

    /// All prefixes in force with their addresses, the one that is always there first.
    fn namespaces_of(&self, at: usize) -> Vec<(&'a str, &'a str)> {
        let mut known = vec![("xml", XML)];
        let mut around = Some(Place::node(at));
        while let Some(place) = around {
            if let Kind::Element(node) = self.entries[place.at].kind {
                for (name, value) in node.attributes() {
                    let prefix = match name.strip_prefix("xmlns") {
                        Some("") => "",
                        Some(rest) => rest.strip_prefix(':').unwrap_or("xml"),
                        None => continue,
                    };
                    if known.iter().all(|(other, _)| *other != prefix) {
                        known.push((prefix, value));
                    }
                }
            }
            around = self.parent(place);
        }
        // One that was taken back is not in force.
        known.retain(|(_, address)| !address.is_empty());
        known
    }

    /// The address of the namespace that a node's name is in.
    pub(crate) fn namespace(&self, place: Place) -> &'a str {
        match self.kind(place) {
            Kind::Element(node) => node.namespace().unwrap_or(match node.qualified_name() {
                name if name.starts_with("xml:") => XML,
                _ => "",
            }),
            Kind::Attribute(name, _) => {
                let Some((prefix, _)) = name.split_once(':') else {
                    return "";
                };
                let known = self.namespaces_of(self.entries[place.at].parent);
                let found = known.iter().find(|(other, _)| *other == prefix);
                found.map_or("", |(_, address)| *address)
            }
            _ => "",
        }
    }

    /// The name of a node as it is written.
    pub(crate) fn name(&self, place: Place) -> &'a str {
        match self.kind(place) {
            Kind::Element(node) => node.qualified_name(),
            Kind::Attribute(name, _) | Kind::Namespace(name, _) => name,
            Kind::Instruction(text) => target(text),
            _ => "",
        }
    }

    /// The text of a node and of everything below it.
    pub(crate) fn text(&self, place: Place) -> String {
        let own = |place| match self.kind(place) {
            Kind::Text(text) | Kind::Cdata(text) => text,
            _ => "",
        };
        match self.kind(place) {
            Kind::Document(_) | Kind::Element(_) => {
                self.descendants(place).into_iter().map(own).collect()
            }
            Kind::Attribute(_, text)
            | Kind::Namespace(_, text)
            | Kind::Text(text)
            | Kind::Cdata(text)
            | Kind::Comment(text) => text.to_owned(),
            Kind::Instruction(text) => text[target(text).len()..].trim_start().to_owned(),
        }
    }

    fn nodes(&self, from: usize, to: usize) -> Vec<Place> {
        let nodes = (from..to).filter(|at| !self.is_attribute(*at));
        nodes.map(Place::node).collect()
    }

    fn is_attribute(&self, at: usize) -> bool {
        matches!(self.entries[at].kind, Kind::Attribute(..))
    }
}

/// The name with which an instruction begins.
fn target(text: &str) -> &str {
    text.split([' ', '\t', '\n', '\r']).next().unwrap_or(text)
}

/// The namespace of the prefix `xml`.
pub(crate) const XML: &str = "http://www.w3.org/XML/1998/namespace";
