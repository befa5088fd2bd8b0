//! The error about a signature mismatch names the difference and contains no secret, for any string
//! that the server claims to have signed.

#![no_main]

#[path = "../checks/refusal.rs"]
mod checks;

libfuzzer_sys::fuzz_target!(|data: &[u8]| checks::check(data));
