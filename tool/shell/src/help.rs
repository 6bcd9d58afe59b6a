//! Help, made from the table.

use std::fmt::Write;

use crate::{Command, Failure, Group, Opt, OptKind, Program};

/// The help for a command or a group of that name, or about everything.
pub fn help<C>(program: &Program<C>, name: Option<&str>) -> Result<String, Failure> {
    let Some(name) = name else {
        return Ok(global_help(program));
    };
    if let Some(command) = program.command(name) {
        return Ok(command_help(command));
    }
    let mut groups = program.groups.iter();
    let group = groups.find(|group| group.title == name || group.keyword == name);
    match group {
        Some(group) => Ok(group_help(group)),
        None => {
            let text = format!("command or command group '{name}' doesn't exist");
            Err(Failure::new(text))
        }
    }
}

/// All commands, by group.
pub fn global_help<C>(program: &Program<C>) -> String {
    let groups = program.groups.iter();
    let groups: String = groups.map(|group| group_help(group) + "\n").collect();
    format!("Grouped commands:\n\n{groups}")
}

/// The commands of a group.
pub fn group_help<C>(group: &Group<C>) -> String {
    let mut text = format!(" {} (help keyword '{}'):\n", group.title, group.keyword);
    text.push_str(&command_lines(group));
    text
}

/// A line for each command of a group.
pub(crate) fn command_lines<C>(group: &Group<C>) -> String {
    let line = |command: &Command<C>| format!("    {:<30} {}\n", command.name, command.summary);
    group.shown().map(line).collect()
}

/// What a command is for, and each of its options.
pub fn command_help<C>(command: &Command<C>) -> String {
    let mut text = format!("  NAME\n    {} - {}\n", command.name, command.summary);
    let _ = write!(text, "\n  SYNOPSIS\n    {}\n", synopsis(command));
    if !command.about.is_empty() {
        let _ = write!(text, "\n  DESCRIPTION\n    {}\n", command.about);
    }
    if !command.options.is_empty() {
        text.push_str("\n  OPTIONS\n");
        for option in command.options.iter().filter(|option| option.is_shown()) {
            let _ = writeln!(text, "    {:<15}  {}", form(option), option.help);
        }
    }
    text
}

/// A command with all it takes, on one line.
pub(crate) fn synopsis<C>(command: &Command<C>) -> String {
    let options = command.options.iter().filter(|option| option.is_shown());
    let options: String = options
        .map(|option| format!(" {}", place(option)))
        .collect();
    format!("{}{options}", command.name)
}

/// An option as it stands in the synopsis.
fn place<C>(option: &Opt<C>) -> String {
    let name = option.name;
    let form = match (option.kind, option.is_positional) {
        (OptKind::Flag | OptKind::Alias(..), _) => format!("--{name}"),
        (_, true) => format!("<{name}>"),
        (OptKind::Number, false) => format!("--{name} <number>"),
        (OptKind::Text | OptKind::List, false) => format!("--{name} <string>"),
    };
    let form = match option.is_required {
        true => form,
        false => format!("[{form}]"),
    };
    match option.kind {
        OptKind::List => format!("{form}..."),
        _ => form,
    }
}

/// An option as it stands in the list of options.
pub(crate) fn form<C>(option: &Opt<C>) -> String {
    let name = match option.is_positional {
        true => format!("[--{}]", option.name),
        false => format!("--{}", option.name),
    };
    match option.kind {
        OptKind::Flag | OptKind::Alias(..) => name,
        OptKind::Number => format!("{name} <number>"),
        OptKind::Text => format!("{name} <string>"),
        OptKind::List => format!("{name} <string>..."),
    }
}
