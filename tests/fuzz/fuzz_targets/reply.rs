//! No reply makes a client panic.

#![no_main]

use alicloud_tests::golden::types::describe_everything::Response;

#[path = "../checks/reply.rs"]
mod checks;

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    checks::check::<Response>(data);
});
