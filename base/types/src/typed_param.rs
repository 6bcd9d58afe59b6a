//! Named values with a type, libvirt's way to pass open-ended sets of settings.

use fv_error::{Error, ErrorCode, ErrorDomain, Result};

/// One named value.
#[derive(Clone, Debug, PartialEq)]
pub struct TypedParam {
    /// The name, at most 79 bytes on the wire.
    pub field: String,
    /// The value with its type.
    pub value: TypedValue,
}

/// A value with its type.
#[derive(Clone, Debug, PartialEq)]
pub enum TypedValue {
    /// 32 bits, signed.
    Int(i32),
    /// 32 bits, unsigned.
    Uint(u32),
    /// 64 bits, signed.
    Llong(i64),
    /// 64 bits, unsigned.
    Ullong(u64),
    /// A floating point number.
    Double(f64),
    /// Yes or no.
    Boolean(bool),
    /// Text.
    String(String),
}

/// The type of a value, with libvirt's number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(i32)]
pub enum TypedKind {
    /// 32 bits, signed.
    Int = 1,
    /// 32 bits, unsigned.
    Uint = 2,
    /// 64 bits, signed.
    Llong = 3,
    /// 64 bits, unsigned.
    Ullong = 4,
    /// A floating point number.
    Double = 5,
    /// Yes or no.
    Boolean = 6,
    /// Text.
    String = 7,
}

/// What one call accepts under one name.
#[derive(Clone, Copy, Debug)]
pub struct Allowed {
    name: &'static str,
    kind: AllowedKind,
    occurs: Occurs,
}

/// Checks a list against what a call accepts (`virTypedParamsValidate`).
///
/// The first fault in the order of names is reported, as libvirt does, which sorts first.
pub fn validate(params: &[TypedParam], allowed: &[Allowed]) -> Result<()> {
    let mut sorted: Vec<&TypedParam> = params.iter().collect();
    sorted.sort_by(|a, b| a.field.cmp(&b.field));
    let mut last = None;
    for param in sorted {
        let field = param.field.as_str();
        let Some(entry) = allowed.iter().find(|entry| entry.name == field) else {
            let detail = format!("parameter '{field}' not supported");
            return Err(error(ErrorCode::ArgumentUnsupported, detail));
        };
        entry.check(param, last == Some(field))?;
        last = Some(field);
    }
    Ok(())
}

/// The values of all text parameters with this name, in order.
pub fn strings<'a>(params: &'a [TypedParam], name: &str) -> Vec<&'a str> {
    filter(params, name, Some(TypedKind::String))
        .into_iter()
        .filter_map(|param| match &param.value {
            TypedValue::String(text) => Some(text.as_str()),
            _ => None,
        })
        .collect()
}

/// All parameters with this name, and of this type when one is given, in order.
pub fn filter<'a>(
    params: &'a [TypedParam],
    name: &str,
    kind: Option<TypedKind>,
) -> Vec<&'a TypedParam> {
    let fits = |param: &&TypedParam| {
        param.field == name && kind.is_none_or(|kind| param.value.kind() == kind)
    };
    params.iter().filter(fits).collect()
}

/// The first parameter with this name.
pub fn find<'a>(params: &'a [TypedParam], name: &str) -> Option<&'a TypedValue> {
    params
        .iter()
        .find(|param| param.field == name)
        .map(|param| &param.value)
}

impl TypedParam {
    /// Names a value.
    pub fn new(field: impl Into<String>, value: impl Into<TypedValue>) -> Self {
        Self {
            field: field.into(),
            value: value.into(),
        }
    }

    /// The value as text, or libvirt's error about its type.
    pub fn as_str(&self) -> Result<&str> {
        match &self.value {
            TypedValue::String(text) => Ok(text),
            _ => Err(self.wrong_kind(TypedKind::String)),
        }
    }

    fn wrong_kind(&self, wanted: TypedKind) -> Error {
        let detail = format!(
            "Invalid type '{}' requested for parameter '{}', actual type is '{}'",
            wanted.name(),
            self.field,
            self.value.kind().name()
        );
        error(ErrorCode::InvalidArg, detail)
    }
}

