//! The table: programs, groups of commands, commands and their options.
//!
//! Everything here is `const`, so that a group of commands is one constant of a file.

use crate::{Args, Outcome, Partial};

/// A program: its name and its commands.
#[derive(Debug)]
pub struct Program<C: 'static> {
    /// The name that its messages use.
    pub name: &'static str,
    /// One sentence about it, for the manual.
    pub about: &'static str,
    /// The commands, in the order of the help.
    pub groups: &'static [Group<C>],
}

/// Commands that belong together.
#[derive(Debug)]
pub struct Group<C: 'static> {
    /// The heading.
    pub title: &'static str,
    /// The word that asks for help about the group.
    pub keyword: &'static str,
    /// The commands, in parts, each a file's.
    pub parts: &'static [&'static [Command<C>]],
}

/// What runs when a command is called.
pub(crate) type Run<C> = fn(&mut C, &Args<C>) -> Outcome;

/// One command.
#[derive(Debug)]
pub struct Command<C: 'static> {
    /// The name.
    pub name: &'static str,
    /// A few words: what it does.
    pub summary: &'static str,
    /// A sentence or more, for the command's own help.
    pub about: &'static str,
    /// The options, in the order in which values without a name fill them.
    pub options: &'static [Opt<C>],
    /// What options ask of each other, checked in this order before it runs.
    pub rules: &'static [Rule],
    /// Whether help and completion name it.
    pub visibility: Visibility,
    /// Whether it has to have a connection.
    pub connects: bool,
    pub(crate) run: Run<C>,
}

/// Whether help and completion name a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Visibility {
    /// They do.
    Shown,
    /// They do not.
    Hidden,
    /// It is another name of that command.
    AliasOf(&'static str),
}

/// What one option asks of another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    /// Not both.
    Exclusive(&'static str, &'static str),
    /// The first only with the second.
    Requires(&'static str, &'static str),
}

/// Offers values for an option.
pub type Complete<C> = fn(&mut C, &Partial<'_, C>) -> Vec<String>;

/// One option of a command.
#[derive(Debug)]
pub struct Opt<C: 'static> {
    /// The name, without dashes.
    pub name: &'static str,
    /// What it is for.
    pub help: &'static str,
    /// What it takes.
    pub kind: OptKind,
    /// Whether the command cannot do without.
    pub is_required: bool,
    /// Whether a value without a name fills it.
    pub is_positional: bool,
    /// Whether a value without a name fills it though the help does not say so.
    pub is_positional_of_old: bool,
    /// Whether the empty value is one.
    pub may_be_empty: bool,
    /// What offers values.
    pub complete: Option<Complete<C>>,
}

/// What an option takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OptKind {
    /// Nothing.
    Flag,
    /// A text.
    Text,
    /// A number.
    Number,
    /// Any number of texts.
    List,
    /// It is another name of that option, perhaps with its value.
    Alias(&'static str, Option<&'static str>),
}

impl<C: 'static> Program<C> {
    /// All commands, the hidden ones too.
    pub fn commands(&self) -> impl Iterator<Item = &'static Command<C>> {
        self.groups.iter().flat_map(Group::commands)
    }

    /// The command of that name, or the one for which the name is an alias.
    pub fn command(&self, name: &str) -> Option<&'static Command<C>> {
        let command = self.commands().find(|command| command.name == name)?;
        match command.visibility {
            Visibility::AliasOf(other) => self.commands().find(|one| one.name == other),
            Visibility::Shown | Visibility::Hidden => Some(command),
        }
    }
}

impl<C: 'static> Group<C> {
    /// All its commands.
    pub fn commands(&self) -> impl Iterator<Item = &'static Command<C>> {
        self.parts.iter().copied().flatten()
    }

    /// Those that the help names.
    pub fn shown(&self) -> impl Iterator<Item = &'static Command<C>> {
        self.commands()
            .filter(|command| command.visibility == Visibility::Shown)
    }
}

