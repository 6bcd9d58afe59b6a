//! Small values: bitmaps, typed parameters, locations, addresses.

use std::sync::Arc;

use anyhow::{Context, Result, bail};
use fv_types::address::{self, Family};
use fv_types::typed_param::{self, Allowed};
use fv_types::uri::Uri;
use fv_types::{Bitmap, TypedKind, TypedParam, TypedValue};
use serde_json::{Value, json};

use crate::{Case, Corpus, Produced, Suite};

pub(super) fn all() -> Vec<Arc<dyn Suite>> {
    vec![
        Arc::new(Bitmaps),
        Arc::new(TypedParams),
        Arc::new(Uris),
        Arc::new(Sockets),
    ]
}

/// `virbitmap`: sets of numbers as text.
struct Bitmaps;

impl Suite for Bitmaps {
    fn name(&self) -> &str {
        "virbitmap"
    }

    fn run(&self, case: &Case, _: &Corpus) -> Result<Produced> {
        let set = |name: &str| -> Result<Bitmap> {
            Ok(Bitmap::parse_unlimited(case.inline_text(name)?)?)
        };
        let value = match case.inline_text("kind")? {
            "parse" => parse_bitmap(case)?,
            "format" => Value::from(
                numbers(case, "bits")?
                    .into_iter()
                    .collect::<Bitmap>()
                    .to_string(),
            ),
            "data" => {
                Value::from(Bitmap::from_data(&hex_bytes(case.inline_text("hex")?)?).to_string())
            }
            "hex" => {
                let bitmap = Bitmap::from_hex(case.inline_text("hex")?)?;
                json!({"hex_again": bitmap.to_hex(), "bits": bitmap.iter().collect::<Vec<_>>()})
            }
            "equal" => Value::from(set("a")? == set("b")?),
            "overlaps" => Value::from(set("a")?.overlaps(&set("b")?)),
            kind => {
                let mut result = set("a")?;
                match kind {
                    "subtract" => result.subtract(&set("b")?),
                    "union" => result.unite(&set("b")?),
                    "intersect" | "intersects" => result.intersect(&set("b")?),
                    _ => return Ok(Produced::unserved(format!("kind {kind}"))),
                }
                Value::from(readable(&result))
            }
        };
        Ok(Produced::value(value))
    }

    /// Texts are the same when they denote the same set.
    fn same_value(&self, expected: &Value, produced: &Value) -> bool {
        let set = |value: &Value| Bitmap::parse_unlimited_or_empty(value.as_str()?).ok();
        match (set(expected), set(produced)) {
            (Some(expected), Some(produced)) => expected == produced,
            _ => expected == produced,
        }
    }
}

fn parse_bitmap(case: &Case) -> Result<Value> {
    let text = case.inline_text("text")?;
    let parsed = match case.need_inline()?.get("limit").and_then(Value::as_u64) {
        Some(limit) => Bitmap::parse(text, usize::try_from(limit)?),
        None => Bitmap::parse_unlimited(text),
    };
    Ok(parsed.map_or(Value::Null, |bitmap| {
        Value::from(bitmap.iter().collect::<Vec<_>>())
    }))
}

/// The text of a set in a form that can be read again, which the empty text cannot.
fn readable(bitmap: &Bitmap) -> String {
    if bitmap.is_empty() {
        "0,^0".to_owned()
    } else {
        bitmap.to_string()
    }
}

/// `virtypedparam`: lists of named values.
struct TypedParams;

impl Suite for TypedParams {
    fn name(&self) -> &str {
        "virtypedparam"
    }

    fn run(&self, case: &Case, _: &Corpus) -> Result<Produced> {
        let input = case.need_inline()?;
        let rows = input
            .get("params")
            .and_then(Value::as_array)
            .context("no `params`")?;
        let params = rows.iter().map(typed_param).collect::<Result<Vec<_>>>()?;
        let name = || {
            case.inline_text("name")
                .or_else(|_| case.inline_text("field"))
        };
        let value = match case.inline_text("kind")? {
            "validate" => {
                let multiple = input.get("foobar_multiple").and_then(Value::as_bool);
                let foobar = match multiple {
                    Some(true) => Allowed::repeated("foobar", TypedKind::String),
                    _ => Allowed::once("foobar", TypedKind::String),
                };
                let bar = Allowed::once("bar", TypedKind::Uint);
                let allowed = [bar, Allowed::once("foo", TypedKind::Int), foobar];
                let result = typed_param::validate(&params, &allowed);
                result.map_or_else(|error| Value::from(error.message()), |()| Value::from("ok"))
            }
            "strings" => {
                let indexes = found(&params, name()?, Some(TypedKind::String));
                // C has strings that are not there; as a value of ours that is an empty one.
                let value = |index: usize| match (&rows[index][2], &params[index].value) {
                    (Value::Null, _) => Value::Null,
                    (_, value) => Value::from(value.to_text()),
                };
                Value::from(indexes.into_iter().map(value).collect::<Vec<_>>())
            }
            "filter" => {
                let kind = case.inline_text("type").ok().and_then(TypedKind::from_name);
                Value::from(found(&params, name()?, kind))
            }
            kind => return Ok(Produced::unserved(format!("kind {kind}"))),
        };
        Ok(Produced::value(value))
    }
}

/// Where the parameters are that a filter finds.
fn found(params: &[TypedParam], name: &str, kind: Option<TypedKind>) -> Vec<usize> {
    let found = typed_param::filter(params, name, kind);
    let is_found = |param: &TypedParam| found.iter().any(|one| std::ptr::eq(*one, param));
    let indexes = params
        .iter()
        .enumerate()
        .filter(|(_, param)| is_found(param));
    indexes.map(|(index, _)| index).collect()
}

