//! What no daemon can be faster than: QEMU alone, from its start to its first answer.

use std::io::{BufRead, BufReader, Write};
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::time::Duration;

use anyhow::{Context, Result};

use crate::process::{self, Background, Scratch};

/// The guest that is created and destroyed: no disk, no screen, nothing to boot.
pub(crate) const EMPTY_GUEST: &str = "<domain type='qemu'>
  <name>bench-empty</name>
  <memory unit='MiB'>16</memory>
  <vcpu>1</vcpu>
  <os><type arch='x86_64' machine='pc'>hvm</type></os>
  <devices>
    <emulator>/usr/bin/qemu-system-x86_64</emulator>
    <controller type='usb' model='none'/>
    <memballoon model='none'/>
  </devices>
</domain>
";

const EMULATOR: &str = "/usr/bin/qemu-system-x86_64";

/// Milliseconds from the start of QEMU to its answer to the first command, the median of some
/// starts.
pub(crate) fn first_answer_ms(starts: usize) -> Result<f64> {
    let mut took = (0..starts)
        .map(|_| one_start_ms())
        .collect::<Result<Vec<f64>>>()?;
    took.sort_by(f64::total_cmp);
    took.get(took.len() / 2)
        .copied()
        .context("no start was measured")
}

fn one_start_ms() -> Result<f64> {
    let scratch = Scratch::new()?;
    let socket = scratch.path().join("floor.sock");
    let monitor = format!("unix:{},server=on,wait=off", socket.display());
    let arguments = [
        "-S",
        "-no-user-config",
        "-nodefaults",
        "-display",
        "none",
        "-machine",
        "pc,accel=tcg,usb=off",
        "-m",
        "16",
        "-qmp",
        &monitor,
    ];
    let (took_ms, emulator) = process::time_ms(|| {
        let emulator = Background::start(
            Path::new(EMULATOR),
            &arguments,
            &scratch.path().join("floor.log"),
        )?;
        first_answer(&socket)?;
        Ok(emulator)
    })?;
    drop(emulator);
    Ok(took_ms)
}

fn first_answer(socket: &Path) -> Result<()> {
    let mut stream = None;
    for _ in 0..5000 {
        match UnixStream::connect(socket) {
            Ok(connected) => {
                stream = Some(connected);
                break;
            }
            Err(_) => std::thread::sleep(Duration::from_millis(1)),
        }
    }
    let mut stream = stream.context("QEMU did not open its monitor")?;
    let mut lines = BufReader::new(stream.try_clone().context("reading from the monitor")?).lines();
    lines.next().context("QEMU did not greet")??;
    stream.write_all(b"{\"execute\":\"qmp_capabilities\"}\n")?;
    lines.next().context("QEMU did not answer")??;
    Ok(())
}
