//! The procedures of `DomainApi`.
//!
//! Made by `cargo xtask codegen` from `api/src/domain.rs`; do not edit.

use crate::procedure::prelude::*;

procedures! { Remote Domain Domain;
    9 "domain_create" "virDomainCreate" Low Long { acl: &[p("domain", "start")] }
    10 "domain_create_xml" "virDomainCreateXML" Low Long {
        acl: &[p("domain", "write"), p("domain", "start")],
    }
    11 "domain_define_xml" "virDomainDefineXML" High Disk {
        acl: &[p("domain", "write"), p("domain", "save")],
    }
    12 "domain_destroy" "virDomainDestroy" High Long { acl: &[p("domain", "stop")] }
    14 "domain_get_xml_desc" "virDomainGetXMLDesc" Low Never {
        read_only: UnlessBits(9, "with secure flag"),
        acl: &[p("domain", "read"), p_if("domain", "read_secure", "VIR_DOMAIN_XML_SECURE"), p_if("domain", "read_secure", "VIR_DOMAIN_XML_MIGRATABLE")],
    }
    15 "domain_get_autostart" "virDomainGetAutostart" High Never {
        read_only: Allowed, acl: &[p("domain", "read")],
    }
    16 "domain_get_info" "virDomainGetInfo" Low Never {
        read_only: Allowed, acl: &[p("domain", "read")],
    }
    17 "domain_get_max_memory" "virDomainGetMaxMemory" High Never {
        read_only: Allowed, acl: &[p("domain", "read")],
    }
    18 "domain_get_max_vcpus" "virDomainGetMaxVcpus" High Disk {
        read_only: Allowed, acl: &[p("domain", "read")],
    }
    19 "domain_get_os_type" "virDomainGetOSType" High Never {
        read_only: Allowed, acl: &[p("domain", "read")],
    }
    20 "domain_get_vcpus" "virDomainGetVcpus" High Monitor {
        read_only: Allowed, acl: &[p("domain", "read")],
    }
    22 "domain_lookup_by_id" "virDomainLookupByID" High Never {
        read_only: Allowed, acl: &[p("domain", "getattr")],
    }
    23 "domain_lookup_by_name" "virDomainLookupByName" High Never {
        read_only: Allowed, acl: &[p("domain", "getattr")],
    }
    24 "domain_lookup_by_uuid" "virDomainLookupByUUID" High Never {
        read_only: Allowed, acl: &[p("domain", "getattr")],
    }
    27 "domain_reboot" "virDomainReboot" Low Monitor {

        acl: &[p("domain", "init_control"), p_if("domain", "write", "VIR_DOMAIN_REBOOT_GUEST_AGENT")],
    }
    28 "domain_resume" "virDomainResume" Low Monitor { acl: &[p("domain", "suspend")] }
    29 "domain_set_autostart" "virDomainSetAutostart" High Disk { acl: &[p("domain", "write")] }
    33 "domain_shutdown" "virDomainShutdown" Low Monitor { acl: &[p("domain", "init_control")] }
    34 "domain_suspend" "virDomainSuspend" Low Monitor { acl: &[p("domain", "suspend")] }
    35 "domain_undefine" "virDomainUndefine" High Disk { acl: &[p("domain", "delete")] }
    121 "domain_get_security_label" "virDomainGetSecurityLabel" High Never {
        read_only: Allowed, acl: &[p("domain", "read")],
    }
    150 "domain_is_active" "virDomainIsActive" High Never {
        read_only: Allowed, acl: &[p("domain", "read")],
    }
    151 "domain_is_persistent" "virDomainIsPersistent" High Never {
        read_only: Allowed, acl: &[p("domain", "read")],
    }
    163 "domain_get_job_info" "virDomainGetJobInfo" Low Never {
        read_only: Allowed, acl: &[p("domain", "read")],
    }
    183 "domain_has_managed_save_image" "virDomainHasManagedSaveImage" Low Never {
        read_only: Allowed, acl: &[p("domain", "read")],
    }
    196 "domain_create_with_flags" "virDomainCreateWithFlags" Low Long {
        acl: &[p("domain", "start")],
    }
    200 "domain_get_vcpus_flags" "virDomainGetVcpusFlags" Low Monitor {
        read_only: UnlessBits(8, ""),
        acl: &[p("domain", "read"), p_if("domain", "write", "VIR_DOMAIN_VCPU_GUEST")],
    }
    201 "domain_open_console" "virDomainOpenConsole" Low Disk {
        acl: &[p("domain", "open_device")], stream: Some(Direction::Out),
    }
    202 "domain_is_updated" "virDomainIsUpdated" High Never {
        read_only: Allowed, acl: &[p("domain", "read")],
    }
    210 "domain_inject_nmi" "virDomainInjectNMI" Low Monitor { acl: &[p("domain", "inject_nmi")] }
    212 "domain_get_state" "virDomainGetState" High Never {
        read_only: Allowed, acl: &[p("domain", "read")],
    }
    229 "domain_get_control_info" "virDomainGetControlInfo" High Never {
        read_only: Allowed, acl: &[p("domain", "read")],
    }
    231 "domain_undefine_flags" "virDomainUndefineFlags" High Disk { acl: &[p("domain", "delete")] }
    234 "domain_destroy_flags" "virDomainDestroyFlags" High Long { acl: &[p("domain", "stop")] }
    245 "domain_reset" "virDomainReset" Low Monitor { acl: &[p("domain", "reset")] }
    249 "domain_open_graphics" "virDomainOpenGraphics" Low Monitor {
        acl: &[p("domain", "open_graphics")], descriptors: Some(Direction::In),
    }
    258 "domain_shutdown_flags" "virDomainShutdownFlags" Low Monitor {

        acl: &[p("domain", "init_control"), p_if("domain", "write", "VIR_DOMAIN_SHUTDOWN_GUEST_AGENT")],
    }
    264 "domain_set_metadata" "virDomainSetMetadata" Low Disk {

        acl: &[p("domain", "write"), p_if("domain", "save", "!VIR_DOMAIN_AFFECT_CONFIG|VIR_DOMAIN_AFFECT_LIVE"), p_if("domain", "save", "VIR_DOMAIN_AFFECT_CONFIG")],
    }
    265 "domain_get_metadata" "virDomainGetMetadata" Low Never {
        read_only: Allowed, acl: &[p("domain", "read")],
    }
    278 "domain_get_security_label_list" "virDomainGetSecurityLabelList" High Disk {
        read_only: Allowed, acl: &[p("domain", "read")],
    }
    296 "domain_open_channel" "virDomainOpenChannel" Low Disk {
        acl: &[p("domain", "open_device")], stream: Some(Direction::Out),
    }
    309 "domain_create_xml_with_files" "virDomainCreateXMLWithFiles" Low Long {
        acl: &[p("domain", "write"), p("domain", "start")], descriptors: Some(Direction::In),
    }
    310 "domain_create_with_files" "virDomainCreateWithFiles" Low Long {
        acl: &[p("domain", "start")], descriptors: Some(Direction::In),
    }
    343 "domain_open_graphics_fd" "virDomainOpenGraphicsFD" Low Monitor {
        acl: &[p("domain", "open_graphics")], descriptors: Some(Direction::Out),
    }
    350 "domain_define_xml_flags" "virDomainDefineXMLFlags" High Disk {
        acl: &[p("domain", "write"), p("domain", "save")],
    }
    358 "domain_rename" "virDomainRename" Low Disk {
        acl: &[p("domain", "write"), p("domain", "save")],
    }
    390 "domain_set_lifecycle_action" "virDomainSetLifecycleAction" Low Disk {
        acl: &[p("domain", "write")],
    }
    426 "domain_get_messages" "virDomainGetMessages" Low Never {
        read_only: Allowed, acl: &[p("domain", "read")],
    }
    443 "domain_fd_associate" "virDomainFDAssociate" Low Disk {
        acl: &[p("domain", "write")], descriptors: Some(Direction::In),
    }
    448 "domain_graphics_reload" "virDomainGraphicsReload" Low Disk { acl: &[p("domain", "write")] }
    449 "domain_get_autostart_once" "virDomainGetAutostartOnce" High Never {
        read_only: Allowed, acl: &[p("domain", "read")],
    }
    450 "domain_set_autostart_once" "virDomainSetAutostartOnce" High Disk {
        acl: &[p("domain", "write")],
    }
}
