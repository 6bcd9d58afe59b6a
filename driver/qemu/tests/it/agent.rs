//! The agent inside a guest, played by the test behind the socket of its channel.

use std::io::{BufRead, BufReader, Write};
use std::os::unix::net::{UnixListener, UnixStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use fv_api::DomainEvent;
use fv_error::{Error, ErrorCode};
use fv_types::{TypedParam, TypedValue};
use serde_json::{Value, json};

use crate::events::Played;
use crate::kit::{caller, eventually};

/// A guest with an agent that answers as the test says.
struct WithAgent {
    played: Played,
    heard: Receiver<Value>,
    silent: Arc<AtomicBool>,
}

impl WithAgent {
    /// Opens the channel; `answer` gives the whole reply to each command but the sync.
    fn new(name: &str, answer: fn(&Value) -> Value) -> Self {
        let mut played = Played::new(name);
        let folder = played.host.path("run/libvirt/qemu/channel");
        let folder = std::fs::read_dir(folder).expect("there").flatten().next();
        let socket = folder
            .expect("one run")
            .path()
            .join("org.qemu.guest_agent.0");
        std::fs::remove_file(&socket).expect("QEMU had it");
        let listener = UnixListener::bind(&socket).expect("listening");
        let (say, heard) = channel();
        let silent = Arc::new(AtomicBool::new(false));
        let quiet = Arc::clone(&silent);
        std::thread::spawn(move || {
            let (stream, _) = listener.accept().expect("the driver comes");
            let out = stream.try_clone().expect("cloned");
            serve(stream, out, answer, &quiet, |command| {
                let _ = say.send(command);
            });
        });
        played.event("VSERPORT_CHANGE", "{\"id\":\"channel0\",\"open\":true}");
        played.until(&DomainEvent::AgentLifecycle {
            state: 1,
            reason: 2,
        });
        Self {
            played,
            heard,
            silent,
        }
    }

    /// The commands that the agent got since, without their syncs.
    fn heard(&self) -> Vec<Value> {
        self.heard.try_iter().collect()
    }

    fn set_timeout(&self, seconds: i32) {
        let guest = self.played.host.guest();
        let set = guest.agent_set_response_timeout(&caller(), &self.played.dom, seconds, 0);
        assert_eq!(set.expect("set"), 0);
    }
}

fn serve(
    stream: UnixStream,
    mut out: UnixStream,
    answer: fn(&Value) -> Value,
    silent: &AtomicBool,
    heard: impl Fn(Value),
) {
    for line in BufReader::new(stream).lines().map_while(Result::ok) {
        let command: Value = serde_json::from_str(&line).expect("JSON");
        let reply = if command["execute"] == "guest-sync" {
            json!({ "return": command["arguments"]["id"] })
        } else {
            heard(command.clone());
            answer(&command)
        };
        if silent.load(Ordering::Relaxed) || reply.is_null() {
            continue;
        }
        if out.write_all(format!("{reply}\n").as_bytes()).is_err() {
            return;
        }
    }
}

fn words_of<T: std::fmt::Debug>(refused: Result<T, Error>) -> (ErrorCode, String) {
    let error = refused.expect_err("refused");
    (error.code(), error.detail().to_string())
}

fn everything(command: &Value) -> Value {
    let disk = json!({
        "bus-type": "virtio", "bus": 0, "unit": 0, "target": 0, "dev": "/dev/vda", "serial": "S",
        "pci-controller": { "domain": 0, "bus": 0, "slot": 4, "function": 0 },
    });
    let value = match command["execute"].as_str().unwrap_or_default() {
        "guest-get-users" => json!([{ "user": "me", "login-time": 1.5 }]),
        "guest-get-osinfo" => json!({ "id": "debian", "kernel-release": "6.1" }),
        "guest-get-timezone" => json!({ "zone": "UTC", "offset": 0 }),
        "guest-get-host-name" => json!({ "host-name": "box" }),
        "guest-get-fsinfo" => json!([
            { "name": "vda1", "mountpoint": "/", "type": "ext4", "disk": [disk] },
        ]),
        "guest-get-disks" => json!([
            { "name": "/dev/vda", "partition": false, "address": disk },
        ]),
        "guest-network-get-interfaces" => json!([{
            "name": "eth0", "hardware-address": "52:54:00:00:00:01",
            "ip-addresses": [{ "ip-address-type": "ipv4", "ip-address": "10.0.0.2", "prefix": 8 }],
        }]),
        "guest-get-load" => json!({ "load1m": 0.5, "load5m": 0.25, "load15m": 0.0 }),
        "guest-get-vcpus" => json!([
            { "logical-id": 0, "online": true, "can-offline": false },
            { "logical-id": 1, "online": true, "can-offline": true },
        ]),
        "guest-set-vcpus"
        | "guest-fsfreeze-freeze"
        | "guest-fsfreeze-freeze-list"
        | "guest-fsfreeze-thaw" => json!(1),
        "guest-get-time" => json!(1_500_000_000_000_000_007u64),
        "guest-ssh-get-authorized-keys" => json!({ "keys": ["ssh-x key"] }),
        "guest-shutdown" => return Value::Null,
        "guest-odd" => {
            return json!({ "error": { "class": "CommandNotFound", "desc": "never heard of" } });
        }
        _ => json!({}),
    };
    json!({ "return": value })
}

#[test]
fn every_call_asks_the_agent_and_reads_its_answer() {
    let agent = WithAgent::new("agentall", everything);
    let (host, dom) = (&agent.played.host, &agent.played.dom);
    let guest = host.guest();
    assert_eq!(guest.hostname(&caller(), dom, 0).expect("told"), "box");
    let time = guest.time(&caller(), dom, 0).expect("told");
    assert_eq!((time.seconds, time.nseconds), (1_500_000_000, 7));
    guest.set_time(&caller(), dom, 12, 34, 0).expect("set");
    guest
        .set_time(&caller(), dom, 0, 0, 1)
        .expect("set from the machine's");
    assert_eq!(guest.fsfreeze(&caller(), dom, &[], 0).expect("frozen"), 1);
    let one = ["/".to_string()];
    guest.fsfreeze(&caller(), dom, &one, 0).expect("frozen");
    assert_eq!(guest.fsthaw(&caller(), dom, &[], 0).expect("thawed"), 1);
    guest.fstrim(&caller(), dom, None, 7, 0).expect("trimmed");
    let password = guest.set_user_password(&caller(), dom, Some("me"), Some("abc"), 1);
    password.expect("set");
    let keys = guest.authorized_ssh_keys_get(&caller(), dom, "me", 0);
    assert_eq!(keys.expect("told"), ["ssh-x key"]);
    let keys = ["k".to_string()];
    for flags in [0, 1, 2] {
        let set = guest.authorized_ssh_keys_set(&caller(), dom, "me", &keys, flags);
        set.expect("set");
    }
    let info = guest.fsinfo(&caller(), dom, 0).expect("told");
    assert_eq!((info.ret, info.info[0].mountpoint.as_str()), (1, "/"));
    assert_eq!(
        host.domain().vcpus_flags(&caller(), dom, 9).expect("told"),
        2
    );
    guest
        .set_guest_vcpus(&caller(), dom, "1", 0, 0)
        .expect("left");
    let heard = agent.heard();
    let asked: Vec<&str> = heard
        .iter()
        .filter_map(|it| it["execute"].as_str())
        .collect();
    assert_eq!(
        asked,
        [
            "guest-get-host-name",
            "guest-get-time",
            "guest-set-time",
            "guest-set-time",
            "guest-fsfreeze-freeze",
            "guest-fsfreeze-freeze-list",
            "guest-fsfreeze-thaw",
            "guest-fstrim",
            "guest-set-user-password",
            "guest-ssh-get-authorized-keys",
            "guest-ssh-add-authorized-keys",
            "guest-ssh-add-authorized-keys",
            "guest-ssh-remove-authorized-keys",
            "guest-get-fsinfo",
            "guest-get-vcpus",
            "guest-get-vcpus",
            "guest-set-vcpus",
        ]
    );
    assert_eq!(heard[2]["arguments"]["time"], 12_000_000_034_i64);
    assert!(heard[3].get("arguments").is_none());
    assert_eq!(heard[8]["arguments"]["password"], "YWJj");
    assert_eq!(heard[8]["arguments"]["crypted"], true);
    assert_eq!(heard[10]["arguments"]["reset"], true);
    assert_eq!(heard[11]["arguments"]["reset"], false);
    let left = json!([{ "logical-id": 1, "online": false }]);
    assert_eq!(heard[16]["arguments"]["vcpus"], left);
}

#[test]
fn information_of_all_kinds_is_told_at_once() {
    let agent = WithAgent::new("agentinfo", everything);
    let guest = agent.played.host.guest();
    let params = guest.guest_info(&caller(), &agent.played.dom, 0, 0);
    let params: Vec<TypedParam> = params.expect("told");
    let text = |param: &TypedParam| match &param.value {
        TypedValue::String(value) => format!("{}={value}", param.field),
        TypedValue::Uint(value) => format!("{}={value}", param.field),
        TypedValue::Ullong(value) => format!("{}={value}", param.field),
        TypedValue::Int(value) => format!("{}={value}", param.field),
        TypedValue::Double(value) => format!("{}={value}", param.field),
        TypedValue::Boolean(value) => format!("{}={value}", param.field),
        other => panic!("{other:?}"),
    };
    let lines: Vec<String> = params.iter().map(text).collect();
    let expected = "user.count=1 user.0.name=me user.0.login-time=1500 os.id=debian \
                    os.kernel-release=6.1 timezone.name=UTC timezone.offset=0 hostname=box \
                    fs.count=1 fs.0.name=vda1 fs.0.mountpoint=/ fs.0.fstype=ext4 \
                    fs.0.disk.count=1 fs.0.disk.0.serial=S fs.0.disk.0.device=/dev/vda \
                    disk.count=1 disk.0.name=/dev/vda disk.0.partition=false disk.0.serial=S \
                    disk.0.guest_bus=virtio if.count=1 if.0.name=eth0 \
                    if.0.hwaddr=52:54:00:00:00:01 if.0.addr.count=1 if.0.addr.0.type=ipv4 \
                    if.0.addr.0.addr=10.0.0.2 if.0.addr.0.prefix=8 load.1m=0.5 load.5m=0.25 \
                    load.15m=0";
    let known: Vec<&String> = lines
        .iter()
        .filter(|line| !line.contains(".alias="))
        .collect();
    let known: Vec<&str> = known.into_iter().map(String::as_str).collect();
    assert_eq!(known.join(" "), expected);
}

#[test]
fn a_silent_agent_fails_its_callers_in_time_and_nobody_else() {
    let agent = WithAgent::new("agentmute", everything);
    let (host, dom) = (&agent.played.host, &agent.played.dom);
    let guest = host.guest();
    guest.hostname(&caller(), dom, 0).expect("it can talk");
    agent.silent.store(true, Ordering::Relaxed);
    agent.set_timeout(2);
    let started = fv_sys::clock::std_now();
    let asked = std::thread::spawn({
        let (guest, dom) = (host.guest(), dom.clone());
        move || words_of(guest.time(&caller(), &dom, 0))
    });
    // Others go on meanwhile, changes too.
    std::thread::sleep(Duration::from_millis(100));
    host.domain().suspend(&caller(), dom).expect("stopped");
    host.domain().resume(&caller(), dom).expect("goes on");
    assert!(started.elapsed() < Duration::from_millis(1900));
    let refused = asked.join().expect("no panic");
    let words = "guest agent didn't respond to command within '2' seconds";
    assert_eq!(refused, (ErrorCode::AgentCommandTimeout, words.into()));
    agent.set_timeout(1);
    let refused = words_of(guest.time(&caller(), dom, 0));
    let words = "guest agent didn't respond to synchronization within '1' seconds";
    assert_eq!(refused, (ErrorCode::AgentUnresponsive, words.into()));
    // What it says at last is late for those; the next call gets its own answer.
    agent.silent.store(false, Ordering::Relaxed);
    agent.set_timeout(5);
    guest.time(&caller(), dom, 0).expect("told");
}

#[test]
fn an_agent_that_goes_away_wakes_who_waits_for_it() {
    let mut agent = WithAgent::new("agentgone", everything);
    let dom = agent.played.dom.clone();
    let guest = agent.played.host.guest();
    guest.hostname(&caller(), &dom, 0).expect("it can talk");
    agent.heard();
    agent.silent.store(true, Ordering::Relaxed);
    let asked = std::thread::spawn({
        let (guest, dom) = (agent.played.host.guest(), dom.clone());
        move || words_of(guest.time(&caller(), &dom, 0))
    });
    eventually("asked", || !agent.heard().is_empty());
    let closed = "{\"id\":\"channel0\",\"open\":false}";
    agent.played.event("VSERPORT_CHANGE", closed);
    let words = "Guest agent disappeared while executing command";
    let refused = asked.join().expect("no panic");
    assert_eq!(refused, (ErrorCode::AgentCommandTimeout, words.into()));
    let refused = words_of(guest.time(&caller(), &dom, 0));
    let words = "QEMU guest agent is not connected";
    assert_eq!(refused, (ErrorCode::AgentUnresponsive, words.into()));
}

#[test]
fn an_agent_that_talks_nonsense_is_left_alone_until_it_comes_back() {
    let agent = WithAgent::new("agentodd", |command| match command["execute"].as_str() {
        Some("guest-get-time") => json!("no object"),
        _ => everything(command),
    });
    let dom = &agent.played.dom;
    let guest = agent.played.host.guest();
    let (code, _) = words_of(guest.time(&caller(), dom, 0));
    assert_eq!(code, ErrorCode::InternalError);
    let refused = words_of(guest.time(&caller(), dom, 0));
    let words = "QEMU guest agent is not available due to an error";
    assert_eq!(refused, (ErrorCode::AgentUnresponsive, words.into()));
}

#[test]
fn a_guest_is_shut_down_by_its_agent_or_by_its_button() {
    let mut agent = WithAgent::new("agentdown", everything);
    let dom = agent.played.dom.clone();
    let asked = std::thread::spawn({
        let (domain, dom) = (agent.played.host.domain(), dom.clone());
        move || domain.shutdown_flags(&caller(), &dom, 2)
    });
    let mut heard = Vec::new();
    eventually("it is asked", || {
        heard.extend(agent.heard());
        !heard.is_empty()
    });
    assert_eq!(heard[0]["execute"], "guest-shutdown");
    assert_eq!(heard[0]["arguments"]["mode"], "powerdown");
    agent
        .played
        .event("SHUTDOWN", "{\"guest\":true,\"reason\":\"guest-shutdown\"}");
    // No reply comes: the event is the answer.
    asked.join().expect("no panic").expect("it went down");
}

#[test]
fn commands_of_users_are_passed_on_and_noted() {
    let agent = WithAgent::new("agentraw", everything);
    let (host, dom) = (&agent.played.host, &agent.played.dom);
    let ask = |text: &str, timeout| host.qemu().agent_command(&caller(), dom, text, timeout, 0);
    let reply = ask("{\"execute\":\"guest-ping\"}", -2).expect("answered");
    assert_eq!(reply.as_deref(), Some("{\"return\":{}}"));
    let refused = words_of(ask("{\"execute\":\"guest-odd\"}", -1));
    let words = "unable to execute QEMU agent command 'guest-odd': never heard of";
    assert_eq!(refused, (ErrorCode::AgentCommandFailed, words.into()));
    words_of(ask("no JSON", -2));
    let refused = words_of(ask("{\"execute\":\"guest-ping\"}", -3));
    let words = "guest agent timeout '-3' is less than the minimum '-2'";
    assert_eq!(refused, (ErrorCode::InvalidArg, words.into()));
    let messages = host.domain().messages(&caller(), dom, 2).expect("told");
    let custom = "tainted: custom guest agent control commands issued";
    assert!(messages.iter().any(|it| it == custom), "{messages:?}");
}

#[test]
fn the_number_of_processors_that_a_guest_uses_is_changed_by_its_agent() {
    let agent = WithAgent::new("agentcpus", everything);
    let (host, dom) = (&agent.played.host, &agent.played.dom);
    let set = |count| host.tune().set_vcpus_flags(&caller(), dom, count, 9);
    // The definition has one; the agent says that the guest uses two.
    set(1).expect("left");
    let heard = agent.heard();
    let left = json!([{ "logical-id": 1, "online": false }]);
    assert_eq!(heard[1]["arguments"]["vcpus"], left);
    let (code, words) = words_of(set(2));
    assert_eq!(code, ErrorCode::InvalidArg);
    assert!(
        words.starts_with("requested vcpu count is greater"),
        "{words}"
    );
    let params = host.guest().guest_vcpus(&caller(), dom, 0).expect("told");
    let texts = params.iter().map(|param| match &param.value {
        TypedValue::String(text) => format!("{}={text}", param.field),
        other => panic!("{other:?}"),
    });
    let texts: Vec<String> = texts.collect();
    assert_eq!(texts, ["vcpus=0-1", "online=0-1", "offlinable=1"]);
}
