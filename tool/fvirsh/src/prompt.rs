//! The interactive shell: a prompt, history, completion.

use std::cell::{RefCell, RefMut};
use std::fs;
use std::io::{BufRead, stdin};
use std::path::PathBuf;

use fv_error::strerror;
use fv_tool_shell::{Shell, complete};
use fv_types::number::{self, Base};
use rustyline::completion::Completer;
use rustyline::config::Builder;
use rustyline::highlight::Highlighter;
use rustyline::hint::Hinter;
use rustyline::history::{History, MemHistory, SearchDirection};
use rustyline::validate::Validator;
use rustyline::{CompletionType, Config, Context, Editor, Helper};

use crate::{Input, PROGRAM, Session};

/// Reads lines and runs them until the input ends or the user leaves.
pub(crate) fn run(session: &mut Session, shell: Shell, input: Input) -> bool {
    let size = match history_size(session) {
        Ok(size) => size,
        Err(text) => {
            session.terminal.error(&text);
            return false;
        }
    };
    session.is_interactive = true;
    let welcome = format!(
        "Welcome to {}, the virtualization interactive terminal.\n\nType:  'help' for help with commands\n       'quit' to quit\n\n",
        PROGRAM.name
    );
    session.terminal.print_extra(&welcome);
    match input {
        Input::Terminal => edit(session, shell, size),
        Input::Stream => read(session, shell),
    }
    true
}

/// What stands before a line.
fn prompt(session: &Session) -> &'static str {
    match session.is_read_only() {
        true => "virsh > ",
        false => "virsh # ",
    }
}

/// Reads lines that nobody edits. They are shown behind the prompt, as a line editor would.
fn read(session: &mut Session, shell: Shell) {
    let mut lines = stdin().lock().lines();
    while session.is_interactive {
        session.terminal.print(prompt(session));
        let Some(Ok(line)) = lines.next() else {
            break;
        };
        session.terminal.print(&format!("{line}\n"));
        shell.line(session, &line);
    }
    session.terminal.print("\n");
}

/// Reads lines from a terminal, with history and completion.
fn edit(session: &mut Session, shell: Shell, history_size: usize) {
    let file = history_file(session);
    let config = Config::builder()
        .completion_type(CompletionType::List)
        .max_history_size(history_size)
        .map(Builder::build)
        .unwrap_or_default();
    let mut history = MemHistory::with_config(&config);
    let old = file.as_ref().and_then(|file| fs::read_to_string(file).ok());
    for line in old.iter().flat_map(|text| text.lines()) {
        // A line that does not fit is left out.
        let _ = history.add(line);
    }
    let Ok(mut editor) = Editor::with_history(config, history) else {
        return read(session, shell);
    };
    editor.set_helper(Some(Typist(RefCell::new(session))));
    while let Some(line) = next_line(&mut editor) {
        // A line that does not fit is left out.
        let _ = editor.add_history_entry(line.as_str());
        let Some(mut session) = borrowed(&editor) else {
            break;
        };
        shell.line(&mut **session, &line);
        if !session.is_interactive {
            break;
        }
    }
    let lines = history_text(editor.history());
    if let Some(mut session) = borrowed(&editor) {
        session.terminal.print("\n");
        if let Some(file) = file {
            write_history(&mut session, &file, &lines);
        }
    }
}

fn history_text(history: &MemHistory) -> String {
    let line = |at| history.get(at, SearchDirection::Forward).ok().flatten();
    let lines = (0..history.len()).filter_map(line);
    lines.map(|line| format!("{}\n", line.entry)).collect()
}

/// The next line that is not empty; nothing at the end of the input.
fn next_line(editor: &mut Editor<Typist<'_>, MemHistory>) -> Option<String> {
    loop {
        let prompt = prompt(&**borrowed(editor)?);
        match editor.readline(prompt) {
            Ok(line) if line.is_empty() => {}
            Ok(line) => return Some(line),
            // An interrupt throws the line away.
            Err(rustyline::error::ReadlineError::Interrupted) => {}
            Err(_) => return None,
        }
    }
}

