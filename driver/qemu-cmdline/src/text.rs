//! A command as text that a shell would accept.

/// Characters that force a word into single quotes.
const QUOTED: &str = "\r\t\n !\"#$&'()*;<>?[\\]^`{|}~";

/// Writes the environment, the program and its arguments; an option and its value share a line.
pub(crate) fn command_text(env: &[(String, String)], program: &str, args: &[String]) -> String {
    let mut text = String::new();
    for (name, value) in env {
        text.push_str(&format!("{name}={} \\\n", quote(value)));
    }
    text.push_str(&quote(program));
    let is_option = |arg: &String| arg.starts_with('-');
    let last_option = args.iter().rposition(is_option);
    let mut seen_option = false;
    for (index, arg) in args.iter().enumerate() {
        let follows_option = index > 0 && is_option(&args[index - 1]);
        let option_follows = last_option.is_some_and(|last| last > index);
        let same_line = !is_option(arg) && seen_option && (follows_option || option_follows);
        text.push_str(if same_line { " " } else { " \\\n" });
        text.push_str(&quote(arg));
        seen_option |= is_option(arg);
    }
    text.push('\n');
    text
}

fn quote(word: &str) -> String {
    if word.is_empty() {
        return "''".to_string();
    }
    if !word.contains(|c| QUOTED.contains(c)) {
        return word.to_string();
    }
    format!("'{}'", word.replace('\'', "'\\''"))
}
