//! Runs small corpora written here with adapters made for the purpose.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};

use super::*;

/// A folder that is removed when the test ends.
struct Scratch(PathBuf);

impl Scratch {
    fn new(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("fv-conf-{}-{name}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }

    fn write(&self, path: &str, content: impl AsRef<[u8]>) {
        let path = self.0.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }

    fn corpus(&self, cases: &Value) {
        self.write(
            "corpus/echo/manifest.json",
            json!({"suite": "echo", "cases": cases}).to_string(),
        );
    }

    fn options(&self) -> Options {
        Options {
            corpus: self.0.join("corpus"),
            scratch: self.0.clone(),
            emit: Some(self.0.join("out")),
            only: BTreeSet::new(),
            case_time_max: Duration::from_secs(3),
        }
    }

    fn emitted(&self, path: &str) -> String {
        fs::read_to_string(self.0.join("out").join(path)).unwrap()
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Does what the inline input says.
struct Echo;

impl Suite for Echo {
    fn name(&self) -> &str {
        "echo"
    }

    fn run(&self, case: &Case, corpus: &Corpus) -> anyhow::Result<Produced> {
        if let Some(path) = case.input_path("text") {
            return Ok(Produced::file("text", corpus.text(path)?));
        }
        let input = case.need_inline()?;
        if let Some(message) = input.get("fail").and_then(Value::as_str) {
            return Ok(Produced::failed("parse-error", message));
        }
        match input.as_str() {
            Some("panic") => panic!("asked for"),
            Some("sleep") => {
                std::thread::sleep(Duration::from_secs(600));
                Ok(Produced::value(1))
            }
            Some("later") => Ok(Produced::unserved("not there")),
            _ => Ok(Produced::value(input.clone())),
        }
    }
}

fn scored(scratch: &Scratch) -> Report {
    run(&scratch.options(), vec![Arc::new(Echo)]).unwrap()
}

fn reasons(report: &Report) -> Vec<String> {
    report.suites[0]
        .failures
        .iter()
        .map(|(name, why)| format!("{name}: {why}"))
        .collect()
}

#[test]
fn equal_values_pass_and_different_ones_say_both() {
    let scratch = Scratch::new("values");
    scratch.corpus(&json!([
        {"name": "same", "input": {"a": 1, "b": 2}, "expected": {"b": 2, "a": 1}},
        {"name": "null by right", "input": null, "expected": null},
        {"name": "other", "input": 1, "expected": 2},
    ]));
    let report = scored(&scratch);
    assert_eq!((report.passed(), report.total()), (2, 3));
    assert_eq!(reasons(&report), ["other: value 1 instead of 2"]);
    assert_eq!(scratch.emitted("echo/same/value.json"), "{\"a\":1,\"b\":2}");
    assert_eq!(scratch.emitted("echo/same/outcome"), "ok");
}

#[test]
fn text_may_lack_its_last_newline_and_joins_continued_lines() {
    let scratch = Scratch::new("text");
    scratch.write("corpus/echo/in", "a\\\nb\nc");
    scratch.write("corpus/echo/good", "a\\\nb\nc\n");
    scratch.write("corpus/echo/bad", "ab\nC\n");
    let case = |name: &str, expect: &str| json!({"name": name, "in": {"text": "echo/in"}, "expect": {"text": expect}});
    scratch.corpus(&json!([case("good", "echo/good"), case("bad", "echo/bad")]));
    let report = scored(&scratch);
    assert_eq!(report.passed(), 1);
    assert_eq!(
        reasons(&report),
        ["bad: `text` differs: line 2: `c` instead of `C`"]
    );
    assert_eq!(scratch.emitted("echo/good/text"), "ab\nc");
}

#[test]
fn failures_count_when_word_and_message_are_right() {
    let scratch = Scratch::new("outcome");
    scratch.write("corpus/echo/err", "it is wrong\n");
    scratch.corpus(&json!([
        {"name": "word", "input": {"fail": "any"}, "params": {"outcome": "parse-error"}},
        {"name": "message", "input": {"fail": "it is wrong"}, "expect": {"err": "echo/err"},
         "params": {"outcome": "parse-error"}},
        {"name": "wrong message", "input": {"fail": "else"}, "expect": {"err": "echo/err"},
         "params": {"outcome": "parse-error"}},
        {"name": "no failure", "input": 1, "params": {"outcome": "parse-error"}},
    ]));
    let report = scored(&scratch);
    assert_eq!(report.passed(), 2);
    assert_eq!(scratch.emitted("echo/message/err"), "it is wrong");
    assert_eq!(scratch.emitted("echo/message/outcome"), "parse-error");
}

#[test]
fn panics_sleepers_and_unserved_kinds_fail_alone_and_emit_nothing() {
    let scratch = Scratch::new("guard");
    scratch.corpus(&json!([
        {"name": "p", "input": "panic", "expected": 1},
        {"name": "s", "input": "sleep", "expected": 1},
        {"name": "l", "input": "later", "expected": 1},
        {"name": "fine", "input": 3, "expected": 3},
    ]));
    let report = scored(&scratch);
    assert_eq!((report.passed(), report.total()), (1, 4));
    assert_eq!(
        reasons(&report),
        [
            "p: panic: asked for",
            "s: no end after 3 s",
            "l: not served: not there"
        ]
    );
    assert!(!Path::new(&scratch.0).join("out/echo/p").exists());
}

#[test]
fn a_corpus_without_answers_is_emitted_and_not_counted() {
    let scratch = Scratch::new("blind");
    scratch.write("corpus/echo/in", "x");
    scratch.corpus(&json!([
        {"name": "value", "input": 7, "expected": null},
        {"name": "file/1", "in": {"text": "echo/in"}, "expect": ["text"], "params": {"outcome": null}},
        {"name": "file 2", "in": {"text": "echo/in"}, "expect": {"text": null}},
    ]));
    let report = scored(&scratch);
    assert_eq!((report.passed(), report.suites[0].ungraded), (0, 3));
    assert_eq!(
        report.to_string(),
        "echo 0/3 (3 with nothing to compare)\ntotal 0/3\n"
    );
    assert_eq!(scratch.emitted("echo/value/value.json"), "7");
    assert_eq!(scratch.emitted("echo/file%2F1/text"), "x");
}

#[test]
fn suites_without_an_adapter_are_named_and_lower_the_total() {
    let scratch = Scratch::new("unserved");
    scratch.corpus(&json!([{"name": "one", "input": 1, "expected": 1}]));
    scratch.write(
        "corpus/other/manifest.heldout.json",
        r#"{"suite": "other", "cases": [{"name": "a"}, {"name": "b"}]}"#,
    );
    let report = scored(&scratch);
    assert_eq!(
        report.to_string(),
        "echo 1/1\nnot served yet: other\ntotal 1/3\n"
    );
}

#[test]
fn long_names_are_cut_and_carry_their_digest() {
    let long = "x".repeat(201);
    let escaped = crate::emit::escaped(&long);
    // printf 'x%.0s' {1..201} | sha256sum
    assert_eq!(escaped, format!("{}~{}", "x".repeat(160), LONG_DIGEST));
    assert_eq!(crate::emit::escaped("a%b/c"), "a%25b%2Fc");
}

const LONG_DIGEST: &str = "84a0678c90937f5d";

#[test]
fn trees_and_packed_files_of_a_corpus_are_unpacked() {
    // printf 'hello\n' | xz, as bytes.
    let scratch = Scratch::new("packed");
    scratch.write("corpus/hello.xz", HELLO_XZ);
    let corpus = Corpus::open(&scratch.0.join("corpus"), &scratch.0).unwrap();
    assert_eq!(corpus.text("hello.xz").unwrap(), "hello\n");
}

const HELLO_XZ: &[u8] = &[
    253, 55, 122, 88, 90, 0, 0, 4, 230, 214, 180, 70, 2, 0, 33, 1, 22, 0, 0, 0, 116, 47, 229, 163,
    1, 0, 5, 104, 101, 108, 108, 111, 10, 0, 0, 0, 165, 96, 151, 241, 148, 246, 253, 224, 0, 1, 30,
    6, 193, 47, 164, 29, 31, 182, 243, 125, 1, 0, 0, 0, 0, 4, 89, 90,
];
