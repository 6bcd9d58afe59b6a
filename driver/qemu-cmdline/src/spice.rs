//! The screen over SPICE.

use fv_error::Result;
use fv_model_domain::devices::chardev::MouseMode;
use fv_model_domain::devices::graphics::ListenKind;
use fv_model_domain::devices::spice::{
    ChannelMode, ImageCompression, SlowLinkCompression, Spice, SpiceChannel, StreamingMode,
};
use fv_model_xml::YesNo;

use crate::builder::Builder;
use crate::props::{escape_comma, on_off};
use crate::words::{internal, on, unsupported};

/// Which connections there are.
#[derive(Clone, Copy, Debug, Default)]
struct Links {
    plain: bool,
    secure: bool,
}

impl Builder<'_> {
    /// Appends a screen over SPICE.
    pub(crate) fn spice(&mut self, spice: &Spice) -> Result<()> {
        let settings = &self.input.settings.spice;
        let mut options = Vec::new();
        let links = listens(spice, &mut options)?;
        if settings.sasl {
            options.push("sasl=on".to_string());
            if let Some(dir) = &settings.sasl_dir {
                self.plan.variable("SASL_CONF_PATH", dir);
            }
        }
        if let Some(mode) = spice.mouse {
            let is_agent = on_off(mode == MouseMode::Client);
            options.push(format!("agent-mouse={is_agent}"));
        }
        if spice.auth.passwd.is_none() && !settings.password {
            options.push("disable-ticketing=on".to_string());
        }
        if links.secure {
            let dir = settings.tls_dir.as_deref().unwrap_or_default();
            options.push(format!("x509-dir={}", escape_comma(dir)));
        }
        channels(spice, links, &mut options)?;
        compression(spice, &mut options);
        if spice.clipboard == Some(YesNo::No) {
            options.push("disable-copy-paste=on".to_string());
        }
        if spice.file_transfer == Some(YesNo::No) {
            options.push("disable-agent-file-xfer=on".to_string());
        }
        if spice.gl == Some(YesNo::Yes) {
            options.push("gl=on".to_string());
            if let Some(node) = &spice.render_node {
                options.push(format!("rendernode={}", escape_comma(node)));
            }
        }
        // Whoever cannot do it on the other side falls back to the older way.
        options.push("seamless-migration=on".to_string());
        self.option("-spice", options.join(","));
        if let Some(keymap) = &spice.keymap {
            self.option("-k", keymap);
        }
        Ok(())
    }
}

fn listens(spice: &Spice, options: &mut Vec<String>) -> Result<Links> {
    let Some(listen) = spice.listens.first() else {
        return Err(internal("missing listen element"));
    };
    let mut links = Links::default();
    match listen.kind {
        ListenKind::Socket => {
            let path = escape_comma(listen.socket.as_deref().unwrap_or_default());
            options.push(format!("unix=on,addr={path}"));
            links.plain = true;
        }
        ListenKind::Address | ListenKind::Network => {
            links.plain = spice.port > 0;
            links.secure = spice.tls_port > 0;
            if links.plain {
                options.push(format!("port={}", spice.port));
            }
            if links.secure {
                options.push(format!("tls-port={}", spice.tls_port));
            }
            if let Some(address) = listen.address.as_ref()
                && (links.plain || links.secure)
            {
                options.push(format!("addr={address}"));
            }
        }
        // QEMU wants some port, so it gets one that means none.
        ListenKind::None => {
            options.push("port=0".to_string());
            links.plain = true;
        }
    }
    Ok(links)
}

fn channels(spice: &Spice, links: Links, options: &mut Vec<String>) -> Result<()> {
    let general = match spice.default_mode {
        ChannelMode::Secure if !links.secure => Some(
            "spice defaultMode secure requested in XML configuration, but TLS connection is not \
             available",
        ),
        ChannelMode::Insecure if !links.plain => Some(
            "spice defaultMode insecure requested in XML configuration, but plaintext connection \
             is not available",
        ),
        _ => None,
    };
    if let Some(text) = general {
        return Err(unsupported(text));
    }
    let option = |mode: ChannelMode, name: &str| match mode {
        ChannelMode::Secure => Some(format!("tls-channel={name}")),
        ChannelMode::Insecure => Some(format!("plaintext-channel={name}")),
        ChannelMode::Any => None,
    };
    options.extend(option(spice.default_mode, "default"));
    for (name, mode) in &spice.channels {
        if *mode == ChannelMode::Secure && !links.secure {
            return Err(unsupported(
                "spice secure channels set in XML configuration, but TLS connection is not \
                 available",
            ));
        }
        if *mode == ChannelMode::Insecure && !links.plain {
            return Err(unsupported(
                "spice insecure channels set in XML configuration, but plaintext connection is \
                 not available",
            ));
        }
        options.extend(option(*mode, SpiceChannel::as_str(*name)));
    }
    Ok(())
}

fn compression(spice: &Spice, options: &mut Vec<String>) {
    let words = [
        (
            "image-compression",
            spice.image.map(ImageCompression::as_str),
        ),
        (
            "jpeg-wan-compression",
            spice.jpeg.map(SlowLinkCompression::as_str),
        ),
        (
            "zlib-glz-wan-compression",
            spice.zlib.map(SlowLinkCompression::as_str),
        ),
        ("playback-compression", on(spice.playback).map(on_off)),
        (
            "streaming-video",
            spice.streaming.map(StreamingMode::as_str),
        ),
    ];
    for (key, word) in words {
        options.extend(word.map(|word| format!("{key}={word}")));
    }
}
