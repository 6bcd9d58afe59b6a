//! Tests of the program, without a daemon.

use fv_api::{Access, DomainEvent, DomainRef, GraphicsAddress};
use fv_tool_shell::{Level, OptKind, Timing, Visibility};
use fv_types::{TypedParam, TypedValue, Uuid};

use crate::commands::console::escape_byte;
use crate::commands::event::{KINDS, domain_text};
use crate::prompt::word_start;
use crate::{Options, OptionsEnd, PROGRAM, usage};

fn read(line: &str) -> Result<Options, OptionsEnd> {
    let words: Vec<String> = line.split(' ').map(str::to_owned).collect();
    Options::read(&words)
}

#[test]
fn options_are_read_as_getopt_reads_them() {
    let options = read("-c a:///b -qr -d1 --keepalive-interval=3 --tim -e ^b list -x").unwrap();
    assert_eq!(options.uri.as_deref(), Some("a:///b"));
    assert_eq!(options.access, Access::ReadOnly);
    assert!(options.is_quiet);
    assert_eq!(options.level, Some(Level::Info));
    assert_eq!(options.keepalive_interval, Some(3));
    assert_eq!(options.timing, Timing::Shown);
    assert_eq!(options.escape, "^b");
    // What follows the command is the command's.
    assert_eq!(options.command, ["list", "-x"]);
    assert_eq!(read("-- -q").unwrap().command, ["-q"]);
}

#[test]
fn wrong_options_are_refused_in_libvirts_words() {
    for (line, text) in [
        ("-x", "unsupported option '-x'. See --help."),
        ("--none", "unsupported option '--none'. See --help."),
        ("-c", "option '-c'/'--connect' requires an argument"),
        ("--log", "option '-l'/'--log' requires an argument"),
        ("-d x", "option -d takes a numeric argument"),
        ("-e abc", "Invalid string 'abc' for escape sequence"),
        ("-k x", "Invalid value for option -k"),
        ("-K -1", "option -K requires a positive integer argument"),
    ] {
        assert_eq!(read(line), Err(OptionsEnd::Failed(text.into())), "{line}");
    }
    let warnings = read("-d 9").unwrap().warnings;
    assert_eq!(warnings, ["ignoring debug level 9 out of range [0-4]"]);
}

#[test]
fn versions_and_help_end_the_program() {
    assert_eq!(read("-v"), Err(OptionsEnd::Version));
    assert_eq!(read("--version"), Err(OptionsEnd::Version));
    assert_eq!(read("--version=long"), Err(OptionsEnd::LongVersion));
    assert_eq!(read("-qV"), Err(OptionsEnd::LongVersion));
    assert_eq!(read("-h"), Err(OptionsEnd::Help));
    assert!(usage(&PROGRAM).contains("    -q | --quiet"));
}

#[test]
fn every_command_and_option_says_what_it_is_for() {
    for command in PROGRAM.commands() {
        let name = command.name;
        if command.visibility == Visibility::Shown {
            assert!(!command.summary.is_empty(), "{name}");
        }
        let mut seen = Vec::new();
        for option in command.options {
            assert!(
                !seen.contains(&option.name),
                "{name} has two {}",
                option.name
            );
            seen.push(option.name);
            if let OptKind::Alias(other, _) = option.kind {
                // It is looked for from the alias on.
                assert!(
                    !seen.contains(&other),
                    "{name} {other} stands before its alias"
                );
                let mut options = command.options.iter();
                assert!(options.any(|option| option.name == other), "{name} {other}");
            }
            let is_alias = matches!(option.kind, OptKind::Alias(..));
            assert!(
                is_alias || !option.help.is_empty(),
                "{name} {}",
                option.name
            );
        }
    }
}

#[test]
fn names_of_commands_are_unique() {
    let mut names: Vec<&str> = PROGRAM.commands().map(|command| command.name).collect();
    let count = names.len();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), count);
}

#[test]
fn a_word_begins_behind_the_last_blank_that_is_not_escaped() {
    assert_eq!(word_start("list --al"), 5);
    assert_eq!(word_start("start a\\ b"), 6);
    assert_eq!(word_start("start --domain=x"), 15);
    assert_eq!(word_start("echo a;li"), 7);
}

#[test]
fn the_escape_character_may_be_a_control_character() {
    assert_eq!(escape_byte("^]"), 0x1d);
    assert_eq!(escape_byte("^b"), 0x02);
    assert_eq!(escape_byte("x"), b'x');
}

fn dom() -> DomainRef {
    DomainRef {
        name: "vm".into(),
        uuid: Uuid([0; 16]),
        id: 1,
    }
}

#[test]
fn events_read_as_libvirt_shows_them() {
    let end = |node: &str| GraphicsAddress {
        family: 0,
        node: node.into(),
        service: "5900".into(),
    };
    let params = vec![TypedParam::new("cputune.shares", TypedValue::Ullong(7))];
    for (event, text) in [
        (
            DomainEvent::Lifecycle {
                event: 5,
                detail: 1,
            },
            "event 'lifecycle' for domain 'vm': Stopped Destroyed\n",
        ),
        (DomainEvent::Reboot, "event 'reboot' for domain 'vm'\n"),
        (
            DomainEvent::RtcChange { offset: -3 },
            "event 'rtc-change' for domain 'vm': -3\n",
        ),
        (
            DomainEvent::Watchdog { action: 6 },
            "event 'watchdog' for domain 'vm': inject-nmi\n",
        ),
        (
            DomainEvent::IoErrorReason {
                src_path: "/a".into(),
                dev_alias: "virtio-disk0".into(),
                action: 1,
                reason: "enospc".into(),
            },
            "event 'io-error' for domain 'vm': /a (virtio-disk0) pause due to enospc\n",
        ),
        (
            DomainEvent::Graphics {
                phase: 0,
                local: end("127.0.0.1"),
                remote: end("10.0.0.1"),
                auth_scheme: "none".into(),
                subject: Vec::new(),
            },
            "event 'graphics' for domain 'vm': connect local[IPv4 127.0.0.1 5900] remote[IPv4 10.0.0.1 5900] none\n",
        ),
        (
            DomainEvent::BlockJob {
                path: "/a".into(),
                kind: 2,
                status: 3,
            },
            "event 'block-job' for domain 'vm': Block Copy for /a ready\n",
        ),
        (
            DomainEvent::DiskChange {
                old_src_path: None,
                new_src_path: Some("/b".into()),
                dev_alias: "ide0".into(),
                reason: 0,
            },
            "event 'disk-change' for domain 'vm' disk ide0: <null> -> /b: changed\n",
        ),
        (
            DomainEvent::Tunable { params },
            "event 'tunable' for domain 'vm':\n\tcputune.shares: 7\n",
        ),
        (
            DomainEvent::MetadataChange {
                kind: 0,
                nsuri: None,
            },
            "event 'metadata-change' for domain 'vm': type description, uri <null>\n",
        ),
    ] {
        let kind = text.split('\'').nth(1).unwrap();
        let kind = KINDS.iter().position(|known| *known == kind).unwrap();
        assert_eq!(domain_text(kind, &dom(), &event), text);
    }
}
