//! What drivers share: object lists, the job gate, state files.
