//! A `VncUrl` from anywhere becomes a URL that holds it, or an error that does not show it.

#![no_main]

#[path = "../checks/console.rs"]
mod checks;

libfuzzer_sys::fuzz_target!(|data: &[u8]| checks::check(data));
