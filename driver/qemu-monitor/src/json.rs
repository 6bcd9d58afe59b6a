//! JSON from a peer that is not trusted: bounded before it is built, typed when it is read.
//!
//! The bounds are checked on the text in one pass without memory of its own, because a tree of
//! values takes many times the room of its text and is dropped by recursion.

use fv_error::{Error, ErrorDomain};
use serde_json::{Map, Value};

/// How much JSON one line may hold.
#[derive(Clone, Copy, Debug)]
pub struct JsonLimits {
    /// How deep arrays and objects may nest; below serde_json's own limit of 128.
    pub depth_max: usize,
    /// How many values one text may hold in all; an object takes the room of [`OBJECT_VALUES`].
    pub values_max: usize,
}

impl JsonLimits {
    /// For what an agent says: whoever has the guest writes it, and anybody may ask.
    pub const AGENT: Self = Self {
        depth_max: 100,
        values_max: 400_000,
    };
}

impl Default for JsonLimits {
    fn default() -> Self {
        Self {
            depth_max: 100,
            values_max: 1_000_000,
        }
    }
}

/// Reads one JSON text within the limits; the error says what is wrong with it.
pub(crate) fn parse(text: &[u8], limits: JsonLimits) -> Result<Value, String> {
    check(text, limits)?;
    serde_json::from_slice(text).map_err(|error| error.to_string())
}

/// Reads one JSON text that a user wrote; what is wrong with it is said as libvirt says it.
pub(crate) fn parse_command(text: &str) -> Result<Value, Error> {
    let refused = |reason: &str| {
        let detail = format!("failed to parse JSON: {reason}");
        Error::internal(ErrorDomain::None, detail)
    };
    match parse(text.as_bytes(), JsonLimits::default()) {
        // libvirt's reader waits for what might follow these.
        Ok(Value::Null | Value::Bool(_) | Value::Number(_)) => Err(refused(UNFINISHED)),
        Ok(value) => Ok(value),
        Err(message) => Err(refused(reason(text, &message))),
    }
}

/// The words of libvirt's reader for what ours found.
fn reason<'a>(text: &str, message: &'a str) -> &'a str {
    if message.contains("expected ident") {
        return match word_at(text, message) {
            Some('n') => "null expected",
            _ => "boolean expected",
        };
    }
    let known = REASONS.iter().find(|(ours, _)| message.contains(ours));
    known.map_or(message, |(_, theirs)| theirs)
}

/// The first letter of the word in which a reader stopped, by the place that it names.
fn word_at(text: &str, message: &str) -> Option<char> {
    let (_, place) = message.rsplit_once(" at line ")?;
    let (line, column) = place.split_once(" column ")?;
    let (line, column): (usize, usize) = (line.parse().ok()?, column.parse().ok()?);
    let read = text.split('\n').nth(line.checked_sub(1)?)?;
    let good = read.get(..column.checked_sub(1)?)?;
    let is_outside = |letter: char| !letter.is_ascii_lowercase();
    good.rsplit(is_outside).next()?.chars().next()
}

/// Counts nesting and values of a text without understanding it any further.
fn check(text: &[u8], limits: JsonLimits) -> Result<(), String> {
    let (mut depth, mut values) = (0usize, 1usize);
    let (mut in_string, mut escaped) = (false, false);
    for &byte in text {
        if in_string {
            match byte {
                _ if escaped => escaped = false,
                b'\\' => escaped = true,
                b'"' => in_string = false,
                _ => {}
            }
            continue;
        }
        match byte {
            b'"' => in_string = true,
            b'[' | b'{' => {
                depth += 1;
                values += if byte == b'{' { OBJECT_VALUES } else { 1 };
            }
            b']' | b'}' => depth = depth.saturating_sub(1),
            b',' => values += 1,
            _ => {}
        }
        if depth > limits.depth_max {
            return Err(format!("nesting exceeds {} levels", limits.depth_max));
        }
        if values > limits.values_max {
            return Err(format!("more than {} values", limits.values_max));
        }
    }
    Ok(())
}

