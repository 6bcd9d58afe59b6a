//! From a Rust type in a signature to its form on the wire.

use syn::{Expr, ExprLit, GenericArgument, Lit, PathArguments, Type as RustType, TypePath};

/// A type that can be on the wire.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Type {
    /// A number, or a uuid.
    Plain(String),
    /// Text, perhaps with a bound of its own.
    Text(Option<usize>),
    /// Packed bytes.
    Bytes(usize),
    /// C characters, one a word.
    Chars(usize),
    /// So many C characters, one a word.
    CharArray(usize),
    /// A struct or enum of the declaration.
    Named(String),
    /// A typed parameter.
    Param,
    /// Elements up to a bound.
    List(Box<Type>, usize),
    /// A value or nothing.
    Maybe(Box<Type>),
}

/// The types that are themselves on the wire.
const PLAIN: [&str; 10] = [
    "i8", "u8", "i16", "u16", "i32", "u32", "i64", "u64", "f64", "Uuid",
];

/// Reads a type of the declaration; `max` is the bound that stands with it.
pub(super) fn from_rust(rust: &RustType, max: Option<usize>) -> Result<Type, String> {
    match rust {
        RustType::Reference(reference) => from_rust(&reference.elem, max),
        RustType::Slice(slice) => list(&slice.elem, max),
        RustType::Array(array) => match &array.len {
            Expr::Lit(ExprLit {
                lit: Lit::Int(length),
                ..
            }) => length
                .base10_parse()
                .map(Type::CharArray)
                .map_err(|error| error.to_string()),
            _ => Err("an array needs a number as its length".into()),
        },
        RustType::Path(path) => from_path(path, max),
        _ => Err("this type has no form on the wire".into()),
    }
}

/// A type by its last name: containers, text, numbers, and what the declaration names.
fn from_path(path: &TypePath, max: Option<usize>) -> Result<Type, String> {
    let Some(last) = path.path.segments.last() else {
        return Err("an empty path".into());
    };
    let name = last.ident.to_string();
    let inner = inner(&last.arguments);
    match (name.as_str(), inner) {
        ("Option", Some(inner)) => Ok(Type::Maybe(Box::new(from_rust(inner, max)?))),
        ("Vec", Some(inner)) => list(inner, max),
        ("str" | "String", None) => Ok(Type::Text(max)),
        ("TypedParam", None) => Ok(Type::Param),
        (plain, None) if PLAIN.contains(&plain) => Ok(Type::Plain(name)),
        (_, None) => Ok(Type::Named(name)),
        _ => Err(format!("`{name}<…>` has no form on the wire")),
    }
}

/// The type in angle brackets, if there is exactly one.
pub(super) fn inner(arguments: &PathArguments) -> Option<&RustType> {
    let PathArguments::AngleBracketed(arguments) = arguments else {
        return None;
    };
    match arguments.args.first() {
        Some(GenericArgument::Type(inner)) if arguments.args.len() == 1 => Some(inner),
        _ => None,
    }
}

/// A list needs a bound, for its length comes from the other side. Bytes are packed, other
/// elements follow one another.
fn list(element: &RustType, max: Option<usize>) -> Result<Type, String> {
    let max = max.ok_or("a list needs a bound: `#[max(N)]`, or `max = N` for a result")?;
    Ok(match from_rust(element, None)? {
        Type::Plain(plain) if plain == "u8" => Type::Bytes(max),
        Type::Plain(plain) if plain == "i8" => Type::Chars(max),
        element => Type::List(Box::new(element), max),
    })
}

impl Type {
    /// The form, as the codec names it.
    pub(super) fn form(&self) -> String {
        match self {
            Self::Plain(_) => "Plain".into(),
            Self::Text(None) => "Text".into(),
            Self::Text(Some(max)) => format!("Text<{max}>"),
            Self::Bytes(max) => format!("Opaque<{max}>"),
            Self::Chars(max) => format!("Chars<{max}>"),
            Self::CharArray(_) => "CharArray".into(),
            Self::Named(_) => "Wire".into(),
            Self::Param => "Param".into(),
            Self::List(element, max) => format!("List<{}, {max}>", element.form()),
            Self::Maybe(inner) => format!("Maybe<{}>", inner.form()),
        }
    }

    /// The type that owns what it holds.
    pub(super) fn owned(&self) -> String {
        match self {
            Self::Plain(name) | Self::Named(name) => name.clone(),
            Self::Text(_) => "String".into(),
            Self::Bytes(_) => "Vec<u8>".into(),
            Self::Chars(_) => "Vec<i8>".into(),
            Self::CharArray(length) => format!("[i8; {length}]"),
            Self::Param => "TypedParam".into(),
            Self::List(element, _) => format!("Vec<{}>", element.owned()),
            Self::Maybe(inner) => format!("Option<{}>", inner.owned()),
        }
    }

    /// The type and form that borrow: from the bytes when read, from the caller when written.
    pub(super) fn borrowed(&self) -> (String, String) {
        let lent = |owned: String| {
            (
                format!("Cow<'a, {owned}>"),
                format!("Lent<{}>", self.form()),
            )
        };
        match self {
            Self::Text(_) => ("&'a str".into(), self.form()),
            Self::Bytes(_) => ("&'a [u8]".into(), self.form()),
            Self::Chars(_) => lent("[i8]".into()),
            Self::List(element, _) => lent(format!("[{}]", element.owned())),
            Self::Named(name) => lent(name.clone()),
            Self::Maybe(inner) => {
                let (rust, form) = inner.borrowed();
                (format!("Option<{rust}>"), format!("Maybe<{form}>"))
            }
            _ => (self.owned(), self.form()),
        }
    }

    /// Tells whether [`Type::borrowed`] has a lifetime.
    pub(super) fn borrows(&self) -> bool {
        match self {
            Self::Plain(_) | Self::CharArray(_) | Self::Param => false,
            Self::Maybe(inner) => inner.borrows(),
            _ => true,
        }
    }

    /// The struct or enum of the declaration that is in it, however deep.
    pub(super) fn named(&self) -> Option<&str> {
        match self {
            Self::Named(name) => Some(name),
            Self::List(inner, _) | Self::Maybe(inner) => inner.named(),
            _ => None,
        }
    }
}
