//! Cases that check commands and what is read from their replies.

use anyhow::{Context, Result};
use fv_driver_qemu_monitor::commands::block::{self, Activity};
use fv_driver_qemu_monitor::commands::cpu::{self, CpuModel, PropertyValue};
use fv_driver_qemu_monitor::commands::migration::{self, NbdAddress};
use fv_driver_qemu_monitor::commands::sev::{self, SevGuest};
use fv_driver_qemu_monitor::commands::throttle::{self, Limits};
use fv_driver_qemu_monitor::commands::{chardev, display, memory, object, probe, status};
use serde_json::{Map, Value, json};

use super::player::Player;
use super::sends::Args;
use crate::{Case, Produced};

/// `call`: an operation that asks as often as there are replies.
pub(super) fn run(case: &Case) -> Result<Produced> {
    let input = case.need_inline()?;
    let replies = input["replies"].as_array().cloned().unwrap_or_default();
    let count = replies.len();
    let mut player = Player::new(replies);
    let args = Args(&input["args"]);
    let operation = case.inline_text("operation")?;
    let results = match about_qemu(operation, &args, &mut player, count)? {
        Some(results) => results,
        None => match about_guest(operation, &args, &mut player)? {
            Some(results) => results,
            None => return Ok(Produced::unserved(format!("no adapter for `{operation}`"))),
        },
    };
    Ok(Produced::value(
        json!({ "sent": player.into_sent(), "results": results }),
    ))
}

fn about_qemu(
    operation: &str,
    args: &Args<'_>,
    player: &mut Player,
    count: usize,
) -> Result<Option<Value>> {
    Ok(Some(match operation {
        "get-status" => each(count, || {
            let status = player.ask(&status::query())?;
            let reason = status.paused_reason().text();
            Ok(json!({ "running": status.running, "paused_reason": reason }))
        })?,
        "get-version" => each(count, || {
            let version = player.ask(&probe::version())?;
            Ok(json!({
                "major": version.major,
                "minor": version.minor,
                "micro": version.micro,
                "package": version.package,
            }))
        })?,
        "get-machines" => list(
            player.ask(&probe::machines())?,
            |machine| json!({ "name": machine.name, "default": machine.is_default, "alias": machine.alias }),
        ),
        "get-cpu-definitions" => list(
            player.ask(&probe::cpu_definitions())?.unwrap_or_default(),
            |model| {
                let usable = match model.blockers.map(|blockers| blockers.is_empty()) {
                    None => "unknown",
                    Some(true) => "yes",
                    Some(false) => "no",
                };
                json!({ "name": model.name, "usable": usable })
            },
        ),
        "get-tpm-models" => json!(player.ask(&probe::tpm_models())?),
        "get-target-arch" => json!(player.ask(&probe::target())?),
        "get-migration-capabilities" => json!(player.ask(&probe::migration_capabilities())?),
        "get-cpu-model-comparison" => {
            let (one, other) = (model(&args.0["a"])?, model(&args.0["b"])?);
            json!(player.ask(&cpu::compare(&one, &other))?)
        }
        "get-cpu-model-baseline" => {
            let (one, other) = (model(&args.0["a"])?, model(&args.0["b"])?);
            let model = player.ask(&cpu::baseline(&one, &other))?;
            let props = model
                .props
                .into_iter()
                .map(|(name, value)| (name, property(value)));
            json!({ "model": model.name, "props": props.collect::<Map<_, _>>() })
        }
        "get-sev-info" => each(count, || Ok(sev_info(player.ask(&sev::query())?)))?,
        _ => return Ok(None),
    }))
}

