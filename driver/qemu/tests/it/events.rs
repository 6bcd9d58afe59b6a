//! What guests do by themselves, told by a monitor that the test plays.

use std::io::{BufRead, BufReader, Read, Write};
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::Path;
use std::time::Duration;

use fv_api::{DomainEvent, DomainRef};

use crate::kit::{Host, caller, eventually};
use crate::life::document;

/// A guest whose QEMU is played: a process that only sleeps, and a monitor that says what the
/// test wants.
pub(crate) struct Played {
    pub(crate) host: Host,
    pub(crate) dom: DomainRef,
    unheard: i32,
    said: UnixStream,
}

impl Played {
    /// Lets a real guest start, then takes its QEMU's place behind the driver's back.
    pub(crate) fn new(name: &str) -> Self {
        Self::with(name, "")
    }

    /// The same with more in the document.
    pub(crate) fn with(name: &str, more: &str) -> Self {
        let mut host = Host::new(name);
        let image = host.path("disk.img");
        std::fs::write(&image, vec![0; 1 << 20]).expect("written");
        let devices = format!(
            "<disk type='file'><driver name='qemu' type='raw'/><source file='{}'/>\
             <target dev='vda' bus='virtio'/></disk>\
             <channel type='unix'><target type='virtio' name='org.qemu.guest_agent.0'/></channel>",
            image.display()
        );
        let dom = host
            .domain()
            .define_xml(&caller(), &document("g", &(devices + more)))
            .expect("defined");
        let dom = host
            .domain()
            .create_with_flags(&caller(), &dom, 0)
            .expect("started");
        host.dropped();
        let socket = host.path(&format!(
            "var/lib/libvirt/qemu/domain-{}-g/monitor.sock",
            dom.id
        ));
        wait_for_greeting(&socket);
        // It runs on, but from now on the test speaks in its place.
        let unheard = host.processes()[0];
        std::fs::remove_file(&socket).expect("removed");
        let listener = UnixListener::bind(&socket).expect("listening");
        let accepted = std::thread::spawn(move || serve(&listener));
        host.restarted();
        let said = accepted.join().expect("no panic");
        eventually("the job of the reconnection is over", || {
            host.domain()
                .control_info(&caller(), &dom, 0)
                .is_ok_and(|info| info.state == 0)
        });
        Self {
            host,
            dom,
            unheard,
            said,
        }
    }

    /// Lets the monitor say something.
    fn say(&mut self, line: &str) {
        self.said
            .write_all(format!("{line}\r\n").as_bytes())
            .expect("said");
    }

    pub(crate) fn event(&mut self, name: &str, data: &str) {
        let stamp = "\"timestamp\":{\"seconds\":1,\"microseconds\":2}";
        self.say(&format!("{{\"event\":\"{name}\",\"data\":{data},{stamp}}}"));
    }

    pub(crate) fn state(&self) -> (i32, i32) {
        let state = self
            .host
            .domain()
            .state(&caller(), &self.dom, 0)
            .expect("state");
        (state.state, state.reason)
    }

    pub(crate) fn until(&self, wanted: &DomainEvent) {
        eventually(&format!("{wanted:?}"), || {
            self.host.events.of("g").contains(wanted)
        });
    }

    fn until_life(&self, wanted: (i32, i32)) {
        let (event, detail) = wanted;
        self.until(&DomainEvent::Lifecycle { event, detail });
    }
}

impl Drop for Played {
    fn drop(&mut self) {
        let _ = fv_sys::process::signal_pid(self.unheard, fv_sys::signal::Signal::Kill);
    }
}

/// Waits until QEMU has lost its client and greets the next one.
fn wait_for_greeting(socket: &Path) {
    let mut monitor = UnixStream::connect(socket).expect("it listens");
    let patience = Some(Duration::from_secs(10));
    monitor.set_read_timeout(patience).expect("a time is set");
    monitor
        .read_exact(&mut [0])
        .expect("the old driver has gone");
}

