//! Arguments and results on the wire.
//!
//! Made by `cargo xtask codegen` from `api/src/admin.rs`; do not edit.

use crate::prelude::*;

xdr_borrowed! { Wire;
    AdminConnectLookupServerArgs<'a> { name: &'a str as Text, flags: u32 as Plain }
    AdminServerGetThreadpoolParametersArgs<'a> {
        srv: Cow<'a, ServerRef> as Lent<Wire>, flags: u32 as Plain,
    }
    AdminServerSetThreadpoolParametersArgs<'a> {
        srv: Cow<'a, ServerRef> as Lent<Wire>,
        params: Cow<'a, [TypedParam]> as Lent<List<Param, 32>>, flags: u32 as Plain,
    }
    AdminServerListClientsArgs<'a> {
        srv: Cow<'a, ServerRef> as Lent<Wire>, need_results: u32 as Plain, flags: u32 as Plain,
    }
    AdminServerLookupClientArgs<'a> {
        srv: Cow<'a, ServerRef> as Lent<Wire>, id: u64 as Plain, flags: u32 as Plain,
    }
    AdminClientGetInfoArgs<'a> { clnt: Cow<'a, ClientRef> as Lent<Wire>, flags: u32 as Plain }
    AdminClientCloseArgs<'a> { clnt: Cow<'a, ClientRef> as Lent<Wire>, flags: u32 as Plain }
    AdminServerGetClientLimitsArgs<'a> {
        srv: Cow<'a, ServerRef> as Lent<Wire>, flags: u32 as Plain,
    }
    AdminServerSetClientLimitsArgs<'a> {
        srv: Cow<'a, ServerRef> as Lent<Wire>,
        params: Cow<'a, [TypedParam]> as Lent<List<Param, 32>>, flags: u32 as Plain,
    }
    AdminConnectSetLoggingOutputsArgs<'a> {
        outputs: Option<&'a str> as Maybe<Text>, flags: u32 as Plain,
    }
    AdminConnectSetLoggingFiltersArgs<'a> {
        filters: Option<&'a str> as Maybe<Text>, flags: u32 as Plain,
    }
    AdminServerUpdateTlsFilesArgs<'a> { srv: Cow<'a, ServerRef> as Lent<Wire>, flags: u32 as Plain }
}

xdr_struct! { Wire;
    AdminConnectOpenArgs { flags: u32 as Plain }
    AdminConnectGetLibVersionRet { lib_ver: u64 as Plain }
    AdminConnectListServersArgs { need_results: u32 as Plain, flags: u32 as Plain }
    AdminConnectLookupServerRet { srv: ServerRef as Wire }
    AdminServerGetThreadpoolParametersRet { params: Vec<TypedParam> as List<Param, 32> }
    AdminServerLookupClientRet { clnt: ClientRef as Wire }
    AdminClientGetInfoRet { params: Vec<TypedParam> as List<Param, 64> }
    AdminServerGetClientLimitsRet { params: Vec<TypedParam> as List<Param, 32> }
    AdminConnectGetLoggingOutputsArgs { flags: u32 as Plain }
    AdminConnectGetLoggingFiltersArgs { flags: u32 as Plain }
    AdminConnectSetDaemonTimeoutArgs { timeout: u32 as Plain, flags: u32 as Plain }
    AdminConnectDaemonShutdownArgs { flags: u32 as Plain }
}

xdr_form! { Wire;
    AdminConnectListServers { servers: Vec<ServerRef> as List<Wire, 16384>, ret: u32 as Plain }
    AdminServerListClients { clients: Vec<ClientRef> as List<Wire, 16384>, ret: u32 as Plain }
    AdminConnectLoggingOutputs { outputs: String as Text, noutputs: u32 as Plain }
    AdminConnectLoggingFilters { filters: Option<String> as Maybe<Text>, nfilters: u32 as Plain }
}