/// Typed reading of the members of a JSON object.
///
/// A number that is too big for its type is as absent as one that is missing: no guess is better.
///
/// The `want_*` methods fail with a message made from the name of the command; the others answer
/// `None` when the member is absent or has another type.
pub trait Fields {
    /// The member, whatever its type.
    fn field(&self, key: &str) -> Option<&Value>;

    /// A text.
    fn text(&self, key: &str) -> Option<&str> {
        self.field(key)?.as_str()
    }

    /// A text of our own.
    fn string(&self, key: &str) -> Option<String> {
        self.text(key).map(str::to_string)
    }

    /// A truth value.
    fn flag(&self, key: &str) -> Option<bool> {
        self.field(key)?.as_bool()
    }

    /// A whole number that is not negative.
    fn unsigned(&self, key: &str) -> Option<u64> {
        self.field(key)?.as_u64()
    }

    /// A whole number.
    fn signed(&self, key: &str) -> Option<i64> {
        self.field(key)?.as_i64()
    }

    /// An array.
    fn list(&self, key: &str) -> Option<&[Value]> {
        self.field(key)?.as_array().map(Vec::as_slice)
    }

    /// An object.
    fn object(&self, key: &str) -> Option<&Map<String, Value>> {
        self.field(key)?.as_object()
    }

    /// A text that QEMU promises to give.
    fn want_text(&self, command: &str, key: &str) -> Result<String, Error> {
        self.string(key).ok_or_else(|| missing(command, key))
    }

    /// A truth value that QEMU promises to give.
    fn want_flag(&self, command: &str, key: &str) -> Result<bool, Error> {
        self.flag(key).ok_or_else(|| missing(command, key))
    }

    /// A number that QEMU promises to give.
    fn want_unsigned(&self, command: &str, key: &str) -> Result<u64, Error> {
        self.unsigned(key).ok_or_else(|| missing(command, key))
    }

    /// A number, perhaps negative, that QEMU promises to give.
    fn want_signed(&self, command: &str, key: &str) -> Result<i64, Error> {
        self.signed(key).ok_or_else(|| missing(command, key))
    }
}

impl Fields for Value {
    fn field(&self, key: &str) -> Option<&Value> {
        self.get(key)
    }
}

impl Fields for Map<String, Value> {
    fn field(&self, key: &str) -> Option<&Value> {
        self.get(key)
    }
}

/// The reply of a command lacks what QEMU's schema promises.
pub(crate) fn missing(command: &str, key: &str) -> Error {
    Error::internal(
        ErrorDomain::Qemu,
        format!("{command} reply was missing '{key}' data"),
    )
}

/// The items of a reply that must be an array.
pub(crate) fn items<'a>(command: &str, value: &'a Value) -> Result<&'a [Value], Error> {
    value
        .as_array()
        .map(Vec::as_slice)
        .ok_or_else(|| unexpected_type(command))
}

/// The reply of a command has another type than its schema says.
pub(crate) fn unexpected_type(command: &str) -> Error {
    let detail = format!("unexpected type returned by QEMU command '{command}'");
    Error::internal(ErrorDomain::Qemu, detail)
}

/// The text ends too early.
const UNFINISHED: &str = "continue";
/// What our reader says, and what libvirt's does.
const REASONS: [(&str, &str); 12] = [
    ("EOF while", UNFINISHED),
    ("nesting exceeds", "nesting too deep"),
    ("expected value", "unexpected character"),
    ("trailing c", "unexpected character"),
    (
        "key must be a string",
        "quoted object property name expected",
    ),
    (
        "expected `:`",
        "object property name separator ':' expected",
    ),
    ("expected `,` or `}`", "object value separator ',' expected"),
    ("expected `,` or `]`", "array value separator ',' expected"),
    ("invalid number", "number expected"),
    ("invalid escape", "invalid string sequence"),
    ("surrogate", "invalid string sequence"),
    ("unicode code point", "invalid utf-8 string"),
];

/// The room that the map of an object takes even for a single member, in values.
pub const OBJECT_VALUES: usize = 20;

#[cfg(test)]
#[path = "tests/json.rs"]
mod tests;
