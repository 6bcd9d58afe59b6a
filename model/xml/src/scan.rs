//! The tokenizer: XML text to tags and texts, well-formedness faults in libxml2's words.
//!
//! It works on bytes of valid UTF-8, keeps no tree and never recurses; the depth is bounded by
//! [`DEPTH_MAX`] as libxml2 bounds it. A document type declaration is skipped; one with an
//! internal subset is refused, because entities of one's own are not needed by anybody here.

use std::borrow::Cow;
use std::ops::Range;

/// How deep elements may nest; libxml2's own limit.
pub(crate) const DEPTH_MAX: usize = 256;

/// How many attributes one element may have.
const ATTRIBUTES_MAX: usize = 512;

/// A fault of the text, at a byte position.
#[derive(Debug)]
pub(crate) struct LexError {
    /// What is wrong, without the line's number.
    pub(crate) message: String,
    /// Where reading stopped.
    pub(crate) at: usize,
}

/// A piece of the document.
#[derive(Debug)]
pub(crate) enum Token<'a> {
    /// `<name a='b'>` or `<name a='b'/>`
    Start {
        /// The name with its prefix.
        name: &'a str,
        /// Attributes in order, values decoded.
        attributes: Vec<(&'a str, Cow<'a, str>)>,
        /// Whether it is closed in place.
        closed: bool,
    },
    /// `</name>`
    End,
    /// Text with entities resolved.
    Text(Cow<'a, str>),
    /// `<![CDATA[…]]>`
    Cdata(&'a str),
    /// `<!--…-->`, without the marks.
    Comment(&'a str),
    /// `<?…?>`, without the marks.
    Instruction(&'a str),
}

/// The tokens of one document.
#[derive(Debug)]
pub(crate) struct Tokens<'a> {
    text: &'a str,
    at: usize,
    /// Names and offsets of the open elements.
    open: Vec<(&'a str, usize)>,
    rooted: bool,
    /// Where the last token came from.
    span: Range<usize>,
}

impl<'a> Tokens<'a> {
    /// Starts at the beginning of `text`.
    pub(crate) fn new(text: &'a str) -> Self {
        let at = if text.starts_with('\u{feff}') { 3 } else { 0 };
        Self {
            text,
            at,
            open: Vec::new(),
            rooted: false,
            span: at..at,
        }
    }

    /// The bytes of the last token.
    pub(crate) fn span(&self) -> Range<usize> {
        self.span.clone()
    }

    /// Gives the next piece, or nothing after the end of the document.
    pub(crate) fn next(&mut self) -> Result<Option<Token<'a>>, LexError> {
        if self.text.is_empty() {
            return Err(self.fault("Document is empty"));
        }
        if self.at == 0 && is_declaration(self.text) {
            self.instruction(0)?;
        }
        let token = if self.open.is_empty() {
            self.outside()?
        } else {
            Some(self.inside()?)
        };
        Ok(token)
    }

    /// Before and behind the root element.
    fn outside(&mut self) -> Result<Option<Token<'a>>, LexError> {
        loop {
            self.blanks();
            let start = self.at;
            let rest = self.rest();
            if rest.starts_with("<!--") {
                return self.comment(start).map(Some);
            } else if rest.starts_with("<?") {
                return self.instruction(start).map(Some);
            } else if rest.starts_with("<!DOCTYPE") && !self.rooted {
                self.doctype()?;
            } else if self.rooted {
                return match rest.is_empty() {
                    true => Ok(None),
                    false => Err(self.fault("Extra content at the end of the document")),
                };
            } else if rest.starts_with('<') {
                self.rooted = true;
                return self.start_tag().map(Some);
            } else {
                return Err(self.fault("Start tag expected, '<' not found"));
            }
        }
    }

    /// Inside the root element.
    fn inside(&mut self) -> Result<Token<'a>, LexError> {
        let start = self.at;
        let rest = self.rest();
        if rest.is_empty() {
            let (name, opened) = self.open.last().copied().unwrap_or_default();
            let line = self.line_of(opened);
            return Err(self.fault(format!("Premature end of data in tag {name} line {line}")));
        }
        if rest.starts_with("</") {
            self.end_tag()
        } else if rest.starts_with("<!--") {
            self.comment(start)
        } else if rest.starts_with("<![CDATA[") {
            self.cdata(start)
        } else if rest.starts_with("<?") {
            self.instruction(start)
        } else if rest.starts_with('<') {
            self.start_tag()
        } else {
            self.characters()
        }
    }

    fn start_tag(&mut self) -> Result<Token<'a>, LexError> {
        let start = self.at;
        self.at += 1;
        let name = self
            .name()
            .ok_or_else(|| self.fault("StartTag: invalid element name"))?;
        let mut attributes: Vec<(&'a str, Cow<'a, str>)> = Vec::new();
        let closed = loop {
            let spaced = self.blanks();
            if self.rest().starts_with("/>") {
                self.at += 2;
                break true;
            }
            if self.rest().starts_with('>') {
                self.at += 1;
                break false;
            }
            let Some(attribute) = self.attribute_name(spaced, attributes.is_empty())? else {
                let line = self.line_of(start);
                return Err(
                    self.fault(format!("Couldn't find end of Start Tag {name} line {line}"))
                );
            };
            let value = self.attribute_value(attribute)?;
            if attributes.iter().any(|(other, _)| *other == attribute) {
                return Err(self.fault(format!("Attribute {attribute} redefined")));
            }
            if attributes.len() == ATTRIBUTES_MAX {
                return Err(self.fault("Too many attributes in one element"));
            }
            attributes.push((attribute, value));
        };
        if self.open.len() == DEPTH_MAX {
            let text =
                format!("Excessive depth in document: {DEPTH_MAX} use XML_PARSE_HUGE option");
            return Err(self.fault(text));
        }
        if !closed {
            self.open.push((name, start));
        }
        self.span = start..self.at;
        Ok(Token::Start {
            name,
            attributes,
            closed,
        })
    }

    fn attribute_name(&mut self, spaced: bool, first: bool) -> Result<Option<&'a str>, LexError> {
        if !spaced {
            return match first {
                true => Ok(None),
                false => Err(self.fault("attributes construct error")),
            };
        }
        Ok(self.name())
    }

    fn attribute_value(&mut self, name: &str) -> Result<Cow<'a, str>, LexError> {
        let named_to = self.at;
        self.blanks();
        if !self.rest().starts_with('=') {
            self.at = named_to;
            return Err(self.fault(format!("Specification mandates value for attribute {name}")));
        }
        self.at += 1;
        self.blanks();
        let Some(quote @ (b'"' | b'\'')) = self.rest().bytes().next() else {
            return Err(self.fault("AttValue: \" or ' expected"));
        };
        self.at += 1;
        self.decoded(|byte| byte == quote || byte == b'<', true)
            .and_then(|value| match self.rest().bytes().next() {
                Some(b'<') => Err(self.fault("Unescaped '<' not allowed in attributes values")),
                None => Err(self.fault("AttValue: ' expected")),
                Some(_) => {
                    self.at += 1;
                    Ok(value)
                }
            })
    }

    fn end_tag(&mut self) -> Result<Token<'a>, LexError> {
        let start = self.at;
        self.at += 2;
        let name = self.name().unwrap_or_default();
        self.blanks();
        if !self.rest().starts_with('>') {
            return Err(self.fault("expected '>'"));
        }
        self.at += 1;
        let (expected, opened) = self.open.pop().unwrap_or_default();
        if expected != name {
            let line = self.line_of(opened);
            return Err(self.fault(format!(
                "Opening and ending tag mismatch: {expected} line {line} and {name}"
            )));
        }
        self.span = start..self.at;
        Ok(Token::End)
    }

    fn characters(&mut self) -> Result<Token<'a>, LexError> {
        let start = self.at;
        let text = self.decoded(|byte| byte == b'<', false)?;
        self.span = start..self.at;
        Ok(Token::Text(text))
    }

    /// Reads up to a byte that `stop` wants, resolving references and line ends.
    fn decoded(
        &mut self,
        stop: impl Fn(u8) -> bool,
        attribute: bool,
    ) -> Result<Cow<'a, str>, LexError> {
        let bytes = self.text.as_bytes();
        let mut out: Option<String> = None;
        let mut plain_from = self.at;
        while let Some(&byte) = bytes.get(self.at) {
            if stop(byte) {
                break;
            }
            let replacement = match byte {
                b'&' => {
                    let upto = self.at;
                    let resolved = self.reference()?;
                    Some((upto, resolved))
                }
                b'\r' => {
                    let upto = self.at;
                    self.at += if bytes.get(self.at + 1) == Some(&b'\n') {
                        2
                    } else {
                        1
                    };
                    Some((upto, if attribute { ' ' } else { '\n' }))
                }
                b'\n' | b'\t' if attribute => {
                    self.at += 1;
                    Some((self.at - 1, ' '))
                }
                b'\n' | b'\t' => {
                    self.at += 1;
                    None
                }
                0..0x20 => return Err(self.invalid_char(byte, attribute)),
                b']' if !attribute && self.rest().starts_with("]]>") => {
                    return Err(self.fault("Sequence ']]>' not allowed in content"));
                }
                _ => {
                    self.at += 1;
                    None
                }
            };
            if let Some((upto, c)) = replacement {
                let text = out.get_or_insert_default();
                text.push_str(&self.text[plain_from..upto]);
                text.push(c);
                plain_from = self.at;
            }
        }
        let tail = &self.text[plain_from..self.at];
        Ok(match out {
            None => Cow::Borrowed(tail),
            Some(text) => Cow::Owned(text + tail),
        })
    }

    fn invalid_char(&self, byte: u8, attribute: bool) -> LexError {
        match attribute {
            true => self.fault("invalid character in attribute value".to_string()),
            false => self.fault(format!("PCDATA invalid Char value {byte}")),
        }
    }

    /// Resolves `&…;`.
    fn reference(&mut self) -> Result<char, LexError> {
        self.at += 1;
        if self.rest().starts_with('#') {
            return self.character_reference();
        }
        let name = self
            .name()
            .ok_or_else(|| self.fault("xmlParseEntityRef: no name"))?;
        if !self.rest().starts_with(';') {
            return Err(self.fault("EntityRef: expecting ';'"));
        }
        self.at += 1;
        match name {
            "lt" => Ok('<'),
            "gt" => Ok('>'),
            "amp" => Ok('&'),
            "quot" => Ok('"'),
            "apos" => Ok('\''),
            _ => Err(self.fault(format!("Entity '{name}' not defined"))),
        }
    }

    fn character_reference(&mut self) -> Result<char, LexError> {
        self.at += 1;
        let base = if self.rest().starts_with('x') { 16 } else { 10 };
        if base == 16 {
            self.at += 1;
        }
        let rest = self.rest();
        let len = rest.find(|c: char| !c.is_digit(base)).unwrap_or(rest.len());
        let digits = &rest[..len];
        self.at += len;
        if !self.rest().starts_with(';') {
            let kind = if base == 16 { "hexadecimal" } else { "decimal" };
            return Err(self.fault(format!("xmlParseCharRef: invalid {kind} value")));
        }
        self.at += 1;
        let value = u32::from_str_radix(digits, base).unwrap_or(u32::MAX);
        char::from_u32(value)
            .filter(|c| {
                matches!(c, '\t' | '\n' | '\r' | ' '..) && !matches!(value, 0xfffe | 0xffff)
            })
            .ok_or_else(|| {
                self.fault(format!(
                    "xmlParseCharRef: invalid xmlChar value {}",
                    if value == u32::MAX { 0 } else { value }
                ))
            })
    }

    fn comment(&mut self, start: usize) -> Result<Token<'a>, LexError> {
        let inner = start + 4;
        let Some(len) = self.text[inner..].find("--") else {
            self.at = self.text.len();
            return Err(self.fault("Comment not terminated "));
        };
        let body = &self.text[inner..inner + len];
        self.at = inner + len;
        if !self.rest().starts_with("-->") {
            let head: String = body.chars().take(50).collect();
            return Err(self.fault(format!("Double hyphen within comment: <!--{head}")));
        }
        self.at += 3;
        self.span = start..self.at;
        Ok(Token::Comment(body))
    }

    fn cdata(&mut self, start: usize) -> Result<Token<'a>, LexError> {
        let inner = start + 9;
        let Some(len) = self.text[inner..].find("]]>") else {
            let head: String = self.text[inner..].chars().take(50).collect();
            self.at = self.text.len();
            return Err(self.fault(format!("CData section not finished\n{head}")));
        };
        self.at = inner + len + 3;
        self.span = start..self.at;
        Ok(Token::Cdata(&self.text[inner..inner + len]))
    }

    fn instruction(&mut self, start: usize) -> Result<Token<'a>, LexError> {
        self.at = start + 2;
        let Some(name) = self.name() else {
            return Err(self.fault("xmlParsePI : no target name"));
        };
        if start > 0 && name.eq_ignore_ascii_case("xml") {
            let text = "XML declaration allowed only at the start of the document";
            return Err(self.fault(text));
        }
        let Some(len) = self.text[self.at..].find("?>") else {
            self.at = self.text.len();
            return Err(self.fault(format!("PI {name} never end ...")));
        };
        self.at += len + 2;
        self.span = start..self.at;
        Ok(Token::Instruction(&self.text[start + 2..self.at - 2]))
    }

    fn doctype(&mut self) -> Result<(), LexError> {
        let rest = self.rest();
        let end = rest.find(['>', '[']).unwrap_or(rest.len());
        if !rest[end..].starts_with('>') {
            self.at += end;
            return Err(self.fault("a document type with definitions of its own is not supported"));
        }
        self.at += end + 1;
        Ok(())
    }

    fn name(&mut self) -> Option<&'a str> {
        let rest = self.rest();
        let first = rest.chars().next()?;
        if !(first.is_ascii_alphabetic() || matches!(first, '_' | ':') || !first.is_ascii()) {
            return None;
        }
        let len = rest.find(|c: char| !is_name_char(c)).unwrap_or(rest.len());
        self.at += len;
        Some(&rest[..len])
    }

    fn blanks(&mut self) -> bool {
        let rest = self.rest();
        let len = rest
            .find(|c| !matches!(c, ' ' | '\t' | '\n' | '\r'))
            .unwrap_or(rest.len());
        self.at += len;
        len > 0
    }

    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn line_of(&self, at: usize) -> usize {
        line_of(self.text, at)
    }

    fn fault(&self, message: impl Into<String>) -> LexError {
        LexError {
            message: message.into(),
            at: self.at,
        }
    }
}

/// The line, counted from one, that holds the byte `at`.
pub(crate) fn line_of(text: &str, at: usize) -> usize {
    1 + text.as_bytes()[..at.min(text.len())]
        .iter()
        .filter(|byte| **byte == b'\n')
        .count()
}

fn is_declaration(text: &str) -> bool {
    text.strip_prefix("<?xml")
        .is_some_and(|rest| rest.starts_with([' ', '\t', '\n', '\r']))
}

fn is_name_char(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '_' | ':' | '-' | '.') || !c.is_ascii()
}
