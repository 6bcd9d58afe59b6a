//! `#[derive(Element)]` and `#[derive(Token)]`.
