//! Tests of the engine, with a small program of its own.

use std::io::{self, Write};
use std::path::Path;
use std::sync::{Arc, Mutex};

use crate::{
    Args, Cell, Charset, Command, Context, Failure, Fields, Generic, Group, Header, Level, Opt,
    Outcome, Program, Reply, Rule, Scale, Shell, Table, Terminal, Timing, Verbosity, complete,
    help, manual, parse_line, split_commas,
};

/// A shell whose commands show what they were given.
struct Probe {
    terminal: Terminal,
    is_connected: bool,
    has_quit: bool,
}

static PROGRAM: Program<Probe> = Program {
    name: "probe",
    about: "shows what it was given",
    groups: &[
        Group {
            title: "Probing",
            keyword: "probing",
            parts: &[&[
                Command::new("show", show, "show the options")
                    .about("Shows its options.")
                    .options(&[
                        Opt::text("name", "a name")
                            .required()
                            .positional()
                            .completed_by(|_, _| vec!["one".into(), "one two".into()]),
                        Opt::alias("number", "count"),
                        Opt::alias_with("many", "count", "9"),
                        Opt::number("count", "a number").positional_of_old(),
                        Opt::text("note", "a text").may_be_empty(),
                        Opt::flag("live", "now"),
                        Opt::flag("config", "later"),
                        Opt::list("more", "more of them").positional(),
                        Opt::json(),
                    ])
                    .rules(&[
                        Rule::Exclusive("live", "config"),
                        Rule::Requires("config", "note"),
                    ]),
                Command::new("fail", fail, "fail").offline(),
                Command::new("secret", fail, "not shown").offline().hidden(),
                Command::new("display", fail, "").alias_of("show"),
            ]],
        },
        Group {
            title: "The shell",
            keyword: "shell",
            parts: &[Generic::<Probe>::COMMANDS],
        },
    ],
};

fn show(_: &mut Probe, args: &Args<Probe>) -> Outcome {
    let mut fields = Fields::new(6);
    fields.labelled("name:", "name", args.required("name")?);
    if let Some(count) = args.i32("count")? {
        fields.labelled("count:", "count", count);
    }
    if let Some(note) = args.text("note")? {
        fields.labelled("note:", "note", note);
    }
    for more in args.list("more") {
        fields.labelled("more:", "more", more.clone());
    }
    Ok(fields.into())
}

fn fail(_: &mut Probe, _: &Args<Probe>) -> Outcome {
    Err(Failure::new("it failed").and("twice"))
}

impl Context for Probe {
    fn program(&self) -> &'static Program<Self> {
        &PROGRAM
    }

    fn terminal(&mut self) -> &mut Terminal {
        &mut self.terminal
    }

    fn connect(&mut self) -> Result<(), Failure> {
        match self.is_connected {
            true => Ok(()),
            false => Err(Failure::new("no valid connection")),
        }
    }

    fn failed(&mut self, _: &Failure) {}

    fn quit(&mut self) {
        self.has_quit = true;
    }

    fn home(&self) -> Option<&Path> {
        None
    }
}

/// An output that is kept.
#[derive(Clone, Default)]
struct Kept(Arc<Mutex<Vec<u8>>>);

