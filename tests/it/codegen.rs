//! The generator: from specifications to source files.

#![expect(
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test ends where something is missing"
)]

mod examples;
#[cfg(feature = "golden")]
mod generated;
mod goldens;
mod growth;
mod problems;
mod reads;
mod stability;
