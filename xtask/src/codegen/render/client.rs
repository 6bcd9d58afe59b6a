//! `lib/client`: the traits of the declaration, implemented by calls over the wire.

use super::{Output, head, row};
use crate::codegen::model::{Answer, Api, Call, Family, Field, ReadOnly};
use crate::codegen::wire::Type;

const FOLDER: &str = "lib/client/src/generated";

/// One file for each family.
pub(super) fn render(api: &Api) -> Vec<Output> {
    let mut text = head("The traits of the declaration over the wire.", "api/src");
    for family in &api.families {
        text += &format!("mod {};\n", family.name);
    }
    text += "\nuse fv_api::{";
    let traits = api.families.iter().map(|family| family.trait_name.as_str());
    text += &traits.collect::<Vec<_>>().join(", ");
    text += "};\n\nimpl crate::Remote {\n";
    for family in &api.families {
        let (name, item) = (&family.name, &family.trait_name);
        text += &format!(
            "/// The calls of [`{item}`].\npub fn {name}(&self) -> &dyn {item} {{ self }}\n\n"
        );
    }
    text += "}\n";
    let mut outputs = vec![Output {
        path: format!("{FOLDER}/mod.rs"),
        text,
    }];
    outputs.extend(api.families.iter().map(file));
    outputs
}

/// The stubs of one family.
fn file(family: &Family) -> Output {
    let source = format!("api/src/{}.rs", family.place.module());
    let mut text = head(&format!("`{}` over the wire.", family.trait_name), &source);
    text += &format!(
        "use crate::stubs::prelude::*;\n\nstubs! {{ {} {};\n",
        family.trait_name,
        family.program.to_uppercase()
    );
    for call in &family.calls {
        text += &stub(family, call);
    }
    Output {
        path: format!("{FOLDER}/{}.rs", family.name),
        text: text + "}\n",
    }
}

/// One row: the method, the argument that decides about read-only connections if there is one,
/// the helper that calls, and what it takes out of the answer.
fn stub(family: &Family, call: &Call) -> String {
    let name = call.message_name(&family.program);
    let params = call.args.iter();
    let params = params.map(|field| format!("{}: {}", field.name, parameter(&field.kind)));
    let params = params.collect::<Vec<_>>().join(", ");
    let values: Vec<String> = call.args.iter().map(value).collect();
    let args = match values.is_empty() {
        true => "()".into(),
        false => format!("{name}Args {{ {} }}", values.join(", ")),
    };
    let judged = match &call.read_only {
        ReadOnly::UnlessBits(argument, ..) | ReadOnly::UnlessEqual(argument, _) => {
            format!(" [{argument}]")
        }
        _ => String::new(),
    };
    let start = format!(
        "{} {}({params}) -> {}{judged}:",
        call.number,
        call.method,
        returned(call)
    );
    let helper = match call {
        _ if call.stream.is_some() => "open_stream",
        _ if call.fds_out => "call_for_descriptors",
        _ if call.fds_in => "call_with_descriptors",
        _ => "call",
    };
    let map = map(&name, call).map_or(String::new(), |map| format!(", {map}"));
    let whole = format!("{helper}({args}{map});");
    if start.len() + whole.len() + 5 <= 100 {
        return format!("    {start} {whole}\n");
    }
    if whole.len() + 8 <= 100 {
        return format!("    {start}\n        {whole}\n");
    }
    let call = row(
        &format!("    {helper}({name}Args {{"),
        &values,
        &format!("}}{map});"),
    );
    let call = call
        .replace("\n    }", "\n        }")
        .replace("\n        ", "\n            ");
    let call = call.replace("\n            }", "\n        }");
    format!("    {start}\n{call}")
}

/// The type of a parameter of the method.
fn parameter(kind: &Type) -> String {
    match kind {
        Type::Text(_) => "&str".into(),
        Type::Bytes(_) => "&[u8]".into(),
        Type::Chars(_) => "&[i8]".into(),
        Type::List(element, _) => format!("&[{}]", element.owned()),
        Type::Named(name) => format!("&{name}"),
        Type::Maybe(inner) => format!("Option<{}>", parameter(inner)),
        Type::Plain(_) | Type::CharArray(_) | Type::Param => kind.owned(),
    }
}

/// A field of the arguments, made of the parameter.
fn value(field: &Field) -> String {
    let name = &field.name;
    match &field.kind {
        Type::Named(_) | Type::List(..) | Type::Chars(_) => format!("{name}: lend({name})"),
        Type::Maybe(inner) if matches!(**inner, Type::Named(_)) => {
            format!("{name}: {name}.map(lend)")
        }
        _ => name.clone(),
    }
}

/// What the method returns inside its `Result`.
fn returned(call: &Call) -> String {
    let answer = match &call.answer {
        Answer::Nothing => None,
        Answer::Whole(name) => Some(name.clone()),
        Answer::Single(field) => Some(field.kind.owned()),
    };
    match (answer, call.stream.is_some(), call.fds_out) {
        (None, true, _) => "Box<dyn Stream>".into(),
        (Some(answer), true, _) => format!("(Box<dyn Stream>, {answer})"),
        (None, _, true) => "Vec<OwnedFd>".into(),
        (Some(answer), _, true) => format!("({answer}, Vec<OwnedFd>)"),
        (None, ..) => "()".into(),
        (Some(answer), ..) => answer,
    }
}

/// From what comes over the wire to what the method returns, where they differ.
fn map(name: &str, call: &Call) -> Option<String> {
    let apart = call.stream.is_some() || call.fds_out;
    let (start, answer) = match &call.answer {
        Answer::Nothing if apart => return Some("|(): (), rest| rest".into()),
        Answer::Nothing => return None,
        Answer::Whole(_) if !apart => return None,
        Answer::Whole(name) => (format!("ret: {name}"), "ret".to_string()),
        Answer::Single(field) => (format!("ret: {name}Ret"), format!("ret.{}", field.name)),
    };
    Some(match (apart, call.stream.is_some()) {
        (false, _) => format!("|{start}| {answer}"),
        (true, true) => format!("|{start}, rest| (rest, {answer})"),
        (true, false) => format!("|{start}, rest| ({answer}, rest)"),
    })
}
