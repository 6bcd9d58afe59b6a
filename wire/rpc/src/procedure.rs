//! What is known of a procedure besides its arguments and its result.

use fv_error::{Error, ErrorCode, ErrorDomain, Result};

use crate::Family;

/// A program of the protocol.
#[derive(Debug)]
pub struct Program {
    /// Which one it is.
    pub name: ProgramName,
    /// Its number on the wire.
    pub number: u32,
    /// Its version on the wire.
    pub version: u32,
    pub(crate) index: &'static [Option<&'static Procedure>],
}

impl Program {
    /// The procedure with this number; events are none.
    pub fn procedure(&self, number: i32) -> Option<&'static Procedure> {
        let number = usize::try_from(number).ok()?;
        self.index.get(number).copied().flatten()
    }

    /// All procedures in the order of their numbers.
    pub fn procedures(&self) -> impl Iterator<Item = &'static Procedure> {
        self.index.iter().copied().flatten()
    }
}

/// The program with this number, if this is its version.
pub fn program(number: u32, version: u32) -> Option<&'static Program> {
    let found = crate::PROGRAMS
        .iter()
        .find(|program| program.number == number);
    found.copied().filter(|program| program.version == version)
}

/// The programs of the protocol.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ProgramName {
    /// Hypervisors and hosts.
    Remote,
    /// What only QEMU has.
    Qemu,
    /// What only containers have.
    Lxc,
    /// The daemon itself.
    Admin,
    /// The log daemon.
    Log,
    /// The lock daemon.
    Lock,
    /// Signs of life.
    Keepalive,
    /// What a container's controller tells.
    LxcMonitor,
}

impl ProgramName {
    /// What is known of the program.
    pub fn program(self) -> &'static Program {
        match self {
            Self::Remote => &crate::REMOTE,
            Self::Qemu => &crate::QEMU,
            Self::Lxc => &crate::LXC,
            Self::Admin => &crate::ADMIN,
            Self::Log => &crate::LOG,
            Self::Lock => &crate::LOCK,
            Self::Keepalive => &crate::KEEPALIVE,
            Self::LxcMonitor => &crate::LXC_MONITOR,
        }
    }
}

/// How long a call may wait, and so where it may run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Waits {
    /// Not at all: bounded, from memory.
    Never,
    /// For files.
    Disk,
    /// For a guest's monitor.
    Monitor,
    /// For as long as it takes.
    Long,
}

/// libvirt's own mark of calls that a stuck guest cannot hold up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Priority {
    /// Ordinary workers only.
    Low,
    /// Priority workers too.
    High,
}

/// What comes before a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// Nothing: the call is part of authentication.
    Authentication,
    /// Authentication: the call is part of opening or closing.
    Opening,
    /// An open connection.
    Open,
}

/// Whether a read-only connection may call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReadOnly {
    /// It may.
    Allowed,
    /// It may not.
    Denied,
    /// It may unless an argument has one of these bits; the words follow the function's name.
    UnlessBits(u32, &'static str),
    /// It may unless an argument has this value.
    UnlessEqual(u32),
}

/// Which way a stream flows at first, or descriptors travel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// To the server.
    In,
    /// To the client.
    Out,
    /// Both.
    Both,
}

/// A permission that a call needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Permission {
    /// The kind of object it is about.
    pub object: &'static str,
    /// What is to be done to it.
    pub name: &'static str,
    /// The flag or argument that makes it necessary; without one it always is.
    pub condition: Option<&'static str>,
}

/// One call.
#[derive(Debug)]
pub struct Procedure {
    /// The program.
    pub program: ProgramName,
    /// Its number there.
    pub number: u32,
    /// Its name, as in `domain_create`.
    pub name: &'static str,
    /// The C function, or the name where there is none.
    pub function: &'static str,
    /// The trait it is a method of.
    pub family: Family,
    /// The domain of refusals.
    pub domain: ErrorDomain,
    /// libvirt's own mark.
    pub priority: Priority,
    /// How long it may wait.
    pub waits: Waits,
    /// What comes before it.
    pub phase: Phase,
    /// Whether a read-only connection may call it.
    pub read_only: ReadOnly,
    /// What must be permitted.
    pub acl: &'static [Permission],
    /// What must be permitted on each object of a list for it to be shown.
    pub filter: &'static [Permission],
    /// Whether it opens a stream.
    pub stream: Option<Direction>,
    /// The bits of its flags that ask for holes in the stream.
    pub sparse: u32,
    /// Whether descriptors travel along.
    pub descriptors: Option<Direction>,
}

