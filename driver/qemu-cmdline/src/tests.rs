use crate::props::Props;
use crate::{Command, CommandPlan, FdPurpose};

#[test]
fn text_puts_each_option_on_its_own_line() {
    let mut plan = CommandPlan::new("/usr/bin/qemu");
    plan.variable("LC_ALL", "C").variable("HOME", "/a b");
    plan.option("-name", "guest=it's")
        .arg("-S")
        .option("-m", "");
    let text = plan.render(&[]).unwrap().to_text();
    let expected = "LC_ALL=C \\\nHOME='/a b' \\\n/usr/bin/qemu \\\n-name 'guest=it'\\''s' \\\n\
                    -S \\\n-m ''\n";
    assert_eq!(text, expected);
}

#[test]
fn descriptors_get_their_numbers_when_rendered() {
    let mut plan = CommandPlan::new("qemu");
    let monitor = plan.fd(FdPurpose::Monitor);
    let vsock = plan.fd(FdPurpose::VhostVsock);
    let mut props = Props::device("vhost-vsock-pci");
    props.text("vhostfd", vsock.to_string());
    plan.option(
        "-chardev",
        format!("socket,id=charmonitor,fd={monitor},server=on"),
    );
    plan.option("-device", props.to_json());
    let Command { args, .. } = plan.render(&[7, 12]).unwrap();
    assert_eq!(args[1], "socket,id=charmonitor,fd=7,server=on");
    assert_eq!(args[3], r#"{"driver":"vhost-vsock-pci","vhostfd":"12"}"#);
    assert!(plan.render(&[7]).is_err());
}

#[test]
fn pairs_escape_commas_and_flatten_members() {
    let mut inner = Props::new();
    inner.boolean("direct", true);
    let mut props = Props::device("file");
    props
        .text("path", "/a,b")
        .number("size", 5)
        .nested("cache", inner);
    assert_eq!(
        props.to_pairs("driver").unwrap(),
        "path=/a,,b,size=5,cache.direct=on"
    );
}
