//! From words to commands with their options.
//!
//! ```text
//!   START ── word ──► COMMAND ── --name ──► value wanted ── word ──► COMMAND
//!     ▲                 │  └──── -- ──► positional only
//!     └── ; or newline ─┘
//! ```
//!
//! All commands of a line are parsed before the first runs.

use crate::args::Given;
use crate::token::{Quotes, Token, Tokens};
use crate::{Args, Command, Failure, Level, Opt, OptKind, Program, Terminal};

/// A command with its options, ready to run.
#[derive(Debug)]
pub struct Invocation<C: 'static> {
    /// The command.
    pub command: &'static Command<C>,
    /// Its options.
    pub args: Args<C>,
}

/// Parses a line, which may hold several commands.
pub fn parse_line<C>(
    program: &Program<C>,
    line: &str,
    terminal: &mut Terminal,
) -> Result<Vec<Invocation<C>>, Failure> {
    Parser::new(program, Some(terminal)).run(Tokens::Line(line))
}

/// Parses words that a shell has split: one command.
pub fn parse_words<C>(
    program: &Program<C>,
    words: &[String],
    terminal: &mut Terminal,
) -> Result<Vec<Invocation<C>>, Failure> {
    Parser::new(program, Some(terminal)).run(Tokens::Words(words.iter()))
}

/// A command that is still being typed: what of it is there, and the option typed last.
pub(crate) struct Unfinished<C: 'static> {
    pub(crate) args: Args<C>,
    pub(crate) last: Option<usize>,
}

/// Parses what is there of a line; faults are none, for the user is still typing.
pub(crate) fn parse_unfinished<C>(program: &Program<C>, line: &str) -> Option<Unfinished<C>> {
    let mut parser = Parser::new(program, None);
    // What was read before a fault is what counts.
    let done = parser.run_all(Tokens::Line(line)).unwrap_or_default();
    let draft = match parser.draft.take() {
        Some(draft) => draft,
        None => done.into_iter().next_back()?,
    };
    Some(Unfinished {
        last: draft.last,
        args: draft.args,
    })
}

struct Parser<'a, C: 'static> {
    program: &'a Program<C>,
    /// Where notes go; nowhere while the line is being typed.
    terminal: Option<&'a mut Terminal>,
    draft: Option<Draft<C>>,
}

/// The command that is being read.
struct Draft<C: 'static> {
    args: Args<C>,
    /// The option whose value comes next.
    wanted: Option<usize>,
    /// The option that got a value last.
    last: Option<usize>,
    is_positional_only: bool,
    wants_help: bool,
}

impl<'a, C> Parser<'a, C> {
    fn new(program: &'a Program<C>, terminal: Option<&'a mut Terminal>) -> Self {
        Self {
            program,
            terminal,
            draft: None,
        }
    }

    fn run(mut self, tokens: Tokens<'_>) -> Result<Vec<Invocation<C>>, Failure> {
        let drafts = self.run_all(tokens)?;
        let invocations = drafts.into_iter().map(|draft| Invocation {
            command: draft.args.command(),
            args: draft.args,
        });
        Ok(invocations.collect())
    }

    fn run_all(&mut self, mut tokens: Tokens<'_>) -> Result<Vec<Draft<C>>, Failure> {
        let quotes = match self.terminal {
            Some(_) => Quotes::Closed,
            None => Quotes::Open,
        };
        let mut drafts = Vec::new();
        let mut in_comment = false;
        loop {
            let left = tokens.left().to_owned();
            let token = tokens.next(quotes)?;
            match token {
                Token::Word(_) if in_comment => {}
                Token::Word(word) => match self.draft.take() {
                    None if word.starts_with('#') => in_comment = true,
                    None => self.draft = Some(self.begin(&word)?),
                    Some(draft) => {
                        // Kept even when the word is wrong: completion looks at it.
                        self.draft = Some(draft);
                        self.take(word)?;
                    }
                },
                Token::EndOfCommand | Token::End => {
                    in_comment = false;
                    drafts.extend(self.finish(left)?);
                    if token == Token::End {
                        return Ok(drafts);
                    }
                }
            }
        }
    }

    /// The name of a command.
    fn begin(&self, name: &str) -> Result<Draft<C>, Failure> {
        let command = self.program.command(name);
        let command = command.ok_or_else(|| Failure::new(format!("unknown command: '{name}'")))?;
        Ok(Draft {
            args: Args::new(command),
            wanted: None,
            last: None,
            is_positional_only: false,
            wants_help: false,
        })
    }

    /// A word behind the name.
    fn take(&mut self, word: String) -> Result<(), Failure> {
        let Some(draft) = &mut self.draft else {
            return Ok(());
        };
        if let Some(wanted) = draft.wanted.take() {
            self.assign(wanted, word);
            return Ok(());
        }
        match word.strip_prefix("--") {
            None => self.assign_positional(word),
            Some(_) if draft.is_positional_only => self.assign_positional(word),
            Some("") => {
                draft.is_positional_only = true;
                Ok(())
            }
            Some(option) => self.option(option),
        }
    }

