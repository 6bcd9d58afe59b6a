//! What a container tells the daemon.

use fv_api_attr::api;

/// What the controller of a container tells.
#[api(program = "lxc_monitor")]
#[derive(Clone, Debug, PartialEq)]
pub enum LxcMonitorEvent {
    /// The container ended.
    #[event(call = 1, name = "exit_event", wire = "virLXCMonitorExitEventMsg")]
    Exit {
        /// How it went, as libvirt numbers it.
        status: i32,
    },
    /// The container's first process started.
    #[event(call = 2, name = "init_event", wire = "virLXCMonitorInitEventMsg")]
    Init {
        /// The first process.
        initpid: u64,
    },
}
