//! `AdminApi` over the wire.
//!
//! Made by `cargo xtask codegen` from `api/src/admin.rs`; do not edit.

use crate::stubs::prelude::*;

stubs! { AdminApi ADMIN;
    1 connect_open(flags: u32) -> (): call(AdminConnectOpenArgs { flags });
    2 connect_close() -> (): call(());
    3 connect_lib_version() -> u64: call((), |ret: AdminConnectGetLibVersionRet| ret.lib_ver);
    4 connect_list_servers(need_results: u32, flags: u32) -> AdminConnectListServers:
        call(AdminConnectListServersArgs { need_results, flags });
    5 connect_lookup_server(name: &str, flags: u32) -> ServerRef:
        call(AdminConnectLookupServerArgs {
            name, flags,
        }, |ret: AdminConnectLookupServerRet| ret.srv);
    6 server_threadpool_parameters(srv: &ServerRef, flags: u32) -> Vec<TypedParam>:
        call(AdminServerGetThreadpoolParametersArgs {
            srv: lend(srv), flags,
        }, |ret: AdminServerGetThreadpoolParametersRet| ret.params);
    7 server_set_threadpool_parameters(srv: &ServerRef, params: &[TypedParam], flags: u32) -> ():
        call(AdminServerSetThreadpoolParametersArgs {
            srv: lend(srv), params: lend(params), flags,
        });
    8 server_list_clients(srv: &ServerRef, need_results: u32, flags: u32) -> AdminServerListClients:
        call(AdminServerListClientsArgs { srv: lend(srv), need_results, flags });
    9 server_lookup_client(srv: &ServerRef, id: u64, flags: u32) -> ClientRef:
        call(AdminServerLookupClientArgs {
            srv: lend(srv), id, flags,
        }, |ret: AdminServerLookupClientRet| ret.clnt);
    10 client_info(clnt: &ClientRef, flags: u32) -> Vec<TypedParam>:
        call(AdminClientGetInfoArgs {
            clnt: lend(clnt), flags,
        }, |ret: AdminClientGetInfoRet| ret.params);
    11 client_close(clnt: &ClientRef, flags: u32) -> ():
        call(AdminClientCloseArgs { clnt: lend(clnt), flags });
    12 server_client_limits(srv: &ServerRef, flags: u32) -> Vec<TypedParam>:
        call(AdminServerGetClientLimitsArgs {
            srv: lend(srv), flags,
        }, |ret: AdminServerGetClientLimitsRet| ret.params);
    13 server_set_client_limits(srv: &ServerRef, params: &[TypedParam], flags: u32) -> ():
        call(AdminServerSetClientLimitsArgs { srv: lend(srv), params: lend(params), flags });
    14 connect_logging_outputs(flags: u32) -> AdminConnectLoggingOutputs:
        call(AdminConnectGetLoggingOutputsArgs { flags });
    15 connect_logging_filters(flags: u32) -> AdminConnectLoggingFilters:
        call(AdminConnectGetLoggingFiltersArgs { flags });
    16 connect_set_logging_outputs(outputs: Option<&str>, flags: u32) -> ():
        call(AdminConnectSetLoggingOutputsArgs { outputs, flags });
    17 connect_set_logging_filters(filters: Option<&str>, flags: u32) -> ():
        call(AdminConnectSetLoggingFiltersArgs { filters, flags });
    18 server_update_tls_files(srv: &ServerRef, flags: u32) -> ():
        call(AdminServerUpdateTlsFilesArgs { srv: lend(srv), flags });
    19 connect_set_daemon_timeout(timeout: u32, flags: u32) -> ():
        call(AdminConnectSetDaemonTimeoutArgs { timeout, flags });
    20 connect_daemon_shutdown(flags: u32) -> (): call(AdminConnectDaemonShutdownArgs { flags });
}
