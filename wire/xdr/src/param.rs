//! Typed parameters: a name and a union of seven types.

use fv_types::{TypedParam, TypedValue};

use crate::{Decoder, Encoder, Fault, Plain, Put, Take, Text};

/// One typed parameter.
///
/// A boolean is a word on the wire. Every number but 0 is read as true, and true is written
/// as 1, so that a boolean of 7 does not come out as it went in; the tests pin this.
#[derive(Debug)]
pub struct Param;

impl Put<TypedParam> for Param {
    fn put(param: &TypedParam, out: &mut Encoder) {
        Text::<{ crate::STRING_MAX }>::put(param.field.as_str(), out);
        match &param.value {
            TypedValue::Int(value) => put_arm::<Plain, _>(1, value, out),
            TypedValue::Uint(value) => put_arm::<Plain, _>(2, value, out),
            TypedValue::Llong(value) => put_arm::<Plain, _>(3, value, out),
            TypedValue::Ullong(value) => put_arm::<Plain, _>(4, value, out),
            TypedValue::Double(value) => put_arm::<Plain, _>(5, value, out),
            TypedValue::Boolean(value) => put_arm::<Plain, _>(6, &i32::from(*value), out),
            TypedValue::String(value) => put_arm::<Text, _>(7, value, out),
        }
    }
}

fn put_arm<F: Put<T>, T>(kind: u32, value: &T, out: &mut Encoder) {
    out.word(kind);
    F::put(value, out);
}

impl<'a> Take<'a, TypedParam> for Param {
    const SIZE_MIN: usize = 12;

    fn take(input: &mut Decoder<'a>) -> Result<TypedParam, Fault> {
        let field = Text::<{ crate::STRING_MAX }>::take(input)?;
        let value = match input.word()? {
            1 => TypedValue::Int(Plain::take(input)?),
            2 => TypedValue::Uint(Plain::take(input)?),
            3 => TypedValue::Llong(Plain::take(input)?),
            4 => TypedValue::Ullong(Plain::take(input)?),
            5 => TypedValue::Double(Plain::take(input)?),
            6 => TypedValue::Boolean(input.flag()?),
            7 => TypedValue::String(Text::<{ crate::STRING_MAX }>::take(input)?),
            _ => return Err(Fault::UnknownNumber),
        };
        Ok(TypedParam { field, value })
    }
}
