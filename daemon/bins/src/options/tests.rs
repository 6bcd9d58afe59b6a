use super::*;

fn parse(arguments: &[&str]) -> Result<Request, String> {
    Request::parse(arguments.iter().map(OsString::from))
}

fn options(arguments: &[&str]) -> Options {
    match parse(arguments).unwrap() {
        Request::Run(options) => options,
        other => panic!("{other:?}"),
    }
}

#[test]
fn short_and_long_options_mean_the_same() {
    let long = options(&[
        "--verbose",
        "--daemon",
        "--config",
        "c",
        "--pid-file",
        "p",
        "--timeout",
        "5",
    ]);
    assert_eq!(long, options(&["-vd", "-fc", "-p", "p", "-t5"]));
    assert_eq!(long.timeout, Some(Duration::from_secs(5)));
    assert!(long.background && long.verbose);
    assert_eq!(options(&["--root=/x"]).root, Some("/x".into()));
}

#[test]
fn help_and_version_come_before_everything_behind_them() {
    assert_eq!(parse(&["-h", "--wrong"]).unwrap(), Request::Help);
    assert_eq!(parse(&["-v", "--version"]).unwrap(), Request::Version);
}

#[test]
fn wrong_command_lines_are_refused() {
    for (arguments, text) in [
        (&["-t", "x"][..], "Invalid value for timeout"),
        (&["-t", "-1"], "Invalid value for timeout"),
        (&["-t", "2147484"], "Invalid value for timeout"),
        (&["now"], "unexpected, non-option, command line arguments"),
        (
            &["-l"],
            "--listen is not available yet: there is no TCP and no TLS",
        ),
        (&["--wrong"], "invalid option '--wrong'"),
    ] {
        assert_eq!(parse(arguments).unwrap_err(), text);
    }
}
