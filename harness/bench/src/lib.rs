//! Time and memory beside the reference.
