//! The pending replies or errors of a gateway.

use std::collections::{BTreeMap, VecDeque};

use super::{Prepared, Target, Times};

/// Prepared answers, which [`pending`](Self::pending) lists in the order in which they were added.
#[derive(Debug)]
pub(crate) struct PreparedAnswers<T> {
    queues: BTreeMap<Calls, Queue<T>>,
    /// The number of the next answer.
    next_number: u64,
}

/// The calls to which the answers of a queue apply: an operation, and a version or every version.
type Calls = (String, Option<String>);

/// The answers to the same calls. Each answer has a number, which shows the order of all answers.
#[derive(Debug)]
struct Queue<T> {
    /// Answers that apply to a number of calls.
    counted: VecDeque<(u64, T)>,
    /// The answer that applies to all further calls.
    lasting: Option<(u64, T)>,
}

impl<T> Default for PreparedAnswers<T> {
    fn default() -> Self {
        Self {
            queues: BTreeMap::new(),
            next_number: 0,
        }
    }
}

impl<T> Default for Queue<T> {
    fn default() -> Self {
        Self {
            counted: VecDeque::new(),
            lasting: None,
        }
    }
}

impl<T: Prepared> PreparedAnswers<T> {
    /// Adds an answer. A lasting answer replaces another lasting answer for the same operation.
    pub(crate) fn push(&mut self, answer: T) {
        let Target {
            action,
            version,
            times,
        } = answer.target().clone();
        if times == Times::Count(0) {
            return;
        }
        let queue = self.queues.entry((action, version)).or_default();
        let numbered = (self.next_number, answer);
        self.next_number += 1;
        match times {
            Times::Count(_) => queue.counted.push_back(numbered),
            Times::Always => queue.lasting = Some(numbered),
        }
    }

    pub(crate) fn clear(&mut self) {
        self.queues.clear();
    }

    pub(crate) fn pending(&self) -> Vec<&T> {
        let queues = self.queues.values();
        let mut answers: Vec<&(u64, T)> = queues
            .flat_map(|queue| queue.counted.iter().chain(&queue.lasting))
            .collect();
        answers.sort_unstable_by_key(|(number, _)| *number);
        answers.into_iter().map(|(_, answer)| answer).collect()
    }

    /// Takes the answer to a call that has arrived. Answers with a number of calls come first, and
    /// of the lasting answers, the latest counts.
    pub(crate) fn next(
        &mut self,
        action: &str,
        version: &str,
        is_usable: impl Fn(&T) -> bool,
    ) -> Option<T> {
        let calls = [Some(version.to_owned()), None]
            .map(|version: Option<String>| (action.to_owned(), version));
        let queues = || {
            let queues = calls.iter();
            queues.filter_map(|calls| Some((calls, self.queues.get(calls)?)))
        };
        let counted = queues().filter_map(|(calls, queue)| {
            let mut answers = queue.counted.iter().enumerate();
            let (place, (number, _)) = answers.find(|(_, (_, answer))| is_usable(answer))?;
            Some((*number, calls, place))
        });
        let Some((_, calls, place)) = counted.min_by_key(|(number, _, _)| *number) else {
            let lasting = queues().filter_map(|(_, queue)| queue.lasting.as_ref());
            let usable = lasting.filter(|(_, answer)| is_usable(answer));
            let latest = usable.max_by_key(|(number, _)| *number);
            return latest.map(|(_, answer)| answer.clone());
        };
        self.use_up(calls, place)
    }

    /// Uses an answer for one call, and removes the answer if this was its last call.
    fn use_up(&mut self, calls: &Calls, place: usize) -> Option<T> {
        let queue = self.queues.get_mut(calls)?;
        let (_, answer) = queue.counted.get_mut(place)?;
        if let Times::Count(count @ 2..) = &mut answer.target_mut().times {
            *count -= 1;
            return Some(answer.clone());
        }
        let (_, answer) = queue.counted.remove(place)?;
        if queue.counted.is_empty() && queue.lasting.is_none() {
            self.queues.remove(calls);
        }
        Some(answer)
    }
}
