//! What tests share: temporary hosts, golden files, fault injection.
