//! Snapshots of domains.

use fv_api_attr::api;
use fv_error::Result;

use crate::{Caller, DomainRef, SnapshotRef};

/// Snapshots of domains.
#[api(
    program = "remote",
    object = "domain_snapshot",
    domain = "DomainSnapshot"
)]
pub trait SnapshotApi: Send + Sync {
    /// Takes a snapshot, or records one that exists.
    #[call(
        185,
        "domain_snapshot_create_xml",
        c = "virDomainSnapshotCreateXML",
        acl = "domain:snapshot domain:fs_freeze:VIR_DOMAIN_SNAPSHOT_CREATE_QUIESCE",
        waits = "long",
        field = "snap"
    )]
    fn create_xml(
        &self,
        caller: &Caller,
        dom: &DomainRef,
        xml_desc: &str,
        flags: u32,
    ) -> Result<SnapshotRef>;

    /// Describes a snapshot as XML.
    #[call(
        186,
        "domain_snapshot_get_xml_desc",
        c = "virDomainSnapshotGetXMLDesc",
        acl = "domain:read domain:read_secure:VIR_DOMAIN_SNAPSHOT_XML_SECURE",
        waits = "long",
        read_only = "unless flags & 1: with secure flag",
        priority = "high",
        field = "xml"
    )]
    fn xml_desc(&self, caller: &Caller, snap: &SnapshotRef, flags: u32) -> Result<String>;

    /// Counts the snapshots of a domain.
    #[call(
        187,
        "domain_snapshot_num",
        c = "virDomainSnapshotNum",
        acl = "domain:read",
        waits = "long",
        read_only = "allowed",
        priority = "high",
        field = "num"
    )]
    fn num(&self, caller: &Caller, dom: &DomainRef, flags: u32) -> Result<i32>;

    /// Lists the names of a domain's snapshots.
    #[call(
        188,
        "domain_snapshot_list_names",
        c = "virDomainSnapshotListNames",
        acl = "domain:read",
        waits = "long",
        read_only = "allowed",
        priority = "high",
        field = "names",
        max = 16384
    )]
    fn list_names(
        &self,
        caller: &Caller,
        dom: &DomainRef,
        maxnames: i32,
        flags: u32,
    ) -> Result<Vec<String>>;

    /// Finds a snapshot by its name.
    #[call(
        189,
        "domain_snapshot_lookup_by_name",
        c = "virDomainSnapshotLookupByName",
        acl = "domain:read",
        waits = "long",
        read_only = "allowed",
        priority = "high",
        field = "snap"
    )]
    fn lookup_by_name(
        &self,
        caller: &Caller,
        dom: &DomainRef,
        name: &str,
        flags: u32,
    ) -> Result<SnapshotRef>;

    /// Tells whether the domain has a current snapshot.
    #[call(
        190,
        "domain_has_current_snapshot",
        c = "virDomainHasCurrentSnapshot",
        acl = "domain:read",
        waits = "never",
        read_only = "allowed",
        field = "result"
    )]
    fn has_current_snapshot(&self, caller: &Caller, dom: &DomainRef, flags: u32) -> Result<i32>;

    /// Finds the current snapshot.
    #[call(
        191,
        "domain_snapshot_current",
        c = "virDomainSnapshotCurrent",
        acl = "domain:read",
        waits = "long",
        read_only = "allowed",
        field = "snap"
    )]
    fn current(&self, caller: &Caller, dom: &DomainRef, flags: u32) -> Result<SnapshotRef>;

    /// Takes the domain back to a snapshot.
    #[call(
        192,
        "domain_revert_to_snapshot",
        c = "virDomainRevertToSnapshot",
        acl = "domain:snapshot",
        waits = "long"
    )]
    fn revert_to_snapshot(&self, caller: &Caller, snap: &SnapshotRef, flags: u32) -> Result<()>;

    /// Deletes a snapshot, with its children if asked to.
    #[call(
        193,
        "domain_snapshot_delete",
        c = "virDomainSnapshotDelete",
        acl = "domain:snapshot",
        waits = "long"
    )]
    fn delete(&self, caller: &Caller, snap: &SnapshotRef, flags: u32) -> Result<()>;

    /// Finds the snapshot below.
    #[call(
        244,
        "domain_snapshot_get_parent",
        c = "virDomainSnapshotGetParent",
        acl = "domain:read",
        waits = "long",
        read_only = "allowed",
        priority = "high",
        field = "snap"
    )]
    fn parent(&self, caller: &Caller, snap: &SnapshotRef, flags: u32) -> Result<SnapshotRef>;

    /// Counts the children of a snapshot.
    #[call(
        246,
        "domain_snapshot_num_children",
        c = "virDomainSnapshotNumChildren",
        acl = "domain:read",
        waits = "long",
        read_only = "allowed",
        priority = "high",
        field = "num"
    )]
    fn num_children(&self, caller: &Caller, snap: &SnapshotRef, flags: u32) -> Result<i32>;

    /// Lists the names of a snapshot's children.
    #[call(
        247,
        "domain_snapshot_list_children_names",
        c = "virDomainSnapshotListChildrenNames",
        acl = "domain:read",
        waits = "long",
        read_only = "allowed",
        priority = "high",
        field = "names",
        max = 16384
    )]
    fn list_children_names(
        &self,
        caller: &Caller,
        snap: &SnapshotRef,
        maxnames: i32,
        flags: u32,
    ) -> Result<Vec<String>>;

    /// Tells whether a snapshot is the current one.
    #[call(
        271,
        "domain_snapshot_is_current",
        c = "virDomainSnapshotIsCurrent",
        acl = "domain:read",
        waits = "long",
        read_only = "allowed",
        field = "current"
    )]
    fn is_current(&self, caller: &Caller, snap: &SnapshotRef, flags: u32) -> Result<i32>;

    /// Tells whether deleting the snapshot would leave something unrecorded.
    #[call(
        272,
        "domain_snapshot_has_metadata",
        c = "virDomainSnapshotHasMetadata",
        acl = "domain:read",
        waits = "long",
        read_only = "allowed",
        field = "metadata"
    )]
    fn has_metadata(&self, caller: &Caller, snap: &SnapshotRef, flags: u32) -> Result<i32>;

    /// Lists the snapshots of a domain that pass the filters.
    #[call(
        274,
        "domain_list_all_snapshots",
        c = "virDomainListAllSnapshots",
        acl = "domain:read",
        waits = "never",
        read_only = "allowed",
        priority = "high"
    )]
    fn list_all_snapshots(
        &self,
        caller: &Caller,
        dom: &DomainRef,
        need_results: i32,
        flags: u32,
    ) -> Result<DomainListAllSnapshots>;

    /// Lists the children of a snapshot that pass the filters.
    #[call(
        275,
        "domain_snapshot_list_all_children",
        c = "virDomainSnapshotListAllChildren",
        acl = "domain:read",
        waits = "long",
        read_only = "allowed",
        priority = "high"
    )]
    fn list_all_children(
        &self,
        caller: &Caller,
        snapshot: &SnapshotRef,
        need_results: i32,
        flags: u32,
    ) -> Result<DomainSnapshotListAllChildren>;
}

/// Answer of [`SnapshotApi::list_all_snapshots`].
#[api(wire = "remote_domain_list_all_snapshots_ret")]
#[derive(Clone, Debug, PartialEq)]
pub struct DomainListAllSnapshots {
    /// The snapshots.
    #[max(16384)]
    pub snapshots: Vec<SnapshotRef>,
    /// The count, which may stand alone when no list was asked for.
    pub ret: i32,
}

/// Answer of [`SnapshotApi::list_all_children`].
#[api(wire = "remote_domain_snapshot_list_all_children_ret")]
#[derive(Clone, Debug, PartialEq)]
pub struct DomainSnapshotListAllChildren {
    /// The snapshots.
    #[max(16384)]
    pub snapshots: Vec<SnapshotRef>,
    /// The count, which may stand alone when no list was asked for.
    pub ret: i32,
}
