//! Which variant of a document is read or written.
//!
//! The same definition exists as inactive configuration, as live document, with secrets, for a
//! migration and inside a status file. A field that belongs to some of them only names its
//! [`Scope`]; the [`Context`] says which scopes are shown.

use std::ops::{BitOr, BitOrAssign};

/// A set of the parts of a document that are not always there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Scope(u16);

impl Scope {
    /// Nothing but what every variant holds.
    pub const NONE: Self = Self(0);
    /// What only a running object has: ids, aliases, current paths.
    pub const LIVE: Self = Self(1);
    /// Passwords and the like.
    pub const SECRET: Self = Self(2);
    /// What the daemon keeps for itself in status files.
    pub const STATUS: Self = Self(4);
    /// What a document made for another host leaves out or adds.
    pub const MIGRATION: Self = Self(8);
    /// What an interface got from its network, next to what was asked for.
    pub const ACTUAL_NET: Self = Self(16);

    /// Says whether all of `other` is in this set.
    pub const fn has(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// Says whether any of `other` is in this set.
    pub const fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// Gives the union; `|` for constants.
    pub const fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Gives this set without `other`.
    pub const fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }
}

impl BitOr for Scope {
    type Output = Self;
    fn bitor(self, other: Self) -> Self {
        self.with(other)
    }
}

impl BitOrAssign for Scope {
    fn bitor_assign(&mut self, other: Self) {
        *self = self.with(other);
    }
}

/// What a reader or writer has to know about the whole document.
#[derive(Debug, Clone, Copy, Default)]
pub struct Context {
    /// The parts that are read or written.
    pub scope: Scope,
}

impl Context {
    /// Makes a context that shows `scope`.
    pub const fn new(scope: Scope) -> Self {
        Self { scope }
    }

    /// Says whether a field that is visible in `scope` alone is visible now.
    pub const fn shows(&self, scope: Scope) -> bool {
        self.scope.meets(scope)
    }
}
