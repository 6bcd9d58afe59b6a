//! The procedures of `AdminApi`.
//!
//! Made by `cargo xtask codegen` from `api/src/admin.rs`; do not edit.

use crate::procedure::prelude::*;

procedures! { Admin Admin Admin;
    1 "connect_open" "virAdmConnectOpen" Low Disk { phase: Phase::Opening }
    2 "connect_close" "virAdmConnectClose" Low Disk { phase: Phase::Opening }
    3 "connect_get_lib_version" "virAdmConnectGetLibVersion" Low Disk {}
    4 "connect_list_servers" "virAdmConnectListServers" Low Disk {}
    5 "connect_lookup_server" "virAdmConnectLookupServer" Low Disk {}
    6 "server_get_threadpool_parameters" "virAdmServerGetThreadPoolParameters" Low Disk {}
    7 "server_set_threadpool_parameters" "virAdmServerSetThreadPoolParameters" Low Disk {}
    8 "server_list_clients" "virAdmServerListClients" Low Disk {}
    9 "server_lookup_client" "virAdmServerLookupClient" Low Disk {}
    10 "client_get_info" "virAdmClientGetInfo" Low Disk {}
    11 "client_close" "virAdmClientClose" Low Disk {}
    12 "server_get_client_limits" "virAdmServerGetClientLimits" Low Disk {}
    13 "server_set_client_limits" "virAdmServerSetClientLimits" Low Disk {}
    14 "connect_get_logging_outputs" "virAdmConnectGetLoggingOutputs" Low Disk {}
    15 "connect_get_logging_filters" "virAdmConnectGetLoggingFilters" Low Disk {}
    16 "connect_set_logging_outputs" "virAdmConnectSetLoggingOutputs" Low Disk {}
    17 "connect_set_logging_filters" "virAdmConnectSetLoggingFilters" Low Disk {}
    18 "server_update_tls_files" "virAdmServerUpdateTlsFiles" Low Disk {}
    19 "connect_set_daemon_timeout" "virAdmConnectSetDaemonTimeout" Low Disk {}
    20 "connect_daemon_shutdown" "virAdmConnectDaemonShutdown" Low Disk {}
}
