//! A stream that runs many futures concurrently.

use std::{
    collections::{BTreeMap, VecDeque},
    iter::Fuse,
    pin::Pin,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    task::{Context, Poll, Wake, Waker},
};

use futures_core::Stream;

/// A stream of the outputs of `futures`, in the order of completion. At most `concurrency` futures
/// are in flight at the same time.
///
/// A poll of the stream polls only the futures that were woken, so idle futures cost nothing.
pub(super) struct InFlight<I: Iterator> {
    futures: Fuse<I>,
    concurrency: usize,
    flying: BTreeMap<u64, Flying<I::Item>>,
    next_number: u64,
    woken: Arc<Mutex<Woken>>,
}

/// A future in flight, and the state that its wakers share.
type Flying<F> = (Pin<Box<F>>, Arc<Signal>);

/// The numbers of the futures that were woken, and the waker of the stream.
#[derive(Default)]
struct Woken {
    numbers: VecDeque<u64>,
    stream: Option<Waker>,
}

impl Woken {
    fn with<T>(this: &Mutex<Self>, action: impl FnOnce(&mut Self) -> T) -> T {
        // No code panics while it holds the lock.
        action(&mut this.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// The state that all wakers of one future share.
struct Signal {
    number: u64,
    /// Whether `woken` already contains the number.
    is_woken: AtomicBool,
    woken: Arc<Mutex<Woken>>,
}

impl Wake for Signal {
    fn wake(self: Arc<Self>) {
        if self.is_woken.swap(true, Ordering::AcqRel) {
            return;
        }
        let stream = Woken::with(&self.woken, |woken| {
            woken.numbers.push_back(self.number);
            woken.stream.take()
        });
        if let Some(stream) = stream {
            stream.wake();
        }
    }
}

impl<I: Iterator<Item: Future>> InFlight<I> {
    pub(super) fn new(futures: I, concurrency: usize) -> Self {
        Self {
            futures: futures.fuse(),
            concurrency,
            flying: BTreeMap::new(),
            next_number: 0,
            woken: Arc::default(),
        }
    }

    /// Starts futures until `concurrency` futures are in flight. A new future counts as woken.
    fn fill(&mut self) {
        while self.flying.len() < self.concurrency {
            let Some(future) = self.futures.next() else {
                break;
            };
            let number = self.next_number;
            self.next_number += 1;
            let signal = Signal {
                number,
                is_woken: AtomicBool::new(true),
                woken: Arc::clone(&self.woken),
            };
            self.flying
                .insert(number, (Box::pin(future), Arc::new(signal)));
            Woken::with(&self.woken, |woken| woken.numbers.push_back(number));
        }
    }
}

/// A future's waker may outlive the stream. The stream's own waker is therefore dropped here,
/// because it would keep the stream's task alive.
impl<I: Iterator> Drop for InFlight<I> {
    fn drop(&mut self) {
        // The waker is dropped after the lock is released.
        let _stream = Woken::with(&self.woken, |woken| woken.stream.take());
    }
}

// Each future is pinned in its own box, so the stream can move.
impl<I: Iterator> Unpin for InFlight<I> {}

impl<I: Iterator<Item: Future>> Stream for InFlight<I> {
    type Item = <I::Item as Future>::Output;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.fill();
        let waker = context.waker().clone();
        // Cloning or dropping a waker can run foreign code, so the lock is not held meanwhile.
        let (count, _before) = Woken::with(&self.woken, |woken| {
            (woken.numbers.len(), woken.stream.replace(waker))
        });
        // A future that wakes itself is polled again only in the next call, so that other tasks can
        // run first.
        for _ in 0..count {
            let number = Woken::with(&self.woken, |woken| woken.numbers.pop_front());
            // Skip the number of a future that has ended or panicked, but was woken afterwards.
            let Some((number, (mut future, signal))) =
                number.and_then(|number| self.flying.remove_entry(&number))
            else {
                continue;
            };
            // A `store` would not be enough, because only `swap` acquires the writes from before
            // the future was woken.
            signal.is_woken.swap(false, Ordering::AcqRel);
            let waker = Waker::from(Arc::clone(&signal));
            match future.as_mut().poll(&mut Context::from_waker(&waker)) {
                Poll::Ready(output) => return Poll::Ready(Some(output)),
                Poll::Pending => drop(self.flying.insert(number, (future, signal))),
            }
        }
        if self.flying.is_empty() {
            Poll::Ready(None)
        } else {
            Poll::Pending
        }
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let flying = self.flying.len();
        let (least, most) = self.futures.size_hint();
        (
            least.saturating_add(flying),
            most.and_then(|most| most.checked_add(flying)),
        )
    }
}

#[cfg(test)]
mod tests;