    /// `name` or `name=value`.
    fn option(&mut self, option: &str) -> Result<(), Failure> {
        let Some(draft) = &mut self.draft else {
            return Ok(());
        };
        let (name, value) = match option.split_once('=') {
            None => (option, None),
            Some((name, value)) => (name, Some(value.to_owned())),
        };
        if name == "help" {
            draft.wants_help = true;
            return Ok(());
        }
        let (index, value) = match draft.find(name, value) {
            Ok(found) => found,
            // It takes everything, so that `help x --y` helps.
            Err(_) if draft.args.command().name == "help" => return Ok(()),
            Err(failure) => return Err(failure),
        };
        let option = &draft.args.options()[index];
        match (option.kind, value) {
            (OptKind::Flag, Some(_)) => Err(surplus_value(option.name)),
            (OptKind::Flag, None) => {
                let note = format!("{}: {}(bool)", draft.args.command().name, option.name);
                draft.last = Some(index);
                draft.args.values[index] = Given::Flag;
                self.note(&note);
                Ok(())
            }
            (_, Some(value)) => {
                self.assign(index, value);
                Ok(())
            }
            (_, None) => {
                draft.wanted = Some(index);
                Ok(())
            }
        }
    }

    fn assign_positional(&mut self, value: String) -> Result<(), Failure> {
        let Some(draft) = &self.draft else {
            return Ok(());
        };
        match draft.next_positional() {
            Some(index) => {
                self.assign(index, value);
                Ok(())
            }
            None if draft.args.command().name == "help" => Ok(()),
            None => Err(Failure::new(format!("unexpected data '{value}'"))),
        }
    }

    fn assign(&mut self, index: usize, value: String) {
        let Some(draft) = &mut self.draft else {
            return;
        };
        draft.last = Some(index);
        let command = draft.args.command().name;
        let option = draft.args.options()[index].name;
        let is_list = draft.args.options()[index].kind == OptKind::List;
        let note = match (&mut draft.args.values[index], is_list) {
            (Given::List(values), true) => {
                let note = format!("{command}: {option}(argv: {}): {value}", values.len());
                values.push(value);
                note
            }
            (place, true) => {
                let note = format!("{command}: {option}(argv: 0): {value}");
                *place = Given::List(vec![value]);
                note
            }
            (place, false) => {
                let note = format!("{command}: {option}(optdata): {value}");
                *place = Given::Text(value);
                note
            }
        };
        self.note(&note);
    }

    /// The end of a command, which is not read of a line before what is `left`.
    fn finish(&mut self, left: String) -> Result<Option<Draft<C>>, Failure> {
        let is_typed = self.terminal.is_none();
        let Some(mut draft) = self.draft.take() else {
            return Ok(None);
        };
        if let Some(wanted) = draft.wanted {
            if is_typed {
                // A blank behind the option: its value is to be completed.
                draft.args.values[wanted] = Given::Text(left);
                draft.last = Some(wanted);
                return Ok(Some(draft));
            }
            let option = &draft.args.options()[wanted];
            let value = match option.kind {
                OptKind::Number => "<number>",
                _ => "<string>",
            };
            let text = format!("expected syntax: --{} {value}", option.name);
            return Err(Failure::new(text));
        }
        if draft.wants_help {
            draft = self.help_about(&draft)?;
        }
        if !is_typed {
            draft.args.check_required()?;
        }
        Ok(Some(draft))
    }

    /// `x --help` is `help x`.
    fn help_about(&self, draft: &Draft<C>) -> Result<Draft<C>, Failure> {
        let mut help = self.begin("help")?;
        if let Some(place) = help.args.values.first_mut() {
            *place = Given::Text(draft.args.command().name.to_owned());
        }
        Ok(help)
    }

    fn note(&mut self, text: &str) {
        if let Some(terminal) = &mut self.terminal {
            terminal.debug(Level::Info, text);
        }
    }
}

impl<C> Draft<C> {
    /// The option of that name, behind its aliases, and the value that an alias brings.
    fn find(&self, name: &str, value: Option<String>) -> Result<(usize, Option<String>), Failure> {
        let (mut name, mut value) = (name, value);
        for (index, option) in self.args.options().iter().enumerate() {
            if option.name != name {
                continue;
            }
            if let OptKind::Alias(other, implied) = option.kind {
                if let Some(implied) = implied {
                    if value.is_some() {
                        return Err(surplus_value(option.name));
                    }
                    value = Some(implied.to_owned());
                }
                name = other;
                continue;
            }
            if self.args.is_given(index) && option.kind != OptKind::List {
                return Err(Failure::new(format!("option --{name} already seen")));
            }
            return Ok((index, value));
        }
        let command = self.args.command().name;
        let text = format!("command '{command}' doesn't support option --{name}");
        Err(Failure::new(text))
    }

    /// The option that a value without a name fills.
    fn next_positional(&self) -> Option<usize> {
        let fits = |index: usize, option: &Opt<C>| {
            (option.is_positional || option.is_positional_of_old)
                && (!self.args.is_given(index) || option.kind == OptKind::List)
        };
        let mut options = self.args.options().iter().enumerate();
        options.find_map(|(index, option)| fits(index, option).then_some(index))
    }
}

fn surplus_value(name: &str) -> Failure {
    Failure::new(format!("invalid '=' after option --{name}"))
}
