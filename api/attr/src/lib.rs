//! `#[api]`: makes the declaration plain Rust.
//!
//! The attribute takes the inert annotations (`call`, `event`, `max`, `callback_only`) out of what it
//! stands on, and gives a trait method without a body the answer "not supported by the
//! driver". It reads tokens only and knows nothing of the wire: `xtask codegen` reads the
//! same file and makes everything else.

use proc_macro::{Delimiter, Group, Ident, TokenStream, TokenTree};

/// Annotations that are for the generator alone.
const INERT: [&str; 4] = ["call", "event", "max", "callback_only"];

/// Marks a part of the declaration: a trait, an enum of events or a struct.
#[proc_macro_attribute]
pub fn api(arguments: TokenStream, item: TokenStream) -> TokenStream {
    let domain = named_literal(&arguments, "domain").unwrap_or_else(|| "None".into());
    if !is_trait(&item) {
        return strip(item);
    }
    let body = item.into_iter().map(|token| match token {
        TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => {
            TokenTree::Group(Group::new(
                Delimiter::Brace,
                with_default_bodies(group.stream(), &domain),
            ))
        }
        other => other,
    });
    body.collect()
}

fn is_trait(item: &TokenStream) -> bool {
    item.clone()
        .into_iter()
        .any(|token| matches!(token, TokenTree::Ident(ident) if ident.to_string() == "trait"))
}

/// Replaces the `;` after each method by a body that refuses the call by its C name.
fn with_default_bodies(body: TokenStream, domain: &str) -> TokenStream {
    let mut out = TokenStream::new();
    let mut function = String::new();
    let mut tokens = body.into_iter().peekable();
    while let Some(token) = tokens.next() {
        match &token {
            TokenTree::Punct(mark) if mark.as_char() == '#' => match tokens.peek() {
                Some(TokenTree::Group(group)) if is_inert(group) => {
                    function = called_function(group);
                    tokens.next();
                }
                _ => out.extend([token]),
            },
            TokenTree::Punct(mark) if mark.as_char() == ';' => {
                out.extend(refusal(&function, domain));
            }
            TokenTree::Group(group) => out.extend([stripped(group)]),
            _ => out.extend([token]),
        }
    }
    out
}

fn refusal(function: &str, domain: &str) -> TokenStream {
    let text = format!(
        "{{ #![expect(unused_variables, reason = \"a default body uses no argument\")] \
         Err(fv_error::Error::unsupported(fv_error::ErrorDomain::{domain}, {function:?})) }}"
    );
    text.parse().expect("the refusal is a block of valid Rust")
}

/// The name of the C function in a `call`, or else the name of the procedure.
fn called_function(attribute: &Group) -> String {
    let Some(TokenTree::Group(arguments)) = attribute.stream().into_iter().nth(1) else {
        return String::new();
    };
    named_literal(&arguments.stream(), "c")
        .or_else(|| first_text(&arguments.stream()))
        .unwrap_or_default()
}

/// The text in `name = "text"`.
fn named_literal(arguments: &TokenStream, name: &str) -> Option<String> {
    let tokens: Vec<TokenTree> = arguments.clone().into_iter().collect();
    tokens.windows(3).find_map(|window| match window {
        [
            TokenTree::Ident(ident),
            TokenTree::Punct(_),
            TokenTree::Literal(literal),
        ] if ident.to_string() == name => Some(literal.to_string().trim_matches('"').to_string()),
        _ => None,
    })
}

fn first_text(arguments: &TokenStream) -> Option<String> {
    arguments.clone().into_iter().find_map(|token| match token {
        TokenTree::Literal(literal) => literal
            .to_string()
            .strip_prefix('"')?
            .strip_suffix('"')
            .map(str::to_string),
        _ => None,
    })
}

/// Takes the inert annotations out, however deep they stand.
fn strip(tokens: TokenStream) -> TokenStream {
    let mut out = TokenStream::new();
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        match &token {
            TokenTree::Punct(mark) if mark.as_char() == '#' => match tokens.peek() {
                Some(TokenTree::Group(group)) if is_inert(group) => drop(tokens.next()),
                _ => out.extend([token]),
            },
            TokenTree::Group(group) => out.extend([stripped(group)]),
            _ => out.extend([token]),
        }
    }
    out
}

fn stripped(group: &Group) -> TokenTree {
    let mut out = Group::new(group.delimiter(), strip(group.stream()));
    out.set_span(group.span());
    TokenTree::Group(out)
}

fn is_inert(attribute: &Group) -> bool {
    let name = attribute.stream().into_iter().next();
    attribute.delimiter() == Delimiter::Bracket
        && matches!(name, Some(TokenTree::Ident(name)) if is_inert_name(&name))
}

fn is_inert_name(name: &Ident) -> bool {
    INERT.contains(&name.to_string().as_str())
}
