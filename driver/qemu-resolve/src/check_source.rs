//! What the QEMU driver refuses of where the bytes of a disk are, image by image.

use fv_driver_qemu_caps::{Caps, Flag};
use fv_error::Result;
use fv_model_domain::devices::disk::Disk;
use fv_model_domain::devices::source::{
    BackingStore, Encryption, NetworkProtocol, NetworkSource, StorageFormat, StorageKind,
    StorageSource,
};

use crate::rules::unsupported;

/// Refuses a disk of which one image cannot be opened as its document says.
pub(crate) fn check(disk: &Disk, caps: &Caps) -> Result<()> {
    let top = Image {
        source: &disk.source,
        format: disk.driver.format,
        encryption: disk.encryption.as_ref().or(disk.source.encryption.as_ref()),
        is_readonly: disk.readonly,
    };
    if top.source.is_empty() {
        return Ok(());
    }
    image(&top, caps)?;
    let mut below = disk.backing_store.as_ref();
    while let Some(BackingStore::Image(backing)) = below {
        let one = Image {
            source: &backing.source,
            format: Some(backing.format),
            encryption: backing.source.encryption.as_ref(),
            is_readonly: true,
        };
        image(&one, caps)?;
        below = backing.backing.as_ref();
    }
    Ok(())
}

/// One image of a chain.
struct Image<'a> {
    source: &'a StorageSource,
    format: Option<StorageFormat>,
    encryption: Option<&'a Encryption>,
    is_readonly: bool,
}

fn image(image: &Image<'_>, caps: &Caps) -> Result<()> {
    format(image)?;
    // What only some protocols know is refused of everything else, files too.
    if let Some(network) = image.source.network.as_deref() {
        protocol(network, caps)?;
    }
    match image.encryption {
        Some(sealed) => encryption(sealed, image, caps),
        None => Ok(()),
    }
}

fn format(image: &Image<'_>) -> Result<()> {
    let kind = image.source.kind;
    match image.format {
        Some(StorageFormat::Cow) => return unsupported("'cow' storage format is not supported"),
        Some(StorageFormat::Dir) => {
            return unsupported(
                "'directory' storage format is not directly supported by QEMU, use 'dir' disk \
                 type instead",
            );
        }
        Some(StorageFormat::Iso) => {
            return unsupported(
                "storage format 'iso' is not directly supported by QEMU, use 'raw' instead",
            );
        }
        Some(StorageFormat::Fat) if !matches!(kind, StorageKind::Volume | StorageKind::Dir) => {
            return unsupported("storage format 'fat' is supported only with 'dir' storage type");
        }
        _ => {}
    }
    if kind != StorageKind::Dir {
        return Ok(());
    }
    if !matches!(image.format, None | Some(StorageFormat::Fat)) {
        return unsupported("storage type 'dir' requires use of storage format 'fat'");
    }
    if !image.is_readonly {
        return unsupported("virtual FAT storage can't be accessed in read-write mode");
    }
    Ok(())
}

fn protocol(network: &NetworkSource, caps: &Caps) -> Result<()> {
    use NetworkProtocol::{Ftp, Ftps, Http, Https, Nbd, Tftp};
    let is_one_of = |known: &[NetworkProtocol]| {
        let protocol = network.protocol.as_ref();
        protocol.is_some_and(|protocol| known.contains(protocol))
    };
    let details = [
        (
            network.ssl_verify.is_some() && !is_one_of(&[Https, Ftps]),
            "ssl verification is supported only with HTTPS/FTPS protocol",
        ),
        (
            !network.cookies.is_empty() && !is_one_of(&[Https, Http]),
            "http cookies are supported only with HTTP(S) protocol",
        ),
        (
            network.readahead.is_some_and(|size| size > 0) && !is_one_of(&[Https, Http, Ftp, Ftps]),
            "readahead is supported only with HTTP(S)/FTP(s) protocols",
        ),
        (
            network.timeout_s.is_some_and(|time| time > 0) && !is_one_of(&[Https, Http, Ftp, Ftps]),
            "timeout is supported only with HTTP(S)/FTP(s) protocols",
        ),
        (
            network.reconnect_delay.is_some_and(|delay| delay > 0) && !is_one_of(&[Nbd]),
            "reconnect delay is supported only with NBD protocol",
        ),
        (
            network.query.is_some() && !is_one_of(&[Https, Http]),
            "query is supported only with HTTP(S) protocols",
        ),
        (
            is_one_of(&[Tftp]),
            "'tftp' protocol is not supported with this QEMU binary",
        ),
        (
            network.tls_hostname.is_some() && !is_one_of(&[Nbd]),
            "'tlsHostname' field is supported only with NBD disks",
        ),
        (
            network.tls_hostname.is_some() && !caps.has(Flag::BlockdevNbdTlsHostname),
            "'tlsHostname' field is not supported by this QEMU",
        ),
    ];
    match details.into_iter().find(|(is_wrong, _)| *is_wrong) {
        Some((_, text)) => unsupported(text),
        None => Ok(()),
    }
}

fn encryption(sealed: &Encryption, image: &Image<'_>, caps: &Caps) -> Result<()> {
    let format = sealed.format.as_str();
    if matches!(format, "default" | "qcow") {
        return unsupported("old qcow/qcow2 encryption is not supported");
    }
    if sealed.engine.as_deref() == Some("librbd") {
        return librbd(sealed, image, caps);
    }
    if format != "luks" {
        return unsupported(format!(
            "'{format}' is currently not supported by the qemu encryption engine"
        ));
    }
    let is_fit = matches!(
        image.format,
        Some(StorageFormat::Qcow2 | StorageFormat::Raw)
    );
    if !is_fit {
        return unsupported("encryption is supported only with 'raw' and 'qcow2' image format");
    }
    if sealed.secrets.len() > 1 {
        return unsupported("qemu encryption engine expects only a single secret");
    }
    Ok(())
}

fn librbd(sealed: &Encryption, image: &Image<'_>, caps: &Caps) -> Result<()> {
    if !caps.has(Flag::RbdEncryption) {
        return unsupported("librbd encryption is not supported by this QEMU binary");
    }
    let protocol = image.source.network.as_ref().and_then(|net| net.protocol);
    if image.source.kind != StorageKind::Network && protocol != Some(NetworkProtocol::Rbd) {
        return unsupported("librbd encryption is supported only with RBD backed disks");
    }
    if sealed.secrets.len() > 1 && !caps.has(Flag::RbdEncryptionLayering) {
        return unsupported("librbd encryption layering is not supported by this QEMU binary");
    }
    if sealed.format == "luks-any" && !caps.has(Flag::RbdEncryptionLuksAny) {
        return unsupported("luks-any encryption is not supported by this QEMU binary");
    }
    Ok(())
}
