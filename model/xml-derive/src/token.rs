//! `#[derive(Token)]`: an enum of words.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Data, DeriveInput, Error, Fields, LitStr, Result, Variant};

/// Writes the word table of an enum, its conversions and its `Value` implementation.
pub(crate) fn derive(input: &DeriveInput) -> Result<TokenStream> {
    let Data::Enum(data) = &input.data else {
        return Err(Error::new_spanned(input, "Token is for enums"));
    };
    let name = &input.ident;
    let mut idents = Vec::new();
    let mut words = Vec::new();
    for variant in &data.variants {
        if !matches!(variant.fields, Fields::Unit) {
            return Err(Error::new_spanned(variant, "a token has no fields"));
        }
        idents.push(&variant.ident);
        words.push(word(variant)?);
    }
    Ok(quote! {
        impl #name {
            /// All values, in the order of the reference's table.
            pub const ALL: &'static [Self] = &[#(Self::#idents),*];

            /// The word that stands for it.
            pub const fn as_str(self) -> &'static str {
                match self { #(Self::#idents => #words),* }
            }

            /// Finds the value a word stands for.
            pub fn from_word(word: &str) -> Option<Self> {
                match word { #(#words => Some(Self::#idents),)* _ => None }
            }
        }

        impl ::fv_model_xml::Value for #name {
            const TOKENS: &'static [&'static str] = &[#(#words),*];

            fn parse(text: &str) -> Result<Self, ::fv_model_xml::Expected> {
                Self::from_word(text).ok_or(::fv_model_xml::Expected::Token)
            }

            fn print(&self) -> String {
                self.as_str().to_owned()
            }
        }

        impl ::core::fmt::Display for #name {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                f.write_str(self.as_str())
            }
        }
    })
}

/// The word given by `#[token("…")]`, or the variant's name in kebab case.
fn word(variant: &Variant) -> Result<String> {
    for attribute in &variant.attrs {
        if attribute.path().is_ident("token") {
            return attribute
                .parse_args::<LitStr>()
                .map(|literal| literal.value());
        }
    }
    let mut word = String::new();
    for (index, c) in variant.ident.to_string().chars().enumerate() {
        if c.is_uppercase() && index > 0 {
            word.push('-');
        }
        word.extend(c.to_lowercase());
    }
    Ok(word)
}
