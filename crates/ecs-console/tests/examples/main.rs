//! Runs each example against the emulator.

#![expect(
    clippy::unwrap_used,
    reason = "the tests' own helpers fail as tests do"
)]
#![expect(clippy::result_large_err, reason = "a refusal is a response")]

/// Includes examples. The tests call everything except `main`.
macro_rules! examples {
    ($($name:ident = $path:literal)*) => {$(
        #[path = $path]
        #[expect(dead_code, reason = "`main` loads the configuration of the machine")]
        mod $name;
    )*};
}

examples! {
    asynchronous = "../../examples/asynchronous.rs"
    blocking = "../../examples/blocking.rs"
    console_service = "../../examples/console_service.rs"
    many = "../../examples/many.rs"
    mocked = "../../examples/mocked.rs"
    own_transport = "../../examples/own_transport.rs"
    provider = "../../examples/provider.rs"
    two_regions = "../../examples/two_regions.rs"
    waiting = "../../examples/waiting.rs"
}

#[cfg(target_os = "linux")]
mod browser;
mod calls;
#[cfg(target_os = "linux")]
mod emulator_page;
mod rotation;
mod running;
mod service;
#[cfg(target_os = "linux")]
mod webdriver;