impl Procedure {
    /// Refuses the call on a read-only connection, in libvirt's words, if it must be refused.
    ///
    /// `argument` is what the rule asks for, where it asks for one: the flags, as a rule.
    pub fn check_read_only(&self, argument: u32) -> Result<()> {
        match self.read_only {
            ReadOnly::UnlessBits(bits, words) if argument & bits != 0 && !words.is_empty() => {
                let detail = format!("{} {words}", self.function);
                Err(Error::new(self.domain, ErrorCode::OperationDenied, detail))
            }
            ReadOnly::UnlessBits(bits, _) if argument & bits == 0 => Ok(()),
            ReadOnly::UnlessEqual(value) if argument != value => Ok(()),
            ReadOnly::Allowed => Ok(()),
            _ => Err(Error::read_only(self.domain, self.function)),
        }
    }

    /// The plainest call: what a row does not say.
    pub(crate) const PLAIN: Self = Self {
        program: ProgramName::Remote,
        number: 0,
        name: "",
        function: "",
        family: Family::Connect,
        domain: ErrorDomain::None,
        priority: Priority::Low,
        waits: Waits::Disk,
        phase: Phase::Open,
        read_only: ReadOnly::Denied,
        acl: &[],
        filter: &[],
        stream: None,
        sparse: 0,
        descriptors: None,
    };
}

/// Puts tables in the order of numbers, at compile time.
pub(crate) const fn index<const N: usize>(
    tables: &[&'static [Procedure]],
) -> [Option<&'static Procedure>; N] {
    let mut index = [None; N];
    let mut table = 0;
    while table < tables.len() {
        let mut row = 0;
        while row < tables[table].len() {
            let procedure = &tables[table][row];
            index[procedure.number as usize] = Some(procedure);
            row += 1;
        }
        table += 1;
    }
    index
}

/// What the generated tables use.
pub(crate) mod prelude {
    pub(crate) use super::ReadOnly::*;
    pub(crate) use super::{
        Direction, Phase, Priority, Procedure, ProgramName, Waits, p, p_if, procedures,
    };
    pub(crate) use crate::Family;
}

/// A permission that is always needed.
pub(crate) const fn p(object: &'static str, name: &'static str) -> Permission {
    Permission {
        object,
        name,
        condition: None,
    }
}

/// A permission that a flag or an argument makes necessary.
pub(crate) const fn p_if(
    object: &'static str,
    name: &'static str,
    condition: &'static str,
) -> Permission {
    Permission {
        object,
        name,
        condition: Some(condition),
    }
}

/// A family's table, one row each: number, name, function, priority, waits, and what else.
macro_rules! procedures {
    ($program:ident $family:ident $domain:ident; $(
        $number:literal $name:literal $function:literal $priority:ident $waits:ident
        { $($key:ident: $value:expr),* $(,)? }
    )*) => {
        pub(crate) const TABLE: &[Procedure] = &[$(
            Procedure {
                $($key: $value,)*
                program: ProgramName::$program,
                number: $number,
                name: $name,
                function: $function,
                family: Family::$family,
                domain: fv_error::ErrorDomain::$domain,
                priority: Priority::$priority,
                waits: Waits::$waits,
                ..Procedure::PLAIN
            },
        )*];
    };
}

pub(crate) use procedures;

/// The enum of families.
macro_rules! families {
    ($($name:ident),* $(,)?) => {
        /// The traits of the declaration that have procedures.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Family { $($name,)* }
    };
}

pub(crate) use families;
