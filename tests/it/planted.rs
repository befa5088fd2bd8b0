//! Secrets to plant where nothing may leak, and a look at all that is logged meanwhile.
//!
//! Every planted secret holds [`MARK`], so that one search finds any of them, in whatever was
//! written. With the variable `ALICLOUD_TEST_TRACE` set, everything that is logged from the first
//! planted secret on goes to the standard error, at `TRACE`, whoever logs it and how; the gate runs
//! the tests like that, and searches what they wrote.

use std::{env, io, sync::Once};

use alicloud_sign::Credentials;
use tracing_subscriber::{
    Layer,
    filter::{LevelFilter, Targets},
    fmt,
    layer::SubscriberExt,
    registry,
    util::SubscriberInitExt,
};

/// Part of every planted secret, and a whole VNC password.
pub(crate) const MARK: &str = "pL4nT3";

pub(crate) const ACCESS_KEY_ID: &str = "STS.testid";
pub(crate) const ACCESS_KEY_SECRET: &str = "pL4nT3-secret";
pub(crate) const SECURITY_TOKEN: &str = "pL4nT3-token";
pub(crate) const VNC_URL: &str = "ws%3A%2F%2Fhost%2F%3Fs%3DpL4nT3";
pub(crate) const PASSWORD: &str = MARK;

/// Temporary credentials, with everything that is logged watched from now on.
pub(crate) fn credentials() -> Credentials {
    watch();
    Credentials::new(ACCESS_KEY_ID, ACCESS_KEY_SECRET).with_security_token(SECURITY_TOKEN)
}

/// Has everything that is logged written to the standard error, if the environment asks for it.
pub(crate) fn watch() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        if env::var_os("ALICLOUD_TEST_TRACE").is_some() {
            let written = fmt::layer().with_ansi(false).with_writer(io::stderr);
            // A test that runs in a process of its own may have another subscriber.
            let _ = registry().with(written.with_filter(targets())).try_init();
        }
    });
}

/// Everything, save the bytes that `ureq_proto` dumps: documented as what is to be kept out.
pub(crate) fn targets() -> Targets {
    Targets::new()
        .with_default(LevelFilter::TRACE)
        .with_target("ureq_proto", LevelFilter::DEBUG)
}
