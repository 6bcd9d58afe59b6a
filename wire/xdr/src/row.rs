//! Structs as rows: each field with its type and its form.

/// Declares structs with their codec, one row each.
///
/// A row is `Name { field: Type as Form, … }`. The marker before the rows is a type of the
/// calling crate: the form that all its structs have.
///
/// ```
/// # fn main() {
/// use fv_wire_xdr::{Plain, Text, decode, encode, xdr_struct};
///
/// /// The form of this example's structs.
/// pub struct Example;
/// xdr_struct! { Example;
///     Greeting { name: String as Text, times: u32 as Plain }
/// }
/// let greeting = Greeting { name: "you".into(), times: 2 };
/// let bytes = encode::<Example, _>(&greeting).expect("it is short");
/// assert_eq!(bytes, b"\0\0\0\x03you\0\0\0\0\x02");
/// assert_eq!(decode::<Example, Greeting>(&bytes), Ok(greeting));
/// # }
/// ```
#[macro_export]
macro_rules! xdr_struct {
    ($marker:ty; $($name:ident { $($field:ident: $type:ty as $form:ty),* $(,)? })*) => {
        $(
            #[derive(Clone, Debug, PartialEq)]
            pub struct $name { $(pub $field: $type,)* }
        )*
        $crate::xdr_form! { $marker; $($name { $($field: $type as $form),* })* }
    };
}

/// Declares structs that borrow what is long from the bytes they are read from.
///
/// A row is `Name<'a> { field: Type as Form, … }`; otherwise as [`xdr_struct!`].
#[macro_export]
macro_rules! xdr_borrowed {
    ($marker:ty; $($name:ident<$a:lifetime> {
        $($field:ident: $type:ty as $form:ty),* $(,)?
    })*) => {$(
        #[derive(Clone, Debug, PartialEq)]
        pub struct $name<$a> { $(pub $field: $type,)* }

        impl $crate::Put<$name<'_>> for $marker {
            fn put(value: &$name<'_>, out: &mut $crate::Encoder) {
                $(<$form as $crate::Put<_>>::put(&value.$field, out);)*
            }
        }

        impl<$a> $crate::Take<$a, $name<$a>> for $marker {
            const SIZE_MIN: usize = 0 $(+ <$form as $crate::Take<$a, $type>>::SIZE_MIN)*;

            fn take(input: &mut $crate::Decoder<$a>) -> Result<$name<$a>, $crate::Fault> {
                Ok($name { $($field: <$form as $crate::Take<$a, _>>::take(input)?,)* })
            }
        }
    )*};
}

/// Gives structs that are declared elsewhere their codec, one row each.
#[macro_export]
macro_rules! xdr_form {
    ($marker:ty; $($name:ident { $($field:ident: $type:ty as $form:ty),* $(,)? })*) => {$(
        impl $crate::Put<$name> for $marker {
            fn put(value: &$name, out: &mut $crate::Encoder) {
                $(<$form as $crate::Put<_>>::put(&value.$field, out);)*
            }
        }

        impl<'de> $crate::Take<'de, $name> for $marker {
            const SIZE_MIN: usize = 0 $(+ <$form as $crate::Take<'de, $type>>::SIZE_MIN)*;

            fn take(input: &mut $crate::Decoder<'de>) -> Result<$name, $crate::Fault> {
                Ok($name { $($field: <$form as $crate::Take<'de, _>>::take(input)?,)* })
            }
        }
    )*};
}
