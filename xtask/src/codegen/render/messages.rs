//! `wire/rpc`: arguments and results, one row each.

use super::{Output, head, modules, row};
use crate::codegen::model::{Answer, Api, Call, Field};

const FOLDER: &str = "wire/rpc/src/generated/messages";

/// One file for each file of the declaration.
pub(super) fn render(api: &Api) -> Vec<Output> {
    let families = api.families.iter().map(|family| family.place.module());
    let structs = api.structs.iter().map(|item| item.module.as_str());
    let enums = api.enums.iter().map(|item| item.module.as_str());
    let modules = modules(families.chain(structs).chain(enums));
    let mut outputs: Vec<Output> = modules.iter().map(|module| file(api, module)).collect();
    let defining = modules.iter().zip(&outputs);
    let defining = defining.filter(|(_, output)| {
        output.text.contains("xdr_struct!") || output.text.contains("xdr_borrowed!")
    });
    let defining: Vec<&str> = defining.map(|(module, _)| *module).collect();
    outputs.push(contents(&modules, &defining));
    outputs
}

/// The module list. A file that only gives forms to declared structs has nothing to name.
fn contents(modules: &[&str], defining: &[&str]) -> Output {
    let mut text = head("The messages of all programs, by family.", "api/src");
    for module in modules {
        text += &format!("mod {module};\n");
    }
    text += "\n";
    for module in defining {
        text += &format!("pub use {module}::*;\n");
    }
    Output {
        path: format!("{FOLDER}/mod.rs"),
        text,
    }
}

/// What one file of the declaration puts on the wire.
fn file(api: &Api, module: &str) -> Output {
    let mut rows = Rows::default();
    let families = api.families.iter();
    for family in families.filter(|family| family.place.module() == module) {
        for call in &family.calls {
            rows.call(&family.program, call);
        }
    }
    for item in api.structs.iter().filter(|item| item.module == module) {
        rows.foreign += &plain_row(&item.name, &item.fields);
    }
    let mut text = head(
        "Arguments and results on the wire.",
        &format!("api/src/{module}.rs"),
    );
    text += "use crate::prelude::*;\n";
    text += &block("xdr_borrowed", &rows.borrowed);
    text += &block("xdr_struct", &rows.owned);
    text += &block("xdr_form", &rows.foreign);
    for item in api.enums.iter().filter(|item| item.module == module) {
        let values = item.values.iter();
        let values = values.map(|(name, number)| format!("{name} = {number}"));
        let values: Vec<String> = values.collect();
        text += &format!(
            "\nnumbers! {{\n{}}}\n",
            row(&(item.name.clone() + " {"), &values, "}")
        );
    }
    Output {
        path: format!("{FOLDER}/{module}.rs"),
        text,
    }
}

/// A macro with its rows, if there are any.
fn block(name: &str, rows: &str) -> String {
    match rows {
        "" => String::new(),
        rows => format!("\n{name}! {{ Wire;\n{rows}}}\n"),
    }
}

/// Rows by the macro that they stand in.
#[derive(Default)]
struct Rows {
    /// Arguments that borrow from the packet.
    borrowed: String,
    /// Arguments without anything long, and results of one value.
    owned: String,
    /// Structs that the declaration itself holds.
    foreign: String,
}

impl Rows {
    /// The arguments of a call, and its result if that is no declared struct.
    fn call(&mut self, program: &str, call: &Call) {
        let name = call.message_name(program);
        if call.args.iter().any(|field| field.kind.borrows()) {
            self.borrowed += &borrowed_row(&format!("{name}Args"), &call.args);
        } else if !call.args.is_empty() {
            self.owned += &plain_row(&format!("{name}Args"), &call.args);
        }
        if let Answer::Single(field) = &call.answer {
            self.owned += &plain_row(&format!("{name}Ret"), std::slice::from_ref(field));
        }
    }
}

/// A row whose fields own what they hold.
fn plain_row(name: &str, fields: &[Field]) -> String {
    let fields = fields.iter().map(|field| {
        let (name, kind) = (&field.name, &field.kind);
        format!("{name}: {} as {}", kind.owned(), kind.form())
    });
    row(&format!("{name} {{"), &fields.collect::<Vec<_>>(), "}")
}

/// A row whose fields borrow what is long.
fn borrowed_row(name: &str, fields: &[Field]) -> String {
    let fields = fields.iter().map(|field| {
        let (rust, form) = field.kind.borrowed();
        format!("{}: {rust} as {form}", field.name)
    });
    row(&format!("{name}<'a> {{"), &fields.collect::<Vec<_>>(), "}")
}
