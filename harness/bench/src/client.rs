//! Our own client library: the same calls as the C program makes.

use anyhow::{Result, anyhow, ensure};
use fv_api::{Access, ConnectApi};
use fv_lib_client::{Places, Remote, Target};

use crate::process;

/// Small calls in a second over one connection.
pub(crate) fn call_rate(uri: &str, count: u32) -> Result<f64> {
    let remote = open(uri)?;
    let (took_ms, ()) = process::time_ms(|| {
        for _ in 0..count {
            remote
                .lib_version(remote.caller())
                .map_err(|error| anyhow!("{error}"))?;
        }
        Ok(())
    })?;
    remote.close().map_err(|error| anyhow!("{error}"))?;
    Ok(f64::from(count) / took_ms * 1000.0)
}

/// Milliseconds for a list of all domains, which must be so many.
pub(crate) fn list_ms(uri: &str, domains: usize, count: u32) -> Result<f64> {
    let remote = open(uri)?;
    let (took_ms, ()) = process::time_ms(|| {
        for _ in 0..count {
            let list = remote
                .list_all_domains(remote.caller(), 1, 0)
                .map_err(|error| anyhow!("{error}"))?;
            ensure!(list.domains.len() == domains, "some domains are missing");
        }
        Ok(())
    })?;
    remote.close().map_err(|error| anyhow!("{error}"))?;
    Ok(took_ms / f64::from(count))
}

fn open(uri: &str) -> Result<Remote> {
    let target = Target::from_uri(uri, Access::ReadWrite, &Places::default())
        .map_err(|error| anyhow!("{error}"))?;
    Remote::open(&target).map_err(|error| anyhow!("{error}"))
}
