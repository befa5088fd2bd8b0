//! The program, run as its users run it: a process of its own, against the emulator.

#![expect(
    clippy::panic,
    clippy::unwrap_used,
    reason = "the tests' own helpers fail as tests do"
)]

mod batch;
mod conflicts;
mod emulator;
mod endpoints;
mod escapes;
mod failures;
mod input;
mod list;
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
