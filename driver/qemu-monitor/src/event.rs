//! Events of QEMU, typed where libvirt acts on them and kept raw in any case.
//!
//! Event delivery is best effort in QEMU's protocol, so a known event with missing or odd members
//! is not an error: what can be read is taken, and what makes no sense at all stays
//! [`EventKind::Other`].

use serde_json::{Map, Value};

use crate::commands::job::JobStatus;
use crate::json::Fields;

/// Something that happened in or to the guest.
///
/// The stamp is the wall clock of the host when QEMU made the event, which may be long before it is
/// read.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    /// QEMU's name of it, such as `SHUTDOWN`.
    pub name: String,
    /// Seconds since 1970; -1 if QEMU gave none.
    pub seconds: i64,
    /// The part below a second.
    pub micros: u32,
    /// The `data` member as it came.
    pub data: Option<Value>,
    /// What it means.
    pub kind: EventKind,
}

/// Who asked for a shutdown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ShutdownBy {
    /// Whether the guest asked, where QEMU says so.
    pub guest: Option<bool>,
    /// Such as `guest-shutdown`, `host-qmp-quit`, `host-signal`.
    pub reason: Option<String>,
}

/// A read or write of a disk that failed.
///
/// Two ways to name the disk are left to callers: guests that were started by an older daemon have a
/// drive alias, all others the path of the device and the node.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BlockIoError {
    /// The drive alias; `None` for disks made by `-blockdev`.
    pub device: Option<String>,
    /// The device in QEMU's object tree.
    pub qom_path: Option<String>,
    /// The node of the block graph.
    pub node_name: Option<String>,
    /// `read` or `write`.
    pub operation: Option<String>,
    /// What QEMU does about it.
    pub action: IoErrorAction,
    /// Whether the space ran out.
    pub nospace: bool,
    /// QEMU's own words.
    pub reason: Option<String>,
}

crate::tokens! {
    /// What QEMU does about an I/O error (`virDomainEventIOErrorAction`).
    IoErrorAction {
        Ignore = "ignore",
        Stop = "stop",
        Report = "report",
    }
}

crate::tokens! {
    /// What a watchdog did when it fired (`virDomainEventWatchdogAction`).
    WatchdogAction {
        None = "none",
        Pause = "pause",
        Reset = "reset",
        Poweroff = "poweroff",
        Shutdown = "shutdown",
        Debug = "debug",
        InjectNmi = "inject-nmi",
    }
}

/// What the guest told when it panicked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PanicInfo {
    /// The five numbers of a Windows guest.
    HyperV([u64; 5]),
    /// A mainframe's words.
    S390 {
        /// The processor.
        core: i64,
        /// The mask of its status word.
        psw_mask: u64,
        /// The address in its status word.
        psw_addr: u64,
        /// Such as `disabled-wait`.
        reason: String,
    },
}

/// Broken memory of the host under the guest.
///
/// The host's kernel has found it; the words are those of QEMU's schema, checked to be known ones.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MemoryFailure {
    /// `hypervisor` or `guest`.
    pub recipient: String,
    /// `ignore`, `inject`, `fatal` or `reset`.
    pub action: String,
    /// Whether the processor stopped at the access.
    pub action_required: bool,
    /// Whether another failure was being handled.
    pub recursive: bool,
}

crate::tokens! {
    /// The families of addresses (`virDomainEventGraphicsAddressType`).
    AddressFamily {
        Ipv4 = "ipv4",
        Ipv6 = "ipv6",
        Unix = "unix",
    }
}

/// One end of a display's connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DisplayEnd {
    /// What kind of address it is; libvirt takes one that it does not know for the first.
    pub family: AddressFamily,
    /// The address.
    pub host: String,
    /// The port, or the path of a socket.
    pub service: String,
}

/// How far a client of a display has come (`virDomainEventGraphicsPhase`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DisplayPhase {
    /// It is there.
    Connect = 0,
    /// It was let in.
    Initialize = 1,
    /// It went.
    Disconnect = 2,
}

