//! Our own client library: the same small call as the C program makes.

use anyhow::{Result, anyhow};
use fv_api::{Access, ConnectApi};
use fv_lib_client::{Places, Remote, Target};

use crate::process;

/// Small calls in a second over one connection.
pub(crate) fn call_rate(uri: &str, count: u32) -> Result<f64> {
    let target = Target::from_uri(uri, Access::ReadWrite, &Places::default())
        .map_err(|error| anyhow!("{error}"))?;
    let remote = Remote::open(&target).map_err(|error| anyhow!("{error}"))?;
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