fn borrowed<'a, 'b>(
    editor: &'a Editor<Typist<'b>, MemHistory>,
) -> Option<RefMut<'a, &'b mut Session>> {
    editor.helper().map(|typist| typist.0.borrow_mut())
}

fn write_history(session: &mut Session, file: &std::path::Path, lines: &str) {
    let Some(folder) = file.parent() else {
        return;
    };
    if let Err(error) = fs::create_dir_all(folder) {
        let text = format!(
            "Failed to create '{}': {}",
            folder.display(),
            strerror(&error)
        );
        session.terminal.error(&text);
        return;
    }
    // History is a comfort; without it the shell is still whole.
    let _ = fs::write(file, lines);
}

fn history_file(session: &Session) -> Option<PathBuf> {
    let cache = session.environment.cache.as_ref()?;
    Some(cache.join(PROGRAM.name).join("history"))
}

/// How many lines are kept.
fn history_size(session: &Session) -> Result<usize, String> {
    let Some(text) = &session.environment.history_size else {
        return Ok(500);
    };
    let Some(size) = number::parse_i32(text, Base::Decimal) else {
        return Err("Bad $VIRSH_HISTSIZE value.".into());
    };
    let fits = usize::try_from(size)
        .ok()
        .filter(|size| *size <= HISTORY_MAX);
    let wrong = || format!("$VIRSH_HISTSIZE value should be between 0 and {HISTORY_MAX}");
    fits.ok_or_else(wrong)
}

/// Completes what is typed; it may ask the connection for names.
struct Typist<'a>(RefCell<&'a mut Session>);

impl Completer for Typist<'_> {
    type Candidate = String;

    fn complete(
        &self,
        line: &str,
        at: usize,
        _: &Context<'_>,
    ) -> rustyline::Result<(usize, Vec<String>)> {
        let line = &line[..at];
        let start = word_start(line);
        let mut session = self.0.borrow_mut();
        let mut offers = complete(&mut **session, line, &line[start..]);
        if offers.is_empty() {
            return Ok((start, paths(&line[start..])));
        }
        // One that is alone is whole.
        if let [offer] = offers.as_mut_slice() {
            offer.push(' ');
        }
        Ok((start, offers))
    }
}

/// The files whose paths begin so; a folder may go on.
fn paths(word: &str) -> Vec<String> {
    let (folder, start) = word.split_at(word.rfind('/').map_or(0, |at| at + 1));
    let listed = fs::read_dir(if folder.is_empty() { "." } else { folder });
    let entries = listed.into_iter().flatten().flatten();
    let mut paths: Vec<String> = entries
        .filter_map(|entry| {
            let name = entry.file_name().into_string().ok()?;
            let is_hidden = name.starts_with('.') && !start.starts_with('.');
            let end = if entry.path().is_dir() { "/" } else { " " };
            (name.starts_with(start) && !is_hidden).then(|| format!("{folder}{name}{end}"))
        })
        .collect();
    paths.sort_unstable();
    // The blank behind a whole name is for one that is alone.
    if paths.len() > 1 {
        paths.iter_mut().for_each(|path| {
            path.truncate(path.trim_end().len());
        });
    }
    paths
}

/// Where the word begins with which a line ends.
pub(crate) fn word_start(line: &str) -> usize {
    const BREAKS: &[u8] = b" \t\n`@$><=;|&{(";
    let bytes = line.as_bytes();
    let is_break = |at: usize| BREAKS.contains(&bytes[at]) && (at == 0 || bytes[at - 1] != b'\\');
    (0..bytes.len())
        .rev()
        .find(|at| is_break(*at))
        .map_or(0, |at| at + 1)
}

impl Hinter for Typist<'_> {
    type Hint = String;
}

impl Highlighter for Typist<'_> {}

impl Validator for Typist<'_> {}

impl Helper for Typist<'_> {}

const HISTORY_MAX: usize = 500_000;
