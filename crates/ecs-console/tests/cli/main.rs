//! Tests of the real program: each test runs the program as a process against the emulator.

#![cfg(all(feature = "emulator", feature = "reqwest"))]
#![expect(
    clippy::panic,
    clippy::unwrap_used,
    reason = "helpers of the tests fail by panicking, as tests do"
)]

mod batch;
mod conflicts;
mod emulator;
mod endpoints;
mod escapes;
mod failures;
#[path = "../../../../tests/it/golden.rs"]
mod golden;
mod input;
mod json;
mod list;
mod messages;
mod names;
#[cfg(unix)]
mod open;
mod policy;
#[cfg(unix)]
mod process;
mod profile;
mod repeats;
mod run;
mod url;
mod user_agent;
mod verbose;
mod windows;
#[cfg(unix)]
mod wrong_inputs;
