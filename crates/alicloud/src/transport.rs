//! Transports: traits and types for custom HTTP clients.
//!
//! A transport sends one request and returns its response. [`Transport`] works asynchronously, and
//! [`blocking::Transport`](crate::blocking::Transport) blocks the caller's thread. Both traits have
//! the same contract. The feature `testing` provides the test suite `testing::contract`, which
//! checks a transport against this contract. [`drive`] runs a [`Machine`](crate::machine::Machine)
//! over an async transport.

pub use crate::{
    client::{BoxTransport, Proxies, Transport, drive},
    request::{TimeLimit, UserAgent, UserAgentError},
};
