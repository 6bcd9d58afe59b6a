//! Builds the Linux guest where tests expect it, and says where that is.
#![expect(clippy::print_stdout, reason = "a command prints its results")]

use fv_harness_clients::guest::{LinuxGuest, linux_folder};

fn main() -> anyhow::Result<()> {
    let guest = LinuxGuest::build(&linux_folder())?;
    println!(
        "guest: {} and {}",
        guest.kernel.display(),
        guest.initrd.display()
    );
    Ok(())
}
