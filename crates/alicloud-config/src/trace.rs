//! Events of `tracing`, which go nowhere without the feature `tracing`.

/// Emits an event at a level, named as the macros of `tracing` are. Its target is this crate.
#[cfg(feature = "tracing")]
macro_rules! event {
    ($level:ident, $($event:tt)+) => {
        tracing::$level!(target: env!("CARGO_CRATE_NAME"), $($event)+)
    };
}
#[cfg(not(feature = "tracing"))]
macro_rules! event {
    ($($event:tt)+) => {};
}
pub(crate) use event;
