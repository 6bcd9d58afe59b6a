//! One fuzz target per parser and codec.
