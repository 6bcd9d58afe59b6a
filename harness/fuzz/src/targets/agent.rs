//! The agent inside a guest: the conversation with it, and the reading of its replies.

use std::time::{Duration, Instant};

use fv_driver_qemu_monitor::agent::{
    AgentCall, AgentTalk, Ends, Patience, commands, disks, interfaces,
};
use fv_driver_qemu_monitor::{Command, Reply};
use serde_json::Value;

use super::{text_of, text_seeds};
use crate::{Outcome, Target};

pub(super) const TARGETS: &[Target] = &[
    Target {
        name: "agent",
        run: conversation,
        seeds: || text_seeds(&[SYNCED, LATE]),
        words: WORDS,
        length_max: 64 * 1024,
    },
    Target {
        name: "agent-replies",
        run: replies,
        seeds: || text_seeds(&REPLIES),
        words: WORDS,
        length_max: 16 * 1024,
    },
];

/// The bytes come in two parts, the first byte says where they are cut; every command ends.
#[expect(
    clippy::disallowed_methods,
    reason = "only differences from this moment matter"
)]
fn conversation(bytes: &[u8]) -> Outcome {
    let Some((&cut, bytes)) = bytes.split_first() else {
        return Outcome(0);
    };
    let start = Instant::now();
    let patience = Patience {
        command_s: 1,
        sync_s: 1,
    };
    let mut talk = AgentTalk::new();
    let mut said = Vec::new();
    let (first, second) = bytes.split_at(usize::from(cut).min(bytes.len()));
    for (part, after_s) in [(first, 0), (second, 10)] {
        let now = start + Duration::from_secs(after_s);
        talk.send(
            &Command::new("guest-ping"),
            patience,
            Ends::ByReply,
            now,
            100,
        );
        talk.wrote(talk.output().len());
        talk.receive(part, now);
        talk.wrote(talk.output().len());
        talk.expire(now + Duration::from_secs(9));
        said.push(match talk.outcome() {
            Some(Ok(reply)) => format!("{}", reply.is_some()),
            Some(Err(error)) => format!("{:?}", error.code()),
            None => "nothing".to_owned(),
        });
        assert!(said.last().is_some_and(|it| it != "nothing"), "it ended");
    }
    Outcome::of(&said)
}

/// Any object is read by every call, or refused with an error.
fn replies(bytes: &[u8]) -> Outcome {
    let Ok(Value::Object(object)) = serde_json::from_str(&text_of(bytes)) else {
        return Outcome(1);
    };
    let reply = Reply(object);
    let read = [
        is_read(&commands::cpus(), &reply),
        is_read(&commands::hostname(), &reply),
        is_read(&commands::time(), &reply),
        is_read(&commands::users(), &reply),
        is_read(&commands::system(), &reply),
        is_read(&commands::time_zone(), &reply),
        is_read(&commands::load(), &reply),
        is_read(&commands::keys("me"), &reply),
        is_read(&commands::thaw(), &reply),
        disks::file_systems()
            .read(&reply)
            .is_ok_and(|systems| !disks::file_systems_to_params(&systems, |_| None).is_empty()),
        disks::disks()
            .read(&reply)
            .is_ok_and(|disks| !disks::disks_to_params(&disks, |_| None).is_empty()),
        interfaces::interfaces()
            .read(&reply)
            .is_ok_and(|known| !interfaces::to_params(&known).is_empty()),
    ];
    if let Ok(cpus) = commands::cpus().read(&reply) {
        for wanted in 0..4 {
            let chosen = commands::choose_cpus(&cpus, wanted);
            let chosen = chosen.map_or(0, |chosen| chosen.len());
            assert!(chosen <= cpus.len(), "no more is chosen than there is");
        }
    }
    Outcome::of(&read)
}

fn is_read<R: 'static>(call: &AgentCall<R>, reply: &Reply) -> bool {
    call.read(reply).is_ok()
}

const WORDS: &[&str] = &[
    "{\"return\": 101}\n",
    "{\"return\": 102}\n",
    "{\"return\": {}}\n",
    "{\"error\": {\"class\": \"CommandNotFound\", \"desc\": \"\"}}\n",
    "{\"event\": \"A\"}\n",
    "\u{ff}",
    "\n",
    "[",
    "\"logical-id\": 0, \"online\": true",
    "\"pci-controller\": {\"domain\": 0, \"bus\": 0, \"slot\": 0, \"function\": 0}",
    "\"name\": \"eth0:1\"",
    "-1",
    "18446744073709551615",
];

const SYNCED: &str = "\u{30}{\"return\": 101}\n{\"return\": {}}\n{\"return\": {\"a\": 1}}\n";
const LATE: &str = "\u{20}ed\": 1}\n{\"return\": 7}\n{\"return\": 102}\n{\"error\": {}}\n";

const REPLIES: [&str; 5] = [
    "{\"return\": [{\"logical-id\": 0, \"online\": true, \"can-offline\": false}]}",
    "{\"return\": [{\"user\": \"a\", \"login-time\": 1.5, \"domain\": \"D\"}]}",
    "{\"return\": {\"load1m\": 0.5, \"load5m\": 1, \"load15m\": 2, \"keys\": [\"k\"], \"offset\": 1}}",
    "{\"return\": [{\"name\": \"vda1\", \"mountpoint\": \"/\", \"type\": \"ext4\", \"partition\": true, \
     \"disk\": [{\"bus\": 0, \"target\": 0, \"unit\": 0, \"pci-controller\": {\"domain\": 0, \
     \"bus\": 0, \"slot\": 1, \"function\": 1}}]}]}",
    "{\"return\": [{\"name\": \"eth0:1\", \"hardware-address\": \"a\", \"ip-addresses\": \
     [{\"ip-address-type\": \"ipv4\", \"ip-address\": \"1\", \"prefix\": 8}]}]}",
];