/// A client of a display came or went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DisplayClient {
    /// How far it has come.
    pub phase: DisplayPhase,
    /// QEMU's end.
    pub server: DisplayEnd,
    /// The client's end.
    pub client: DisplayEnd,
    /// How the client had to show who it is; empty if QEMU does not say.
    pub auth: String,
    /// The subject of the client's certificate.
    pub x509_dname: Option<String>,
    /// The name by which it was let in.
    pub sasl_username: Option<String>,
}

/// What an event means.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
#[expect(missing_docs, reason = "members are named as in QEMU's schema")]
pub enum EventKind {
    /// `SHUTDOWN`.
    Shutdown(ShutdownBy),
    /// `RESET`.
    Reset {
        guest: Option<bool>,
        reason: Option<String>,
    },
    /// `STOP`.
    Stop,
    /// `RESUME`.
    Resume,
    /// `POWERDOWN`.
    Powerdown,
    /// `SUSPEND`.
    Suspend,
    /// `SUSPEND_DISK`.
    SuspendDisk,
    /// `WAKEUP`.
    Wakeup,
    /// `RTC_CHANGE`: seconds away from the configured base.
    RtcChange { offset: i64 },
    /// `WATCHDOG`.
    Watchdog(WatchdogAction),
    /// `BLOCK_IO_ERROR`.
    BlockIoError(BlockIoError),
    /// `BLOCK_WRITE_THRESHOLD`.
    BlockWriteThreshold {
        node_name: String,
        threshold: u64,
        exceeded: u64,
    },
    /// `GUEST_PANICKED`.
    GuestPanicked(Option<PanicInfo>),
    /// `GUEST_CRASHLOADED`.
    GuestCrashloaded,
    /// `BALLOON_CHANGE`, rounded up to KiB.
    BalloonChange { actual_kib: u64 },
    /// `DEVICE_DELETED`.
    DeviceDeleted {
        device: Option<String>,
        path: Option<String>,
    },
    /// `DEVICE_UNPLUG_GUEST_ERROR`.
    DeviceUnplugError {
        device: Option<String>,
        path: String,
    },
    /// `DEVICE_TRAY_MOVED`.
    TrayMoved {
        device: Option<String>,
        id: Option<String>,
        open: bool,
    },
    /// `VNC_CONNECTED`, `SPICE_INITIALIZED` and the like.
    Display(Box<DisplayClient>),
    /// `NIC_RX_FILTER_CHANGED`.
    NicRxFilterChanged { name: String },
    /// `VSERPORT_CHANGE`.
    SerialChange { id: String, open: bool },
    /// `MEMORY_DEVICE_SIZE_CHANGE`.
    MemoryDeviceSizeChange { id: String, size: u64 },
    /// `MEMORY_FAILURE`.
    MemoryFailure(MemoryFailure),
    /// `MIGRATION`.
    Migration { status: String },
    /// `MIGRATION_PASS`.
    MigrationPass { pass: i64 },
    /// `JOB_STATUS_CHANGE`.
    JobStatusChange { id: String, status: JobStatus },
    /// `DUMP_COMPLETED`.
    DumpCompleted { error: Option<String> },
    /// `PR_MANAGER_STATUS_CHANGED`.
    PrManagerStatusChanged { id: String, connected: bool },
    /// `NETDEV_STREAM_DISCONNECTED`.
    NetdevStreamDisconnected { netdev: String },
    /// `NETDEV_VHOST_USER_DISCONNECTED`.
    NetdevVhostUserDisconnected { netdev: String },
    /// `ACPI_DEVICE_OST`.
    AcpiDeviceOst {
        device: Option<String>,
        slot_type: String,
        slot: String,
        source: u64,
        status: u64,
    },
    /// Whatever libvirt does not act on, or could not be read.
    Other,
}

impl Event {
    /// Reads a line that has an `event` member; `None` if that is no text.
    pub(crate) fn from_json(object: &Map<String, Value>) -> Option<Self> {
        let name = object.string("event")?;
        let data = object.field("data").cloned();
        let stamp = object.field("timestamp");
        let seconds = stamp
            .and_then(|stamp| stamp.signed("seconds"))
            .unwrap_or(-1);
        let micros = stamp
            .and_then(|stamp| stamp.unsigned("microseconds"))
            .unwrap_or(0);
        let kind = kind(&name, data.as_ref().unwrap_or(&Value::Null)).unwrap_or(EventKind::Other);
        let micros = u32::try_from(micros).unwrap_or(0);
        Some(Self {
            name,
            seconds,
            micros,
            data,
            kind,
        })
    }
}

