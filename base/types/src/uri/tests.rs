use super::*;

fn parse(text: &str) -> Uri {
    Uri::parse(text).unwrap()
}

#[test]
fn all_parts_are_found_and_written_back() {
    let text = "qemu+ssh://me:pw@[fe80::1]:22/system/a%20b?socket=/x&no_verify=1#frag";
    let uri = parse(text);
    assert_eq!(uri.scheme.as_deref(), Some("qemu+ssh"));
    assert_eq!(uri.user.as_deref(), Some("me:pw"));
    assert_eq!((uri.server.as_deref(), uri.port), (Some("fe80::1"), 22));
    assert_eq!(uri.path.as_deref(), Some("/system/a b"));
    assert_eq!(uri.param("SOCKET"), Some("/x"));
    assert_eq!(uri.fragment.as_deref(), Some("frag"));
    assert_eq!(uri.to_string(), text);
}

#[test]
fn a_location_without_a_server_keeps_its_slashes() {
    let uri = parse("qemu:///system");
    assert_eq!(
        (uri.server.as_deref(), uri.path.as_deref()),
        (None, Some("/system"))
    );
    assert_eq!(uri.to_string(), "qemu:///system");
    assert_eq!(parse("qemu:/system").path.as_deref(), Some("/system"));
}

#[test]
fn queries_are_split_as_cgi_does() {
    let pairs = |query: &str| parse(&format!("x://h/?{query}")).params;
    let pair = |name: &str, value: &str| (name.to_string(), value.to_string());
    assert_eq!(
        pairs("a=1&&b;=c&d"),
        [pair("a", "1"), pair("b;", "c"), pair("d", "")]
    );
    assert_eq!(pairs("a=1;b=2"), [pair("a", "1"), pair("b", "2")]);
    assert_eq!(pairs("=x&a=%26%3d"), [pair("a", "&=")]);
    assert_eq!(parse("x://h/?a=%26").params_text(), "a=%26");
}

#[test]
fn malformed_locations_are_refused_by_name() {
    for text in [
        "x://h:port/",
        "x://h:/",
        "x://h:99999/",
        "x://h/a b",
        "x://h/%zz",
        "1x:y",
        ":",
    ] {
        let error = Uri::parse(text).unwrap_err();
        assert_eq!(
            error.message(),
            format!("internal error: Unable to parse URI {text}")
        );
    }
}

#[test]
fn locations_of_this_host_are_known() {
    assert!(parse("qemu:///system").is_this_host());
    assert!(parse("//localhost").is_this_host());
    assert!(parse("tcp://localhost.localdomain/").is_this_host());
    assert!(!parse("x://elsewhere").is_this_host());
    assert!(!parse("qemu+unix:///?socket=/path").is_this_host());
    assert!(parse("qemu+unix:///").is_this_host());
}
