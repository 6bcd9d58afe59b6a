//! Where sound goes on the host (`-audiodev`).

use fv_model_domain::devices::audio::{Audio, AudioKind, AudioSide, SampleFormat};
use fv_model_xml::YesNo;

use crate::props::Props;
use crate::words::yes;

/// The properties of an audio backend.
pub(crate) fn props(audio: &Audio) -> Props {
    let driver = match audio.kind {
        AudioKind::Pulseaudio => "pa",
        AudioKind::File => "wav",
        kind => kind.as_str(),
    };
    let mut props = Props::new();
    props
        .text("id", format!("audio{}", audio.id))
        .text("driver", driver);
    props.number_maybe(
        "timer-period",
        audio.timer_period.map(std::num::NonZeroU32::get),
    );
    match audio.kind {
        AudioKind::Oss => {
            props.switch("try-mmap", yes(audio.try_mmap));
            props.switch("exclusive", yes(audio.exclusive));
            props.number_maybe("dsp-policy", audio.dsp_policy);
        }
        AudioKind::Pulseaudio => {
            props.text_maybe("server", audio.server_name.as_deref());
        }
        AudioKind::File => {
            props.text_maybe("path", audio.path.as_deref());
        }
        _ => {}
    }
    props
        .nested("in", side(&audio.input))
        .nested("out", side(&audio.output));
    props
}

/// One direction of sound; a fixed form is told only where it is fixed.
fn side(side: &AudioSide) -> Props {
    let mut props = Props::new();
    props.switch("mixing-engine", yes(side.mixing_engine));
    props.switch("fixed-settings", yes(side.fixed_settings));
    let number = |value: Option<std::num::NonZeroU32>| value.map(std::num::NonZeroU32::get);
    props.number_maybe("voices", number(side.voices));
    props.number_maybe("buffer-length", number(side.buffer_length));
    if side.fixed_settings == Some(YesNo::Yes)
        && let Some(settings) = &side.settings
    {
        props.number_maybe("frequency", number(settings.frequency));
        props.number_maybe("channels", number(settings.channels));
        props.text_maybe("format", settings.format.map(SampleFormat::as_str));
    }
    props.text_maybe("server-name", side.server_name.as_deref());
    props.text_maybe("client-name", side.client_name.as_deref());
    props.text_maybe("connect-ports", side.connect_ports.as_deref());
    props.switch("exact-name", yes(side.exact_name));
    props.text_maybe("dev", side.dev.as_deref());
    props.nonzero("buffer-count", side.buffer_count.unwrap_or_default());
    props.switch("try-poll", yes(side.try_poll));
    props.text_maybe("name", side.name.as_deref());
    props.text_maybe("stream-name", side.stream_name.as_deref());
    props.nonzero("latency", side.latency.unwrap_or_default());
    props
}
