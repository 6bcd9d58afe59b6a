//! Host and domain capabilities as types.
