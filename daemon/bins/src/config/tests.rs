use super::*;

fn config(text: &str) -> Result<Config> {
    Config::from_conf(&Conf::parse("libvirtd.conf", text).unwrap())
}

fn refusal(text: &str) -> String {
    config(text).unwrap_err().message().to_string()
}

#[test]
fn an_empty_file_has_libvirts_defaults() {
    let config = config("").unwrap();
    assert_eq!(
        (config.read_only_mode, config.read_write_mode),
        (0o777, 0o700)
    );
    assert_eq!(config.queued_clients_max, 1000);
    let PoolSize { min, max, priority } = config.main.pool;
    assert_eq!((min, max, priority), (5, 20, 5));
    let limits = config.main.limits;
    assert_eq!(
        (
            limits.clients_max,
            limits.anonymous_max,
            limits.requests_max
        ),
        (5000, 20, 5)
    );
    assert_eq!(limits.keepalive.interval, Duration::from_secs(5));
    assert_eq!(limits.keepalive.count, 5);
}

#[test]
fn every_key_is_known_and_its_type_checked() {
    for (key, kind) in KEYS {
        let (good, bad) = match kind {
            Type::Bool => ("1", "\"x\""),
            Type::Int => ("-1", "\"x\""),
            Type::Uint => ("7", "-1"),
            Type::Text => ("\"0700\"", "[ 1 ]"),
            Type::List => ("[ \"none\" ]", "\"x\""),
        };
        let message = refusal(&format!("{key} = {bad}"));
        assert!(message.contains(&format!("'{key}'")), "{message}");
        // Some texts mean something of their own and are tested elsewhere.
        let free =
            !key.starts_with("auth_") && !key.starts_with("host_uuid") && key != "max_clients";
        if free {
            config(&format!("{key} = {good}")).unwrap();
        }
    }
}

#[test]
fn an_unknown_key_is_refused_with_its_line() {
    let message = refusal("max_clients = 100\n\nmax_client = 7\n");
    assert!(message.contains("libvirtd.conf:3"), "{message}");
    assert!(message.contains("'max_client'"), "{message}");
}

#[test]
fn protection_that_is_not_there_stops_the_start() {
    for (text, what) in [
        (
            "auth_unix_rw = \"polkit\"",
            "auth_unix_rw: authentication by polkit",
        ),
        (
            "auth_unix_ro = \"sasl\"",
            "auth_unix_ro: authentication by sasl",
        ),
        (
            "access_drivers = [ \"polkit\" ]",
            "access_drivers: access control by 'polkit'",
        ),
    ] {
        let message = refusal(text);
        assert!(message.contains("libvirtd.conf:1"), "{message}");
        assert!(
            message.ends_with(&format!("{what} is not available yet")),
            "{message}"
        );
    }
    config("auth_unix_rw = \"none\"\nauth_tcp = \"sasl\"\naccess_drivers = [ ]").unwrap();
    let message = refusal("auth_unix_rw = \"magic\"");
    assert!(
        message.ends_with("libvirtd.conf: auth_unix_rw: unsupported auth magic"),
        "{message}"
    );
}

#[test]
fn numbers_that_contradict_each_other_are_refused() {
    assert!(refusal("max_workers = 0").ends_with("'max_workers' must be greater than 0"));
    assert!(refusal("max_clients = 5").contains("must not be less than"));
}

#[test]
fn modes_of_sockets_are_octal() {
    assert_eq!(
        config("unix_sock_rw_perms = \"0770\"")
            .unwrap()
            .read_write_mode,
        0o770
    );
    for text in ["0888", "rwx", "77777", ""] {
        let message = refusal(&format!("unix_sock_ro_perms = \"{text}\""));
        assert!(
            message.contains(&format!("Failed to parse mode '{text}'")),
            "{message}"
        );
    }
}

#[test]
fn the_host_uuid_must_be_one() {
    let text = "host_uuid = \"a3b2c1d0-0000-1111-2222-333344445555\"";
    assert!(config(text).unwrap().host_uuid.is_some());
    assert!(refusal("host_uuid = \"x\"").contains("invalid host UUID: x"));
    // libvirt takes such a number for none.
    let zeros = "host_uuid = \"00000000-0000-0000-0000-000000000000\"";
    assert!(refusal(zeros).contains("invalid host UUID: 00000000-"));
    assert!(refusal("host_uuid_source = \"x\"").contains("invalid UUID source: x"));
}

#[test]
fn the_host_uuid_can_be_that_of_the_installed_system() {
    let scratch = fv_testkit::Scratch::new("machine-id");
    let path = scratch.path().join("machine-id");
    std::fs::write(&path, "3d1219c7c4c5404aaa1f6d2a48adfda4\n").unwrap();
    let uuid = machine_id(&path).unwrap().to_string();
    assert_eq!(uuid, "3d1219c7-c4c5-404a-aa1f-6d2a48adfda4");
    std::fs::write(&path, "uninitialized\n").unwrap();
    let said = machine_id(&path).unwrap_err().to_string();
    assert!(said.contains("invalid host UUID: uninitialized"), "{said}");
    std::fs::remove_file(&path).unwrap();
    let said = machine_id(&path).unwrap_err().to_string();
    assert!(said.contains("Can't read"), "{said}");
}
