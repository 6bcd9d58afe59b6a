//! `SecretApi` over the wire.
//!
//! Made by `cargo xtask codegen` from `api/src/secret.rs`; do not edit.

use crate::stubs::prelude::*;

stubs! { SecretApi REMOTE;
    139 num_of_secrets() -> i32: call((), |ret: ConnectNumOfSecretsRet| ret.num);
    140 list_secrets(maxuuids: i32) -> Vec<String>:
        call(ConnectListSecretsArgs { maxuuids }, |ret: ConnectListSecretsRet| ret.uuids);
    141 lookup_by_uuid(uuid: Uuid) -> SecretRef:
        call(SecretLookupByUuidArgs { uuid }, |ret: SecretLookupByUuidRet| ret.secret);
    142 define_xml(xml: &str, flags: u32) -> SecretRef:
        call(SecretDefineXmlArgs { xml, flags }, |ret: SecretDefineXmlRet| ret.secret);
    143 xml_desc(secret: &SecretRef, flags: u32) -> String:
        call(SecretGetXmlDescArgs {
            secret: lend(secret), flags,
        }, |ret: SecretGetXmlDescRet| ret.xml);
    144 set_value(secret: &SecretRef, value: &[u8], flags: u32) -> ():
        call(SecretSetValueArgs { secret: lend(secret), value, flags });
    145 value(secret: &SecretRef, flags: u32) -> Vec<u8>:
        call(SecretGetValueArgs {
            secret: lend(secret), flags,
        }, |ret: SecretGetValueRet| ret.value);
    146 undefine(secret: &SecretRef) -> (): call(SecretUndefineArgs { secret: lend(secret) });
    147 lookup_by_usage(usage_type: i32, usage_id: &str) -> SecretRef:
        call(SecretLookupByUsageArgs {
            usage_type, usage_id,
        }, |ret: SecretLookupByUsageRet| ret.secret);
    287 list_all_secrets(need_results: i32, flags: u32) -> ConnectListAllSecrets:
        call(ConnectListAllSecretsArgs { need_results, flags });
}
