//! Arguments and results on the wire.
//!
//! Made by `cargo xtask codegen` from `api/src/session.rs`; do not edit.

use crate::prelude::*;

xdr_borrowed! { Wire;
    ConnectOpenArgs<'a> { name: Option<&'a str> as Maybe<Text>, flags: u32 as Plain }
    AuthSaslStartArgs<'a> {
        mech: &'a str as Text, nil: i32 as Plain, data: Cow<'a, [i8]> as Lent<Chars<65536>>,
    }
    AuthSaslStepArgs<'a> { nil: i32 as Plain, data: Cow<'a, [i8]> as Lent<Chars<65536>> }
    ConnectSetIdentityArgs<'a> {
        params: Cow<'a, [TypedParam]> as Lent<List<Param, 20>>, flags: u32 as Plain,
    }
}

xdr_struct! { Wire;
    AuthListRet { types: Vec<AuthKind> as List<Wire, 20> }
    AuthSaslInitRet { mechlist: String as Text }
    AuthPolkitRet { complete: i32 as Plain }
}

xdr_form! { Wire;
    AuthSaslStart { complete: i32 as Plain, nil: i32 as Plain, data: Vec<i8> as Chars<65536> }
    AuthSaslStep { complete: i32 as Plain, nil: i32 as Plain, data: Vec<i8> as Chars<65536> }
}
