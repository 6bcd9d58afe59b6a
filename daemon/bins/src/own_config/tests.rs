use super::*;

fn read(text: &str) -> Result<OwnConfig> {
    OwnConfig::from_conf(&Conf::parse("ferrovirtd.conf", text).unwrap())
}

#[test]
fn each_key_changes_its_limit_and_no_other() {
    let before = Limits::of(0);
    let mut after = before.clone();
    read("").unwrap().apply(&mut after);
    assert_eq!(format!("{before:?}"), format!("{after:?}"));
    let text = "max_user_clients = 7\nmax_user_anonymous_clients = 3\n\
                authentication_timeout = 2\nmessage_timeout = 0\n";
    read(text).unwrap().apply(&mut after);
    assert_eq!((after.user_clients_max, after.user_anonymous_max), (7, 3));
    assert_eq!(after.authentication_time, Duration::from_secs(2));
    assert_eq!(after.stall_time, Duration::ZERO);
    assert_eq!(after.clients_max, before.clients_max);
}

#[test]
fn a_slip_of_the_pen_is_refused_with_its_line() {
    let refusal = |text| read(text).unwrap_err().message().to_string();
    let message = refusal("message_timeout = 3\nmax_user_client = 3\n");
    assert!(
        message.contains("ferrovirtd.conf:2") && message.contains("'max_user_client'"),
        "{message}"
    );
    let message = refusal("max_user_clients = 0\n");
    assert!(message.contains("room for one client"), "{message}");
}
