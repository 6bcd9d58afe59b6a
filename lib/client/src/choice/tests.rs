use super::*;

fn choose(conf: &str, environment: Option<&str>, given: Option<&str>) -> Result<Option<String>> {
    let choice = Choice {
        file: None,
        environment: environment.map(str::to_owned),
    };
    let conf = Conf::parse("libvirt.conf", conf)?;
    choice.uri_with(Some(&conf), given)
}

fn chosen(conf: &str, environment: Option<&str>, given: Option<&str>) -> String {
    choose(conf, environment, given).unwrap().unwrap()
}

fn refused(conf: &str) -> String {
    let error = choose(conf, None, Some("far")).unwrap_err();
    assert_eq!(error.code(), ErrorCode::ConfSyntax);
    error.detail().to_owned()
}

const CONF: &str = r#"
uri_default = "near"
uri_aliases = [ "near=qemu:///system", "far=qemu+ssh://far/system?a=b", "near=never:///x" ]
"#;

#[test]
fn what_was_given_goes_before_the_environment_and_that_before_the_file() {
    assert_eq!(chosen(CONF, Some("b:///"), Some("a:///")), "a:///");
    assert_eq!(chosen(CONF, Some("b:///"), None), "b:///");
    assert_eq!(chosen(CONF, Some("b:///"), Some("")), "b:///");
    assert_eq!(chosen(CONF, Some(""), None), "qemu:///system");
    assert_eq!(choose("", None, None).unwrap(), None);
}

#[test]
fn an_alias_stands_for_its_uri_wherever_it_comes_from() {
    assert_eq!(chosen(CONF, None, Some("far")), "qemu+ssh://far/system?a=b");
    assert_eq!(chosen(CONF, Some("near"), None), "qemu:///system");
    assert_eq!(chosen(CONF, None, Some("fa:/")), "fa:/");
    assert_eq!(chosen("", None, Some("xen")), "xen:///system");
    assert_eq!(chosen("", None, Some("xen://")), "xen:///system");
}

#[test]
fn entries_that_are_no_aliases_are_named() {
    assert_eq!(
        refused(r#"uri_aliases = [ "far" ]"#),
        "Malformed 'uri_aliases' config entry 'far', expected 'alias=uri://host/path'"
    );
    assert_eq!(
        refused(r#"uri_aliases = [ "a.b=qemu:///system" ]"#),
        "Malformed 'uri_aliases' config entry 'a.b=qemu:///system', \
         aliases may only contain 'a-Z, 0-9, _, -'"
    );
    // Those behind the one that was wanted are not looked at.
    let conf = r#"uri_aliases = [ "far=x:///", "none" ]"#;
    assert_eq!(chosen(conf, None, Some("far")), "x:///");
}

#[test]
fn values_of_another_kind_are_refused() {
    let wrong = choose(r#"uri_aliases = "far=x:///""#, None, Some("far")).unwrap_err();
    let wrong = wrong.detail();
    assert!(
        wrong.ends_with("expected a string list for 'uri_aliases' parameter"),
        "{wrong}"
    );
    let wrong = choose("uri_default = 1", None, None).unwrap_err();
    assert!(
        wrong
            .detail()
            .ends_with("expected a string for 'uri_default' parameter")
    );
}

#[test]
fn what_names_no_driver_is_told_as_it_was_given() {
    let told = |conf, given| {
        let error = choose(conf, None, given).unwrap_err();
        error.message().to_owned()
    };
    let unknown = "no connection driver available for URI";
    assert_eq!(
        told(CONF, Some("fa")),
        format!("{unknown} 'fa' does not include a driver name")
    );
    assert_eq!(
        told("uri_default = \"qemu\"", None),
        format!("{unknown} '(null)' does not include a driver name")
    );
    assert_eq!(
        told("", Some("a b")),
        "internal error: Unable to parse URI a b"
    );
}
