//! Tests `send_all`, which sends many operations concurrently.

use std::{
    num::NonZeroUsize,
    ops::ControlFlow,
    panic::{self, AssertUnwindSafe},
    sync::{
        Arc, Barrier, Mutex,
        atomic::{AtomicUsize, Ordering},
        mpsc,
    },
    time::Duration,
};

use alicloud::{
    Api, Call, Client, Draft, Operation, Reply, Request, Response, blocking,
    error::{DecodeError, TransportError, TransportErrorKind},
};
use futures_util::StreamExt as _;
use tokio::runtime::Builder;

use crate::fixture::session;

fn call(id: usize) -> Call {
    Call::new("Ecs", "2014-05-26", "StopAny").parameter("Id", id.to_string())
}

fn id(request: &Request) -> usize {
    let (_, rest) = request.parameters().split_once("Id=").unwrap();
    rest.split('&').next().unwrap().parse().unwrap()
}

fn concurrency(number: usize) -> NonZeroUsize {
    number.try_into().unwrap()
}

fn answer(id: usize) -> Result<Response, TransportError> {
    if id == 3 {
        return Err(TransportError::new(TransportErrorKind::Timeout, "planned"));
    }
    Ok(Response::new(
        format!(r#"{{"RequestId":"R","Id":{id}}}"#).into(),
    ))
}

/// Counts things that exist at the same time: the current number and the maximum.
#[derive(Clone, Default)]
struct UnderWay(Arc<(AtomicUsize, AtomicUsize)>);

impl UnderWay {
    fn enter(&self) {
        let now = self.0.0.fetch_add(1, Ordering::SeqCst) + 1;
        self.0.1.fetch_max(now, Ordering::SeqCst);
    }

    fn leave(&self) {
        self.0.0.fetch_sub(1, Ordering::SeqCst);
    }

    fn now(&self) -> usize {
        self.0.0.load(Ordering::SeqCst)
    }

    fn most(&self) -> usize {
        self.0.1.load(Ordering::SeqCst)
    }
}

#[test]
fn a_stream_yields_operations_with_results_and_limits_concurrency() {
    let under_way = UnderWay::default();
    let seen = under_way.clone();
    let client = Client::with_transport(session(), move |request: Request| {
        let seen = seen.clone();
        async move {
            seen.enter();
            tokio::task::yield_now().await;
            seen.leave();
            answer(id(&request))
        }
    });
    let runtime = Builder::new_current_thread().build().unwrap();
    let mut results: Vec<_> = runtime.block_on(
        client
            .send_all((0..10).map(call), concurrency(4))
            .map(|(call, result)| {
                (
                    format!("{call:?}"),
                    result.ok().map(|reply| reply["Id"].clone()),
                )
            })
            .collect(),
    );
    results.sort_by_key(|(_, id)| id.as_ref().map(|id| id.as_u64()));
    let expected: Vec<_> = [None]
        .into_iter()
        .chain((0..10).filter(|id| *id != 3).map(|id| Some(id.into())))
        .collect();
    assert_eq!(
        results.iter().map(|(_, id)| id.clone()).collect::<Vec<_>>(),
        expected
    );
    assert_eq!(under_way.most(), 4);
}

#[test]
fn a_stream_yields_results_in_order_of_arrival() {
    let client = Client::with_transport(session(), |request: Request| async move {
        let id = id(&request);
        tokio::time::sleep(Duration::from_millis(if id == 0 { 60 } else { 1 })).await;
        answer(id)
    });
    let runtime = Builder::new_current_thread().enable_time().build().unwrap();
    let order: Vec<_> = runtime.block_on(
        client
            .send_all((0..2).map(call), concurrency(2))
            .map(|(_, result)| result.unwrap()["Id"].as_u64().unwrap())
            .collect(),
    );
    assert_eq!(order, [1, 0]);
}

#[test]
fn passes_operations_with_results_to_the_calling_thread() {
    let under_way = UnderWay::default();
    let seen = under_way.clone();
    // The barrier releases requests only in groups of four, so there must be at least four threads.
    let barrier = Barrier::new(4);
    let client = blocking::Client::with_transport(session(), move |request: Request| {
        seen.enter();
        barrier.wait();
        seen.leave();
        answer(id(&request))
    });
    let caller = std::thread::current().id();
    let mut arrived = Vec::new();
    client.send_all((0..12).map(call), concurrency(4), |call, result| {
        assert_eq!(std::thread::current().id(), caller);
        assert_eq!(call.api().action(), "StopAny");
        arrived.push(result.map_or(99, |reply| reply["Id"].as_u64().unwrap()));
        ControlFlow::Continue(())
    });
    arrived.sort_unstable();
    assert_eq!(arrived, [0, 1, 2, 4, 5, 6, 7, 8, 9, 10, 11, 99]);
    assert_eq!(under_way.most(), 4);
}

/// Without a limit, waiting replies could fill the memory while the caller processes results
/// slowly.
#[test]
fn limits_waiting_results_to_the_concurrency() {
    const CONCURRENCY: usize = 4;
    const CALLS: usize = 100;

    /// A call whose output is counted until the output is dropped.
    struct Counted(Call, UnderWay, Arc<AtomicUsize>);

    struct Output(UnderWay);

    impl Drop for Output {
        fn drop(&mut self) {
            self.0.leave();
        }
    }

    impl Operation for Counted {
        type Output = Output;

        fn api(&self) -> &Api {
            self.0.api()
        }

        fn write(&self, draft: &mut Draft<'_>) {
            self.0.write(draft);
        }

        fn read(&self, _: Reply<'_>) -> Result<Output, DecodeError> {
            self.1.enter();
            self.2.fetch_add(1, Ordering::SeqCst);
            Ok(Output(self.1.clone()))
        }
    }

    let (alive, read) = (UnderWay::default(), Arc::<AtomicUsize>::default());
    let client = blocking::Client::with_transport(session(), |_: Request| answer(0));
    let operations = (0..CALLS).map(|id| Counted(call(id), alive.clone(), Arc::clone(&read)));
    let mut arrived = 0;
    client.send_all(operations, concurrency(CONCURRENCY), |_, output| {
        // Wait until the buffer of waiting results is full.
        let expected = CALLS.min(arrived + 1 + CONCURRENCY);
        while read.load(Ordering::SeqCst) < expected {
            std::thread::yield_now();
        }
        drop(output);
        arrived += 1;
        ControlFlow::Continue(())
    });
    assert_eq!(arrived, CALLS);
    assert_eq!(
        alive.most(),
        CONCURRENCY + 1,
        "one result is with the caller"
    );
    assert_eq!(alive.now(), 0);
}

/// All threads wait for the caller to take their results.
#[test]
fn break_or_panic_releases_waiting_threads() {
    let read = AtomicUsize::new(0);
    let client = blocking::Client::with_transport(session(), |request: Request| {
        read.fetch_add(1, Ordering::SeqCst);
        answer(id(&request))
    });
    let all_wait = |arrived: usize| {
        while read.load(Ordering::SeqCst) < arrived + 4 {
            std::thread::yield_now();
        }
    };
    client.send_all((10..).map(call), concurrency(4), |_, _| {
        all_wait(1);
        ControlFlow::Break(())
    });
    read.store(0, Ordering::SeqCst);
    let panicked = panic::catch_unwind(AssertUnwindSafe(|| {
        client.send_all((10..).map(call), concurrency(4), |_, _| {
            all_wait(1);
            panic!("planned")
        });
    }));
    assert!(panicked.is_err());
}

#[test]
fn accepts_fewer_operations_than_threads() {
    let calls = Mutex::new(0);
    let client = blocking::Client::with_transport(session(), |request: Request| {
        *calls.lock().unwrap() += 1;
        answer(id(&request))
    });
    client.send_all((0..2).map(call), concurrency(64), |_, result| {
        assert!(result.is_ok());
        ControlFlow::Continue(())
    });
    client.send_all([], concurrency(1), |_: Call, _| {
        panic!("a call was made without an operation")
    });
    assert_eq!(*calls.lock().unwrap(), 2);
}

/// The second operation is created only after the result of the first operation has arrived.
#[test]
fn passes_a_result_before_the_next_operation_exists() {
    let client =
        blocking::Client::with_transport(session(), |request: Request| answer(id(&request)));
    let (sender, operations) = mpsc::channel();
    sender.send(call(0)).unwrap();
    let mut sender = Some(sender);
    let mut arrived = 0;
    client.send_all(operations, concurrency(4), |_, _| {
        arrived += 1;
        if let Some(sender) = sender.take() {
            sender.send(call(1)).unwrap();
        }
        ControlFlow::Continue(())
    });
    assert_eq!(arrived, 2);
}

#[test]
fn break_or_panic_stops_further_calls() {
    let sent = AtomicUsize::new(0);
    let client = blocking::Client::with_transport(session(), |request: Request| {
        sent.fetch_add(1, Ordering::SeqCst);
        answer(id(&request))
    });
    let mut arrived = 0;
    client.send_all((10..).map(call), concurrency(2), |_, _| {
        arrived += 1;
        if arrived == 3 {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    });
    assert_eq!(arrived, 3);

    let panicked = panic::catch_unwind(AssertUnwindSafe(|| {
        client.send_all((10..).map(call), concurrency(2), |_, _| panic!("planned"));
    }));
    assert!(panicked.is_err());
}

#[test]
fn dropping_the_stream_cancels_calls_in_flight() {
    let under_way = UnderWay::default();
    let seen = under_way.clone();
    let client = Client::with_transport(session(), move |_: Request| {
        struct Leave(UnderWay);
        impl Drop for Leave {
            fn drop(&mut self) {
                self.0.leave();
            }
        }
        seen.enter();
        let entered = Leave(seen.clone());
        async move {
            let _entered = entered;
            std::future::pending().await
        }
    });
    let runtime = Builder::new_current_thread().enable_time().build().unwrap();
    runtime.block_on(async {
        let mut results = Box::pin(client.send_all((0..10).map(call), concurrency(3)));
        let first = tokio::time::timeout(Duration::from_millis(20), results.next());
        assert!(first.await.is_err());
        assert_eq!(under_way.now(), 3);
        drop(results);
        assert_eq!(under_way.now(), 0);
    });
}
