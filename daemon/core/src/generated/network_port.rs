//! The calls of `NetworkPortApi`.
//!
//! Made by `cargo xtask codegen` from `api/src/network_port.rs`; do not edit.

use fv_wire_rpc::*;

use crate::serve::{Answer, Call, serve, unserved};

/// Answers a call of this family.
pub(super) fn dispatch(call: &Call<'_>) -> Answer {
    match call.procedure().number {
        404 => serve(call, |c, a: NetworkListAllPortsArgs<'_>| {
            let (driver, network) = (c.network_port()?, c.on_network(&a.network)?);
            driver.network_list_all_ports(c.caller(), &network, a.need_results, a.flags)
        }),
        405 => serve(call, |c, a: NetworkPortLookupByUuidArgs<'_>| {
            let (driver, network) = (c.network_port()?, c.on_network(&a.network)?);
            driver
                .lookup_by_uuid(c.caller(), &network, a.uuid)
                .map(|port| NetworkPortLookupByUuidRet { port })
        }),
        406 => serve(call, |c, a: NetworkPortCreateXmlArgs<'_>| {
            let (driver, network) = (c.network_port()?, c.on_network(&a.network)?);
            driver
                .create_xml(c.caller(), &network, a.xml, a.flags)
                .map(|port| NetworkPortCreateXmlRet { port })
        }),
        407 => serve(call, |c, a: NetworkPortGetParametersArgs<'_>| {
            c.at_most("nparams", a.nparams.into(), 16)?;
            let (driver, port) = (c.network_port()?, c.on_network_port(&a.port)?);
            driver.parameters(c.caller(), &port, a.nparams, a.flags)
        }),
        408 => serve(call, |c, a: NetworkPortSetParametersArgs<'_>| {
            let (driver, port) = (c.network_port()?, c.on_network_port(&a.port)?);
            driver.set_parameters(c.caller(), &port, &a.params, a.flags)
        }),
        409 => serve(call, |c, a: NetworkPortGetXmlDescArgs<'_>| {
            let (driver, port) = (c.network_port()?, c.on_network_port(&a.port)?);
            driver
                .xml_desc(c.caller(), &port, a.flags)
                .map(|xml| NetworkPortGetXmlDescRet { xml })
        }),
        410 => serve(call, |c, a: NetworkPortDeleteArgs<'_>| {
            let (driver, port) = (c.network_port()?, c.on_network_port(&a.port)?);
            driver.delete(c.caller(), &port, a.flags)
        }),
        _ => unserved(call),
    }
}
