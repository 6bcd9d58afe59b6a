//! Editing texts with the user's own editor.

use std::fs;
use std::io::{Write, stdin};
use std::path::{Path, PathBuf};

use fv_api::DomainRef;
use fv_command::{Command as Program, Host};
use fv_error::{Error, strerror};
use fv_sys::process::Exit;
use fv_sys::{process, tty};
use fv_tool_shell::{Command, Failure, Opt, Outcome, Reply};

use super::Args;
use super::options::DOMAIN;
use crate::{Link, Session};

pub(super) const COMMANDS: &[Command<Session>] =
    &[
        Command::new("edit", edit, "edit the definition of a domain")
            .about("Opens the definition of a domain in an editor and stores what comes of it.")
            .options(&[
                DOMAIN,
                Opt::flag("skip-validate", "do not check the XML against the schema"),
            ]),
    ];

fn edit(session: &mut Session, args: &Args) -> Outcome {
    let (link, dom) = session.domain(args)?;
    let mut bits = if args.has("skip-validate") {
        0
    } else {
        VALIDATE
    };
    let read = || Ok::<String, Failure>(link.domain()?.xml_desc(&link.caller, &dom, 3)?);
    let mut before = read()?;
    let file = Temporary::new(session, &before)?;
    loop {
        file.edit(session)?;
        let edited = file.read()?;
        if edited == before {
            let name = &dom.name;
            return Ok(Reply::done(format!(
                "Domain '{name}' XML configuration not changed."
            )));
        }
        loop {
            let now = read()?;
            let (problem, cause) = if now == before {
                match define(&link, &edited, bits) {
                    Ok(dom) => {
                        let name = dom.name;
                        return Ok(Reply::done(format!(
                            "Domain '{name}' XML configuration edited."
                        )));
                    }
                    Err(error) => ("Failed.", Some(error)),
                }
            } else {
                before = now;
                ("The XML configuration was changed by another user.", None)
            };
            match ask(session, problem, cause.as_ref(), bits)? {
                Answer::Edit => break,
                Answer::Again => {}
                Answer::Relaxed => bits = 0,
                Answer::Leave => {
                    return Err(match cause {
                        Some(cause) if !tty::is_terminal(stdin()) => {
                            Failure::new(problem).because(cause)
                        }
                        _ => Failure::silent(),
                    });
                }
            }
        }
    }
}

fn define(link: &Link, xml: &str, bits: u32) -> Result<DomainRef, Error> {
    let api = link.domain()?;
    match bits {
        0 => api.define_xml(&link.caller, xml),
        bits => api.define_xml_flags(&link.caller, xml, bits),
    }
}

/// What to do about an edited text that could not be stored.
enum Answer {
    Edit,
    Again,
    Relaxed,
    Leave,
}

/// Asks the user; without a terminal nobody can answer.
fn ask(
    session: &mut Session,
    problem: &str,
    cause: Option<&Error>,
    bits: u32,
) -> Result<Answer, Failure> {
    if !tty::is_terminal(stdin()) {
        return Ok(Answer::Leave);
    }
    if let Some(cause) = cause {
        session.terminal.error(cause.message());
    }
    let choices = if bits == 0 {
        "[y,n,f,?]"
    } else {
        "[y,n,i,f,?]"
    };
    loop {
        session
            .terminal
            .print(&format!("\r{problem} Try again? {choices}: "));
        let mut line = String::new();
        let count = stdin().read_line(&mut line).unwrap_or(0);
        match line.trim() {
            _ if count == 0 => return Ok(Answer::Leave),
            "y" => return Ok(Answer::Edit),
            "n" => return Ok(Answer::Leave),
            "f" => return Ok(Answer::Again),
            "i" if bits != 0 => return Ok(Answer::Relaxed),
            _ => session.terminal.print(HELP),
        }
    }
}

/// Lets the user edit a text.
pub(super) fn text(session: &mut Session, text: &str) -> Result<String, Failure> {
    let file = Temporary::new(session, text)?;
    file.edit(session)?;
    file.read()
}

/// A file that is there as long as it is edited.
struct Temporary(PathBuf);

impl Temporary {
    fn new(session: &Session, text: &str) -> Result<Self, Failure> {
        let folder = session.environment.temporary.as_deref();
        let folder = folder.unwrap_or(Path::new("/tmp"));
        let failed = |error: std::io::Error| {
            let reason = strerror(&error);
            Failure::new(format!("failed to create temporary file: {reason}"))
        };
        // A name that is taken is left alone and another one is tried.
        for number in 0..100 {
            let name = format!("fvirsh-{}-{number}.xml", process::own_pid());
            let path = folder.join(name);
            let mut options = fs::OpenOptions::new();
            std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
            match options.write(true).create_new(true).open(&path) {
                Ok(mut file) => {
                    let temporary = Self(path);
                    file.write_all(text.as_bytes()).map_err(failed)?;
                    return Ok(temporary);
                }
                Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(failed(error)),
            }
        }
        Err(failed(std::io::ErrorKind::AlreadyExists.into()))
    }

    /// Runs the editor; a shell reads its name, which may have options.
    fn edit(&self, session: &Session) -> Result<(), Failure> {
        let editor = session.environment.editor.as_deref().unwrap_or("vi");
        let mut program = Program::new("/bin/sh");
        program.args(["-c", &format!("{editor} \"$1\""), "sh"]);
        program.arg(self.0.to_string_lossy());
        for (name, value) in &session.environment.variables {
            program.env(name, value);
        }
        match Host.foreground(&program)? {
            Exit::Code(0) => Ok(()),
            _ => Err(Failure::new(format!("editor '{editor}' failed"))),
        }
    }

    fn read(&self) -> Result<String, Failure> {
        super::lifecycle::read_file(&self.0.to_string_lossy())
    }
}

impl Drop for Temporary {
    fn drop(&mut self) {
        // It is in a folder for what may be lost.
        let _ = fs::remove_file(&self.0);
    }
}

const HELP: &str = "y - yes, start editor again\n\
n - no, throw away my changes\n\
i - turn off validation and try to redefine again\n\
f - force, try to redefine again\n\
? - print this help\n";

/// `VIR_DOMAIN_DEFINE_VALIDATE`.
const VALIDATE: u32 = 1;
