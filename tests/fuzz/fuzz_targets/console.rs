//! Parsing any `VncUrl` leads to a console URL that contains it, or to an error that hides it.

#![no_main]

#[path = "../checks/console.rs"]
mod checks;

libfuzzer_sys::fuzz_target!(|data: &[u8]| checks::check(data));
