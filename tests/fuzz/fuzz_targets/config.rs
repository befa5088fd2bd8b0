//! A credentials file from anywhere gives credentials, or an error that shows no secret.

#![no_main]

#[path = "../checks/config.rs"]
mod checks;

libfuzzer_sys::fuzz_target!(|data: &[u8]| checks::check(data));
