//! The table of commands, a file for each group.

mod check;
mod console;
mod cpu;
mod flags;
mod host;
mod lifecycle;
mod list;
mod options;
mod shell;
mod stats;
mod values;
mod volumes;
mod words;
mod xml;
mod xpath;

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
                console::COMMANDS,
                cpu::COMMANDS,
            ],
        },
        Group {
            title: "Domain Monitoring",
            keyword: "monitor",
            parts: &[list::MONITOR_COMMANDS, stats::COMMANDS],
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
