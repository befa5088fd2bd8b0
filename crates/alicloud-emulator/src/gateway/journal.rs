//! The record of received requests, for tests.

use std::collections::VecDeque;

use super::ReceivedRequest;

/// The latest received requests, and the number of all received requests.
#[derive(Default)]
pub(crate) struct Journal {
    requests: VecDeque<ReceivedRequest>,
    count: u64,
}

impl Journal {
    const CAPACITY: usize = 1000;

    pub(crate) fn note(&mut self, request: ReceivedRequest) {
        if self.requests.len() == Self::CAPACITY {
            self.requests.pop_front();
        }
        self.count += 1;
        self.requests.push_back(request);
    }

    pub(crate) fn iter(&self) -> impl DoubleEndedIterator<Item = &ReceivedRequest> {
        self.requests.iter()
    }

    pub(crate) fn requests(&self) -> Vec<ReceivedRequest> {
        self.requests.iter().cloned().collect()
    }

    pub(crate) fn count(&self) -> u64 {
        self.count
    }
}
