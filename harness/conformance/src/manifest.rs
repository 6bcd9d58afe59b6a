//! Manifests: finding them, reading them, and parting what is given from what is expected.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, Result, ensure};
use serde_json::{Map, Value};

use crate::Case;

/// The members of a case that hold an answer.
const ANSWERS: [&str; 6] = [
    "expected",
    "expected_bytes",
    "result",
    "valid",
    "macs",
    "expect_labels",
];
/// The only answer that may also stand among the settings.
const ANSWER_IN_PARAMS: &str = "valid";

/// What must come out of a case. Only the runner sees it.
#[derive(Debug, Clone)]
pub(crate) struct Expectation {
    /// The outcome word; `None` when it was taken away.
    pub(crate) outcome: Option<String>,
    /// Role and path of the expected text; a path of `None` was taken away.
    pub(crate) files: Vec<(String, Option<String>)>,
    /// The answer of a case that asks for one; `Some(None)` was taken away.
    pub(crate) value: Option<Option<Value>>,
}

impl Expectation {
    /// Says whether everything needed to judge the case is there.
    pub(crate) fn is_complete(&self) -> bool {
        self.outcome.is_some()
            && self.files.iter().all(|(_, path)| path.is_some())
            && self.value != Some(None)
    }
}

/// All cases of one suite, from all of its manifests.
#[derive(Debug, Default)]
pub(crate) struct SuiteCases {
    pub(crate) cases: Vec<(Arc<Case>, Expectation)>,
}

/// Reads every `manifest*.json` one level below `root`; suites come in the order of their names.
pub(crate) fn read_all(root: &Path) -> Result<BTreeMap<String, SuiteCases>> {
    let mut suites = BTreeMap::new();
    for folder in sorted_entries(root)? {
        if !folder.is_dir() {
            continue;
        }
        for file in sorted_entries(&folder)? {
            let name = file
                .file_name()
                .and_then(|name| name.to_str())
                .unwrap_or_default();
            if name.starts_with("manifest") && name.ends_with(".json") {
                read_one(&file, root, &mut suites)
                    .with_context(|| format!("in {}", file.display()))?;
            }
        }
    }
    ensure!(!suites.is_empty(), "no manifest under {}", root.display());
    Ok(suites)
}

fn sorted_entries(folder: &Path) -> Result<Vec<std::path::PathBuf>> {
    let listing = fs::read_dir(folder).with_context(|| format!("reading {}", folder.display()))?;
    let mut paths = listing
        .map(|entry| Ok(entry?.path()))
        .collect::<Result<Vec<_>>>()?;
    paths.sort();
    Ok(paths)
}

fn read_one(file: &Path, root: &Path, suites: &mut BTreeMap<String, SuiteCases>) -> Result<()> {
    let document: Value = serde_json::from_slice(&fs::read(file)?)?;
    let suite = document
        .get("suite")
        .and_then(Value::as_str)
        .context("no `suite`")?;
    let defaults = Arc::new(document.get("defaults").cloned().unwrap_or(Value::Null));
    let listed = document
        .get("cases")
        .and_then(Value::as_array)
        .context("no `cases`")?;
    let known = suites.entry(suite.to_owned()).or_default();
    let answers_are_there = listed
        .iter()
        .any(|entry| answer(entry).is_some_and(|it| !it.is_null()));
    for entry in listed {
        let member = entry.as_object().context("a case is not an object")?;
        let case = given(suite, member, &defaults)?;
        let mut expectation = expected(member, root);
        expectation.value = answer(entry)
            .cloned()
            .map(|value| answers_are_there.then_some(value));
        known.cases.push((Arc::new(case), expectation));
    }
    Ok(())
}

/// Takes from a manifest entry what the adapter may see.
fn given(suite: &str, entry: &Map<String, Value>, defaults: &Arc<Value>) -> Result<Case> {
    let name = entry
        .get("name")
        .and_then(Value::as_str)
        .context("a case has no name")?;
    let mut params = entry
        .get("params")
        .and_then(Value::as_object)
        .cloned()
        .unwrap_or_default();
    params.shift_remove("outcome");
    let answer_in_params = params.shift_remove(ANSWER_IN_PARAMS).is_some();
    Ok(Case {
        suite: suite.to_owned(),
        name: name.to_owned(),
        inputs: paths(entry.get("in"))?,
        env: paths(entry.get("env"))?,
        params,
        input: entry.get("input").cloned(),
        roles: roles(entry.get("expect"))
            .into_iter()
            .map(|(role, _)| role)
            .collect(),
        wants_value: answer_in_params || ANSWERS.iter().any(|answer| entry.contains_key(*answer)),
        defaults: Arc::clone(defaults),
    })
}

/// Takes from a manifest entry what only the runner may see.
fn expected(entry: &Map<String, Value>, root: &Path) -> Expectation {
    let params = entry.get("params").and_then(Value::as_object);
    let outcome = match params.and_then(|params| params.get("outcome")) {
        None => Some("ok".to_owned()),
        Some(Value::String(word)) => Some(word.clone()),
        Some(_) => None,
    };
    let files = roles(entry.get("expect"))
        .into_iter()
        .map(|(role, path)| (role, path.filter(|path| root.join(path).exists())))
        .collect();
    Expectation {
        outcome,
        files,
        value: None,
    }
}

/// Returns the answer that a case holds; null where it was taken away, but some answers are null by right.
fn answer(entry: &Value) -> Option<&Value> {
    let in_params = || {
        entry
            .get("params")
            .and_then(|params| params.get(ANSWER_IN_PARAMS))
    };
    ANSWERS
        .iter()
        .find_map(|answer| entry.get(*answer))
        .or_else(in_params)
}

/// Reads `expect`, which maps roles to paths, or names the roles alone when the paths were taken away.
fn roles(expect: Option<&Value>) -> Vec<(String, Option<String>)> {
    match expect {
        Some(Value::Object(map)) => map
            .iter()
            .map(|(role, path)| (role.clone(), path.as_str().map(str::to_owned)))
            .collect(),
        Some(Value::Array(list)) => list
            .iter()
            .filter_map(|role| role.as_str().map(|role| (role.to_owned(), None)))
            .collect(),
        _ => Vec::new(),
    }
}

fn paths(member: Option<&Value>) -> Result<BTreeMap<String, Vec<String>>> {
    let Some(map) = member.and_then(Value::as_object) else {
        return Ok(BTreeMap::new());
    };
    map.iter()
        .map(|(role, value)| Ok((role.clone(), path_list(value)?)))
        .collect()
}

fn path_list(value: &Value) -> Result<Vec<String>> {
    let single = std::slice::from_ref(value);
    let list = value.as_array().map_or(single, Vec::as_slice);
    list.iter()
        .map(|path| {
            path.as_str()
                .map(str::to_owned)
                .context("a path is not text")
        })
        .collect()
}
