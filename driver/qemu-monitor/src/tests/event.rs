use serde_json::json;

use super::*;

#[expect(clippy::needless_pass_by_value, reason = "reads better at the call")]
fn event(value: Value) -> Event {
    Event::from_json(value.as_object().unwrap()).unwrap()
}

#[test]
fn a_shutdown_tells_who_asked() {
    let event = event(json!({
        "event": "SHUTDOWN",
        "data": { "guest": true, "reason": "guest-shutdown" },
        "timestamp": { "seconds": 12, "microseconds": 34 },
    }));
    assert_eq!((event.seconds, event.micros), (12, 34));
    let by = ShutdownBy {
        guest: Some(true),
        reason: Some("guest-shutdown".into()),
    };
    assert_eq!(event.kind, EventKind::Shutdown(by));
}

#[test]
fn an_empty_drive_alias_is_none() {
    let event = event(json!({
        "event": "BLOCK_IO_ERROR",
        "data": { "device": "", "node-name": "libvirt-1-format", "operation": "write",
                  "action": "stop", "nospace": true, "reason": "No space left on device" },
    }));
    let EventKind::BlockIoError(error) = event.kind else {
        panic!("{event:?}")
    };
    assert_eq!(error.device, None);
    assert_eq!(error.action, IoErrorAction::Stop);
    assert!(error.nospace);
    assert_eq!(event.seconds, -1);
}

#[test]
fn words_about_an_io_error_are_cut_to_what_people_read() {
    let event = event(json!({
        "event": "BLOCK_IO_ERROR",
        "data": { "device": "", "operation": "write", "action": "report",
                  "reason": "ü".repeat(200_000) },
    }));
    let EventKind::BlockIoError(error) = event.kind else {
        panic!("{event:?}")
    };
    assert_eq!(error.reason, Some("ü".repeat(512)));
}

#[test]
fn a_known_event_without_its_members_stays_raw() {
    let event = event(json!({ "event": "VSERPORT_CHANGE", "data": { "id": "channel0" } }));
    assert_eq!(event.kind, EventKind::Other);
    assert_eq!(event.data, Some(json!({ "id": "channel0" })));
}

#[test]
fn an_unknown_watchdog_action_counts_as_none() {
    let event = event(json!({ "event": "WATCHDOG", "data": { "action": "dance" } }));
    assert_eq!(event.kind, EventKind::Watchdog(WatchdogAction::None));
}

#[test]
fn a_windows_guest_panics_with_five_numbers() {
    let info = json!({ "type": "hyper-v", "arg1": 1, "arg2": 2, "arg3": 3, "arg4": 4, "arg5": 5 });
    let event = event(json!({ "event": "GUEST_PANICKED", "data": { "info": info } }));
    let panic = PanicInfo::HyperV([1, 2, 3, 4, 5]);
    assert_eq!(event.kind, EventKind::GuestPanicked(Some(panic)));
}
