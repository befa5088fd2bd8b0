//! The emulator answers any call, any control request and any specification, or refuses it with an
//! error.

#![no_main]

#[path = "../checks/emulator.rs"]
mod checks;

libfuzzer_sys::fuzz_target!(|data: &[u8]| checks::check(data));