fn about_guest(operation: &str, args: &Args<'_>, player: &mut Player) -> Result<Option<Value>> {
    Ok(Some(match operation {
        "detach-chardev" => nothing(player.ask(&chardev::remove(args.text("id")?))?),
        "get-list-paths" => list(
            player.ask(&object::list(args.text("path")?))?,
            |property| json!({ "name": property.name, "type": property.kind }),
        ),
        "get-object-property" => {
            player.ask(&object::get(args.text("path")?, args.text("property")?))?
        }
        "set-object-property" => {
            let (path, property) = (args.text("path")?, args.text("property")?);
            player.ask(&object::set(path, property, &args.0["value"]))?;
            player.ask(&object::get(path, property))?
        }
        "get-device-aliases" => {
            let properties = player.ask(&object::list("/machine/peripheral"))?;
            let devices = properties
                .into_iter()
                .filter(|item| item.kind.starts_with("child<"));
            list(devices, |item| json!(item.name))
        }
        "get-non-existing-cpu-data" => {
            let properties =
                player.ask(&object::list(args.text("qom_path")?).or_if_missing(Vec::new))?;
            match properties.is_empty() {
                true => json!("no data, not an error (command missing)"),
                false => json!("data"),
            }
        }
        "get-io-threads" => list(
            player.ask(&object::query_iothreads())?,
            |thread| json!({ "iothread_id": thread.id, "thread_id": thread.thread }),
        ),
        "get-balloon-info" => match player.ask(&status::query_balloon())? {
            Some(kib) => json!({ "kib": kib }),
            None => Value::Null,
        },
        "query-cp-us-fast" => list(
            player.ask(&cpu::query())?,
            |entry| json!({ "tid": entry.thread, "qom_path": entry.qom_path }),
        ),
        "get-chardev-info" => {
            let state = |open| match open {
                None => "default",
                Some(true) => "connected",
                Some(false) => "disconnected",
            };
            let devices = player.ask(&chardev::query())?.into_iter();
            let devices = devices
                .map(|(name, info)| (name, json!({ "pty": info.pty, "state": state(info.open) })));
            Value::Object(devices.collect())
        }
        "send-key" | "send-key-holdtime" => {
            let codes = args.0["keycodes"].as_array().context("no keycodes")?;
            let codes = codes.iter().filter_map(Value::as_u64).map(u32::try_from);
            let codes: Vec<u32> = codes.collect::<Result<_, _>>()?;
            let hold = args.0.get("holdtime").and_then(Value::as_u64).unwrap_or(0);
            nothing(player.ask(&display::send_key(u32::try_from(hold)?, &codes)?)?)
        }
        "get-dump-guest-memory-capability" => {
            let formats = player.ask(&memory::dump_formats())?;
            json!(
                formats
                    .iter()
                    .any(|format| Some(format.as_str()) == args.some_text("capability"))
            )
        }
        _ => return about_disks(operation, args, player),
    }))
}

fn about_disks(operation: &str, args: &Args<'_>, player: &mut Player) -> Result<Option<Value>> {
    Ok(Some(match operation {
        "blockdev-reopen" => {
            let options = json!({
                "node-name": args.text("format_node")?,
                "read-only": args.0["readonly"],
                "driver": args.text("format")?,
                "file": args.text("storage_node")?,
                "backing": null,
            });
            nothing(player.ask(&block::reopen(&options))?)
        }
        "blockdev-set-active" => {
            for call in args.0["calls"].as_array().context("no calls")? {
                let active = call["active"].as_bool().unwrap_or(false);
                let activity = if active {
                    Activity::Active
                } else {
                    Activity::Inactive
                };
                player.ask(&block::set_active(call["node"].as_str(), activity))?;
            }
            Value::Null
        }
        "block-export-add" => {
            let props = args.0["props"].as_object().context("no props")?;
            nothing(player.ask(&migration::block_export_add(props.clone()))?)
        }
        "get-block-info" => {
            let disks = player
                .ask(&block::query())?
                .into_iter()
                .map(|(name, info)| {
                    let info = json!({
                        "removable": info.removable,
                        "tray": info.tray,
                        "tray_open": info.tray_open,
                        "empty": info.empty,
                    });
                    (name, info)
                });
            Value::Object(disks.collect())
        }
        "get-all-block-stats-info" => {
            let mut all = player.ask(&block::query_stats())?;
            for (name, stats) in player.ask(&block::query_node_stats())? {
                all.entry(name).or_insert(stats);
            }
            let all = all
                .into_iter()
                .map(|(name, stats)| (name, stats_json(stats)));
            Value::Object(all.collect())
        }
        "set-block-io-throttle" => {
            let limits = player.ask(&throttle::query(args.text("get_device")?))?;
            player.ask(&throttle::set(args.text("set_device")?, &limits))?;
            limits_json(&limits)
        }
        "update-throttle-group" => {
            let limits = limits(&args.0["limits"])?;
            nothing(player.ask(&throttle::set_group(args.text("object")?, &limits))?)
        }
        "nbd-server-start" => {
            for server in args.0["servers"].as_array().context("no servers")? {
                let text = |key: &str| server[key].as_str().unwrap_or_default().to_owned();
                let address = match server.get("socket") {
                    Some(_) => NbdAddress::Unix {
                        path: text("socket"),
                    },
                    None => {
                        let port = server["port"].as_u64().unwrap_or(0);
                        NbdAddress::Tcp {
                            host: text("host"),
                            port: u32::try_from(port)?,
                        }
                    }
                };
                let tls = args.some_text("tls_alias");
                player.ask(&migration::nbd_server_start(&address, tls))?;
            }
            Value::Null
        }
        _ => return Ok(None),
    }))
}

