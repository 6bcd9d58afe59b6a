//! The calls of `DomainGuestApi`.
//!
//! Made by `cargo xtask codegen` from `api/src/domain_guest.rs`; do not edit.

use fv_wire_rpc::*;

use crate::serve::{Answer, Call, serve, serve_flagged, serve_stream, unserved};

/// Answers a call of this family.
pub(super) fn dispatch(call: &Call<'_>) -> Answer {
    match call.procedure().number {
        211 => serve_stream(
            call,
            |_| 0,
            |c, a: DomainScreenshotArgs<'_>| {
                let (driver, dom) = (c.domain_guest()?, c.on_domain(&a.dom)?);
                driver
                    .screenshot(c.caller(), &dom, a.screen, a.flags)
                    .map(|(rest, mime)| (DomainScreenshotRet { mime }, rest))
            },
        ),
        226 => serve(call, |c, a: DomainSendKeyArgs<'_>| {
            let (driver, dom) = (c.domain_guest()?, c.on_domain(&a.dom)?);
            driver.send_key(
                c.caller(),
                &dom,
                a.codeset,
                a.holdtime,
                &a.keycodes,
                a.flags,
            )
        }),
        261 => serve(call, |c, a: DomainPmSuspendForDurationArgs<'_>| {
            let (driver, dom) = (c.domain_guest()?, c.on_domain(&a.dom)?);
            driver.pm_suspend_for_duration(c.caller(), &dom, a.target, a.duration, a.flags)
        }),
        267 => serve(call, |c, a: DomainPmWakeupArgs<'_>| {
            let (driver, dom) = (c.domain_guest()?, c.on_domain(&a.dom)?);
            driver.pm_wakeup(c.caller(), &dom, a.flags)
        }),
        277 => serve(call, |c, a: DomainGetHostnameArgs<'_>| {
            let (driver, dom) = (c.domain_guest()?, c.on_domain(&a.dom)?);
            driver
                .hostname(c.caller(), &dom, a.flags)
                .map(|hostname| DomainGetHostnameRet { hostname })
        }),
        294 => serve(call, |c, a: DomainFstrimArgs<'_>| {
            let (driver, dom) = (c.domain_guest()?, c.on_domain(&a.dom)?);
            driver.fstrim(c.caller(), &dom, a.mount_point, a.minimum, a.flags)
        }),
        295 => serve(call, |c, a: DomainSendProcessSignalArgs<'_>| {
            let (driver, dom) = (c.domain_guest()?, c.on_domain(&a.dom)?);
            driver.send_process_signal(c.caller(), &dom, a.pid_value, a.signum, a.flags)
        }),
        335 => serve(call, |c, a: DomainFsfreezeArgs<'_>| {
            let (driver, dom) = (c.domain_guest()?, c.on_domain(&a.dom)?);
            driver
                .fsfreeze(c.caller(), &dom, &a.mountpoints, a.flags)
                .map(|filesystems| DomainFsfreezeRet { filesystems })
        }),
        336 => serve(call, |c, a: DomainFsthawArgs<'_>| {
            let (driver, dom) = (c.domain_guest()?, c.on_domain(&a.dom)?);
            driver
                .fsthaw(c.caller(), &dom, &a.mountpoints, a.flags)
                .map(|filesystems| DomainFsthawRet { filesystems })
        }),
        337 => serve(call, |c, a: DomainGetTimeArgs<'_>| {
            let (driver, dom) = (c.domain_guest()?, c.on_domain(&a.dom)?);
            driver.time(c.caller(), &dom, a.flags)
        }),
        338 => serve(call, |c, a: DomainSetTimeArgs<'_>| {
            let (driver, dom) = (c.domain_guest()?, c.on_domain(&a.dom)?);
            driver.set_time(c.caller(), &dom, a.seconds, a.nseconds, a.flags)
        }),
        349 => serve(call, |c, a: DomainGetFsinfoArgs<'_>| {
            let (driver, dom) = (c.domain_guest()?, c.on_domain(&a.dom)?);
            driver.fsinfo(c.caller(), &dom, a.flags)
        }),
        353 => serve_flagged(
            call,
            |a: &DomainInterfaceAddressesArgs<'_>| a.source,
            |c, a: DomainInterfaceAddressesArgs<'_>| {
                let (driver, dom) = (c.domain_guest()?, c.on_domain(&a.dom)?);
                driver
                    .interface_addresses(c.caller(), &dom, a.source, a.flags)
                    .map(|ifaces| DomainInterfaceAddressesRet { ifaces })
            },
        ),
        357 => serve(call, |c, a: DomainSetUserPasswordArgs<'_>| {
            let (driver, dom) = (c.domain_guest()?, c.on_domain(&a.dom)?);
            driver.set_user_password(c.caller(), &dom, a.user, a.password, a.flags)
        }),
        371 => serve(call, |c, a: DomainGetGuestVcpusArgs<'_>| {
            let (driver, dom) = (c.domain_guest()?, c.on_domain(&a.dom)?);
            driver
                .guest_vcpus(c.caller(), &dom, a.flags)
                .map(|params| DomainGetGuestVcpusRet { params })
        }),
        372 => serve(call, |c, a: DomainSetGuestVcpusArgs<'_>| {
            let (driver, dom) = (c.domain_guest()?, c.on_domain(&a.dom)?);
            driver.set_guest_vcpus(c.caller(), &dom, a.cpumap, a.state, a.flags)
        }),
        418 => serve(call, |c, a: DomainGetGuestInfoArgs<'_>| {
            let (driver, dom) = (c.domain_guest()?, c.on_domain(&a.dom)?);
            driver
                .guest_info(c.caller(), &dom, a.types, a.flags)
                .map(|params| DomainGetGuestInfoRet { params })
        }),
        420 => serve(call, |c, a: DomainAgentSetResponseTimeoutArgs<'_>| {
            let (driver, dom) = (c.domain_guest()?, c.on_domain(&a.dom)?);
            driver
                .agent_set_response_timeout(c.caller(), &dom, a.timeout, a.flags)
                .map(|result| DomainAgentSetResponseTimeoutRet { result })
        }),
        424 => serve(call, |c, a: DomainAuthorizedSshKeysGetArgs<'_>| {
            let (driver, dom) = (c.domain_guest()?, c.on_domain(&a.dom)?);
            driver
                .authorized_ssh_keys_get(c.caller(), &dom, a.user, a.flags)
                .map(|keys| DomainAuthorizedSshKeysGetRet { keys })
        }),
        425 => serve(call, |c, a: DomainAuthorizedSshKeysSetArgs<'_>| {
            let (driver, dom) = (c.domain_guest()?, c.on_domain(&a.dom)?);
            driver.authorized_ssh_keys_set(c.caller(), &dom, a.user, &a.keys, a.flags)
        }),
        _ => unserved(call),
    }
}
