//! All statistics of many running guests in one call.

use anyhow::{Context, Result};

use crate::calls::Calls;
use crate::figures::{Figure, Figures};
use crate::process::Scratch;
use crate::reference;

/// How many guests run in each daemon.
pub(crate) const GUESTS: usize = 40;

/// A guest with one of everything that is asked about; its disk has nothing to boot from.
const GUEST: &str = "<domain type='qemu'>
  <name>bench-stats-NUMBER</name>
  <memory unit='MiB'>16</memory>
  <vcpu>1</vcpu>
  <os><type arch='x86_64' machine='pc'>hvm</type></os>
  <devices>
    <emulator>/usr/bin/qemu-system-x86_64</emulator>
    <controller type='usb' model='none'/>
    <disk type='file' device='disk'>
      <driver name='qemu' type='raw'/>
      <source file='DISK'/>
      <target dev='vda' bus='virtio'/>
      <readonly/>
    </disk>
    <interface type='user'><model type='virtio'/></interface>
    <memballoon model='virtio'/>
  </devices>
</domain>
";

/// Starts the guests in both daemons, asks in turns, and ends the guests.
pub(crate) fn measure(
    figures: &mut Figures,
    calls: &Calls,
    scratch: &Scratch,
    ours: &str,
    reference: Option<&reference::Daemon>,
) -> Result<()> {
    let disk = scratch.path().join("stats.img");
    std::fs::write(&disk, vec![0; 1 << 20]).context("writing the disk")?;
    let guest = scratch.path().join("stats.xml");
    let document = GUEST.replace("DISK", &disk.to_string_lossy());
    std::fs::write(&guest, document).context("writing the guest")?;
    let guest = guest.to_string_lossy();
    let (count, times) = (GUESTS.to_string(), TIMES.to_string());
    let theirs = reference.map(reference::Daemon::uri);
    for uri in [Some(ours), theirs.as_deref()].into_iter().flatten() {
        calls.figures(uri, &["populate", &guest, &count])?;
    }
    let asked = |uri: &str| -> Result<f64> {
        let figures = calls.figures(uri, &["stats", &times])?;
        figures
            .get("stats")
            .copied()
            .context("the client printed no time")
    };
    for _ in 0..TURNS {
        let other = theirs.as_deref().map(asked).transpose()?;
        figures.add(Figure::Stats, asked(ours)?, other);
    }
    for uri in [Some(ours), theirs.as_deref()].into_iter().flatten() {
        calls.figures(uri, &["empty", &count])?;
    }
    Ok(())
}

/// How often the daemons take turns.
const TURNS: usize = 7;
/// How often each is asked in a turn.
const TIMES: usize = 9;
