//! Encoding and decoding of XDR (RFC 4506) with limits.
