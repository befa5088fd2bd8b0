//! The generator never panics, and its files have plain, unique paths.

#![no_main]

#[path = "../checks/generate.rs"]
mod checks;

libfuzzer_sys::fuzz_target!(|data: &[u8]| checks::check(data));
