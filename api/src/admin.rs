//! The daemon itself, for its operator.

use fv_api_attr::api;
use fv_error::Result;
use fv_types::TypedParam;

use crate::{Caller, ClientRef, ServerRef};

/// The daemon itself, for its operator.
#[api(program = "admin", domain = "Admin")]
pub trait AdminApi: Send + Sync {
    /// Opens the administration of the daemon.
    #[call(1, "connect_open", c = "virAdmConnectOpen", phase = "open")]
    fn connect_open(&self, caller: &Caller, flags: u32) -> Result<()>;

    /// Ends the administration.
    #[call(2, "connect_close", c = "virAdmConnectClose", phase = "open")]
    fn connect_close(&self, caller: &Caller) -> Result<()>;

    /// Tells the version of the library at the daemon's side.
    #[call(
        3,
        "connect_get_lib_version",
        c = "virAdmConnectGetLibVersion",
        field = "libVer"
    )]
    fn connect_lib_version(&self, caller: &Caller) -> Result<u64>;

    /// Lists the servers in the daemon.
    #[call(4, "connect_list_servers", c = "virAdmConnectListServers")]
    fn connect_list_servers(
        &self,
        caller: &Caller,
        need_results: u32,
        flags: u32,
    ) -> Result<AdminConnectListServers>;

    /// Finds a server by its name.
    #[call(
        5,
        "connect_lookup_server",
        c = "virAdmConnectLookupServer",
        field = "srv"
    )]
    fn connect_lookup_server(&self, caller: &Caller, name: &str, flags: u32) -> Result<ServerRef>;

    /// Reads the sizes of a server's worker pool.
    #[call(
        6,
        "server_get_threadpool_parameters",
        c = "virAdmServerGetThreadPoolParameters",
        field = "params",
        max = 32
    )]
    fn server_threadpool_parameters(
        &self,
        caller: &Caller,
        srv: &ServerRef,
        flags: u32,
    ) -> Result<Vec<TypedParam>>;

    /// Sets the sizes of a server's worker pool.
    #[call(
        7,
        "server_set_threadpool_parameters",
        c = "virAdmServerSetThreadPoolParameters"
    )]
    fn server_set_threadpool_parameters(
        &self,
        caller: &Caller,
        srv: &ServerRef,
        #[max(32)] params: &[TypedParam],
        flags: u32,
    ) -> Result<()>;

    /// Lists the clients of a server.
    #[call(8, "server_list_clients", c = "virAdmServerListClients")]
    fn server_list_clients(
        &self,
        caller: &Caller,
        srv: &ServerRef,
        need_results: u32,
        flags: u32,
    ) -> Result<AdminServerListClients>;

    /// Finds a client by its number.
    #[call(
        9,
        "server_lookup_client",
        c = "virAdmServerLookupClient",
        field = "clnt"
    )]
    fn server_lookup_client(
        &self,
        caller: &Caller,
        srv: &ServerRef,
        id: u64,
        flags: u32,
    ) -> Result<ClientRef>;

    /// Tells who a client is and how it came in.
    #[call(
        10,
        "client_get_info",
        c = "virAdmClientGetInfo",
        field = "params",
        max = 64
    )]
    fn client_info(&self, caller: &Caller, clnt: &ClientRef, flags: u32)
    -> Result<Vec<TypedParam>>;

    /// Hangs up on a client.
    #[call(11, "client_close", c = "virAdmClientClose")]
    fn client_close(&self, caller: &Caller, clnt: &ClientRef, flags: u32) -> Result<()>;

    /// Reads how many clients a server takes.
    #[call(
        12,
        "server_get_client_limits",
        c = "virAdmServerGetClientLimits",
        field = "params",
        max = 32
    )]
    fn server_client_limits(
        &self,
        caller: &Caller,
        srv: &ServerRef,
        flags: u32,
    ) -> Result<Vec<TypedParam>>;

    /// Sets how many clients a server takes.
    #[call(13, "server_set_client_limits", c = "virAdmServerSetClientLimits")]
    fn server_set_client_limits(
        &self,
        caller: &Caller,
        srv: &ServerRef,
        #[max(32)] params: &[TypedParam],
        flags: u32,
    ) -> Result<()>;

    /// Tells where the daemon logs to.
    #[call(
        14,
        "connect_get_logging_outputs",
        c = "virAdmConnectGetLoggingOutputs"
    )]
    fn connect_logging_outputs(
        &self,
        caller: &Caller,
        flags: u32,
    ) -> Result<AdminConnectLoggingOutputs>;

    /// Tells which messages the daemon logs.
    #[call(
        15,
        "connect_get_logging_filters",
        c = "virAdmConnectGetLoggingFilters"
    )]
    fn connect_logging_filters(
        &self,
        caller: &Caller,
        flags: u32,
    ) -> Result<AdminConnectLoggingFilters>;

    /// Sets where the daemon logs to.
    #[call(
        16,
        "connect_set_logging_outputs",
        c = "virAdmConnectSetLoggingOutputs"
    )]
    fn connect_set_logging_outputs(
        &self,
        caller: &Caller,
        outputs: Option<&str>,
        flags: u32,
    ) -> Result<()>;

    /// Sets which messages the daemon logs.
    #[call(
        17,
        "connect_set_logging_filters",
        c = "virAdmConnectSetLoggingFilters"
    )]
    fn connect_set_logging_filters(
        &self,
        caller: &Caller,
        filters: Option<&str>,
        flags: u32,
    ) -> Result<()>;

    /// Makes a server read its certificates again.
    #[call(18, "server_update_tls_files", c = "virAdmServerUpdateTlsFiles")]
    fn server_update_tls_files(&self, caller: &Caller, srv: &ServerRef, flags: u32) -> Result<()>;

    /// Sets after how many idle seconds the daemon ends.
    #[call(19, "connect_set_daemon_timeout", c = "virAdmConnectSetDaemonTimeout")]
    fn connect_set_daemon_timeout(&self, caller: &Caller, timeout: u32, flags: u32) -> Result<()>;

    /// Ends the daemon in a chosen way.
    #[call(20, "connect_daemon_shutdown", c = "virAdmConnectDaemonShutdown")]
    fn connect_daemon_shutdown(&self, caller: &Caller, flags: u32) -> Result<()>;
}

