//! Status files: what a running guest is, in libvirt's format, so that either daemon finds it.
//!
//! What libvirt's has no place for stands in an element of our own, which libvirt skips.

use std::path::PathBuf;
use std::sync::Arc;

use fv_error::{Error, ErrorDomain, Result};
use fv_model_domain::cpu::Cpu;
use fv_model_domain::{Domain, Scope};
use fv_model_xml::{Body, Context, Document, Element, Node, Writer, xml_error};

use crate::guest::{AGENT_TIMEOUT_BLOCK, Run, View};
use crate::life::Life;
use crate::taint::Taints;

/// Writes the status of a guest that runs.
pub(crate) fn format(view: &View) -> Result<String> {
    let (Some(run), Some(live)) = (&view.run, &view.live) else {
        return Err(Error::internal(
            ErrorDomain::Qemu,
            "status of a guest that does not run",
        ));
    };
    let (state, reason) = view.life.words();
    let mut writer = Writer::new();
    writer.element("domstatus", |body| {
        body.attr_text("state", state);
        body.attr_text("reason", reason);
        body.attr_text("pid", &run.pid.to_string());
        for taint in view.taints.iter() {
            body.child("taint", |body| body.attr_text("flag", taint.word));
        }
        for words in view.deprecations.iter() {
            body.child_text("deprecation", words);
        }
        write_private(view, run, body);
        live.write_into(body, SCOPE);
    });
    Ok(writer.finish())
}

/// Reads a status file; the guest is as it was when the file was written.
pub(crate) fn parse(text: &str) -> Result<View> {
    let document = Document::parse_root(text, "domstatus")?;
    let root = document.root();
    let node = root
        .child("domain")
        .ok_or_else(|| xml_error("no domain config"))?;
    let live = Domain::read(node, &Context::new(SCOPE))?;
    let life = Life::from_words(
        root.attr("state").unwrap_or_default(),
        root.attr("reason").unwrap_or_default(),
    );
    let life = life.ok_or_else(|| {
        let word = root.attr("state").unwrap_or_default();
        Error::internal(
            ErrorDomain::Domain,
            format!("invalid domain state '{word}'"),
        )
    })?;
    let mut taints = Taints::default();
    for taint in root.children("taint") {
        taints.add(taint.attr("flag").unwrap_or_default());
    }
    let deprecations = root.children("deprecation").map(Node::text).collect();
    let run = read_private(root, &live)?;
    let mut view = View::shut_off(None, Default::default());
    view.life = life;
    view.taints = taints;
    view.deprecations = Arc::new(deprecations);
    if let Some(timeout) = root.child("agentTimeout") {
        view.agent_timeout_s = timeout.text().trim().parse().unwrap_or(AGENT_TIMEOUT_BLOCK);
    }
    view.run = Some(Arc::new(run));
    view.live = Some(Arc::new(live));
    Ok(view)
}

fn write_private(view: &View, run: &Run, body: &mut Body<'_>) {
    body.child("monitor", |body| {
        body.attr_text("path", &run.monitor_path.to_string_lossy());
        body.attr_text("type", "unix");
    });
    body.child_unless_empty("vcpus", |body| {
        for (number, thread) in run.vcpus.iter() {
            body.child("vcpu", |body| {
                body.attr_text("id", &number.to_string());
                body.attr_text("pid", &thread.to_string());
            });
        }
    });
    body.child("qemuCaps", |body| {
        for flag in run.flags.iter() {
            body.child("flag", |body| body.attr_text("name", flag));
        }
    });
    if run.fake_reboot {
        body.child("fakereboot", |_| ());
    }
    body.child_unless_empty("devices", |body| {
        for alias in run.devices.iter() {
            body.child("device", |body| body.attr_text("alias", alias));
        }
    });
    let path = |path: &std::path::Path| path.to_string_lossy().into_owned();
    body.child("libDir", |body| body.attr_text("path", &path(&run.lib_dir)));
    body.child("channelTargetDir", |body| {
        body.attr_text("path", &path(&run.channel_dir));
    });
    if let Some(cpu) = &run.asked_cpu {
        body.element("cpu", cpu.as_ref(), &Context::new(SCOPE));
    }
    if run.outputs_kept {
        body.child("chardevStdioLogd", |_| ());
    }
    if run.remember_owner {
        body.child("rememberOwner", |_| ());
    }
    body.child("nodename", |body| {
        body.attr_text("index", &run.node_index.to_string());
    });
    body.child("fdset", |body| body.attr_text("index", "0"));
    body.child("blockjobs", |body| body.attr_text("active", "no"));
    body.child_text("agentTimeout", &view.agent_timeout_s.to_string());
    body.child("ferrovirt", |body| {
        body.attr_text("startTime", &run.start_time.to_string());
        body.attr_text("labelled", if run.labelled { "yes" } else { "no" });
        if run.ends_with_client {
            body.attr_text("autodestroy", "yes");
        }
        for image in run.marks_by_index.iter() {
            body.child("mark", |body| body.attr_text("image", &image.to_string()));
        }
    });
}

