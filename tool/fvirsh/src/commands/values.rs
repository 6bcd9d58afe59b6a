//! Named values as text and as JSON.

use fv_tool_shell::Fields;
use fv_types::{TypedParam, TypedValue};
use serde_json::Value;

/// The value as libvirt's shell shows it.
pub(super) fn text(param: &TypedParam) -> String {
    match &param.value {
        TypedValue::Boolean(is) => super::words::yes_no(*is).to_owned(),
        value => value.to_text(),
    }
}

/// The value for programs.
pub(super) fn json(param: &TypedParam) -> Value {
    match &param.value {
        TypedValue::Int(value) => (*value).into(),
        TypedValue::Uint(value) => (*value).into(),
        TypedValue::Llong(value) => (*value).into(),
        TypedValue::Ullong(value) => (*value).into(),
        TypedValue::Double(value) => (*value).into(),
        TypedValue::Boolean(value) => (*value).into(),
        TypedValue::String(value) => value.clone().into(),
    }
}

/// Values behind their names, filled up to a width: `%-15s: %s`.
pub(super) fn fields(params: &[TypedParam], width: usize) -> Fields {
    let mut fields = Fields::new(0);
    for param in params {
        let line = format!("{:<width$}: {}", param.field, text(param));
        fields.line(line, &param.field, json(param));
    }
    fields
}
