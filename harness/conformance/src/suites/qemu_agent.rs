//! The guest agent: commands as sent after the sync, replies as read.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Instant;

use anyhow::{Context, Result, bail};
use fv_driver_qemu_monitor::agent::commands::{self, Former, GuestCpu, Shutdown, Sleep};
use fv_driver_qemu_monitor::agent::disks::{self, DiskAddress, GuestFileSystem};
use fv_driver_qemu_monitor::agent::interfaces::{self, AddressKind, GuestInterface};
use fv_driver_qemu_monitor::agent::{AgentCall, AgentTalk, Ends, Patience};
use fv_driver_qemu_monitor::{Command, Reply};
use fv_types::{TypedParam, TypedValue};
use serde_json::{Map, Value, json};

use crate::{Case, Corpus, Produced, Suite};

pub(super) fn all() -> Vec<Arc<dyn Suite>> {
    vec![Arc::new(QemuAgent)]
}

/// `qemuagent`.
struct QemuAgent;

impl Suite for QemuAgent {
    fn name(&self) -> &str {
        "qemuagent"
    }

    fn run(&self, case: &Case, _corpus: &Corpus) -> Result<Produced> {
        let input = case.need_inline()?;
        let replies = input["replies"].as_array().cloned().unwrap_or_default();
        let mut agent = Agent {
            replies: replies.into(),
            ..Agent::default()
        };
        let mut results = Vec::new();
        for call in input["calls"].as_array().context("no calls")? {
            let name = call[0].as_str().context("a call without a name")?;
            let answer = match agent.change(name, &call[1]) {
                Ok(None) => agent.read(name, &call[1]),
                answer => answer,
            };
            match answer {
                Ok(Some(value)) => results.push(value),
                Ok(None) => return Ok(Produced::unserved(format!("no adapter for `{name}`"))),
                Err(_) => results.push(json!("error")),
            }
        }
        let sent = agent.sent;
        Ok(Produced::value(json!({ "sent": sent, "results": results })))
    }
}

/// An agent that notes what it is sent and answers what the case says.
#[derive(Default)]
struct Agent {
    talk: AgentTalk,
    replies: VecDeque<Value>,
    sent: Vec<Value>,
    /// The keys that were read last.
    keys: Vec<String>,
    /// The processors that were read last, with what was asked of them since.
    cpus: Vec<GuestCpu>,
}

impl Agent {
    /// Does what changes something; nothing if it is no such call.
    fn change(&mut self, name: &str, args: &Value) -> Result<Option<Value>> {
        let user = args["user"].as_str().unwrap_or_default();
        let keys = match &args["keys"] {
            Value::Array(_) => texts(&args["keys"]),
            _ => self.keys.clone(),
        };
        match name {
            "fsfreeze" => {
                let points = texts(&args["mountpoints"]);
                return Ok(Some(json!(self.ask(&commands::freeze(&points))?)));
            }
            "fsthaw" => return Ok(Some(json!(self.ask(&commands::thaw())?))),
            "fstrim" => self.ask(&commands::trim(args["minimum"].as_u64().unwrap_or(0)))?,
            "suspend" => self.ask(&commands::suspend(match args["target"].as_str() {
                Some("mem") => Sleep::Memory,
                Some("disk") => Sleep::Disk,
                _ => Sleep::Hybrid,
            }))?,
            "shutdown" => self.shutdown(args)?,
            "set-vcpus-count" => self.use_cpus(args)?,
            "ssh-add-keys" => {
                let reset = args["reset"].as_bool() == Some(true);
                let former = if reset { Former::Drop } else { Former::Keep };
                self.ask(&commands::add_keys(user, &keys, former))?;
            }
            "ssh-remove-keys" => self.ask(&commands::remove_keys(user, &keys))?,
            _ => return Ok(None),
        }
        Ok(Some(json!("ok")))
    }

    /// Does what reads something; nothing if it is no such call.
    fn read(&mut self, name: &str, args: &Value) -> Result<Option<Value>> {
        Ok(Some(match name {
            "get-vcpus" => {
                self.cpus = self.ask(&commands::cpus())?;
                let shown = self.cpus.iter().map(|cpu| {
                    json!({ "id": cpu.id, "online": cpu.online, "offlinable": cpu.offlinable })
                });
                Value::Array(shown.collect())
            }
            "get-fsinfo" => {
                let systems = self.ask(&disks::file_systems())?;
                Value::Array(systems.iter().map(file_system).collect())
            }
            "get-interfaces" => {
                let known = self.ask(&interfaces::interfaces())?;
                Value::Array(known.iter().map(interface).collect())
            }
            "get-users" => params(&self.ask(&commands::users())?)?,
            "get-osinfo" => params(&self.ask(&commands::system())?)?,
            "get-timezone" => params(&self.ask(&commands::time_zone())?)?,
            "get-hostname" => json!(self.ask(&commands::hostname())?),
            "get-time" => json!(self.ask(&commands::time())?),
            "get-load" => {
                let [one, five, fifteen] = self.ask(&commands::load())?;
                json!({ "1m": one, "5m": five, "15m": fifteen })
            }
            "ssh-get-keys" => {
                let user = args["user"].as_str().unwrap_or_default();
                self.keys = self.ask(&commands::keys(user))?;
                json!(self.keys)
            }
            "arbitrary-command" => {
                let text = args["command"].as_str().context("no command")?;
                let reply = self.exchange(&commands::raw(text)?, Ends::ByReply)?;
                json!(reply.context("no reply")?.to_text())
            }
            _ => return Ok(None),
        }))
    }

