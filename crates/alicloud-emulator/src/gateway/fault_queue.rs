//! Faults that wait for their calls.

use std::collections::VecDeque;

use crate::Fault;

/// What is to go wrong, in the order of the calls.
#[derive(Default)]
pub(crate) struct FaultQueue(VecDeque<(Fault, usize)>);

impl FaultQueue {
    pub(crate) fn push(&mut self, fault: Fault, times: usize) {
        if times > 0 {
            self.0.push_back((fault, times));
        }
    }

    pub(crate) fn clear(&mut self) {
        self.0.clear();
    }

    pub(crate) fn pending(&self) -> usize {
        self.0
            .iter()
            .fold(0, |sum, (_, times)| sum.saturating_add(*times))
    }

    /// The fault of the call that has just arrived.
    pub(crate) fn next(&mut self) -> Option<Fault> {
        let (fault, times) = self.0.front_mut()?;
        *times -= 1;
        if *times > 0 {
            return Some(fault.clone());
        }
        self.0.pop_front().map(|(fault, _)| fault)
    }
}
