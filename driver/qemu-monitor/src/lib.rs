//! QMP without I/O: commands, replies and events as types.
