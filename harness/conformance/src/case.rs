//! One case of a suite, as its adapter sees it: everything that is given, nothing that is expected.

use std::collections::BTreeMap;
use std::sync::Arc;

use anyhow::{Context, Result, bail};
use serde_json::{Map, Value};

/// One case: what is given, and the names of what must come out.
#[derive(Debug, Clone)]
pub struct Case {
    /// The suite it belongs to.
    pub suite: String,
    /// Its name, unique in the suite.
    pub name: String,
    /// What is given: role to paths (a role with one path holds a list of one).
    pub inputs: BTreeMap<String, Vec<String>>,
    /// Surroundings which are needed too.
    pub env: BTreeMap<String, Vec<String>>,
    /// Settings, without the outcome and without an answer.
    pub params: Map<String, Value>,
    /// What is given inline, for small cases.
    pub input: Option<Value>,
    /// The roles whose text must be produced.
    pub roles: Vec<String>,
    /// Whether the case asks for a value.
    pub wants_value: bool,
    /// The `defaults` of the manifest.
    pub defaults: Arc<Value>,
}

impl Case {
    /// Returns the path given for an input role, if there is one.
    pub fn input_path(&self, role: &str) -> Option<&str> {
        self.inputs
            .get(role)
            .and_then(|paths| paths.first())
            .map(String::as_str)
    }

    /// Returns the path given for an input role, which must be there.
    pub fn need_input(&self, role: &str) -> Result<&str> {
        self.input_path(role)
            .with_context(|| format!("the case gives no `{role}`"))
    }

    /// Returns the path given for a role of the surroundings, if there is one.
    pub fn env_path(&self, role: &str) -> Option<&str> {
        self.env
            .get(role)
            .and_then(|paths| paths.first())
            .map(String::as_str)
    }

    /// Returns a setting as text, if it is there and is text.
    pub fn param(&self, name: &str) -> Option<&str> {
        self.params.get(name).and_then(Value::as_str)
    }

    /// Says whether a setting is there and true.
    pub fn is_set(&self, name: &str) -> bool {
        self.params
            .get(name)
            .and_then(Value::as_bool)
            .unwrap_or(false)
    }

    /// Returns the inline input, which must be there.
    pub fn need_inline(&self) -> Result<&Value> {
        self.input
            .as_ref()
            .context("the case gives no inline input")
    }

    /// Returns a text member of the inline input, which must be there.
    pub fn inline_text(&self, name: &str) -> Result<&str> {
        match self.need_inline()?.get(name) {
            Some(Value::String(text)) => Ok(text),
            Some(other) => bail!("`{name}` of the input is not text: {other}"),
            None => bail!("the input has no `{name}`"),
        }
    }

    /// Says whether text for this role is asked for.
    pub fn wants(&self, role: &str) -> bool {
        self.roles.iter().any(|known| known == role)
    }
}
