//! What only QEMU guests have: monitor, agent, attaching.

use std::os::fd::OwnedFd;

use fv_api_attr::api;
use fv_error::Result;

use crate::{Caller, DomainRef};

/// What only QEMU guests have: monitor, agent, attaching.
#[api(program = "qemu", object = "domain", domain = "None")]
pub trait QemuApi: Send + Sync {
    /// Sends a command to the monitor and returns the answer as it came.
    #[call(
        1,
        "domain_monitor_command",
        c = "virDomainQemuMonitorCommand",
        acl = "domain:write",
        waits = "monitor",
        field = "result"
    )]
    fn monitor_command(
        &self,
        caller: &Caller,
        dom: &DomainRef,
        cmd: &str,
        flags: u32,
    ) -> Result<String>;

    /// Adopts an emulator that something else started.
    #[call(
        2,
        "domain_attach",
        c = "virDomainQemuAttach",
        acl = "domain:start domain:write",
        waits = "long",
        field = "dom"
    )]
    fn attach(&self, caller: &Caller, pid_value: u32, flags: u32) -> Result<DomainRef>;

    /// Sends a command to the guest's agent and returns the answer as it came.
    #[call(
        3,
        "domain_agent_command",
        c = "virDomainQemuAgentCommand",
        acl = "domain:write",
        waits = "monitor",
        field = "result"
    )]
    fn agent_command(
        &self,
        caller: &Caller,
        dom: &DomainRef,
        cmd: &str,
        timeout: i32,
        flags: u32,
    ) -> Result<Option<String>>;

    /// Asks for what monitors say by themselves.
    #[call(
        4,
        "connect_domain_monitor_event_register",
        c = "virConnectDomainQemuMonitorEventRegister",
        acl = "connect:search_domains connect:write",
        filter = "domain:getattr",
        waits = "disk",
        priority = "high",
        by_hand = "server",
        field = "callbackID"
    )]
    fn connect_domain_monitor_event_register(
        &self,
        caller: &Caller,
        dom: Option<&DomainRef>,
        event: Option<&str>,
        flags: u32,
    ) -> Result<i32>;

    /// Ends the delivery of monitor events under a callback id.
    #[call(
        5,
        "connect_domain_monitor_event_deregister",
        c = "virConnectDomainQemuMonitorEventDeregister",
        acl = "connect:write",
        waits = "disk",
        priority = "high",
        by_hand = "server"
    )]
    fn connect_domain_monitor_event_deregister(
        &self,
        caller: &Caller,
        callback_id: i32,
    ) -> Result<()>;

    /// Sends a command with descriptors to the monitor and returns the answer with its descriptors.
    #[call(
        7,
        "domain_monitor_command_with_files",
        c = "virDomainQemuMonitorCommandWithFiles",
        acl = "domain:write",
        waits = "monitor",
        field = "result",
        fds_in = true,
        fds_out = true
    )]
    fn monitor_command_with_files(
        &self,
        caller: &Caller,
        dom: &DomainRef,
        cmd: &str,
        flags: u32,
    ) -> Result<(String, Vec<OwnedFd>)>;
}

/// What a QEMU monitor tells by itself.
#[api(program = "qemu", object = "domain")]
#[derive(Clone, Debug, PartialEq)]
pub enum QemuEvent {
    /// An event of QEMU, as it came.
    #[event(call = 6, name = "domain_monitor_event")]
    Monitor {
        /// The event, as libvirt or QEMU names it.
        event: String,
        /// Whole seconds.
        seconds: i64,
        /// Microseconds beyond the seconds.
        micros: u32,
        /// The data that came along, as JSON.
        details: Option<String>,
    },
}
