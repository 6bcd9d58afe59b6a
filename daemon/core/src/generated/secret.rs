//! The calls of `SecretApi`.
//!
//! Made by `cargo xtask codegen` from `api/src/secret.rs`; do not edit.

use fv_wire_rpc::*;

use crate::serve::{Answer, Call, serve, unserved};

/// Answers a call of this family.
pub(super) fn dispatch(call: &Call<'_>) -> Answer {
    match call.procedure().number {
        139 => serve(call, |c, (): ()| {
            c.secret()?
                .num_of_secrets(c.caller())
                .map(|num| ConnectNumOfSecretsRet { num })
        }),
        140 => serve(call, |c, a: ConnectListSecretsArgs| {
            c.at_most("maxuuids", a.maxuuids.into(), 16384)?;
            c.secret()?
                .list_secrets(c.caller(), a.maxuuids)
                .map(|uuids| ConnectListSecretsRet { uuids })
        }),
        141 => serve(call, |c, a: SecretLookupByUuidArgs| {
            c.secret()?
                .lookup_by_uuid(c.caller(), a.uuid)
                .map(|secret| SecretLookupByUuidRet { secret })
        }),
        142 => serve(call, |c, a: SecretDefineXmlArgs<'_>| {
            c.secret()?
                .define_xml(c.caller(), a.xml, a.flags)
                .map(|secret| SecretDefineXmlRet { secret })
        }),
        143 => serve(call, |c, a: SecretGetXmlDescArgs<'_>| {
            let (driver, secret) = (c.secret()?, c.on_secret(&a.secret)?);
            driver
                .xml_desc(c.caller(), &secret, a.flags)
                .map(|xml| SecretGetXmlDescRet { xml })
        }),
        144 => serve(call, |c, a: SecretSetValueArgs<'_>| {
            let (driver, secret) = (c.secret()?, c.on_secret(&a.secret)?);
            driver.set_value(c.caller(), &secret, a.value, a.flags)
        }),
        145 => serve(call, |c, a: SecretGetValueArgs<'_>| {
            let (driver, secret) = (c.secret()?, c.on_secret(&a.secret)?);
            driver
                .value(c.caller(), &secret, a.flags)
                .map(|value| SecretGetValueRet { value })
        }),
        146 => serve(call, |c, a: SecretUndefineArgs<'_>| {
            let (driver, secret) = (c.secret()?, c.on_secret(&a.secret)?);
            driver.undefine(c.caller(), &secret)
        }),
        147 => serve(call, |c, a: SecretLookupByUsageArgs<'_>| {
            c.secret()?
                .lookup_by_usage(c.caller(), a.usage_type, a.usage_id)
                .map(|secret| SecretLookupByUsageRet { secret })
        }),
        287 => serve(call, |c, a: ConnectListAllSecretsArgs| {
            c.secret()?
                .list_all_secrets(c.caller(), a.need_results, a.flags)
        }),
        _ => unserved(call),
    }
}
