//! Arguments and results on the wire.
//!
//! Made by `cargo xtask codegen` from `api/src/network_port.rs`; do not edit.

use crate::prelude::*;

xdr_borrowed! { Wire;
    NetworkListAllPortsArgs<'a> {
        network: Cow<'a, NetworkRef> as Lent<Wire>, need_results: i32 as Plain, flags: u32 as Plain,
    }
    NetworkPortLookupByUuidArgs<'a> {
        network: Cow<'a, NetworkRef> as Lent<Wire>, uuid: Uuid as Plain,
    }
    NetworkPortCreateXmlArgs<'a> {
        network: Cow<'a, NetworkRef> as Lent<Wire>, xml: &'a str as Text, flags: u32 as Plain,
    }
    NetworkPortGetParametersArgs<'a> {
        port: Cow<'a, NetworkPortRef> as Lent<Wire>, nparams: i32 as Plain, flags: u32 as Plain,
    }
    NetworkPortSetParametersArgs<'a> {
        port: Cow<'a, NetworkPortRef> as Lent<Wire>,
        params: Cow<'a, [TypedParam]> as Lent<List<Param, 16>>, flags: u32 as Plain,
    }
    NetworkPortGetXmlDescArgs<'a> {
        port: Cow<'a, NetworkPortRef> as Lent<Wire>, flags: u32 as Plain,
    }
    NetworkPortDeleteArgs<'a> { port: Cow<'a, NetworkPortRef> as Lent<Wire>, flags: u32 as Plain }
}

xdr_struct! { Wire;
    NetworkPortLookupByUuidRet { port: NetworkPortRef as Wire }
    NetworkPortCreateXmlRet { port: NetworkPortRef as Wire }
    NetworkPortGetXmlDescRet { xml: String as Text }
}

xdr_form! { Wire;
    NetworkListAllPorts { ports: Vec<NetworkPortRef> as List<Wire, 16384>, ret: u32 as Plain }
    NetworkPortParameters { params: Vec<TypedParam> as List<Param, 16>, nparams: i32 as Plain }
}
