//! Disks that are full or read-only from any step on: what was acknowledged is there, what is
//! refused has not happened, and no guest ends because a file could not be written.

use std::collections::BTreeMap;
use std::os::unix::fs::MetadataExt;
use std::path::Path;

use fv_api::DomainRef;
use fv_error::Error;
use fv_sys::fault::{Disk, Reached, Trouble};
use fv_types::lock::{Mutex, MutexGuard, Rank};

use crate::kit::{Host, caller, eventually};
use crate::life::{document, nothing_left};

/// Steps after which an operation is taken to go round in circles.
const STEPS_MAX: usize = 200;
/// Only one disk of the process can be in trouble.
static ONE: Mutex<()> = Mutex::new(Rank::DAEMON, ());

/// Everything that is below a root and outlives a call, logs aside: kind, owner, mode, content.
fn tree(host: &Host) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    for below in ["etc", "run", "var/lib", "g.img"] {
        collect(&host.path(below), &mut found);
    }
    found
}

fn collect(path: &Path, found: &mut BTreeMap<String, String>) {
    let Ok(meta) = path.symlink_metadata() else {
        return;
    };
    let mut text = format!("{:o} {} {}", meta.mode(), meta.uid(), meta.gid());
    if meta.is_file() {
        text += &String::from_utf8_lossy(&std::fs::read(path).expect("read"));
    }
    if meta.is_symlink() {
        text += &std::fs::read_link(path).expect("read").to_string_lossy();
    }
    found.insert(path.to_string_lossy().into_owned(), text);
    if meta.is_dir() {
        for entry in std::fs::read_dir(path).expect("read") {
            collect(&entry.expect("read").path(), found);
        }
    }
}

struct Place {
    host: Host,
    dom: DomainRef,
    _turn: MutexGuard<'static, ()>,
}

impl Place {
    fn new(name: &str) -> Self {
        let turn = ONE.lock();
        let host = Host::new(name);
        let image = host.path("g.img");
        std::fs::write(&image, vec![0; 1 << 20]).expect("written");
        let disk = format!(
            "<disk type='file'><driver name='qemu' type='raw'/><source file='{}'/>\
             <target dev='vda' bus='virtio'/></disk>",
            image.display()
        );
        let dom = host
            .domain()
            .define_xml(&caller(), &document("g", &disk))
            .expect("defined");
        // What an emulator can do is known from here on.
        host.domain().create(&caller(), &dom).expect("started");
        host.domain().destroy(&caller(), &dom).expect("ended");
        Self {
            host,
            dom,
            _turn: turn,
        }
    }

    /// Does something on a disk that is in trouble from each of its steps on; whenever it is refused,
    /// the host is as before. `undo` takes back what succeeded.
    fn each_step(
        &self,
        trouble: Trouble,
        act: impl Fn() -> Result<(), Error>,
        undo: impl Fn(),
    ) -> usize {
        for step in 0..STEPS_MAX {
            let before = (tree(&self.host), self.host.processes(), self.described());
            let disk = Disk::new(trouble, &self.host.root, step);
            let guard = disk.install();
            let result = act();
            drop(guard);
            match result {
                Ok(()) => undo(),
                Err(error) => {
                    let told = error.to_string();
                    let words = match trouble {
                        Trouble::Full => "No space left on device",
                        Trouble::ReadOnly => "Read-only file system",
                    };
                    let root = self.host.root.to_string_lossy();
                    assert!(told.contains(words), "step {step}: {told}");
                    assert!(told.contains(root.as_ref()), "step {step}: {told}");
                    eventually("processes as before", || self.host.processes() == before.1);
                    assert_eq!(self.described(), before.2, "step {step}: {told}");
                    if trouble == Trouble::Full {
                        assert_eq!(tree(&self.host), before.0, "step {step}: {told}");
                    }
                }
            }
            if disk.reached() == Reached::No {
                return step;
            }
        }
        panic!("more than {STEPS_MAX} steps");
    }

    /// What clients see of all guests.
    fn described(&self) -> Vec<(String, String, i32)> {
        let api = self.host.domain();
        let connect = self.host.connect();
        let all = connect.list_all_domains(&caller(), 1, 0).expect("listed");
        let describe = |dom: &DomainRef| {
            (
                api.xml_desc(&caller(), dom, 2).expect("described"),
                dom.name.clone(),
                api.autostart(&caller(), dom).map_or(-1, i32::from),
            )
        };
        all.domains.iter().map(describe).collect()
    }
}

#[test]
fn a_full_disk_refuses_definitions_and_keeps_what_is_there() {
    let place = Place::new("full-define");
    let api = place.host.domain();
    let new = document("new", "");
    let steps = place.each_step(
        Trouble::Full,
        || api.define_xml(&caller(), &new).map(drop),
        || {
            let dom = api.lookup_by_name(&caller(), "new").expect("defined");
            api.undefine(&caller(), &dom).expect("undefined");
        },
    );
    assert!(steps > 3, "only {steps} steps");
    let old = api.xml_desc(&caller(), &place.dom, 2).expect("described");
    let changed = old.replace("<on_crash>destroy<", "<on_crash>restart<");
    assert_ne!(old, changed);
    let steps = place.each_step(
        Trouble::Full,
        || api.define_xml(&caller(), &changed).map(drop),
        || drop(api.define_xml(&caller(), &old).expect("defined")),
    );
    assert!(steps > 3, "only {steps} steps");
    let steps = place.each_step(
        Trouble::Full,
        || api.set_autostart(&caller(), &place.dom, 1),
        || api.set_autostart(&caller(), &place.dom, 0).expect("unset"),
    );
    assert!(steps > 1, "only {steps} steps");
}

