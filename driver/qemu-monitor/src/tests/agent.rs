use std::time::{Duration, Instant};

use fv_error::{Error, ErrorCode, ErrorDomain};
use serde_json::Value;

use super::{AgentTalk, Ends, Patience};
use crate::agent::commands;
use crate::command::{Command, Reply};

/// A conversation with the time that the test has.
struct Play {
    talk: AgentTalk,
    now: Instant,
}

const PATIENT: Patience = Patience {
    command_s: -2,
    sync_s: -2,
};

impl Play {
    fn new() -> Self {
        Self {
            talk: AgentTalk::new(),
            now: fv_sys::clock::std_now(),
        }
    }

    fn send(&mut self, name: &'static str, patience: Patience) {
        let command = Command::new(name);
        self.talk
            .send(&command, patience, Ends::ByReply, self.now, 100);
    }

    /// What was written since.
    fn said(&mut self) -> String {
        let text = String::from_utf8(self.talk.output().to_vec()).expect("text");
        self.talk.wrote(text.len());
        text
    }

    fn hear(&mut self, text: &str) {
        self.talk.receive(text.as_bytes(), self.now);
    }

    fn reply(&mut self) -> Option<Reply> {
        let outcome = self.talk.outcome()?;
        outcome.expect("it went well")
    }

    fn error(&mut self) -> Error {
        let outcome = self.talk.outcome().expect("it is over");
        outcome.expect_err("it failed")
    }

    fn pass(&mut self, seconds: u64) {
        self.now += Duration::from_secs(seconds);
        self.talk.expire(self.now);
    }

    /// Gets in step with the agent.
    fn sync(&mut self) {
        let said = self.said();
        assert!(said.contains("\"guest-sync\""), "{said}");
        let sync: Value = serde_json::from_str(&said).expect("JSON");
        let id = &sync["arguments"]["id"];
        self.hear(&format!("{{\"return\": {id}}}\n"));
    }
}

#[test]
fn the_first_command_comes_after_a_sync_and_the_next_without() {
    let mut play = Play::new();
    play.send("guest-ping", PATIENT);
    assert_eq!(
        play.said(),
        "{\"execute\":\"guest-sync\", \"arguments\":{\"id\":101}}\n"
    );
    play.hear("{\"return\": 101}\n");
    assert_eq!(play.said(), "{\"execute\":\"guest-ping\"}\n");
    play.hear("{\"return\": {}}\n");
    assert_eq!(play.reply().expect("answered").to_text(), "{\"return\":{}}");
    play.send("guest-info", PATIENT);
    assert_eq!(play.said(), "{\"execute\":\"guest-info\"}\n");
}

#[test]
fn late_replies_and_half_ones_are_passed_over() {
    let mut play = Play::new();
    play.hear("{\"return\": \"late\"}\n");
    play.send("guest-ping", PATIENT);
    play.said();
    // The reply of somebody who gave up, and one to an older sync.
    play.hear("{\"return\": {}}\n{\"return\": 7}\n");
    assert!(play.talk.outcome().is_none());
    // Half of a reply: the sync is repeated, and must come through clean.
    play.hear("ed\": true}\n");
    let said = play.said();
    assert!(said.contains("102"), "{said}");
    play.hear("{\"return\": 101}\n{\"return\": 102}\n");
    assert_eq!(play.said(), "{\"execute\":\"guest-ping\"}\n");
}

#[test]
fn an_agent_that_talks_nonsense_is_not_spoken_to_any_more() {
    let mut play = Play::new();
    play.send("guest-ping", PATIENT);
    play.said();
    play.hear("nonsense\n");
    play.said();
    play.hear("more nonsense\n");
    let words = "internal error: cannot parse json more nonsense";
    assert!(play.error().message().starts_with(words));
    play.send("guest-ping", PATIENT);
    assert!(play.error().message().starts_with(words));
    assert!(play.said().is_empty());
}

