//! The processor: model, features, and what hypervisors tell guests through it.

use fv_driver_qemu_caps::{Flag, feature_to_qemu};
use fv_error::Result;
use fv_model_domain::clock::{TickPolicy, TimerName};
use fv_model_domain::cpu::{Cpu, CpuCacheMode, CpuMode, CpuPolicy, MaxPhysAddrMode};
use fv_model_domain::devices::simple::PanicModel;
use fv_model_domain::features::{Hyperv, HypervMode, RequiredState};
use fv_model_xml::{OnOff, YesNo};

use crate::builder::Builder;
use crate::props::on_off;
use crate::system::virt_type;
use crate::words::{internal, on, unsupported, yes};

impl Builder<'_> {
    /// Appends the processor.
    pub(crate) fn processor(&mut self) -> Result<()> {
        let domain = self.input.domain;
        let named = |cpu: &&Cpu| cpu.mode != CpuMode::Custom || cpu.model.is_some();
        let model = match domain.cpu.as_ref().filter(named) {
            Some(cpu) => Some(self.processor_model(cpu)?),
            None => self.forced_model().map(str::to_string),
        };
        let flags = self.processor_flags();
        let model = match model {
            Some(model) => model,
            None if flags.is_empty() => return Ok(()),
            None => match self.machine().arch {
                "i686" => "qemu32".to_string(),
                "x86_64" => "qemu64".to_string(),
                arch => {
                    return Err(unsupported(format!(
                        "CPU flags requested but can't determine default CPU for arch {arch}"
                    )));
                }
            },
        };
        self.option("-cpu", format!("{model}{flags}"));
        Ok(())
    }

    /// A 64-bit emulator gives a 32-bit guest a 32-bit processor only when told.
    fn forced_model(&self) -> Option<&'static str> {
        let emulator = self
            .input
            .domain
            .devices
            .emulator
            .as_deref()
            .unwrap_or_default();
        let is_64_bit = (self.input.host.arch == "x86_64" && emulator.contains("kvm"))
            || emulator.contains("x86_64");
        (self.machine().arch == "i686" && is_64_bit).then_some("qemu32")
    }

    fn processor_model(&self, cpu: &Cpu) -> Result<String> {
        let machine = self.machine();
        let mut value = String::new();
        match cpu.mode {
            CpuMode::HostPassthrough | CpuMode::Maximum => {
                value.push_str(if cpu.mode == CpuMode::Maximum {
                    "max"
                } else {
                    "host"
                });
                if machine.arch == "armv7l" && self.input.host.arch == "aarch64" {
                    value.push_str(",aarch64=off");
                }
                if let Some(migratable) = on(cpu.migratable)
                    && self.has(Flag::CpuMigratable)
                {
                    value.push_str(&format!(",migratable={}", on_off(migratable)));
                }
            }
            CpuMode::HostModel if machine.is_ppc64() => value.push_str("host"),
            CpuMode::HostModel => {
                let arch = machine.arch;
                let text = format!("unexpected host-model CPU for {arch} architecture");
                return Err(internal(text));
            }
            CpuMode::Custom => value.push_str(cpu.model.as_deref().unwrap_or_default()),
        }
        let expands = self.has(Flag::QueryCpuModelExpansion);
        if (machine.is_s390() || machine.is_arm()) && !cpu.features.is_empty() && !expands {
            return Err(internal(format!(
                "CPU features not supported by hypervisor for {} architecture",
                machine.arch
            )));
        }
        if let Some(vendor) = &cpu.vendor_id {
            value.push_str(&format!(",vendor={vendor}"));
        }
        for feature in &cpu.features {
            let name = feature_to_qemu(self.input.caps.arch, &feature.name);
            match feature.policy {
                CpuPolicy::Force | CpuPolicy::Require => value.push_str(&format!(",{name}=on")),
                CpuPolicy::Disable | CpuPolicy::Forbid if self.knows_feature(&feature.name) => {
                    value.push_str(&format!(",{name}=off"));
                }
                _ => {}
            }
        }
        Ok(value)
    }

    /// Whether the emulator knows a feature; what it does not know is off anyway.
    fn knows_feature(&self, name: &str) -> bool {
        if !self.machine().is_x86() {
            return true;
        }
        let kind = virt_type(self.input.domain);
        let host = kind.and_then(|kind| self.input.caps.accel(kind).host_cpu.as_ref());
        host.is_none_or(|host| {
            let known = |prop: &fv_driver_qemu_caps::HostCpuProp| {
                fv_driver_qemu_caps::feature_from_qemu(self.input.caps.arch, &prop.name) == name
            };
            host.props.iter().any(known)
        })
    }

    fn processor_flags(&self) -> String {
        let domain = self.input.domain;
        let mut flags = String::new();
        self.add_timers(&mut flags);
        let features = &domain.features;
        if let Some(eoi) = features.apic.as_ref().and_then(|apic| on(apic.eoi)) {
            flags.push_str(&format!(",kvm-pv-eoi={}", on_off(eoi)));
        }
        if let Some(state) = &features.pvspinlock {
            flags.push_str(&format!(",kvm-pv-unhalt={}", on_off(state.is_on())));
        }
        if let Some(hyperv) = &features.hyperv {
            add_hyperv(&mut flags, hyperv);
        }
        let crash = |panic: &fv_model_domain::devices::simple::Panic| {
            panic.model == Some(PanicModel::Hyperv)
        };
        if domain.devices.panics.iter().any(crash) {
            flags.push_str(",hv-crash");
        }
        if let Some(kvm) = &features.kvm {
            let states = [
                (&kvm.hidden, OnOff::On, ",kvm=off"),
                (&kvm.hint_dedicated, OnOff::On, ",kvm-hint-dedicated=on"),
                (&kvm.poll_control, OnOff::On, ",kvm-poll-control=on"),
                (&kvm.pv_ipi, OnOff::Off, ",kvm-pv-ipi=off"),
            ];
            for (state, wanted, flag) in states {
                if state.as_ref().is_some_and(|state| state.state == wanted) {
                    flags.push_str(flag);
                }
            }
        }
        if let Some(pmu) = &features.pmu
            && !self.machine().is_ppc64()
        {
            flags.push_str(&format!(",pmu={}", on_off(pmu.is_on())));
        }
        if let Some(cpu) = &domain.cpu {
            add_cache(&mut flags, cpu);
            add_address_bits(&mut flags, cpu);
        }
        flags
    }

    fn add_timers(&self, flags: &mut String) {
        for timer in &self.input.domain.clock.timers {
            let present = yes(timer.present);
            match timer.name {
                TimerName::Kvmclock => {
                    if let Some(present) = present {
                        flags.push_str(&format!(",kvmclock={}", on_off(present)));
                    }
                }
                TimerName::Hypervclock if timer.present == Some(YesNo::Yes) => {
                    flags.push_str(",hv-time=on");
                }
                TimerName::Tsc if timer.frequency > 0 => {
                    flags.push_str(&format!(",tsc-frequency={}", timer.frequency));
                }
                TimerName::Armvtimer => match timer.tick_policy {
                    Some(TickPolicy::Delay) => flags.push_str(",kvm-no-adjvtime=off"),
                    Some(TickPolicy::Discard) => flags.push_str(",kvm-no-adjvtime=on"),
                    _ => {}
                },
                _ => {}
            }
        }
    }
}

