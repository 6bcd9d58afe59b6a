//! The forms that values take on the wire.

use std::borrow::Cow;
use std::marker::PhantomData;

use fv_types::Uuid;

use crate::{Decoder, Encoder, Fault, Put, STRING_MAX, Take};

/// Numbers in one or two words, and uuids; numbers of 8 and 16 bits take a word too.
#[derive(Debug)]
pub struct Plain;

/// Text of at most `MAX` bytes.
#[derive(Debug)]
pub struct Text<const MAX: usize = STRING_MAX>;

/// At most `MAX` bytes, packed.
#[derive(Debug)]
pub struct Opaque<const MAX: usize>;

/// At most `MAX` C characters, of which each takes a word.
#[derive(Debug)]
pub struct Chars<const MAX: usize>;

/// A fixed number of C characters, of which each takes a word.
#[derive(Debug)]
pub struct CharArray;

/// At most `MAX` values of another form.
#[derive(Debug)]
pub struct List<F, const MAX: usize>(PhantomData<F>);

/// A value of another form, or none.
#[derive(Debug)]
pub struct Maybe<F>(PhantomData<F>);

/// A value of another form that is borrowed when written and owned when read.
#[derive(Debug)]
pub struct Lent<F>(PhantomData<F>);

/// Implements [`Plain`] for numbers that fill their words.
macro_rules! plain {
    ($($type:ty)*) => {$(
        impl Put<$type> for Plain {
            #[inline]
            fn put(value: &$type, out: &mut Encoder) {
                out.raw(&value.to_be_bytes());
            }
        }

        impl Take<'_, $type> for Plain {
            const SIZE_MIN: usize = size_of::<$type>();

            #[inline]
            fn take(input: &mut Decoder<'_>) -> Result<$type, Fault> {
                input.array().map(<$type>::from_be_bytes)
            }
        }
    )*};
}

plain! { i32 u32 i64 u64 f64 }

/// Implements [`Plain`] for numbers that are widened to a word; reading drops the high bytes,
/// as a C compiler does.
macro_rules! widened {
    ($($type:ty, $word:ty, $low:pat => $bytes:expr;)*) => {$(
        impl Put<$type> for Plain {
            fn put(value: &$type, out: &mut Encoder) {
                out.raw(&<$word>::from(*value).to_be_bytes());
            }
        }

        impl Take<'_, $type> for Plain {
            const SIZE_MIN: usize = 4;

            fn take(input: &mut Decoder<'_>) -> Result<$type, Fault> {
                let $low = input.array::<4>()?;
                Ok(<$type>::from_be_bytes($bytes))
            }
        }
    )*};
}

widened! {
    u8, u32, [.., low] => [low];
    i8, i32, [.., low] => [low];
    u16, u32, [.., high, low] => [high, low];
}

impl Put<Uuid> for Plain {
    fn put(value: &Uuid, out: &mut Encoder) {
        out.raw(value.as_bytes());
    }
}

impl Take<'_, Uuid> for Plain {
    const SIZE_MIN: usize = Uuid::LEN;

    fn take(input: &mut Decoder<'_>) -> Result<Uuid, Fault> {
        input.array().map(Uuid::from_bytes)
    }
}

impl<const MAX: usize> Put<str> for Text<MAX> {
    fn put(value: &str, out: &mut Encoder) {
        out.opaque(value.as_bytes(), MAX);
    }
}

impl<const MAX: usize> Put<&str> for Text<MAX> {
    fn put(value: &&str, out: &mut Encoder) {
        out.opaque(value.as_bytes(), MAX);
    }
}

impl<const MAX: usize> Put<String> for Text<MAX> {
    fn put(value: &String, out: &mut Encoder) {
        out.opaque(value.as_bytes(), MAX);
    }
}

impl<'a, const MAX: usize> Take<'a, &'a str> for Text<MAX> {
    const SIZE_MIN: usize = 4;

    fn take(input: &mut Decoder<'a>) -> Result<&'a str, Fault> {
        input.text(MAX)
    }
}

impl<const MAX: usize> Take<'_, String> for Text<MAX> {
    const SIZE_MIN: usize = 4;

    fn take(input: &mut Decoder<'_>) -> Result<String, Fault> {
        input.text(MAX).map(str::to_string)
    }
}

