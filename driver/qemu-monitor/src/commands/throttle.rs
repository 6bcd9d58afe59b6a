//! Limits on what a disk may do.

use fv_error::{Error, ErrorCode, ErrorDomain};
use serde_json::{Map, Value, json};

use super::object;
use crate::command::{Call, Command};
use crate::json::{self, Fields};

/// Makes the struct and its three spellings from one table.
macro_rules! limits {
    ($($field:ident $disk:literal $group:literal $kind:ident)*) => {
        /// Limits on what a disk may do; 0 is no limit.
        #[derive(Clone, Debug, Default, PartialEq, Eq)]
        #[expect(missing_docs, reason = "fields are named as in domain documents")]
        pub struct Limits {
            $(pub $field: u64,)*
            pub group_name: Option<String>,
        }

        impl Limits {
            /// The limits by their names in domain documents.
            pub fn named(&self) -> impl Iterator<Item = (&'static str, u64)> {
                [$((stringify!($field), self.$field),)*].into_iter()
            }

            /// Sets a limit by its name in domain documents; false if there is none of that name.
            pub fn set(&mut self, name: &str, value: u64) -> bool {
                match name {
                    $(stringify!($field) => self.$field = value,)*
                    _ => return false,
                }
                true
            }

            fn disk_arguments(&self) -> Vec<(&'static str, u64, Kind)> {
                vec![$(($disk, self.$field, Kind::$kind),)*]
            }

            fn group_arguments(&self) -> Map<String, Value> {
                let all = [$(($group, self.$field, Kind::$kind),)*];
                let sent = all.into_iter().filter(|(_, value, kind)| kind.is_sent(*value));
                sent.map(|(name, value, _)| (name.to_string(), json!(value))).collect()
            }

            fn read(inserted: &Value) -> Result<Self, Error> {
                Ok(Self {
                    $($field: match inserted.unsigned($disk) {
                        Some(value) => value,
                        None if Kind::$kind == Kind::Must => return Err(missing(stringify!($field))),
                        None => 0,
                    },)*
                    group_name: inserted.string("group"),
                })
            }
        }
    };
}

/// How a limit is treated on the way to and from QEMU.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Always sent, must be told.
    Must,
    /// Always sent, may be left out in a reply.
    May,
    /// Sent only if it is set: QEMU refuses 0.
    Length,
}

impl Kind {
    fn is_sent(self, value: u64) -> bool {
        self != Self::Length || value != 0
    }
}

// name in documents, of disks, of groups
limits! {
    total_bytes_sec "bps" "bps-total" Must
    read_bytes_sec "bps_rd" "bps-read" Must
    write_bytes_sec "bps_wr" "bps-write" Must
    total_iops_sec "iops" "iops-total" Must
    read_iops_sec "iops_rd" "iops-read" Must
    write_iops_sec "iops_wr" "iops-write" Must
    total_bytes_sec_max "bps_max" "bps-total-max" May
    read_bytes_sec_max "bps_rd_max" "bps-read-max" May
    write_bytes_sec_max "bps_wr_max" "bps-write-max" May
    total_iops_sec_max "iops_max" "iops-total-max" May
    read_iops_sec_max "iops_rd_max" "iops-read-max" May
    write_iops_sec_max "iops_wr_max" "iops-write-max" May
    size_iops_sec "iops_size" "iops-size" May
    total_bytes_sec_max_length "bps_max_length" "bps-total-max-length" Length
    read_bytes_sec_max_length "bps_rd_max_length" "bps-read-max-length" Length
    write_bytes_sec_max_length "bps_wr_max_length" "bps-write-max-length" Length
    total_iops_sec_max_length "iops_max_length" "iops-total-max-length" Length
    read_iops_sec_max_length "iops_rd_max_length" "iops-read-max-length" Length
    write_iops_sec_max_length "iops_wr_max_length" "iops-write-max-length" Length
}

/// The limits of a disk, named by its drive alias or its device.
pub fn query(disk: &str) -> Call<Limits> {
    let disk = disk.to_string();
    Call::with_reply(Command::new("query-block"), move |command, reply| {
        let fail = |detail: String| Error::internal(ErrorDomain::Qemu, detail);
        let entries = json::items(command.name(), reply.value(command.name())?)?;
        let named = |entry: &&Value| {
            [entry.text("qdev"), entry.text("device")].contains(&Some(disk.as_str()))
        };
        let entry = entries.iter().find(named);
        let entry = entry
            .ok_or_else(|| fail(format!("cannot find throttling info for device '{disk}'")))?;
        let inserted = entry.field("inserted").ok_or_else(|| {
            fail("block_io_throttle inserted entry was not in expected format".into())
        })?;
        Limits::read(inserted)
    })
}

/// Sets the limits of a disk.
///
/// All limits are set at once; those that are 0 are lifted. Lengths of bursts are the exception,
/// because QEMU takes no 0 for them.
pub fn set(disk: &str, limits: &Limits) -> Call<()> {
    let mut arguments = Map::new();
    arguments.insert("id".into(), json!(disk));
    let (plain, lengths): (Vec<_>, Vec<_>) = limits
        .disk_arguments()
        .into_iter()
        .partition(|(_, _, kind)| *kind != Kind::Length);
    for (name, value, _) in plain {
        arguments.insert(name.into(), json!(value));
    }
    if let Some(group) = &limits.group_name {
        arguments.insert("group".into(), json!(group));
    }
    for (name, value, _) in lengths
        .into_iter()
        .filter(|(_, value, kind)| kind.is_sent(*value))
    {
        arguments.insert(name.into(), json!(value));
    }
    Call::plain(Command::with(
        "block_set_io_throttle",
        Value::Object(arguments),
    ))
}

/// Sets the limits of a group of disks, which is an object.
pub fn set_group(object: &str, limits: &Limits) -> Call<()> {
    object::set(object, "limits", &Value::Object(limits.group_arguments()))
}

fn missing(field: &str) -> Error {
    let detail = format!("block_io_throttle field '{field}' missing in qemu's output");
    Error::new(ErrorDomain::Qemu, ErrorCode::OperationUnsupported, detail)
}
