//! Texts: numbers, versions, disk names, kernel lines, times, settings of the log, JSON.

use std::sync::Arc;

use anyhow::{Context, Result};
use fv_conf::AuthConf;
use fv_types::kernel_line::{self, Compare, Search};
use fv_types::number::{self, Base};
use fv_types::text::{self, Missing};
use fv_types::uri::Uri;
use fv_types::{disk_name, time_zone};
use serde_json::{Value, json};

use crate::{Case, Corpus, Produced, Suite};

pub(super) fn all() -> Vec<Arc<dyn Suite>> {
    vec![Arc::new(Texts), Arc::new(Json)]
}

/// `virutil`: one small function for each kind of case.
struct Texts;

impl Suite for Texts {
    fn name(&self) -> &str {
        "virutil"
    }

    fn run(&self, case: &Case, _: &Corpus) -> Result<Produced> {
        let kind = case.inline_text("kind")?;
        let groups = [disks, lines, numbers, texts, times, settings];
        for group in groups {
            if let Some(value) = group(kind, case)? {
                return Ok(Produced::value(value));
            }
        }
        Ok(Produced::unserved(format!("kind {kind}")))
    }

    /// Numbers are the same when their values are, whether written 0 or 0.0.
    ///
    /// The reader of the manifest rounds the last bit of long fractions wrongly, so one step is allowed.
    fn same_value(&self, expected: &Value, produced: &Value) -> bool {
        match (expected.as_f64(), produced.as_f64()) {
            (Some(a), Some(b)) if expected.is_f64() || produced.is_f64() => {
                a == b || a.next_up() == b || a.next_down() == b
            }
            _ => expected == produced,
        }
    }
}

/// `virjson`: compact text, members by type, names with dots.
struct Json;

impl Suite for Json {
    fn name(&self) -> &str {
        "virjson"
    }

    fn run(&self, case: &Case, corpus: &Corpus) -> Result<Produced> {
        if let Some(path) = case.input_path("json") {
            // In files, a backslash at the end of a line joins it with the next one.
            let text = corpus.text(path)?.replace("\\\n", "");
            return Ok(match case.param("kind") {
                Some("deflatten") => deflatten(&text)?,
                _ => match fv_json::compact(text.as_bytes()) {
                    Some(compact) => Produced::file("json", compact),
                    None => Produced::failed("error", "not JSON"),
                },
            });
        }
        let bytes = match case.inline_text("hex") {
            Ok(hex) => super::base_values::hex_bytes(hex)?,
            Err(_) => case.inline_text("text")?.as_bytes().to_vec(),
        };
        let error = || Value::from("error");
        Ok(Produced::value(match case.inline_text("kind")? {
            "parse" => fv_json::compact(&bytes).map_or_else(error, Value::from),
            "lookup" if has_members(&bytes, case)? => Value::from("ok"),
            "lookup" => error(),
            kind => return Ok(Produced::unserved(format!("kind {kind}"))),
        }))
    }
}

fn deflatten(text: &str) -> Result<Produced> {
    let value: Value = serde_json::from_str(text)?;
    let object = value.as_object().context("not an object")?;
    Ok(match fv_json::deflatten(object) {
        Ok(value) => Produced::file("json", serde_json::to_string_pretty(&value)?),
        Err(error) => Produced::failed("error", error.message()),
    })
}

/// Whether the text is an object with all the members asked for, each of its type.
fn has_members(bytes: &[u8], case: &Case) -> Result<bool> {
    let value: Value = serde_json::from_slice(bytes)?;
    let members = case
        .need_inline()?
        .get("members")
        .and_then(Value::as_object);
    let members = members.context("no `members`")?;
    Ok(members
        .iter()
        .all(|(name, kind)| match (value.get(name), kind.as_str()) {
            (Some(member), Some("object")) => member.is_object(),
            (Some(member), Some("array")) => member.is_array(),
            (Some(member), Some("string")) => member.is_string(),
            (Some(member), Some("number")) => member.is_number(),
            (Some(member), Some("boolean")) => member.is_boolean(),
            _ => false,
        }))
}

fn disks(kind: &str, case: &Case) -> Result<Option<Value>> {
    Ok(Some(match kind {
        // The cases want a faulty partition refused too.
        "disk-name-to-index" => match disk_name::parse(case.inline_text("name")?) {
            Some((index, _)) => Value::from(index),
            None => Value::from(-1),
        },
        "index-to-disk-name" => {
            let index = u32::try_from(unsigned(case, "index")?)?;
            Value::from(disk_name::from_index(index, case.inline_text("prefix")?))
        }
        "disk-name-parse" => match disk_name::parse(case.inline_text("name")?) {
            Some((index, partition)) => {
                json!({"index": index, "partition": partition.unwrap_or(0)})
            }
            None => Value::from("error"),
        },
        _ => return Ok(None),
    }))
}

