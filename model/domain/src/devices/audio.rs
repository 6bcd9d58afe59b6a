//! Audio back ends: where the sound of the guest goes.

use fv_model_xml::{Element, Token, YesNo};

/// A back end for sound.
#[derive(Debug, Clone, PartialEq, Element)]
#[xml(name = "audio")]
pub struct Audio {
    /// Its number; sound cards name it.
    #[xml(attr, required)]
    pub id: std::num::NonZeroU32,
    /// Its kind.
    #[xml(attr = "type", required)]
    pub kind: AudioKind,
    /// How often it is served, in microseconds.
    #[xml(attr)]
    pub timer_period: Option<std::num::NonZeroU32>,
    /// Whether memory is mapped: OSS.
    #[xml(attr = "tryMMap")]
    pub try_mmap: Option<YesNo>,
    /// Whether nobody else may use the device: OSS.
    #[xml(attr)]
    pub exclusive: Option<YesNo>,
    /// The timing policy: OSS.
    #[xml(attr)]
    pub dsp_policy: Option<u32>,
    /// The server: PulseAudio.
    #[xml(attr)]
    pub server_name: Option<String>,
    /// The driver: SDL.
    #[xml(attr)]
    pub driver: Option<SdlDriver>,
    /// The file.
    #[xml(attr)]
    pub path: Option<String>,
    /// The folder of the socket: PipeWire.
    #[xml(attr)]
    pub runtime_dir: Option<String>,
    /// Recording.
    #[xml(child, default)]
    pub input: AudioSide,
    /// Playing.
    #[xml(child, default)]
    pub output: AudioSide,
}

/// The kinds of back end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Token)]
pub enum AudioKind {
    /// Nowhere.
    None,
    /// `alsa`
    Alsa,
    /// `coreaudio`
    Coreaudio,
    /// `jack`
    Jack,
    /// `oss`
    Oss,
    /// `pulseaudio`
    Pulseaudio,
    /// `sdl`
    Sdl,
    /// `spice`
    Spice,
    /// `file`
    File,
    /// `dbus`
    Dbus,
    /// `pipewire`
    Pipewire,
}

/// The drivers of SDL.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Token)]
pub enum SdlDriver {
    /// `esd`
    Esd,
    /// `alsa`
    Alsa,
    /// `arts`
    Arts,
    /// `pulseaudio`
    Pulseaudio,
}

/// One direction of sound.
#[derive(Debug, Clone, PartialEq, Default, Element)]
pub struct AudioSide {
    /// Whether the emulator mixes.
    #[xml(attr)]
    pub mixing_engine: Option<YesNo>,
    /// Whether the format is fixed.
    #[xml(attr)]
    pub fixed_settings: Option<YesNo>,
    /// How many voices there are.
    #[xml(attr)]
    pub voices: Option<std::num::NonZeroU32>,
    /// The length of the buffer, in microseconds.
    #[xml(attr)]
    pub buffer_length: Option<std::num::NonZeroU32>,
    /// The device: ALSA, OSS.
    #[xml(attr)]
    pub dev: Option<String>,
    /// How many buffers there are: CoreAudio, OSS, SDL.
    #[xml(attr)]
    pub buffer_count: Option<u32>,
    /// Whether the device is polled: OSS.
    #[xml(attr)]
    pub try_poll: Option<YesNo>,
    /// The server: JACK.
    #[xml(attr)]
    pub server_name: Option<String>,
    /// The client's name: JACK.
    #[xml(attr)]
    pub client_name: Option<String>,
    /// The ports that are connected: JACK.
    #[xml(attr)]
    pub connect_ports: Option<String>,
    /// Whether the name may not be changed: JACK.
    #[xml(attr)]
    pub exact_name: Option<YesNo>,
    /// The sink or source: PulseAudio, PipeWire.
    #[xml(attr)]
    pub name: Option<String>,
    /// The stream's name: PulseAudio, PipeWire.
    #[xml(attr)]
    pub stream_name: Option<String>,
    /// The delay asked for, in microseconds: PulseAudio, PipeWire.
    #[xml(attr)]
    pub latency: Option<u32>,
    /// The fixed format.
    #[xml(child)]
    pub settings: Option<AudioSettings>,
}

/// A fixed format.
#[derive(Debug, Clone, PartialEq, Default, Element)]
#[xml(name = "settings", keep_empty)]
pub struct AudioSettings {
    /// Samples a second.
    #[xml(attr)]
    pub frequency: Option<std::num::NonZeroU32>,
    /// Channels.
    #[xml(attr)]
    pub channels: Option<std::num::NonZeroU32>,
    /// The format of a sample.
    #[xml(attr)]
    pub format: Option<SampleFormat>,
}

/// The formats of samples.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Token)]
pub enum SampleFormat {
    /// `u8`
    U8,
    /// `s8`
    S8,
    /// `u16`
    U16,
    /// `s16`
    S16,
    /// `u32`
    U32,
    /// `s32`
    S32,
    /// `f32`
    F32,
}

impl Audio {
    /// A back end of a kind and number with nothing else.
    pub fn new(id: std::num::NonZeroU32, kind: AudioKind) -> Self {
        Self {
            id,
            kind,
            timer_period: None,
            try_mmap: None,
            exclusive: None,
            dsp_policy: None,
            server_name: None,
            driver: None,
            path: None,
            runtime_dir: None,
            input: AudioSide::default(),
            output: AudioSide::default(),
        }
    }

    /// Drops what only other kinds understand, as the reference does while it reads.
    pub(crate) fn forget_foreign(&mut self) {
        use AudioKind::{Alsa, Coreaudio, File, Jack, Oss, Pipewire, Pulseaudio, Sdl};
        let kind = self.kind;
        let keep = |kinds: &[AudioKind]| kinds.contains(&kind);
        if !keep(&[Oss]) {
            (self.try_mmap, self.exclusive, self.dsp_policy) = (None, None, None);
        }
        self.server_name.take_if(|_| !keep(&[Pulseaudio]));
        self.driver.take_if(|_| !keep(&[Sdl]));
        self.path.take_if(|_| !keep(&[File]));
        self.runtime_dir.take_if(|_| !keep(&[Pipewire]));
        for side in [&mut self.input, &mut self.output] {
            side.dev.take_if(|_| !keep(&[Alsa, Oss]));
            side.buffer_count
                .take_if(|count| *count == 0 || !keep(&[Coreaudio, Oss, Sdl]));
            side.try_poll.take_if(|_| !keep(&[Oss]));
            if !keep(&[Jack]) {
                (side.server_name, side.client_name) = (None, None);
                (side.connect_ports, side.exact_name) = (None, None);
            }
            if !keep(&[Pulseaudio, Pipewire]) {
                (side.name, side.stream_name, side.latency) = (None, None, None);
            }
            if side.fixed_settings == Some(YesNo::Yes) {
                side.settings.get_or_insert_default();
            }
        }
    }
}
