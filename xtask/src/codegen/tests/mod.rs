//! What the generator makes of one declaration of each kind, and what it says of wrong ones.

mod wrong;

use std::path::Path;

use fv_testkit::assert_golden;

use super::{generate, run};

const DECLARATION: &str = include_str!("declaration.rs");

#[test]
fn one_declaration_of_each_kind_makes_what_it_should() {
    let sources = [("api/src/domain.rs".to_string(), DECLARATION.to_string())];
    let outputs = generate(&sources).unwrap();
    let text: String = outputs
        .iter()
        .map(|output| format!("=== {}\n{}\n", output.path, output.text))
        .collect();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/codegen/tests");
    assert_golden(folder.join("generated.txt"), &text);
}

#[test]
fn what_is_checked_in_is_what_the_declaration_says() {
    run(true).unwrap();
}
