//! The monitor: commands as sent, replies as read, the schema.

mod calls;
mod player;
mod sends;

use std::fmt::Write as _;
use std::sync::Arc;

use anyhow::{Context, Result};
use fv_driver_qemu_monitor::commands::feature_words::{self, Which};
use fv_driver_qemu_monitor::commands::vcpu::{self, Vcpu};
use fv_driver_qemu_monitor::commands::{cpu, job, object};
use fv_driver_qemu_monitor::schema::{Found, Schema};
use serde_json::{Value, json};

use crate::{Case, Corpus, Produced, Suite};
use player::Player;

pub(super) fn all() -> Vec<Arc<dyn Suite>> {
    vec![Arc::new(QemuMonitor)]
}

/// `qemumonitorjson`.
struct QemuMonitor;

impl Suite for QemuMonitor {
    fn name(&self) -> &str {
        "qemumonitorjson"
    }

    fn run(&self, case: &Case, corpus: &Corpus) -> Result<Produced> {
        let inline = case.input.as_ref();
        let kind = inline
            .and_then(|input| input.get("kind"))
            .and_then(Value::as_str);
        match kind
            .or(case.param("kind"))
            .context("the case has no kind")?
        {
            "send" => sends::run(case),
            "chardev-add" => sends::chardev_add(case),
            "call" => calls::run(case),
            "qapi-query" => query(case, corpus),
            "qapi-validate" => validate(case, corpus),
            "getcpu" => guest_cpu(case, corpus),
            "cpuinfo" => cpu_info(case, corpus),
            "query-jobs" => jobs(case, corpus),
            other => Ok(Produced::unserved(format!(
                "no adapter for the kind `{other}`"
            ))),
        }
    }
}

fn schema_of(case: &Case, corpus: &Corpus) -> Result<Schema> {
    let text = corpus.text(case.inline_text("schema_from")?)?;
    let texts: Vec<&str> = text.split("\n\n").collect();
    let is_question = |text: &&str| text.contains("\"query-qmp-schema\"") && text.len() < 200;
    let at = texts
        .iter()
        .position(is_question)
        .context("the recording has no schema")?;
    let mut reply: Value = serde_json::from_str(texts.get(at + 1).context("cut off")?)?;
    Ok(Schema::new(reply["return"].take())?)
}

fn query(case: &Case, corpus: &Corpus) -> Result<Produced> {
    let schema = schema_of(case, corpus)?;
    let (rc, has_object) = match schema.find(case.inline_text("path")?) {
        Ok(Found::No) => (0, false),
        Ok(Found::Yes) => (1, false),
        Ok(Found::Entry(_)) => (1, true),
        Err(_) => (-1, false),
    };
    Ok(Produced::value(
        json!({ "rc": rc, "has_object": has_object }),
    ))
}

fn validate(case: &Case, corpus: &Corpus) -> Result<Produced> {
    let schema = schema_of(case, corpus)?;
    let value: Value = serde_json::from_str(case.inline_text("json")?)?;
    let valid = schema.validate(case.inline_text("path")?, &value).is_ok();
    Ok(Produced::value(json!({ "valid": valid })))
}

fn reply_file(case: &Case, corpus: &Corpus, role: &str) -> Result<Value> {
    Ok(serde_json::from_str(&corpus.text(case.need_input(role)?)?)?)
}

fn guest_cpu(case: &Case, corpus: &Corpus) -> Result<Produced> {
    let path = case.param("qom_path").context("no path")?;
    let listed = json!({ "return": [
        { "name": "filtered-features", "type": "X86CPUFeatureWordInfo" },
        { "name": "feature-words", "type": "X86CPUFeatureWordInfo" },
    ] });
    let mut player = Player::new(vec![listed, reply_file(case, corpus, "qom_get_reply")?]);
    let properties = player.ask(&object::list(path))?;
    if !properties
        .iter()
        .any(|property| property.name == "feature-words")
    {
        return Ok(Produced::failed("error", "no features"));
    }
    let words = player.ask(&feature_words::query(path, Which::Present))?;
    Ok(Produced::file("cpudata", words.to_xml()))
}

fn cpu_info(case: &Case, corpus: &Corpus) -> Result<Produced> {
    let mut player = Player::new(vec![
        reply_file(case, corpus, "query_hotpluggable_cpus")?,
        reply_file(case, corpus, "query_cpus_fast")?,
    ]);
    let slots = player.ask(&cpu::query_hotpluggable())?;
    let entries = player.ask(&cpu::query())?;
    let count = case
        .params
        .get("maxvcpus")
        .and_then(Value::as_u64)
        .context("no count")?;
    let vcpus = vcpu::combine(&slots, &entries, usize::try_from(count)?);
    let mut text = String::new();
    for (number, vcpu) in vcpus.iter().enumerate() {
        writeln!(text, "[vcpu libvirt-id='{number}']")?;
        for line in vcpu_lines(vcpu) {
            writeln!(text, "    {line}")?;
        }
    }
    Ok(Produced::file("data", text))
}

fn vcpu_lines(vcpu: &Vcpu) -> Vec<String> {
    let yes_no = |flag| if flag { "yes" } else { "no" };
    let mut lines = vec![
        format!("online={}", yes_no(vcpu.online)),
        format!("hotpluggable={}", yes_no(vcpu.hotpluggable)),
    ];
    let device = vcpu.device.as_ref();
    let named = [
        (
            "thread-id",
            Some(vcpu.thread)
                .filter(|id| *id != 0)
                .map(|id| id.to_string()),
        ),
        (
            "enable-id",
            Some(vcpu.order)
                .filter(|id| *id != 0)
                .map(|id| id.to_string()),
        ),
        ("query-cpus-id", vcpu.index.map(|index| index.to_string())),
        ("type", device.map(|device| device.device_type.clone())),
        ("alias", device.and_then(|device| device.alias.clone())),
        ("qom_path", vcpu.qom_path.clone()),
    ];
    let there = named
        .into_iter()
        .filter_map(|(key, value)| Some((key, value?)));
    lines.extend(there.map(|(key, value)| format!("{key}='{value}'")));
    if let Some(device) = device {
        let place = device.place;
        let parts = [
            ("socket", place.socket),
            ("die", place.die),
            ("cluster_id", place.cluster),
            ("core", place.core),
            ("thread", place.thread),
            ("node", place.node),
        ];
        let there = parts
            .into_iter()
            .filter_map(|(key, value)| Some((key, value?)));
        let there: String = there
            .map(|(key, value)| format!(" {key}='{value}'"))
            .collect();
        lines.push(format!("topology:{there} vcpus='{}'", device.vcpus));
    }
    if vcpu.halted {
        lines.push("halted".to_owned());
    }
    lines
}

fn jobs(case: &Case, corpus: &Corpus) -> Result<Produced> {
    let mut player = Player::new(vec![reply_file(case, corpus, "reply")?]);
    let jobs = player.ask(&job::query())?.into_iter().map(|job| {
        let error = job.error.as_deref().unwrap_or("<null>");
        let (kind, status) = (job.kind.text(), job.status.text());
        format!(
            "[job]\nid={}\ntype={kind}\nstatus={status}\nerror={error}\n",
            job.id
        )
    });
    let text = jobs.collect::<Vec<_>>().join("\n");
    Ok(Produced::file("result", text))
}
