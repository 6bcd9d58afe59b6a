//! `cputest`: descriptions of processors are compared, updated, reduced, and made of what processors tell.

use std::fmt::Write;
use std::sync::Arc;

use anyhow::{Context, Result, bail};
use fv_driver_qemu_caps::{
    Arch as CapsArch, Caps, CpuModelDef, Flag, HostCpu, HostCpuProp, VirtType, feature_from_qemu,
};
use fv_driver_qemu_monitor::Reply;
use fv_driver_qemu_monitor::commands::cpu::{CpuModel, Expansion, expand_model};
use fv_driver_qemu_monitor::commands::probe;
use fv_driver_qemu_resolve::{HostModels, offers};
use fv_error::Result as FvResult;
use fv_model_cpu::{
    self as cpu, Baseline, Bits, Choice, Comparison, Kind, Map, Migratable, Offer, Processor,
};
use fv_model_domain::cpu::{Cpu, CpuFallback, CpuPolicy};
use fv_model_domain::os::Arch;
use fv_model_xml::Document;
use serde_json::Value;

use crate::{Case, Corpus, Produced, Suite};

pub(super) fn all() -> Vec<Arc<dyn Suite>> {
    vec![Arc::new(CpuTest)]
}

struct CpuTest;

impl Suite for CpuTest {
    fn name(&self) -> &str {
        "cputest"
    }

    fn run(&self, case: &Case, corpus: &Corpus) -> Result<Produced> {
        let read = |role: &str| processor(&corpus.text(case.need_input(role)?)?);
        let made = match case.param("kind").unwrap_or_default() {
            "compare" => return compare(&read("host")?, &read("cpu")?),
            "update" => update(&read("host")?, read("cpu")?),
            "guest" => guest(&read("host")?, read("cpu")?, case),
            "baseline" => {
                let text = corpus.text(case.need_input("xml")?)?;
                let document = Document::parse(&text)?;
                let all = document.root().children("cpu").map(Processor::read);
                match all.collect::<FvResult<Vec<_>>>() {
                    Ok(all) => baseline(&all, case),
                    Err(error) => Err(error),
                }
            }
            "cpuid-baseline" => {
                let paths = case.inputs.get("cpus").context("no `cpus`")?;
                let all = paths.iter().map(|path| processor(&corpus.text(path)?));
                baseline(&all.collect::<Result<Vec<_>>>()?, case)
            }
            "has-feature" => return has_feature(&read("host")?, case),
            "validate-features" => {
                let result = cpu::validate_features(arch_of(case), &read("cpu")?.cpu);
                let word = if result.is_ok() { "ok" } else { "error" };
                return Ok(Produced::value(word));
            }
            "cpuid" => return cpuid(case, corpus),
            other => return Ok(Produced::unserved(format!("no kind `{other}`"))),
        };
        Ok(match made {
            Ok(made) => Produced::file("xml", made.to_xml()),
            Err(error) => Produced::failed("error", error.message()),
        })
    }
}

fn processor(text: &str) -> Result<Processor> {
    Processor::parse(text).map_err(|error| anyhow::anyhow!("{}", error.message()))
}

/// The architecture stands in the name of a case.
fn arch_of(case: &Case) -> Arch {
    let mut words = case.name.split(' ');
    words.find_map(Arch::from_word).unwrap_or(Arch::X86_64)
}

fn compare(host: &Processor, other: &Processor) -> Result<Produced> {
    let arch = host.arch.context("a host without architecture")?;
    let result = match cpu::compare(arch, Some(host), other) {
        Err(_) => "error",
        Ok(compared) => match compared.result {
            Comparison::Incompatible => "incompatible",
            Comparison::Identical => "identical",
            Comparison::Superset => "superset",
        },
    };
    Ok(Produced::value(result))
}

fn update(host: &Processor, mut guest: Processor) -> FvResult<Processor> {
    let arch = host.arch.unwrap_or(Arch::X86_64);
    let mut migratable = host.cpu.clone();
    cpu::keep_migratable(arch, &mut migratable);
    cpu::update(arch, &mut guest.cpu, Some(&migratable), CpuPolicy::Disable)?;
    Ok(guest)
}

fn guest(host: &Processor, mut guest: Processor, case: &Case) -> FvResult<Processor> {
    let arch = host.arch.unwrap_or(Arch::X86_64);
    cpu::convert_legacy(arch, &mut guest.cpu);
    cpu::compare(arch, Some(host), &guest)?.or_fail()?;
    cpu::update(arch, &mut guest.cpu, Some(&host.cpu), CpuPolicy::Disable)?;
    let models = case.params.get("models").and_then(Value::as_array);
    let models: Option<Vec<Offer>> = models.map(|names| {
        let names = names.iter().filter_map(Value::as_str);
        names
            .map(|name| Offer {
                name: name.to_string(),
                ..Offer::default()
            })
            .collect()
    });
    cpu::translate(arch, &mut guest.cpu, models.as_deref())?;
    Ok(guest)
}

