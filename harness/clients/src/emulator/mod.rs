//! An emulator that misbehaves: what a daemon meets when QEMU is broken, or somebody took QEMU's place.
//!
//! A test names a script as `<emulator>`. For the questions about what the emulator can do the script runs the real
//! QEMU; for a guest it runs `fv-emulator`, with the monitor's socket as standard input. Some [`Fault`]s are played
//! from the first byte on, without any QEMU. With [`Fault::Later`] the real QEMU runs behind a go-between that
//! passes everything on until the test gives an [`Order`].

mod between;
mod play;

use std::fs;
use std::path::Path;

use anyhow::Result;

use crate::{Host, set_mode};

pub use play::play;

/// What is wrong with an emulator from its start on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// It does not say a word.
    Silent,
    /// It greets and answers nothing.
    Deaf,
    /// It answers the first command and nothing afterwards.
    Mute,
    /// It greets and tells events without an end.
    Babbling,
    /// It greets and then writes a line without an end.
    Endless,
    /// It greets and then writes arrays in arrays, 100,000 deep.
    Deep,
    /// It greets and then writes what is no JSON.
    Garbage,
    /// It greets and answers every command with values of the wrong type.
    WrongTypes,
    /// It ends before it takes a connection, with a word of why.
    Dead,
    /// It ends after the greeting.
    Dying,
    /// It is fine until it gets an [`Order`].
    Later,
}

/// What a go-between does to the conversation that it passes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// Passes everything on.
    Serve,
    /// Ends the connection, and every new one at once.
    Close,
    /// Keeps to itself what QEMU says.
    Silence,
    /// Adds events without an end.
    Babble,
    /// Adds a line without an end.
    Endless,
    /// Adds arrays in arrays, 100,000 deep.
    Deep,
    /// Adds what is no JSON.
    Garbage,
    /// Adds, once, what [`say`] was given.
    Say,
}

impl Fault {
    const ALL: [Self; 11] = [
        Self::Silent,
        Self::Deaf,
        Self::Mute,
        Self::Babbling,
        Self::Endless,
        Self::Deep,
        Self::Garbage,
        Self::WrongTypes,
        Self::Dead,
        Self::Dying,
        Self::Later,
    ];

    /// Returns its name, which scripts and files use.
    pub fn name(self) -> String {
        format!("{self:?}").to_lowercase()
    }

    fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|fault| fault.name() == name)
    }
}

impl Order {
    const ALL: [Self; 8] = [
        Self::Say,
        Self::Serve,
        Self::Close,
        Self::Silence,
        Self::Babble,
        Self::Endless,
        Self::Deep,
        Self::Garbage,
    ];

    /// Reads the order that a test gave last.
    fn read(file: &Path) -> Self {
        let text = fs::read_to_string(file).unwrap_or_default();
        let known = Self::ALL.into_iter();
        let mut matching = known.filter(|order| format!("{order:?}") == text);
        matching.next().unwrap_or(Self::Serve)
    }
}

/// Installs an emulator with a fault on a host and returns its path.
///
/// `program` is the file of `fv-emulator`; it is copied to where QEMU's user can run it.
pub fn install(host: &Host, program: &str, fault: Fault) -> Result<String> {
    let copy = host.root().join("fv-emulator");
    if !copy.exists() {
        fs::copy(program, &copy)?;
        set_mode(&copy, 0o755);
    }
    let name = fault.name();
    let (copy, orders) = (copy.display(), host.path("orders"));
    let script = format!(
        "#!/bin/bash\n\
         case \"$*\" in *'-machine none'*) exec {QEMU} \"$@\";; esac\n\
         monitor=$(sed -n 's/.*charmonitor,fd=\\([0-9]*\\).*/\\1/p' <<< \"$*\")\n\
         exec {copy} {name} {orders} \"$@\" <&$monitor\n"
    );
    let path = host.write(&format!("qemu-{name}"), script);
    set_mode(path.as_ref(), 0o755);
    Ok(path)
}

/// Gives the go-betweens of a host an order.
pub fn order(host: &Host, order: Order) {
    // Renamed into place, so that nobody reads half of it.
    let new = host.write("orders.new", format!("{order:?}"));
    fs::rename(new, host.root().join("orders")).expect("a file can be renamed");
}

/// Lets the go-between of a host say these lines as if they were QEMU's, once.
pub fn say(host: &Host, lines: &str) {
    let new = host.write("words.new", lines);
    fs::rename(new, host.root().join(WORDS)).expect("a file can be renamed");
    order(host, Order::Say);
}

/// The file of what is to be said, beside that of the orders.
const WORDS: &str = "words";

/// The real emulator.
pub const QEMU: &str = "/usr/bin/qemu-system-x86_64";
