//! The daemon for its operators: what it has, who is connected, and what of it can be changed.
//!
//! The calls arrive on a socket of their own, which only the daemon's user may open, and run
//! like any others. They read and change what reactor and workers share; whatever only the
//! reactor may do is left to it as a notice.

use std::sync::Arc;
use std::time::Duration;

use fv_api::{
    Access, AdminApi, AdminConnectListServers, AdminConnectLoggingFilters,
    AdminConnectLoggingOutputs, AdminServerListClients, Caller, ClientRef, ServerRef,
};
use fv_error::{Error, ErrorCode, ErrorDomain, Result};
use fv_sys::users;
use fv_types::typed_param::{self, Allowed};
use fv_types::{TypedKind, TypedParam, TypedValue};

use crate::client::Client;
use crate::limits::Service;
use crate::notice::Notice;
use crate::pool::PoolChange;
use crate::server::Shared;

impl AdminApi for Shared {
    fn connect_open(&self, _caller: &Caller, flags: u32) -> Result<()> {
        refuse_flags(flags, 0, "adminDispatchConnectOpen")
    }

    fn connect_close(&self, caller: &Caller) -> Result<()> {
        let clients = self.roster.of(Service::Admin);
        let own = |client: &&Arc<Client>| client.connection.id() == caller.connection.id();
        if let Some(client) = clients.iter().find(own) {
            client.end_after_replies();
        }
        Ok(())
    }

    fn connect_lib_version(&self, _caller: &Caller) -> Result<u64> {
        Ok(LIBVIRT_VERSION)
    }

    fn connect_list_servers(
        &self,
        _caller: &Caller,
        need_results: u32,
        flags: u32,
    ) -> Result<AdminConnectListServers> {
        refuse_flags(flags, 0, "adminConnectListServers")?;
        let all = Service::ALL.map(server_ref);
        Ok(AdminConnectListServers {
            ret: count(all.len()),
            servers: wanted(need_results, all.to_vec()),
        })
    }

    fn connect_lookup_server(
        &self,
        _caller: &Caller,
        name: &str,
        _flags: u32,
    ) -> Result<ServerRef> {
        service(name).map(server_ref)
    }

    fn server_threadpool_parameters(
        &self,
        _caller: &Caller,
        srv: &ServerRef,
        flags: u32,
    ) -> Result<Vec<TypedParam>> {
        refuse_flags(flags, 0, "adminServerGetThreadPoolParameters")?;
        let state = self.pool(service(&srv.name)?).state();
        Ok(vec![
            uint("minWorkers", state.size.min),
            uint("maxWorkers", state.size.max),
            uint("nWorkers", state.workers),
            uint("freeWorkers", state.free),
            uint("prioWorkers", state.size.priority),
            uint("jobQueueDepth", state.queued),
        ])
    }

    fn server_set_threadpool_parameters(
        &self,
        _caller: &Caller,
        srv: &ServerRef,
        params: &[TypedParam],
        flags: u32,
    ) -> Result<()> {
        let service = service(&srv.name)?;
        refuse_flags(flags, 0, "adminServerSetThreadPoolParameters")?;
        typed_param::validate(params, &POOL_SETTINGS)?;
        self.pool(service).change(PoolChange {
            min: number(params, "minWorkers"),
            max: number(params, "maxWorkers"),
            priority: number(params, "prioWorkers"),
        })
    }

    fn server_list_clients(
        &self,
        _caller: &Caller,
        srv: &ServerRef,
        need_results: u32,
        flags: u32,
    ) -> Result<AdminServerListClients> {
        refuse_flags(flags, 0, "adminServerListClients")?;
        let clients = self.roster.of(service(&srv.name)?);
        let all: Vec<ClientRef> = clients.iter().map(|client| client_ref(client)).collect();
        Ok(AdminServerListClients {
            ret: count(all.len()),
            clients: wanted(need_results, all),
        })
    }

    fn server_lookup_client(
        &self,
        _caller: &Caller,
        srv: &ServerRef,
        id: u64,
        flags: u32,
    ) -> Result<ClientRef> {
        refuse_flags(flags, 0, "adminServerLookupClient")?;
        self.client(service(&srv.name)?, id)
            .map(|client| client_ref(&client))
    }