fn kind(name: &str, data: &Value) -> Option<EventKind> {
    Some(match name {
        "RESET" => EventKind::Reset {
            guest: data.flag("guest"),
            reason: data.string("reason"),
        },
        "SHUTDOWN" => EventKind::Shutdown(ShutdownBy {
            guest: data.flag("guest"),
            reason: data.string("reason"),
        }),
        "STOP" => EventKind::Stop,
        "RESUME" => EventKind::Resume,
        "POWERDOWN" => EventKind::Powerdown,
        "SUSPEND" => EventKind::Suspend,
        "SUSPEND_DISK" => EventKind::SuspendDisk,
        "WAKEUP" => EventKind::Wakeup,
        "RTC_CHANGE" => EventKind::RtcChange {
            offset: data.signed("offset").unwrap_or(0),
        },
        "WATCHDOG" => EventKind::Watchdog(
            data.text("action")
                .and_then(WatchdogAction::from_text)
                .unwrap_or_default(),
        ),
        "GUEST_PANICKED" => EventKind::GuestPanicked(data.field("info").and_then(panic_info)),
        "GUEST_CRASHLOADED" => EventKind::GuestCrashloaded,
        "BALLOON_CHANGE" => EventKind::BalloonChange {
            actual_kib: data.unsigned("actual")?.div_ceil(1024),
        },
        "MEMORY_DEVICE_SIZE_CHANGE" => EventKind::MemoryDeviceSizeChange {
            id: data.string("id")?,
            size: data.unsigned("size")?,
        },
        "MEMORY_FAILURE" => EventKind::MemoryFailure(memory_failure(data)?),
        "MIGRATION" => EventKind::Migration {
            status: data.string("status")?,
        },
        "MIGRATION_PASS" => EventKind::MigrationPass {
            pass: data.signed("pass")?,
        },
        "JOB_STATUS_CHANGE" => EventKind::JobStatusChange {
            id: data.string("id")?,
            status: JobStatus::from_text(data.text("status")?)?,
        },
        "DUMP_COMPLETED" => EventKind::DumpCompleted {
            error: data.string("error"),
        },
        _ if name.starts_with("BLOCK_") => return block_kind(name, data),
        _ if name.starts_with("VNC_") || name.starts_with("SPICE_") => {
            EventKind::Display(Box::new(display_client(name, data)?))
        }
        _ => return device_kind(name, data),
    })
}

fn block_kind(name: &str, data: &Value) -> Option<EventKind> {
    Some(match name {
        "BLOCK_IO_ERROR" => EventKind::BlockIoError(BlockIoError {
            // A disk without a drive alias has an empty one.
            device: words(data, "device").filter(|device| !device.is_empty()),
            qom_path: data.string("qom-path"),
            node_name: words(data, "node-name"),
            operation: data.string("operation"),
            action: data
                .text("action")
                .and_then(IoErrorAction::from_text)
                .unwrap_or_default(),
            nospace: data.flag("nospace").unwrap_or(false),
            reason: words(data, "reason"),
        }),
        "BLOCK_WRITE_THRESHOLD" => EventKind::BlockWriteThreshold {
            node_name: data.string("node-name")?,
            threshold: data.unsigned("write-threshold")?,
            exceeded: data.unsigned("amount-exceeded")?,
        },
        _ => return None,
    })
}

/// A text that is kept and shown to people: none that QEMU itself says is as long.
fn words(data: &Value, key: &str) -> Option<String> {
    let text = data.text(key)?;
    let end = (0..=text.len().min(WORDS_MAX)).rfind(|&at| text.is_char_boundary(at))?;
    Some(text[..end].to_string())
}

