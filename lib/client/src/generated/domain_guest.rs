//! `DomainGuestApi` over the wire.
//!
//! Made by `cargo xtask codegen` from `api/src/domain_guest.rs`; do not edit.

use crate::stubs::prelude::*;

stubs! { DomainGuestApi REMOTE;
    211 screenshot(dom: &DomainRef, screen: u32, flags: u32) -> (Box<dyn Stream>, Option<String>):
        open_stream(DomainScreenshotArgs {
            dom: lend(dom), screen, flags,
        }, |ret: DomainScreenshotRet, rest| (rest, ret.mime));
    226 send_key(dom: &DomainRef, codeset: u32, holdtime: u32, keycodes: &[u32], flags: u32) -> ():
        call(DomainSendKeyArgs {
            dom: lend(dom), codeset, holdtime, keycodes: lend(keycodes), flags,
        });
    261 pm_suspend_for_duration(dom: &DomainRef, target: u32, duration: u64, flags: u32) -> ():
        call(DomainPmSuspendForDurationArgs { dom: lend(dom), target, duration, flags });
    267 pm_wakeup(dom: &DomainRef, flags: u32) -> ():
        call(DomainPmWakeupArgs { dom: lend(dom), flags });
    277 hostname(dom: &DomainRef, flags: u32) -> String:
        call(DomainGetHostnameArgs {
            dom: lend(dom), flags,
        }, |ret: DomainGetHostnameRet| ret.hostname);
    294 fstrim(dom: &DomainRef, mount_point: Option<&str>, minimum: u64, flags: u32) -> ():
        call(DomainFstrimArgs { dom: lend(dom), mount_point, minimum, flags });
    295 send_process_signal(dom: &DomainRef, pid_value: i64, signum: u32, flags: u32) -> ():
        call(DomainSendProcessSignalArgs { dom: lend(dom), pid_value, signum, flags });
    335 fsfreeze(dom: &DomainRef, mountpoints: &[String], flags: u32) -> i32:
        call(DomainFsfreezeArgs {
            dom: lend(dom), mountpoints: lend(mountpoints), flags,
        }, |ret: DomainFsfreezeRet| ret.filesystems);
    336 fsthaw(dom: &DomainRef, mountpoints: &[String], flags: u32) -> i32:
        call(DomainFsthawArgs {
            dom: lend(dom), mountpoints: lend(mountpoints), flags,
        }, |ret: DomainFsthawRet| ret.filesystems);
    337 time(dom: &DomainRef, flags: u32) -> DomainTime:
        call(DomainGetTimeArgs { dom: lend(dom), flags });
    338 set_time(dom: &DomainRef, seconds: i64, nseconds: u32, flags: u32) -> ():
        call(DomainSetTimeArgs { dom: lend(dom), seconds, nseconds, flags });
    349 fsinfo(dom: &DomainRef, flags: u32) -> DomainFsinfo:
        call(DomainGetFsinfoArgs { dom: lend(dom), flags });
    353 interface_addresses(dom: &DomainRef, source: u32, flags: u32) -> Vec<DomainInterface> [source]:
        call(DomainInterfaceAddressesArgs {
            dom: lend(dom), source, flags,
        }, |ret: DomainInterfaceAddressesRet| ret.ifaces);
    357 set_user_password(dom: &DomainRef, user: Option<&str>, password: Option<&str>, flags: u32) -> ():
        call(DomainSetUserPasswordArgs { dom: lend(dom), user, password, flags });
    371 guest_vcpus(dom: &DomainRef, flags: u32) -> Vec<TypedParam>:
        call(DomainGetGuestVcpusArgs {
            dom: lend(dom), flags,
        }, |ret: DomainGetGuestVcpusRet| ret.params);
    372 set_guest_vcpus(dom: &DomainRef, cpumap: &str, state: i32, flags: u32) -> ():
        call(DomainSetGuestVcpusArgs { dom: lend(dom), cpumap, state, flags });
    418 guest_info(dom: &DomainRef, types: u32, flags: u32) -> Vec<TypedParam>:
        call(DomainGetGuestInfoArgs {
            dom: lend(dom), types, flags,
        }, |ret: DomainGetGuestInfoRet| ret.params);
    420 agent_set_response_timeout(dom: &DomainRef, timeout: i32, flags: u32) -> i32:
        call(DomainAgentSetResponseTimeoutArgs {
            dom: lend(dom), timeout, flags,
        }, |ret: DomainAgentSetResponseTimeoutRet| ret.result);
    424 authorized_ssh_keys_get(dom: &DomainRef, user: &str, flags: u32) -> Vec<String>:
        call(DomainAuthorizedSshKeysGetArgs {
            dom: lend(dom), user, flags,
        }, |ret: DomainAuthorizedSshKeysGetRet| ret.keys);
    425 authorized_ssh_keys_set(dom: &DomainRef, user: &str, keys: &[String], flags: u32) -> ():
        call(DomainAuthorizedSshKeysSetArgs { dom: lend(dom), user, keys: lend(keys), flags });
}
