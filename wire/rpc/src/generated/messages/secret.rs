//! Arguments and results on the wire.
//!
//! Made by `cargo xtask codegen` from `api/src/secret.rs`; do not edit.

use crate::prelude::*;

xdr_borrowed! { Wire;
    SecretDefineXmlArgs<'a> { xml: &'a str as Text, flags: u32 as Plain }
    SecretGetXmlDescArgs<'a> { secret: Cow<'a, SecretRef> as Lent<Wire>, flags: u32 as Plain }
    SecretSetValueArgs<'a> {
        secret: Cow<'a, SecretRef> as Lent<Wire>, value: &'a [u8] as Opaque<65536>,
        flags: u32 as Plain,
    }
    SecretGetValueArgs<'a> { secret: Cow<'a, SecretRef> as Lent<Wire>, flags: u32 as Plain }
    SecretUndefineArgs<'a> { secret: Cow<'a, SecretRef> as Lent<Wire> }
    SecretLookupByUsageArgs<'a> { usage_type: i32 as Plain, usage_id: &'a str as Text }
}

xdr_struct! { Wire;
    ConnectNumOfSecretsRet { num: i32 as Plain }
    ConnectListSecretsArgs { maxuuids: i32 as Plain }
    ConnectListSecretsRet { uuids: Vec<String> as List<Text, 16384> }
    SecretLookupByUuidArgs { uuid: Uuid as Plain }
    SecretLookupByUuidRet { secret: SecretRef as Wire }
    SecretDefineXmlRet { secret: SecretRef as Wire }
    SecretGetXmlDescRet { xml: String as Text }
    SecretGetValueRet { value: Vec<u8> as Opaque<65536> }
    SecretLookupByUsageRet { secret: SecretRef as Wire }
    ConnectListAllSecretsArgs { need_results: i32 as Plain, flags: u32 as Plain }
}

xdr_form! { Wire;
    ConnectListAllSecrets { secrets: Vec<SecretRef> as List<Wire, 16384>, ret: u32 as Plain }
}
