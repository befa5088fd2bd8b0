//! Tests of the workspace as a whole.

#[cfg(feature = "golden")]
pub mod golden;
