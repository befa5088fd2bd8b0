//! What a case allocates. A binary of its own, because the allocator that counts makes every
//! allocation dearer.
//!
//! ```text
//! allocations CASE      prints how often one run allocates, and the bytes that it holds at most
//! ```

#![expect(
    clippy::expect_used,
    clippy::panic,
    reason = "a measurement ends where something is missing"
)]

mod decode;
mod sign;

use std::env;

/// Runs once, with everything set up before.
type Case = Box<dyn FnMut()>;

fn main() {
    let name = env::args().skip(1).find(|word| word != "--bench");
    let Some(name) = name else {
        return println!("nothing to do: run `cargo xtask bench`");
    };
    let case = sign::case(&name).or_else(|| decode::case(&name));
    let mut case = case.unwrap_or_else(|| panic!("no case {name}"));
    case();
    let counted = allocation_counter::measure(case);
    println!("{}\n{}", counted.count_total, counted.bytes_max);
}
