//! The procedures of `SnapshotApi`.
//!
//! Made by `cargo xtask codegen` from `api/src/snapshot.rs`; do not edit.

use crate::procedure::prelude::*;

procedures! { Remote Snapshot DomainSnapshot;
    185 "domain_snapshot_create_xml" "virDomainSnapshotCreateXML" Low Long {

        acl: &[p("domain", "snapshot"), p_if("domain", "fs_freeze", "VIR_DOMAIN_SNAPSHOT_CREATE_QUIESCE")],
    }
    186 "domain_snapshot_get_xml_desc" "virDomainSnapshotGetXMLDesc" High Long {
        read_only: UnlessBits(1, "with secure flag"),
        acl: &[p("domain", "read"), p_if("domain", "read_secure", "VIR_DOMAIN_SNAPSHOT_XML_SECURE")],
    }
    187 "domain_snapshot_num" "virDomainSnapshotNum" High Long {
        read_only: Allowed, acl: &[p("domain", "read")],
    }
    188 "domain_snapshot_list_names" "virDomainSnapshotListNames" High Long {
        read_only: Allowed, acl: &[p("domain", "read")],
    }
    189 "domain_snapshot_lookup_by_name" "virDomainSnapshotLookupByName" High Long {
        read_only: Allowed, acl: &[p("domain", "read")],
    }
    190 "domain_has_current_snapshot" "virDomainHasCurrentSnapshot" Low Never {
        read_only: Allowed, acl: &[p("domain", "read")],
    }
    191 "domain_snapshot_current" "virDomainSnapshotCurrent" Low Long {
        read_only: Allowed, acl: &[p("domain", "read")],
    }
    192 "domain_revert_to_snapshot" "virDomainRevertToSnapshot" Low Long {
        acl: &[p("domain", "snapshot")],
    }
    193 "domain_snapshot_delete" "virDomainSnapshotDelete" Low Long {
        acl: &[p("domain", "snapshot")],
    }
    244 "domain_snapshot_get_parent" "virDomainSnapshotGetParent" High Long {
        read_only: Allowed, acl: &[p("domain", "read")],
    }
    246 "domain_snapshot_num_children" "virDomainSnapshotNumChildren" High Long {
        read_only: Allowed, acl: &[p("domain", "read")],
    }
    247 "domain_snapshot_list_children_names" "virDomainSnapshotListChildrenNames" High Long {
        read_only: Allowed, acl: &[p("domain", "read")],
    }
    271 "domain_snapshot_is_current" "virDomainSnapshotIsCurrent" Low Long {
        read_only: Allowed, acl: &[p("domain", "read")],
    }
    272 "domain_snapshot_has_metadata" "virDomainSnapshotHasMetadata" Low Long {
        read_only: Allowed, acl: &[p("domain", "read")],
    }
    274 "domain_list_all_snapshots" "virDomainListAllSnapshots" High Never {
        read_only: Allowed, acl: &[p("domain", "read")],
    }
    275 "domain_snapshot_list_all_children" "virDomainSnapshotListAllChildren" High Long {
        read_only: Allowed, acl: &[p("domain", "read")],
    }
}
