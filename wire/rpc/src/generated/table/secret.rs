//! The procedures of `SecretApi`.
//!
//! Made by `cargo xtask codegen` from `api/src/secret.rs`; do not edit.

use crate::procedure::prelude::*;

procedures! { Remote Secret Secret;
    139 "connect_num_of_secrets" "virConnectNumOfSecrets" High Never {
        read_only: Allowed, acl: &[p("connect", "search_secrets")],
        filter: &[p("secret", "getattr")],
    }
    140 "connect_list_secrets" "virConnectListSecrets" High Never {
        read_only: Allowed, acl: &[p("connect", "search_secrets")],
        filter: &[p("secret", "getattr")],
    }
    141 "secret_lookup_by_uuid" "virSecretLookupByUUID" High Disk {
        read_only: Allowed, acl: &[p("secret", "getattr")],
    }
    142 "secret_define_xml" "virSecretDefineXML" High Disk {
        acl: &[p("secret", "write"), p("secret", "save")],
    }
    143 "secret_get_xml_desc" "virSecretGetXMLDesc" High Disk {
        read_only: Allowed, acl: &[p("secret", "read")],
    }
    144 "secret_set_value" "virSecretSetValue" High Disk { acl: &[p("secret", "write")] }
    145 "secret_get_value" "virSecretGetValue" High Disk { acl: &[p("secret", "read_secure")] }
    146 "secret_undefine" "virSecretUndefine" High Disk { acl: &[p("secret", "delete")] }
    147 "secret_lookup_by_usage" "virSecretLookupByUsage" High Disk {
        read_only: Allowed, acl: &[p("secret", "getattr")],
    }
    287 "connect_list_all_secrets" "virConnectListAllSecrets" High Never {
        read_only: Allowed, acl: &[p("connect", "search_secrets")],
        filter: &[p("secret", "getattr")],
    }
}