fn device_kind(name: &str, data: &Value) -> Option<EventKind> {
    Some(match name {
        "DEVICE_DELETED" => EventKind::DeviceDeleted {
            device: data.string("device"),
            path: data.string("path"),
        },
        "DEVICE_UNPLUG_GUEST_ERROR" => EventKind::DeviceUnplugError {
            device: data.string("device"),
            path: data.string("path")?,
        },
        "DEVICE_TRAY_MOVED" => {
            let device = data.string("device").filter(|device| !device.is_empty());
            let id = data.string("id");
            if device.is_none() && id.is_none() {
                return None;
            }
            EventKind::TrayMoved {
                device,
                id,
                open: data.flag("tray-open")?,
            }
        }
        "NIC_RX_FILTER_CHANGED" => EventKind::NicRxFilterChanged {
            name: data.string("name")?,
        },
        "VSERPORT_CHANGE" => EventKind::SerialChange {
            id: data.string("id")?,
            open: data.flag("open")?,
        },
        "PR_MANAGER_STATUS_CHANGED" => EventKind::PrManagerStatusChanged {
            id: data.string("id")?,
            connected: data.flag("connected")?,
        },
        "NETDEV_STREAM_DISCONNECTED" => EventKind::NetdevStreamDisconnected {
            netdev: data.string("netdev-id")?,
        },
        "NETDEV_VHOST_USER_DISCONNECTED" => EventKind::NetdevVhostUserDisconnected {
            netdev: data.string("netdev-id")?,
        },
        "ACPI_DEVICE_OST" => {
            let info = data.field("info")?;
            EventKind::AcpiDeviceOst {
                device: info.string("device"),
                slot_type: info.string("slot-type")?,
                slot: info.string("slot")?,
                source: info.unsigned("source")?,
                status: info.unsigned("status")?,
            }
        }
        _ => return None,
    })
}

fn display_client(name: &str, data: &Value) -> Option<DisplayClient> {
    let (protocol, phase) = name.split_once('_')?;
    let phase = match phase {
        "CONNECTED" => DisplayPhase::Connect,
        "INITIALIZED" => DisplayPhase::Initialize,
        "DISCONNECTED" => DisplayPhase::Disconnect,
        _ => return None,
    };
    let (server, client) = (data.field("server")?, data.field("client")?);
    let is_vnc = protocol == "VNC";
    let service = if is_vnc { "service" } else { "port" };
    let end = |end: &Value| {
        Some(DisplayEnd {
            family: AddressFamily::from_text(end.text("family")?).unwrap_or_default(),
            host: end.string("host")?,
            service: end.string(service)?,
        })
    };
    let auth = server
        .string("auth")
        .filter(|_| is_vnc || phase == DisplayPhase::Initialize);
    let proof = |key| client.string(key).filter(|_| is_vnc);
    Some(DisplayClient {
        phase,
        server: end(server)?,
        client: end(client)?,
        auth: auth.unwrap_or_default(),
        x509_dname: proof("x509_dname"),
        sasl_username: proof("sasl_username"),
    })
}

fn panic_info(info: &Value) -> Option<PanicInfo> {
    match info.text("type")? {
        "hyper-v" => {
            let argument = |key: &str| info.unsigned(key);
            Some(PanicInfo::HyperV([
                argument("arg1")?,
                argument("arg2")?,
                argument("arg3")?,
                argument("arg4")?,
                argument("arg5")?,
            ]))
        }
        "s390" => Some(PanicInfo::S390 {
            core: info.signed("core")?,
            psw_mask: info.unsigned("psw-mask")?,
            psw_addr: info.unsigned("psw-addr")?,
            reason: info.string("reason")?,
        }),
        _ => None,
    }
}

fn memory_failure(data: &Value) -> Option<MemoryFailure> {
    let recipient = data.string("recipient")?;
    let action = data.string("action")?;
    if !["hypervisor", "guest"].contains(&recipient.as_str())
        || !["ignore", "inject", "fatal", "reset"].contains(&action.as_str())
    {
        return None;
    }
    let flag = |key| {
        data.field("flags")
            .and_then(|flags| flags.flag(key))
            .unwrap_or(false)
    };
    let (action_required, recursive) = (flag("action-required"), flag("recursive"));
    Some(MemoryFailure {
        recipient,
        action,
        action_required,
        recursive,
    })
}

/// The longest of [`words`], in bytes.
const WORDS_MAX: usize = 1024;

#[cfg(test)]
#[path = "tests/event.rs"]
mod tests;
