//! The driver's end of a stream.

use std::os::fd::BorrowedFd;

use fv_error::Result;

/// What a read of a stream brought.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StreamRead {
    /// So many bytes, at least one.
    Data(usize),
    /// So many bytes of nothing.
    Hole(u64),
    /// Nothing yet: ask again when [`Stream::descriptor`] is readable.
    Pending,
    /// Nothing any more.
    End,
}

/// Bytes that flow between a client and a driver. No method blocks.
///
/// Whoever holds the stream (the daemon, a client) polls the descriptor and moves the bytes.
pub trait Stream: Send {
    /// What to poll; without one the stream is always ready.
    fn descriptor(&self) -> Option<BorrowedFd<'_>>;

    /// Reads up to the buffer's length.
    fn read(&mut self, buffer: &mut [u8]) -> Result<StreamRead>;

    /// Writes what fits now and says how much that was; 0 asks to wait until writable.
    fn write(&mut self, bytes: &[u8]) -> Result<usize>;

    /// Skips `length` bytes of the target: a hole in a sparse stream.
    fn skip(&mut self, length: u64) -> Result<()>;

    /// Ends the stream well; an error says that what was written did not arrive whole.
    fn finish(&mut self) -> Result<()>;

    /// Ends the stream because the other side gave up.
    fn abort(&mut self);
}
