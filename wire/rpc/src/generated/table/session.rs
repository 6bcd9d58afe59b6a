//! The procedures of `SessionApi`.
//!
//! Made by `cargo xtask codegen` from `api/src/session.rs`; do not edit.

use crate::procedure::prelude::*;

procedures! { Remote Session Rpc;
    1 "connect_open" "virConnectOpen" High Never {
        read_only: Allowed, phase: Phase::Opening, acl: &[p("connect", "getattr")],
    }
    2 "connect_close" "virConnectClose" High Never { read_only: Allowed, phase: Phase::Opening }
    66 "auth_list" "auth_list" High Never { read_only: Allowed, phase: Phase::Authentication }
    67 "auth_sasl_init" "auth_sasl_init" High Never {
        read_only: Allowed, phase: Phase::Authentication,
    }
    68 "auth_sasl_start" "auth_sasl_start" High Never {
        read_only: Allowed, phase: Phase::Authentication,
    }
    69 "auth_sasl_step" "auth_sasl_step" High Never {
        read_only: Allowed, phase: Phase::Authentication,
    }
    70 "auth_polkit" "auth_polkit" High Long { read_only: Allowed, phase: Phase::Authentication }
    360 "connect_register_close_callback" "virConnectRegisterCloseCallback" High Never {
        read_only: Allowed, acl: &[p("connect", "getattr")],
    }
    361 "connect_unregister_close_callback" "virConnectUnregisterCloseCallback" High Never {
        read_only: Allowed, acl: &[p("connect", "getattr")],
    }
    419 "connect_set_identity" "virConnectSetIdentity" Low Never {
        read_only: Allowed, acl: &[p("connect", "write")],
    }
}
