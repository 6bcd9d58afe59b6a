//! What the generated rows use.

pub(crate) use std::borrow::Cow;

pub(crate) use fv_api::*;
pub(crate) use fv_types::{TypedParam, Uuid};
pub(crate) use fv_wire_xdr::{
    CharArray, Chars, Decoder, Encoder, Fault, Lent, List, Maybe, Opaque, Param, Plain, Put, Take,
    Text, xdr_borrowed, xdr_form, xdr_struct,
};

pub(crate) use crate::Wire;
pub(crate) use crate::event::{Occurrence, events};
pub(crate) use crate::procedure::ProgramName;

/// Gives enums of numbers their codec; a number without a name is refused.
macro_rules! numbers {
    ($($name:ident { $($value:ident = $number:literal),* $(,)? })*) => {$(
        impl Put<$name> for Wire {
            fn put(value: &$name, out: &mut Encoder) {
                let number: i32 = match value { $($name::$value => $number,)* };
                <Plain as Put<i32>>::put(&number, out);
            }
        }

        impl Take<'_, $name> for Wire {
            const SIZE_MIN: usize = 4;

            fn take(input: &mut Decoder<'_>) -> Result<$name, Fault> {
                match <Plain as Take<'_, i32>>::take(input)? {
                    $($number => Ok($name::$value),)*
                    _ => Err(Fault::UnknownNumber),
                }
            }
        }
    )*};
}

pub(crate) use numbers;
