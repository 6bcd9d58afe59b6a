use super::*;

fn parse(text: &str) -> Conf {
    Conf::parse("a.conf", text).unwrap()
}

fn fault(text: &str) -> String {
    Conf::parse("a.conf", text)
        .unwrap_err()
        .message()
        .to_string()
}

#[test]
fn every_kind_of_value_is_read_and_written_back() {
    let text = "# head\na = 'x' # why\nb=-5;c = +7\n\n\nd = [ \"x\",\n 'y\"z', ]\ne = \"\"\"two\nlines\"\"\"\nf = []";
    let expected = "# head\na = \"x\" # why\nb = -5\nc = 7\nd = [ \"x\", 'y\"z' ]\ne = \"\"\"two\nlines\"\"\"\nf = [  ]\n";
    assert_eq!(parse(text).to_string(), expected);
    assert_eq!(parse(expected).to_string(), expected);
}

#[test]
fn faults_name_file_line_and_cause() {
    let prefix = "configuration file syntax error: a.conf:";
    for (text, rest) in [
        ("\n", "2: expecting a name"),
        ("a = 1\n\n2 = 3", "3: expecting a name"),
        ("a 1", "1: expecting an assignment"),
        ("a = \n", "1: expecting a value"),
        ("a = x", "1: expecting a value"),
        ("a = 'x", "1: unterminated string"),
        ("a = \"x\n\"", "1: unterminated string"),
        ("a = \"\"\"xx\ny", "2: unterminated string"),
        ("a = -", "1: unterminated number"),
        ("a = [ 1 2 ]", "1: expecting a separator in list"),
        ("a = [ 1,\n 2", "2: list is not closed with ]"),
        ("a = [ , ]", "1: expecting a value"),
        ("a = 1 b = 2", "1: expecting a separator"),
    ] {
        assert_eq!(fault(text), format!("{prefix}{rest}"), "{text:?}");
    }
    let overflow = "numerical overflow: a.conf:1: numeric overflow in conf value";
    assert_eq!(fault("a = 9223372036854775808"), overflow);
    assert!(fault(&format!("a = {}", "[".repeat(100_000))).contains("nested too deeply"));
}

#[test]
fn typed_access_tells_wrong_types_in_libvirts_words() {
    let conf = parse("i = -1\nu = 5000000000\ns = 'x'\nl = ['x', 1]\nb = 2\n");
    let text = |result: Error| result.message().to_string();
    assert_eq!(conf.int("i").unwrap(), Some(-1));
    assert_eq!(conf.int("none").unwrap(), None);
    assert_eq!(conf.ullong("u").unwrap(), Some(5_000_000_000));
    assert_eq!(
        text(conf.int("u").unwrap_err()),
        "internal error: a.conf: value for 'u' parameter must be in range -2147483648:2147483647"
    );
    assert_eq!(
        text(conf.uint("i").unwrap_err()),
        "internal error: a.conf: expected an unsigned integer for 'i' parameter"
    );
    assert_eq!(
        text(conf.string("i").unwrap_err()),
        "internal error: a.conf: expected a string for 'i' parameter"
    );
    assert_eq!(
        text(conf.boolean("b").unwrap_err()),
        "internal error: a.conf: value for 'b' parameter must be 0 or 1"
    );
    assert_eq!(
        text(conf.string_list("l", Single::Refused).unwrap_err()),
        "configuration file syntax error: a.conf: expected a string list for 'l' parameter"
    );
    assert_eq!(
        conf.string_list("s", Single::Accepted).unwrap(),
        Some(vec!["x"])
    );
    assert!(conf.string_list("s", Single::Refused).is_err());
}

#[test]
fn an_unknown_key_is_named_with_its_line() {
    let conf = parse("a = 1\n\n# note\ntypo = 2\n");
    conf.require_known(&["a", "typo"]).unwrap();
    assert_eq!(
        conf.require_known(&["a"]).unwrap_err().message(),
        "configuration file syntax error: a.conf:4: unknown key 'typo'"
    );
    assert_eq!(conf.place("typo"), "a.conf:4");
}

#[test]
fn a_change_keeps_everything_else() {
    let mut conf = parse("# head\na = 1 # one\nb = 2\n");
    conf.set("a", Value::Unsigned(9));
    conf.set("c", Value::String("new".into()));
    assert_eq!(
        conf.to_string(),
        "# head\na = 9 # one\nb = 2\nc = \"new\"\n"
    );
}

#[test]
fn a_file_that_is_missing_or_no_file_is_told() {
    let missing = Path::new("/nonexistent/a.conf");
    assert_eq!(Conf::read_if_exists(missing).unwrap(), None);
    let message = Conf::read(missing).unwrap_err().message().to_string();
    let text = "Failed to open file '/nonexistent/a.conf': No such file or directory";
    assert_eq!(message, text);
    assert!(Conf::read(Path::new("/dev/zero")).is_err());
}

#[test]
fn credentials_are_found_through_their_group() {
    let text = "# c\n[credentials-a]\nuser = joe\n[auth-x-h]\ncredentials=a\n[auth-x-bad]\ncredentials=b\n[auth-y-default]\ncredentials=a\n";
    let conf = AuthConf::parse("auth.conf", text).unwrap();
    assert_eq!(conf.lookup("x", "h", "user").unwrap(), Some("joe"));
    assert_eq!(conf.lookup("x", "h", "realm").unwrap(), None);
    assert_eq!(conf.lookup("x", "other", "user").unwrap(), None);
    assert_eq!(conf.lookup("y", "any", "user").unwrap(), Some("joe"));
    assert_eq!(
        conf.lookup("x", "bad", "user").unwrap_err().message(),
        "configuration file syntax error: Missing group 'credentials-b' referenced from group 'auth-x-bad' in 'auth.conf'"
    );
    let stray = AuthConf::parse("auth.conf", "user=joe").unwrap_err();
    assert!(
        stray
            .message()
            .ends_with("auth.conf:1: expecting a group or an item")
    );
}
