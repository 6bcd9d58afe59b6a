//! Devices that are one line each: input, video, sound, watchdogs, balloon, random numbers.

use fv_driver_qemu_caps::Flag;
use fv_error::Result;
use fv_model_domain::devices::address::Address;
use fv_model_domain::devices::audio::AudioKind;
use fv_model_domain::devices::graphics::{Graphics, ListenKind, SharePolicy, Vnc};
use fv_model_domain::devices::simple::{
    AudioRef, GrabToggle, Input, InputBus, InputGrab, InputKind, MemBalloonModel, PanicModel, Rng,
    RngBackend, Sound, SoundCodecKind, SoundModel, VirtioModel, WatchdogAction, WatchdogModel,
};
use fv_model_domain::devices::spice::DbusDisplay;
use fv_model_domain::devices::video::{Video, VideoBackend, VideoKind};
use fv_model_domain::tune::PoolSize;
use fv_model_xml::YesNo;

use crate::builder::{Builder, Variant};
use crate::chardev::Peer;
use crate::props::{Props, escape_comma, on_off};
use crate::words::{internal, on, unsupported, yes};

impl Builder<'_> {
    /// Appends the threads that serve disks.
    pub(crate) fn iothreads(&mut self) {
        let domain = self.input.domain;
        for number in domain.iothread_numbers() {
            let mut props = Props::object("iothread", format!("iothread{number}"));
            let mut described = domain.iothread_ids.threads.iter();
            if let Some(thread) = described.find(|thread| thread.id == number) {
                pool(&mut props, thread.pool_min, thread.pool_max);
                let poll = thread.poll.clone().unwrap_or_default();
                props
                    .number_maybe("poll-max-ns", poll.max)
                    .number_maybe("poll-grow", poll.grow)
                    .number_maybe("poll-shrink", poll.shrink);
            }
            self.object(&props);
        }
        if let Some(main) = &domain.default_iothread {
            let mut props = Props::object("main-loop", "main-loop");
            pool(&mut props, main.pool_min, main.pool_max);
            self.object(&props);
        }
    }

    /// Appends the generation id.
    pub(crate) fn generation_id(&mut self) -> Result<()> {
        let Some(genid) = &self.input.domain.genid else {
            return Ok(());
        };
        let mut props = Props::device("vmgenid");
        props
            .text("guid", genid.id.to_string())
            .text("id", "vmgenid0");
        self.device(props)
    }

    /// Appends the USB hubs.
    pub(crate) fn hubs(&mut self) -> Result<()> {
        for hub in &self.input.domain.devices.hubs {
            let mut props = Props::device("usb-hub");
            props.text("id", hub.info.alias());
            self.address(&mut props, &hub.info)?;
            self.device(props)?;
        }
        Ok(())
    }

    /// Appends mice, keyboards, tablets.
    pub(crate) fn inputs(&mut self) -> Result<()> {
        for input in &self.input.domain.devices.inputs {
            self.companion(&input.info)?;
            if input.kind == InputKind::Evdev {
                self.evdev(input);
                continue;
            }
            let mut props = match input.bus {
                Some(InputBus::Usb) => self.usb_input(input)?,
                Some(InputBus::Virtio) => self.virtio_input(input)?,
                _ => continue,
            };
            self.address(&mut props, &input.info)?;
            self.device(props)?;
        }
        Ok(())
    }

    fn evdev(&mut self, input: &Input) {
        let source = &input.source;
        let mut props = Props::object("input-linux", input.info.alias());
        props.text("evdev", source.path.as_deref().unwrap_or_default());
        props.switch("repeat", on(source.repeat));
        props.flag("grab_all", source.grab == Some(InputGrab::All));
        props.text_maybe("grab-toggle", source.grab_toggle.map(GrabToggle::as_str));
        self.object(&props);
    }

    fn usb_input(&self, input: &Input) -> Result<Props> {
        let driver = match input.kind {
            InputKind::Mouse => "usb-mouse",
            InputKind::Tablet => "usb-tablet",
            InputKind::Keyboard => "usb-kbd",
            InputKind::Passthrough | InputKind::Evdev => {
                return Err(internal("unexpected kind of input device on USB"));
            }
        };
        let mut props = Props::device(driver);
        props.text("id", input.info.alias());
        Ok(props)
    }

    fn virtio_input(&self, input: &Input) -> Result<Props> {
        let base = match input.kind {
            InputKind::Mouse => "virtio-mouse",
            InputKind::Tablet => "virtio-tablet",
            InputKind::Keyboard => "virtio-keyboard",
            InputKind::Passthrough => "virtio-input-host",
            InputKind::Evdev => return Err(internal("unexpected kind of virtio input device")),
        };
        let name = self.virtio_name(base, &input.info, variant(input.model))?;
        let mut props = Props::device(name);
        props.virtio(&input.driver).text("id", input.info.alias());
        if input.kind == InputKind::Passthrough {
            props.text_maybe("evdev", input.source.path.as_deref());
        }
        Ok(props)
    }

    /// Appends what plays and records sound on the host.
    pub(crate) fn audios(&mut self) -> Result<()> {
        for audio in &self.input.domain.devices.audios {
            let props = crate::audio::props(audio);
            if let Some(driver) = audio.driver {
                self.plan.variable("SDL_AUDIODRIVER", driver.as_str());
            }
            if audio.kind == AudioKind::Pipewire {
                self.pipewire_variables(audio.runtime_dir.as_deref());
            }
            self.option("-audiodev", props.to_json());
        }
        Ok(())
    }

    /// Tells where the socket of PipeWire is, as its library would find it in our environment.
    fn pipewire_variables(&mut self, runtime_dir: Option<&str>) {
        let environment = self.input.environment;
        let ours = |name: &str| {
            let found = environment.iter().find(|(known, _)| known == name);
            found.map(|(_, value)| value.clone())
        };
        for name in ["PIPEWIRE_CORE", "PIPEWIRE_REMOTE"] {
            if let Some(value) = ours(name) {
                self.plan.variable(name, value);
            }
        }
        if let Some(dir) = runtime_dir {
            self.plan.variable("PIPEWIRE_RUNTIME_DIR", dir);
            return;
        }
        for name in ["PIPEWIRE_RUNTIME_DIR", "XDG_RUNTIME_DIR", "USERPROFILE"] {
            if let Some(value) = ours(name) {
                self.plan.variable(name, value);
                break;
            }
        }
    }

    /// QEMU's name of the host's side of a sound device.
    pub(crate) fn audio_id(&self, audio: Option<&AudioRef>) -> Result<String> {
        let audios = &self.input.domain.devices.audios;
        let found = match audio {
            Some(wanted) => audios.iter().find(|audio| audio.id.get() == wanted.id),
            None => audios.first(),
        };
        match found {
            Some(audio) => Ok(format!("audio{}", audio.id)),
            None => Err(internal("unable to find audio backend for sound device")),
        }
    }

    /// Appends the sound cards.
    pub(crate) fn sounds(&mut self) -> Result<()> {
        for sound in &self.input.domain.devices.sounds {
            if sound.model == SoundModel::Pcspk {
                continue;
            }
            self.companion(&sound.info)?;
            let has_codecs = matches!(sound.model, SoundModel::Ich6 | SoundModel::Ich9);
            self.sound(sound, has_codecs)?;
            if !has_codecs {
                continue;
            }
            let first = [SoundCodecKind::Duplex];
            let given: Vec<_> = sound.codecs.iter().map(|codec| codec.kind).collect();
            let codecs = if given.is_empty() { &first[..] } else { &given };
            for (number, kind) in codecs.iter().enumerate() {
                self.codec(sound, number, *kind)?;
            }
        }
        Ok(())
    }

    fn sound(&mut self, sound: &Sound, has_codecs: bool) -> Result<()> {
        let alias = sound.info.alias();
        let mut props = match sound.model {
            SoundModel::Es1370 => Props::device("ES1370"),
            SoundModel::Ac97 => Props::device("AC97"),
            SoundModel::Ich6 => Props::device("intel-hda"),
            SoundModel::Ich9 => Props::device("ich9-intel-hda"),
            SoundModel::Usb => Props::device("usb-audio"),
            SoundModel::Sb16 => Props::device("sb16"),
            SoundModel::Virtio => {
                let name = self.virtio_name("virtio-sound", &sound.info, Variant::Plain)?;
                let mut props = Props::device(name);
                props.virtio(&sound.driver);
                props
            }
            SoundModel::Pcspk | SoundModel::Ich7 => {
                return Err(internal("unexpected model of sound device"));
            }
        };
        props.text("id", alias);
        if !has_codecs {
            props.text("audiodev", self.audio_id(sound.audio.as_ref())?);
        }
        if sound.model == SoundModel::Usb {
            props.switch("multi", yes(sound.multi_channel));
        }
        if sound.model == SoundModel::Virtio {
            props.nonzero("streams", sound.streams);
        }
        self.address(&mut props, &sound.info)?;
        self.device(props)
    }

    fn codec(&mut self, sound: &Sound, number: usize, kind: SoundCodecKind) -> Result<()> {
        let alias = sound.info.alias();
        let mut props = Props::device(match kind {
            SoundCodecKind::Duplex => "hda-duplex",
            SoundCodecKind::Micro => "hda-micro",
            SoundCodecKind::Output => "hda-output",
        });
        props
            .text("id", format!("{alias}-codec{number}"))
            .text("bus", format!("{alias}.0"));
        props.number("cad", number as u64);
        props.text("audiodev", self.audio_id(sound.audio.as_ref())?);
        self.device(props)
    }

    /// Appends how the screen is reached from outside.
    pub(crate) fn graphics(&mut self) -> Result<()> {
        for graphics in &self.input.domain.devices.graphics {
            match graphics {
                Graphics::Vnc(vnc) => self.vnc(vnc)?,
                Graphics::Sdl {
                    display,
                    xauth,
                    fullscreen,
                    gl,
                } => {
                    if let Some(xauth) = xauth {
                        self.plan.variable("XAUTHORITY", xauth);
                    }
                    if let Some(display) = display {
                        self.plan.variable("DISPLAY", display);
                    }
                    if *fullscreen {
                        self.plan.arg("-full-screen");
                    }
                    let gl = yes(*gl).map(|gl| format!(",gl={}", on_off(gl)));
                    self.option("-display", format!("sdl{}", gl.unwrap_or_default()));
                }
                Graphics::Spice(spice) => self.spice(spice)?,
                Graphics::EglHeadless { render_node } => {
                    let node = render_node.as_deref().map(escape_comma);
                    let node = node.map(|node| format!(",rendernode={node}"));
                    let value = format!("egl-headless{}", node.unwrap_or_default());
                    self.option("-display", value);
                }
                Graphics::Dbus(dbus) => self.dbus(dbus)?,
                // A program of its own shows what the bus does.
                Graphics::Rdp(_) => {}
                _ => return Err(unsupported("this kind of graphics is not supported yet")),
            }
        }
        Ok(())
    }

    fn dbus(&mut self, dbus: &DbusDisplay) -> Result<()> {
        let mut value = match dbus.p2p {
            true => "dbus,p2p=on".to_string(),
            false => {
                let address = dbus.address.as_deref().unwrap_or_default();
                format!("dbus,addr={}", escape_comma(address))
            }
        };
        if let Some(gl) = yes(dbus.gl) {
            value.push_str(&format!(",gl={}", on_off(gl)));
        }
        if let Some(node) = dbus.render_node.as_deref().map(escape_comma) {
            value.push_str(&format!(",rendernode={node}"));
        }
        if let Some(audio) = &dbus.audio {
            let id = self.audio_id(Some(audio))?;
            value.push_str(&format!(",audiodev={id}"));
        }
        self.option("-display", value);
        Ok(())
    }

    fn vnc(&mut self, vnc: &Vnc) -> Result<()> {
        let settings = &self.input.settings.vnc;
        let audio = self.audio_id(vnc.audio.as_ref())?;
        let Some(listen) = vnc.listens.first() else {
            return Err(internal("missing listen element"));
        };
        let mut value = match listen.kind {
            ListenKind::Socket => {
                let path = listen.socket.as_deref().unwrap_or_default();
                format!("vnc=unix:{}", escape_comma(path))
            }
            ListenKind::Address | ListenKind::Network => vnc_address(vnc, listen)?,
            ListenKind::None => "none".to_string(),
        };
        if let Some(policy) = vnc.share_policy.map(SharePolicy::as_str) {
            value.push_str(&format!(",share={policy}"));
        }
        if vnc.auth.passwd.is_some() || settings.password {
            value.push_str(",password=on");
        }
        if let Some(dir) = &settings.tls_dir {
            let mut props = Props::object("tls-creds-x509", "vnc-tls-creds0");
            props.text("dir", dir).text("endpoint", "server");
            props.boolean("verify-peer", settings.tls_verify);
            if let Some(sealed) = &settings.tls_secret {
                let id = "vnc-tls-creds0-secret0";
                self.sealed(id, sealed);
                props.text("passwordid", id);
            }
            self.object(&props);
            value.push_str(",tls-creds=vnc-tls-creds0");
        }
        if settings.sasl {
            value.push_str(",sasl=on");
            if let Some(dir) = &settings.sasl_dir {
                self.plan.variable("SASL_CONF_PATH", dir);
            }
        }
        if let Some(control) = yes(vnc.power_control) {
            value.push_str(&format!(",power-control={}", on_off(control)));
        }
        value.push_str(&format!(",audiodev={audio}"));
        self.option("-vnc", value);
        if let Some(keymap) = &vnc.keymap {
            self.option("-k", keymap);
        }
        Ok(())
    }

    /// Appends the screens.
    pub(crate) fn videos(&mut self) -> Result<()> {
        for video in &self.input.domain.devices.videos {
            if video.model.kind == Some(VideoKind::None) {
                continue;
            }
            if video.driver.name == Some(VideoBackend::Vhostuser) {
                let alias = video.info.alias();
                let place = self.plan.fd(crate::plan::FdPurpose::VhostUserGpu {
                    alias: alias.to_string(),
                });
                self.option("-chardev", format!("socket,id=chr-vu-{alias},fd={place}"));
            }
            self.companion(&video.info)?;
            let props = self.video_props(video)?;
            self.device(props)?;
        }
        Ok(())
    }

    fn video_props(&self, video: &Video) -> Result<Props> {
        let model = &video.model;
        let is_virtio = model.kind == Some(VideoKind::Virtio);
        let is_qxl = model.kind == Some(VideoKind::Qxl);
        let mut props = self.video_device(video)?;
        props.text("id", video.info.alias());
        let is_helper = video.driver.name == Some(VideoBackend::Vhostuser);
        if is_virtio && !is_helper && self.has(Flag::VirtioGpuVirgl) {
            let accel3d = model
                .acceleration
                .as_ref()
                .and_then(|accel| yes(accel.accel3d));
            props.switch("virgl", accel3d);
        }
        if is_virtio || is_qxl {
            props.nonzero("max_outputs", model.heads);
        }
        let bytes = |kib: u32| u64::from(kib) * 1024;
        match model.kind {
            Some(VideoKind::Qxl) => {
                props.nonzero("ram_size", bytes(model.ram));
                props.nonzero("vram_size", bytes(model.vram));
                if self.has(Flag::QxlVram64) {
                    props.number("vram64_size_mb", model.vram64 / 1024);
                }
                if self.has(Flag::QxlVgamem) {
                    props.number("vgamem_mb", model.vgamem / 1024);
                }
            }
            _ if is_helper => {
                props.text("chardev", format!("chr-vu-{}", video.info.alias()));
            }
            Some(VideoKind::Vga) if self.has(Flag::VgaVgamem) => {
                props.nonzero("vgamem_mb", model.vram / 1024);
            }
            Some(VideoKind::Vmvga) if self.has(Flag::VmwareSvgaVgamem) => {
                props.nonzero("vgamem_mb", model.vram / 1024);
            }
            Some(VideoKind::Bochs) => {
                props.nonzero("vgamem", bytes(model.vram));
            }
            Some(VideoKind::Virtio) => {
                props.switch("blob", on(model.blob));
            }
            _ => {}
        }
        if let Some(resolution) = &model.resolution {
            props
                .nonzero("xres", resolution.x)
                .nonzero("yres", resolution.y);
        }
        self.address(&mut props, &video.info)?;
        Ok(props)
    }

    /// The device behind a screen; the first one speaks VGA where it can.
    fn video_device(&self, video: &Video) -> Result<Props> {
        let model = &video.model;
        let is_virtio = model.kind == Some(VideoKind::Virtio);
        let accel3d = model.acceleration.as_ref().and_then(|accel| accel.accel3d);
        let wants_gl = accel3d == Some(YesNo::Yes);
        let is_vga = model.primary && (!is_virtio || self.has(Flag::DeviceVirtioVga));
        let plain = |name: &str| Ok(Props::device(name));
        let virtio = |name: String| {
            let mut props = Props::device(name);
            props.virtio(&video.driver.virtio);
            Ok(props)
        };
        if video.driver.name == Some(VideoBackend::Vhostuser) {
            return match is_vga {
                true => plain("vhost-user-vga"),
                false => virtio(self.virtio_name("vhost-user-gpu", &video.info, Variant::Plain)?),
            };
        }
        match model.kind {
            Some(VideoKind::Virtio) if is_vga => {
                let gl = wants_gl && self.has(Flag::VirtioVgaGl);
                virtio(if gl { "virtio-vga-gl" } else { "virtio-vga" }.to_string())
            }
            Some(VideoKind::Virtio) => {
                let gl = wants_gl && self.has(Flag::VirtioGpuGlPci);
                let base = if gl { "virtio-gpu-gl" } else { "virtio-gpu" };
                virtio(self.virtio_name(base, &video.info, Variant::Plain)?)
            }
            Some(VideoKind::Qxl) => plain(if is_vga { "qxl-vga" } else { "qxl" }),
            Some(VideoKind::Vga) if is_vga => plain("VGA"),
            Some(VideoKind::Cirrus) if is_vga => plain("cirrus-vga"),
            Some(VideoKind::Vmvga) if is_vga => plain("vmware-svga"),
            Some(VideoKind::Bochs) if is_vga => plain("bochs-display"),
            Some(VideoKind::Ramfb) if is_vga => plain("ramfb"),
            kind => {
                let kind = kind.map_or("default", VideoKind::as_str);
                Err(internal(format!("invalid model for video type '{kind}'")))
            }
        }
    }

    /// Appends the watchdogs and what happens when one bites.
    pub(crate) fn watchdogs(&mut self) -> Result<()> {
        let watchdogs = &self.input.domain.devices.watchdogs;
        for watchdog in watchdogs {
            if watchdog.model == WatchdogModel::Itco {
                continue;
            }
            self.companion(&watchdog.info)?;
            let mut props = Props::device(watchdog.model.as_str());
            props.text("id", watchdog.info.alias());
            self.address(&mut props, &watchdog.info)?;
            self.device(props)?;
        }
        if watchdogs
            .iter()
            .any(|watchdog| watchdog.model == WatchdogModel::Itco)
        {
            self.option("-global", "ICH9-LPC.noreboot=off");
        }
        // A dump is made from outside, while the guest is paused.
        if let Some(watchdog) = watchdogs.last() {
            let action = match watchdog.action {
                WatchdogAction::Dump => WatchdogAction::Pause,
                action => action,
            };
            self.option("-watchdog-action", action.as_str());
        }
        Ok(())
    }

    /// Appends the balloon.
    pub(crate) fn balloon(&mut self) -> Result<()> {
        let Some(balloon) = &self.input.domain.devices.balloon else {
            return Ok(());
        };
        let variant = match balloon.model {
            MemBalloonModel::None => return Ok(()),
            MemBalloonModel::VirtioTransitional => Variant::Transitional,
            MemBalloonModel::VirtioNonTransitional => Variant::NonTransitional,
            MemBalloonModel::Virtio | MemBalloonModel::Xen => Variant::Plain,
        };
        let name = self.virtio_name("virtio-balloon", &balloon.info, variant)?;
        let mut props = Props::device(name);
        props
            .virtio(&balloon.driver)
            .text("id", balloon.info.alias());
        props.switch("deflate-on-oom", on(balloon.auto_deflate));
        props.switch("free-page-reporting", on(balloon.free_page_reporting));
        self.address(&mut props, &balloon.info)?;
        self.companion(&balloon.info)?;
        self.device(props)
    }

    /// Appends the sources of random numbers.
    pub(crate) fn rngs(&mut self) -> Result<()> {
        for rng in &self.input.domain.devices.rngs {
            self.rng(rng)?;
        }
        Ok(())
    }

    fn rng(&mut self, rng: &Rng) -> Result<()> {
        let alias = rng.info.alias();
        let object = format!("obj{alias}");
        let props = match &rng.backend {
            RngBackend::Random { path } => {
                let mut props = Props::object("rng-random", &object);
                props.text("filename", path.as_deref().unwrap_or("/dev/urandom"));
                props
            }
            RngBackend::Egd(backend) => {
                let chardev = format!("char{alias}");
                self.chardev(backend, &chardev, alias, Peer::Optional)?;
                let mut props = Props::object("rng-egd", &object);
                props.text("chardev", chardev);
                props
            }
            RngBackend::Builtin => Props::object("rng-builtin", &object),
        };
        self.object(&props);
        self.companion(&rng.info)?;
        let name = self.virtio_name("virtio-rng", &rng.info, variant(Some(rng.model)))?;
        let mut props = Props::device(name);
        props
            .virtio(&rng.driver)
            .text("rng", object)
            .text("id", alias);
        if let Some(rate) = rng.rate.as_ref().filter(|rate| rate.bytes > 0) {
            let period = if rate.period > 0 { rate.period } else { 1000 };
            props
                .number("max-bytes", rate.bytes)
                .number("period", period);
        }
        self.address(&mut props, &rng.info)?;
        self.device(props)
    }

    /// Appends the devices that tell of a guest's panic.
    pub(crate) fn panics(&mut self) -> Result<()> {
        for panic in &self.input.domain.devices.panics {
            match panic.model {
                Some(PanicModel::Isa) => {
                    let mut props = Props::device("pvpanic");
                    if let Some(Address::Isa(address)) = &panic.info.address {
                        props.number("ioport", address.io_base.map_or(0, |base| base.0));
                    }
                    self.device(props)?;
                }
                Some(PanicModel::Pvpanic) => {
                    let mut props = Props::device("pvpanic-pci");
                    self.address(&mut props, &panic.info)?;
                    self.device(props)?;
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// Appends the socket family between guest and host.
    pub(crate) fn vsock(&mut self) -> Result<()> {
        let Some(vsock) = &self.input.domain.devices.vsock else {
            return Ok(());
        };
        let name = self.virtio_name("vhost-vsock", &vsock.info, variant(vsock.model))?;
        let place = self.plan.fd(crate::plan::FdPurpose::VhostVsock);
        let mut props = Props::device(name);
        props.virtio(&vsock.driver).text("id", vsock.info.alias());
        props
            .number("guest-cid", vsock.cid.address)
            .text("vhostfd", place.to_string());
        self.address(&mut props, &vsock.info)?;
        self.companion(&vsock.info)?;
        self.device(props)
    }

    /// Appends the device through which a guest leaves details for a dump.
    pub(crate) fn core_info(&mut self) -> Result<()> {
        let features = &self.input.domain.features;
        match features
            .vmcoreinfo
            .as_ref()
            .is_some_and(|state| state.is_on())
        {
            true => self.device(Props::device("vmcoreinfo")),
            false => Ok(()),
        }
    }

    /// Appends whether a big guest's memory is given back by another process.
    pub(crate) fn async_teardown(&mut self) {
        let teardown = self.input.domain.features.async_teardown.as_ref();
        if let Some(teardown) = teardown
            && self.has(Flag::RunWithAsyncTeardown)
        {
            let enabled = on_off(teardown.enabled == YesNo::Yes);
            self.option("-run-with", format!("async-teardown={enabled}"));
        }
    }
}

fn variant(model: Option<VirtioModel>) -> Variant {
    match model {
        Some(VirtioModel::VirtioTransitional) => Variant::Transitional,
        Some(VirtioModel::VirtioNonTransitional) => Variant::NonTransitional,
        Some(VirtioModel::Virtio) | None => Variant::Plain,
    }
}

fn vnc_address(vnc: &Vnc, listen: &fv_model_domain::devices::graphics::Listen) -> Result<String> {
    let in_range = (5900..=65_535).contains(&vnc.port);
    if !vnc.autoport && !in_range {
        return Err(unsupported("vnc port must be in range [5900,65535]"));
    }
    let address = listen.address.as_deref().unwrap_or_default();
    let address = match address.contains(':') {
        true => format!("[{address}]"),
        false => address.to_string(),
    };
    let mut value = format!("{address}:{}", i64::from(vnc.port) - 5900);
    if vnc.websocket != 0 {
        value.push_str(&format!(",websocket={}", vnc.websocket));
    }
    Ok(value)
}

/// How many helpers a thread keeps and may have.
fn pool(props: &mut Props, min: Option<PoolSize>, max: Option<PoolSize>) {
    props
        .number_maybe("thread-pool-min", min.map(|size| size.0))
        .number_maybe("thread-pool-max", max.map(|size| size.0));
}
