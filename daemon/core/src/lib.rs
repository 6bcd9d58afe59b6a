//! Servers, clients, reactor, workers, dispatch and limits.
