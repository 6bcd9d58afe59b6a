//! Secrets that guests and pools need.

use fv_api_attr::api;
use fv_error::Result;
use fv_types::Uuid;

use crate::{Caller, SecretRef};

/// Secrets that guests and pools need.
#[api(program = "remote", object = "secret", domain = "Secret")]
pub trait SecretApi: Send + Sync {
    /// Counts the secrets.
    #[call(
        139,
        "connect_num_of_secrets",
        c = "virConnectNumOfSecrets",
        acl = "connect:search_secrets",
        filter = "secret:getattr",
        waits = "never",
        read_only = "allowed",
        priority = "high",
        field = "num"
    )]
    fn num_of_secrets(&self, caller: &Caller) -> Result<i32>;

    /// Lists the uuids of secrets.
    #[call(
        140,
        "connect_list_secrets",
        c = "virConnectListSecrets",
        acl = "connect:search_secrets",
        filter = "secret:getattr",
        waits = "never",
        read_only = "allowed",
        priority = "high",
        field = "uuids",
        max = 16384
    )]
    fn list_secrets(&self, caller: &Caller, maxuuids: i32) -> Result<Vec<String>>;

    /// Finds a secret by its uuid.
    #[call(
        141,
        "secret_lookup_by_uuid",
        c = "virSecretLookupByUUID",
        acl = "secret:getattr",
        waits = "disk",
        read_only = "allowed",
        priority = "high",
        field = "secret"
    )]
    fn lookup_by_uuid(&self, caller: &Caller, uuid: Uuid) -> Result<SecretRef>;

    /// Defines a secret, or changes its properties.
    #[call(
        142,
        "secret_define_xml",
        c = "virSecretDefineXML",
        acl = "secret:write secret:save",
        waits = "disk",
        priority = "high",
        field = "secret"
    )]
    fn define_xml(&self, caller: &Caller, xml: &str, flags: u32) -> Result<SecretRef>;

    /// Describes a secret as XML, without its value.
    #[call(
        143,
        "secret_get_xml_desc",
        c = "virSecretGetXMLDesc",
        acl = "secret:read",
        waits = "disk",
        read_only = "allowed",
        priority = "high",
        field = "xml"
    )]
    fn xml_desc(&self, caller: &Caller, secret: &SecretRef, flags: u32) -> Result<String>;

    /// Stores the value of a secret.
    #[call(
        144,
        "secret_set_value",
        c = "virSecretSetValue",
        acl = "secret:write",
        waits = "disk",
        priority = "high"
    )]
    fn set_value(
        &self,
        caller: &Caller,
        secret: &SecretRef,
        #[max(65536)] value: &[u8],
        flags: u32,
    ) -> Result<()>;

    /// Reads the value of a secret.
    #[call(
        145,
        "secret_get_value",
        c = "virSecretGetValue",
        acl = "secret:read_secure",
        waits = "disk",
        priority = "high",
        field = "value",
        max = 65536
    )]
    fn value(&self, caller: &Caller, secret: &SecretRef, flags: u32) -> Result<Vec<u8>>;

    /// Removes a secret and its value.
    #[call(
        146,
        "secret_undefine",
        c = "virSecretUndefine",
        acl = "secret:delete",
        waits = "disk",
        priority = "high"
    )]
    fn undefine(&self, caller: &Caller, secret: &SecretRef) -> Result<()>;

    /// Finds a secret by what it is used for.
    #[call(
        147,
        "secret_lookup_by_usage",
        c = "virSecretLookupByUsage",
        acl = "secret:getattr",
        waits = "disk",
        read_only = "allowed",
        priority = "high",
        field = "secret"
    )]
    fn lookup_by_usage(
        &self,
        caller: &Caller,
        usage_type: i32,
        usage_id: &str,
    ) -> Result<SecretRef>;

    /// Lists the secrets that pass the filters.
    #[call(
        287,
        "connect_list_all_secrets",
        c = "virConnectListAllSecrets",
        acl = "connect:search_secrets",
        filter = "secret:getattr",
        waits = "never",
        read_only = "allowed",
        priority = "high"
    )]
    fn list_all_secrets(
        &self,
        caller: &Caller,
        need_results: i32,
        flags: u32,
    ) -> Result<ConnectListAllSecrets>;
}

/// Answer of [`SecretApi::list_all_secrets`].
#[api(wire = "remote_connect_list_all_secrets_ret")]
#[derive(Clone, Debug, PartialEq)]
pub struct ConnectListAllSecrets {
    /// The secrets.
    #[max(16384)]
    pub secrets: Vec<SecretRef>,
    /// The count, which may stand alone when no list was asked for.
    pub ret: u32,
}
