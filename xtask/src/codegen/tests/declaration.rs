//! One declaration of each kind, for the golden test of the generator.

use fv_api_attr::api;

/// Domains.
#[api(program = "remote", object = "domain", domain = "Domain")]
pub trait DomainApi: Send + Sync {
    /// An object, text, and nothing back.
    #[call(
        1,
        "domain_attach_device",
        c = "virDomainAttachDevice",
        acl = "domain:write domain:save:!VIR_DOMAIN_AFFECT_CONFIG|VIR_DOMAIN_AFFECT_LIVE",
        waits = "long"
    )]
    fn attach_device(&self, caller: &Caller, dom: &DomainRef, xml: &str) -> Result<()>;

    /// A rule for read-only connections, and one text back.
    #[call(
        2,
        "domain_get_xml_desc",
        c = "virDomainGetXMLDesc",
        waits = "never",
        read_only = "unless flags & 9: with secure flag",
        priority = "high",
        field = "xml"
    )]
    fn xml_desc(&self, caller: &Caller, dom: &DomainRef, flags: u32) -> Result<String>;

    /// A whole struct back.
    #[call(3, "domain_get_state", waits = "never", read_only = "allowed")]
    fn state(&self, caller: &Caller, dom: &DomainRef) -> Result<DomainState>;

    /// Nothing given, a list back.
    #[call(4, "connect_list_domains", waits = "never", field = "ids", max = 16384)]
    fn list_domains(&self, caller: &Caller) -> Result<Vec<i32>>;

    /// Bytes, lists, bounds, and what may be absent.
    #[call(5, "domain_everything", read_only = "unless source == 1")]
    fn everything(
        &self,
        caller: &Caller,
        #[max(2048)] cpumap: &[u8],
        #[max(16)] params: &[TypedParam],
        #[max(8)] names: &[String],
        #[max(4)] chars: &[i8],
        #[max(10)] short: &str,
        other: Option<&DomainRef>,
        #[max(3)] doms: &[DomainRef],
        word: Option<&str>,
        uuid: Uuid,
        source: u32,
    ) -> Result<()>;

    /// A stream that may have holes, and a text beside it.
    #[call(6, "domain_screenshot", stream = "out", sparse = "flags & 1", field = "mime")]
    fn screenshot(
        &self,
        caller: &Caller,
        dom: &DomainRef,
        flags: u32,
    ) -> Result<(Box<dyn Stream>, Option<String>)>;

    /// A stream and nothing else.
    #[call(7, "domain_open_console", stream = "in")]
    fn open_console(&self, caller: &Caller, dom: &DomainRef) -> Result<Box<dyn Stream>>;

    /// Descriptors given.
    #[call(8, "domain_fd_associate", fds_in = true)]
    fn fd_associate(&self, caller: &Caller, dom: &DomainRef, name: &str) -> Result<()>;

    /// Descriptors back, alone.
    #[call(9, "domain_open_graphics_fd", fds_out = true)]
    fn open_graphics_fd(&self, caller: &Caller, dom: &DomainRef) -> Result<Vec<OwnedFd>>;

    /// Descriptors both ways, and a text beside them.
    #[call(10, "domain_command", fds_in = true, fds_out = true, field = "result")]
    fn command(&self, caller: &Caller, dom: &DomainRef) -> Result<(String, Vec<OwnedFd>)>;

    /// Code by hand in the daemon, before the connection is open.
    #[call(11, "auth_list", phase = "auth", by_hand = "server", field = "types", max = 20)]
    fn auth_list(&self, caller: &Caller) -> Result<Vec<AuthKind>>;
}

/// A program that the daemon does not serve.
#[api(program = "lock", domain = "Rpc")]
pub trait LockApi: Send + Sync {
    /// A name in another manner.
    #[call(1, "create_lockspace")]
    fn create_lockspace(&self, caller: &Caller, #[max(65536)] path: &str) -> Result<()>;
}

/// Events of an object.
#[api(program = "remote", object = "domain")]
pub enum DomainEvent {
    /// Two forms.
    #[event(
        id = 0,
        call = 12,
        name = "domain_event_callback_lifecycle",
        legacy = 13,
        legacy_name = "domain_event_lifecycle"
    )]
    Lifecycle {
        /// A number.
        event: i32,
    },
    /// A field that only one form has.
    #[event(
        id = 1,
        call = 14,
        name = "domain_event_callback_pmwakeup",
        legacy = 15,
        legacy_name = "domain_event_pmwakeup"
    )]
    Pmwakeup {
        /// A number.
        #[callback_only]
        reason: i32,
    },
    /// One form, and a list.
    #[event(id = 2, call = 16, name = "domain_event_callback_tunable")]
    Tunable {
        /// A list.
        #[max(2048)]
        params: Vec<TypedParam>,
    },
}

/// Events of nothing.
#[api(program = "keepalive")]
pub enum KeepaliveEvent {
    /// Empty.
    #[event(call = 1, name = "ping")]
    Ping,
}

/// An object.
#[api(wire = "remote_nonnull_domain")]
pub struct DomainRef {
    /// A text.
    pub name: String,
    /// A uuid.
    pub uuid: Uuid,
}

/// An answer.
#[api(wire = "remote_domain_get_state_ret")]
pub struct DomainState {
    /// A small number.
    pub state: u8,
    /// Characters.
    pub model: [i8; 32],
    /// What may be absent.
    pub dom: Option<DomainRef>,
    /// Bytes.
    #[max(5)]
    pub bytes: Vec<u8>,
}

/// Numbers with names.
#[api(wire = "remote_auth_type")]
pub enum AuthKind {
    /// One.
    None = 0,
    /// Another.
    Sasl = 1,
}