impl TypedValue {
    /// The type of the value.
    pub fn kind(&self) -> TypedKind {
        match self {
            Self::Int(_) => TypedKind::Int,
            Self::Uint(_) => TypedKind::Uint,
            Self::Llong(_) => TypedKind::Llong,
            Self::Ullong(_) => TypedKind::Ullong,
            Self::Double(_) => TypedKind::Double,
            Self::Boolean(_) => TypedKind::Boolean,
            Self::String(_) => TypedKind::String,
        }
    }

    /// The value as text, as libvirt prints it.
    pub fn to_text(&self) -> String {
        match self {
            Self::Int(value) => value.to_string(),
            Self::Uint(value) => value.to_string(),
            Self::Llong(value) => value.to_string(),
            Self::Ullong(value) => value.to_string(),
            Self::Double(value) => crate::number::format_double(*value),
            Self::Boolean(value) => u8::from(*value).to_string(),
            Self::String(value) => value.clone(),
        }
    }
}

impl TypedKind {
    /// The word for it in messages and in XML.
    pub fn name(self) -> &'static str {
        match self {
            Self::Int => "int",
            Self::Uint => "uint",
            Self::Llong => "llong",
            Self::Ullong => "ullong",
            Self::Double => "double",
            Self::Boolean => "boolean",
            Self::String => "string",
        }
    }

    /// The type with this name.
    pub fn from_name(name: &str) -> Option<Self> {
        (1..=7)
            .filter_map(Self::from_number)
            .find(|kind| kind.name() == name)
    }

    /// The type with libvirt's number.
    pub fn from_number(number: i32) -> Option<Self> {
        Some(match number {
            1 => Self::Int,
            2 => Self::Uint,
            3 => Self::Llong,
            4 => Self::Ullong,
            5 => Self::Double,
            6 => Self::Boolean,
            7 => Self::String,
            _ => return None,
        })
    }
}

impl Allowed {
    /// A name that may stand once.
    pub const fn once(name: &'static str, kind: TypedKind) -> Self {
        Self {
            name,
            kind: AllowedKind::One(kind),
            occurs: Occurs::Once,
        }
    }

    /// A name that may stand any number of times.
    pub const fn repeated(name: &'static str, kind: TypedKind) -> Self {
        Self {
            name,
            kind: AllowedKind::One(kind),
            occurs: Occurs::Repeated,
        }
    }

    /// A name that may stand once, with an unsigned number of either size.
    pub const fn unsigned(name: &'static str) -> Self {
        Self {
            name,
            kind: AllowedKind::Unsigned,
            occurs: Occurs::Once,
        }
    }

    fn check(&self, param: &TypedParam, seen_before: bool) -> Result<()> {
        let field = &param.field;
        if seen_before && self.occurs == Occurs::Once {
            let detail = format!("parameter '{field}' occurs multiple times");
            return Err(error(ErrorCode::InvalidArg, detail));
        }
        let kind = param.value.kind();
        let (fits, expected) = match self.kind {
            AllowedKind::One(wanted) => (kind == wanted, wanted.name()),
            // Of a type that fits neither, libvirt prints no name for the pair.
            AllowedKind::Unsigned => (
                matches!(kind, TypedKind::Uint | TypedKind::Ullong),
                "(null)",
            ),
        };
        if fits {
            return Ok(());
        }
        let detail = format!(
            "invalid type '{}' for parameter '{field}', expected '{expected}'",
            kind.name()
        );
        Err(error(ErrorCode::InvalidArg, detail))
    }
}

macro_rules! from {
    ($($from:ty => $variant:ident)*) => {$(
        impl From<$from> for TypedValue {
            fn from(value: $from) -> Self {
                Self::$variant(value.into())
            }
        }
    )*};
}

from! {
    i32 => Int
    u32 => Uint
    i64 => Llong
    u64 => Ullong
    f64 => Double
    bool => Boolean
    String => String
    &str => String
}

#[derive(Clone, Copy, Debug)]
enum AllowedKind {
    One(TypedKind),
    Unsigned,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Occurs {
    Once,
    Repeated,
}

fn error(code: ErrorCode, detail: String) -> Error {
    Error::new(ErrorDomain::None, code, detail)
}

#[cfg(test)]
mod tests;
