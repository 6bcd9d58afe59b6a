//! The grammar of configuration files.
//!
//! ```text
//! file      = { statement separator }
//! statement = comment | name "=" value [ comment ]
//! separator = end of line | ";"
//! value     = 'text' | "text" | """text over lines""" | [+-]digits | "[" values "]"
//! ```
//!
//! Blanks may stand around everything, line ends too inside a list. Faults are told with the
//! line on which they are noticed.

use fv_error::{Error, ErrorCode, ErrorDomain, Result};

use crate::{Entry, Value};

/// Reads all lines of a text.
pub(crate) fn parse(name: &str, text: &str) -> Result<Vec<Entry>> {
    let mut parser = Parser {
        name,
        text,
        at: 0,
        line: 1,
    };
    let mut entries = Vec::new();
    while parser.at < text.len() {
        entries.push(parser.statement()?);
        parser.separator()?;
    }
    Ok(entries)
}

struct Parser<'a> {
    name: &'a str,
    text: &'a str,
    at: usize,
    line: u32,
}

impl<'a> Parser<'a> {
    fn statement(&mut self) -> Result<Entry> {
        self.skip_blanks_and_ends();
        let line = self.line;
        if let Some(comment) = self.comment() {
            return Ok(Entry {
                setting: None,
                comment: Some(comment),
                line,
            });
        }
        let name = self.name()?;
        self.skip_blanks();
        if self.peek() != Some(b'=') {
            return Err(self.syntax("expecting an assignment"));
        }
        self.at += 1;
        let value = self.value(DEPTH_MAX)?;
        self.skip_blanks();
        let comment = self.comment();
        Ok(Entry {
            setting: Some((name, value)),
            comment,
            line,
        })
    }

    fn separator(&mut self) -> Result<()> {
        self.skip_blanks();
        match self.peek() {
            None => {}
            Some(b'\n' | b'\r') => self.skip_blanks_and_ends(),
            Some(b';') => {
                self.at += 1;
                self.skip_blanks_and_ends();
            }
            Some(_) => return Err(self.syntax("expecting a separator")),
        }
        Ok(())
    }

    /// The text behind a number sign, up to the end of the line.
    fn comment(&mut self) -> Option<String> {
        if self.peek() != Some(b'#') {
            return None;
        }
        self.at += 1;
        Some(self.take_while(|byte| !is_end(byte)).into())
    }

    fn name(&mut self) -> Result<String> {
        if !self.peek().is_some_and(|byte| byte.is_ascii_alphabetic()) {
            return Err(self.syntax("expecting a name"));
        }
        Ok(self
            .take_while(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
            .into())
    }

    fn value(&mut self, depth_left: usize) -> Result<Value> {
        self.skip_blanks();
        match self.peek() {
            Some(b'"' | b'\'') => self.string().map(Value::String),
            Some(b'[') if depth_left == 0 => Err(self.syntax("lists are nested too deeply")),
            Some(b'[') => self.list(depth_left - 1),
            Some(b'0'..=b'9' | b'-' | b'+') => self.number(),
            _ => Err(self.syntax("expecting a value")),
        }
    }

    fn string(&mut self) -> Result<String> {
        let rest = &self.text[self.at..];
        // The reference wants a byte more than the six quotes before it looks for three.
        if let Some(body) = rest
            .strip_prefix(TRIPLE)
            .filter(|_| rest.len() > 2 * TRIPLE.len())
        {
            let Some(end) = body.find(TRIPLE) else {
                self.count_lines(body);
                return Err(self.syntax("unterminated string"));
            };
            self.count_lines(&body[..end]);
            self.at += end + 2 * TRIPLE.len();
            return Ok(body[..end].into());
        }
        let quote = rest.as_bytes()[0];
        self.at += 1;
        let text = self.take_while(|byte| byte != quote && !is_end(byte));
        if self.peek() != Some(quote) {
            return Err(self.syntax("unterminated string"));
        }
        self.at += 1;
        Ok(text.into())
    }

    fn number(&mut self) -> Result<Value> {
        let negative = self.peek() == Some(b'-');
        if matches!(self.peek(), Some(b'-' | b'+')) {
            self.at += 1;
        }
        let digits = self.take_while(|byte| byte.is_ascii_digit());
        if digits.is_empty() {
            return Err(self.syntax("unterminated number"));
        }
        let Ok(value) = digits.parse::<i64>() else {
            return Err(self.error(ErrorCode::Overflow, "numeric overflow in conf value"));
        };
        Ok(if negative {
            Value::Signed(-value)
        } else {
            Value::Unsigned(value.unsigned_abs())
        })
    }

    fn list(&mut self, depth_left: usize) -> Result<Value> {
        self.at += 1;
        let mut values = Vec::new();
        loop {
            self.skip_blanks_and_ends();
            match self.peek() {
                None => return Err(self.syntax("list is not closed with ]")),
                Some(b']') => break,
                Some(b',') if !values.is_empty() => {
                    self.at += 1;
                    self.skip_blanks_and_ends();
                    if self.peek() == Some(b']') {
                        break;
                    }
                    values.push(self.value(depth_left)?);
                }
                Some(_) if values.is_empty() => values.push(self.value(depth_left)?),
                Some(_) => return Err(self.syntax("expecting a separator in list")),
            }
        }
        self.at += 1;
        Ok(Value::List(values))
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    /// Takes bytes as long as they fit; the ends of what is taken are ends of characters,
    /// because every test here stops only at ASCII.
    fn take_while(&mut self, fits: impl Fn(u8) -> bool) -> &'a str {
        let start = self.at;
        let rest = &self.text.as_bytes()[start..];
        self.at += rest
            .iter()
            .position(|&byte| !fits(byte))
            .unwrap_or(rest.len());
        &self.text[start..self.at]
    }

    fn skip_blanks(&mut self) {
        self.take_while(is_blank);
    }

    fn skip_blanks_and_ends(&mut self) {
        let skipped = self.take_while(|byte| is_blank(byte) || is_end(byte));
        self.count_lines(skipped);
    }

    fn count_lines(&mut self, text: &str) {
        let lines = text.bytes().filter(|&byte| byte == b'\n').count();
        self.line = self
            .line
            .saturating_add(u32::try_from(lines).unwrap_or(u32::MAX));
    }

    fn syntax(&self, text: &str) -> Error {
        self.error(ErrorCode::ConfSyntax, text)
    }

    fn error(&self, code: ErrorCode, text: &str) -> Error {
        let detail = format!("{}:{}: {text}", self.name, self.line);
        Error::new(ErrorDomain::Conf, code, detail)
    }
}

fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t')
}

fn is_end(byte: u8) -> bool {
    matches!(byte, b'\n' | b'\r')
}

const TRIPLE: &str = "\"\"\"";

/// No key takes lists in lists; this many are read all the same.
const DEPTH_MAX: usize = 16;
