//! A parsed document: an arena of nodes that know where they came from.
//!
//! Only what the vocabulary needs can be asked: names, attributes, children, text. Elements in a
//! namespace are invisible to the plain lookups, as they are to libvirt's paths.

use std::borrow::Cow;
use std::ops::Range;

use fv_error::{Error, ErrorCode, ErrorDomain, Result};

use crate::scan::{LexError, Token, Tokens, line_of};
use crate::xml_error;

/// What a document may not exceed, checked before memory is spent.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Bytes of text.
    pub bytes: usize,
    /// Elements, texts and attributes together.
    pub nodes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            bytes: 16 << 20,
            nodes: 500_000,
        }
    }
}

/// A well-formed document within limits.
#[derive(Debug)]
pub struct Document<'t> {
    text: &'t str,
    nodes: Vec<NodeData<'t>>,
    attributes: Vec<Attribute<'t>>,
}

#[derive(Debug)]
struct NodeData<'t> {
    kind: Kind<'t>,
    parent: u32,
    first: u32,
    next: u32,
    span: Range<usize>,
}

#[derive(Debug)]
enum Kind<'t> {
    /// Qualified name, attributes, namespace.
    Element {
        name: &'t str,
        attributes: Range<u32>,
        namespace: Option<u32>,
    },
    Text(Cow<'t, str>),
    Cdata(&'t str),
    Comment(&'t str),
    Instruction(&'t str),
}

#[derive(Debug)]
struct Attribute<'t> {
    name: &'t str,
    value: Cow<'t, str>,
}

/// No node; the root is never a child, so its index serves.
const NONE: u32 = 0;

impl<'t> Document<'t> {
    /// Checks and reads a text; the error is libvirt's for a malformed document.
    pub fn parse(text: &'t str) -> Result<Self> {
        Self::parse_within(text, Limits::default())
    }

    /// Reads a text within limits other than the usual.
    pub fn parse_within(text: &'t str, limits: Limits) -> Result<Self> {
        if text.len() > limits.bytes {
            let bytes = limits.bytes;
            return Err(xml_error(format!("document is larger than {bytes} bytes")));
        }
        let mut builder = Builder::new(text, limits);
        let mut tokens = Tokens::new(text);
        while let Some(token) = tokens.next().map_err(|fault| malformed(text, &fault))? {
            builder.add(token, tokens.span())?;
        }
        Ok(builder.document)
    }

    /// Reads a text whose root has to be `name`.
    pub fn parse_root(text: &'t str, name: &str) -> Result<Self> {
        let document = Self::parse(text)?;
        let found = document.root().name();
        if found != name {
            let text = format!("expecting root element of '{name}', not '{found}'");
            return Err(xml_error(text));
        }
        Ok(document)
    }

    /// The outermost element.
    pub fn root(&self) -> Node<'_> {
        // Comments before the root are not stored, so it is the first node.
        Node {
            document: self,
            index: 0,
        }
    }
}

struct Builder<'t> {
    document: Document<'t>,
    limits: Limits,
    /// Open elements with the last child of each.
    open: Vec<(u32, u32)>,
    /// Namespace declarations in force: depth, prefix, index of the attribute.
    namespaces: Vec<(usize, &'t str, u32)>,
    finished: bool,
}

impl<'t> Builder<'t> {
    fn new(text: &'t str, limits: Limits) -> Self {
        Self {
            document: Document {
                text,
                nodes: Vec::new(),
                attributes: Vec::new(),
            },
            limits,
            open: Vec::new(),
            namespaces: Vec::new(),
            finished: false,
        }
    }

    fn add(&mut self, token: Token<'t>, span: Range<usize>) -> Result<()> {
        match token {
            Token::Start {
                name,
                attributes,
                closed,
            } => {
                let kind = self.element(name, attributes)?;
                let index = self.push(kind, span)?;
                self.open.push((index, NONE));
                if closed {
                    self.close();
                }
            }
            Token::End => {
                if let Some(&(index, _)) = self.open.last() {
                    self.document.nodes[index as usize].span.end = span.end;
                }
                self.close();
            }
            _ if self.open.is_empty() => {}
            Token::Text(text) => drop(self.push(Kind::Text(text), span)?),
            Token::Cdata(text) => drop(self.push(Kind::Cdata(text), span)?),
            Token::Comment(text) => drop(self.push(Kind::Comment(text), span)?),
            Token::Instruction(text) => drop(self.push(Kind::Instruction(text), span)?),
        }
        Ok(())
    }

    fn element(
        &mut self,
        name: &'t str,
        attributes: Vec<(&'t str, Cow<'t, str>)>,
    ) -> Result<Kind<'t>> {
        let from = self.document.attributes.len() as u32;
        let depth = self.open.len();
        for (name, value) in attributes {
            let prefix = match name.strip_prefix("xmlns") {
                Some("") => Some(""),
                Some(rest) => rest.strip_prefix(':'),
                None => None,
            };
            if let Some(prefix) = prefix {
                self.namespaces
                    .push((depth, prefix, self.document.attributes.len() as u32));
            }
            self.document.attributes.push(Attribute { name, value });
        }
        // A lookup walks this list; nobody needs many.
        if self.namespaces.len() > 256 {
            return Err(xml_error("too many namespace declarations"));
        }
        let prefix = name.split_once(':').map_or("", |(prefix, _)| prefix);
        let found = self
            .namespaces
            .iter()
            .rev()
            .find(|(_, known, _)| *known == prefix);
        let namespace = found
            .map(|(_, _, attribute)| *attribute)
            .filter(|index| !self.document.attributes[*index as usize].value.is_empty());
        let to = self.document.attributes.len() as u32;
        Ok(Kind::Element {
            name,
            attributes: from..to,
            namespace,
        })
    }

    fn push(&mut self, kind: Kind<'t>, span: Range<usize>) -> Result<u32> {
        let count = self.document.nodes.len();
        if count + self.document.attributes.len() >= self.limits.nodes {
            let nodes = self.limits.nodes;
            return Err(xml_error(format!("document has more than {nodes} nodes")));
        }
        let index = count as u32;
        let parent = self.open.last().map_or(NONE, |(parent, _)| *parent);
        self.document.nodes.push(NodeData {
            kind,
            parent,
            first: NONE,
            next: NONE,
            span,
        });
        if let Some((parent, last)) = self.open.last_mut() {
            match *last {
                NONE => self.document.nodes[*parent as usize].first = index,
                last => self.document.nodes[last as usize].next = index,
            }
            *last = index;
        }
        Ok(index)
    }

    fn close(&mut self) {
        self.open.pop();
        let depth = self.open.len();
        while self
            .namespaces
            .last()
            .is_some_and(|(at, _, _)| *at >= depth)
        {
            self.namespaces.pop();
        }
        self.finished = self.open.is_empty();
    }
}

