//! Wrong declarations, each with all that is said about it.

use super::super::generate;

/// What is said about a trait with these methods, and more items behind it.
fn said(methods: &str, items: &str) -> String {
    let text = format!(
        "#[api(program = \"remote\", domain = \"Domain\")]\ntrait DomainApi {{\n{methods}\n}}\n{items}"
    );
    match generate(&[("api/src/domain.rs".into(), text)]) {
        Ok(_) => "nothing".into(),
        Err(error) => error
            .to_string()
            .trim_start_matches("the declaration is wrong:\n")
            .replace("api/src/domain.rs:", "")
            .trim_end()
            .into(),
    }
}

#[test]
fn wrong_methods_are_named_with_line_and_reason() {
    let cases = [
        (
            "fn a(&self, caller: &Caller) -> Result<()>;",
            "3: `a` has no `#[call(…)]`",
        ),
        (
            "#[call(\"a\")] fn a(&self, caller: &Caller) -> Result<()>;",
            "3: `#[call]` begins with a number and the procedure's name",
        ),
        (
            "#[call(1, \"a\", wait = \"long\")] fn a(&self, caller: &Caller) -> Result<()>;",
            "3: `wait` means nothing here",
        ),
        (
            "#[call(1, \"a\", waits = LONG)] fn a(&self, caller: &Caller) -> Result<()>;",
            "3: `key = literal` expected",
        ),
        (
            "#[call(1, \"a\", waits = \"ages\")] fn a(&self, caller: &Caller) -> Result<()>;",
            "3: `waits = \"ages\"`: one of never, disk, monitor, long",
        ),
        (
            "#[call(1, \"a\", acl = \"planet:read\")] fn a(&self, caller: &Caller) -> Result<()>;",
            "3: permission `planet:read`: no such object, or no name",
        ),
        (
            "#[call(1, \"a\", acl = \"domain\")] fn a(&self, caller: &Caller) -> Result<()>;",
            "3: permission `domain:`: no such object, or no name",
        ),
        (
            "#[call(1, \"a\", read_only = \"yes\")] fn a(&self, caller: &Caller) -> Result<()>;",
            "3: `read_only = \"yes\"`: `allowed`, `unless ARGUMENT & BITS` or `unless ARGUMENT == \
             VALUE`",
        ),
        (
            "#[call(1, \"a\", read_only = \"unless flags & 1\")] fn a(&self, caller: &Caller) -> \
             Result<()>;",
            "3: `read_only` asks for an argument `flags` of type `u32`",
        ),
        (
            "#[call(1, \"a\", phase = \"late\")] fn a(&self, caller: &Caller) -> Result<()>;",
            "3: `phase = \"late\"`: `auth` or `open`",
        ),
        (
            "#[call(1, \"a\", stream = \"up\")] fn a(&self, caller: &Caller) -> \
             Result<Box<dyn Stream>>;",
            "3: `stream = \"up\"`: `in` or `out`",
        ),
        (
            "#[call(1, \"a\", stream = \"in\", sparse = \"SPARSE\")] fn a(&self, caller: &Caller) \
             -> Result<Box<dyn Stream>>;",
            "3: `sparse = \"SPARSE\"`: `flags & BITS`",
        ),
        (
            "#[call(1, \"a\")] fn a(&self, caller: &Caller, list: &[u32]) -> Result<()>;",
            "3: `list`: a list needs a bound: `#[max(N)]`, or `max = N` for a result",
        ),
        (
            "#[call(1, \"a\")] fn a(&self, caller: &Caller, map: HashMap<u32, u32>) -> Result<()>;",
            "3: `HashMap` is not declared with `#[api(wire = …)]`",
        ),
        (
            "#[call(1, \"a\")] fn a(&self, caller: &Caller, pair: (u32, u32)) -> Result<()>;",
            "3: `pair`: this type has no form on the wire",
        ),
        (
            "#[call(1, \"a\")] fn a(&self, caller: &Caller) -> u32;",
            "3: `a` must return `Result<…>`",
        ),
        (
            "#[call(1, \"a\")] fn a(&self, caller: &Caller) -> Result<u32>;",
            "3: `a` needs `field`: the name of what it returns",
        ),
        (
            "#[call(1, \"a\")] fn a(&self, caller: &Caller) -> Result<Missing>;",
            "3: `Missing` is not declared with `#[api(wire = …)]`",
        ),
    ];
    for (methods, expected) in cases {
        assert_eq!(said(methods, ""), expected, "{methods}");
    }
}

#[test]
fn numbers_are_unique_and_leave_no_gap() {
    let methods = "#[call(1, \"a\")] fn a(&self, caller: &Caller) -> Result<()>;\n\
                   #[call(1, \"b\")] fn b(&self, caller: &Caller) -> Result<()>;\n\
                   #[call(4, \"a\")] fn c(&self, caller: &Caller) -> Result<()>;";
    assert_eq!(
        said(methods, ""),
        "4: number 1 of `remote` is taken at 3\n\
         5: `a` is declared at 3 too\n\
         5: number 2 of `remote` is missing"
    );
}

#[test]
fn all_faults_are_told_in_one_run() {
    let methods = "#[call(1, \"a\", waits = \"x\")] fn a(&self, caller: &Caller) -> Result<u8>;\n\
                   fn b(&self, caller: &Caller) -> Result<()>;";
    let said = said(methods, "#[api(program = \"mars\")] trait OtherApi {}");
    assert_eq!(said.lines().count(), 4, "{said}");
}

#[test]
fn wrong_items_are_named_with_line_and_reason() {
    let method = "#[call(1, \"a\")] fn a(&self, caller: &Caller) -> Result<()>;";
    let cases = [
        (
            "#[api(program = \"mars\")] trait OtherApi {}",
            "5: no program `mars`",
        ),
        (
            "#[api(wire = \"x\")] struct X(u32);",
            "5: a struct on the wire has named fields",
        ),
        (
            "#[api(wire = \"x\")] struct X { a: Vec<u32> }",
            "5: `a`: a list needs a bound: `#[max(N)]`, or `max = N` for a result",
        ),
        (
            "#[api(wire = \"x\")] struct X { a: u32 }\n#[api(wire = \"x\")] struct Y { a: u32 }",
            "6: `x` is on the wire as `X` already",
        ),
        ("#[api(wire = \"x\")] enum X { A }", "5: `A` needs a number"),
        (
            "#[api(object = \"domain\")] enum X { A }",
            "5: an enum needs `wire` (numbers) or `program` (events)",
        ),
        (
            "#[api(program = \"remote\")] enum X { A }",
            "5: `A` has no `#[event(…)]`",
        ),
        (
            "#[api(program = \"remote\")] enum X { #[event(id = 1)] A }",
            "5: `#[event]` needs `call` and `name`",
        ),
        (
            "#[api(program = \"remote\")] enum X { #[event(call = 1, name = \"b\")] A }",
            "5: number 1 of `remote` is taken at 3",
        ),
        ("fn fn() {}", "5: expected identifier, found keyword `fn`"),
    ];
    for (items, expected) in cases {
        assert_eq!(said(method, items), expected, "{items}");
    }
}
