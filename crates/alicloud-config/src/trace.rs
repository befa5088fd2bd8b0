//! What `tracing` events have in common.

/// The target of every event, which subscribers filter by.
pub(crate) const TARGET: &str = env!("CARGO_CRATE_NAME");
