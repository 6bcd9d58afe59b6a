//! The procedures of `DomainSaveApi`.
//!
//! Made by `cargo xtask codegen` from `api/src/domain_save.rs`; do not edit.

use crate::procedure::prelude::*;

procedures! { Remote DomainSave Domain;
    53 "domain_core_dump" "virDomainCoreDump" Low Long { acl: &[p("domain", "core_dump")] }
    54 "domain_restore" "virDomainRestore" Low Long {
        acl: &[p("domain", "start"), p("domain", "write")],
    }
    55 "domain_save" "virDomainSave" Low Long { acl: &[p("domain", "hibernate")] }
    164 "domain_abort_job" "virDomainAbortJob" Low Disk { acl: &[p("domain", "write")] }
    182 "domain_managed_save" "virDomainManagedSave" Low Long { acl: &[p("domain", "hibernate")] }
    184 "domain_managed_save_remove" "virDomainManagedSaveRemove" Low Long {
        acl: &[p("domain", "hibernate")],
    }
    232 "domain_save_flags" "virDomainSaveFlags" Low Long { acl: &[p("domain", "hibernate")] }
    233 "domain_restore_flags" "virDomainRestoreFlags" Low Long {
        acl: &[p("domain", "start"), p("domain", "write")],
    }
    235 "domain_save_image_get_xml_desc" "virDomainSaveImageGetXMLDesc" High Long {
        acl: &[p("domain", "write")],
    }
    236 "domain_save_image_define_xml" "virDomainSaveImageDefineXML" High Long {
        acl: &[p("domain", "write"), p("domain", "hibernate")],
    }
    298 "domain_get_job_stats" "virDomainGetJobStats" Low Disk {
        read_only: Allowed, acl: &[p("domain", "read")],
    }
    334 "domain_core_dump_with_format" "virDomainCoreDumpWithFormat" Low Long {
        acl: &[p("domain", "core_dump")],
    }
    388 "domain_managed_save_get_xml_desc" "virDomainManagedSaveGetXMLDesc" Low Long {
        read_only: UnlessBits(1, "with secure flag"),
        acl: &[p("domain", "read"), p_if("domain", "read_secure", "VIR_DOMAIN_SAVE_IMAGE_XML_SECURE")],
    }
    389 "domain_managed_save_define_xml" "virDomainManagedSaveDefineXML" Low Long {
        acl: &[p("domain", "write"), p("domain", "hibernate")],
    }
    440 "domain_save_params" "virDomainSaveParams" Low Long { acl: &[p("domain", "hibernate")] }
    441 "domain_restore_params" "virDomainRestoreParams" Low Long {
        acl: &[p("domain", "start"), p("domain", "write")],
    }
    442 "domain_abort_job_flags" "virDomainAbortJobFlags" Low Disk { acl: &[p("domain", "write")] }
}
