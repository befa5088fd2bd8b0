//! Counts the allocations of a case. This is a separate binary because the counting allocator slows
//! down every allocation.
//!
//! ```text
//! allocations CASE      prints the number of allocations and the peak of allocated bytes of a run
//! ```

#![expect(
    clippy::expect_used,
    clippy::panic,
    reason = "a failed setup step should end the measurement"
)]

mod decode;
mod sign;

use std::env;

/// Runs the measured code once. The setup is done before, when the case is created.
type Case = Box<dyn FnMut()>;

fn main() {
    let name = env::args().skip(1).find(|word| word != "--bench");
    let Some(name) = name else {
        return println!("no case given; run `cargo xtask bench` to measure all cases");
    };
    let case = sign::case(&name).or_else(|| decode::case(&name));
    let mut case = case.unwrap_or_else(|| panic!("unknown case {name:?}"));
    case();
    let counted = allocation_counter::measure(case);
    println!("{}\n{}", counted.count_total, counted.bytes_max);
}