    fn client_info(
        &self,
        _caller: &Caller,
        clnt: &ClientRef,
        flags: u32,
    ) -> Result<Vec<TypedParam>> {
        let client = self.client(service(&clnt.srv.name)?, clnt.id)?;
        refuse_flags(flags, 0, "adminClientGetInfo")?;
        Ok(identity_params(&client))
    }

    fn client_close(&self, _caller: &Caller, clnt: &ClientRef, flags: u32) -> Result<()> {
        let client = self.client(service(&clnt.srv.name)?, clnt.id)?;
        refuse_flags(flags, 0, "adminClientClose")?;
        fv_log::info!(
            "rpc.server",
            "client {} is dropped: an operator asked for it",
            client.id
        );
        client.disconnect();
        Ok(())
    }

    fn server_client_limits(
        &self,
        _caller: &Caller,
        srv: &ServerRef,
        flags: u32,
    ) -> Result<Vec<TypedParam>> {
        refuse_flags(flags, 0, "adminServerGetClientLimits")?;
        let service = service(&srv.name)?;
        let (clients_max, anonymous_max) = self.ceilings(service).get();
        let clients = self.roster.of(service);
        let anonymous = clients.iter().filter(|client| !client.is_authenticated());
        Ok(vec![
            uint("nclients_max", clients_max),
            uint("nclients", clients.len()),
            uint("nclients_unauth_max", anonymous_max),
            uint("nclients_unauth", anonymous.count()),
        ])
    }

    fn server_set_client_limits(
        &self,
        _caller: &Caller,
        srv: &ServerRef,
        params: &[TypedParam],
        flags: u32,
    ) -> Result<()> {
        let service = service(&srv.name)?;
        refuse_flags(flags, 0, "adminServerSetClientLimits")?;
        typed_param::validate(params, &CLIENT_SETTINGS)?;
        let ceilings = self.ceilings(service);
        let (clients, anonymous) = ceilings.get();
        let clients = number(params, "nclients_max").unwrap_or(clients);
        let anonymous = number(params, "nclients_unauth_max").unwrap_or(anonymous);
        if clients < anonymous {
            let text = "The overall maximum number of clients must not be less than the number \
                        of clients waiting for authentication";
            return Err(Error::new(ErrorDomain::Rpc, ErrorCode::InvalidArg, text));
        }
        ceilings.set(clients, anonymous);
        self.notices.post(Notice::Ceilings);
        Ok(())
    }

    fn connect_logging_outputs(
        &self,
        _caller: &Caller,
        flags: u32,
    ) -> Result<AdminConnectLoggingOutputs> {
        refuse_flags(flags, 0, "adminConnectGetLoggingOutputs")?;
        let settings = fv_log::settings();
        Ok(AdminConnectLoggingOutputs {
            outputs: settings.outputs_text(),
            noutputs: count(settings.outputs.len()),
        })
    }

    fn connect_logging_filters(
        &self,
        _caller: &Caller,
        flags: u32,
    ) -> Result<AdminConnectLoggingFilters> {
        refuse_flags(flags, 0, "adminConnectGetLoggingFilters")?;
        let settings = fv_log::settings();
        Ok(AdminConnectLoggingFilters {
            filters: (!settings.filters.is_empty()).then(|| settings.filters_text()),
            nfilters: count(settings.filters.len()),
        })
    }

    fn connect_set_logging_outputs(
        &self,
        _caller: &Caller,
        outputs: Option<&str>,
        flags: u32,
    ) -> Result<()> {
        refuse_flags(flags, 0, "adminConnectSetLoggingOutputs")?;
        fv_log::set_outputs(outputs.unwrap_or_default())
    }

    fn connect_set_logging_filters(
        &self,
        _caller: &Caller,
        filters: Option<&str>,
        flags: u32,
    ) -> Result<()> {
        refuse_flags(flags, 0, "adminConnectSetLoggingFilters")?;
        fv_log::set_filters(filters.unwrap_or_default())
    }

    fn server_update_tls_files(&self, _caller: &Caller, srv: &ServerRef, flags: u32) -> Result<()> {
        service(&srv.name)?;
        refuse_flags(flags, 0, "adminServerUpdateTlsFiles")?;
        let text = "no tls service found, unable to update tls files";
        Err(Error::internal(ErrorDomain::Rpc, text))
    }

    fn connect_set_daemon_timeout(&self, _caller: &Caller, timeout: u32, flags: u32) -> Result<()> {
        refuse_flags(flags, 0, "adminConnectSetDaemonTimeout")?;
        let time = (timeout > 0).then(|| Duration::from_secs(timeout.into()));
        self.notices.post(Notice::Idle(time));
        Ok(())
    }

