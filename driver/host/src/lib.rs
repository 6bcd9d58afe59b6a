//! What drivers do to the host: ownership of files.
