//! Completion, made from the table.

use crate::parse::{Unfinished, parse_unfinished};
use crate::{Args, Context, Group, OptKind, Program};

/// What is there of a command while one of its options is completed.
#[derive(Debug)]
pub struct Partial<'a, C: 'static> {
    /// The options that were typed.
    pub args: &'a Args<C>,
}

/// What may stand in place of `word`, with which the line ends.
///
/// Blanks in what is offered are escaped unless the word stands in quotes.
pub fn complete<C: Context>(context: &mut C, line: &str, word: &str) -> Vec<String> {
    let program = context.program();
    let unfinished = parse_unfinished(program, line);
    // A name that is whole may still be the start of a longer one.
    let unfinished = unfinished.filter(|unfinished| unfinished.args.command().name != word);
    let mut offers = match &unfinished {
        None => words(program),
        Some(unfinished) => match unfinished.value_of(word) {
            Some(complete) => complete(
                context,
                &Partial {
                    args: &unfinished.args,
                },
            ),
            None => unfinished.options(),
        },
    };
    for offer in &mut offers {
        if offer.contains(' ') {
            *offer = offer.replace(' ', "\\ ");
        }
    }
    offers.retain(|offer| offer.starts_with(word));
    offers
}

/// The names of all commands.
pub fn words<C>(program: &Program<C>) -> Vec<String> {
    let commands = program.groups.iter().flat_map(Group::shown);
    commands.map(|command| command.name.to_owned()).collect()
}

impl<C> Unfinished<C> {
    /// What completes the option whose value is this word.
    fn value_of(&self, word: &str) -> Option<crate::Complete<C>> {
        let option = self.args.options().get(self.last?)?;
        let value = self.args.raw(option.name)?;
        // Behind the option's name there is only a blank yet.
        (value == word || (value == " " && word.is_empty()))
            .then_some(option.complete)
            .flatten()
    }

    /// The options that may still come.
    fn options(&self) -> Vec<String> {
        let options = self.args.options().iter().enumerate();
        let open = options.filter(|(index, option)| {
            option.is_shown() && (option.kind == OptKind::List || !self.args.is_given(*index))
        });
        open.map(|(_, option)| format!("--{}", option.name))
            .collect()
    }
}
