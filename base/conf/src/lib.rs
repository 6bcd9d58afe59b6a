//! The grammar of the `.conf` files.
