//! What packets of a stream carry: bytes as they are, or a hole.

use crate::prelude::*;

/// The most bytes of one packet of a stream, as the reference sends them.
pub const CHUNK_MAX: usize = 262_120;

/// A hole in a sparse stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hole {
    /// How many bytes of nothing.
    pub length: i64,
    /// None is defined.
    pub flags: u32,
}

xdr_form! { Wire;
    Hole { length: i64 as Plain, flags: u32 as Plain }
}