fn add_hyperv(flags: &mut String, hyperv: &Hyperv) {
    if hyperv.mode == HypervMode::Passthrough {
        flags.push_str(",hv-passthrough=on");
    }
    let is_on = |state: &Option<RequiredState>| {
        state.as_ref().is_some_and(|state| state.state == OnOff::On)
    };
    let mut add = |wanted: bool, flag: &str| {
        if wanted {
            flags.push_str(flag);
        }
    };
    add(is_on(&hyperv.relaxed), ",hv-relaxed=on");
    add(is_on(&hyperv.vapic), ",hv-vapic=on");
    if let Some(spinlocks) = hyperv.spinlocks.as_ref().filter(|s| s.state == OnOff::On) {
        let retries = spinlocks.retries.unwrap_or_default();
        add(true, &format!(",hv-spinlocks=0x{retries:x}"));
    }
    add(is_on(&hyperv.vpindex), ",hv-vpindex=on");
    add(is_on(&hyperv.runtime), ",hv-runtime=on");
    add(is_on(&hyperv.synic), ",hv-synic=on");
    if let Some(stimer) = &hyperv.stimer {
        add(stimer.state == OnOff::On, ",hv-stimer=on");
        add(is_on(&stimer.direct), ",hv-stimer-direct=on");
    }
    add(is_on(&hyperv.reset), ",hv-reset=on");
    if let Some(vendor) = hyperv.vendor_id.as_ref().filter(|v| v.state == OnOff::On) {
        let value = vendor.value.as_deref().unwrap_or_default();
        add(true, &format!(",hv-vendor-id={value}"));
    }
    add(is_on(&hyperv.frequencies), ",hv-frequencies=on");
    add(is_on(&hyperv.reenlightenment), ",hv-reenlightenment=on");
    if let Some(flush) = &hyperv.tlbflush {
        add(flush.state == OnOff::On, ",hv-tlbflush=on");
        add(is_on(&flush.direct), ",hv-tlbflush-direct=on");
        add(is_on(&flush.extended), ",hv-tlbflush-ext=on");
    }
    add(is_on(&hyperv.ipi), ",hv-ipi=on");
    add(is_on(&hyperv.evmcs), ",hv-evmcs=on");
    add(is_on(&hyperv.avic), ",hv-avic=on");
    add(is_on(&hyperv.emsr_bitmap), ",hv-emsr-bitmap=on");
    add(is_on(&hyperv.xmm_input), ",hv-xmm-input=on");
}

fn add_cache(flags: &mut String, cpu: &Cpu) {
    let Some(cache) = &cpu.cache else { return };
    let mode = cache.mode;
    match mode {
        CpuCacheMode::Emulate => flags.push_str(",l3-cache=on"),
        CpuCacheMode::Passthrough => flags.push_str(",host-cache-info=on"),
        CpuCacheMode::Disable => {}
    }
    let is_host = matches!(cpu.mode, CpuMode::HostPassthrough | CpuMode::Maximum);
    if mode != CpuCacheMode::Passthrough && is_host {
        flags.push_str(",host-cache-info=off");
    }
    if mode != CpuCacheMode::Emulate {
        flags.push_str(",l3-cache=off");
    }
}

fn add_address_bits(flags: &mut String, cpu: &Cpu) {
    let Some(address) = &cpu.max_phys_addr else {
        return;
    };
    match address.mode {
        MaxPhysAddrMode::Passthrough => {
            flags.push_str(",host-phys-bits=on");
            if address.limit > 0 {
                flags.push_str(&format!(",host-phys-bits-limit={}", address.limit));
            }
        }
        MaxPhysAddrMode::Emulate => match address.bits {
            Some(bits) if bits > 0 => flags.push_str(&format!(",phys-bits={bits}")),
            _ => flags.push_str(",host-phys-bits=off"),
        },
    }
}
