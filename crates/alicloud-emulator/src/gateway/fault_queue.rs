//! The queue of pending faults.

use std::collections::VecDeque;

use crate::Fault;

/// The pending faults in order, each with the number of calls to which the fault applies.
#[derive(Default)]
pub(crate) struct FaultQueue(VecDeque<(Fault, u64)>);

impl FaultQueue {
    pub(crate) fn push(&mut self, fault: Fault, times: u64) {
        if times > 0 {
            self.0.push_back((fault, times));
        }
    }

    pub(crate) fn clear(&mut self) {
        self.0.clear();
    }

    pub(crate) fn pending(&self) -> u64 {
        self.0
            .iter()
            .fold(0, |sum: u64, (_, times)| sum.saturating_add(*times))
    }

    /// Takes the fault for a call that has arrived.
    pub(crate) fn next(&mut self) -> Option<Fault> {
        let (fault, times) = self.0.front_mut()?;
        *times -= 1;
        if *times > 0 {
            return Some(fault.clone());
        }
        self.0.pop_front().map(|(fault, _)| fault)
    }
}
