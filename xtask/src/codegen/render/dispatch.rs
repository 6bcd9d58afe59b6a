//! `daemon/core`: from a procedure's number to the driver's method.

use super::{Output, head};
use crate::codegen::model::{Answer, Api, Call, Family, Field, ReadOnly, camel};
use crate::codegen::wire::Type;

const FOLDER: &str = "daemon/core/src/generated";

/// The programs that drivers answer, and the one that the daemon answers itself.
const SERVED: [&str; 4] = ["remote", "qemu", "lxc", "admin"];

/// One file for each family that the daemon serves, and one that chooses among them.
pub(super) fn render(api: &Api) -> Vec<Output> {
    let served = api.families.iter();
    let served = served.filter(|family| SERVED.contains(&family.program.as_str()));
    let served: Vec<&Family> = served.collect();
    let mut outputs = vec![contents(&served)];
    outputs.extend(served.iter().map(|family| file(api, family)));
    outputs
}

/// The choice among families.
fn contents(served: &[&Family]) -> Output {
    let mut text = head("From a procedure to the driver that answers it.", "api/src");
    for family in served {
        text += &format!("mod {};\n", family.name);
    }
    text += "\nuse fv_wire_rpc::Family;\n\nuse crate::serve::{Answer, Call, unserved};\n\n\
             /// Hands a call to its family.\n\
             pub(crate) fn dispatch(call: &Call<'_>) -> Answer {\n\
             match call.procedure().family {\n";
    for family in served {
        let name = &family.name;
        text += &format!("Family::{} => {name}::dispatch(call),\n", camel(name));
    }
    text += "_ => unserved(call),\n}\n}\n";
    Output {
        path: format!("{FOLDER}/mod.rs"),
        text,
    }
}

/// The calls of one family. It imports what its arms use, so that nothing is unused.
fn file(api: &Api, family: &Family) -> Output {
    let source = format!("api/src/{}.rs", family.place.module());
    let mut text = head(&format!("The calls of `{}`.", family.trait_name), &source);
    let arms: String = family
        .calls
        .iter()
        .map(|call| arm(api, family, call))
        .collect();
    let uses = |text: &str| arms.contains(text);
    if uses("Args") || uses("Ret") {
        text += "use fv_wire_rpc::*;\n\n";
    }
    if uses("by_hand::") {
        text += "use crate::by_hand;\n";
    }
    let helpers = [
        "serve",
        "serve_descriptors",
        "serve_flagged",
        "serve_stream",
    ];
    let helpers = helpers.iter().filter(|helper| uses(&format!("{helper}(")));
    let helpers: Vec<&str> = ["Answer", "Call"]
        .into_iter()
        .chain(helpers.copied())
        .collect();
    text += &format!(
        "use crate::serve::{{{}, unserved}};\n\n",
        helpers.join(", ")
    );
    text += "/// Answers a call of this family.\n\
             pub(super) fn dispatch(call: &Call<'_>) -> Answer {\n\
             match call.procedure().number {\n";
    text += &arms;
    text += "_ => unserved(call),\n}\n}\n";
    Output {
        path: format!("{FOLDER}/{}.rs", family.name),
        text,
    }
}

/// One arm: which helper runs the call, and how the driver's method is called.
fn arm(api: &Api, family: &Family, call: &Call) -> String {
    let number = call.number;
    if call.by_hand_server {
        return format!("{number} => by_hand::{}(call),\n", call.procedure);
    }
    let name = call.message_name(&family.program);
    let arguments = match call.args.iter().any(|field| field.kind.borrows()) {
        _ if call.args.is_empty() => "(): ()".into(),
        true => format!("a: {name}Args<'_>"),
        false => format!("a: {name}Args"),
    };
    let selector = |argument: &str| match (argument, arguments.strip_prefix("a: ")) {
        ("", _) | (_, None) => "|_| 0, ".into(),
        (argument, Some(arguments)) => format!("|a: &{arguments}| a.{argument}, "),
    };
    let (helper, selector): (&str, String) = match &call.read_only {
        _ if call.stream.is_some() => (
            "serve_stream",
            selector(call.sparse.map_or("", |_| "flags")),
        ),
        _ if call.fds_out => ("serve_descriptors", String::new()),
        ReadOnly::UnlessBits(argument, ..) | ReadOnly::UnlessEqual(argument, _) => {
            ("serve_flagged", selector(argument))
        }
        _ => ("serve", String::new()),
    };
    let (start, driver) = objects(&family.name, &call.args);
    let start = bounds(api, call) + &start;
    let values: String = call.args.iter().map(value).collect();
    let method = format!(
        "{driver}.{}(c.caller(){values}){}",
        call.method,
        wrap(&name, call)
    );
    match start.as_str() {
        "" => format!("{number} => {helper}(call, {selector}|c, {arguments}| {method}),\n"),
        start => format!(
            "{number} => {helper}(call, {selector}|c, {arguments}| {{ {start} {method} }}),\n"
        ),
    }
}

