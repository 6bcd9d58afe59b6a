//! The procedures of `CheckpointApi`.
//!
//! Made by `cargo xtask codegen` from `api/src/checkpoint.rs`; do not edit.

use crate::procedure::prelude::*;

procedures! { Remote Checkpoint DomainCheckpoint;
    411 "domain_checkpoint_create_xml" "virDomainCheckpointCreateXML" Low Long {

        acl: &[p("domain", "checkpoint"), p_if("domain", "fs_freeze", "VIR_DOMAIN_CHECKPOINT_CREATE_QUIESCE")],
    }
    412 "domain_checkpoint_get_xml_desc" "virDomainCheckpointGetXMLDesc" Low Disk {
        read_only: UnlessBits(1, "with secure flag"),
        acl: &[p("domain", "read"), p_if("domain", "read_secure", "VIR_DOMAIN_CHECKPOINT_XML_SECURE")],
    }
    413 "domain_list_all_checkpoints" "virDomainListAllCheckpoints" High Never {
        read_only: Allowed, acl: &[p("domain", "read")],
    }
    414 "domain_checkpoint_list_all_children" "virDomainCheckpointListAllChildren" High Disk {
        read_only: Allowed, acl: &[p("domain", "read")],
    }
    415 "domain_checkpoint_lookup_by_name" "virDomainCheckpointLookupByName" High Disk {
        read_only: Allowed, acl: &[p("domain", "read")],
    }
    416 "domain_checkpoint_get_parent" "virDomainCheckpointGetParent" High Disk {
        read_only: Allowed, acl: &[p("domain", "read")],
    }
    417 "domain_checkpoint_delete" "virDomainCheckpointDelete" Low Disk {
        acl: &[p("domain", "checkpoint")],
    }
}
