//! Compares a value in JSON with what Rust shows of a message: leaf by leaf, names left out.

use serde_json::Value;

/// Says where the two differ, if they do.
pub(crate) fn same(value: &Value, shown: &str) -> Result<(), String> {
    let mut tokens = Tokens { rest: shown };
    compare(value, &mut tokens)?;
    match tokens.next() {
        None => Ok(()),
        Some(token) => Err(format!("{token:?} is left over")),
    }
}

fn compare(value: &Value, tokens: &mut Tokens<'_>) -> Result<(), String> {
    match value {
        Value::Object(object) if object.len() == 1 && object.contains_key("hex") => opaque(
            &from_hex(object["hex"].as_str().unwrap_or_default()),
            tokens,
        ),
        Value::Object(object) if object.contains_key("case") => compare(&object["value"], tokens),
        Value::Object(object) => object.values().try_for_each(|value| compare(value, tokens)),
        Value::Array(list) => {
            expect(tokens, &Token::Open)?;
            list.iter().try_for_each(|value| compare(value, tokens))?;
            expect(tokens, &Token::Close)
        }
        Value::Null => expect(tokens, &Token::Nothing),
        Value::String(text) => string(text, tokens),
        Value::Number(number) => match tokens.next() {
            Some(Token::Number(shown)) if equal(&number.to_string(), &shown) => Ok(()),
            Some(Token::Flag(flag)) if flag == (number.as_i64() != Some(0)) => Ok(()),
            other => Err(format!("{number} is {other:?}")),
        },
        Value::Bool(_) => Err("no vector has a boolean".into()),
    }
}

/// A text, or bytes that happen to be text.
fn string(text: &str, tokens: &mut Tokens<'_>) -> Result<(), String> {
    match tokens.clone().next() {
        Some(Token::Open) => opaque(text.as_bytes(), tokens),
        Some(Token::Text(shown)) if shown == text => {
            tokens.next();
            Ok(())
        }
        other => Err(format!("{text:?} is {other:?}")),
    }
}

/// Bytes, as a list of numbers or as a uuid.
fn opaque(bytes: &[u8], tokens: &mut Tokens<'_>) -> Result<(), String> {
    if let Some(Token::Uuid(shown)) = tokens.clone().next() {
        tokens.next();
        return match from_hex(&shown.replace('-', "")) == bytes {
            true => Ok(()),
            false => Err(format!("{bytes:?} is {shown}")),
        };
    }
    expect(tokens, &Token::Open)?;
    for byte in bytes {
        expect(tokens, &Token::Number(byte.to_string()))?;
    }
    expect(tokens, &Token::Close)
}

fn expect(tokens: &mut Tokens<'_>, wanted: &Token) -> Result<(), String> {
    match tokens.next() {
        Some(token) if token == *wanted => Ok(()),
        other => Err(format!("{wanted:?} is {other:?}")),
    }
}

fn equal(a: &str, b: &str) -> bool {
    a == b || matches!((a.parse::<f64>(), b.parse::<f64>()), (Ok(a), Ok(b)) if a == b)
}

fn from_hex(hex: &str) -> Vec<u8> {
    let pair = |at: usize| u8::from_str_radix(&hex[at..at + 2], 16).unwrap_or_default();
    (0..hex.len() / 2).map(|at| pair(2 * at)).collect()
}

/// What stands in the text that `{:?}` makes, as far as it is a value.
#[derive(Clone, Debug, PartialEq)]
enum Token {
    Open,
    Close,
    Nothing,
    Flag(bool),
    Number(String),
    Uuid(String),
    Text(String),
}

#[derive(Clone)]
struct Tokens<'a> {
    rest: &'a str,
}

impl Iterator for Tokens<'_> {
    type Item = Token;

    fn next(&mut self) -> Option<Token> {
        loop {
            let first = self.rest.chars().next()?;
            match first {
                '[' | ']' => {
                    self.rest = &self.rest[1..];
                    return Some(if first == '[' {
                        Token::Open
                    } else {
                        Token::Close
                    });
                }
                '"' => return Some(self.text()),
                _ if first.is_alphanumeric() || first == '-' => {
                    if let Some(token) = self.word() {
                        return Some(token);
                    }
                }
                _ => self.rest = &self.rest[first.len_utf8()..],
            }
        }
    }
}

impl Tokens<'_> {
    /// A text without escapes: the vectors have none.
    fn text(&mut self) -> Token {
        let body = &self.rest[1..];
        let end = body.find('"').unwrap_or(body.len());
        let text = body[..end].to_string();
        self.rest = &body[(end + 1).min(body.len())..];
        Token::Text(text)
    }

    /// A number, a uuid or a word with a meaning; other words are names.
    fn word(&mut self) -> Option<Token> {
        let is_part = |letter: char| letter.is_alphanumeric() || "-_.+".contains(letter);
        let end = self.rest.find(|letter| !is_part(letter));
        let end = end.unwrap_or(self.rest.len());
        let word = &self.rest[..end];
        self.rest = &self.rest[end..];
        let is_uuid = word.len() == 36 && word.matches('-').count() == 4;
        match word {
            "None" => Some(Token::Nothing),
            "true" | "false" => Some(Token::Flag(word == "true")),
            _ if is_uuid => Some(Token::Uuid(word.into())),
            _ if word.parse::<f64>().is_ok() => Some(Token::Number(word.into())),
            _ => None,
        }
    }
}