    fn shutdown(&mut self, args: &Value) -> Result<()> {
        let how = match args["mode"].as_str() {
            Some("powerdown") => Shutdown::Powerdown,
            Some("reboot") => Shutdown::Reboot,
            Some("halt") => Shutdown::Halt,
            _ => bail!("no such mode"),
        };
        let call = commands::shutdown(how);
        let ends = match args.get("then_event") {
            Some(_) => Ends::ByEvent,
            None => Ends::ByReply,
        };
        match self.exchange(call.command(), ends)? {
            Some(reply) => Ok(call.read(&reply)?),
            None => Ok(()),
        }
    }

    fn use_cpus(&mut self, args: &Value) -> Result<()> {
        let count = args["count"].as_u64().context("no count")?;
        let changed = commands::choose_cpus(&self.cpus, usize::try_from(count)?)?;
        for cpu in &mut self.cpus {
            let asked = changed.iter().find(|other| other.id == cpu.id);
            *cpu = asked.copied().unwrap_or(*cpu);
        }
        let mut wanted = changed.as_slice();
        while !wanted.is_empty() {
            let done = self.ask(&commands::set_cpus(wanted))?;
            wanted = &wanted[done..];
        }
        Ok(())
    }

    fn ask<R: 'static>(&mut self, call: &AgentCall<R>) -> Result<R> {
        let reply = self.exchange(call.command(), Ends::ByReply)?;
        Ok(call.read(&reply.context("no reply")?)?)
    }

    /// Plays one command through a conversation, sync included.
    fn exchange(&mut self, command: &Command, ends: Ends) -> Result<Option<Reply>> {
        let patience = Patience {
            command_s: -2,
            sync_s: -2,
        };
        let now = now();
        self.talk.send(command, patience, ends, now, 1);
        loop {
            if let Some(outcome) = self.talk.outcome() {
                return Ok(outcome?);
            }
            let said: Value = serde_json::from_slice(self.talk.output())?;
            self.talk.wrote(self.talk.output().len());
            let reply = if said["execute"] == "guest-sync" {
                json!({ "return": said["arguments"]["id"] })
            } else {
                self.sent.push(said);
                if ends == Ends::ByEvent {
                    self.talk.happened();
                    continue;
                }
                self.replies.pop_front().context("no more replies")?
            };
            self.talk.receive(format!("{reply}\n").as_bytes(), now);
        }
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "no time passes in these conversations, but they want one"
)]
fn now() -> Instant {
    Instant::now()
}

fn texts(list: &Value) -> Vec<String> {
    let items = list.as_array().into_iter().flatten();
    items
        .filter_map(|item| item.as_str().map(str::to_owned))
        .collect()
}

/// A file system; of disks with a name in the guest the suite looks at the count alone.
fn file_system(system: &GuestFileSystem) -> Value {
    let disks = if system.disks.iter().any(|disk| disk.device.is_some()) {
        json!(system.disks.len())
    } else {
        Value::Array(system.disks.iter().map(disk).collect())
    };
    json!({
        "name": system.name,
        "mountpoint": system.mount_point,
        "fstype": system.kind,
        "disks": disks,
    })
}

fn disk(disk: &DiskAddress) -> Value {
    let [domain, bus, slot, function] = disk.pci;
    json!({
        "bus_type": disk.bus_type,
        "bus": disk.bus,
        "target": disk.target,
        "unit": disk.unit,
        "pci": { "domain": domain, "bus": bus, "slot": slot, "function": function },
    })
}

fn interface(interface: &GuestInterface) -> Value {
    let addresses = interface.addresses.iter().map(|address| {
        let kind = match address.kind {
            AddressKind::Ipv4 => "ipv4",
            AddressKind::Ipv6 => "ipv6",
        };
        json!([kind, address.address, address.prefix])
    });
    let addresses: Vec<Value> = addresses.collect();
    json!({ "name": interface.name, "hwaddr": interface.mac, "addrs": addresses })
}

fn params(params: &[TypedParam]) -> Result<Value> {
    let mut object = Map::new();
    for param in params {
        let value = match &param.value {
            TypedValue::Int(value) => json!(value),
            TypedValue::Uint(value) => json!(value),
            TypedValue::Ullong(value) => json!(value),
            TypedValue::String(value) => json!(value),
            other => bail!("unexpected {other:?}"),
        };
        object.insert(param.field.clone(), value);
    }
    Ok(Value::Object(object))
}
