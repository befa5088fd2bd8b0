//! What the process has resident, as Linux tells.

use std::fs;

/// The memory of a run, looked at a thousand times.
#[derive(Default)]
pub(crate) struct Memory {
    next: f64,
    after_first_tenth: Option<u64>,
    most: u64,
}

const STEP: f64 = 0.001;
const ALLOWED: f64 = 1.1;

impl Memory {
    /// Looks, if it is time to: `progress` is how much of the run is over, from 0 to 1.
    pub(crate) fn watch(&mut self, progress: f64) {
        if progress < self.next.max(0.1) {
            return;
        }
        self.next = progress + STEP;
        let resident = resident();
        self.after_first_tenth.get_or_insert(resident);
        self.most = self.most.max(resident);
    }

    pub(crate) fn is_flat(&self) -> bool {
        let first = self.after_first_tenth.unwrap_or_default();
        self.most as f64 <= first as f64 * ALLOWED
    }

    pub(crate) fn print(&self) {
        println!(
            "resident: {} kB after the first tenth, {} kB at the most from then on",
            self.after_first_tenth.unwrap_or_default(),
            self.most
        );
    }
}

/// In kilobytes.
fn resident() -> u64 {
    let status = fs::read_to_string("/proc/self/status").expect("Linux");
    let line = status.lines().find(|line| line.starts_with("VmRSS:"));
    let number = line.and_then(|line| line.split_whitespace().nth(1));
    number.expect("a number of kB").parse().expect("a number")
}
