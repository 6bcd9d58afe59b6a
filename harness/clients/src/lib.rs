//! Black-box tests: real clients against the real daemon.
