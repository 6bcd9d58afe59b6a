//! The order of a command: libvirt's, to the last argument.

use fv_error::Result;
use fv_model_domain::devices::controller::ControllerKind;

use crate::boot::BootOrder;
use crate::builder::Builder;
use crate::input::CommandInput;
use crate::namespace::QemuNamespace;
use crate::plan::CommandPlan;

/// Makes the command that starts a guest; the definition is resolved and prepared already.
pub fn build(input: CommandInput<'_>) -> Result<CommandPlan> {
    let emulator = input.domain.devices.emulator.clone().unwrap_or_default();
    let extra = QemuNamespace::of(input.domain)?;
    let corrected = extra.correct(input.caps)?;
    let input = CommandInput {
        caps: corrected.as_ref().unwrap_or(input.caps),
        ..input
    };
    let order = BootOrder::of(input.domain);
    let mut builder = Builder::new(input, &extra, CommandPlan::new(emulator));
    builder.check()?;
    builder.environment();
    builder.machine_options()?;
    builder.device_options(&order)?;
    builder.last_options()?;
    Ok(builder.plan)
}

impl Builder<'_> {
    /// What the guest is as a whole.
    fn machine_options(&mut self) -> Result<()> {
        let domain = self.input.domain;
        self.name();
        self.master_key();
        self.managed_reservations();
        self.board()?;
        self.accelerator();
        self.processor()?;
        self.loader();
        self.memory()?;
        self.processors()?;
        self.iothreads();
        self.throttle_groups();
        self.numa()?;
        self.option("-uuid", domain.uuid.to_string());
        self.smbios()?;
        self.firmware_entries();
        self.generation_id()?;
        if domain.devices.graphics.is_empty() {
            self.option("-display", "none");
        }
        self.plan.arg("-no-user-config").arg("-nodefaults");
        self.monitor();
        self.clock()?;
        self.power();
        self.boot();
        Ok(())
    }

    /// What the guest has; busses come before what sits on them.
    fn device_options(&mut self, order: &BootOrder) -> Result<()> {
        self.iommu()?;
        self.pci_holes()?;
        self.controllers()?;
        self.modules()?;
        self.hubs()?;
        self.controllers_of(ControllerKind::Ccid)?;
        self.disks(order)?;
        self.filesystems()?;
        self.interfaces(order)?;
        self.smartcards()?;
        self.serials()?;
        self.parallels()?;
        self.channels()?;
        self.consoles()?;
        self.tpms()?;
        self.inputs()?;
        self.audios()?;
        self.graphics()?;
        self.videos()?;
        self.sounds()?;
        self.watchdogs()?;
        self.redirected()?;
        self.host_devices(order)?;
        if let Some(incoming) = self.input.incoming {
            self.option("-incoming", incoming);
        }
        self.balloon()?;
        self.rngs()?;
        self.firmware_memory();
        self.core_info()?;
        self.launch_security();
        Ok(())
    }

    /// What the user added, and what concerns the emulator as a process.
    fn last_options(&mut self) -> Result<()> {
        let extra = self.extra;
        for arg in &extra.args {
            self.plan.arg(arg);
        }
        for (name, value) in &extra.env {
            self.plan.variable(name, value);
        }
        self.sandbox();
        self.panics()?;
        self.shared_memories()?;
        self.vsock()?;
        self.cryptos()?;
        self.pstore()?;
        self.async_teardown();
        if self.input.settings.log_timestamp {
            self.option("-msg", "timestamp=on");
        }
        Ok(())
    }
}
