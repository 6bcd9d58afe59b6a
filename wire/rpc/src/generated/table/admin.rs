//! The procedures of `AdminApi`.
//!
//! Made by `cargo xtask codegen` from `api/src/admin.rs`; do not edit.

use crate::procedure::prelude::*;

procedures! { Admin Admin Admin;
    1 "connect_open" "connect_open" Low Disk { phase: Phase::Opening }
    2 "connect_close" "connect_close" Low Disk { phase: Phase::Opening }
    3 "connect_get_lib_version" "adminConnectGetLibVersion" Low Disk {}
    4 "connect_list_servers" "adminConnectListServers" Low Disk {}
    5 "connect_lookup_server" "adminConnectLookupServer" Low Disk {}
    6 "server_get_threadpool_parameters" "adminServerGetThreadPoolParameters" Low Disk {}
    7 "server_set_threadpool_parameters" "adminServerSetThreadPoolParameters" Low Disk {}
    8 "server_list_clients" "adminServerListClients" Low Disk {}
    9 "server_lookup_client" "adminServerLookupClient" Low Disk {}
    10 "client_get_info" "adminClientGetInfo" Low Disk {}
    11 "client_close" "adminClientClose" Low Disk {}
    12 "server_get_client_limits" "adminServerGetClientLimits" Low Disk {}
    13 "server_set_client_limits" "adminServerSetClientLimits" Low Disk {}
    14 "connect_get_logging_outputs" "adminConnectGetLoggingOutputs" Low Disk {}
    15 "connect_get_logging_filters" "adminConnectGetLoggingFilters" Low Disk {}
    16 "connect_set_logging_outputs" "adminConnectSetLoggingOutputs" Low Disk {}
    17 "connect_set_logging_filters" "adminConnectSetLoggingFilters" Low Disk {}
    18 "server_update_tls_files" "adminServerUpdateTlsFiles" Low Disk {}
    19 "connect_set_daemon_timeout" "adminConnectSetDaemonTimeout" Low Disk {}
    20 "connect_daemon_shutdown" "adminConnectDaemonShutdown" Low Disk {}
}
