//! The epoll loop with timers and wake-ups.
