//! The command line: tables, and fvirsh run in this process.
//!
//! A test driver is not there: a connection to `test:` opens and has no drivers behind it. Cases that ask it
//! for anything are not served, nor are those with commands to come.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::{Context, Result};
use fv_api::{Access, Caller, Connection, ConnectionId, Drivers, Identity};
use fv_lib_client::Choice;
use fv_tool_fvirsh::{Environment, Input, Link, Open, Sharing, run};
use fv_tool_shell::{Cell, Charset, Header, Table, Terminal};
use serde_json::{Value, json};

use crate::{Case, Corpus, Produced, Suite};

pub(super) fn all() -> Vec<Arc<dyn Suite>> {
    vec![Arc::new(Tables), Arc::new(Scripts), Arc::new(Recorded)]
}

/// `vshtable`: rows and a heading as text.
struct Tables;

impl Suite for Tables {
    fn name(&self) -> &str {
        "vshtable"
    }

    fn run(&self, case: &Case, _: &Corpus) -> Result<Produced> {
        let input = case.need_inline()?;
        let texts = |value: &Value| -> Vec<String> {
            let list = value.as_array().into_iter().flatten();
            list.filter_map(Value::as_str).map(str::to_owned).collect()
        };
        let titles = texts(input.get("header").context("no header")?);
        let columns: Vec<(&str, &str)> = titles.iter().map(|title| (title.as_str(), "")).collect();
        let mut table = Table::new(&columns);
        for row in input
            .get("rows")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
        {
            table.row(texts(row).into_iter().map(Cell::text));
        }
        let header = match input.get("print_header").and_then(Value::as_bool) {
            Some(true) => Header::Shown,
            _ => Header::Left,
        };
        Ok(Produced::value(table.to_text(header, Charset::Unicode)))
    }
}

/// `virshtest`: command lines with both outputs in one.
struct Scripts;

impl Suite for Scripts {
    fn name(&self) -> &str {
        "virshtest"
    }

    fn run(&self, case: &Case, corpus: &Corpus) -> Result<Produced> {
        let mut arguments = texts(case.params.get("argv"));
        if let Some(script) = case.input_path("script") {
            arguments.push(corpus.text(script)?);
        }
        let both = Shared::default();
        let Some(status) = execute(&arguments, &variables(case, corpus), &both, &both) else {
            return Ok(Produced::unserved("asks the test driver"));
        };
        let mut text = both.text();
        if status != 0 {
            text.push_str(&format!("\n## Exit code: {status}\n"));
        }
        if let Some(start) = case.param("filter") {
            text = cut(&text, start);
        }
        if !text.ends_with('\n') {
            text.push('\n');
        }
        Ok(Produced::file("out", text))
    }
}

/// `virshrecorded`: command lines with their outputs and exit status.
struct Recorded;

impl Suite for Recorded {
    fn name(&self) -> &str {
        "virshrecorded"
    }

    fn run(&self, case: &Case, _: &Corpus) -> Result<Produced> {
        let arguments = texts(case.need_inline()?.get("argv"));
        let (out, error) = (Shared::default(), Shared::default());
        let Some(status) = execute(&arguments, &BTreeMap::new(), &out, &error) else {
            return Ok(Produced::unserved("asks the test driver"));
        };
        let stdout: String = out
            .text()
            .split_inclusive('\n')
            .filter(|line| !line.starts_with("CPU time"))
            .collect();
        let value = json!({ "exit": status, "stdout": stdout, "stderr": error.text() });
        Ok(Produced::value(value))
    }
}

fn texts(value: Option<&Value>) -> Vec<String> {
    let list = value.and_then(Value::as_array).into_iter().flatten();
    list.filter_map(Value::as_str).map(str::to_owned).collect()
}

/// The variables that a case sets.
fn variables(case: &Case, corpus: &Corpus) -> BTreeMap<String, String> {
    let data = corpus.path("virshtest/data").display().to_string();
    let settings = texts(case.params.get("env"));
    let pairs = settings
        .iter()
        .filter_map(|setting| setting.split_once('='));
    pairs
        .map(|(name, value)| (name.to_owned(), value.replace("@DATA@", &data)))
        .collect()
}

/// Cuts out every part that begins so and ends before the next newline.
fn cut(text: &str, start: &str) -> String {
    let mut kept = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(start) {
        kept.push_str(before);
        rest = after.find('\n').map_or("", |end| &after[end..]);
    }
    kept + rest
}

/// Runs fvirsh; nothing when it asked a driver for something.
fn execute(
    arguments: &[String],
    variables: &BTreeMap<String, String>,
    out: &Shared,
    error: &Shared,
) -> Option<u8> {
    let environment = Environment {
        home: Some(PathBuf::from("/")),
        default_uri: variables.get("VIRSH_DEFAULT_CONNECT_URI").cloned(),
        choice: Choice {
            file: variables.get("XDG_CONFIG_HOME").map(configuration),
            environment: variables.get("LIBVIRT_DEFAULT_URI").cloned(),
        },
        charset: Some(Charset::Ascii),
        ..Environment::default()
    };
    let terminal = Terminal::new(Box::new(out.clone()), Box::new(error.clone()));
    let status = run(
        arguments,
        environment,
        Input::Stream,
        vec![Box::new(TestUris)],
        terminal,
    );
    let asked = [
        "not supported by the connection driver",
        "failed to get domain",
        // One whose calls nobody serves yet.
        "unknown command",
    ];
    let errors = error.text();
    (!asked.iter().any(|text| errors.contains(text))).then_some(status)
}

/// The `libvirt.conf` below a user's folder.
fn configuration(folder: &String) -> PathBuf {
    PathBuf::from(folder).join("libvirt/libvirt.conf")
}

/// Opens `test:` URIs, with nothing behind them.
struct TestUris;

impl Open for TestUris {
    fn open(&self, uri: Option<&str>, access: Access) -> fv_error::Result<Option<Link>> {
        let Some(uri) = uri else {
            return Ok(None);
        };
        let drivers = Drivers {
            uri: uri.to_owned(),
            ..Drivers::default()
        };
        let connection = Connection::new(ConnectionId(0));
        Ok(uri.starts_with("test:").then(|| Link {
            drivers: Arc::new(drivers),
            caller: Caller::new(Identity::default(), access, connection),
            events: None,
            sharing: Sharing::Shared,
        }))
    }
}

/// An output that is kept.
#[derive(Clone, Default)]
struct Shared(Arc<Mutex<Vec<u8>>>);

impl Shared {
    fn text(&self) -> String {
        let bytes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        String::from_utf8_lossy(&bytes).into_owned()
    }
}

impl Write for Shared {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
