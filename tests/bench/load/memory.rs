//! Measures the resident memory of the process on Linux.

use std::fs;

/// The resident memory of a run, sampled up to a thousand times.
#[derive(Default)]
pub(crate) struct Memory {
    next: f64,
    after_first_tenth: Option<u64>,
    most: u64,
}

const STEP: f64 = 0.001;
const ALLOWED: f64 = 1.1;

impl Memory {
    /// Takes a sample if the next sample is due. `progress` is the completed part of the run, from
    /// 0 to 1.
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
            "resident memory: {} kB after the first tenth of the run, {} kB at most afterwards",
            self.after_first_tenth.unwrap_or_default(),
            self.most
        );
    }
}

/// The resident memory in kilobytes.
fn resident() -> u64 {
    let status = fs::read_to_string("/proc/self/status")
        .expect("/proc/self/status should be readable on Linux");
    let line = status.lines().find(|line| line.starts_with("VmRSS:"));
    let number = line.and_then(|line| line.split_whitespace().nth(1));
    number
        .expect("expected a number of kB")
        .parse()
        .expect("expected a number")
}
