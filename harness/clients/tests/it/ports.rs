//! Ports for screens: whoever else takes one between the look and the use, the guest gets another.

use std::fs;
use std::net::TcpListener;
use std::thread;

use fv_harness_clients::emulator::QEMU;
use fv_harness_clients::program::until;
use fv_harness_clients::{Embedded, Host};

use crate::events::SHORT;
use crate::misbehaving::script;
use crate::small;

const SCREEN: &str = "<graphics type='vnc' port='-1' autoport='yes' listen='127.0.0.1'/></devices>";

fn with_screen(xml: &str) -> String {
    xml.replace("</devices>", SCREEN)
}

#[test]
fn daemon_and_programs_without_one_never_choose_the_same_port() {
    let (host, embedded) = (Host::start(), Embedded::new());
    let names = ["one", "two"];
    for name in names {
        let xml = with_screen(&small::xml(name, &host.boot_disk(name)));
        let xml = host.write(&format!("{name}.xml"), xml);
        host.ok(&format!("define {xml}"));
        let xml = with_screen(&small::xml(name, &embedded.boot_disk(name)));
        let xml = embedded.write(&format!("{name}.xml"), xml);
        embedded.ok(&format!("define {xml}"));
    }
    thread::scope(|scope| {
        scope.spawn(|| names.map(|name| host.ok(&format!("start {name} --paused"))));
        scope.spawn(|| names.map(|name| embedded.ok(&format!("start {name} --paused"))));
    });
    let mut screens = Vec::new();
    for name in names {
        screens.push(host.ok(&format!("vncdisplay {name}")));
        screens.push(embedded.ok(&format!("vncdisplay {name}")));
    }
    screens.sort();
    screens.dedup();
    assert_eq!(screens.len(), 4, "{screens:?}");
}

#[test]
fn port_that_is_taken_before_the_emulator_has_it_leads_to_another() {
    let host = Host::start();
    let [said, go] = ["said", "go"].map(|name| host.path(name));
    let slow = format!(
        "case \"$*\" in *'-machine none'*) exec {QEMU} \"$@\";; esac\n\
         if [ ! -e {said} ]; then echo \"$*\" > {said}.new; mv {said}.new {said}; \
         until [ -e {go} ]; do sleep 0.02; done; fi\nexec {QEMU} \"$@\""
    );
    let emulator = script(&host, "slow", &slow);
    let xml = with_screen(&small::xml("guest", &host.boot_disk("guest")));
    let xml = host.write("guest.xml", xml.replace(QEMU, &emulator));
    // Its user notes what it was told.
    fv_harness_clients::set_mode(host.root(), 0o777);
    host.ok(&format!("define {xml}"));
    let display = |line: &str| -> u16 {
        let (_, rest) = line.split_once("127.0.0.1:").unwrap();
        let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
        digits.parse().unwrap()
    };
    let mut taken = None;
    thread::scope(|scope| {
        let start = scope.spawn(|| host.line("start guest"));
        until("it was told its port", SHORT, || fs::exists(&said).unwrap()).unwrap();
        let number = display(&fs::read_to_string(&said).unwrap());
        taken = Some((
            TcpListener::bind(("127.0.0.1", 5900 + number)).unwrap(),
            number,
        ));
        fs::write(&go, "").unwrap();
        let ended = start.join().unwrap();
        assert!(ended.is_ok(), "{}", ended.stderr);
    });
    let (_listener, number) = taken.unwrap();
    let other = display(&host.ok("vncdisplay guest"));
    assert_ne!(other, number);
    assert_eq!(host.emulators().len(), 1);
    assert_eq!(host.ok("domstate guest --reason"), "running (booted)");
    host.ok("destroy guest");
}
