//! The record of received requests, for tests.

use std::collections::VecDeque;

use super::ReceivedRequest;

/// The latest received requests, and the number of all received requests.
#[derive(Default)]
pub(crate) struct Journal {
    requests: VecDeque<ReceivedRequest>,
    /// The sum of the sizes of `requests` in bytes.
    size: usize,
    count: u64,
}

impl Journal {
    const CAPACITY: usize = 1000;
    /// The number of bytes that the requests may have together. The latest request stays even if it
    /// is larger.
    const MOST_BYTES: usize = 16 << 20;

    pub(crate) fn note(&mut self, request: ReceivedRequest) {
        let size = request.size();
        while self.requests.len() == Self::CAPACITY || self.size + size > Self::MOST_BYTES {
            let Some(oldest) = self.requests.pop_front() else {
                break;
            };
            self.size -= oldest.size();
        }
        self.size += size;
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
