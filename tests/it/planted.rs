//! Planted secrets for tests that check for leaks, and a log of all targets.
//!
//! Every planted secret contains [`MARK`], so that a single search finds all of them. If the
//! variable `ALICLOUD_TEST_TRACE` names a file, all logs at `TRACE` are appended to the file from
//! the first planted secret on. `cargo xtask ci secrets` runs the tests with this variable and
//! searches the file.

use std::{
    env,
    fs::File,
    path::Path,
    sync::{Arc, Once},
};

use alicloud_sign::Credentials;
use tracing_subscriber::{
    Layer,
    filter::{LevelFilter, Targets},
    fmt,
    layer::SubscriberExt,
    registry,
    util::SubscriberInitExt,
};

/// A part of every planted secret, and a valid VNC password.
pub(crate) const MARK: &str = "pL4nT3";

pub(crate) const ACCESS_KEY_ID: &str = "STS.testid";
pub(crate) const ACCESS_KEY_SECRET: &str = "pL4nT3-secret";
pub(crate) const SECURITY_TOKEN: &str = "pL4nT3-token";
pub(crate) const VNC_URL: &str = "ws%3A%2F%2Fhost%2F%3Fs%3DpL4nT3";
pub(crate) const PASSWORD: &str = MARK;

/// Starts watching the logs, and returns temporary credentials.
pub(crate) fn credentials() -> Credentials {
    watch();
    Credentials::new(ACCESS_KEY_ID, ACCESS_KEY_SECRET).with_security_token(SECURITY_TOKEN)
}

/// Starts appending all logs to the file in `ALICLOUD_TEST_TRACE`, if the variable is set. A
/// relative path starts at the root of the workspace.
///
/// Test processes that run at the same time write to the same file. Each event is a single write to
/// a file in append mode, so the lines stay whole.
pub(crate) fn watch() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        if let Some(path) = env::var_os("ALICLOUD_TEST_TRACE") {
            let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(path);
            let file = File::options()
                .create(true)
                .append(true)
                .open(path)
                .unwrap();
            let written = fmt::layer().with_ansi(false).with_writer(Arc::new(file));
            // A test in a separate process may already have set another subscriber.
            let _ = registry().with(written.with_filter(targets())).try_init();
        }
    });
}

/// All targets at `TRACE`, except that `ureq_proto` is at `DEBUG`. `ureq_proto` logs secrets at
/// `TRACE`, and the documentation tells users to filter these logs.
pub(crate) fn targets() -> Targets {
    Targets::new()
        .with_default(LevelFilter::TRACE)
        .with_target("ureq_proto", LevelFilter::DEBUG)
}
