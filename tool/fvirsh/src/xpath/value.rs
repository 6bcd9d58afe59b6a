//! What an expression comes to, and how values turn into each other.

use super::tree::{Place, Tree};

/// What an expression comes to.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Value {
    /// Nodes in the order of the document, each once.
    Nodes(Vec<Place>),
    Text(String),
    Number(f64),
    Bool(bool),
}

impl Value {
    /// As a truth.
    pub(crate) fn is_true(&self) -> bool {
        match self {
            Self::Nodes(places) => !places.is_empty(),
            Self::Text(text) => !text.is_empty(),
            Self::Number(number) => *number != 0.0 && !number.is_nan(),
            Self::Bool(is) => *is,
        }
    }

    /// As a text; nodes have that of the first.
    pub(crate) fn text(&self, tree: &Tree<'_>) -> String {
        match self {
            Self::Nodes(places) => places
                .first()
                .map(|place| tree.text(*place))
                .unwrap_or_default(),
            Self::Text(text) => text.clone(),
            Self::Number(number) => number_text(*number),
            Self::Bool(is) => is.to_string(),
        }
    }

    /// As a number.
    pub(crate) fn number(&self, tree: &Tree<'_>) -> f64 {
        match self {
            Self::Number(number) => *number,
            Self::Bool(is) => f64::from(u8::from(*is)),
            value => text_number(&value.text(tree)),
        }
    }

    /// Whether they are equal; nodes are when one of them is.
    pub(crate) fn equals(&self, other: &Self, tree: &Tree<'_>) -> bool {
        self.any_pair(other, tree, &|a, b| match (a, b) {
            (Self::Bool(_), _) | (_, Self::Bool(_)) => a.is_true() == b.is_true(),
            (Self::Number(_), _) | (_, Self::Number(_)) => a.number(tree) == b.number(tree),
            _ => a.text(tree) == b.text(tree),
        })
    }

    /// Whether they differ; nodes do when one of them does.
    pub(crate) fn differs(&self, other: &Self, tree: &Tree<'_>) -> bool {
        self.any_pair(other, tree, &|a, b| !a.equals(b, tree))
    }

    /// Whether their numbers compare so; those of nodes do when one of them does.
    pub(crate) fn compares(
        &self,
        other: &Self,
        tree: &Tree<'_>,
        holds: fn(&f64, &f64) -> bool,
    ) -> bool {
        self.any_pair(other, tree, &|a, b| holds(&a.number(tree), &b.number(tree)))
    }

    /// Whether something holds for one of these and one of those. Beside a truth, nodes are one truth.
    fn any_pair(
        &self,
        other: &Self,
        tree: &Tree<'_>,
        holds: &dyn Fn(&Self, &Self) -> bool,
    ) -> bool {
        let members = |value: &Self, beside: &Self| match (value, beside) {
            (Self::Nodes(_), Self::Bool(_)) => vec![Self::Bool(value.is_true())],
            (Self::Nodes(places), _) => places
                .iter()
                .map(|place| Self::Text(tree.text(*place)))
                .collect(),
            _ => vec![value.clone()],
        };
        let others = members(other, self);
        let own = members(self, other);
        own.iter().any(|a| others.iter().any(|b| holds(a, b)))
    }
}

/// A number as XPath writes it: up to fifteen digits, very large and small ones with an exponent.
pub(crate) fn number_text(number: f64) -> String {
    if number.is_nan() {
        return "NaN".into();
    }
    if number.is_infinite() {
        return match number > 0.0 {
            true => "Infinity".into(),
            false => "-Infinity".into(),
        };
    }
    if number == 0.0 {
        return "0".into();
    }
    if number.fract() == 0.0 && number.abs() < f64::from(i32::MAX) {
        return format!("{number:.0}");
    }
    let size = number.abs();
    if !(SMALL..=LARGE).contains(&size) {
        let digits = DIGITS - 1;
        let text = format!("{number:.digits$e}");
        let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
        let exponent: i32 = exponent.parse().unwrap_or(0);
        let sign = if exponent < 0 { '-' } else { '+' };
        return format!("{}e{sign}{:02}", trimmed(mantissa), exponent.abs());
    }
    // The zeros of a small number are no digits.
    let magnitude = size.log10().trunc();
    let digits = match magnitude > 0.0 {
        true => DIGITS - 1 - magnitude as usize,
        false => DIGITS + -magnitude as usize,
    };
    trimmed(&format!("{number:.digits$}")).to_owned()
}

/// Without zeros at the end of its fraction.
fn trimmed(text: &str) -> &str {
    match text.contains('.') {
        true => text.trim_end_matches('0').trim_end_matches('.'),
        false => text,
    }
}

/// The number that a text is; what is none is not a number.
pub(crate) fn text_number(text: &str) -> f64 {
    let text = text.trim_matches([' ', '\t', '\n', '\r']);
    let (digits, sign) = match text.strip_prefix('-') {
        Some(digits) => (digits, -1.0),
        None => (text, 1.0),
    };
    match number_start(digits) {
        Some((number, length)) if length == digits.len() => sign * number,
        _ => f64::NAN,
    }
}

/// The number without a sign with which a text begins, and its length. An exponent may lack its digits.
pub(crate) fn number_start(text: &str) -> Option<(f64, usize)> {
    let digits = |from: usize| {
        let rest = text.get(from..).unwrap_or_default();
        let end = rest.find(|char: char| !char.is_ascii_digit());
        end.unwrap_or(rest.len())
    };
    let whole = digits(0);
    let mut length = whole;
    if text[length..].starts_with('.') {
        let fraction = digits(length + 1);
        if whole == 0 && fraction == 0 {
            return None;
        }
        length += 1 + fraction;
    }
    if length == 0 {
        return None;
    }
    let mantissa = &text[..length];
    if !text[length..].starts_with(['e', 'E']) {
        return Some((mantissa.parse().ok()?, length));
    }
    length += 1 + usize::from(text[length + 1..].starts_with(['+', '-']));
    let exponent = digits(length);
    let number = match exponent {
        0 => mantissa.parse().ok()?,
        exponent => text[..length + exponent].parse().ok()?,
    };
    Some((number, length + exponent))
}

/// How many digits of a number can be trusted.
const DIGITS: usize = 15;
/// From here on numbers have an exponent.
const LARGE: f64 = 1e9;
/// Up to here numbers have an exponent.
const SMALL: f64 = 1e-5;
