//! Tests `send_all` of both clients with 100,000 calls.

use std::{
    collections::{HashSet, VecDeque},
    future::poll_fn,
    ops::ControlFlow,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    task::{Poll, Waker},
    thread,
};

use alicloud::{Anonymous, Call, Client, Request, Response, Session, blocking};

use super::{RATIO, Work};
use crate::fixture::block_on;

const CALLS: usize = 100_000;
const CONCURRENCY: usize = 100;

fn session() -> Session {
    Session::new(Anonymous)
        .endpoint("https://ecs.aliyuncs.com")
        .unwrap()
}

fn answer() -> Response {
    Response::new(r#"{"RequestId":"1450F2D7"}"#.into())
}

/// Creates operations on demand. `taken` counts the created operations. `most` is the maximum
/// number of operations whose result had not arrived yet.
fn operations<'a>(
    count: usize,
    taken: &'a AtomicUsize,
    arrived: &'a AtomicUsize,
    most: &'a AtomicUsize,
) -> impl Iterator<Item = Call> + Send + 'a {
    (0..count).map(move |_| {
        let taken = taken.fetch_add(1, Ordering::SeqCst) + 1;
        most.fetch_max(taken - arrived.load(Ordering::SeqCst), Ordering::SeqCst);
        Call::new("Ecs", "2014-05-26", "DescribeAny").reads()
    })
}

/// A server that answers the oldest waiting request when `CONCURRENCY` requests wait.
#[derive(Default)]
struct Server {
    waiting: Mutex<VecDeque<(Arc<AtomicBool>, Waker)>>,
    polls: AtomicUsize,
}

impl Server {
    async fn send(&self) {
        let mut answered = None::<Arc<AtomicBool>>;
        poll_fn(|context| {
            self.polls.fetch_add(1, Ordering::SeqCst);
            if let Some(answered) = &answered {
                return if answered.load(Ordering::SeqCst) {
                    Poll::Ready(())
                } else {
                    Poll::Pending
                };
            }
            let waiting = (Arc::default(), context.waker().clone());
            answered = Some(Arc::clone(&waiting.0));
            let mut queue = self.waiting.lock().unwrap();
            queue.push_back(waiting);
            let is_full = queue.len() == CONCURRENCY;
            drop(queue);
            if is_full {
                self.answer_first();
            }
            Poll::Pending
        })
        .await;
    }

    fn answer_first(&self) {
        let first = self.waiting.lock().unwrap().pop_front();
        if let Some((answered, waker)) = first {
            answered.store(true, Ordering::SeqCst);
            waker.wake();
        }
    }
}

/// Sends `count` operations with the async client.
fn send_async(count: usize) -> Work {
    let counters = <[AtomicUsize; 3]>::default();
    let [taken, arrived, most] = &counters;
    let server = Arc::new(Server::default());
    let to_server = Arc::clone(&server);
    let client = Client::with_transport(session(), move |_: Request| {
        let server = Arc::clone(&to_server);
        async move {
            server.send().await;
            Ok(answer())
        }
    });
    let work = Work::of(|| {
        block_on(async {
            let operations = operations(count, taken, arrived, most);
            let mut results = client.send_all(operations, CONCURRENCY.try_into().unwrap());
            while let Some((_, result)) = results.next().await {
                assert_eq!(result.unwrap()["RequestId"], "1450F2D7");
                arrived.fetch_add(1, Ordering::SeqCst);
                // After the last operation, no request fills the queue, so requests are answered
                // here.
                if taken.load(Ordering::SeqCst) == count {
                    server.answer_first();
                }
            }
        });
    });
    assert_eq!(arrived.load(Ordering::SeqCst), count);
    assert_eq!(most.load(Ordering::SeqCst), CONCURRENCY.min(count));
    let polls = server.polls.load(Ordering::SeqCst);
    assert_eq!(
        polls,
        2 * count,
        "a request should be polled only when it is woken"
    );
    work
}

/// Each call is polled twice. The memory doesn't grow with the number of calls.
#[test]
fn the_async_client_sends_100_000_operations_with_linear_work_and_bounded_memory() {
    let (less, more) = (send_async(CALLS / RATIO), send_async(CALLS));
    assert!(
        more.allocations <= less.allocations * RATIO as u64 * 101 / 100
            && more.allocated_bytes <= less.allocated_bytes * RATIO as u64 * 101 / 100
            && more.most_bytes <= less.most_bytes * 101 / 100,
        "{less:?}, {RATIO} times as many: {more:?}"
    );
}

/// A thread takes its next operation when its previous result has arrived.
#[test]
fn the_blocking_client_sends_100_000_operations_with_bounded_threads_and_operations() {
    let counters = <[AtomicUsize; 3]>::default();
    let [taken, arrived, most] = &counters;
    let (requests, threads) = (AtomicUsize::new(0), Mutex::new(HashSet::new()));
    let client = blocking::Client::with_transport(session(), |_: Request| {
        requests.fetch_add(1, Ordering::SeqCst);
        threads.lock().unwrap().insert(thread::current().id());
        Ok(answer())
    });
    client.send_all(
        operations(CALLS, taken, arrived, most),
        CONCURRENCY.try_into().unwrap(),
        |_, result| {
            assert_eq!(result.unwrap()["RequestId"], "1450F2D7");
            arrived.fetch_add(1, Ordering::SeqCst);
            ControlFlow::Continue(())
        },
    );
    assert_eq!(arrived.load(Ordering::SeqCst), CALLS);
    assert_eq!(requests.load(Ordering::SeqCst), CALLS);
    assert!(threads.lock().unwrap().len() <= CONCURRENCY);
    let most = most.load(Ordering::SeqCst);
    assert!(
        most <= CONCURRENCY + 1,
        "{most} operations, including the operation of the caller"
    );
}
