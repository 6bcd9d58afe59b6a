//! An emulator that misbehaves on its monitor; [`fv_harness_clients::emulator`] says how.

fn main() -> anyhow::Result<()> {
    let mut arguments = std::env::args();
    arguments.next();
    fv_harness_clients::emulator::play(&arguments.collect::<Vec<_>>())
}
