use super::*;

fn message<T: std::fmt::Debug>(result: Result<T>) -> String {
    result.unwrap_err().message().to_string()
}

#[test]
fn settings_are_read_and_written_in_libvirts_syntax() {
    let settings =
        Settings::parse(2, " 1:qemu  4:+event ", "1:stderr 2:file:/tmp/a 3:stderr").unwrap();
    assert_eq!(settings.filters_text(), "1:*qemu* 4:*event* ");
    assert_eq!(settings.outputs_text(), "2:file:/tmp/a 3:stderr");
    assert_eq!(settings.level_of("qemu.process"), Level::Debug);
    assert_eq!(settings.level_of("util.event"), Level::Error);
    assert_eq!(settings.level_of("rpc"), Level::Info);
    assert_eq!(Settings::parse(0, "", "").unwrap(), Settings::default());
}

#[test]
fn malformed_settings_are_worded_as_in_libvirt() {
    for (text, words) in [
        ("foo", "Malformed format for filter 'foo'"),
        ("5:foo", "Invalid priority '5' for filter '5:foo'"),
        (":foo", "Invalid priority '' for filter ':foo'"),
        ("1:", "Invalid match string ''"),
        ("1:+", "Invalid match string '+'"),
    ] {
        assert_eq!(
            message(parse_filters(text)),
            format!("invalid argument: {words}")
        );
    }
    for (text, words) in [
        ("stderr", "Malformed format for log output 'stderr'"),
        (
            "0:stderr",
            "Invalid log priority '0' for log output '0:stderr'",
        ),
        (
            "1:bar",
            "Invalid log destination 'bar' for log output '1:bar'",
        ),
        (
            "1:file",
            "Log output '1:file' does not meet the format requirements for destination type 'file'",
        ),
        (
            "1:stderr:x",
            "Log output '1:stderr:x' does not meet the format requirements for destination type 'stderr'",
        ),
    ] {
        assert_eq!(
            message(parse_outputs(text)),
            format!("invalid argument: {words}")
        );
    }
}

#[test]
fn patterns_match_with_stars_and_question_marks() {
    let level = |pattern: &str, category: &str| {
        Settings::parse(4, &format!("1:{pattern}"), "")
            .unwrap()
            .level_of(category)
    };
    for (pattern, category) in [
        ("q?mu", "qemu"),
        ("a*c", "xabbcx"),
        ("*", ""),
        ("a*b*c", "aabbc"),
    ] {
        assert_eq!(
            level(pattern, category),
            Level::Debug,
            "{pattern} {category}"
        );
    }
    for (pattern, category) in [("q?mu", "qmu"), ("a*c", "ca"), ("rpc", "rp")] {
        assert_eq!(
            level(pattern, category),
            Level::Error,
            "{pattern} {category}"
        );
    }
}

#[test]
fn log_lines_are_recognised() {
    assert!(is_log_line(
        "2013-10-11 15:43:43.866+0000: 28302: info : libvirt version: 1.1.3"
    ));
    assert!(is_log_line("xé 2013-10-11 15:43:43.866+0000: 1: debug : x"));
    assert!(!is_log_line("2013-10-11 15:43:43.866+0000: info : x"));
    assert!(!is_log_line("libvirt: error : cannot execute binary"));
    assert!(!is_log_line(""));
}

#[test]
fn messages_go_to_files_by_level_and_settings_change_at_run_time() {
    let path = std::env::temp_dir().join(format!("fv-log-{}", std::process::id()));
    let write_all = || {
        debug!("test.one", "debug {}", 1);
        info!("test.one", "info");
        error!("test.two", "error");
    };
    let output = format!("2:file:{}", path.display());
    configure(Settings::parse(3, "1:test.one", &output).unwrap()).unwrap();
    write_all();
    let text = std::fs::read_to_string(&path).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines.len(), 2, "{text}");
    assert!(lines[0].contains(": info : test.one:") && lines[0].ends_with(" : info"));
    assert!(lines.iter().all(|line| is_log_line(line)));
    configure(Settings::parse(4, "4:test.two", &output).unwrap()).unwrap();
    write_all();
    let text = std::fs::read_to_string(&path).unwrap();
    assert_eq!(text.lines().count(), 3, "{text}");
    // A file that cannot be opened changes nothing.
    assert!(message(set_outputs("1:file:/nonexistent/x")).contains("/nonexistent/x"));
    assert_eq!(settings().outputs_text(), output);
    // The two halves change apart.
    set_filters("3:test.one  2:x").unwrap();
    assert_eq!(settings().filters_text(), "3:*test.one* 2:*x* ");
    assert_eq!(settings().outputs_text(), output);
    set_default_output(OutputSetting::parse("4:stderr").unwrap());
    set_outputs("").unwrap();
    assert_eq!(settings().outputs_text(), "4:stderr");
    set_filters("").unwrap();
    assert_eq!(settings().filters_text(), "");
    configure(Settings::default()).unwrap();
    std::fs::remove_file(&path).unwrap();
}
