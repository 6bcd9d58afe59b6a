use super::{Owner, account};

#[test]
fn a_user_that_does_not_exist_is_named() {
    let error = account("no-such-user-here", None).expect_err("there is none");
    assert!(
        error
            .message()
            .contains("Failed to parse user 'no-such-user-here'"),
        "{error}"
    );
}

#[test]
fn a_number_is_a_user_whether_the_host_knows_it_or_not() {
    assert_eq!(
        account("+4242424", None).expect("a number").owner.uid,
        4_242_424
    );
    let account = account("4242424", Some("+7")).expect("a number");
    assert_eq!(
        account.owner,
        Owner {
            uid: 4_242_424,
            gid: 7
        }
    );
    assert_eq!(account.groups, [7]);
}

#[test]
fn root_has_its_main_group() {
    assert_eq!(
        account("root", None).expect("always there").owner,
        Owner { uid: 0, gid: 0 }
    );
    assert_eq!(
        account("root", Some("root"))
            .expect("always there")
            .owner
            .gid,
        0
    );
}

#[test]
fn a_user_keeps_its_main_group_beside_the_one_that_was_named() {
    let account = account("root", Some("+4242")).expect("always there");
    assert_eq!(account.owner.gid, 4242);
    assert!(account.groups.contains(&0) && account.groups.contains(&4242));
}

#[test]
fn the_text_form_has_plus_signs() {
    let owner = Owner { uid: 107, gid: 36 };
    assert_eq!(owner.to_string(), "+107:+36");
    assert_eq!(Owner::parse("+107:+36"), Some(owner));
    assert_eq!(Owner::parse("107:36"), None);
}
