//! The calls of `NetworkApi`.
//!
//! Made by `cargo xtask codegen` from `api/src/network.rs`; do not edit.

use fv_wire_rpc::*;

use crate::serve::{Answer, Call, serve, unserved};

/// Answers a call of this family.
pub(super) fn dispatch(call: &Call<'_>) -> Answer {
    match call.procedure().number {
        36 => serve(call, |c, a: ConnectListDefinedNetworksArgs| {
            c.at_most("maxnames", a.maxnames.into(), 16384)?;
            c.network()?
                .list_defined_networks(c.caller(), a.maxnames)
                .map(|names| ConnectListDefinedNetworksRet { names })
        }),
        38 => serve(call, |c, a: ConnectListNetworksArgs| {
            c.at_most("maxnames", a.maxnames.into(), 16384)?;
            c.network()?
                .list_networks(c.caller(), a.maxnames)
                .map(|names| ConnectListNetworksRet { names })
        }),
        39 => serve(call, |c, a: NetworkCreateArgs<'_>| {
            let (driver, net) = (c.network()?, c.on_network(&a.net)?);
            driver.create(c.caller(), &net)
        }),
        40 => serve(call, |c, a: NetworkCreateXmlArgs<'_>| {
            c.network()?
                .create_xml(c.caller(), a.xml)
                .map(|net| NetworkCreateXmlRet { net })
        }),
        41 => serve(call, |c, a: NetworkDefineXmlArgs<'_>| {
            c.network()?
                .define_xml(c.caller(), a.xml)
                .map(|net| NetworkDefineXmlRet { net })
        }),
        42 => serve(call, |c, a: NetworkDestroyArgs<'_>| {
            let (driver, net) = (c.network()?, c.on_network(&a.net)?);
            driver.destroy(c.caller(), &net)
        }),
        43 => serve(call, |c, a: NetworkGetXmlDescArgs<'_>| {
            let (driver, net) = (c.network()?, c.on_network(&a.net)?);
            driver
                .xml_desc(c.caller(), &net, a.flags)
                .map(|xml| NetworkGetXmlDescRet { xml })
        }),
        44 => serve(call, |c, a: NetworkGetAutostartArgs<'_>| {
            let (driver, net) = (c.network()?, c.on_network(&a.net)?);
            driver
                .autostart(c.caller(), &net)
                .map(|autostart| NetworkGetAutostartRet { autostart })
        }),
        45 => serve(call, |c, a: NetworkGetBridgeNameArgs<'_>| {
            let (driver, net) = (c.network()?, c.on_network(&a.net)?);
            driver
                .bridge_name(c.caller(), &net)
                .map(|name| NetworkGetBridgeNameRet { name })
        }),
        46 => serve(call, |c, a: NetworkLookupByNameArgs<'_>| {
            c.network()?
                .lookup_by_name(c.caller(), a.name)
                .map(|net| NetworkLookupByNameRet { net })
        }),
        47 => serve(call, |c, a: NetworkLookupByUuidArgs| {
            c.network()?
                .lookup_by_uuid(c.caller(), a.uuid)
                .map(|net| NetworkLookupByUuidRet { net })
        }),
        48 => serve(call, |c, a: NetworkSetAutostartArgs<'_>| {
            let (driver, net) = (c.network()?, c.on_network(&a.net)?);
            driver.set_autostart(c.caller(), &net, a.autostart)
        }),
        49 => serve(call, |c, a: NetworkUndefineArgs<'_>| {
            let (driver, net) = (c.network()?, c.on_network(&a.net)?);
            driver.undefine(c.caller(), &net)
        }),
        50 => serve(call, |c, (): ()| {
            c.network()?
                .num_of_defined_networks(c.caller())
                .map(|num| ConnectNumOfDefinedNetworksRet { num })
        }),
        52 => serve(call, |c, (): ()| {
            c.network()?
                .num_of_networks(c.caller())
                .map(|num| ConnectNumOfNetworksRet { num })
        }),
        152 => serve(call, |c, a: NetworkIsActiveArgs<'_>| {
            let (driver, net) = (c.network()?, c.on_network(&a.net)?);
            driver
                .is_active(c.caller(), &net)
                .map(|active| NetworkIsActiveRet { active })
        }),
        153 => serve(call, |c, a: NetworkIsPersistentArgs<'_>| {
            let (driver, net) = (c.network()?, c.on_network(&a.net)?);
            driver
                .is_persistent(c.caller(), &net)
                .map(|persistent| NetworkIsPersistentRet { persistent })
        }),
        283 => serve(call, |c, a: ConnectListAllNetworksArgs| {
            c.network()?
                .list_all_networks(c.caller(), a.need_results, a.flags)
        }),
        291 => serve(call, |c, a: NetworkUpdateArgs<'_>| {
            let (driver, net) = (c.network()?, c.on_network(&a.net)?);
            driver.update(
                c.caller(),
                &net,
                a.command,
                a.section,
                a.parent_index,
                a.xml,
                a.flags,
            )
        }),
        341 => serve(call, |c, a: NetworkGetDhcpLeasesArgs<'_>| {
            let (driver, net) = (c.network()?, c.on_network(&a.net)?);
            driver.dhcp_leases(c.caller(), &net, a.mac, a.need_results, a.flags)
        }),
        432 => serve(call, |c, a: NetworkDefineXmlFlagsArgs<'_>| {
            c.network()?
                .define_xml_flags(c.caller(), a.xml, a.flags)
                .map(|net| NetworkDefineXmlFlagsRet { net })
        }),
        437 => serve(call, |c, a: NetworkCreateXmlFlagsArgs<'_>| {
            c.network()?
                .create_xml_flags(c.caller(), a.xml, a.flags)
                .map(|net| NetworkCreateXmlFlagsRet { net })
        }),
        444 => serve(call, |c, a: NetworkSetMetadataArgs<'_>| {
            let (driver, network) = (c.network()?, c.on_network(&a.network)?);
            driver.set_metadata(
                c.caller(),
                &network,
                a.kind,
                a.metadata,
                a.key,
                a.uri,
                a.flags,
            )
        }),
        445 => serve(call, |c, a: NetworkGetMetadataArgs<'_>| {
            let (driver, network) = (c.network()?, c.on_network(&a.network)?);
            driver
                .metadata(c.caller(), &network, a.kind, a.uri, a.flags)
                .map(|metadata| NetworkGetMetadataRet { metadata })
        }),
        _ => unserved(call),
    }
}