impl Write for Kept {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn probe() -> (Probe, Kept) {
    let kept = Kept::default();
    let terminal = Terminal::new(Box::new(kept.clone()), Box::new(kept.clone()));
    let probe = Probe {
        terminal,
        is_connected: true,
        has_quit: false,
    };
    (probe, kept)
}

/// Runs a line and returns both outputs and whether it went well.
fn run(line: &str) -> (String, bool) {
    let (mut probe, kept) = probe();
    probe.terminal.verbosity = Verbosity::Quiet;
    let shell = Shell {
        timing: Timing::Left,
    };
    let is_well = shell.line(&mut probe, line);
    let text = String::from_utf8(kept.0.lock().unwrap().clone()).unwrap();
    (text, is_well)
}

fn text_of(line: &str) -> String {
    run(line).0
}

#[test]
fn values_without_names_fill_the_options_in_order() {
    assert_eq!(
        text_of("show a 1 b c"),
        "name:  a\ncount: 1\nmore:  b\nmore:  c\n"
    );
    assert_eq!(text_of("show --more b a"), "name:  a\nmore:  b\n");
}

#[test]
fn an_option_takes_its_value_behind_a_blank_or_an_equals_sign() {
    let expected = "name:  a b\ncount: 7\n";
    assert_eq!(text_of("show --count 7 --name 'a b'"), expected);
    assert_eq!(text_of("show --count=7 --name=\"a b\""), expected);
    assert_eq!(text_of("show --number 7 a\\ b"), expected);
    assert_eq!(text_of("show a --many"), "name:  a\ncount: 9\n");
}

#[test]
fn the_messages_of_the_parser_are_those_of_libvirt() {
    for (line, message) in [
        ("none", "unknown command: 'none'"),
        ("show", "command 'show' requires <name> option"),
        (
            "show a --none",
            "command 'show' doesn't support option --none",
        ),
        ("show a --count", "expected syntax: --count <number>"),
        ("show a --note", "expected syntax: --note <string>"),
        ("show --name a --name b", "option --name already seen"),
        ("show a --live=1", "invalid '=' after option --live"),
        ("show a --many=1", "invalid '=' after option --many"),
        ("fail a", "unexpected data 'a'"),
        ("show \"a", "missing \""),
        ("show a\\", "dangling \\"),
        (
            "show ''",
            "Failed to get option 'name': Option argument is empty",
        ),
        (
            "show a 1x",
            "Numeric value '1x' for <count> option is malformed or out of range",
        ),
        (
            "show a --live --config",
            "Options --live and --config are mutually exclusive",
        ),
        (
            "show a --config",
            "Option --note is required by option --config",
        ),
    ] {
        assert_eq!(run(line), (format!("error: {message}\n"), false), "{line}");
    }
}

#[test]
fn nothing_runs_when_a_part_of_the_line_is_wrong() {
    assert_eq!(text_of("echo a; none"), "error: unknown command: 'none'\n");
}

#[test]
fn every_command_of_a_batch_runs_and_the_last_one_counts() {
    let (text, is_well) = run("fail; echo a");
    assert_eq!(text, "error: it failed\nerror: twice\na");
    assert!(is_well);
    assert!(!run("echo a; fail").1);
}

#[test]
fn quotes_comments_and_line_ends_are_read_as_by_libvirt() {
    assert_eq!(text_of("echo 'a' b\\ c \"d 'e'\""), "a b c d 'e'");
    assert_eq!(text_of("echo a # b\necho c"), "ac");
    assert_eq!(text_of("ec\\\nho a \\# b"), "a # b");
    // A single quote that is not closed reaches to the end.
    assert_eq!(text_of("echo 'a b"), "a b");
    assert_eq!(text_of(" ;; \n# nothing"), "");
    assert_eq!(text_of("echo -- --xml"), "--xml");
}

#[test]
fn echo_escapes_and_splits() {
    assert_eq!(text_of("echo --xml '<a>'"), "&lt;a&gt;");
    assert_eq!(
        text_of("echo --shell 'a b' it\\'s ''"),
        "'a b' 'it'\\''s' ''"
    );
    assert_eq!(text_of("echo --split a,b,,c"), "a\nb,c\n");
    assert_eq!(text_of("echo --err a"), "error: a\n");
    assert_eq!(split_commas("a,,,b,"), ["a,", "b", ""]);
}

#[test]
fn what_needs_a_connection_fails_without_one() {
    let (mut probe, kept) = probe();
    probe.is_connected = false;
    let shell = Shell {
        timing: Timing::Left,
    };
    assert!(!shell.line(&mut probe, "show a"));
    assert!(shell.line(&mut probe, "quit; echo never"));
    assert!(probe.has_quit);
    let text = String::from_utf8(kept.0.lock().unwrap().clone()).unwrap();
    // The empty line behind a command that is not the last words of the shell.
    assert_eq!(text, "error: no valid connection\n\n");
}

#[test]
fn json_is_made_of_the_same_values() {
    let (text, _) = run("show a 3 --json");
    assert_eq!(text, "{\n  \"name\": \"a\",\n  \"count\": 3\n}\n");
    assert_eq!(
        run("fail --json").0,
        "error: command 'fail' doesn't support option --json\n"
    );
}

#[test]
fn help_follows_the_table() {
    let text = help(&PROGRAM, Some("show")).unwrap();
    let synopsis = "    show <name> [--count <number>] [--note <string>] [--live] [--config] [<more>]... [--json]\n";
    assert!(text.contains(synopsis), "{text}");
    assert!(text.contains("    [--name] <string>  a name\n"), "{text}");
    assert!(text.contains("    --live           now\n"), "{text}");
    let all = help(&PROGRAM, None).unwrap();
    assert!(
        all.contains(" Probing (help keyword 'probing'):\n    show "),
        "{all}"
    );
    assert!(!all.contains("secret") && !all.contains("display"));
    assert_eq!(text_of("show --help --none"), text_of("show --none --help"));
    assert_eq!(text_of("display --help"), text);
    let failure = help(&PROGRAM, Some("none")).unwrap_err();
    let lines: Vec<&str> = failure.lines().collect();
    assert_eq!(lines, ["command or command group 'none' doesn't exist"]);
}

#[test]
fn the_manual_names_every_command_and_option() {
    let page = manual(&PROGRAM, &[("-q", "quiet")]);
    for part in [".SH PROBING", ".SS show", "\\-\\-live", ".B \\-q"] {
        assert!(page.contains(part), "{part}: {page}");
    }
}

#[test]
fn completion_offers_commands_options_and_values() {
    let (mut probe, _) = probe();
    let mut offers = |line: &str, word: &str| complete(&mut probe, line, word);
    assert_eq!(offers("sh", "sh"), ["show"]);
    assert_eq!(offers("show", "show"), ["show"]);
    assert_eq!(offers("show o", "o"), ["one", "one\\ two"]);
    assert_eq!(offers("show --name ", ""), ["one", "one\\ two"]);
    assert_eq!(offers("show a --l", "--l"), ["--live"]);
    assert_eq!(
        offers("show a --live ", ""),
        ["--count", "--note", "--config", "--more", "--json"]
    );
    assert!(offers("none ", "").contains(&"show".to_owned()));
}

#[test]
fn a_table_has_columns_as_wide_as_the_terminal_shows_them() {
    let mut table = Table::new(&[("Id", "id"), ("Name", "name")]);
    table.row([Cell::number(1_u32), Cell::text("つへ")]);
    table.row([Cell::shown("-", ()), Cell::text("a\tb")]);
    let text = table.to_text(Header::Shown, Charset::Unicode);
    assert_eq!(
        text,
        " Id   Name\n--------------\n 1    つへ\n -    a\\x09b\n"
    );
    let ascii = table.to_text(Header::Left, Charset::Ascii);
    assert_eq!(ascii, " 1   \\xe3\\x81\\xa4\\xe3\\x81\\xb8\n -   a\\x09b\n");
    assert_eq!(
        table.to_json().to_string(),
        r#"[{"id":1,"name":"つへ"},{"id":null,"name":"a\tb"}]"#
    );
}

#[test]
fn sizes_are_read_with_their_units() {
    let (mut probe, _) = probe();
    let scale = Scale {
        unit: 1024,
        max: u64::MAX,
    };
    let mut bytes = |count: &str| {
        let line = format!("show a --count {count}");
        let parsed = parse_line(&PROGRAM, &line, &mut probe.terminal).unwrap();
        parsed[0].args.scaled("count", scale)
    };
    assert_eq!(bytes("2").unwrap(), Some(2048));
    assert_eq!(bytes("2MiB").unwrap(), Some(2 << 20));
    assert_eq!(bytes("2b").unwrap(), Some(2));
    let failure = bytes("2x").unwrap_err();
    let lines: Vec<&str> = failure.lines().collect();
    assert_eq!(
        lines,
        [
            "Scaled numeric value '2x' for <count> option is malformed or out of range",
            "invalid argument: unknown suffix 'x'"
        ]
    );
}

#[test]
fn notes_are_shown_from_their_level_on() {
    let (mut probe, kept) = probe();
    probe.terminal.level = Level::Info;
    let parsed = parse_line(&PROGRAM, "show a --live b", &mut probe.terminal);
    assert!(parsed.is_ok());
    let text = String::from_utf8(kept.0.lock().unwrap().clone()).unwrap();
    assert_eq!(
        text,
        "show: name(optdata): a\nshow: live(bool)\nshow: count(optdata): b\n"
    );
}

#[test]
fn a_log_file_has_the_notes_with_their_level() {
    let (mut probe, _) = probe();
    let log = Kept::default();
    probe.terminal.log_to(Box::new(log.clone()), "probe");
    probe.terminal.error("it failed");
    let text = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    assert!(
        text.starts_with('[') && text.ends_with("] ERROR it failed\n"),
        "{text}"
    );
    assert!(text.contains(" probe "), "{text}");
}

#[test]
fn quiet_leaves_out_what_nobody_asked_for() {
    let (mut probe, kept) = probe();
    let reply = Reply::none().extra("heading\n").asked("value\n");
    reply.show(&mut probe.terminal);
    probe.terminal.verbosity = Verbosity::Quiet;
    reply.show(&mut probe.terminal);
    let text = String::from_utf8(kept.0.lock().unwrap().clone()).unwrap();
    assert_eq!(text, "heading\nvalue\nvalue\n");
}