    fn connect_daemon_shutdown(&self, _caller: &Caller, flags: u32) -> Result<()> {
        // Guests go on in any case, so there is nothing to preserve them for.
        refuse_flags(flags, SHUTDOWN_PRESERVE, "adminConnectDaemonShutdown")?;
        fv_log::info!("daemon", "an operator asks the daemon to end");
        self.stop();
        Ok(())
    }
}

impl Shared {
    /// The client of that number.
    pub(crate) fn client(&self, service: Service, number: u64) -> Result<Arc<Client>> {
        self.roster.find(service, number).ok_or_else(|| {
            let text = format!("No client with matching ID '{number}'");
            Error::new(ErrorDomain::Rpc, ErrorCode::NoClient, text)
        })
    }
}

/// The service of that name.
pub(crate) fn service(name: &str) -> Result<Service> {
    let mut services = Service::ALL.into_iter();
    let found = services.find(|service| service.name() == name);
    found.ok_or_else(|| {
        let text = format!("No server named '{name}'");
        Error::new(ErrorDomain::Rpc, ErrorCode::NoServer, text)
    })
}

pub(crate) fn server_ref(service: Service) -> ServerRef {
    ServerRef {
        name: service.name().into(),
    }
}

pub(crate) fn client_ref(client: &Client) -> ClientRef {
    ClientRef {
        srv: server_ref(client.service),
        id: client.number,
        timestamp: client.since.seconds,
        transport: TRANSPORT_UNIX,
    }
}

/// Who a client is, in the reference's order.
fn identity_params(client: &Client) -> Vec<TypedParam> {
    let session = client.session();
    let identity = session.identity;
    let is_read_only = session.access == Access::ReadOnly;
    let mut params = vec![TypedParam::new("readonly", is_read_only)];
    let id = |name, id: u32| TypedParam::new(name, id.cast_signed());
    if let Some(uid) = identity.uid {
        params.push(id("unix_user_id", uid));
        if let Ok(Some(user)) = users::user_by_uid(uid) {
            params.push(TypedParam::new("unix_user_name", user.name));
        }
    }
    if let Some(gid) = identity.gid {
        params.push(id("unix_group_id", gid));
        if let Ok(Some(group)) = users::group_by_gid(gid) {
            params.push(TypedParam::new("unix_group_name", group.name));
        }
    }
    if let Some(pid) = identity.pid {
        params.push(TypedParam::new("unix_process_id", pid));
    }
    params
}

/// The objects, if the caller wants more than their number.
fn wanted<T>(need_results: u32, objects: Vec<T>) -> Vec<T> {
    match need_results {
        0 => Vec::new(),
        _ => objects,
    }
}

fn refuse_flags(flags: u32, known: u32, function: &'static str) -> Result<()> {
    match flags & !known {
        0 => Ok(()),
        other => {
            let text = format!("unsupported flags (0x{other:x}) in function {function}");
            Err(Error::invalid_arg(
                ErrorDomain::Admin,
                function,
                "flags",
                text,
            ))
        }
    }
}

fn number(params: &[TypedParam], name: &str) -> Option<usize> {
    let param = params.iter().find(|param| param.field == name)?;
    match param.value {
        TypedValue::Uint(number) => usize::try_from(number).ok(),
        _ => None,
    }
}

fn uint(name: &str, number: usize) -> TypedParam {
    TypedParam::new(name, TypedValue::Uint(count(number)))
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// What of a worker pool can be set.
const POOL_SETTINGS: [Allowed; 3] = [
    Allowed::once("minWorkers", TypedKind::Uint),
    Allowed::once("maxWorkers", TypedKind::Uint),
    Allowed::once("prioWorkers", TypedKind::Uint),
];

/// What of a service's limits can be set.
const CLIENT_SETTINGS: [Allowed; 2] = [
    Allowed::once("nclients_max", TypedKind::Uint),
    Allowed::once("nclients_unauth_max", TypedKind::Uint),
];

/// The library that the daemon stands in for.
const LIBVIRT_VERSION: u64 = 11_003_000;

/// `VIR_CLIENT_TRANS_UNIX`.
const TRANSPORT_UNIX: u32 = 0;

/// `VIR_DAEMON_SHUTDOWN_PRESERVE`.
const SHUTDOWN_PRESERVE: u32 = 1;
