//! Limits that disks share: groups, and the filters that lead through them.

use fv_driver_qemu_resolve::chain_length;
use fv_model_domain::devices::disk::{Disk, IoTune};

use crate::builder::Builder;
use crate::props::Props;

impl Builder<'_> {
    /// Appends the groups that limit anything.
    pub(crate) fn throttle_groups(&mut self) {
        let domain = self.input.domain;
        for group in &domain.throttle_groups.groups {
            let limits = &group.limits;
            if !limits.has_any() {
                continue;
            }
            let name = limits.group_name.as_deref().unwrap_or_default();
            let mut props = Props::object("throttle-group", format!("throttle-{name}"));
            props.nested("limits", limits_of(limits));
            self.object(&props);
        }
    }

    /// Appends the filters of a disk on top of a node; the answer is the last of them.
    pub(crate) fn throttle_filters(&mut self, disk: &Disk, mut top: String) -> String {
        let first = disk.source.index + chain_length(disk);
        for (number, filter) in (first..).zip(&disk.throttle_filters.filters) {
            let node = format!("libvirt-{number}-filter");
            let mut props = Props::device("throttle");
            props.text("node-name", &node);
            props.text("throttle-group", format!("throttle-{}", filter.group));
            props.text("file", top);
            self.blockdev(&props);
            top = node;
        }
        top
    }
}

/// Limits by QEMU's names; how long a burst lasts is told only where it is not the usual.
fn limits_of(tune: &IoTune) -> Props {
    let mut props = Props::new();
    let always = [
        ("bps-total", tune.total_bytes_sec),
        ("bps-read", tune.read_bytes_sec),
        ("bps-write", tune.write_bytes_sec),
        ("iops-total", tune.total_iops_sec),
        ("iops-read", tune.read_iops_sec),
        ("iops-write", tune.write_iops_sec),
        ("bps-total-max", tune.total_bytes_sec_max),
        ("bps-read-max", tune.read_bytes_sec_max),
        ("bps-write-max", tune.write_bytes_sec_max),
        ("iops-total-max", tune.total_iops_sec_max),
        ("iops-read-max", tune.read_iops_sec_max),
        ("iops-write-max", tune.write_iops_sec_max),
        ("iops-size", tune.size_iops_sec),
    ];
    for (name, value) in always {
        props.number(name, value);
    }
    let lengths = [
        ("bps-total-max-length", tune.total_bytes_sec_max_length),
        ("bps-read-max-length", tune.read_bytes_sec_max_length),
        ("bps-write-max-length", tune.write_bytes_sec_max_length),
        ("iops-total-max-length", tune.total_iops_sec_max_length),
        ("iops-read-max-length", tune.read_iops_sec_max_length),
        ("iops-write-max-length", tune.write_iops_sec_max_length),
    ];
    for (name, value) in lengths {
        props.nonzero(name, value);
    }
    props
}
