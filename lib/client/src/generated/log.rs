//! `LogApi` over the wire.
//!
//! Made by `cargo xtask codegen` from `api/src/log.rs`; do not edit.

use crate::stubs::prelude::*;

stubs! { LogApi LOG;
    1 open_log_file(driver: &str, dom: &LogDomain, path: &str, flags: u32) -> (LogFilePosition, Vec<OwnedFd>):
        call_for_descriptors(LogDomainOpenLogFileArgs {
            driver, dom: lend(dom), path, flags,
        }, |ret: LogDomainOpenLogFileRet, rest| (ret.pos, rest));
    2 log_file_position(path: &str, flags: u32) -> LogFilePosition:
        call(LogDomainGetLogFilePositionArgs {
            path, flags,
        }, |ret: LogDomainGetLogFilePositionRet| ret.pos);
    3 read_log_file(path: &str, pos: &LogFilePosition, maxlen: u64, flags: u32) -> String:
        call(LogDomainReadLogFileArgs {
            path, pos: lend(pos), maxlen, flags,
        }, |ret: LogDomainReadLogFileRet| ret.data);
    4 append_log_file(driver: &str, dom: &LogDomain, path: &str, message: &str, flags: u32) -> i32:
        call(LogDomainAppendLogFileArgs {
            driver, dom: lend(dom), path, message, flags,
        }, |ret: LogDomainAppendLogFileRet| ret.ret);
}
