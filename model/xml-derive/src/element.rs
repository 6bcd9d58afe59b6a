//! `#[derive(Element)]`: a struct that is an element.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::parse::ParseStream;
use syn::punctuated::Punctuated;
use syn::{
    Attribute, Data, DeriveInput, Error, Expr, ExprLit, Field, Fields, GenericArgument, Ident, Lit,
    LitStr, Meta, Path, PathArguments, Result, Token, Type,
};

/// Writes the `Element` implementation of a struct.
pub(crate) fn derive(input: &DeriveInput) -> Result<TokenStream> {
    let Data::Struct(data) = &input.data else {
        return Err(Error::new_spanned(
            input,
            "Element is for structs; enums do it by hand",
        ));
    };
    let Fields::Named(named) = &data.fields else {
        return Err(Error::new_spanned(input, "an element has named fields"));
    };
    let shape = Shape::of(input)?;
    let fields = named
        .named
        .iter()
        .map(Plan::of)
        .collect::<Result<Vec<_>>>()?;
    let name = &input.ident;
    let (element, keep_empty) = (&shape.name, shape.keep_empty);
    let idents: Vec<_> = fields.iter().map(|field| &field.ident).collect();
    let reads = fields.iter().map(Plan::read);
    let writes = fields.iter().map(Plan::write);
    let descriptions = fields.iter().map(Plan::describe);
    Ok(quote! {
        impl ::fv_model_xml::Element for #name {
            const DESCRIPTION: &'static ::fv_model_xml::Description =
                &::fv_model_xml::Description {
                    name: #element,
                    fields: &[#(#descriptions),*],
                };
            const KEEP_EMPTY: bool = #keep_empty;

            fn read(
                node: ::fv_model_xml::Node<'_>,
                cx: &::fv_model_xml::Context,
            ) -> ::fv_error::Result<Self> {
                let _ = cx;
                #(let #idents = #reads;)*
                Ok(Self { #(#idents),* })
            }

            fn write(
                &self,
                body: &mut ::fv_model_xml::Body<'_>,
                cx: &::fv_model_xml::Context,
            ) {
                let _ = cx;
                #(#writes)*
            }
        }
    })
}

/// What the type's own marks say.
struct Shape {
    name: String,
    keep_empty: bool,
}

impl Shape {
    fn of(input: &DeriveInput) -> Result<Self> {
        let mut shape = Self {
            name: String::new(),
            keep_empty: false,
        };
        for meta in marks(&input.attrs)? {
            if meta.path().is_ident("name") {
                shape.name = text_of(&meta)?.unwrap_or_default();
            } else if meta.path().is_ident("keep_empty") {
                shape.keep_empty = true;
            } else {
                return Err(Error::new_spanned(meta, "unknown mark on an element"));
            }
        }
        Ok(shape)
    }
}

#[derive(Clone, Copy, PartialEq)]
enum Place {
    Attribute,
    Child,
    List,
    Text,
    Texts,
    Flag,
    Content,
    Inline,
    Hook,
}

/// Everything about one field.
struct Plan {
    ident: Ident,
    place: Place,
    name: String,
    hook: Option<Path>,
    required: bool,
    omit_default: bool,
    /// Whether the hook's writer wants the whole struct.
    whole: bool,
    only: Vec<Ident>,
    abi: bool,
    doc: String,
    /// The field's type, and what is inside its `Option` or `Vec`.
    ty: Type,
    inner: Type,
    optional: bool,
}

impl Plan {
    fn of(field: &Field) -> Result<Self> {
        let ident = field.ident.clone().expect("fields are named");
        let optional = argument_of(&field.ty, "Option");
        let listed = argument_of(&field.ty, "Vec");
        let mut plan = Self {
            name: camel_case(&ident),
            place: Place::Hook,
            hook: None,
            required: false,
            omit_default: false,
            whole: false,
            only: Vec::new(),
            abi: false,
            doc: doc_of(&field.attrs),
            ty: field.ty.clone(),
            inner: optional
                .or(listed)
                .cloned()
                .unwrap_or_else(|| field.ty.clone()),
            optional: optional.is_some(),
            ident,
        };
        let mut placed = false;
        for meta in marks(&field.attrs)? {
            placed |= plan.apply(&meta)?;
        }
        if !placed {
            return Err(Error::new_spanned(
                field,
                "say where the field stands: attr, child, …",
            ));
        }
        Ok(plan)
    }

    /// Takes one mark and says whether it placed the field.
    fn apply(&mut self, meta: &Meta) -> Result<bool> {
        let word = meta.path().require_ident()?.to_string();
        let place = match word.as_str() {
            "attr" => Place::Attribute,
            "child" => Place::Child,
            "list" => Place::List,
            "text" => Place::Text,
            "texts" => Place::Texts,
            "flag" => Place::Flag,
            "content" => Place::Content,
            "inline" => Place::Inline,
            "hook" => {
                self.hook = Some(path_of(meta)?);
                Place::Hook
            }
            _ => return self.modify(&word, meta).map(|()| false),
        };
        self.place = place;
        if place != Place::Hook
            && let Some(name) = text_of(meta)?
        {
            self.name = name;
        }
        Ok(true)
    }

    fn modify(&mut self, word: &str, meta: &Meta) -> Result<()> {
        match word {
            "required" => self.required = true,
            "default" => {}
            "omit_default" => self.omit_default = true,
            "abi" => self.abi = true,
            "whole" => self.whole = true,
            "only" => self.only = scopes_of(meta)?,
            _ => return Err(Error::new_spanned(meta, "unknown mark on a field")),
        }
        Ok(())
    }

    fn read(&self) -> TokenStream {
        let (name, inner, ty) = (&self.name, &self.inner, &self.ty);
        let value = match self.place {
            Place::Attribute => self.fetched(
                quote!(::fv_model_xml::read::attr::<#inner>(node, #name)?),
                quote!(::fv_model_xml::read::attr_required::<#inner>(node, #name)?),
            ),
            Place::Child => self.fetched(
                quote!(::fv_model_xml::read::child::<#inner>(node, #name, cx)?),
                quote!(::fv_model_xml::read::child_required::<#inner>(node, #name, cx)?),
            ),
            Place::Text => self.fetched(
                quote!(::fv_model_xml::read::text::<#inner>(node, #name)?),
                quote!(::fv_model_xml::read::text_required::<#inner>(node, #name)?),
            ),
            Place::Content => {
                let read = quote!(::fv_model_xml::read::content::<#inner>(node)?);
                self.fetched(read.clone(), read)
            }
            Place::List => quote!(::fv_model_xml::read::list::<#inner>(node, #name, cx)?),
            Place::Texts => quote!(::fv_model_xml::read::texts::<#inner>(node, #name)?),
            Place::Flag => quote!(node.child(#name).is_some()),
            Place::Inline => quote!(<#ty as ::fv_model_xml::Element>::read(node, cx)?),
            Place::Hook => {
                let hook = &self.hook;
                quote!(#hook::read(node, cx)?)
            }
        };
        self.scope().map_or(value.clone(), |scope| {
            quote!(if cx.shows(#scope) { #value } else { ::core::default::Default::default() })
        })
    }

    /// Chooses between an optional, a required and a defaulted reading.
    fn fetched(&self, optional: TokenStream, required: TokenStream) -> TokenStream {
        if self.optional {
            optional
        } else if self.required {
            required
        } else {
            quote!(#optional.unwrap_or_default())
        }
    }

    fn write(&self) -> TokenStream {
        let (name, ident) = (&self.name, &self.ident);
        let put = match (self.place, self.optional) {
            (Place::Attribute, true) => quote!(body.attr_opt(#name, self.#ident.as_ref());),
            (Place::Attribute, false) => quote!(body.attr(#name, &self.#ident);),
            (Place::Child, true) => quote! {
                if let Some(value) = &self.#ident { body.element(#name, value, cx); }
            },
            (Place::Child, false) => quote!(body.element(#name, &self.#ident, cx);),
            (Place::Text, true) => quote!(body.text_opt(#name, self.#ident.as_ref());),
            (Place::Text, false) => quote!(body.text_opt(#name, Some(&self.#ident));),
            (Place::Content, true) => quote! {
                if let Some(value) = &self.#ident {
                    body.text(&::fv_model_xml::Value::print(value));
                }
            },
            (Place::Content, false) => {
                quote!(body.text(&::fv_model_xml::Value::print(&self.#ident));)
            }
            (Place::List, _) => quote! {
                for value in &self.#ident { body.element(#name, value, cx); }
            },
            (Place::Texts, _) => quote! {
                for value in &self.#ident { body.text_opt(#name, Some(value)); }
            },
            (Place::Flag, _) => quote!(if self.#ident { body.child(#name, |_| {}); }),
            (Place::Inline, _) => {
                quote!(::fv_model_xml::Element::write(&self.#ident, body, cx);)
            }
            (Place::Hook, _) if self.whole => {
                let hook = &self.hook;
                quote!(#hook::write(self, body, cx);)
            }
            (Place::Hook, _) => {
                let hook = &self.hook;
                quote!(#hook::write(&self.#ident, body, cx);)
            }
        };
        let put = match self.omit_default {
            true => {
                quote!(if self.#ident != ::core::default::Default::default() { #put })
            }
            false => put,
        };
        self.scope()
            .map_or(put.clone(), |scope| quote!(if cx.shows(#scope) { #put }))
    }

    fn scope(&self) -> Option<TokenStream> {
        if self.only.is_empty() {
            return None;
        }
        let names = self
            .only
            .iter()
            .map(|name| format_ident!("{}", upper_snake(name)));
        Some(quote!(::fv_model_xml::Scope::NONE #(.with(::fv_model_xml::Scope::#names))*))
    }

    fn describe(&self) -> TokenStream {
        let (name, doc, required, abi) = (&self.name, &self.doc, self.required, self.abi);
        let (inner, ty) = (&self.inner, &self.ty);
        let place = format_ident!(
            "{}",
            match self.place {
                Place::Attribute => "Attribute",
                Place::Child => "Child",
                Place::List => "List",
                Place::Text => "Text",
                Place::Texts => "Texts",
                Place::Flag => "Flag",
                Place::Content => "Content",
                Place::Inline => "Inline",
                Place::Hook => "Hook",
            }
        );
        let only = self
            .scope()
            .unwrap_or_else(|| quote!(::fv_model_xml::Scope::NONE));
        let described = match self.place {
            Place::Child | Place::List => {
                quote!(Some(|| <#inner as ::fv_model_xml::Element>::DESCRIPTION))
            }
            Place::Inline => quote!(Some(|| <#ty as ::fv_model_xml::Element>::DESCRIPTION)),
            _ => quote!(None),
        };
        let tokens = match self.place {
            Place::Attribute | Place::Text | Place::Texts | Place::Content => {
                quote!(<#inner as ::fv_model_xml::Value>::TOKENS)
            }
            _ => quote!(&[]),
        };
        quote! {
            ::fv_model_xml::Field {
                name: #name,
                place: ::fv_model_xml::Place::#place,
                required: #required,
                only: #only,
                abi: #abi,
                doc: #doc,
                inner: #described,
                tokens: #tokens,
            }
        }
    }
}

/// All marks of all `#[xml(…)]` attributes.
fn marks(attributes: &[Attribute]) -> Result<Vec<Meta>> {
    let mut all = Vec::new();
    for attribute in attributes {
        if attribute.path().is_ident("xml") {
            let parse =
                |input: ParseStream<'_>| Punctuated::<Meta, Token![,]>::parse_terminated(input);
            all.extend(attribute.parse_args_with(parse)?);
        }
    }
    Ok(all)
}

fn text_of(meta: &Meta) -> Result<Option<String>> {
    match meta {
        Meta::NameValue(pair) => match &pair.value {
            Expr::Lit(ExprLit {
                lit: Lit::Str(text),
                ..
            }) => Ok(Some(LitStr::value(text))),
            other => Err(Error::new_spanned(other, "a name is a string")),
        },
        _ => Ok(None),
    }
}

fn path_of(meta: &Meta) -> Result<Path> {
    match meta {
        Meta::NameValue(pair) => match &pair.value {
            Expr::Path(path) => Ok(path.path.clone()),
            other => Err(Error::new_spanned(other, "a hook is a module")),
        },
        _ => Err(Error::new_spanned(
            meta,
            "a hook needs a module: hook = path",
        )),
    }
}

/// Takes `Live | Secret` apart.
fn scopes_of(meta: &Meta) -> Result<Vec<Ident>> {
    fn collect(expr: &Expr, into: &mut Vec<Ident>) -> Result<()> {
        match expr {
            Expr::Binary(pair) => {
                collect(&pair.left, into)?;
                collect(&pair.right, into)
            }
            Expr::Path(path) => {
                into.push(path.path.require_ident()?.clone());
                Ok(())
            }
            other => Err(Error::new_spanned(other, "scopes are words joined by |")),
        }
    }
    let Meta::NameValue(pair) = meta else {
        return Err(Error::new_spanned(meta, "only needs scopes: only = Live"));
    };
    let mut scopes = Vec::new();
    collect(&pair.value, &mut scopes)?;
    Ok(scopes)
}

/// What stands between the angle brackets of `wrapper<…>`.
fn argument_of<'t>(ty: &'t Type, wrapper: &str) -> Option<&'t Type> {
    let Type::Path(path) = ty else { return None };
    let segment = path.path.segments.last()?;
    if segment.ident != wrapper {
        return None;
    }
    let PathArguments::AngleBracketed(arguments) = &segment.arguments else {
        return None;
    };
    arguments.args.iter().find_map(|argument| match argument {
        GenericArgument::Type(inner) => Some(inner),
        _ => None,
    })
}

/// The first sentence of the doc comment's lines, joined.
fn doc_of(attributes: &[Attribute]) -> String {
    let mut lines = Vec::new();
    for attribute in attributes {
        if let Meta::NameValue(pair) = &attribute.meta
            && pair.path.is_ident("doc")
            && let Expr::Lit(ExprLit {
                lit: Lit::Str(text),
                ..
            }) = &pair.value
        {
            lines.push(text.value().trim().to_owned());
        }
    }
    lines.join(" ")
}

fn camel_case(ident: &Ident) -> String {
    let mut out = String::new();
    let mut raise = false;
    for c in ident.to_string().trim_start_matches("r#").chars() {
        match c {
            '_' => raise = true,
            c if raise => {
                out.extend(c.to_uppercase());
                raise = false;
            }
            c => out.push(c),
        }
    }
    out
}

fn upper_snake(ident: &Ident) -> String {
    let mut out = String::new();
    for (index, c) in ident.to_string().chars().enumerate() {
        if c.is_uppercase() && index > 0 {
            out.push('_');
        }
        out.extend(c.to_uppercase());
    }
    out
}
