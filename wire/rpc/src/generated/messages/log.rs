//! Arguments and results on the wire.
//!
//! Made by `cargo xtask codegen` from `api/src/log.rs`; do not edit.

use crate::prelude::*;

xdr_borrowed! { Wire;
    LogDomainOpenLogFileArgs<'a> {
        driver: &'a str as Text, dom: Cow<'a, LogDomain> as Lent<Wire>, path: &'a str as Text,
        flags: u32 as Plain,
    }
    LogDomainGetLogFilePositionArgs<'a> { path: &'a str as Text, flags: u32 as Plain }
    LogDomainReadLogFileArgs<'a> {
        path: &'a str as Text, pos: Cow<'a, LogFilePosition> as Lent<Wire>, maxlen: u64 as Plain,
        flags: u32 as Plain,
    }
    LogDomainAppendLogFileArgs<'a> {
        driver: &'a str as Text, dom: Cow<'a, LogDomain> as Lent<Wire>, path: &'a str as Text,
        message: &'a str as Text, flags: u32 as Plain,
    }
}

xdr_struct! { Wire;
    LogDomainOpenLogFileRet { pos: LogFilePosition as Wire }
    LogDomainGetLogFilePositionRet { pos: LogFilePosition as Wire }
    LogDomainReadLogFileRet { data: String as Text }
    LogDomainAppendLogFileRet { ret: i32 as Plain }
}

xdr_form! { Wire;
    LogFilePosition { inode: u64 as Plain, offset: u64 as Plain }
    LogDomain { uuid: Uuid as Plain, name: String as Text }
}
