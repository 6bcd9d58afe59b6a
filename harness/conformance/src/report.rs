//! The score: what is printed and what goes into the JSON file.

use std::fmt;

use serde_json::{Value, json};

/// The score of one suite.
#[derive(Debug, Clone, Default)]
pub struct SuiteScore {
    /// The suite's name.
    pub name: String,
    /// Cases that ran and gave what was expected.
    pub passed: usize,
    /// All cases of the suite, whether they ran or not.
    pub total: usize,
    /// Cases that ran but have nothing to be compared with.
    pub ungraded: usize,
    /// Name and reason of each case that did not pass.
    pub failures: Vec<(String, String)>,
}

/// The score of a whole run.
#[derive(Debug, Clone, Default)]
pub struct Report {
    /// The suites that have an adapter, by name.
    pub suites: Vec<SuiteScore>,
    /// The suites of the corpus that have none, with the number of their cases.
    pub unserved: Vec<(String, usize)>,
}

impl Report {
    /// Returns how many cases passed.
    pub fn passed(&self) -> usize {
        self.suites.iter().map(|suite| suite.passed).sum()
    }

    /// Returns how many cases there are, those of suites without an adapter included.
    pub fn total(&self) -> usize {
        let served: usize = self.suites.iter().map(|suite| suite.total).sum();
        served + self.unserved.iter().map(|(_, cases)| cases).sum::<usize>()
    }

    /// Makes the JSON form of the report.
    pub fn to_json(&self) -> Value {
        let suites: Vec<Value> = self.suites.iter().map(suite_json).collect();
        let unserved: Vec<Value> = self
            .unserved
            .iter()
            .map(|(name, cases)| json!({"suite": name, "total": cases}))
            .collect();
        json!({
            "passed": self.passed(),
            "total": self.total(),
            "suites": suites,
            "unserved": unserved,
        })
    }
}

fn suite_json(suite: &SuiteScore) -> Value {
    let failures: Vec<Value> = suite
        .failures
        .iter()
        .map(|(name, reason)| json!({"name": name, "reason": reason}))
        .collect();
    json!({
        "suite": suite.name,
        "passed": suite.passed,
        "total": suite.total,
        "ungraded": suite.ungraded,
        "failures": failures,
    })
}

impl fmt::Display for Report {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for suite in &self.suites {
            write!(out, "{} {}/{}", suite.name, suite.passed, suite.total)?;
            match suite.ungraded {
                0 => writeln!(out)?,
                ungraded => writeln!(out, " ({ungraded} with nothing to compare)")?,
            }
        }
        if !self.unserved.is_empty() {
            let names: Vec<&str> = self
                .unserved
                .iter()
                .map(|(name, _)| name.as_str())
                .collect();
            writeln!(out, "not served yet: {}", names.join(" "))?;
        }
        writeln!(out, "total {}/{}", self.passed(), self.total())
    }
}
