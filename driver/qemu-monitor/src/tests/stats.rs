use serde_json::json;

use super::*;
use crate::command::Reply;

fn read<R: 'static>(call: &Call<R>, reply: Value) -> Result<R> {
    let Value::Object(reply) = reply else {
        panic!("a reply is an object");
    };
    call.read(&Reply(reply))
}

#[test]
fn memory_is_told_in_kib_and_only_as_far_as_the_guest_tells_it() {
    let call = guest_memory("/machine/peripheral/balloon0");
    let stats = json!({
        "stat-htlb-pgalloc": u64::MAX,
        "stat-swap-in": 2048,
        "stat-free-memory": 4096,
        "stat-minor-faults": 7,
        "stat-total-memory": -1,
    });
    let reply = json!({ "return": { "stats": stats, "last-update": 12 } });
    let told = read(&call, reply).unwrap();
    let expected = [
        (MemoryFigure::SwapIn, 2),
        (MemoryFigure::MinorFault, 7),
        (MemoryFigure::Unused, 4),
        (MemoryFigure::LastUpdate, 12),
    ];
    assert_eq!(told, expected);
}

#[test]
fn guest_that_has_not_reported_yet_tells_nothing() {
    let call = guest_memory("/machine/peripheral/balloon0");
    let error = json!({ "class": "GenericError", "desc": "guest hasn't updated any stats yet" });
    assert_eq!(read(&call, json!({ "error": error })).unwrap(), []);
    assert_eq!(read(&call, json!({ "return": {} })).unwrap(), []);
}

#[test]
fn speed_of_changes_is_read_once_it_was_measured() {
    let call = query_dirty_rate();
    let reply = json!({ "status": "unstarted", "start-time": 0, "calc-time": 0 });
    let rate = read(&call, json!({ "return": reply })).unwrap();
    assert_eq!(rate, DirtyRate::default());
    let reply = json!({
        "status": "measured", "start-time": 5, "calc-time": 1, "dirty-rate": 3,
        "mode": "dirty-ring", "vcpu-dirty-rate": [{ "id": 0, "dirty-rate": 2 }],
    });
    let rate = read(&call, json!({ "return": reply })).unwrap();
    assert_eq!(rate.rate_mib, Some(3));
    assert_eq!(rate.vcpu_rates_mib, [(0, 2)]);
    let reply = json!({ "status": "measured", "start-time": 5, "calc-time": 1 });
    let error = read(&call, json!({ "return": reply })).unwrap_err();
    assert!(error.to_string().contains("'dirty-rate' data"), "{error}");
}

#[test]
fn counters_keep_the_order_in_which_they_are_told() {
    let call = query_counters(StatsTarget::Vcpu);
    let stats = json!([{ "name": "exits", "value": 9 }, { "name": "blocking", "value": false }]);
    let reply = json!({ "return": [{ "qom-path": "/machine/cpu", "stats": stats }] });
    let counters = read(&call, reply).unwrap();
    assert_eq!(counters[0].qom_path.as_deref(), Some("/machine/cpu"));
    let names: Vec<_> = counters[0]
        .values
        .iter()
        .map(|(name, _)| name.as_str())
        .collect();
    assert_eq!(names, ["exits", "blocking"]);
    let kinds = json!([{ "provider": "kvm", "target": "vcpu", "stats": [
        { "name": "exits", "type": "cumulative" }, { "name": "odd", "type": "new kind" },
    ] }]);
    let kinds = read(&query_counter_kinds(), json!({ "return": kinds })).unwrap();
    assert_eq!(kinds, [("exits".to_string(), CounterKind::Cumulative)]);
}
