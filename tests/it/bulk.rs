//! Many operations at once.

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

/// How many are under way at the same time, and the most there were.
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
fn a_stream_yields_each_with_its_result_at_bounded_concurrency() {
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
fn results_come_as_they_arrive_not_as_they_were_asked_for() {
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
fn threads_hand_each_with_its_result_to_the_caller() {
    let under_way = UnderWay::default();
    let seen = under_way.clone();
    // Nobody goes on before four are there: so there are four threads at least.
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

/// Or replies would fill the memory while they are worked on.
#[test]
fn no_more_results_wait_than_calls_may_be_under_way() {
    const CONCURRENCY: usize = 4;
    const CALLS: usize = 100;

    /// A call whose output is counted for as long as it is there.
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
        // Until there is as much as can wait, besides what has arrived.
        let expected = CALLS.min(arrived + 1 + CONCURRENCY);
        while read.load(Ordering::SeqCst) < expected {
            std::thread::yield_now();
        }
        drop(output);
        arrived += 1;
        ControlFlow::Continue(())
    });
    assert_eq!(arrived, CALLS);
    assert_eq!(alive.most(), CONCURRENCY + 1, "one is with the caller");
    assert_eq!(alive.now(), 0);
}

/// All threads have a result that nobody takes.
#[test]
fn whoever_has_enough_lets_threads_go_that_wait() {
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
fn fewer_operations_than_threads_and_none_at_all_are_fine() {
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
        panic!("nothing was asked for")
    });
    assert_eq!(*calls.lock().unwrap(), 2);
}

/// The second operation is there only once the first has arrived.
#[test]
fn a_result_arrives_before_the_next_operation_is_there() {
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
fn whoever_has_enough_stops_the_rest() {
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
fn dropping_the_stream_gives_up_what_is_in_flight() {
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
