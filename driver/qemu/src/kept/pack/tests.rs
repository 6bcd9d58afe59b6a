use super::*;

#[test]
fn every_text_comes_back() {
    let texts = [
        "",
        "<domain type='kvm'>\n  <name>ü</name>\n</domain>\n",
        "\n      <address type='pci' domain='0x0000' bus='0x00' slot='0x01' function='0x0'/>",
        "a\u{1}b",
        "\0",
        "\u{ff}\u{10ffff}",
    ];
    for text in texts {
        assert_eq!(unpack(&pack(text)), text);
    }
    let all: String = PHRASES.concat();
    let packed = pack(&all);
    assert!(packed.len() <= PHRASES.len() && unpack(&packed) == all);
}

#[test]
fn no_code_can_stand_in_a_document() {
    for code in CODES {
        let allowed = matches!(code, b'\t' | b'\n' | b'\r') || (0x20..0x80).contains(&code);
        assert!(!allowed, "{code}");
        // No character of UTF-8 has such a byte.
        let starts = (0xc2..=0xf4).contains(&code) || (0x80..0xc0).contains(&code);
        assert!(!starts, "{code}");
    }
    let mut codes = CODES.to_vec();
    codes.dedup();
    assert_eq!(codes.len(), PHRASES.len());
}
