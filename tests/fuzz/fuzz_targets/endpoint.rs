//! Parsing any text returns an acceptable endpoint or an error.

#![no_main]

#[path = "../checks/endpoint.rs"]
mod checks;

libfuzzer_sys::fuzz_target!(|data: &[u8]| checks::check(data));
