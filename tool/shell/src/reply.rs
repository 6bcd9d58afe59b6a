//! What a command answers: text and, where it is data, the same values as JSON.

use serde_json::{Map, Value};

use crate::{Header, Output, Table, Terminal};

/// What a command answers.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Reply {
    parts: Vec<Part>,
    json: Option<Value>,
}

#[derive(Clone, Debug, PartialEq)]
enum Part {
    /// What was asked for.
    Asked(String),
    /// What is left out when quiet.
    Extra(String),
    /// What is wrong, but not so that the command fails.
    Complaint(String),
    Table(Table),
}

impl Reply {
    /// Not a word.
    pub fn none() -> Self {
        Self::default()
    }

    /// What is wrong, but not so that the command fails: lines that are shown as they are.
    pub fn complaint(text: impl Into<String>) -> Self {
        Self {
            parts: vec![Part::Complaint(text.into())],
            json: None,
        }
    }

    /// That something was done: a line that is left out when quiet.
    pub fn done(text: impl Into<String>) -> Self {
        Self::none().extra(text.into() + "\n")
    }

    /// A text, as it is.
    pub fn text(text: impl Into<String>) -> Self {
        let text = text.into();
        Self::none().asked(text.clone()).with_json(text)
    }

    /// A value on a line of its own.
    pub fn line(value: impl Into<Value>) -> Self {
        let value = value.into();
        let text = match &value {
            Value::String(text) => text.clone(),
            value => value.to_string(),
        };
        Self::none().asked(text + "\n").with_json(value)
    }

    /// A table.
    pub fn table(table: Table) -> Self {
        let json = table.to_json();
        Self {
            parts: vec![Part::Table(table)],
            json: Some(json),
        }
    }

    /// Adds text that was asked for.
    #[must_use]
    pub fn asked(mut self, text: impl Into<String>) -> Self {
        self.parts.push(Part::Asked(text.into()));
        self
    }

    /// Adds text that is left out when quiet.
    #[must_use]
    pub fn extra(mut self, text: impl Into<String>) -> Self {
        self.parts.push(Part::Extra(text.into()));
        self
    }

    /// Shows this to people in place of all that was added before.
    #[must_use]
    pub fn retold(mut self, text: impl Into<String>) -> Self {
        self.parts = vec![Part::Asked(text.into())];
        self
    }

    /// Says what it is for programs.
    #[must_use]
    pub fn with_json(mut self, json: impl Into<Value>) -> Self {
        self.json = Some(json.into());
        self
    }

    /// The data.
    pub fn json(&self) -> Option<&Value> {
        self.json.as_ref()
    }

    /// Shows it to people.
    pub fn show(&self, terminal: &mut Terminal) {
        let header = match terminal.is_quiet() {
            true => Header::Left,
            false => Header::Shown,
        };
        for part in &self.parts {
            match part {
                Part::Asked(text) => terminal.print(text),
                Part::Extra(text) => terminal.print_extra(text),
                Part::Complaint(text) => terminal.write(Output::Error, text.as_bytes()),
                Part::Table(table) => {
                    let text = table.to_text(header, terminal.charset);
                    terminal.print(&text);
                }
            }
        }
    }
}

/// Named values, a line each.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Fields {
    fields: Vec<Field>,
    /// How wide the column of labels is.
    width: usize,
}

/// One of them.
#[derive(Clone, Debug, PartialEq)]
pub struct Field {
    /// The line, without its end.
    pub line: String,
    /// The name in JSON.
    pub key: String,
    /// The value in JSON.
    pub value: Value,
}

impl Fields {
    /// Without any; labels are filled up to this width.
    pub fn new(width: usize) -> Self {
        Self {
            fields: Vec::new(),
            width,
        }
    }

    /// Adds a value behind its label, with a blank between them.
    pub fn labelled(&mut self, label: &str, key: &str, value: impl Into<Value>) {
        let value = value.into();
        let text = match &value {
            Value::String(text) => text.clone(),
            value => value.to_string(),
        };
        self.shown(label, &text, key, value);
    }

    /// Adds a value that is shown in other words.
    pub fn shown(&mut self, label: &str, text: &str, key: &str, value: impl Into<Value>) {
        let line = format!("{label:<width$} {text}", width = self.width);
        self.line(line, key, value);
    }

    /// Adds a line of any form.
    pub fn line(
        &mut self,
        line: impl Into<String>,
        key: impl Into<String>,
        value: impl Into<Value>,
    ) {
        self.fields.push(Field {
            line: line.into(),
            key: key.into(),
            value: value.into(),
        });
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.fields.is_empty()
    }

    /// All lines.
    pub fn to_text(&self) -> String {
        let lines = self.fields.iter();
        lines.map(|field| format!("{}\n", field.line)).collect()
    }

    /// An object.
    pub fn to_json(&self) -> Value {
        let fields = self.fields.iter();
        let members = fields.map(|field| (field.key.clone(), field.value.clone()));
        Value::Object(members.collect::<Map<_, _>>())
    }
}

impl From<Fields> for Reply {
    fn from(fields: Fields) -> Self {
        Self::none()
            .asked(fields.to_text())
            .with_json(fields.to_json())
    }
}
