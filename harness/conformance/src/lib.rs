//! Runs a corpus and keeps the score.