fn read_private(root: Node<'_>, live: &Domain) -> Result<Run> {
    let path = |name: &str, attr: &str| {
        root.child(name)
            .and_then(|node| node.attr(attr))
            .map(PathBuf::from)
            .unwrap_or_default()
    };
    let number = |text: Option<&str>| text.and_then(|text| text.parse().ok());
    let list = |outer: &'static str, inner: &'static str| {
        root.child(outer)
            .into_iter()
            .flat_map(move |node| node.children(inner))
    };
    let texts = |outer, inner, attr: &'static str| -> Arc<Vec<String>> {
        Arc::new(
            list(outer, inner)
                .filter_map(|node| node.attr(attr))
                .map(Into::into)
                .collect(),
        )
    };
    let monitor_path = path("monitor", "path");
    if monitor_path.as_os_str().is_empty() {
        return Err(Error::internal(ErrorDomain::Qemu, "no monitor path"));
    }
    let own = root.child("ferrovirt");
    let own_attr = |name: &str| own.and_then(|own| own.attr(name));
    let vcpus = list("vcpus", "vcpu").filter_map(|vcpu| {
        Some((
            vcpu.attr("id")?.parse().ok()?,
            vcpu.attr("pid")?.parse().ok()?,
        ))
    });
    let marks = own.into_iter().flat_map(|own| own.children("mark"));
    let marks = marks.filter_map(|mark| mark.attr("image")?.parse().ok());
    let node_index = root.child("nodename").and_then(|node| node.attr("index"));
    let asked_cpu = root
        .child("cpu")
        .map(|node| Cpu::read(node, &Context::new(SCOPE)))
        .transpose()?;
    Ok(Run {
        id: live.id.and_then(|id| i32::try_from(id).ok()).unwrap_or(0),
        pid: number(root.attr("pid")).unwrap_or(0),
        start_time: own_attr("startTime")
            .and_then(|text| text.parse().ok())
            .unwrap_or(0),
        lib_dir: path("libDir", "path"),
        channel_dir: path("channelTargetDir", "path"),
        monitor_path,
        vcpus: Arc::new(vcpus.collect()),
        flags: texts("qemuCaps", "flag", "name"),
        devices: texts("devices", "device", "alias"),
        node_index: node_index.and_then(|text| text.parse().ok()).unwrap_or(0),
        next_running: None,
        next_paused: None,
        fake_reboot: root.child("fakereboot").is_some(),
        paused_shutdown: false,
        being_destroyed: false,
        control_error: false,
        balloon_kib: None,
        dirty_rate_measured: true,
        helper_connected: false,
        ends_with_client: own_attr("autodestroy") == Some("yes"),
        // A guest that libvirt started has its files labelled.
        labelled: own_attr("labelled") != Some("no"),
        remember_owner: root.child("rememberOwner").is_some(),
        outputs_kept: root.child("chardevStdioLogd").is_some(),
        marks_by_index: Arc::new(marks.collect()),
        counters: Default::default(),
        asked_cpu: asked_cpu.map(Arc::new),
    })
}

/// Everything that there is.
const SCOPE: Scope = Scope::LIVE
    .with(Scope::SECRET)
    .with(Scope::STATUS)
    .with(Scope::ACTUAL_NET);

#[cfg(test)]
#[path = "tests/status.rs"]
mod tests;
