//! What a container tells the daemon.

use fv_api_attr::api;

/// What the controller of a container tells.
#[api(program = "lxc_monitor")]
#[derive(Clone, Debug, PartialEq)]
pub enum LxcMonitorEvent {
    /// The event Exit.
    #[event(call = 1, name = "exit_event", wire = "virLXCMonitorExitEventMsg")]
    Exit {
        /// The status.
        status: i32,
    },
    /// The event Init.
    #[event(call = 2, name = "init_event", wire = "virLXCMonitorInitEventMsg")]
    Init {
        /// The initpid.
        initpid: u64,
    },
}