#[test]
fn a_full_disk_refuses_a_start_and_nothing_is_left_of_it() {
    let place = Place::new("full-start");
    let api = place.host.domain();
    let steps = place.each_step(
        Trouble::Full,
        || api.create(&caller(), &place.dom).map(drop),
        || api.destroy(&caller(), &place.dom).expect("ended"),
    );
    assert!(steps > 10, "only {steps} steps");
    nothing_left(&place.host, "g");
}

#[test]
fn a_disk_that_turns_read_only_refuses_and_the_next_daemon_finds_all_in_order() {
    let mut place = Place::new("ro");
    let api = place.host.domain();
    api.set_autostart(&caller(), &place.dom, 1).expect("set");
    let xml = api.xml_desc(&caller(), &place.dom, 2).expect("described");
    for trouble in [Trouble::Full, Trouble::ReadOnly] {
        let steps = place.each_step(
            trouble,
            || api.undefine(&caller(), &place.dom),
            || {
                api.define_xml(&caller(), &xml).expect("defined");
                api.set_autostart(&caller(), &place.dom, 1).expect("set");
            },
        );
        assert!(steps > 0, "only {steps} steps");
    }
    let steps = place.each_step(
        Trouble::ReadOnly,
        || api.create(&caller(), &place.dom).map(drop),
        || api.destroy(&caller(), &place.dom).expect("ended"),
    );
    assert!(steps > 10, "only {steps} steps");
    drop(api);
    place.host.restarted();
    assert_eq!(place.host.processes(), [0; 0]);
    let api = place.host.domain();
    api.create(&caller(), &place.dom).expect("started");
    api.destroy(&caller(), &place.dom).expect("ended");
}

#[test]
fn a_change_of_guest_and_definition_is_made_in_both_or_in_neither() {
    let place = Place::new("both");
    let api = place.host.domain();
    api.create(&caller(), &place.dom).expect("started");
    let status = place.host.path("run/libvirt/qemu/g.xml");
    let title = |text: &str| {
        // A title, of the guest that runs and of its definition.
        api.set_metadata(&caller(), &place.dom, 1, Some(text), None, None, 3)
    };
    title("old").expect("set");
    for step in 0..STEPS_MAX {
        let disk = Disk::new(Trouble::Full, &place.host.root, step);
        let guard = disk.install();
        let result = title("new");
        drop(guard);
        let known = if result.is_ok() { "new" } else { "old" };
        for flags in [0, 2] {
            let xml = api
                .xml_desc(&caller(), &place.dom, flags)
                .expect("described");
            assert!(
                xml.contains(&format!("<title>{known}</title>")),
                "step {step}: {xml}"
            );
        }
        eventually("the status says so", || {
            let text = std::fs::read_to_string(&status).expect("there");
            text.contains(&format!("<title>{known}</title>"))
        });
        title("old").expect("set");
        if disk.reached() == Reached::No {
            return;
        }
    }
    panic!("more than {STEPS_MAX} steps");
}

#[test]
fn a_guest_is_ended_although_nothing_can_be_written() {
    let mut place = Place::new("end-ro");
    for trouble in [Trouble::Full, Trouble::ReadOnly] {
        for step in 0..STEPS_MAX {
            let api = place.host.domain();
            api.create(&caller(), &place.dom).expect("started");
            let disk = Disk::new(trouble, &place.host.root, step);
            let guard = disk.install();
            api.destroy(&caller(), &place.dom).expect("ended");
            drop(guard);
            assert_eq!(api.is_active(&caller(), &place.dom).expect("known"), 0);
            assert_eq!(place.host.processes(), [0; 0]);
            if disk.reached() == Reached::No {
                break;
            }
            drop(api);
            place.host.restarted();
            let api = place.host.domain();
            assert_eq!(api.is_active(&caller(), &place.dom).expect("known"), 0);
        }
    }
}

#[test]
fn a_guest_runs_on_and_is_found_again_although_its_status_cannot_be_written() {
    let mut place = Place::new("run-ro");
    let api = place.host.domain();
    api.create(&caller(), &place.dom).expect("started");
    let processes = place.host.processes();
    let disk = Disk::new(Trouble::Full, &place.host.root, 0);
    let guard = disk.install();
    api.suspend(&caller(), &place.dom).expect("suspended");
    api.resume(&caller(), &place.dom).expect("resumed");
    api.suspend(&caller(), &place.dom).expect("suspended");
    drop(api);
    place.host.restarted();
    let state = || {
        let api = place.host.domain();
        let state = api.state(&caller(), &place.dom, 0).expect("known");
        (state.state, state.reason)
    };
    eventually("it is found paused", || state() == (3, 1));
    drop(guard);
    let file = place.host.path("run/libvirt/qemu/g.xml");
    eventually("its status is written when that is possible", || {
        let text = std::fs::read_to_string(&file).expect("there");
        text.contains("state='paused' reason='user'")
    });
    assert_eq!(place.host.processes(), processes);
}
