use super::*;

fn source(path: &str, text: &str) -> Source {
    Source {
        path: path.to_owned(),
        text: text.to_owned(),
    }
}

#[test]
fn functions_are_measured_to_their_own_brace() {
    let text = "\
impl A {
    pub(crate) fn one(
        &self,
    ) -> u8 {
        if x {
        }
    }

    fn declared(&self);

    fn short() {}
}
fn last() {
}
";
    let found = length::functions(text);
    let expected = [("one", 6), ("last", 2)].map(|(name, lines)| (name.to_owned(), lines));
    assert_eq!(found, expected);
}

#[test]
fn files_without_a_head_and_empty_names_are_breaches() {
    let sources = [
        source(
            "base/x/src/a.rs",
            "fn get_it() {}\npub struct PoolManager;\n",
        ),
        source(
            "base/x/src/b.rs",
            "#![expect(x)]\n//! Fine.\nfn get_mut() {}\n",
        ),
        source("base/x/src/tests.rs", "use super::*;\n"),
    ];
    let mut breaches = Vec::new();
    source::check(&sources, &mut breaches);
    assert_eq!(
        breaches,
        [
            "base/x/src/a.rs has no head",
            "base/x/src/a.rs:1 has a `get_` in a name",
            "base/x/src/a.rs:2 has a name that says nothing",
        ]
    );
}

#[test]
fn sockets_outside_of_their_crates_are_breaches() {
    let text = "//! X.\nuse std::os::unix::net::UnixStream;\n";
    let sources = [
        "driver/x/src/a.rs",
        "base/sys/src/a.rs",
        "driver/x/tests/a.rs",
    ];
    let sources = sources.map(|path| source(path, text));
    let mut breaches = Vec::new();
    source::check(&sources, &mut breaches);
    assert_eq!(breaches.len(), 1, "{breaches:?}");
}

#[test]
fn data_that_no_code_names_is_a_breach() {
    let sources = [
        source(
            "base/x/tests/it.rs",
            "golden(\"named.txt\"); each_in(\"cases\")",
        ),
        source("base/x/tests/golden/named.txt", ""),
        source("base/x/tests/cases/anything.xml", ""),
        source("base/x/tests/golden/stale.txt", ""),
        source("base/y/tests/golden/named.txt", ""),
    ];
    let mut breaches = Vec::new();
    data::check(&sources, &mut breaches);
    assert_eq!(
        breaches,
        [
            "base/x/tests/golden/stale.txt is named by no code of base/x",
            "base/y/tests/golden/named.txt is named by no code of base/y",
        ]
    );
}
