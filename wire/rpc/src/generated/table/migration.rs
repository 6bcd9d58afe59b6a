//! The procedures of `MigrationApi`.
//!
//! Made by `cargo xtask codegen` from `api/src/domain_migration.rs`; do not edit.

use crate::procedure::prelude::*;

procedures! { Remote Migration Domain;
    61 "domain_migrate_prepare" "virDomainMigratePrepare" Low Long {
        acl: &[p("domain", "migrate"), p("domain", "start"), p("domain", "write")],
    }
    62 "domain_migrate_perform" "virDomainMigratePerform" Low Long {
        acl: &[p("domain", "migrate")],
    }
    63 "domain_migrate_finish" "virDomainMigrateFinish" Low Long { acl: &[p("domain", "migrate")] }
    108 "domain_migrate_prepare2" "virDomainMigratePrepare2" Low Long {
        acl: &[p("domain", "migrate"), p("domain", "start"), p("domain", "write")],
    }
    109 "domain_migrate_finish2" "virDomainMigrateFinish2" Low Long {
        acl: &[p("domain", "migrate")],
    }
    148 "domain_migrate_prepare_tunnel" "virDomainMigratePrepareTunnel" Low Long {
        acl: &[p("domain", "migrate"), p("domain", "start"), p("domain", "write")],
        stream: Some(Direction::In),
    }
    213 "domain_migrate_begin3" "virDomainMigrateBegin3" Low Long { acl: &[p("domain", "migrate")] }
    214 "domain_migrate_prepare3" "virDomainMigratePrepare3" Low Long {
        acl: &[p("domain", "migrate"), p("domain", "start"), p("domain", "write")],
    }
    215 "domain_migrate_prepare_tunnel3" "virDomainMigratePrepareTunnel3" Low Long {
        acl: &[p("domain", "migrate"), p("domain", "start"), p("domain", "write")],
        stream: Some(Direction::In),
    }
    216 "domain_migrate_perform3" "virDomainMigratePerform3" Low Long {
        acl: &[p("domain", "migrate")],
    }
    217 "domain_migrate_finish3" "virDomainMigrateFinish3" Low Long {
        acl: &[p("domain", "migrate")],
    }
    218 "domain_migrate_confirm3" "virDomainMigrateConfirm3" Low Long {
        acl: &[p("domain", "migrate")],
    }
    302 "domain_migrate_begin3_params" "virDomainMigrateBegin3Params" Low Long {
        acl: &[p("domain", "migrate")],
    }
    303 "domain_migrate_prepare3_params" "virDomainMigratePrepare3Params" Low Long {
        acl: &[p("domain", "migrate"), p("domain", "start"), p("domain", "write")],
    }
    304 "domain_migrate_prepare_tunnel3_params" "virDomainMigratePrepareTunnel3Params" Low Long {
        acl: &[p("domain", "migrate"), p("domain", "start"), p("domain", "write")],
        stream: Some(Direction::In),
    }
    305 "domain_migrate_perform3_params" "virDomainMigratePerform3Params" Low Long {
        acl: &[p("domain", "migrate")],
    }
    306 "domain_migrate_finish3_params" "virDomainMigrateFinish3Params" Low Long {
        acl: &[p("domain", "migrate")],
    }
    307 "domain_migrate_confirm3_params" "virDomainMigrateConfirm3Params" Low Long {
        acl: &[p("domain", "migrate")],
    }
    166 "domain_migrate_set_max_downtime" "virDomainMigrateSetMaxDowntime" Low Long {
        acl: &[p("domain", "migrate")],
    }
    207 "domain_migrate_set_max_speed" "virDomainMigrateSetMaxSpeed" Low Long {
        acl: &[p("domain", "migrate")],
    }
    242 "domain_migrate_get_max_speed" "virDomainMigrateGetMaxSpeed" Low Long {
        acl: &[p("domain", "migrate")],
    }
    299 "domain_migrate_get_compression_cache" "virDomainMigrateGetCompressionCache" Low Long {
        read_only: Allowed, acl: &[p("domain", "migrate")],
    }
    300 "domain_migrate_set_compression_cache" "virDomainMigrateSetCompressionCache" Low Long {
        acl: &[p("domain", "migrate")],
    }
    364 "domain_migrate_start_post_copy" "virDomainMigrateStartPostCopy" Low Long {
        acl: &[p("domain", "migrate")],
    }
    387 "domain_migrate_get_max_downtime" "virDomainMigrateGetMaxDowntime" Low Long {
        read_only: Allowed, acl: &[p("domain", "migrate")],
    }
}
