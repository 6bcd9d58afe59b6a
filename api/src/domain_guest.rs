//! The system inside a domain: its agent, its screen, its keyboard, its sleep.

use fv_api_attr::api;
use fv_error::Result;
use fv_types::TypedParam;

use crate::{Caller, DomainRef, Stream};

/// The system inside a domain: its agent, its screen, its keyboard, its sleep.
#[api(program = "remote", object = "domain", domain = "Domain")]
pub trait DomainGuestApi: Send + Sync {
    /// Takes a picture of a screen of the guest, sent through a stream.
    #[call(
        211,
        "domain_screenshot",
        c = "virDomainScreenshot",
        acl = "domain:screenshot",
        waits = "monitor",
        stream = "out",
        field = "mime"
    )]
    fn screenshot(
        &self,
        caller: &Caller,
        dom: &DomainRef,
        screen: u32,
        flags: u32,
    ) -> Result<(Box<dyn Stream>, Option<String>)>;

    /// Presses keys on the guest's keyboard.
    #[call(
        226,
        "domain_send_key",
        c = "virDomainSendKey",
        acl = "domain:send_input",
        waits = "monitor"
    )]
    fn send_key(
        &self,
        caller: &Caller,
        dom: &DomainRef,
        codeset: u32,
        holdtime: u32,
        #[max(16)] keycodes: &[u32],
        flags: u32,
    ) -> Result<()>;

    /// Asks the guest to sleep.
    #[call(
        261,
        "domain_pm_suspend_for_duration",
        c = "virDomainPMSuspendForDuration",
        acl = "domain:pm_control",
        waits = "long"
    )]
    fn pm_suspend_for_duration(
        &self,
        caller: &Caller,
        dom: &DomainRef,
        target: u32,
        duration: u64,
        flags: u32,
    ) -> Result<()>;

    /// Wakes a guest that sleeps.
    #[call(
        267,
        "domain_pm_wakeup",
        c = "virDomainPMWakeup",
        acl = "domain:pm_control",
        waits = "disk"
    )]
    fn pm_wakeup(&self, caller: &Caller, dom: &DomainRef, flags: u32) -> Result<()>;

    /// Asks the guest for its host name.
    #[call(
        277,
        "domain_get_hostname",
        c = "virDomainGetHostname",
        acl = "domain:write",
        waits = "monitor",
        field = "hostname"
    )]
    fn hostname(&self, caller: &Caller, dom: &DomainRef, flags: u32) -> Result<String>;

    /// Asks the guest to give back unused blocks.
    #[call(
        294,
        "domain_fstrim",
        c = "virDomainFSTrim",
        acl = "domain:fs_trim",
        waits = "long"
    )]
    fn fstrim(
        &self,
        caller: &Caller,
        dom: &DomainRef,
        mount_point: Option<&str>,
        minimum: u64,
        flags: u32,
    ) -> Result<()>;

    /// Sends a signal to a process in the guest.
    #[call(
        295,
        "domain_send_process_signal",
        c = "virDomainSendProcessSignal",
        acl = "domain:send_signal",
        waits = "disk"
    )]
    fn send_process_signal(
        &self,
        caller: &Caller,
        dom: &DomainRef,
        pid_value: i64,
        signum: u32,
        flags: u32,
    ) -> Result<()>;

    /// Asks the guest to hold its file systems still.
    #[call(
        335,
        "domain_fsfreeze",
        c = "virDomainFSFreeze",
        acl = "domain:fs_freeze",
        waits = "long",
        field = "filesystems"
    )]
    fn fsfreeze(
        &self,
        caller: &Caller,
        dom: &DomainRef,
        #[max(256)] mountpoints: &[String],
        flags: u32,
    ) -> Result<i32>;

    /// Asks the guest to let its file systems go on.
    #[call(
        336,
        "domain_fsthaw",
        c = "virDomainFSThaw",
        acl = "domain:fs_freeze",
        waits = "long",
        field = "filesystems"
    )]
    fn fsthaw(
        &self,
        caller: &Caller,
        dom: &DomainRef,
        #[max(256)] mountpoints: &[String],
        flags: u32,
    ) -> Result<i32>;

    /// Asks the guest for its clock.
    #[call(
        337,
        "domain_get_time",
        c = "virDomainGetTime",
        acl = "domain:write",
        waits = "monitor"
    )]
    fn time(&self, caller: &Caller, dom: &DomainRef, flags: u32) -> Result<DomainTime>;

    /// Sets the guest's clock.
    #[call(
        338,
        "domain_set_time",
        c = "virDomainSetTime",
        acl = "domain:set_time",
        waits = "monitor"
    )]
    fn set_time(
        &self,
        caller: &Caller,
        dom: &DomainRef,
        seconds: i64,
        nseconds: u32,
        flags: u32,
    ) -> Result<()>;

    /// Asks the guest for its mounted file systems.
    #[call(
        349,
        "domain_get_fsinfo",
        c = "virDomainGetFSInfo",
        acl = "domain:fs_freeze",
        waits = "monitor"
    )]
    fn fsinfo(&self, caller: &Caller, dom: &DomainRef, flags: u32) -> Result<DomainFsinfo>;

    /// Tells the guest's network addresses, from leases, agent or ARP.
    #[call(
        353,
        "domain_interface_addresses",
        c = "virDomainInterfaceAddresses",
        acl = "domain:read domain:write::source:VIR_DOMAIN_INTERFACE_ADDRESSES_SRC_AGENT",
        waits = "monitor",
        read_only = "unless source == 1",
        field = "ifaces",
        max = 2048
    )]
    fn interface_addresses(
        &self,
        caller: &Caller,
        dom: &DomainRef,
        source: u32,
        flags: u32,
    ) -> Result<Vec<DomainInterface>>;

    /// Sets the password of a user in the guest.
    #[call(
        357,
        "domain_set_user_password",
        c = "virDomainSetUserPassword",
        acl = "domain:set_password",
        waits = "monitor"
    )]
    fn set_user_password(
        &self,
        caller: &Caller,
        dom: &DomainRef,
        user: Option<&str>,
        password: Option<&str>,
        flags: u32,
    ) -> Result<()>;

    /// Asks the guest which of its CPUs it uses.
    #[call(
        371,
        "domain_get_guest_vcpus",
        c = "virDomainGetGuestVcpus",
        acl = "domain:write",
        waits = "monitor",
        field = "params",
        max = 64
    )]
    fn guest_vcpus(&self, caller: &Caller, dom: &DomainRef, flags: u32) -> Result<Vec<TypedParam>>;

    /// Asks the guest to use or leave CPUs.
    #[call(
        372,
        "domain_set_guest_vcpus",
        c = "virDomainSetGuestVcpus",
        acl = "domain:write",
        waits = "monitor"
    )]
    fn set_guest_vcpus(
        &self,
        caller: &Caller,
        dom: &DomainRef,
        cpumap: &str,
        state: i32,
        flags: u32,
    ) -> Result<()>;

    /// Asks the guest's agent for several kinds of information at once.
    #[call(
        418,
        "domain_get_guest_info",
        c = "virDomainGetGuestInfo",
        acl = "domain:write",
        waits = "monitor",
        field = "params",
        max = 2048
    )]
    fn guest_info(
        &self,
        caller: &Caller,
        dom: &DomainRef,
        types: u32,
        flags: u32,
    ) -> Result<Vec<TypedParam>>;

    /// Sets how long calls wait for the guest's agent, in seconds.
    #[call(
        420,
        "domain_agent_set_response_timeout",
        c = "virDomainAgentSetResponseTimeout",
        acl = "domain:write",
        waits = "monitor",
        field = "result"
    )]
    fn agent_set_response_timeout(
        &self,
        caller: &Caller,
        dom: &DomainRef,
        timeout: i32,
        flags: u32,
    ) -> Result<i32>;

    /// Lists the SSH keys that a user in the guest accepts.
    #[call(
        424,
        "domain_authorized_ssh_keys_get",
        c = "virDomainAuthorizedSSHKeysGet",
        acl = "domain:write",
        waits = "disk",
        field = "keys",
        max = 2048
    )]
    fn authorized_ssh_keys_get(
        &self,
        caller: &Caller,
        dom: &DomainRef,
        user: &str,
        flags: u32,
    ) -> Result<Vec<String>>;

    /// Changes the SSH keys that a user in the guest accepts.
    #[call(
        425,
        "domain_authorized_ssh_keys_set",
        c = "virDomainAuthorizedSSHKeysSet",
        acl = "domain:write",
        waits = "disk"
    )]
    fn authorized_ssh_keys_set(
        &self,
        caller: &Caller,
        dom: &DomainRef,
        user: &str,
        #[max(2048)] keys: &[String],
        flags: u32,
    ) -> Result<()>;
}

