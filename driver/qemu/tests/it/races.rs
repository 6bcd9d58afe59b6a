//! Many callers at the same guests at the same time.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use fv_sys::clock::std_now;

use crate::kit::{Host, caller, eventually};
use crate::life::{document, nothing_left};

#[test]
fn a_destroy_at_any_moment_of_a_start_leaves_no_process() {
    let host = Host::new("dstart");
    let dom = host
        .domain()
        .define_xml(&caller(), &document("g", ""))
        .expect("defined");
    for round in 0..25u64 {
        std::thread::scope(|scope| {
            let starter = scope.spawn(|| host.domain().create(&caller(), &dom));
            std::thread::sleep(Duration::from_millis(round * 4));
            let ended = host.domain().destroy(&caller(), &dom);
            let begun = starter.join().expect("no panic");
            // Whoever came too early for the one may have left the other standing.
            if ended.is_err() && begun.is_ok() {
                host.domain().destroy(&caller(), &dom).expect("it runs");
            }
        });
        let state = host
            .domain()
            .state(&caller(), &dom, 0)
            .expect("state")
            .state;
        assert_eq!(state, 5, "round {round}");
        nothing_left(&host, "g");
    }
}

#[test]
fn callers_at_cross_purposes_leave_the_driver_in_order() {
    let mut host = Host::new("cross");
    let over = AtomicBool::new(false);
    let end = std_now() + Duration::from_secs(6);
    std::thread::scope(|scope| {
        for seed in 0..4u32 {
            let (host, over) = (&host, &over);
            scope.spawn(move || {
                let mut dice = seed.wrapping_mul(2_654_435_761) | 1;
                while !over.load(Ordering::Relaxed) {
                    dice ^= dice << 13;
                    dice ^= dice >> 17;
                    dice ^= dice << 5;
                    act(host, dice);
                }
            });
        }
        while std_now() < end {
            host.connect()
                .list_all_domains(&caller(), 1, 0)
                .expect("lists never fail");
            std::thread::sleep(Duration::from_millis(5));
        }
        over.store(true, Ordering::Relaxed);
    });
    settle(&host);
    host.restarted();
    eventually("the next daemon finds the same", || {
        let running = host.connect().num_of_domains(&caller()).expect("counted");
        running == i32::try_from(host.processes().len()).expect("few")
    });
    let all = host
        .connect()
        .list_all_domains(&caller(), 1, 0)
        .expect("listed");
    for dom in all.domains {
        let _ = host.domain().destroy(&caller(), &dom);
    }
    nothing_left(&host, "g0");
}

/// As many processes as running guests, and as many files.
fn settle(host: &Host) {
    eventually("guests and processes agree", || {
        let running = host.connect().num_of_domains(&caller()).expect("counted");
        let files = std::fs::read_dir(host.path("run/libvirt/qemu")).expect("there");
        let names = files.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
        let status = names.filter(|name| name.ends_with(".xml")).count();
        let wanted = usize::try_from(running).expect("few");
        host.processes().len() == wanted && status == wanted
    });
}

/// Does one thing to one of two guests; most of it fails, and nothing of it matters here.
fn act(host: &Host, dice: u32) {
    let name = format!("g{}", dice & 1);
    let api = host.domain();
    let caller = caller();
    let found = api.lookup_by_name(&caller, &name);
    let Ok(dom) = found else {
        let uuid = format!("{:02x}000000-1111-2222-3333-444444444444", (dice & 1) + 1);
        let xml =
            document(&name, "").replacen("<memory", &format!("<uuid>{uuid}</uuid><memory"), 1);
        let _ = match dice >> 1 & 1 {
            0 => api.define_xml(&caller, &xml),
            _ => api.create_xml(&caller, &xml, 0),
        };
        return;
    };
    let _ = match dice >> 1 & 7 {
        0 => api.create(&caller, &dom),
        1 => api.destroy(&caller, &dom),
        2 => api.suspend(&caller, &dom),
        3 => api.resume(&caller, &dom),
        4 => api.undefine(&caller, &dom),
        5 => api.reset(&caller, &dom, 0),
        6 => api.xml_desc(&caller, &dom, 0).map(drop),
        _ => api.set_autostart(&caller, &dom, (dice >> 4 & 1) as i32),
    };
}
