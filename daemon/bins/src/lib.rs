//! The daemons: which drivers, which sockets.
