//! A manual page, made from the table.

use std::fmt::Write;

use crate::help::{form, synopsis};
use crate::{Command, Program};

/// The page of a program, in the language of `man`.
///
/// `options` is what stands before a command: for each option its form and what it does.
pub fn manual<C>(program: &Program<C>, options: &[(&str, &str)]) -> String {
    let name = program.name;
    let mut page = format!(
        ".TH {} 1\n.SH NAME\n{name} \\- {}\n.SH SYNOPSIS\n.B {name}\n[options] [command [argument ...]]\n",
        name.to_uppercase(),
        roff(program.about)
    );
    page.push_str(".SH OPTIONS\n");
    for (form, help) in options {
        let _ = write!(page, ".TP\n.B {}\n{}\n", roff(form), roff(help));
    }
    for group in program.groups {
        let _ = writeln!(page, ".SH {}", roff(&group.title.to_uppercase()));
        group
            .shown()
            .for_each(|command| push_command(&mut page, command));
    }
    page
}

fn push_command<C>(page: &mut String, command: &Command<C>) {
    let about = match command.about {
        "" => command.summary,
        about => about,
    };
    let _ = write!(
        page,
        ".SS {}\n.nf\n.B {}\n.fi\n.PP\n{}\n",
        roff(command.name),
        roff(&synopsis(command)),
        roff(about)
    );
    for option in command.options.iter().filter(|option| option.is_shown()) {
        let _ = write!(
            page,
            ".TP\n.B {}\n{}\n",
            roff(&form(option)),
            roff(option.help)
        );
    }
}

/// A text without what `man` takes for its own.
fn roff(text: &str) -> String {
    let text = text.replace('\\', "\\e").replace('-', "\\-");
    let lines = text
        .lines()
        .map(|line| match line.starts_with(['.', '\'']) {
            true => format!("\\&{line}"),
            false => line.to_owned(),
        });
    lines.collect::<Vec<_>>().join("\n")
}
