//! Whatever a server says it signed, the error names a difference and shows no secret.

#![no_main]

#[path = "../checks/refusal.rs"]
mod checks;

libfuzzer_sys::fuzz_target!(|data: &[u8]| checks::check(data));
