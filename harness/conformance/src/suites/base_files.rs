//! Configuration files: read, asked for values, written back.

use std::sync::Arc;

use anyhow::Result;
use fv_conf::{Conf, Single};
use serde_json::Value;

use crate::{Case, Corpus, Produced, Suite};

pub(super) fn all() -> Vec<Arc<dyn Suite>> {
    vec![Arc::new(Configurations)]
}

/// `virconf`: whole files, and single values of small ones.
struct Configurations;

impl Suite for Configurations {
    fn name(&self) -> &str {
        "virconf"
    }

    fn run(&self, case: &Case, corpus: &Corpus) -> Result<Produced> {
        if let Some(path) = case.input_path("conf") {
            return Ok(match Conf::parse(path, &corpus.text(path)?) {
                Ok(conf) => Produced::file("out", conf.to_string()),
                Err(error) => Produced::failed("error", error.message()),
            });
        }
        match case.inline_text("kind")? {
            "get" => {
                let value = Conf::parse("memory conf", case.inline_text("text")?)
                    .and_then(|conf| typed(&conf, case));
                Ok(Produced::value(
                    value.unwrap_or_else(|_| Value::from("error")),
                ))
            }
            kind => Ok(Produced::unserved(format!("kind {kind}"))),
        }
    }
}

/// The value of the case's key in the type it asks for.
fn typed(conf: &Conf, case: &Case) -> fv_error::Result<Value> {
    let key = case.inline_text("key").unwrap_or_default();
    let single = case
        .input
        .as_ref()
        .and_then(|input| input.get("accept_single_string"));
    let single = match single.and_then(Value::as_bool) {
        Some(true) => Single::Accepted,
        _ => Single::Refused,
    };
    Ok(match case.inline_text("as").unwrap_or_default() {
        "int" => Value::from(conf.int(key)?),
        "uint" => Value::from(conf.uint(key)?),
        "llong" | "ssize_t" => Value::from(conf.llong(key)?),
        "ullong" | "size_t" => Value::from(conf.ullong(key)?),
        "bool" => Value::from(conf.boolean(key)?),
        "string" => Value::from(conf.string(key)?),
        "string-list" => Value::from(conf.string_list(key, single)?),
        _ => Value::Null,
    })
}
