//! A specification from anywhere never makes the generator panic, and what it makes is sound.

#![no_main]

#[path = "../checks/generate.rs"]
mod checks;

libfuzzer_sys::fuzz_target!(|data: &[u8]| checks::check(data));