/// Makes a parameter of `[name, type]` or `[name, type, value]`.
fn typed_param(row: &Value) -> Result<TypedParam> {
    let part = |index: usize| row.get(index).and_then(Value::as_str);
    let field = part(0).context("a parameter without a name")?;
    let kind = part(1).context("a parameter without a type")?;
    let value = row.get(2);
    let text = |default: &str| value.and_then(Value::as_str).unwrap_or(default).to_owned();
    let number = value.and_then(Value::as_i64).unwrap_or(0);
    let value = match TypedKind::from_name(kind) {
        Some(TypedKind::Int) => TypedValue::Int(i32::try_from(number)?),
        Some(TypedKind::Uint) => TypedValue::Uint(u32::try_from(number)?),
        Some(TypedKind::Llong) => TypedValue::Llong(number),
        Some(TypedKind::Ullong) => TypedValue::Ullong(u64::try_from(number)?),
        Some(TypedKind::Double) => TypedValue::Double(value.and_then(Value::as_f64).unwrap_or(0.0)),
        Some(TypedKind::Boolean) => TypedValue::Boolean(value == Some(&Value::Bool(true))),
        Some(TypedKind::String) => TypedValue::String(text("")),
        None => bail!("type `{kind}`"),
    };
    Ok(TypedParam::new(field, value))
}

/// `viruri`: locations taken apart and put together.
struct Uris;

impl Suite for Uris {
    fn name(&self) -> &str {
        "viruri"
    }

    fn run(&self, case: &Case, _: &Corpus) -> Result<Produced> {
        let mut uri = match Uri::parse(case.inline_text("uri")?) {
            Ok(uri) => uri,
            Err(error) => return Ok(Produced::failed("error", error.message())),
        };
        let mut value = json!({
            "scheme": uri.scheme, "server": uri.server, "port": uri.port, "path": uri.path,
            "query": uri.query, "fragment": uri.fragment, "user": uri.user, "params": uri.params,
        });
        // Written with the query that the parameters make.
        uri.query = Some(uri.params_text()).filter(|query| !query.is_empty());
        value["formatted"] = Value::from(uri.to_string());
        Ok(Produced::value(value))
    }
}

/// `sockettest`: addresses, networks, ranges.
struct Sockets;

impl Suite for Sockets {
    fn name(&self) -> &str {
        "sockettest"
    }

    fn run(&self, case: &Case, _: &Corpus) -> Result<Produced> {
        let read = |name: &str| -> Result<std::net::IpAddr> {
            Ok(address::parse(case.inline_text(name)?, None)?)
        };
        let prefix = || {
            let prefix = case.need_inline().ok()?.get("prefix")?.as_u64()?;
            u32::try_from(prefix).ok()
        };
        let value = match case.inline_text("kind")? {
            "parse" => parse_address(case)?,
            "range" => {
                let network = match (case.inline_text("network"), prefix()) {
                    (Ok(network), Some(prefix)) => Some((address::parse(network, None)?, prefix)),
                    _ => None,
                };
                let count = address::range(read("start")?, read("end")?, network);
                count.map_or(Value::from(-1), Value::from)
            }
            "netmask" => {
                let same = address::same_network(read("a")?, read("b")?, read("mask")?);
                Value::from(same == Some(true))
            }
            "mask" => {
                let address = read("address")?;
                let mask = prefix().and_then(|prefix| address::mask_of_prefix(prefix, address));
                let network = mask.and_then(|mask| address::masked(address, mask));
                network.map_or(Value::Null, |network| Value::from(address::format(network)))
            }
            "wildcard" => Value::from(read("address")?.is_unspecified()),
            "numeric" => match address::numeric_family(case.inline_text("address")?) {
                Some(Family::Inet) => Value::from("inet"),
                Some(Family::Inet6) => Value::from("inet6"),
                None => Value::Null,
            },
            "localhost" => Value::from(address::is_numeric_localhost(case.inline_text("address")?)),
            kind => return Ok(Produced::unserved(format!("kind {kind}"))),
        };
        Ok(Produced::value(value))
    }

    /// Some answers name another spelling and say whether it is the same address.
    fn same_value(&self, expected: &Value, produced: &Value) -> bool {
        let (Some(other), Some(is)) = (expected.get("equals"), expected.get("is")) else {
            return expected == produced;
        };
        let read = |value: &Value| address::parse(value.as_str()?, None).ok();
        let same = read(other).is_some() && read(other) == read(produced);
        is.as_bool() == Some(same)
    }
}

fn parse_address(case: &Case) -> Result<Value> {
    let family = match case.inline_text("family")? {
        "unspec" => None,
        "inet" => Some(Family::Inet),
        "inet6" => Some(Family::Inet6),
        // No other family has addresses as text.
        _ => return Ok(Value::Null),
    };
    let parsed = address::parse(case.inline_text("address")?, family);
    Ok(parsed.map_or(Value::Null, |parsed| Value::from(address::format(parsed))))
}

fn numbers(case: &Case, name: &str) -> Result<Vec<usize>> {
    let list = case
        .need_inline()?
        .get(name)
        .and_then(Value::as_array)
        .context("no list")?;
    let number = |value: &Value| usize::try_from(value.as_u64()?).ok();
    list.iter()
        .map(|value| number(value).context("a list of other things than numbers"))
        .collect()
}

/// The bytes that pairs of hexadecimal digits stand for.
pub(super) fn hex_bytes(text: &str) -> Result<Vec<u8>> {
    let pairs = (0..text.len()).step_by(2).map(|at| text.get(at..at + 2));
    pairs
        .map(|pair| Ok(u8::from_str_radix(pair.context("odd digits")?, 16)?))
        .collect()
}