/// A network interface of the guest with its addresses.
#[api(wire = "remote_domain_interface")]
#[derive(Clone, Debug, PartialEq)]
pub struct DomainInterface {
    /// The name.
    pub name: String,
    /// The hardware address.
    pub hwaddr: Option<String>,
    /// The addresses.
    #[max(2048)]
    pub addrs: Vec<DomainIpAddress>,
}

/// An address of the guest.
#[api(wire = "remote_domain_ip_addr")]
#[derive(Clone, Debug, PartialEq)]
pub struct DomainIpAddress {
    /// The kind, as libvirt numbers it.
    pub kind: i32,
    /// The address.
    pub addr: String,
    /// The length of the network part, in bits.
    pub prefix: u32,
}

/// A file system mounted in the guest.
#[api(wire = "remote_domain_fsinfo")]
#[derive(Clone, Debug, PartialEq)]
pub struct DomainFsInfo {
    /// Where it is mounted.
    pub mountpoint: String,
    /// The name.
    pub name: String,
    /// The kind of file system.
    pub fstype: String,
    /// The aliases of the devices.
    #[max(256)]
    pub dev_aliases: Vec<String>,
}

/// Answer of [`DomainGuestApi::time`].
#[api(wire = "remote_domain_get_time_ret")]
#[derive(Clone, Debug, PartialEq)]
pub struct DomainTime {
    /// Whole seconds.
    pub seconds: i64,
    /// Nanoseconds beyond the seconds.
    pub nseconds: u32,
}

/// Answer of [`DomainGuestApi::fsinfo`].
#[api(wire = "remote_domain_get_fsinfo_ret")]
#[derive(Clone, Debug, PartialEq)]
pub struct DomainFsinfo {
    /// Further detail, as libvirt numbers it.
    #[max(256)]
    pub info: Vec<DomainFsInfo>,
    /// The count, which may stand alone when no list was asked for.
    pub ret: u32,
}
