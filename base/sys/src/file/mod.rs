//! Files and folders: the steps that change something pass the fault door.

mod change;
mod read;
mod replace;

pub use change::*;
pub use read::*;
pub use replace::*;

#[cfg(test)]
mod tests;