/// Statements that refuse an answer longer than the protocol permits before anybody makes it.
///
/// Older calls name the length of the answer that they have room for. Drivers never make more
/// than there is, but where an answer is padded to that length it would be made in memory first.
fn bounds(api: &Api, call: &Call) -> String {
    let maxima = maxima(api, &call.answer);
    let (Some(first), Some(last)) = (maxima.first(), maxima.last()) else {
        return String::new();
    };
    let mut text = String::new();
    let mut count: Option<&str> = None;
    for argument in &call.args {
        let name = argument.name.as_str();
        if COUNTS.contains(&name) {
            text += &format!("c.at_most(\"{name}\", a.{name}.into(), {first})?; ");
            count = Some(name);
        } else if name == "maplen" {
            let (shown, value) = match count {
                Some(count) => (
                    format!("{count} * maplen"),
                    format!("i64::from(a.{count}) * i64::from(a.maplen)"),
                ),
                None => ("maplen".into(), "a.maplen.into()".into()),
            };
            text += &format!("c.at_most(\"{shown}\", {value}, {last})?; ");
        }
    }
    text
}

/// The bounds of what an answer has many of, in its order.
fn maxima(api: &Api, answer: &Answer) -> Vec<usize> {
    let max = |field: &Field| match field.kind {
        Type::List(_, max) | Type::Bytes(max) | Type::Chars(max) => Some(max),
        _ => None,
    };
    match answer {
        Answer::Nothing => Vec::new(),
        Answer::Single(field) => max(field).into_iter().collect(),
        Answer::Whole(name) => {
            let found = api.structs.iter().find(|known| known.name == *name);
            let fields = found.map(|known| known.fields.iter().filter_map(max));
            fields.into_iter().flatten().collect()
        }
    }
}

/// Arguments that say how many elements the caller has room for.
const COUNTS: [&str; 12] = [
    "maxnames",
    "maxids",
    "maxuuids",
    "maxinfo",
    "maxcells",
    "max_cells",
    "maxerrors",
    "max_stats",
    "nparams",
    "ncpus",
    "ncpumaps",
    "cell_count",
];

/// The statement that finds driver and objects, and how the driver is called after it.
///
/// The driver comes first: what it does not support is said before what it does not have.
fn objects(family: &str, args: &[Field]) -> (String, String) {
    let found = args
        .iter()
        .filter_map(|field| Some((&field.name, resolve(field)?)));
    let (names, calls): (Vec<&String>, Vec<String>) = found.unzip();
    if names.is_empty() {
        return (String::new(), format!("c.{family}()?"));
    }
    let names: String = names.iter().map(|name| format!(", {name}")).collect();
    let calls: String = calls.iter().map(|call| format!(", {call}")).collect();
    let start = format!("let (driver{names}) = (c.{family}()?{calls});");
    (start, "driver".into())
}

/// How the driver's own object is found behind a claimed one.
fn resolve(field: &Field) -> Option<String> {
    let name = &field.name;
    let object = |named: &Type| match named {
        Type::Named(kind) => kind.strip_suffix("Ref").map(crate::codegen::model::snake),
        _ => None,
    };
    match &field.kind {
        Type::Maybe(inner) => {
            let object = object(inner)?;
            Some(format!("c.on_{object}_opt(a.{name}.as_deref())?"))
        }
        Type::List(inner, _) => Some(format!("c.on_{}s(&a.{name})?", object(inner)?)),
        kind => Some(format!("c.on_{}(&a.{name})?", object(kind)?)),
    }
}

/// An argument of the method.
fn value(field: &Field) -> String {
    let name = &field.name;
    let resolved = resolve(field).is_some();
    match &field.kind {
        Type::Maybe(_) if resolved => format!(", {name}.as_ref()"),
        _ if resolved => format!(", &{name}"),
        Type::List(..) | Type::Chars(_) | Type::Named(_) => format!(", &a.{name}"),
        _ => format!(", a.{name}"),
    }
}

/// From what the method returns to what the helper sends.
fn wrap(name: &str, call: &Call) -> String {
    let apart = call.stream.is_some() || call.fds_out;
    let pair = match (&call.answer, call.stream.is_some()) {
        (Answer::Nothing, _) => "rest".into(),
        (Answer::Single(field), true) => format!("(rest, {})", field.name),
        (Answer::Single(field), false) => format!("({}, rest)", field.name),
        (Answer::Whole(_), true) => "(rest, answer)".into(),
        (Answer::Whole(_), false) => "(answer, rest)".into(),
    };
    match (&call.answer, apart) {
        (Answer::Nothing | Answer::Whole(_), false) => String::new(),
        (Answer::Single(field), false) => {
            format!(".map(|{0}| {name}Ret {{ {0} }})", field.name)
        }
        (Answer::Nothing, true) => format!(".map(|{pair}| ((), rest))"),
        (Answer::Whole(_), true) => format!(".map(|{pair}| (answer, rest))"),
        (Answer::Single(field), true) => {
            format!(".map(|{pair}| ({name}Ret {{ {} }}, rest))", field.name)
        }
    }
}
