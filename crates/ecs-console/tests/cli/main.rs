//! The program, run as its users run it: a process of its own, against the emulator.

#![expect(
    clippy::panic,
    clippy::unwrap_used,
    reason = "the tests' own helpers fail as tests do"
)]

mod emulator;
mod failures;
mod input;
mod list;
#[cfg(unix)]
mod open;
mod run;
mod url;
mod windows;
