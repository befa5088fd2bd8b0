//! Carrying requests to servers: for those who bring an HTTP client of their own.
//!
//! A transport moves one request out and one response back: [`Transport`] asynchronously,
//! [`blocking::Transport`](crate::blocking::Transport) on the caller's thread. Both have one contract,
//! and the feature `testing` has the suite `testing::contract`, which holds a transport to it.
//! [`drive`] sends what a [`Machine`](crate::machine::Machine) asks for.

pub use crate::{
    client::{BoxTransport, Proxies, Transport, drive},
    request::{TimeLimit, UserAgent, UserAgentError},
};
