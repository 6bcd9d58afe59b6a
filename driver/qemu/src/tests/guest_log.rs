use super::filter;

#[test]
fn redirections_are_no_complaint() {
    let text = "char device redirected to /dev/pts/0 (label charserial0)\nqemu: no such disk\n";
    assert_eq!(filter(text), "qemu: no such disk");
}

#[test]
fn of_long_words_the_last_whole_lines_are_kept() {
    let text = format!("{}\nlast", "x".repeat(2000));
    assert_eq!(filter(&text), "last");
    assert_eq!(filter(&"x".repeat(2000)).len(), 1024);
    assert_eq!(filter(&"é".repeat(1000)).chars().next(), Some('é'));
}
