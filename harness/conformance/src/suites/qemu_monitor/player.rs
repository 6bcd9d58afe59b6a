//! A QEMU that notes what it is sent and answers what the case says.

use std::collections::VecDeque;

use fv_driver_qemu_monitor::{Call, Reply};
use serde_json::{Value, json};

/// A QEMU that notes what it is sent and answers what the case says.
#[derive(Debug, Default)]
pub(super) struct Player {
    replies: VecDeque<Value>,
    /// The commands, without ids.
    pub(super) sent: Vec<Value>,
}

impl Player {
    pub(super) fn new(replies: Vec<Value>) -> Self {
        Self {
            replies: replies.into(),
            sent: Vec::new(),
        }
    }

    pub(super) fn ask<R: 'static>(&mut self, call: &Call<R>) -> fv_error::Result<R> {
        self.sent.push(call.command().json());
        let reply = self
            .replies
            .pop_front()
            .unwrap_or_else(|| json!({ "return": {} }));
        call.read(&Reply(reply.as_object().cloned().unwrap_or_default()))
    }

    /// What an array of commands must equal.
    pub(super) fn into_sent(self) -> Value {
        Value::Array(self.sent)
    }
}