fn lines(kind: &str, case: &Case) -> Result<Option<Value>> {
    Ok(Some(match kind {
        "kernel-cmdline-next" => {
            let next = kernel_line::next(case.inline_text("cmdline")?);
            json!({"param": next.name, "value": next.value, "rest": next.rest})
        }
        "kernel-cmdline-match" => {
            let list = |name: &str| -> Result<Vec<&str>> {
                let list = case.need_inline()?.get(name).and_then(Value::as_array);
                let list = list.with_context(|| format!("no list `{name}`"))?;
                Ok(list.iter().filter_map(Value::as_str).collect())
            };
            let flags = list("flags")?;
            let first = flags.contains(&"search_first");
            let prefix = flags.contains(&"cmp_prefix");
            Value::from(kernel_line::matches(
                case.inline_text("cmdline")?,
                case.inline_text("arg")?,
                &list("values")?,
                if first { Search::First } else { Search::Last },
                if prefix {
                    Compare::Prefix
                } else {
                    Compare::Equal
                },
            ))
        }
        _ => return Ok(None),
    }))
}

fn numbers(kind: &str, case: &Case) -> Result<Option<Value>> {
    Ok(Some(match kind {
        "parse-int" => {
            let text = case.inline_text("text")?;
            let base = Base::Prefixed;
            json!({
                "int": split_or_error(number::split_i32(text, base), case),
                "uint": split_or_error(number::split_u32(text, base), case),
                "llong": split_or_error(number::split_i64(text, base), case),
                "ullong": split_or_error(number::split_u64(text, base), case),
            })
        }
        "parse-double" => split_or_error(number::split_f64(case.inline_text("text")?), case),
        "round-up-power-of-two" => {
            let value = u32::try_from(unsigned(case, "value")?)?;
            Value::from(value.checked_next_power_of_two().unwrap_or(0))
        }
        "parse-version" => {
            let missing = case
                .need_inline()?
                .get("allow_missing")
                .and_then(Value::as_bool);
            let missing = if missing == Some(true) {
                Missing::Allowed
            } else {
                Missing::Refused
            };
            let version = text::parse_version(case.inline_text("text")?, missing);
            version.map_or(Value::from("error"), Value::from)
        }
        _ => return Ok(None),
    }))
}

/// The number, where nothing may follow it unless the case asks for the rest.
fn split_or_error<T: Into<Value>>(split: Option<(T, &str)>, case: &Case) -> Value {
    let rest_allowed = case.inline_text("rest").is_ok();
    match split {
        Some((value, rest)) if rest_allowed || rest.is_empty() => value.into(),
        _ => Value::from("error"),
    }
}

fn texts(kind: &str, case: &Case) -> Result<Option<Value>> {
    Ok(Some(match kind {
        "replace" => {
            let (old, new) = (case.inline_text("old")?, case.inline_text("new")?);
            Value::from(case.inline_text("text")?.replace(old, new))
        }
        "strip-ipv6-brackets" => Value::from(text::strip_brackets(case.inline_text("text")?)),
        "strip-control-chars" => Value::from(text::strip_control(case.inline_text("text")?)),
        "filter-chars" => Value::from(text::keep(
            case.inline_text("text")?,
            case.inline_text("allowed")?,
        )),
        "migration-uri-not-local" => {
            Value::from(!Uri::parse(case.inline_text("uri")?)?.is_this_host())
        }
        _ => return Ok(None),
    }))
}

fn times(kind: &str, case: &Case) -> Result<Option<Value>> {
    Ok(Some(match kind {
        "utc-fields" => {
            let millis = i64::try_from(unsigned(case, "milliseconds")?)?;
            let utc = fv_sys::clock::Wall {
                seconds: millis / 1000,
                nanos: 0,
            }
            .utc();
            json!([
                utc.year, utc.month, utc.day, utc.hour, utc.minute, utc.second
            ])
        }
        "local-offset" => {
            let now = fv_sys::clock::wall().seconds;
            let offset = time_zone::offset_at(case.inline_text("tz")?, now);
            offset.map_or(Value::from("error"), Value::from)
        }
        _ => return Ok(None),
    }))
}

fn settings(kind: &str, case: &Case) -> Result<Option<Value>> {
    let count = |result: fv_error::Result<usize>| result.map_or(Value::from("error"), Value::from);
    Ok(Some(match kind {
        "is-log-line" => Value::from(fv_log::is_log_line(case.inline_text("text")?)),
        "parse-log-outputs" => {
            count(fv_log::parse_outputs(case.inline_text("text")?).map(|list| list.len()))
        }
        "parse-log-filters" => {
            count(fv_log::parse_filters(case.inline_text("text")?).map(|list| list.len()))
        }
        "auth-config-lookup" => {
            let conf = AuthConf::parse("auth.conf", case.inline_text("conf")?)?;
            let service = case.inline_text("service")?;
            let credential = case.inline_text("credential")?;
            Value::from(conf.lookup(service, case.inline_text("host")?, credential)?)
        }
        _ => return Ok(None),
    }))
}

fn unsigned(case: &Case, name: &str) -> Result<u64> {
    let value = case.need_inline()?.get(name).and_then(Value::as_u64);
    value.with_context(|| format!("no number `{name}`"))
}
