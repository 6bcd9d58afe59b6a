use super::*;

fn any(text: &str) -> IpAddr {
    parse(text, None).unwrap()
}

#[test]
fn version_4_is_read_in_all_of_cs_forms() {
    for text in [
        "127.0.0.1",
        "127.1",
        "0177.0.0.01",
        "0x7f.1",
        "2130706433",
        "127.0.1",
    ] {
        assert_eq!(parse_v4(text), Some(Ipv4Addr::LOCALHOST), "{text}");
    }
    for text in [
        "",
        "1.",
        ".1",
        "256.1",
        "1.2.3.256",
        "1.2.3.4.5",
        "4294967296",
        "08",
        "1 ",
        "-1",
    ] {
        assert_eq!(parse_v4(text), None, "{text}");
    }
}

#[test]
fn version_6_is_written_as_the_c_library_does() {
    for text in [
        "::",
        "::1",
        "::ffff:10.1.2.3",
        "::1.2.3.4",
        "2001:db8::1",
        "1:0:0:2::",
    ] {
        assert_eq!(format(any(text)), text);
    }
    assert!(parse("::1", Some(Family::Inet)).is_err());
    assert!(parse("[::1]", None).is_err());
}

#[test]
fn masks_and_prefixes_are_inverse() {
    for prefix in 0..=32 {
        let mask = mask_of_prefix(prefix, any("0")).unwrap();
        assert_eq!(prefix_of_mask(mask), Some(prefix));
    }
    for prefix in 0..=128 {
        let mask = mask_of_prefix(prefix, any("::")).unwrap();
        assert_eq!(prefix_of_mask(mask), Some(prefix));
    }
    assert_eq!(mask_of_prefix(33, any("0")), None);
    assert_eq!(prefix_of_mask(any("255.0.255.0")), None);
}

#[test]
fn ranges_are_checked_against_their_network() {
    let count = |start, end, network| range(any(start), any(end), network);
    let net = Some((any("192.168.122.22"), 23));
    assert_eq!(count("192.168.122.1", "192.168.123.20", net).unwrap(), 276);
    for (start, end, words) in [
        ("192.168.122.0", "192.168.122.9", "is the network address"),
        (
            "192.168.122.1",
            "192.168.123.255",
            "is the broadcast address",
        ),
        (
            "10.0.0.1",
            "192.168.123.2",
            "is not entirely within network 192.168.122.22/23",
        ),
        ("192.168.122.9", "192.168.122.1", "is reversed "),
    ] {
        let message = count(start, end, net).unwrap_err().message().to_string();
        assert!(message.ends_with(words), "{message}");
    }
    assert_eq!(count("2000::1", "2000::2", None).unwrap(), 2);
    assert!(count("2000::2", "2000::1", None).is_err());
    assert!(count("2000::1", "2001::1", None).is_err());
    assert!(count("1.1.1.1", "::1", None).is_err());
}
