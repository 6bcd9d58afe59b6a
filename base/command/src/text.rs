//! Commands as text, in the shell's quoting, as libvirt logs them.

use crate::Command;

impl Command {
    /// The environment and the command, one group of arguments on a line.
    ///
    /// The form of `domxml-to-native` and of the guests' logs. Lines end with a backslash; there
    /// is no newline at the end.
    pub fn to_text(&self) -> String {
        let mut text = self.environment_text(" \\\n");
        text.push_str(&quote(&self.program));
        let last_option = self
            .arguments
            .iter()
            .rposition(|argument| argument.starts_with('-'));
        let mut option_before = false;
        for (index, argument) in self.arguments.iter().enumerate() {
            let is_option = argument.starts_with('-');
            // A value stays on the line of its option, but values after the last option's own
            // get lines of their own.
            let joined =
                !is_option && option_before && last_option.is_some_and(|last| last + 1 >= index);
            text.push_str(if joined { " " } else { " \\\n" });
            text.push_str(&quote(argument));
            option_before |= is_option;
        }
        text
    }

    /// The environment and the command on one line, as messages show it.
    pub fn to_line(&self) -> String {
        let mut text = self.environment_text(" ");
        text.push_str(&quote(&self.program));
        for argument in &self.arguments {
            text.push(' ');
            text.push_str(&quote(argument));
        }
        text
    }

    fn environment_text(&self, end: &str) -> String {
        let setting = |(name, value): &(String, String)| format!("{name}={}{end}", quote(value));
        self.environment.iter().map(setting).collect()
    }
}

/// A text as one word of the shell, quoted only when it must be.
pub fn quote(text: &str) -> String {
    if text.is_empty() {
        return "''".into();
    }
    if !text.contains(SPECIAL) {
        return text.into();
    }
    format!("'{}'", text.replace('\'', "'\\''"))
}

/// The characters for which libvirt quotes.
const SPECIAL: &[char] = &[
    '\r', '\t', '\n', ' ', '!', '"', '#', '$', '&', '\'', '(', ')', '*', ';', '<', '>', '?', '[',
    '\\', ']', '^', '`', '{', '|', '}', '~',
];
