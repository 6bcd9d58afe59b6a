//! `NetworkPortApi` over the wire.
//!
//! Made by `cargo xtask codegen` from `api/src/network_port.rs`; do not edit.

use crate::stubs::prelude::*;

stubs! { NetworkPortApi REMOTE;
    404 network_list_all_ports(network: &NetworkRef, need_results: i32, flags: u32) -> NetworkListAllPorts:
        call(NetworkListAllPortsArgs { network: lend(network), need_results, flags });
    405 lookup_by_uuid(network: &NetworkRef, uuid: Uuid) -> NetworkPortRef:
        call(NetworkPortLookupByUuidArgs {
            network: lend(network), uuid,
        }, |ret: NetworkPortLookupByUuidRet| ret.port);
    406 create_xml(network: &NetworkRef, xml: &str, flags: u32) -> NetworkPortRef:
        call(NetworkPortCreateXmlArgs {
            network: lend(network), xml, flags,
        }, |ret: NetworkPortCreateXmlRet| ret.port);
    407 parameters(port: &NetworkPortRef, nparams: i32, flags: u32) -> NetworkPortParameters:
        call(NetworkPortGetParametersArgs { port: lend(port), nparams, flags });
    408 set_parameters(port: &NetworkPortRef, params: &[TypedParam], flags: u32) -> ():
        call(NetworkPortSetParametersArgs { port: lend(port), params: lend(params), flags });
    409 xml_desc(port: &NetworkPortRef, flags: u32) -> String:
        call(NetworkPortGetXmlDescArgs {
            port: lend(port), flags,
        }, |ret: NetworkPortGetXmlDescRet| ret.xml);
    410 delete(port: &NetworkPortRef, flags: u32) -> ():
        call(NetworkPortDeleteArgs { port: lend(port), flags });
}
