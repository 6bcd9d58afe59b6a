//! The procedures of `DomainDeviceApi`.
//!
//! Made by `cargo xtask codegen` from `api/src/domain_device.rs`; do not edit.

use crate::procedure::prelude::*;

procedures! { Remote DomainDevice Domain;
    8 "domain_attach_device" "virDomainAttachDevice" Low Long { acl: &[p("domain", "write")] }
    13 "domain_detach_device" "virDomainDetachDevice" Low Long { acl: &[p("domain", "write")] }
    64 "domain_block_stats" "virDomainBlockStats" Low Monitor {
        read_only: Allowed, acl: &[p("domain", "read")],
    }
    65 "domain_interface_stats" "virDomainInterfaceStats" High Disk {
        read_only: Allowed, acl: &[p("domain", "read")],
    }
    103 "domain_block_peek" "virDomainBlockPeek" Low Monitor { acl: &[p("domain", "block_read")] }
    160 "domain_attach_device_flags" "virDomainAttachDeviceFlags" Low Long {

        acl: &[p("domain", "write"), p_if("domain", "save", "!VIR_DOMAIN_AFFECT_CONFIG|VIR_DOMAIN_AFFECT_LIVE"), p_if("domain", "save", "VIR_DOMAIN_AFFECT_CONFIG")],
    }
    161 "domain_detach_device_flags" "virDomainDetachDeviceFlags" Low Long {

        acl: &[p("domain", "write"), p_if("domain", "save", "!VIR_DOMAIN_AFFECT_CONFIG|VIR_DOMAIN_AFFECT_LIVE"), p_if("domain", "save", "VIR_DOMAIN_AFFECT_CONFIG")],
    }
    174 "domain_update_device_flags" "virDomainUpdateDeviceFlags" Low Disk {

        acl: &[p("domain", "write"), p_if("domain", "save", "!VIR_DOMAIN_AFFECT_CONFIG|VIR_DOMAIN_AFFECT_LIVE"), p_if("domain", "save", "VIR_DOMAIN_AFFECT_CONFIG")],
    }
    194 "domain_get_block_info" "virDomainGetBlockInfo" Low Monitor {
        read_only: Allowed, acl: &[p("domain", "read")],
    }
    237 "domain_block_job_abort" "virDomainBlockJobAbort" Low Disk { acl: &[p("domain", "write")] }
    238 "domain_get_block_job_info" "virDomainGetBlockJobInfo" Low Monitor {
        read_only: Allowed, acl: &[p("domain", "read")],
    }
    239 "domain_block_job_set_speed" "virDomainBlockJobSetSpeed" Low Disk {
        acl: &[p("domain", "write")],
    }
    240 "domain_block_pull" "virDomainBlockPull" Low Long { acl: &[p("domain", "block_write")] }
    243 "domain_block_stats_flags" "virDomainBlockStatsFlags" Low Monitor {
        read_only: Allowed, acl: &[p("domain", "read")],
    }
    251 "domain_block_resize" "virDomainBlockResize" Low Monitor {
        acl: &[p("domain", "block_write")],
    }
    252 "domain_set_block_io_tune" "virDomainSetBlockIoTune" Low Disk {

        acl: &[p("domain", "write"), p_if("domain", "save", "!VIR_DOMAIN_AFFECT_CONFIG|VIR_DOMAIN_AFFECT_LIVE"), p_if("domain", "save", "VIR_DOMAIN_AFFECT_CONFIG")],
    }
    253 "domain_get_block_io_tune" "virDomainGetBlockIoTune" Low Monitor {
        read_only: Allowed, acl: &[p("domain", "read")],
    }
    256 "domain_set_interface_parameters" "virDomainSetInterfaceParameters" Low Disk {

        acl: &[p("domain", "write"), p_if("domain", "save", "!VIR_DOMAIN_AFFECT_CONFIG|VIR_DOMAIN_AFFECT_LIVE"), p_if("domain", "save", "VIR_DOMAIN_AFFECT_CONFIG")],
    }
    257 "domain_get_interface_parameters" "virDomainGetInterfaceParameters" Low Disk {
        read_only: Allowed, acl: &[p("domain", "read")],
    }
    263 "domain_get_disk_errors" "virDomainGetDiskErrors" Low Monitor {
        read_only: Allowed, acl: &[p("domain", "read")],
    }
    266 "domain_block_rebase" "virDomainBlockRebase" Low Long { acl: &[p("domain", "block_write")] }
    290 "domain_block_commit" "virDomainBlockCommit" Low Long { acl: &[p("domain", "block_write")] }
    345 "domain_block_copy" "virDomainBlockCopy" Low Long { acl: &[p("domain", "block_write")] }
    386 "domain_set_block_threshold" "virDomainSetBlockThreshold" Low Disk {
        acl: &[p("domain", "write")],
    }
    392 "domain_detach_device_alias" "virDomainDetachDeviceAlias" Low Long {

        acl: &[p("domain", "write"), p_if("domain", "save", "!VIR_DOMAIN_AFFECT_CONFIG|VIR_DOMAIN_AFFECT_LIVE"), p_if("domain", "save", "VIR_DOMAIN_AFFECT_CONFIG")],
    }
    421 "domain_backup_begin" "virDomainBackupBegin" Low Long {
        acl: &[p("domain", "checkpoint"), p("domain", "block_write")],
    }
    422 "domain_backup_get_xml_desc" "virDomainBackupGetXMLDesc" High Long {
        read_only: Allowed, acl: &[p("domain", "read")],
    }
    451 "domain_set_throttle_group" "virDomainSetThrottleGroup" Low Disk {

        acl: &[p("domain", "write"), p_if("domain", "save", "!VIR_DOMAIN_AFFECT_CONFIG|VIR_DOMAIN_AFFECT_LIVE"), p_if("domain", "save", "VIR_DOMAIN_AFFECT_CONFIG")],
    }
    452 "domain_del_throttle_group" "virDomainDelThrottleGroup" Low Disk {
        read_only: Allowed,
        acl: &[p("domain", "write"), p_if("domain", "save", "!VIR_DOMAIN_AFFECT_CONFIG|VIR_DOMAIN_AFFECT_LIVE"), p_if("domain", "save", "VIR_DOMAIN_AFFECT_CONFIG")],
    }
}
