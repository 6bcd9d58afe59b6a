//! The procedures of `DomainGuestApi`.
//!
//! Made by `cargo xtask codegen` from `api/src/domain_guest.rs`; do not edit.

use crate::procedure::prelude::*;

procedures! { Remote DomainGuest Domain;
    211 "domain_screenshot" "virDomainScreenshot" Low Monitor {
        acl: &[p("domain", "screenshot")], stream: Some(Direction::Out),
    }
    226 "domain_send_key" "virDomainSendKey" Low Monitor { acl: &[p("domain", "send_input")] }
    261 "domain_pm_suspend_for_duration" "virDomainPMSuspendForDuration" Low Long {
        acl: &[p("domain", "pm_control")],
    }
    267 "domain_pm_wakeup" "virDomainPMWakeup" Low Disk { acl: &[p("domain", "pm_control")] }
    277 "domain_get_hostname" "virDomainGetHostname" Low Monitor { acl: &[p("domain", "write")] }
    294 "domain_fstrim" "virDomainFSTrim" Low Long { acl: &[p("domain", "fs_trim")] }
    295 "domain_send_process_signal" "virDomainSendProcessSignal" Low Disk {
        acl: &[p("domain", "send_signal")],
    }
    335 "domain_fsfreeze" "virDomainFSFreeze" Low Long { acl: &[p("domain", "fs_freeze")] }
    336 "domain_fsthaw" "virDomainFSThaw" Low Long { acl: &[p("domain", "fs_freeze")] }
    337 "domain_get_time" "virDomainGetTime" Low Monitor { acl: &[p("domain", "write")] }
    338 "domain_set_time" "virDomainSetTime" Low Monitor { acl: &[p("domain", "set_time")] }
    349 "domain_get_fsinfo" "virDomainGetFSInfo" Low Monitor { acl: &[p("domain", "fs_freeze")] }
    353 "domain_interface_addresses" "virDomainInterfaceAddresses" Low Monitor {
        read_only: UnlessEqual(1),
        acl: &[p("domain", "read"), p_if("domain", "write", ":source:VIR_DOMAIN_INTERFACE_ADDRESSES_SRC_AGENT")],
    }
    357 "domain_set_user_password" "virDomainSetUserPassword" Low Monitor {
        acl: &[p("domain", "set_password")],
    }
    371 "domain_get_guest_vcpus" "virDomainGetGuestVcpus" Low Monitor {
        acl: &[p("domain", "write")],
    }
    372 "domain_set_guest_vcpus" "virDomainSetGuestVcpus" Low Monitor {
        acl: &[p("domain", "write")],
    }
    418 "domain_get_guest_info" "virDomainGetGuestInfo" Low Monitor { acl: &[p("domain", "write")] }
    420 "domain_agent_set_response_timeout" "virDomainAgentSetResponseTimeout" Low Monitor {
        acl: &[p("domain", "write")],
    }
    424 "domain_authorized_ssh_keys_get" "virDomainAuthorizedSSHKeysGet" Low Disk {
        acl: &[p("domain", "write")],
    }
    425 "domain_authorized_ssh_keys_set" "virDomainAuthorizedSSHKeysSet" Low Disk {
        acl: &[p("domain", "write")],
    }
}
