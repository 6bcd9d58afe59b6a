//! The commands that every shell has.

use std::marker::PhantomData;
use std::path::{Path, PathBuf};

use fv_error::strerror;

use crate::{
    Args, Command, Context, Failure, Opt, Outcome, Reply, Rule, complete, help, shell_quoted,
    split_commas, words, xml_escaped,
};

/// The commands that every shell has.
#[derive(Debug)]
pub struct Generic<C>(PhantomData<C>);

impl<C: Context> Generic<C> {
    /// They are.
    pub const COMMANDS: &'static [Command<C>] = &[
        Command::new("cd", go_to, "go to another folder")
            .about("Goes to another folder, or to your own.")
            .options(&[Opt::text("dir", "the folder (your own without it)").positional()])
            .offline(),
        Command::new("echo", echo, "show the arguments")
            .about("Shows its arguments, quoted if that is wanted; for tests and scripts.")
            .options(&[
                Opt::flag("shell", "quote for a shell"),
                Opt::flag("xml", "escape for XML"),
                Opt::flag(
                    "split",
                    "split each argument at its commas; ',,' is a comma",
                ),
                Opt::flag("err", "show it as an error"),
                Opt::alias("str", "string"),
                Opt::alias_with("hi", "string", "hello"),
                Opt::text("prefix", "what stands before it"),
                Opt::list("string", "what to show").positional(),
            ])
            .rules(&[
                Rule::Exclusive("shell", "xml"),
                Rule::Exclusive("shell", "split"),
                Rule::Exclusive("xml", "split"),
            ])
            .offline(),
        Command::new("exit", quit, "leave").offline(),
        Command::new("help", show_help, "show help")
            .about("Shows all commands, or all about a group or a command.")
            .options(
                &[Opt::text("command", "a command, or the keyword of a group")
                    .positional()
                    .completed_by(|context: &mut C, _| words(context.program()))],
            )
            .offline(),
        Command::new("pwd", print_folder, "show the folder")
            .about("Shows the folder in which the shell is.")
            .offline(),
        Command::new("quit", quit, "leave").offline(),
        Command::new("complete", show_completions, "offer completions")
            .about("Shows what may follow; for the completion of shells.")
            .options(&[Opt::list("string", "the words so far")
                .positional()
                .may_be_empty()])
            .offline()
            .hidden(),
    ];
}

fn go_to<C: Context>(context: &mut C, args: &Args<C>) -> Outcome {
    let folder = match args.raw("dir").filter(|dir| !dir.is_empty()) {
        Some(folder) => PathBuf::from(folder),
        None => context.home().unwrap_or(Path::new("/")).to_owned(),
    };
    match std::env::set_current_dir(&folder) {
        Ok(()) => Ok(Reply::none()),
        Err(error) => {
            let text = format!("cd: {}: {}", strerror(&error), folder.display());
            Err(Failure::new(text))
        }
    }
}

fn print_folder<C: Context>(_: &mut C, _: &Args<C>) -> Outcome {
    let folder = std::env::current_dir().unwrap_or_default();
    Ok(Reply::line(folder.to_string_lossy().into_owned()))
}

fn echo<C: Context>(context: &mut C, args: &Args<C>) -> Outcome {
    let mut text = String::new();
    match args.text("prefix") {
        Ok(Some(prefix)) => {
            text.push_str(prefix);
            text.push(' ');
        }
        Ok(None) => {}
        // An empty one counts as none; it is told, and not worth failing.
        Err(failure) => {
            let lines = failure.lines();
            lines.for_each(|line| context.terminal().error(line));
        }
    }
    for word in args.list("string") {
        if args.has("xml") {
            text.push_str(&xml_escaped(word));
        } else if args.has("shell") {
            text.push_str(&shell_quoted(word));
        } else if args.has("split") {
            split_commas(word).iter().for_each(|part| {
                text.push_str(part);
                text.push('\n');
            });
        } else {
            text.push_str(word);
        }
        text.push(' ');
    }
    // The last blank goes; it is one, or the prefix' own.
    let text = text.strip_suffix(' ').unwrap_or(&text);
    match (text, args.has("err")) {
        ("", _) => {}
        (text, true) => context.terminal().error(text),
        (text, false) => context.terminal().print(text),
    }
    Ok(Reply::none())
}

fn quit<C: Context>(context: &mut C, _: &Args<C>) -> Outcome {
    context.quit();
    Ok(Reply::none())
}

fn show_help<C: Context>(context: &mut C, args: &Args<C>) -> Outcome {
    let name = args.raw("command").filter(|name| !name.is_empty());
    help(context.program(), name).map(Reply::text)
}

/// One offer stands alone; with several the first line says what they have in common.
fn show_completions<C: Context>(context: &mut C, args: &Args<C>) -> Outcome {
    let typed = args.list("string");
    let word = typed.last().map_or("", String::as_str);
    context.connect().map_err(|_| Failure::silent())?;
    let offers = complete(context, &typed.join(" "), word);
    if offers.is_empty() {
        return Err(Failure::silent());
    }
    let lines: String = offers.iter().map(|offer| format!("{offer}\n")).collect();
    Ok(Reply::none().asked(lines))
}