/// An element of a document.
#[derive(Debug, Clone, Copy)]
pub struct Node<'a> {
    document: &'a Document<'a>,
    index: u32,
}

impl<'a> Node<'a> {
    /// The name without a prefix.
    pub fn name(self) -> &'a str {
        let name = self.qualified_name();
        name.split_once(':').map_or(name, |(_, local)| local)
    }

    /// The name as it is written.
    pub fn qualified_name(self) -> &'a str {
        match &self.data().kind {
            Kind::Element { name, .. } => name,
            _ => "",
        }
    }

    /// The address of the namespace it is in.
    pub fn namespace(self) -> Option<&'a str> {
        match &self.data().kind {
            Kind::Element { namespace, .. } => {
                namespace.map(|index| &*self.document.attributes[index as usize].value)
            }
            _ => None,
        }
    }

    /// The value of an attribute.
    pub fn attr(self, name: &str) -> Option<&'a str> {
        self.attributes()
            .find(|(known, _)| *known == name)
            .map(|(_, value)| value)
    }

    /// All attributes in order, namespace declarations included.
    pub fn attributes(self) -> impl Iterator<Item = (&'a str, &'a str)> {
        let range = match &self.data().kind {
            Kind::Element { attributes, .. } => attributes.start as usize..attributes.end as usize,
            _ => 0..0,
        };
        self.document.attributes[range]
            .iter()
            .map(|attribute| (attribute.name, &*attribute.value))
    }

    /// The child elements that are in no namespace.
    pub fn elements(self) -> impl Iterator<Item = Node<'a>> {
        self.all_elements().filter(|node| node.is_plain())
    }

    /// The child elements, whatever namespace they are in.
    pub fn all_elements(self) -> impl Iterator<Item = Node<'a>> {
        self.nodes()
            .filter(|node| matches!(node.data().kind, Kind::Element { .. }))
    }

    /// The child elements of a name that are in no namespace.
    pub fn children(self, name: &str) -> impl Iterator<Item = Node<'a>> {
        self.elements()
            .filter(move |node| node.qualified_name() == name)
    }

    /// The first child element of a name that is in no namespace.
    pub fn child(self, name: &str) -> Option<Node<'a>> {
        self.children(name).next()
    }

    /// The element at the end of a path of names, first match at each step.
    pub fn find(self, path: &str) -> Option<Node<'a>> {
        path.split('/').try_fold(self, Node::child)
    }

    /// All text below it, in order.
    pub fn text(self) -> String {
        let mut out = String::new();
        let mut stack: Vec<Node<'a>> = vec![self];
        while let Some(node) = stack.pop() {
            match &node.data().kind {
                Kind::Text(text) => out.push_str(text),
                Kind::Cdata(text) => out.push_str(text),
                Kind::Element { .. } => {
                    let from = stack.len();
                    stack.extend(node.nodes());
                    stack[from..].reverse();
                }
                Kind::Comment(_) | Kind::Instruction(_) => {}
            }
        }
        out
    }

    /// The bytes of the document it was read from.
    pub fn span(self) -> Range<usize> {
        self.data().span.clone()
    }

    /// The text it was read from, tags included.
    pub fn source(self) -> &'a str {
        &self.document.text[self.span()]
    }

    /// The line it begins in, counted from one.
    pub fn line(self) -> usize {
        line_of(self.document.text, self.data().span.start)
    }

    /// The column it begins at, counted from one, in bytes.
    pub fn column(self) -> usize {
        let before = &self.document.text[..self.data().span.start];
        1 + before.len() - before.rfind('\n').map_or(0, |at| at + 1)
    }

    /// The element around it; none for the root.
    pub fn parent(self) -> Option<Node<'a>> {
        (self.index != 0).then(|| Node {
            index: self.data().parent,
            ..self
        })
    }

    fn is_plain(self) -> bool {
        matches!(&self.data().kind, Kind::Element { name, namespace: None, .. }
            if !name.contains(':'))
    }

    pub(crate) fn nodes(self) -> impl Iterator<Item = Node<'a>> {
        let step = move |index: u32| (index != NONE).then_some(Node { index, ..self });
        std::iter::successors(step(self.data().first), move |node| step(node.data().next))
    }

    /// The nodes in it, whatever their kind, without the blanks that are there for layout.
    ///
    /// Which blanks those are is libxml2's guess: none behind text, and none where the first thing
    /// is text.
    pub fn nodes_without_layout(self) -> Vec<Node<'a>> {
        let all: Vec<Node<'a>> = self.nodes().collect();
        let is_alone = all.len() == 1;
        let mut kept: Vec<Node<'a>> = Vec::new();
        for node in all {
            let is_text =
                |node: &Node<'a>| matches!(node.piece(), Piece::Text(_) | Piece::Cdata(_));
            let is_beside_text =
                kept.first().is_some_and(is_text) || kept.last().is_some_and(is_text);
            match node.piece() {
                Piece::Text(text) if is_blank(text) && !is_alone && !is_beside_text => {}
                _ => kept.push(node),
            }
        }
        kept
    }

    /// What kind of node it is.
    pub fn piece(self) -> Piece<'a> {
        match &self.data().kind {
            Kind::Element { .. } => Piece::Element,
            Kind::Text(text) => Piece::Text(text),
            Kind::Cdata(text) => Piece::Cdata(text),
            Kind::Comment(text) => Piece::Comment(text),
            Kind::Instruction(text) => Piece::Instruction(text),
        }
    }

    fn data(self) -> &'a NodeData<'a> {
        &self.document.nodes[self.index as usize]
    }
}

