//! Every step of an operation fails once, and the daemon dies once at every step.

use std::path::PathBuf;
use std::time::Duration;

use fv_api::DomainRef;
use fv_command::{Command, Runner};
use fv_sys::fault::{self, Kill, Reached};
use fv_sys::process::Exit;

use crate::kit::{Host, caller, eventually};
use crate::life::{document, nothing_left};

/// Steps after which an operation is taken to go round in circles.
const STEPS_MAX: usize = 400;

#[test]
fn a_start_of_which_any_step_fails_leaves_nothing() {
    let host = Host::new("steps");
    let dom = define_with_disk(&host);
    // An emulator that could not be asked is left alone for a while; that is not the matter here.
    host.domain().create(&caller(), &dom).expect("started");
    host.domain().destroy(&caller(), &dom).expect("ended");
    let mut failed = 0;
    for step in 0..STEPS_MAX {
        let (result, reached) = fault::fail_at(step, || host.domain().create(&caller(), &dom));
        match result {
            Ok(()) => host.domain().destroy(&caller(), &dom).expect("ended"),
            Err(_) => failed += 1,
        }
        nothing_left(&host, "g");
        let nvram_was_made = nvram_is_whole_or_missing(&host);
        if reached == Reached::No {
            assert!(nvram_was_made);
            assert!(failed > 10, "only {failed} steps failed");
            return;
        }
    }
    panic!("more than {STEPS_MAX} steps");
}

#[test]
fn a_definition_of_which_any_step_fails_is_there_or_not() {
    let host = Host::new("defines");
    for step in 0..STEPS_MAX {
        let xml = document(&format!("g{step}"), "");
        let (result, reached) = fault::fail_at(step, || host.domain().define_xml(&caller(), &xml));
        let listed = host
            .domain()
            .lookup_by_name(&caller(), &format!("g{step}"))
            .is_ok();
        assert_eq!(listed, result.is_ok(), "step {step}");
        if reached == Reached::No {
            return;
        }
    }
    panic!("more than {STEPS_MAX} steps");
}

#[test]
fn a_daemon_that_dies_at_any_step_of_a_start_leaves_nothing_unknown() {
    let mut host = Host::new("dies");
    let dom = define_with_disk(&host);
    for step in 1..=STEPS_MAX {
        host.dropped();
        let finished = die_at(&host, "start", step);
        host.restarted();
        let active = host
            .domain()
            .is_active(&caller(), &dom)
            .expect("it is known")
            == 1;
        agree(&host, &dom);
        let _ = nvram_is_whole_or_missing(&host);
        assert!(
            !finished || active,
            "an acknowledged start was lost at step {step}"
        );
        if host.domain().is_active(&caller(), &dom).expect("known") == 0 {
            host.domain()
                .create(&caller(), &dom)
                .expect("usable at once");
        }
        host.domain()
            .destroy(&caller(), &dom)
            .expect("usable at once");
        nothing_left(&host, "g");
        if finished {
            assert!(step > 10, "only {step} steps");
            return;
        }
    }
    panic!("more than {STEPS_MAX} steps");
}

#[test]
fn a_daemon_that_dies_at_any_step_of_an_end_leaves_nothing_unknown() {
    let mut host = Host::new("ends");
    let dom = define_with_disk(&host);
    for step in 1..=STEPS_MAX {
        // One that was about to end when its daemon died may be seen running for a moment.
        eventually("it runs and is reached", || {
            if host.domain().is_active(&caller(), &dom).expect("known") == 0 {
                host.domain()
                    .create(&caller(), &dom)
                    .expect("usable at once");
            }
            host.qemu()
                .monitor_command(&caller(), &dom, "info status", 1)
                .is_ok()
        });
        host.dropped();
        let finished = die_at(&host, "end", step);
        host.restarted();
        agree(&host, &dom);
        let active = host
            .domain()
            .is_active(&caller(), &dom)
            .expect("it is known")
            == 1;
        assert!(
            !finished || !active,
            "an acknowledged end was lost at step {step}"
        );
        if !active {
            nothing_left(&host, "g");
        }
        if finished {
            assert!(step > 5, "only {step} steps");
            return;
        }
    }
    panic!("more than {STEPS_MAX} steps");
}

#[test]
fn a_daemon_that_dies_while_it_asks_an_emulator_leaves_none() {
    let mut host = Host::new("asks");
    define_with_disk(&host);
    let lib = host.path("var/lib/libvirt/qemu");
    for door in ["fork", "exec", "connect", "pidfd", "kill", "remove-tree"] {
        host.dropped();
        let cache = host.path("var/cache/libvirt/qemu/capabilities");
        std::fs::remove_dir_all(cache).expect("removed");
        let finished = die_at(&host, &format!("ask {door}"), 1);
        assert!(!finished, "it does not come to {door}");
        host.restarted();
        eventually("no emulator is left", || host.processes().is_empty());
        let names = std::fs::read_dir(&lib).expect("there");
        let names = names.map(|entry| entry.expect("read").file_name());
        let left = names.filter(|name| name.to_string_lossy().starts_with("qmp-"));
        assert_eq!(left.count(), 0, "after {door}");
        let dom = host.domain().lookup_by_name(&caller(), "g");
        let dom = dom.expect("defined");
        host.domain().create(&caller(), &dom).expect("usable");
        host.domain().destroy(&caller(), &dom).expect("usable");
    }
}

