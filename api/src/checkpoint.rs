//! Checkpoints of disks, the base of incremental backups.

use fv_api_attr::api;
use fv_error::Result;

use crate::{Caller, CheckpointRef, DomainRef};

/// Checkpoints of disks, the base of incremental backups.
#[api(
    program = "remote",
    object = "domain_checkpoint",
    domain = "DomainCheckpoint"
)]
pub trait CheckpointApi: Send + Sync {
    /// Makes a checkpoint from which changes are recorded.
    #[call(
        411,
        "domain_checkpoint_create_xml",
        c = "virDomainCheckpointCreateXML",
        acl = "domain:checkpoint domain:fs_freeze:VIR_DOMAIN_CHECKPOINT_CREATE_QUIESCE",
        waits = "long",
        field = "checkpoint"
    )]
    fn create_xml(
        &self,
        caller: &Caller,
        dom: &DomainRef,
        xml_desc: &str,
        flags: u32,
    ) -> Result<CheckpointRef>;

    /// Describes a checkpoint as XML.
    #[call(
        412,
        "domain_checkpoint_get_xml_desc",
        c = "virDomainCheckpointGetXMLDesc",
        acl = "domain:read domain:read_secure:VIR_DOMAIN_CHECKPOINT_XML_SECURE",
        waits = "disk",
        read_only = "unless flags & 1: with secure flag",
        field = "xml"
    )]
    fn xml_desc(&self, caller: &Caller, checkpoint: &CheckpointRef, flags: u32) -> Result<String>;

    /// Lists the checkpoints of a domain that pass the filters.
    #[call(
        413,
        "domain_list_all_checkpoints",
        c = "virDomainListAllCheckpoints",
        acl = "domain:read",
        waits = "never",
        read_only = "allowed",
        priority = "high"
    )]
    fn list_all_checkpoints(
        &self,
        caller: &Caller,
        dom: &DomainRef,
        need_results: i32,
        flags: u32,
    ) -> Result<DomainListAllCheckpoints>;

    /// Lists the children of a checkpoint that pass the filters.
    #[call(
        414,
        "domain_checkpoint_list_all_children",
        c = "virDomainCheckpointListAllChildren",
        acl = "domain:read",
        waits = "disk",
        read_only = "allowed",
        priority = "high"
    )]
    fn list_all_children(
        &self,
        caller: &Caller,
        checkpoint: &CheckpointRef,
        need_results: i32,
        flags: u32,
    ) -> Result<DomainCheckpointListAllChildren>;

    /// Finds a checkpoint by its name.
    #[call(
        415,
        "domain_checkpoint_lookup_by_name",
        c = "virDomainCheckpointLookupByName",
        acl = "domain:read",
        waits = "disk",
        read_only = "allowed",
        priority = "high",
        field = "checkpoint"
    )]
    fn lookup_by_name(
        &self,
        caller: &Caller,
        dom: &DomainRef,
        name: &str,
        flags: u32,
    ) -> Result<CheckpointRef>;

    /// Finds the checkpoint below.
    #[call(
        416,
        "domain_checkpoint_get_parent",
        c = "virDomainCheckpointGetParent",
        acl = "domain:read",
        waits = "disk",
        read_only = "allowed",
        priority = "high",
        field = "parent"
    )]
    fn parent(
        &self,
        caller: &Caller,
        checkpoint: &CheckpointRef,
        flags: u32,
    ) -> Result<CheckpointRef>;

    /// Deletes a checkpoint, with its children if asked to.
    #[call(
        417,
        "domain_checkpoint_delete",
        c = "virDomainCheckpointDelete",
        acl = "domain:checkpoint",
        waits = "disk"
    )]
    fn delete(&self, caller: &Caller, checkpoint: &CheckpointRef, flags: u32) -> Result<()>;
}

/// Answer of [`CheckpointApi::list_all_checkpoints`].
#[api(wire = "remote_domain_list_all_checkpoints_ret")]
#[derive(Clone, Debug, PartialEq)]
pub struct DomainListAllCheckpoints {
    /// The checkpoints.
    #[max(16384)]
    pub checkpoints: Vec<CheckpointRef>,
    /// The count, which may stand alone when no list was asked for.
    pub ret: i32,
}

/// Answer of [`CheckpointApi::list_all_children`].
#[api(wire = "remote_domain_checkpoint_list_all_children_ret")]
#[derive(Clone, Debug, PartialEq)]
pub struct DomainCheckpointListAllChildren {
    /// The checkpoints.
    #[max(16384)]
    pub checkpoints: Vec<CheckpointRef>,
    /// The count, which may stand alone when no list was asked for.
    pub ret: i32,
}