#[test]
fn an_agent_that_is_silent_fails_the_call_within_its_time() {
    let mut play = Play::new();
    play.send("guest-ping", PATIENT);
    play.said();
    play.pass(4);
    assert!(play.talk.outcome().is_none());
    play.pass(1);
    let error = play.error();
    assert_eq!(error.code(), ErrorCode::AgentUnresponsive);
    let words = "guest agent didn't respond to synchronization within '5' seconds";
    assert!(error.message().ends_with(words), "{error}");
    let hasty = Patience {
        command_s: 2,
        sync_s: -2,
    };
    play.send("guest-ping", hasty);
    play.sync();
    play.said();
    play.pass(2);
    let error = play.error();
    assert_eq!(error.code(), ErrorCode::AgentCommandTimeout);
    let words = "guest agent didn't respond to command within '2' seconds";
    assert!(error.message().ends_with(words), "{error}");
    // What it says now is late; the next command begins with a sync again.
    play.hear("{\"return\": {}}\n");
    play.send("guest-ping", hasty);
    play.sync();
    assert_eq!(play.said(), "{\"execute\":\"guest-ping\"}\n");
    // One that may take as long as it takes has no end of its own.
    play.hear("{\"return\": {}}\n");
    play.send("guest-ping", PATIENT);
    assert_eq!(play.talk.deadline(), None);
}

#[test]
fn an_agent_that_babbles_without_an_end_is_given_up() {
    let mut play = Play::new();
    play.send("guest-ping", PATIENT);
    play.sync();
    play.said();
    let piece = "x".repeat(1 << 20);
    for _ in 0..11 {
        play.hear(&piece);
    }
    let words = "No complete agent response found in 10485760 bytes: Numerical result out of range";
    assert_eq!(play.error().message(), words);
    let mut play = Play::new();
    play.send("guest-ping", PATIENT);
    play.said();
    for _ in 0..11 {
        play.hear(&format!("{{\"return\":\"{piece}\"}}\n"));
    }
    assert_eq!(play.error().message(), words);
}

#[test]
fn an_event_or_the_end_of_the_agent_can_take_the_place_of_a_reply() {
    for disappears in [false, true] {
        let mut play = Play::new();
        let call = commands::shutdown(commands::Shutdown::Powerdown);
        play.talk
            .send(call.command(), PATIENT, Ends::ByEvent, play.now, 1);
        play.sync();
        play.said();
        if disappears {
            play.talk.disappear();
        } else {
            play.talk.happened();
        }
        assert_eq!(play.talk.outcome().expect("over").expect("well"), None);
    }
    let mut play = Play::new();
    play.send("guest-ping", PATIENT);
    play.talk.disappear();
    assert_eq!(play.error().code(), ErrorCode::AgentUnresponsive);
    play.send("guest-ping", PATIENT);
    play.sync();
    play.talk.disappear();
    assert_eq!(play.error().code(), ErrorCode::AgentCommandTimeout);
}

#[test]
fn a_connection_that_breaks_fails_who_waits() {
    let mut play = Play::new();
    play.send("guest-ping", PATIENT);
    let end = "End of file from agent socket";
    play.talk.break_off(Error::internal(ErrorDomain::Qemu, end));
    assert!(play.error().message().ends_with(end));
}

#[test]
fn refusals_are_told_in_libvirts_words() {
    let call = commands::hostname();
    let reply = |text: &str| Reply(serde_json::from_str(text).expect("an object"));
    for (text, words) in [
        (
            "{\"error\":{\"class\":\"CommandNotFound\",\"desc\":\"no such\"}}",
            "unable to execute QEMU agent command 'guest-get-host-name': no such",
        ),
        (
            "{\"error\":{\"class\":\"Unsupported\"}}",
            "unable to execute QEMU agent command 'guest-get-host-name': \
             this feature or command is not currently supported",
        ),
        (
            "{\"error\":\"odd\"}",
            "unable to execute QEMU agent command 'guest-get-host-name': \
             unknown QEMU command error",
        ),
    ] {
        let error = call.read(&reply(text)).expect_err("refused");
        assert_eq!(error.code(), ErrorCode::AgentCommandFailed);
        assert!(error.message().ends_with(words), "{error}");
    }
    let missing = "{\"error\":{\"class\":\"CommandDisabled\",\"desc\":\"no\"}}";
    assert_eq!(
        call.read_if_known(&reply(missing)).expect("put up with"),
        None
    );
}

#[test]
fn passwords_travel_in_base64() {
    for (password, text) in [("", ""), ("a", "YQ=="), ("ab", "YWI="), ("abc", "YWJj")] {
        let call = commands::set_password("u", password, commands::Password::Plain);
        let json = call.command().json();
        assert_eq!(json["arguments"]["password"], text);
        assert!(!format!("{call:?}").contains("YWJj"));
    }
}