fn define_with_disk(host: &Host) -> DomainRef {
    let image = host.path("disk.img");
    std::fs::write(&image, vec![0; 1 << 20]).expect("written");
    let code = host.path("code.fd");
    std::fs::write(&code, vec![0xf4; FLASH_BYTES]).expect("written");
    let template = host.path("template.fd");
    std::fs::write(&template, TEMPLATE).expect("written");
    let firmware = format!(
        "<loader readonly='yes' type='pflash'>{}</loader><nvram template='{}'/></os>",
        code.display(),
        template.display()
    );
    let xml = document("g", &disk(&image)).replace("</os>", &firmware);
    host.domain().define_xml(&caller(), &xml).expect("defined")
}

/// Says whether the variables were made, of which there is never a half; the next start makes them anew.
fn nvram_is_whole_or_missing(host: &Host) -> bool {
    let path = host.path("var/lib/libvirt/qemu/nvram/g_VARS.fd");
    let found = std::fs::read(&path);
    let _ = std::fs::remove_file(path);
    match found {
        Ok(content) => {
            assert!(content == TEMPLATE, "{} bytes", content.len());
            true
        }
        Err(error) => {
            assert_eq!(error.kind(), std::io::ErrorKind::NotFound);
            false
        }
    }
}

/// The least that a board takes for a flash.
const FLASH_BYTES: usize = 64 << 10;
static TEMPLATE: [u8; FLASH_BYTES] = [0xa5; FLASH_BYTES];

/// Waits until there are as many processes as guests: an end is learnt of when the process is
/// found dead, which may be a moment later.
fn agree(host: &Host, dom: &DomainRef) {
    eventually("as many processes as guests", || {
        let active = host.domain().is_active(&caller(), dom).expect("known");
        host.processes().len() == usize::try_from(active).expect("small")
    });
}

/// Runs a daemon in a process of its own that dies at this step of an operation; true if the
/// operation had fewer steps.
fn die_at(host: &Host, operation: &str, step: usize) -> bool {
    let program = std::env::current_exe()
        .expect("known")
        .to_string_lossy()
        .into_owned();
    let mut command = Command::new(program);
    command.args(["--exact", "faults::the_daemon_that_dies", "--nocapture"]);
    command.env("FV_TEST_ROOT", host.root.to_string_lossy());
    command.env("FV_TEST_OPERATION", operation);
    command.env("FV_TEST_STEP", step.to_string());
    command.timeout(Duration::from_secs(60));
    let output = fv_command::Host.run(&command).expect("it runs");
    let finished = output.text().contains("the operation is over");
    let words = String::from_utf8_lossy(&output.stderr);
    assert!(
        finished || output.exit == Exit::Signal(9),
        "{:?}: {words}",
        output.exit
    );
    finished
}

/// Does nothing unless it is told to by the tests above.
#[test]
fn the_daemon_that_dies() {
    let variable = |name| {
        std::env::vars()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value)
    };
    let (Some(root), Some(step)) = (variable("FV_TEST_ROOT"), variable("FV_TEST_STEP")) else {
        return;
    };
    let host = Host::over(PathBuf::from(root));
    let dom = host
        .domain()
        .lookup_by_name(&caller(), "g")
        .expect("defined");
    let operation = variable("FV_TEST_OPERATION").unwrap_or_default();
    let kill = Kill {
        step: step.parse().expect("a number"),
        door: operation.strip_prefix("ask ").map(str::to_string),
        path: None,
    };
    if kill.door.is_some() {
        fault::arm(kill);
        let xml = document("asks", "");
        drop(host.domain().define_xml(&caller(), &xml));
    } else if variable("FV_TEST_OPERATION").as_deref() == Some("end") {
        // The guest is reached again before its end is counted.
        let reached = || {
            host.qemu()
                .monitor_command(&caller(), &dom, "info status", 1)
                .is_ok()
        };
        eventually("it is reached", reached);
        fault::arm(kill);
        host.domain()
            .destroy(&caller(), &dom)
            .expect("ended, or dead before");
    } else {
        fault::arm(kill);
        host.domain()
            .create(&caller(), &dom)
            .expect("started, or dead before");
    }
    println!("the operation is over");
    // A guest that runs is to outlive this daemon.
    std::process::exit(0);
}

fn disk(image: &std::path::Path) -> String {
    format!(
        "<disk type='file'><driver name='qemu' type='raw'/><source file='{}'/>\
         <target dev='vda' bus='virtio'/></disk>",
        image.display()
    )
}
