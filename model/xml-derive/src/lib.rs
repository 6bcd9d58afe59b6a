//! `#[derive(Element)]` and `#[derive(Token)]` for the types of `fv-model-xml`.
//!
//! An element's fields are its attributes and children in output order:
//!
//! | mark | the field is |
//! |---|---|
//! | `attr` | an attribute; `Option<T>` may be absent |
//! | `child` | a child element; `Option<T>`, or `T` that is written unless it is empty |
//! | `list` | a `Vec<T>` of children of one name |
//! | `text`, `texts` | the text of a child, of all children of a name |
//! | `flag` | a `bool`: an empty child, there or not |
//! | `content` | the element's own text |
//! | `inline` | a group whose attributes and children stand in this element |
//! | `hook = path` | read and written by the functions `path::read` and `path::write` |
//!
//! The first seven take `= "name"`; without it the field's name in camel case serves. Further
//! marks: `required`, `default` (absent means `Default::default()`), `omit_default` (not written
//! when equal to that), `only = Live | Secret`, `abi`, `whole` (a hook's writer gets the struct). On the type: `name = "…"`, `keep_empty`.
//!
//! A token is an enum whose variants are words: the variant's name in kebab case, or
//! `#[token("word")]`. This crate generates calls of helpers, no logic.

mod element;
mod token;

use proc_macro::TokenStream;
use syn::{DeriveInput, parse_macro_input};

/// Implements `fv_model_xml::Element` for a struct.
#[proc_macro_derive(Element, attributes(xml))]
pub fn derive_element(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    element::derive(&input)
        .unwrap_or_else(|error| error.to_compile_error())
        .into()
}

/// Implements `fv_model_xml::Value` and the word table for an enum without fields.
#[proc_macro_derive(Token, attributes(token))]
pub fn derive_token(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    token::derive(&input)
        .unwrap_or_else(|error| error.to_compile_error())
        .into()
}
