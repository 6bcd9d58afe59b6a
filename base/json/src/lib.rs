//! What libvirt does with JSON beyond reading it: compact text, and names with dots.
//!
//! Reading and writing is serde_json's part; who reads from a peer sets limits first. It is a
//! crate of its own so that the layers which need no JSON are not built with it.
//!
//! Read first: [`compact`], [`deflatten`].

use fv_error::{Error, ErrorCode, ErrorDomain, Result};
use serde_json::{Map, Value};

use fv_types::number::{self, Base};

/// Writes a text without blanks; numbers keep their digits. Nothing when it is not JSON.
pub fn compact(text: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(text).ok()?;
    serde_json::from_str::<Value>(text).ok()?;
    let mut rest = text;
    let mut written = String::with_capacity(text.len());
    while let Some(first) = rest.chars().next() {
        let end = match first {
            '"' => string_end(rest)?,
            _ => first.len_utf8(),
        };
        let (token, after) = rest.split_at(end);
        match first {
            '"' => {
                // Read and written again: escapes that are not needed go.
                let value: String = serde_json::from_str(token).ok()?;
                written.push_str(&Value::String(value).to_string());
            }
            ' ' | '\t' | '\n' | '\r' => {}
            _ => written.push_str(token),
        }
        rest = after;
    }
    Some(written)
}

/// Makes nested objects of members whose names have dots, and arrays of those named 0, 1, 2, ….
///
/// QEMU allows `{"file.driver": "nbd"}` for `{"file": {"driver": "nbd"}}` where a backing file
/// is described. An object without members becomes an empty array, as in the reference.
pub fn deflatten(object: &Map<String, Value>) -> Result<Value> {
    let mut value = Value::Object(nest(object)?);
    number_arrays(&mut value);
    Ok(value)
}

fn nest(object: &Map<String, Value>) -> Result<Map<String, Value>> {
    let mut nested = Map::new();
    for (name, value) in object {
        put(&mut nested, name, value)?;
    }
    Ok(nested)
}

/// Puts a value at its place below the objects that the dots of its name say.
fn put(object: &mut Map<String, Value>, name: &str, value: &Value) -> Result<()> {
    let mut place = object;
    let mut rest = name;
    let mut depth = 0;
    while let Some((outer, inner)) = rest.split_once('.') {
        depth += 1;
        if depth > DEPTH_MAX {
            return Err(invalid(format!("invalid nested value key '{name}'")));
        }
        let entry = place
            .entry(outer)
            .or_insert_with(|| Value::Object(Map::new()));
        let Value::Object(next) = entry else {
            let detail = "mixing nested objects and values is forbidden in JSON deflattening";
            return Err(invalid(detail.to_string()));
        };
        place = next;
        rest = inner;
    }
    if place.contains_key(rest) {
        return Err(invalid(format!("can't deflatten colliding key '{rest}'")));
    }
    let value = match value {
        Value::Object(inner) => Value::Object(nest(inner)?),
        other => other.clone(),
    };
    place.insert(rest.to_string(), value);
    Ok(())
}

/// Turns objects whose names are exactly the numbers from 0 on into arrays, innermost first.
fn number_arrays(value: &mut Value) {
    let Value::Object(object) = value else { return };
    object.values_mut().for_each(number_arrays);
    let mut items: Vec<Option<Value>> = vec![None; object.len()];
    for (name, item) in object.iter() {
        let index = number::parse_u32_positive(name, Base::Decimal);
        let place = index.and_then(|index| items.get_mut(index as usize));
        match place {
            Some(place @ None) => *place = Some(item.clone()),
            _ => return,
        }
    }
    *value = Value::Array(items.into_iter().flatten().collect());
}

/// Where the string at the start of the text ends.
fn string_end(text: &str) -> Option<usize> {
    let mut escaped = false;
    let mut bytes = text.bytes().enumerate().skip(1);
    let close = bytes.find(|&(_, byte)| {
        let ends = byte == b'"' && !escaped;
        escaped = byte == b'\\' && !escaped;
        ends
    });
    close.map(|(at, _)| at + 1)
}

fn invalid(detail: String) -> Error {
    Error::new(ErrorDomain::None, ErrorCode::InvalidArg, detail)
}

/// Deeper than any description of a file, and than what JSON itself may nest here.
const DEPTH_MAX: usize = 100;

#[cfg(test)]
mod tests;
