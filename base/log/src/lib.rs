//! Levels, filters and outputs of the log, in libvirt's syntax.
