//! Events of `tracing`. Without the feature `tracing`, no events are emitted.

/// Emits an event. The level is the name of a macro of `tracing`, and the target of the event is
/// this crate.
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
