//! The table of commands, a file for each group.

mod check;
pub(crate) mod console;
mod cpu;
mod device;
mod display;
mod edit;
pub(crate) mod event;
mod flags;
mod guest;
mod host;
mod job;
mod keys;
mod lifecycle;
mod list;
mod metadata;
mod native;
mod offers;
mod options;
mod qemu;
mod security;
mod shell;
mod stats;
mod tune;
mod values;
mod volumes;
mod words;
mod xml;

use fv_tool_shell::{Generic, Group, Program};

use crate::Session;

/// All commands.
pub static PROGRAM: Program<Session> = Program {
    name: "fvirsh",
    about: "the command line of Ferrovirt",
    groups: &[
        Group {
            title: "Domain Management",
            keyword: "domain",
            parts: &[
                lifecycle::COMMANDS,
                list::DOMAIN_COMMANDS,
                xml::COMMANDS,
                native::COMMANDS,
                edit::COMMANDS,
                metadata::COMMANDS,
                console::COMMANDS,
                display::COMMANDS,
                guest::COMMANDS,
                cpu::COMMANDS,
                tune::COMMANDS,
                device::COMMANDS,
                job::COMMANDS,
                security::COMMANDS,
                qemu::COMMANDS,
                event::QEMU_COMMANDS,
            ],
        },
        Group {
            title: "Domain Monitoring",
            keyword: "monitor",
            parts: &[
                list::MONITOR_COMMANDS,
                stats::COMMANDS,
                job::MONITOR_COMMANDS,
                guest::MONITOR_COMMANDS,
            ],
        },
        Group {
            title: "Domain Events",
            keyword: "events",
            parts: &[event::COMMANDS],
        },
        Group {
            title: "Host and Hypervisor",
            keyword: "host",
            parts: &[host::COMMANDS],
        },
        Group {
            title: "Virsh itself",
            keyword: "virsh",
            parts: &[Generic::<Session>::COMMANDS, shell::COMMANDS],
        },
    ],
};

/// The options of a command as its table has them.
pub(crate) type Args = fv_tool_shell::Args<Session>;