fn each(count: usize, mut ask: impl FnMut() -> Result<Value>) -> Result<Value> {
    (0..count)
        .map(|_| ask())
        .collect::<Result<_>>()
        .map(Value::Array)
}

fn list<T>(items: impl IntoIterator<Item = T>, show: impl Fn(T) -> Value) -> Value {
    Value::Array(items.into_iter().map(show).collect())
}

fn nothing((): ()) -> Value {
    Value::Null
}

fn model(args: &Value) -> Result<CpuModel> {
    let mut model = CpuModel::named(args["model"].as_str().context("no model")?);
    for (name, policy) in args["features"].as_object().into_iter().flatten() {
        let on = matches!(policy.as_str(), Some("require" | "force"));
        model.features.push((name.clone(), on));
    }
    Ok(model)
}

fn property(value: PropertyValue) -> Value {
    match value {
        PropertyValue::Boolean(value) => json!(value),
        PropertyValue::String(value) => json!(value),
        PropertyValue::Number(value) => json!(value),
    }
}

fn sev_info(info: sev::SevInfo) -> Value {
    let mut out = json!({
        "api_major": info.api_major,
        "api_minor": info.api_minor,
        "build_id": info.build_id,
    });
    match info.guest {
        SevGuest::Sev { policy, handle } => {
            out["type"] = json!("sev");
            out["policy"] = json!(policy);
            out["handle"] = json!(handle);
        }
        SevGuest::Snp { policy } => {
            out["type"] = json!("sev-snp");
            out["snp_policy"] = json!(policy);
        }
    }
    out
}

fn stats_json(stats: block::BlockStats) -> Value {
    json!({
        "rd_req": stats.reads,
        "rd_bytes": stats.read_bytes,
        "rd_total_times": stats.read_time_ns,
        "wr_req": stats.writes,
        "wr_bytes": stats.write_bytes,
        "wr_total_times": stats.write_time_ns,
        "flush_req": stats.flushes,
        "flush_total_times": stats.flush_time_ns,
        "wr_highest_offset": stats.write_highest,
    })
}

fn limits(args: &Value) -> Result<Limits> {
    let mut limits = Limits::default();
    for (name, value) in args.as_object().context("no limits")? {
        match value.as_u64() {
            Some(value) if limits.set(name, value) => {}
            _ => limits.group_name = value.as_str().map(str::to_owned),
        }
    }
    Ok(limits)
}

fn limits_json(limits: &Limits) -> Value {
    let named = limits
        .named()
        .map(|(name, value)| (name.to_owned(), json!(value)));
    let mut all: Map<String, Value> = named.collect();
    all.insert("group_name".into(), json!(limits.group_name));
    Value::Object(all)
}