/// Answer of [`AdminApi::connect_list_servers`].
#[api(wire = "admin_connect_list_servers_ret")]
#[derive(Clone, Debug, PartialEq)]
pub struct AdminConnectListServers {
    /// The servers.
    #[max(16384)]
    pub servers: Vec<ServerRef>,
    /// The count, which may stand alone when no list was asked for.
    pub ret: u32,
}

/// Answer of [`AdminApi::server_list_clients`].
#[api(wire = "admin_server_list_clients_ret")]
#[derive(Clone, Debug, PartialEq)]
pub struct AdminServerListClients {
    /// The clients.
    #[max(16384)]
    pub clients: Vec<ClientRef>,
    /// The count, which may stand alone when no list was asked for.
    pub ret: u32,
}

/// Answer of [`AdminApi::connect_logging_outputs`].
#[api(wire = "admin_connect_get_logging_outputs_ret")]
#[derive(Clone, Debug, PartialEq)]
pub struct AdminConnectLoggingOutputs {
    /// The outputs, in the syntax of the configuration.
    pub outputs: String,
    /// How many outputs.
    pub noutputs: u32,
}

/// Answer of [`AdminApi::connect_logging_filters`].
#[api(wire = "admin_connect_get_logging_filters_ret")]
#[derive(Clone, Debug, PartialEq)]
pub struct AdminConnectLoggingFilters {
    /// The filters.
    pub filters: Option<String>,
    /// How many filters.
    pub nfilters: u32,
}
