//! The program's commands as functions: they read and write files, print, and download.
//!
//! `cargo xtask` of this project calls them, too. They are not part of what semantic versioning
//! covers; the program is.

pub mod change;
pub mod diff;
#[cfg(feature = "cli")]
mod download;
#[cfg(feature = "cli")]
pub mod fetch;
pub mod generate;
pub mod input;
#[cfg(feature = "cli")]
mod member;
pub mod output;
mod progress;

#[cfg(feature = "cli")]
mod program;

#[cfg(feature = "cli")]
pub use self::program::run;
