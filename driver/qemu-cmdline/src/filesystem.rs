//! Folders of the host: by 9p, by a helper that speaks virtiofs, or by the protocol of cameras.

use std::fmt::Write as _;

use fv_error::Result;
use fv_model_domain::devices::chardev::{CharBackend, CharSource, SocketMode, UnixSource};
use fv_model_domain::devices::filesystem::{
    AccessMode, Filesystem, FilesystemDriverKind, MultiDevs, WritePolicy,
};
use fv_model_domain::devices::simple::VirtioModel;

use crate::builder::{Builder, Variant};
use crate::chardev::Peer;
use crate::props::{Props, escape_comma};

impl Builder<'_> {
    /// Appends the folders.
    pub(crate) fn filesystems(&mut self) -> Result<()> {
        let domain = self.input.domain;
        for folder in &domain.devices.filesystems {
            match folder.driver.kind {
                None | Some(FilesystemDriverKind::Path | FilesystemDriverKind::Handle) => {
                    self.folder_by_9p(folder)?;
                }
                Some(FilesystemDriverKind::Virtiofs) => self.folder_by_helper(folder)?,
                Some(FilesystemDriverKind::Mtp) => self.folder_by_usb(folder)?,
                // Refused when the guest was defined.
                Some(_) => {}
            }
        }
        Ok(())
    }

    fn folder_by_9p(&mut self, folder: &Filesystem) -> Result<()> {
        let alias = folder.info.alias();
        self.option("-fsdev", host_side(folder));
        self.companion(&folder.info)?;
        let variant = match folder.model {
            Some(VirtioModel::VirtioTransitional) => Variant::Transitional,
            Some(VirtioModel::VirtioNonTransitional) => Variant::NonTransitional,
            _ => Variant::Plain,
        };
        let mut props = Props::device(self.virtio_name("virtio-9p", &folder.info, variant)?);
        props.virtio(&folder.driver.virtio).text("id", alias);
        props.text("fsdev", format!("fsdev-{alias}"));
        props.text("mount_tag", &folder.target);
        self.address(&mut props, &folder.info)?;
        self.device(props)
    }

    /// The helper listens where the definition says, or in the guest's own folder.
    fn folder_by_helper(&mut self, folder: &Filesystem) -> Result<()> {
        let alias = folder.info.alias();
        let own = || format!("{}/{alias}-fs.sock", self.input.domain_dir);
        let socket = UnixSource {
            path: Some(folder.source.socket.clone().unwrap_or_else(own)),
            mode: SocketMode::Connect,
            ..UnixSource::default()
        };
        let backend = CharBackend {
            source: CharSource::Unix(socket),
            ..CharBackend::default()
        };
        let id = format!("chr-vu-{alias}");
        self.chardev(&backend, &id, alias, Peer::Optional)?;
        self.companion(&folder.info)?;
        let name = self.virtio_name("vhost-user-fs", &folder.info, Variant::Plain)?;
        let mut props = Props::device(name);
        props.virtio(&folder.driver.virtio).text("id", alias);
        props.text("chardev", id);
        props.nonzero("queue-size", folder.driver.queue);
        props.text("tag", &folder.target);
        let order = folder.info.boot.as_ref().map_or(0, |boot| boot.order);
        props.nonzero("bootindex", order);
        self.address(&mut props, &folder.info)?;
        self.device(props)
    }

    fn folder_by_usb(&mut self, folder: &Filesystem) -> Result<()> {
        let mut props = Props::device("usb-mtp");
        props.text("id", folder.info.alias());
        let path = folder.source.path.as_deref().unwrap_or_default();
        props.text("rootdir", path).text("desc", &folder.target);
        props.boolean("readonly", folder.readonly);
        self.address(&mut props, &folder.info)?;
        self.device(props)
    }
}

/// The host's side of a folder that is shown by 9p.
fn host_side(folder: &Filesystem) -> String {
    let mut value = match folder.driver.kind {
        Some(FilesystemDriverKind::Handle) => "handle".to_string(),
        _ => local_side(folder),
    };
    if folder.driver.write_policy == Some(WritePolicy::Immediate) {
        value.push_str(",writeout=immediate");
    }
    let path = folder.source.path.as_deref().unwrap_or_default();
    let (alias, path) = (folder.info.alias(), escape_comma(path));
    let _ = write!(value, ",id=fsdev-{alias},path={path}");
    if folder.readonly {
        value.push_str(",readonly");
    }
    value
}

fn local_side(folder: &Filesystem) -> String {
    let mut value = "local".to_string();
    let rights = folder.access_mode.map(|mode| match mode {
        AccessMode::Mapped => "mapped",
        AccessMode::Passthrough => "passthrough",
        AccessMode::Squash => "none",
    });
    if let Some(rights) = rights {
        let _ = write!(value, ",security_model={rights}");
    }
    if let Some(devices) = folder.multi_devs.map(MultiDevs::as_str) {
        let _ = write!(value, ",multidevs={devices}");
    }
    for (name, mode) in [("fmode", folder.file_mode), ("dmode", folder.dir_mode)] {
        if mode != 0 {
            let _ = write!(value, ",{name}={mode:04o}");
        }
    }
    value
}
