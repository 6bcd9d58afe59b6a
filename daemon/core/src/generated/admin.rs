//! The calls of `AdminApi`.
//!
//! Made by `cargo xtask codegen` from `api/src/admin.rs`; do not edit.

use fv_wire_rpc::*;

use crate::serve::{Answer, Call, serve, unserved};

/// Answers a call of this family.
pub(super) fn dispatch(call: &Call<'_>) -> Answer {
    match call.procedure().number {
        1 => serve(call, |c, a: AdminConnectOpenArgs| {
            c.admin()?.connect_open(c.caller(), a.flags)
        }),
        2 => serve(call, |c, (): ()| c.admin()?.connect_close(c.caller())),
        3 => serve(call, |c, (): ()| {
            c.admin()?
                .connect_lib_version(c.caller())
                .map(|lib_ver| AdminConnectGetLibVersionRet { lib_ver })
        }),
        4 => serve(call, |c, a: AdminConnectListServersArgs| {
            c.admin()?
                .connect_list_servers(c.caller(), a.need_results, a.flags)
        }),
        5 => serve(call, |c, a: AdminConnectLookupServerArgs<'_>| {
            c.admin()?
                .connect_lookup_server(c.caller(), a.name, a.flags)
                .map(|srv| AdminConnectLookupServerRet { srv })
        }),
        6 => serve(call, |c, a: AdminServerGetThreadpoolParametersArgs<'_>| {
            let (driver, srv) = (c.admin()?, c.on_server(&a.srv)?);
            driver
                .server_threadpool_parameters(c.caller(), &srv, a.flags)
                .map(|params| AdminServerGetThreadpoolParametersRet { params })
        }),
        7 => serve(call, |c, a: AdminServerSetThreadpoolParametersArgs<'_>| {
            let (driver, srv) = (c.admin()?, c.on_server(&a.srv)?);
            driver.server_set_threadpool_parameters(c.caller(), &srv, &a.params, a.flags)
        }),
        8 => serve(call, |c, a: AdminServerListClientsArgs<'_>| {
            let (driver, srv) = (c.admin()?, c.on_server(&a.srv)?);
            driver.server_list_clients(c.caller(), &srv, a.need_results, a.flags)
        }),
        9 => serve(call, |c, a: AdminServerLookupClientArgs<'_>| {
            let (driver, srv) = (c.admin()?, c.on_server(&a.srv)?);
            driver
                .server_lookup_client(c.caller(), &srv, a.id, a.flags)
                .map(|clnt| AdminServerLookupClientRet { clnt })
        }),
        10 => serve(call, |c, a: AdminClientGetInfoArgs<'_>| {
            let (driver, clnt) = (c.admin()?, c.on_client(&a.clnt)?);
            driver
                .client_info(c.caller(), &clnt, a.flags)
                .map(|params| AdminClientGetInfoRet { params })
        }),
        11 => serve(call, |c, a: AdminClientCloseArgs<'_>| {
            let (driver, clnt) = (c.admin()?, c.on_client(&a.clnt)?);
            driver.client_close(c.caller(), &clnt, a.flags)
        }),
        12 => serve(call, |c, a: AdminServerGetClientLimitsArgs<'_>| {
            let (driver, srv) = (c.admin()?, c.on_server(&a.srv)?);
            driver
                .server_client_limits(c.caller(), &srv, a.flags)
                .map(|params| AdminServerGetClientLimitsRet { params })
        }),
        13 => serve(call, |c, a: AdminServerSetClientLimitsArgs<'_>| {
            let (driver, srv) = (c.admin()?, c.on_server(&a.srv)?);
            driver.server_set_client_limits(c.caller(), &srv, &a.params, a.flags)
        }),
        14 => serve(call, |c, a: AdminConnectGetLoggingOutputsArgs| {
            c.admin()?.connect_logging_outputs(c.caller(), a.flags)
        }),
        15 => serve(call, |c, a: AdminConnectGetLoggingFiltersArgs| {
            c.admin()?.connect_logging_filters(c.caller(), a.flags)
        }),
        16 => serve(call, |c, a: AdminConnectSetLoggingOutputsArgs<'_>| {
            c.admin()?
                .connect_set_logging_outputs(c.caller(), a.outputs, a.flags)
        }),
        17 => serve(call, |c, a: AdminConnectSetLoggingFiltersArgs<'_>| {
            c.admin()?
                .connect_set_logging_filters(c.caller(), a.filters, a.flags)
        }),
        18 => serve(call, |c, a: AdminServerUpdateTlsFilesArgs<'_>| {
            let (driver, srv) = (c.admin()?, c.on_server(&a.srv)?);
            driver.server_update_tls_files(c.caller(), &srv, a.flags)
        }),
        19 => serve(call, |c, a: AdminConnectSetDaemonTimeoutArgs| {
            c.admin()?
                .connect_set_daemon_timeout(c.caller(), a.timeout, a.flags)
        }),
        20 => serve(call, |c, a: AdminConnectDaemonShutdownArgs| {
            c.admin()?.connect_daemon_shutdown(c.caller(), a.flags)
        }),
        _ => unserved(call),
    }
}
