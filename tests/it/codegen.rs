//! Tests the generator, which creates source files from specifications.

#![expect(
    clippy::panic,
    clippy::unwrap_used,
    reason = "a failed setup step should fail the test"
)]

mod examples;
#[cfg(feature = "golden")]
mod generated;
mod goldens;
mod growth;
mod problems;
mod reads;
mod stability;