impl<C: 'static> Command<C> {
    /// A command that needs a connection.
    pub const fn new(name: &'static str, run: Run<C>, summary: &'static str) -> Self {
        Self {
            name,
            summary,
            about: "",
            options: &[],
            rules: &[],
            visibility: Visibility::Shown,
            connects: true,
            run,
        }
    }

    /// Says more about it.
    #[must_use]
    pub const fn about(self, about: &'static str) -> Self {
        Self { about, ..self }
    }

    /// Gives it options.
    #[must_use]
    pub const fn options(self, options: &'static [Opt<C>]) -> Self {
        Self { options, ..self }
    }

    /// Gives it rules.
    #[must_use]
    pub const fn rules(self, rules: &'static [Rule]) -> Self {
        Self { rules, ..self }
    }

    /// It needs no connection.
    #[must_use]
    pub const fn offline(self) -> Self {
        Self {
            connects: false,
            ..self
        }
    }

    /// Help and completion do not name it.
    #[must_use]
    pub const fn hidden(self) -> Self {
        Self {
            visibility: Visibility::Hidden,
            ..self
        }
    }

    /// It is another name of that command.
    #[must_use]
    pub const fn alias_of(self, other: &'static str) -> Self {
        Self {
            visibility: Visibility::AliasOf(other),
            ..self
        }
    }
}

impl<C: 'static> Opt<C> {
    /// An option that is there or not.
    pub const fn flag(name: &'static str, help: &'static str) -> Self {
        Self::new(name, help, OptKind::Flag)
    }

    /// The option of commands that reply with data.
    pub const fn json() -> Self {
        Self::flag(JSON, "show the data as JSON")
    }

    /// An option with a text.
    pub const fn text(name: &'static str, help: &'static str) -> Self {
        Self::new(name, help, OptKind::Text)
    }

    /// An option with a number.
    pub const fn number(name: &'static str, help: &'static str) -> Self {
        Self::new(name, help, OptKind::Number)
    }

    /// An option that takes every value it is given.
    pub const fn list(name: &'static str, help: &'static str) -> Self {
        Self::new(name, help, OptKind::List)
    }

    /// Another name of an option, which stands behind it in the table.
    pub const fn alias(name: &'static str, other: &'static str) -> Self {
        Self::new(name, "", OptKind::Alias(other, None))
    }

    /// A name that stands for an option with a value.
    pub const fn alias_with(name: &'static str, other: &'static str, value: &'static str) -> Self {
        Self::new(name, "", OptKind::Alias(other, Some(value)))
    }

    const fn new(name: &'static str, help: &'static str, kind: OptKind) -> Self {
        Self {
            name,
            help,
            kind,
            is_required: false,
            is_positional: false,
            is_positional_of_old: false,
            may_be_empty: false,
            complete: None,
        }
    }

    /// The command cannot do without.
    #[must_use]
    pub const fn required(self) -> Self {
        Self {
            is_required: true,
            ..self
        }
    }

    /// A value without a name fills it.
    #[must_use]
    pub const fn positional(self) -> Self {
        Self {
            is_positional: true,
            ..self
        }
    }

    /// A value without a name fills it, which the help does not tell.
    #[must_use]
    pub const fn positional_of_old(self) -> Self {
        Self {
            is_positional_of_old: true,
            ..self
        }
    }

    /// The empty value is one.
    #[must_use]
    pub const fn may_be_empty(self) -> Self {
        Self {
            may_be_empty: true,
            ..self
        }
    }

    /// This offers its values.
    #[must_use]
    pub const fn completed_by(self, complete: Complete<C>) -> Self {
        Self {
            complete: Some(complete),
            ..self
        }
    }

    /// Whether help and completion name it.
    pub(crate) fn is_shown(&self) -> bool {
        !matches!(self.kind, OptKind::Alias(..))
    }
}

/// The name of the option that asks for JSON.
pub(crate) const JSON: &str = "json";
