//! What only QEMU guests have: monitor, agent, attaching.

use std::os::fd::OwnedFd;

use fv_api_attr::api;
use fv_error::Result;

use crate::{Caller, DomainRef};

/// What only QEMU guests have: monitor, agent, attaching.
#[api(program = "qemu", object = "domain", domain = "None")]
pub trait QemuApi: Send + Sync {
    /// Calls `virDomainQemuMonitorCommand`.
    #[call(
        1,
        "domain_monitor_command",
        c = "virDomainQemuMonitorCommand",
        acl = "domain:write",
        waits = "monitor",
        by_hand = "server client",
        field = "result"
    )]
    fn monitor_command(
        &self,
        caller: &Caller,
        dom: &DomainRef,
        cmd: &str,
        flags: u32,
    ) -> Result<String>;

    /// Calls `virDomainQemuAttach`.
    #[call(
        2,
        "domain_attach",
        c = "virDomainQemuAttach",
        acl = "domain:start domain:write",
        waits = "long",
        field = "dom"
    )]
    fn attach(&self, caller: &Caller, pid_value: u32, flags: u32) -> Result<DomainRef>;

    /// Calls `virDomainQemuAgentCommand`.
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

    /// Calls `virConnectDomainQemuMonitorEventRegister`.
    #[call(
        4,
        "connect_domain_monitor_event_register",
        c = "virConnectDomainQemuMonitorEventRegister",
        acl = "connect:search_domains connect:write",
        filter = "domain:getattr",
        waits = "disk",
        priority = "high",
        by_hand = "server client",
        field = "callbackID"
    )]
    fn connect_domain_monitor_event_register(
        &self,
        caller: &Caller,
        dom: Option<&DomainRef>,
        event: Option<&str>,
        flags: u32,
    ) -> Result<i32>;

    /// Calls `virConnectDomainQemuMonitorEventDeregister`.
    #[call(
        5,
        "connect_domain_monitor_event_deregister",
        c = "virConnectDomainQemuMonitorEventDeregister",
        acl = "connect:write",
        waits = "disk",
        priority = "high",
        by_hand = "server client"
    )]
    fn connect_domain_monitor_event_deregister(
        &self,
        caller: &Caller,
        callback_id: i32,
    ) -> Result<()>;

    /// Calls `virDomainQemuMonitorCommandWithFiles`.
    #[call(
        7,
        "domain_monitor_command_with_files",
        c = "virDomainQemuMonitorCommandWithFiles",
        acl = "domain:write",
        waits = "monitor",
        by_hand = "server client",
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
#[api(program = "qemu")]
#[derive(Clone, Debug, PartialEq)]
pub enum QemuEvent {
    /// The event Monitor.
    #[event(call = 6, name = "domain_monitor_event")]
    Monitor {
        /// The event.
        event: String,
        /// The seconds.
        seconds: i64,
        /// The micros.
        micros: u32,
        /// The details.
        details: Option<String>,
    },
}
