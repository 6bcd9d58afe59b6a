//! `wire/rpc`: what is known of each procedure, one row each.

use super::{Output, head, row};
use crate::codegen::PROGRAMS;
use crate::codegen::model::{Api, Call, Family, Permission, ReadOnly, camel};

const FOLDER: &str = "wire/rpc/src/generated/table";

/// One file for each family, and the index of all.
pub(super) fn render(api: &Api) -> Vec<Output> {
    let mut outputs = vec![contents(api)];
    outputs.extend(api.families.iter().map(file));
    outputs
}

/// The list of families, and the programs with their indexes.
fn contents(api: &Api) -> Output {
    let mut text = head("The procedures of all programs.", "api/src");
    for family in &api.families {
        text += &format!("mod {};\n", family.name);
    }
    let names = api.families.iter();
    let names: Vec<String> = names.map(|family| camel(&family.name)).collect();
    text += "\nuse crate::procedure::{Procedure, Program, ProgramName, families, index};\n";
    text += &row("\nfamilies! {", &names, "}")
        .replace("\n    ", "\n")
        .replace("    \n", "\n");
    for program in &PROGRAMS {
        text += &program_text(api, program);
    }
    let names = PROGRAMS
        .iter()
        .map(|program| format!("&{}", program.name.to_uppercase()));
    text += &format!(
        "\n/// Every program.\npub static PROGRAMS: [&Program; {}] = [{}];\n",
        PROGRAMS.len(),
        names.collect::<Vec<_>>().join(", ")
    );
    Output {
        path: format!("{FOLDER}/mod.rs"),
        text,
    }
}

/// A program and the index of its procedures by number, made at compile time.
fn program_text(api: &Api, program: &crate::codegen::Program) -> String {
    let families = api
        .families
        .iter()
        .filter(|family| family.program == program.name);
    let families: Vec<&Family> = families.collect();
    let last = families
        .iter()
        .flat_map(|family| &family.calls)
        .map(|call| call.number);
    let size = last.max().map_or(0, |number| number + 1);
    let tables = families
        .iter()
        .map(|family| format!("{}::TABLE", family.name));
    let tables = tables.collect::<Vec<_>>().join(", ");
    let (name, constant) = (program.name, program.name.to_uppercase());
    format!(
        "\nstatic {constant}_INDEX: [Option<&Procedure>; {size}] = index(&[{tables}]);\n\
         \n/// The program `{name}`.\n\
         pub static {constant}: Program = Program {{\n\
         name: ProgramName::{}, number: {:#x}, version: 1, index: &{constant}_INDEX }};\n",
        camel(name),
        program.number
    )
}

/// The table of one family.
fn file(family: &Family) -> Output {
    let source = format!("api/src/{}.rs", family.place.module());
    let mut text = head(
        &format!("The procedures of `{}`.", family.trait_name),
        &source,
    );
    text += &format!(
        "use crate::procedure::prelude::*;\n\nprocedures! {{ {} {} {};\n",
        camel(&family.program),
        camel(&family.name),
        family.domain
    );
    for call in &family.calls {
        text += &call_row(call);
    }
    Output {
        path: format!("{FOLDER}/{}.rs", family.name),
        text: text + "}\n",
    }
}

/// The row of one call.
fn call_row(call: &Call) -> String {
    let priority = if call.high { "High" } else { "Low" };
    let waits = camel(&call.waits);
    let start = format!(
        "{} {:?} {:?} {priority} {waits} {{",
        call.number, call.procedure, call.function
    );
    row(&start, &extras(call), "}")
}

/// What differs from the plainest procedure.
fn extras(call: &Call) -> Vec<String> {
    let mut extras = Vec::new();
    let mut add = |name: &str, value: String| extras.push(format!("{name}: {value}"));
    match &call.read_only {
        ReadOnly::Denied => {}
        ReadOnly::Allowed => add("read_only", "Allowed".into()),
        ReadOnly::UnlessBits(_, bits, words) => {
            add("read_only", format!("UnlessBits({bits}, {words:?})"));
        }
        ReadOnly::UnlessEqual(_, value) => add("read_only", format!("UnlessEqual({value})")),
    }
    match call.phase.as_deref() {
        Some("auth") => add("phase", "Phase::Authentication".into()),
        Some("open") => add("phase", "Phase::Opening".into()),
        _ => {}
    }
    if !call.acl.is_empty() {
        add("acl", permissions(&call.acl));
    }
    if !call.filter.is_empty() {
        add("filter", permissions(&call.filter));
    }
    if let Some(stream) = &call.stream {
        add("stream", format!("Some(Direction::{})", camel(stream)));
    }
    if let Some(sparse) = call.sparse {
        add("sparse", sparse.to_string());
    }
    if call.fds_in {
        add("descriptors", "Some(Direction::In)".into());
    }
    if call.fds_out {
        add("descriptors", "Some(Direction::Out)".into());
    }
    // Descriptors that go both ways are one entry.
    extras.dedup_by(|later, first| {
        let both = later.starts_with("descriptors") && first.starts_with("descriptors");
        if both {
            *first = "descriptors: Some(Direction::Both)".into();
        }
        both
    });
    extras
}

/// A list of permissions as an expression.
fn permissions(list: &[Permission]) -> String {
    let list = list.iter().map(|permission| match &permission.condition {
        None => format!("p({:?}, {:?})", permission.object, permission.name),
        Some(condition) => format!(
            "p_if({:?}, {:?}, {condition:?})",
            permission.object, permission.name
        ),
    });
    format!("&[{}]", list.collect::<Vec<_>>().join(", "))
}
