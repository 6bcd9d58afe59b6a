//! Arguments and results on the wire.
//!
//! Made by `cargo xtask codegen` from `api/src/domain_save.rs`; do not edit.

use crate::prelude::*;

xdr_borrowed! { Wire;
    DomainCoreDumpArgs<'a> {
        dom: Cow<'a, DomainRef> as Lent<Wire>, to: &'a str as Text, flags: u32 as Plain,
    }
    DomainRestoreArgs<'a> { from: &'a str as Text }
    DomainSaveArgs<'a> { dom: Cow<'a, DomainRef> as Lent<Wire>, to: &'a str as Text }
    DomainAbortJobArgs<'a> { dom: Cow<'a, DomainRef> as Lent<Wire> }
    DomainManagedSaveArgs<'a> { dom: Cow<'a, DomainRef> as Lent<Wire>, flags: u32 as Plain }
    DomainManagedSaveRemoveArgs<'a> { dom: Cow<'a, DomainRef> as Lent<Wire>, flags: u32 as Plain }
    DomainSaveFlagsArgs<'a> {
        dom: Cow<'a, DomainRef> as Lent<Wire>, to: &'a str as Text,
        dxml: Option<&'a str> as Maybe<Text>, flags: u32 as Plain,
    }
    DomainRestoreFlagsArgs<'a> {
        from: &'a str as Text, dxml: Option<&'a str> as Maybe<Text>, flags: u32 as Plain,
    }
    DomainSaveImageGetXmlDescArgs<'a> { file: &'a str as Text, flags: u32 as Plain }
    DomainSaveImageDefineXmlArgs<'a> {
        file: &'a str as Text, dxml: &'a str as Text, flags: u32 as Plain,
    }
    DomainGetJobStatsArgs<'a> { dom: Cow<'a, DomainRef> as Lent<Wire>, flags: u32 as Plain }
    DomainCoreDumpWithFormatArgs<'a> {
        dom: Cow<'a, DomainRef> as Lent<Wire>, to: &'a str as Text, dumpformat: u32 as Plain,
        flags: u32 as Plain,
    }
    DomainManagedSaveGetXmlDescArgs<'a> {
        dom: Cow<'a, DomainRef> as Lent<Wire>, flags: u32 as Plain,
    }
    DomainManagedSaveDefineXmlArgs<'a> {
        dom: Cow<'a, DomainRef> as Lent<Wire>, dxml: Option<&'a str> as Maybe<Text>,
        flags: u32 as Plain,
    }
    DomainSaveParamsArgs<'a> {
        dom: Cow<'a, DomainRef> as Lent<Wire>,
        params: Cow<'a, [TypedParam]> as Lent<List<Param, 64>>, flags: u32 as Plain,
    }
    DomainRestoreParamsArgs<'a> {
        params: Cow<'a, [TypedParam]> as Lent<List<Param, 64>>, flags: u32 as Plain,
    }
    DomainAbortJobFlagsArgs<'a> { dom: Cow<'a, DomainRef> as Lent<Wire>, flags: u32 as Plain }
}

xdr_struct! { Wire;
    DomainSaveImageGetXmlDescRet { xml: String as Text }
    DomainManagedSaveGetXmlDescRet { xml: String as Text }
}

xdr_form! { Wire;
    DomainJobStats { kind: i32 as Plain, params: Vec<TypedParam> as List<Param, 64> }
}
