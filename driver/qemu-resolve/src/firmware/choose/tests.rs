//! Patterns of machine names, and folders of descriptions.

use super::*;

fn fits(pattern: &str, text: &str) -> bool {
    matches_pattern(pattern.as_bytes(), text.as_bytes())
}

#[test]
fn a_star_stands_for_any_text_and_a_question_mark_for_one_character() {
    assert!(fits("pc-q35-*", "pc-q35-10.0"));
    assert!(fits("virt-?.?", "virt-9.2"));
    assert!(fits("*-i440fx-*", "pc-i440fx-2.1"));
    assert!(!fits("pc-q35-*", "pc-i440fx-10.0"));
    assert!(!fits("virt-?.?", "virt-10.0"));
    assert!(fits("*", ""));
}

#[test]
fn an_empty_description_hides_the_one_of_a_more_general_folder() {
    let text = r#"{"interface-types":["bios"],"mapping":{"device":"memory","filename":"/b"},
        "targets":[{"architecture":"x86_64","machines":["pc"]}],"features":["acpi-s3"]}"#;
    let file = |name: &str, text: &str| (name.to_string(), text.to_string());
    let general = vec![
        file("1.json", text),
        file("2.json", text),
        file("3.json", "{"),
    ];
    let own = vec![file("1.json", "")];
    assert_eq!(Firmware::parse_folders([general, own]).len(), 1);
}
