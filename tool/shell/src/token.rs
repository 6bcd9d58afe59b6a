//! From a line of text to words: blanks, quotes, backslashes, `;` and comments.

use crate::Failure;

/// A piece of a command line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Token {
    /// A word, without its quotes.
    Word(String),
    /// The end of a command; another one may follow.
    EndOfCommand,
    /// The end of everything.
    End,
}

/// Where words come from.
pub(crate) enum Tokens<'a> {
    /// Words that a shell has split already.
    Words(std::slice::Iter<'a, String>),
    /// A line, of which this is left.
    Line(&'a str),
}

/// Whether an open quote is a fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Quotes {
    /// It is: the line is to be run.
    Closed,
    /// It is not: the line is still being typed.
    Open,
}

impl Tokens<'_> {
    /// What is left of a line.
    pub(crate) fn left(&self) -> &str {
        match self {
            Self::Words(_) => "",
            Self::Line(rest) => rest,
        }
    }

    /// The next piece.
    pub(crate) fn next(&mut self, quotes: Quotes) -> Result<Token, Failure> {
        match self {
            Self::Words(words) => Ok(words
                .next()
                .map_or(Token::End, |word| Token::Word(word.clone()))),
            Self::Line(rest) => {
                let (token, after) = split(rest, quotes)?;
                *rest = after;
                Ok(token)
            }
        }
    }
}

/// The first piece of a line, and what follows it.
fn split(line: &str, quotes: Quotes) -> Result<(Token, &str), Failure> {
    let line = skip_blanks(line);
    let rest = line.get(1..).unwrap_or("");
    match line.as_bytes().first() {
        None => Ok((Token::End, line)),
        Some(b';' | b'\n') => Ok((Token::EndOfCommand, rest)),
        // Only at the start of a word; it reaches to the end of the line.
        Some(b'#') => {
            let after = line.split_once('\n').map_or("", |(_, after)| after);
            Ok((Token::EndOfCommand, after))
        }
        Some(_) => word(line, quotes),
    }
}

fn skip_blanks(mut line: &str) -> &str {
    loop {
        let rest = line.trim_start_matches([' ', '\t']);
        let rest = rest.strip_prefix("\\\n").unwrap_or(rest);
        if rest.len() == line.len() {
            return rest;
        }
        line = rest;
    }
}

/// Reads a word. A single quote that is not closed reaches to the end, as in the reference.
fn word(line: &str, quotes: Quotes) -> Result<(Token, &str), Failure> {
    let mut word = String::new();
    let mut open: Option<char> = None;
    let mut chars = line.char_indices();
    let mut end = line.len();
    while let Some((at, char)) = chars.next() {
        match (char, open) {
            (' ' | '\t' | ';' | '\n', None) => {
                end = at;
                break;
            }
            ('\'', Some('\'')) | ('"', Some('"')) => open = None,
            ('\'' | '"', None) => open = Some(char),
            ('\\', None | Some('"')) => match chars.next() {
                None if quotes == Quotes::Closed => return Err(Failure::new("dangling \\")),
                // A line that goes on in the next one.
                None | Some((_, '\n')) => {}
                Some((_, escaped)) => word.push(escaped),
            },
            _ => word.push(char),
        }
    }
    match open {
        Some('"') if quotes == Quotes::Closed => Err(Failure::new("missing \"")),
        _ => Ok((Token::Word(word), &line[end..])),
    }
}
