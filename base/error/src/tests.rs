use super::*;

#[test]
fn detail_is_put_into_the_frame_of_the_code() {
    let error = Error::new(ErrorDomain::Qemu, ErrorCode::DomExist, "web");
    assert_eq!(error.message(), "domain web exists already");
    assert_eq!(
        error.strings()[0].as_deref(),
        Some("domain %1$s exists already")
    );
    assert_eq!(error.strings()[1].as_deref(), Some("web"));
    assert_eq!(error.numbers(), [-1, -1]);
}

#[test]
fn a_code_without_frame_has_the_older_template() {
    let error = Error::new(ErrorDomain::Rpc, ErrorCode::Rpc, "unknown procedure: 9");
    assert_eq!(error.message(), "unknown procedure: 9");
    assert_eq!(error.strings()[0].as_deref(), Some("%s"));
    assert_eq!(error.strings()[1].as_deref(), Some("unknown procedure: 9"));
}

#[test]
fn without_detail_the_plain_text_stands_alone() {
    let error = Error::new(ErrorDomain::Qemu, ErrorCode::DomExist, "");
    assert_eq!(error.message(), "this domain exists already");
    assert_eq!(error.strings()[1], None);
}

#[test]
fn system_error_keeps_errno_and_drops_the_number_from_the_text() {
    let cause = std::io::Error::from_raw_os_error(2);
    let error = Error::system(ErrorDomain::Qemu, cause, "unable to open '/x'");
    assert_eq!(
        error.message(),
        "unable to open '/x': No such file or directory"
    );
    assert_eq!(error.numbers(), [2, -1]);
}

#[test]
fn invalid_argument_has_no_frame() {
    let error = Error::invalid_arg(ErrorDomain::Dom, "virDomainCreate", "flags", "bad flags");
    assert_eq!(error.message(), "bad flags");
    assert_eq!(error.code(), ErrorCode::InvalidArg);
    assert_eq!(error.numbers(), [0, 0]);
}

#[test]
fn every_number_of_the_tables_comes_back() {
    for number in 0..=200 {
        if let Some(code) = ErrorCode::from_number(number) {
            assert_eq!(code as i32, number);
        }
        if let Some(domain) = ErrorDomain::from_number(number) {
            assert_eq!(domain as i32, number);
        }
    }
}
