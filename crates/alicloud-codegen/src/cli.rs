//! The commands of `alicloud-codegen` as functions, which read and write files, print, and
//! download.
//!
//! `cargo xtask` of this project calls these functions, too. Semantic versioning covers the command
//! line of `alicloud-codegen`, but not these functions.

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
