//! The arguments of an annotation: a number and a name first, then `key = value`.

use syn::punctuated::Punctuated;
use syn::{Attribute, Expr, ExprLit, Lit, Result, Token};

/// What stands in `#[call(…)]` and its like.
#[derive(Debug, Default)]
pub(super) struct Arguments {
    /// The number without a key.
    pub(super) number: Option<u32>,
    /// The text without a key.
    pub(super) name: Option<String>,
    keyed: Vec<(String, Lit)>,
}

/// Every key that means something.
const KEYS: [&str; 23] = [
    "acl",
    "by_hand",
    "c",
    "call",
    "domain",
    "fds_in",
    "fds_out",
    "field",
    "filter",
    "id",
    "legacy",
    "legacy_name",
    "max",
    "name",
    "object",
    "phase",
    "priority",
    "program",
    "read_only",
    "sparse",
    "stream",
    "waits",
    "wire",
];

/// The attribute with this name.
pub(super) fn find<'a>(attributes: &'a [Attribute], name: &str) -> Option<&'a Attribute> {
    attributes
        .iter()
        .find(|attribute| attribute.path().is_ident(name))
}

impl Arguments {
    /// Reads what stands in the parentheses.
    pub(super) fn read(attribute: &Attribute) -> Result<Self> {
        let list = attribute.parse_args_with(Punctuated::<Expr, Token![,]>::parse_terminated)?;
        let mut arguments = Self::default();
        for expression in list {
            arguments.add(expression)?;
        }
        Ok(arguments)
    }

    /// Takes one argument in; a key that means nothing is told, lest a typing error be silent.
    fn add(&mut self, expression: Expr) -> Result<()> {
        match expression {
            Expr::Lit(ExprLit {
                lit: Lit::Int(number),
                ..
            }) => {
                self.number = Some(number.base10_parse()?);
            }
            Expr::Lit(ExprLit {
                lit: Lit::Str(name),
                ..
            }) => self.name = Some(name.value()),
            Expr::Assign(assign) => match (*assign.left, *assign.right) {
                (Expr::Path(key), Expr::Lit(value)) => {
                    let name = key.path.require_ident()?.to_string();
                    if !KEYS.contains(&name.as_str()) {
                        let text = format!("`{name}` means nothing here");
                        return Err(syn::Error::new_spanned(&key, text));
                    }
                    self.keyed.push((name, value.lit));
                }
                (key, _) => return Err(syn::Error::new_spanned(key, "`key = literal` expected")),
            },
            other => return Err(syn::Error::new_spanned(other, "`key = literal` expected")),
        }
        Ok(())
    }

    /// The literal behind a key.
    fn literal(&self, key: &str) -> Option<&Lit> {
        let found = self.keyed.iter().find(|(name, _)| name == key);
        found.map(|(_, literal)| literal)
    }

    /// The text behind a key.
    pub(super) fn text(&self, key: &str) -> Option<String> {
        match self.literal(key)? {
            Lit::Str(text) => Some(text.value()),
            _ => None,
        }
    }

    /// The number behind a key.
    pub(super) fn value(&self, key: &str) -> Option<u32> {
        match self.literal(key)? {
            Lit::Int(number) => number.base10_parse().ok(),
            _ => None,
        }
    }

    /// Tells whether `key = true` stands there.
    pub(super) fn flag(&self, key: &str) -> bool {
        matches!(self.literal(key), Some(Lit::Bool(flag)) if flag.value)
    }
}