fn baseline(all: &[Processor], case: &Case) -> FvResult<Processor> {
    let arch = arch_of(case);
    let wanted = Baseline {
        arch: Some(arch),
        migratable: match case.is_set("migratable") {
            true => Migratable::Only,
            false => Migratable::Any,
        },
        ..Baseline::default()
    };
    let mut made = Processor::from(cpu::baseline(all, wanted)?);
    if case.is_set("expand") {
        cpu::expand(arch, Kind::Guest, &mut made.cpu)?;
    }
    for one in all {
        cpu::compare(one.arch.unwrap_or(arch), Some(one), &made)?.or_fail()?;
    }
    Ok(made)
}

fn has_feature(host: &Processor, case: &Case) -> Result<Produced> {
    let feature = case.param("feature").context("no `feature`")?;
    Ok(match cpu::has_feature(&host.cpu, feature) {
        Ok(has) => Produced::value(has),
        Err(_) => Produced::value("error"),
    })
}

fn cpuid(case: &Case, corpus: &Corpus) -> Result<Produced> {
    let text = corpus.text(case.need_input("cpuid")?)?;
    let bits = Bits::parse(&text).map_err(|error| anyhow::anyhow!("{}", error.message()))?;
    let caps = match case.input_path("qmp") {
        Some(path) => Some(emulator(&corpus.text(path)?, case.param("json"))?),
        None => None,
    };
    let known = caps.as_ref().and_then(|caps| offers(caps, VirtType::Kvm));
    let mut produced = Produced::default().with_file("sig", signature(&bits)?);
    for (role, kind, offers) in [
        ("host", Kind::Host, None),
        ("guest", Kind::Guest, known.as_deref()),
    ] {
        produced = match decoded(&bits, kind, offers) {
            Ok(made) => produced.with_file(role, made.to_xml()),
            Err(error) => return Ok(Produced::failed("error", error.message())),
        };
    }
    if let Some(caps) = &caps {
        let told = HostModels::told(caps, VirtType::Kvm).context("no model")?;
        produced = produced.with_file("json", Processor::from(told).to_xml());
    }
    Ok(produced)
}

fn decoded(bits: &Bits, kind: Kind, offers: Option<&[Offer]>) -> FvResult<Processor> {
    let choice = Choice {
        kind,
        offers,
        ..Choice::default()
    };
    let nearest = cpu::decode(&Map::load(), bits, choice)?;
    Ok(Processor {
        kind,
        arch: Some(Arch::X86_64),
        signature: Some(nearest.signature),
        cpu: Cpu {
            model: Some(nearest.model),
            vendor: nearest.vendor,
            features: nearest.features,
            fallback: CpuFallback::Forbid,
            ..Cpu::default()
        },
        ..Processor::default()
    })
}

fn signature(bits: &Bits) -> Result<String> {
    let signature = bits.signature();
    let (family, model, stepping) = (signature.family, signature.model, signature.stepping);
    let mut text = format!("{:06x}\n", signature.to_register());
    for (name, value) in [
        ("family: ", family),
        ("model:  ", model),
        ("stepping:", stepping),
    ] {
        writeln!(text, "{name:<9} {value:3} (0x{value:02x})")?;
    }
    Ok(text)
}

/// An emulator that gave these replies.
fn emulator(text: &str, kind: Option<&str>) -> Result<Caps> {
    let replies = text.split("\n\n").filter(|text| !text.trim().is_empty());
    let mut replies = replies.map(|text| {
        let reply: Value = serde_json::from_str(text)?;
        let Value::Object(reply) = reply else {
            bail!("a reply is no object");
        };
        Ok(Reply(reply))
    });
    let mut caps = Caps::new("", CapsArch::X8664);
    caps.flags.insert(Flag::Kvm);
    let reply = replies.next().context("no reply")??;
    let call = expand_model(Expansion::Static, &CpuModel::named("host"));
    let model = call
        .read(&reply)
        .map_err(|error| failed(&error))?
        .context("no model")?;
    let props = model.props.into_iter().map(|(name, value)| HostCpuProp {
        name,
        value,
        migratable: None,
    });
    caps.kvm.host_cpu = Some(HostCpu {
        model: model.name,
        props: props.collect(),
        ..HostCpu::default()
    });
    if matches!(kind, Some("models" | "models-required"))
        && let Some(reply) = replies.next()
    {
        let models = probe::cpu_definitions()
            .read(&reply?)
            .map_err(|error| failed(&error))?;
        let models = models.into_iter().flatten().map(|model| {
            let blockers = model.blockers.unwrap_or_default();
            let blockers = blockers.iter();
            CpuModelDef {
                name: model.name,
                blockers: blockers
                    .map(|name| feature_from_qemu(CapsArch::X8664, name).to_string())
                    .collect(),
                ..CpuModelDef::default()
            }
        });
        caps.kvm.cpu_models = Some(models.collect());
    }
    Ok(caps)
}

fn failed(error: &fv_error::Error) -> anyhow::Error {
    anyhow::anyhow!("{}", error.message())
}
