//! Tables: a heading, a rule, and rows in columns.

use std::fmt::Write;

use serde_json::{Map, Value};
use unicode_width::UnicodeWidthChar;

/// What the terminal shows; the rest is written as `\xNN`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Charset {
    /// Only ASCII, as in the C locale.
    Ascii,
    /// Everything that can be shown.
    Unicode,
}

/// Whether the heading is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Header {
    /// With a rule below it.
    Shown,
    /// Only the rows.
    Left,
}

/// A table: as text for people, as a list of objects for programs.
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    /// For each column the title and the name in JSON.
    columns: Vec<(String, &'static str)>,
    rows: Vec<Vec<Cell>>,
}

/// What stands in a row and a column.
#[derive(Clone, Debug, PartialEq)]
pub struct Cell {
    text: String,
    value: Value,
}

impl Table {
    /// A table without rows; each column has a title and a name in JSON.
    pub fn new(columns: &[(&str, &'static str)]) -> Self {
        let columns = columns.iter();
        Self {
            columns: columns
                .map(|&(title, key)| (title.to_owned(), key))
                .collect(),
            rows: Vec::new(),
        }
    }

    /// Adds a row, with a cell for each column.
    pub fn row(&mut self, cells: impl IntoIterator<Item = Cell>) {
        let cells: Vec<Cell> = cells.into_iter().collect();
        debug_assert_eq!(cells.len(), self.columns.len(), "a cell for each column");
        self.rows.push(cells);
    }

    /// Whether there are no rows.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// For people.
    pub fn to_text(&self, header: Header, charset: Charset) -> String {
        let titles = self.columns.iter().map(|(title, _)| title.as_str());
        let titles = (header == Header::Shown).then(|| shown_row(titles, charset));
        let rows = self.rows.iter();
        let rows = rows.map(|row| shown_row(row.iter().map(|cell| cell.text.as_str()), charset));
        let lines: Vec<Vec<Shown>> = titles.into_iter().chain(rows).collect();
        let width = |column: usize| {
            let cells = lines.iter().filter_map(|line| line.get(column));
            cells.map(|cell| cell.width).max().unwrap_or(0)
        };
        let widths: Vec<usize> = (0..self.columns.len()).map(width).collect();
        let mut text = String::new();
        for (number, line) in lines.iter().enumerate() {
            push_line(&mut text, line, &widths);
            if number == 0 && header == Header::Shown {
                let rule: usize = widths.iter().map(|width| width + 3).sum();
                text.push_str(&"-".repeat(rule));
                text.push('\n');
            }
        }
        text
    }

    /// For programs: an object for each row.
    pub fn to_json(&self) -> Value {
        let rows = self.rows.iter().map(|row| {
            let cells = self.columns.iter().zip(row);
            let members = cells.map(|((_, key), cell)| ((*key).to_owned(), cell.value.clone()));
            Value::Object(members.collect::<Map<_, _>>())
        });
        Value::Array(rows.collect())
    }
}

impl Cell {
    /// A text.
    pub fn text(text: impl Into<String>) -> Self {
        let text = text.into();
        Self {
            value: text.clone().into(),
            text,
        }
    }

    /// A value that is shown in other words.
    pub fn shown(text: impl Into<String>, value: impl Into<Value>) -> Self {
        Self {
            text: text.into(),
            value: value.into(),
        }
    }

    /// A number.
    pub fn number(number: impl Into<serde_json::Number> + ToString) -> Self {
        Self {
            text: number.to_string(),
            value: Value::Number(number.into()),
        }
    }

    /// A text, or this sign where there is none.
    pub fn or(text: Option<impl Into<String>>, sign: &str) -> Self {
        match text {
            Some(text) => Self::text(text),
            None => Self::shown(sign, Value::Null),
        }
    }
}

/// A cell as the terminal shows it, and how many columns of it that takes.
struct Shown {
    text: String,
    width: usize,
}

fn shown_row<'a>(cells: impl Iterator<Item = &'a str>, charset: Charset) -> Vec<Shown> {
    cells.map(|cell| Shown::new(cell, charset)).collect()
}

impl Shown {
    fn new(text: &str, charset: Charset) -> Self {
        let mut shown = Self {
            text: String::new(),
            width: 0,
        };
        for (at, char) in text.char_indices() {
            // A backslash before an x would look like an escape.
            let is_escape = text[at..].starts_with("\\x") || char.is_ascii_control();
            let is_hidden = charset == Charset::Ascii && !char.is_ascii();
            match char.width() {
                Some(width) if !is_escape && !is_hidden => {
                    shown.text.push(char);
                    shown.width += width;
                }
                _ => shown.escape(char),
            }
        }
        shown
    }

    /// `\xNN` for each byte.
    fn escape(&mut self, char: char) {
        for byte in char.encode_utf8(&mut [0; 4]).bytes() {
            // A String takes everything.
            let _ = write!(self.text, "\\x{byte:02x}");
            self.width += 4;
        }
    }
}

fn push_line(text: &mut String, cells: &[Shown], widths: &[usize]) {
    for (number, (cell, width)) in cells.iter().zip(widths).enumerate() {
        text.push(' ');
        text.push_str(&cell.text);
        if number + 1 < cells.len() {
            text.push_str(&" ".repeat(width - cell.width + 2));
        }
    }
    text.push('\n');
}
