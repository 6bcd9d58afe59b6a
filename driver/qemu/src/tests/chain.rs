use super::{Found, parse};

/// A version 3 header with this backing file and format.
fn header(name: &[u8], format: Option<&[u8]>) -> Vec<u8> {
    let mut bytes = vec![0; 104];
    bytes[..4].copy_from_slice(b"QFI\xfb");
    bytes[7] = 3;
    bytes[103] = 104;
    if let Some(format) = format {
        bytes.extend(0xe279_2acau32.to_be_bytes());
        bytes.extend((format.len() as u32).to_be_bytes());
        bytes.extend(format);
        bytes.resize(bytes.len().next_multiple_of(8), 0);
    }
    bytes.extend([0; 8]);
    let offset = bytes.len() as u64;
    bytes[8..16].copy_from_slice(&offset.to_be_bytes());
    bytes[16..20].copy_from_slice(&(name.len() as u32).to_be_bytes());
    bytes.extend(name);
    bytes
}

#[test]
fn a_header_names_the_image_behind_and_its_format() {
    let found = parse(&header(b"base.img", Some(b"raw"))).expect("whole");
    assert_eq!(
        found,
        Some(Found {
            path: "base.img".into(),
            format: Some("raw".into())
        })
    );
    let found = parse(&header(b"base.img", None)).expect("whole");
    assert_eq!(
        found,
        Some(Found {
            path: "base.img".into(),
            format: None
        })
    );
}

#[test]
fn no_truncation_or_damage_of_a_header_panics() {
    let whole = header(b"base.img", Some(b"qcow2"));
    for length in 0..whole.len() {
        let _ = parse(&whole[..length]);
    }
    for place in 0..whole.len() {
        for value in [0, 1, 0x7f, 0xff] {
            let mut damaged = whole.clone();
            damaged[place] = value;
            let _ = parse(&damaged);
        }
    }
    assert_eq!(parse(b"anything else"), Ok(None));
}
