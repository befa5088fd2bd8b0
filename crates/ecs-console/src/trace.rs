//! `-v`: what calls do, told on stderr.

use std::io;

use tracing_subscriber::{
    Layer as _,
    filter::{LevelFilter, Targets},
    fmt,
    layer::SubscriberExt as _,
    registry,
    util::SubscriberInitExt as _,
};

/// The crates of this workspace. HTTP clients have words of their own, with what they carry, so they
/// are not listened to.
const OURS: &str = "alicloud";

/// How much is told where `-v` is given so many times: without it, warnings.
pub(crate) fn level(verbose: u8) -> LevelFilter {
    match verbose {
        0 => LevelFilter::WARN,
        1 => LevelFilter::DEBUG,
        _ => LevelFilter::TRACE,
    }
}

/// Tells what is of `level` at least, from now on and for the whole process.
pub(crate) fn start(level: LevelFilter) {
    let lines = fmt::layer()
        .with_writer(io::stderr)
        .with_target(false)
        // A stderr that takes nothing is not missed.
        .log_internal_errors(false)
        .with_filter(Targets::new().with_target(OURS, level));
    // It fails only where there is a listener already.
    let _ = registry().with(lines).try_init();
}