/// A node of any kind.
#[derive(Debug, Clone, Copy)]
pub enum Piece<'a> {
    /// An element.
    Element,
    /// Text, with entities resolved.
    Text(&'a str),
    /// A section of text as it is.
    Cdata(&'a str),
    /// A comment, without its marks.
    Comment(&'a str),
    /// An instruction, without its marks.
    Instruction(&'a str),
}

fn is_blank(text: &str) -> bool {
    text.bytes()
        .all(|byte| matches!(byte, b' ' | b'\t' | b'\n' | b'\r'))
}

/// libvirt's report of a malformed document: line, fault, the line itself, a mark below it.
///
/// The text has no file name: documents come over the wire. The search for the line follows the
/// reference: a position at a line's end belongs to that line.
fn malformed(text: &str, fault: &LexError) -> Error {
    let bytes = text.as_bytes();
    let end = fault.at.min(bytes.len());
    let mut cur = end;
    if cur == bytes.len() && cur > 0 {
        cur -= 1;
    }
    while cur > 0 && matches!(bytes.get(cur), Some(b'\n' | b'\r')) {
        cur -= 1;
    }
    while cur > 0 && !matches!(bytes.get(cur), Some(b'\n' | b'\r')) {
        cur -= 1;
    }
    if matches!(bytes.get(cur), Some(b'\n' | b'\r')) {
        cur += 1;
    }
    let rest = &text[cur..];
    let line = &rest[..rest.find(['\n', '\r']).unwrap_or(rest.len())];
    let width = end.saturating_sub(cur).min(line.len());
    let marks = line
        .bytes()
        .take(width)
        .map(|byte| if byte == b'\t' { '\t' } else { '-' });
    let pointer: String = marks.chain(['^']).collect();
    let shown = if line.is_empty() { "(null)" } else { line };
    let number = line_of(text, end);
    let message = &fault.message;
    Error::new(
        ErrorDomain::Domain,
        ErrorCode::XmlDetail,
        format!("at line {number}: {message}\n{shown}\n{pointer}"),
    )
}
