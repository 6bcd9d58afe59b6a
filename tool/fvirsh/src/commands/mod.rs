//! The table of commands, a file for each group.

mod flags;
mod lifecycle;
mod list;
mod options;
mod shell;
mod words;

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
            parts: &[lifecycle::COMMANDS, list::DOMAIN_COMMANDS],
        },
        Group {
            title: "Domain Monitoring",
            keyword: "monitor",
            parts: &[list::MONITOR_COMMANDS],
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