impl<const MAX: usize> Put<&[u8]> for Opaque<MAX> {
    fn put(value: &&[u8], out: &mut Encoder) {
        out.opaque(value, MAX);
    }
}

impl<const MAX: usize> Put<Vec<u8>> for Opaque<MAX> {
    fn put(value: &Vec<u8>, out: &mut Encoder) {
        out.opaque(value, MAX);
    }
}

impl<'a, const MAX: usize> Take<'a, &'a [u8]> for Opaque<MAX> {
    const SIZE_MIN: usize = 4;

    fn take(input: &mut Decoder<'a>) -> Result<&'a [u8], Fault> {
        input.opaque(MAX)
    }
}

impl<const MAX: usize> Take<'_, Vec<u8>> for Opaque<MAX> {
    const SIZE_MIN: usize = 4;

    fn take(input: &mut Decoder<'_>) -> Result<Vec<u8>, Fault> {
        input.opaque(MAX).map(<[u8]>::to_vec)
    }
}

impl<const MAX: usize> Put<[i8]> for Chars<MAX> {
    fn put(value: &[i8], out: &mut Encoder) {
        List::<Plain, MAX>::put(value, out);
    }
}

impl<const MAX: usize> Put<Vec<i8>> for Chars<MAX> {
    fn put(value: &Vec<i8>, out: &mut Encoder) {
        List::<Plain, MAX>::put(value, out);
    }
}

impl<const MAX: usize> Take<'_, Vec<i8>> for Chars<MAX> {
    const SIZE_MIN: usize = 4;

    fn take(input: &mut Decoder<'_>) -> Result<Vec<i8>, Fault> {
        List::<Plain, MAX>::take(input)
    }
}

impl<const N: usize> Put<[i8; N]> for CharArray {
    fn put(value: &[i8; N], out: &mut Encoder) {
        value.iter().for_each(|char| Plain::put(char, out));
    }
}

impl<const N: usize> Take<'_, [i8; N]> for CharArray {
    const SIZE_MIN: usize = 4 * N;

    fn take(input: &mut Decoder<'_>) -> Result<[i8; N], Fault> {
        let mut chars = [0; N];
        for char in &mut chars {
            *char = Plain::take(input)?;
        }
        Ok(chars)
    }
}

impl<F: Put<T>, T, const MAX: usize> Put<[T]> for List<F, MAX> {
    fn put(value: &[T], out: &mut Encoder) {
        out.count(value.len(), MAX);
        value.iter().for_each(|element| F::put(element, out));
    }
}

impl<F: Put<T>, T, const MAX: usize> Put<Vec<T>> for List<F, MAX> {
    fn put(value: &Vec<T>, out: &mut Encoder) {
        Self::put(value.as_slice(), out);
    }
}

impl<'a, F: Take<'a, T>, T, const MAX: usize> Take<'a, Vec<T>> for List<F, MAX> {
    const SIZE_MIN: usize = 4;

    fn take(input: &mut Decoder<'a>) -> Result<Vec<T>, Fault> {
        let count = input.count(MAX, F::SIZE_MIN)?;
        let mut list = Vec::with_capacity(count);
        for _ in 0..count {
            list.push(F::take(input)?);
        }
        Ok(list)
    }
}

impl<F: Put<T>, T> Put<Option<T>> for Maybe<F> {
    fn put(value: &Option<T>, out: &mut Encoder) {
        out.word(u32::from(value.is_some()));
        if let Some(value) = value {
            F::put(value, out);
        }
    }
}

impl<'a, F: Take<'a, T>, T> Take<'a, Option<T>> for Maybe<F> {
    const SIZE_MIN: usize = 4;

    fn take(input: &mut Decoder<'a>) -> Result<Option<T>, Fault> {
        match input.flag()? {
            true => F::take(input).map(Some),
            false => Ok(None),
        }
    }
}

impl<F: Put<T>, T: ToOwned + ?Sized> Put<Cow<'_, T>> for Lent<F> {
    fn put(value: &Cow<'_, T>, out: &mut Encoder) {
        F::put(value, out);
    }
}

impl<'a, F: Take<'a, T::Owned>, T: ToOwned + ?Sized> Take<'a, Cow<'a, T>> for Lent<F> {
    const SIZE_MIN: usize = F::SIZE_MIN;

    fn take(input: &mut Decoder<'a>) -> Result<Cow<'a, T>, Fault> {
        F::take(input).map(Cow::Owned)
    }
}