/// Plays the monitor until the driver has asked everything.
fn serve(listener: &UnixListener) -> UnixStream {
    let (mut stream, _) = listener.accept().expect("the driver comes");
    let greeting = "{\"QMP\":{\"version\":{\"qemu\":{\"major\":10,\"minor\":0,\"micro\":2},\
                    \"package\":\"\"},\"capabilities\":[]}}\r\n";
    stream.write_all(greeting.as_bytes()).expect("said");
    let heard = stream.try_clone().expect("cloned");
    let answers = stream.try_clone().expect("cloned");
    std::thread::spawn(move || answer(&heard, answers));
    stream
}

fn answer(heard: &UnixStream, mut answers: UnixStream) {
    for line in BufReader::new(heard).lines().map_while(Result::ok) {
        let command: serde_json::Value = serde_json::from_str(&line).expect("JSON");
        let value = match command["execute"].as_str().unwrap_or_default() {
            "query-status" => "{\"running\":true,\"status\":\"running\"}",
            "query-rx-filter" => "[{\"name\":\"net0\",\"main-mac\":\"52:54:00:00:00:99\"}]",
            "query-balloon" => "{\"actual\":33554432}",
            name if name.starts_with("query-") || name.starts_with("qom-") => "[]",
            _ => "{}",
        };
        let text = format!("{{\"return\":{value},\"id\":{}}}\r\n", command["id"]);
        if answers.write_all(text.as_bytes()).is_err() {
            return;
        }
    }
}

#[test]
fn an_io_error_with_words_is_told_logged_and_kept() {
    let mut played = Played::new("ioerror");
    let data = "{\"device\":\"\",\"node-name\":\"libvirt-1-storage\",\"operation\":\"write\",\
                \"action\":\"stop\",\"nospace\":false,\"reason\":\"Strange thing\",\
                \"qom-path\":\"/machine/peripheral/virtio-disk0/virtio-backend\"}";
    played.event("BLOCK_IO_ERROR", data);
    let path = played.host.path("disk.img").to_string_lossy().into_owned();
    let alias = "virtio-disk0".to_string();
    played.until(&DomainEvent::IoErrorReason {
        src_path: path.clone(),
        dev_alias: alias.clone(),
        action: 1,
        reason: "message".into(),
    });
    played.until(&DomainEvent::IoError {
        src_path: path.clone(),
        dev_alias: alias,
        action: 1,
    });
    played.until_life((3, 2));
    assert_eq!(played.state(), (3, 5));
    let log = played.host.path("var/log/libvirt/qemu/g.log");
    let log = std::fs::read_to_string(log).expect("there");
    let line =
        "IO error device='virtio-disk0' node-name='libvirt-1-storage' reason='Strange thing'";
    assert!(log.contains(line), "{log}");
    let messages = played
        .host
        .domain()
        .messages(&caller(), &played.dom, 4)
        .expect("asked");
    let [message] = messages.as_slice() else {
        panic!("{messages:?}")
    };
    let start = format!("I/O error: disk='vda', index='1', path='{path}', timestamp='");
    assert!(message.starts_with(&start), "{message}");
    assert!(message.ends_with("', message='Strange thing'"), "{message}");
}

#[test]
fn a_full_disk_has_its_own_reason() {
    let mut played = Played::new("enospc");
    let data = "{\"device\":\"\",\"node-name\":\"libvirt-1-storage\",\"operation\":\"write\",\
                \"action\":\"report\",\"nospace\":true,\"reason\":\"No space left on device\"}";
    played.event("BLOCK_IO_ERROR", data);
    played.until(&DomainEvent::IoErrorReason {
        src_path: played.host.path("disk.img").to_string_lossy().into_owned(),
        dev_alias: "virtio-disk0".into(),
        action: 2,
        reason: "enospc".into(),
    });
    assert_eq!(played.state(), (1, 1));
}

