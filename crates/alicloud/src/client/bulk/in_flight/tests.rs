use std::{
    cell::RefCell,
    future::poll_fn,
    panic::{AssertUnwindSafe, catch_unwind},
    rc::Rc,
    sync::atomic::{AtomicUsize, Ordering},
    task::Wake,
};

use super::*;

/// Counts how often its waker is woken.
#[derive(Default)]
struct Count(AtomicUsize);

impl Wake for Count {
    fn wake(self: Arc<Self>) {
        self.0.fetch_add(1, Ordering::SeqCst);
    }
}

/// The shared state of futures that the tests end one by one.
#[derive(Default)]
struct Calls {
    polls: usize,
    wakers: Vec<Waker>,
    ended: Vec<usize>,
}

type Shared = Rc<RefCell<Calls>>;

fn call(calls: &Shared, id: usize) -> impl Future<Output = usize> {
    let calls = Rc::clone(calls);
    poll_fn(move |context| {
        let mut calls = calls.borrow_mut();
        calls.polls += 1;
        if calls.ended.contains(&id) {
            return Poll::Ready(id);
        }
        if id >= calls.wakers.len() {
            calls.wakers.push(context.waker().clone());
        }
        Poll::Pending
    })
}

fn end(calls: &Shared, id: usize) {
    let mut calls = calls.borrow_mut();
    calls.ended.push(id);
    calls.wakers[id].wake_by_ref();
}

/// Polls `stream` once, with a waker that counts its calls in `count`.
fn poll<I: Iterator<Item: Future>>(
    stream: &mut InFlight<I>,
    count: &Arc<Count>,
) -> Poll<Option<<I::Item as Future>::Output>> {
    let waker = Waker::from(Arc::clone(count));
    Pin::new(stream).poll_next(&mut Context::from_waker(&waker))
}

#[test]
fn polls_only_futures_that_were_woken() {
    const COUNT: usize = 1000;
    let (calls, count) = (Shared::default(), Arc::<Count>::default());
    let futures = (0..COUNT).map(|id| call(&calls, id));
    let mut stream = InFlight::new(futures, usize::MAX);
    assert_eq!(poll(&mut stream, &count), Poll::Pending);
    assert_eq!(calls.borrow().polls, COUNT);
    for id in (0..COUNT).rev() {
        end(&calls, id);
        assert_eq!(poll(&mut stream, &count), Poll::Ready(Some(id)));
        assert_eq!(stream.size_hint(), (id, Some(id)));
    }
    assert_eq!(calls.borrow().polls, 2 * COUNT);
    assert_eq!(count.0.load(Ordering::SeqCst), COUNT);
    assert_eq!(poll(&mut stream, &count), Poll::Ready(None));
}

#[test]
fn limits_concurrency_and_wakes_its_task_once() {
    let (calls, count) = (Shared::default(), Arc::<Count>::default());
    let mut stream = InFlight::new((0..5).map(|id| call(&calls, id)), 2);
    assert_eq!(stream.size_hint(), (5, Some(5)));
    assert_eq!(poll(&mut stream, &count), Poll::Pending);
    assert_eq!(calls.borrow().wakers.len(), 2);
    end(&calls, 1);
    end(&calls, 0);
    assert_eq!(count.0.load(Ordering::SeqCst), 1);
    assert_eq!(poll(&mut stream, &count), Poll::Ready(Some(1)));
    assert_eq!(poll(&mut stream, &count), Poll::Ready(Some(0)));
    assert_eq!(poll(&mut stream, &count), Poll::Pending);
    assert_eq!(calls.borrow().wakers.len(), 4);
}

#[test]
fn ignores_wakers_of_futures_that_have_ended() {
    let (calls, count) = (Shared::default(), Arc::<Count>::default());
    let mut stream = InFlight::new((0..2).map(|id| call(&calls, id)), 2);
    assert_eq!(poll(&mut stream, &count), Poll::Pending);
    end(&calls, 0);
    assert_eq!(poll(&mut stream, &count), Poll::Ready(Some(0)));
    for _ in 0..10 {
        end(&calls, 0);
    }
    let polls = calls.borrow().polls;
    assert_eq!(poll(&mut stream, &count), Poll::Pending);
    assert_eq!(calls.borrow().polls, polls);
}

/// A Tokio task wakes itself when its cooperative budget is spent.
#[test]
fn polls_self_waking_futures_once_per_call() {
    let count = Arc::<Count>::default();
    let mut turns = 0;
    let future = poll_fn(|context| {
        turns += 1;
        context.waker().wake_by_ref();
        if turns == 3 {
            Poll::Ready(())
        } else {
            Poll::Pending
        }
    });
    let mut stream = InFlight::new([future].into_iter(), 1);
    assert_eq!(poll(&mut stream, &count), Poll::Pending);
    assert_eq!(poll(&mut stream, &count), Poll::Pending);
    assert_eq!(poll(&mut stream, &count), Poll::Ready(Some(())));
    drop(stream);
    assert_eq!(turns, 3);
}

#[test]
fn drops_panicked_futures_and_runs_the_others() {
    let futures = (0..3).map(|id| async move {
        assert_ne!(id, 1);
        id
    });
    let mut stream = InFlight::new(futures, 3);
    let count = Arc::default();
    assert_eq!(poll(&mut stream, &count), Poll::Ready(Some(0)));
    let panicked = catch_unwind(AssertUnwindSafe(|| poll(&mut stream, &count)));
    assert!(panicked.is_err());
    assert_eq!(poll(&mut stream, &count), Poll::Ready(Some(2)));
    assert_eq!(poll(&mut stream, &count), Poll::Ready(None));
}

#[test]
fn drops_the_stream_waker_without_holding_the_lock() {
    /// Wakes another waker when it is dropped.
    struct WakesOnDrop(Waker);

    impl Wake for WakesOnDrop {
        fn wake(self: Arc<Self>) {}
    }

    impl Drop for WakesOnDrop {
        fn drop(&mut self) {
            self.0.wake_by_ref();
        }
    }

    let calls = Shared::default();
    let mut stream = InFlight::new([call(&calls, 0)].into_iter(), 1);
    let count = Arc::default();
    assert_eq!(poll(&mut stream, &count), Poll::Pending);
    let inner = calls.borrow().wakers[0].clone();
    let waker = Waker::from(Arc::new(WakesOnDrop(inner)));
    let context = &mut Context::from_waker(&waker);
    assert_eq!(Pin::new(&mut stream).poll_next(context), Poll::Pending);
    drop(waker);
    // The stream holds the last clone of the old waker, and replaces it in this poll.
    assert_eq!(poll(&mut stream, &count), Poll::Pending);
    end(&calls, 0);
    assert_eq!(poll(&mut stream, &count), Poll::Ready(Some(0)));
}

#[test]
fn dropping_the_stream_releases_its_task() {
    let calls = Shared::default();
    let mut stream = InFlight::new([call(&calls, 0)].into_iter(), 1);
    let count = Arc::default();
    assert_eq!(poll(&mut stream, &count), Poll::Pending);
    drop(stream);
    assert_eq!(calls.borrow().wakers.len(), 1);
    assert_eq!(Arc::strong_count(&count), 1);
}