#[test]
fn a_monitor_that_talks_nonsense_is_told_and_the_guest_goes_on() {
    let mut played = Played::new("control");
    played.say("this is no JSON");
    played.until(&DomainEvent::ControlError);
    assert!(fv_sys::process::is_alive(played.unheard));
    assert_eq!(played.state().0, 1);
    let info = played
        .host
        .domain()
        .control_info(&caller(), &played.dom, 0)
        .expect("asked");
    assert_eq!((info.state, info.details), (3, 2));
    played
        .host
        .domain()
        .destroy(&caller(), &played.dom)
        .expect("can be ended");
    assert_eq!(played.state(), (5, 2));
}

#[test]
fn watchdog_sleep_reset_balloon_and_helper_are_told() {
    let mut played = Played::new("events");
    played.event("VSERPORT_CHANGE", "{\"id\":\"channel0\",\"open\":true}");
    played.until(&DomainEvent::AgentLifecycle {
        state: 1,
        reason: 2,
    });
    let xml = played
        .host
        .domain()
        .xml_desc(&caller(), &played.dom, 0)
        .expect("xml");
    assert!(
        xml.contains("name='org.qemu.guest_agent.0' state='connected'"),
        "{xml}"
    );
    played.event("VSERPORT_CHANGE", "{\"id\":\"channel0\",\"open\":false}");
    played.until(&DomainEvent::AgentLifecycle {
        state: 2,
        reason: 2,
    });
    played.event("RESET", "{\"guest\":true,\"reason\":\"guest-reset\"}");
    played.until(&DomainEvent::Reboot);
    played.event("BALLOON_CHANGE", "{\"actual\":20971520}");
    played.until(&DomainEvent::BalloonChange { actual: 20480 });
    assert_eq!(
        played
            .host
            .domain()
            .info(&caller(), &played.dom)
            .expect("info")
            .memory,
        20480
    );
    played.event("RTC_CHANGE", "{\"offset\":-3}");
    played.until(&DomainEvent::RtcChange { offset: -3 });
    played.event("SUSPEND", "{}");
    played.until_life((7, 0));
    assert_eq!(played.state(), (7, 0));
    played.event("WAKEUP", "{}");
    played.until_life((2, 4));
    played.event("WATCHDOG", "{\"action\":\"pause\"}");
    played.until(&DomainEvent::Watchdog { action: 1 });
    played.until_life((3, 3));
    assert_eq!(played.state(), (3, 6));
}

#[test]
fn a_guest_that_panics_is_crashed_and_ended() {
    let mut played = Played::new("panic");
    played.event("GUEST_PANICKED", "{\"action\":\"pause\"}");
    played.until_life((8, 0));
    played.until_life((5, 2));
    eventually("it is shut off", || played.state() == (5, 3));
}

#[test]
fn the_end_of_an_emulator_that_is_told_to_end_for_a_panic_is_no_shutdown() {
    let mut played = Played::new("panic-end");
    let stamp = "\"timestamp\":{\"seconds\":1,\"microseconds\":2}";
    let panic = "{\"event\":\"GUEST_PANICKED\",\"data\":{\"action\":\"pause\"},";
    let end = "{\"event\":\"SHUTDOWN\",\"data\":{\"guest\":false,\"reason\":\"host-signal\"},";
    // Said together, for the process ends as soon as the first is heard.
    played.say(&format!("{panic}{stamp}}}\r\n{end}{stamp}}}"));
    played.until_life((8, 0));
    played.until_life((6, 2));
    played.until_life((5, 2));
    eventually("it is shut off", || played.state() == (5, 3));
}

#[test]
fn a_guest_that_asked_for_its_end_is_shut_off() {
    let mut played = Played::new("shutdown");
    played.event("SHUTDOWN", "{\"guest\":true,\"reason\":\"guest-shutdown\"}");
    played.until_life((6, 1));
    played.until_life((5, 0));
    eventually("it is shut off", || played.state() == (5, 1));
}
