//! Tests rate limits: how long attempts wait, and which calls give their place in the queue back.

use std::{
    future::{Future as _, pending},
    num::NonZeroU32,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    task::{Context, Waker},
    time::Duration,
};

use alicloud::{
    Call, Client, Draft, Exchange, Operation, Request, Response, Session, Sign, Transport, Value,
    error::{CredentialsError, TransportError, TransportErrorKind},
    machine::{Machine, Step, Work},
    retry::{Attempt, Rate, RateLimits},
    sign::{Preparation, Stamp},
};

use super::Clock;
use crate::fixture::{response, session};

fn reads() -> Call {
    Call::new("Ecs", "2014-05-26", "DescribeAny").reads()
}

fn timeout() -> TransportError {
    TransportError::new(TransportErrorKind::Timeout, "planned")
}

fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

fn calls(number: u32) -> NonZeroU32 {
    number.try_into().unwrap()
}

/// A session that allows one call per second without bursts.
fn one_per_second(clock: &Clock) -> Session {
    let limits = RateLimits::new(Rate::per_second(calls(1)));
    clock.of(session()).rate_limits(limits)
}

/// The pause that the exchange requests.
#[track_caller]
fn waits<O: Operation<Output = Value>>(exchange: &mut Exchange<O>) -> Duration {
    match exchange.step() {
        Step::Wait(pause) => pause,
        other => panic!("{other:?}"),
    }
}

#[track_caller]
fn sends<O: Operation<Output = Value>>(exchange: &mut Exchange<O>) {
    let step = exchange.step();
    assert!(matches!(step, Step::Send(_)), "{step:?}");
}

#[test]
fn waits_for_the_rate_limit_within_the_call_timeout() {
    let clock = Clock::default();
    let session = one_per_second(&clock);
    let call = reads();
    sends(&mut session.exchange(&call));

    let mut second = session.exchange(&call);
    assert_eq!(waits(&mut second), seconds(1));
    // Calls are sent in the order in which they were started.
    let mut third = session.exchange(&call);
    assert_eq!(waits(&mut third), seconds(2));
    clock.advance(1_000);
    sends(&mut second);

    // Every attempt counts. The second attempt of the second call comes after the third call.
    second.receive(Err(timeout()));
    waits(&mut second);
    assert_eq!(waits(&mut second), seconds(2));

    let mut hurried = session.exchange(&call).within(seconds(2));
    let Step::Done(Err(error)) = hurried.step() else {
        panic!("the call waits beyond its timeout")
    };
    assert!(error.is_timeout() && !error.may_have_been_sent());
}

/// A transport whose `send` and `wait` never end.
struct Stuck;

impl Transport for Stuck {
    async fn send(&self, _request: Request) -> Result<Response, TransportError> {
        pending().await
    }

    async fn wait(&self, _duration: Duration) {
        pending::<()>().await;
    }
}

#[test]
fn dropped_calls_do_not_delay_others() {
    let clock = Clock::default();
    let limits = RateLimits::new(Rate::per_second(calls(100)).burst(calls(1)));
    let session = clock.of(session()).rate_limits(limits);
    let client = Client::with_transport(session.clone(), Stuck);
    let call = reads();
    sends(&mut session.exchange(&call));
    let poll = || {
        let mut sending = Box::pin(client.send(&call));
        let mut context = Context::from_waker(Waker::noop());
        assert!(sending.as_mut().poll(&mut context).is_pending());
        sending
    };

    // Calls are dropped one after the other, and all at once.
    for _ in 0..1000 {
        drop(poll());
    }
    drop((0..1000).map(|_| poll()).collect::<Vec<_>>());
    clock.advance(10);
    sends(&mut session.exchange(&call));
    // A sent call keeps its place because the server counts it.
    let mut next = session.exchange(&call);
    assert_eq!(waits(&mut next), Duration::from_millis(10));
}

#[test]
fn new_calls_use_the_reserved_time_of_dropped_calls() {
    let clock = Clock::default();
    let session = one_per_second(&clock);
    let call = reads();
    sends(&mut session.exchange(&call));
    let mut waiting: Vec<_> = (0..5).map(|_| session.exchange(&call)).collect();
    for (exchange, place) in waiting.iter_mut().zip(1..) {
        assert_eq!(waits(exchange), seconds(place));
    }
    drop(waiting.remove(2));
    drop(waiting.remove(1));
    for place in [2, 3, 6] {
        let mut exchange = session.exchange(&call);
        assert_eq!(waits(&mut exchange), seconds(place));
        waiting.push(exchange);
    }
}

/// The call times out while it waits for the rate limit, so it is never sent.
#[test]
fn timed_out_calls_return_their_reserved_time() {
    let clock = Clock::default();
    let session = one_per_second(&clock);
    let call = reads();
    sends(&mut session.exchange(&call));
    let mut late = session.exchange(&call).within(Duration::from_millis(1_500));
    assert_eq!(waits(&mut late), seconds(1));
    clock.advance(1_500);
    let Step::Done(Err(error)) = late.step() else {
        panic!("the exchange is not done")
    };
    assert!(error.is_timeout() && !error.may_have_been_sent());
    // The place is free although the exchange still exists.
    sends(&mut session.exchange(&call));
    drop(late);
}

/// A request with an error is not sent.
#[test]
fn a_refused_request_does_not_use_the_rate_limit() {
    let session = one_per_second(&Clock::default());
    let twice = reads().parameter("A", "1").parameter("A", "2");
    for _ in 0..3 {
        assert!(matches!(
            session.exchange(&twice).step(),
            Step::Done(Err(_))
        ));
    }
    sends(&mut session.exchange(&reads()));
}

/// A signer whose preparation runs work and then fails.
#[derive(Clone, Debug)]
struct Fetching;

impl Sign for Fetching {
    fn sign(&self, draft: &mut Draft<'_>, stamp: &Stamp) {
        draft.common_parameters(stamp);
    }

    fn prepare(&self, _clock: &alicloud::machine::Clock) -> Option<Box<Preparation>> {
        Some(Box::new(FetchingOnce(false)))
    }
}

struct FetchingOnce(bool);

impl Machine for FetchingOnce {
    type Output = Result<(), CredentialsError>;

    fn step(&mut self) -> Step<Self::Output> {
        if std::mem::replace(&mut self.0, true) {
            Step::Done(Err(CredentialsError::new("planned")))
        } else {
            Step::Run(Work::new(|| {}))
        }
    }

    fn receive(&mut self, _result: Result<Response, TransportError>) {}
}

/// A call that is never sent must not delay other calls.
#[test]
fn a_call_without_credentials_does_not_use_the_rate_limit() {
    let limits = RateLimits::new(Rate::per_second(calls(1)));
    let without = Session::new(Fetching)
        .endpoint("https://ecs.aliyuncs.com")
        .unwrap()
        .rate_limits(limits.clone());
    let clock = Clock::default();
    let without = clock.of(without);
    let call = reads();
    let mut fetching = without.exchange(&call);
    assert!(matches!(fetching.step(), Step::Run(_)));

    let with = clock.of(session()).rate_limits(limits);
    sends(&mut with.exchange(&call));
    assert!(matches!(fetching.step(), Step::Done(Err(_))));
}

/// A signer that counts the calls of `prepare`.
#[derive(Clone, Debug, Default)]
struct Counting(Arc<AtomicU32>);

impl Sign for Counting {
    fn sign(&self, draft: &mut Draft<'_>, stamp: &Stamp) {
        draft.common_parameters(stamp);
    }

    fn prepare(&self, _clock: &alicloud::machine::Clock) -> Option<Box<Preparation>> {
        self.0.fetch_add(1, Ordering::Relaxed);
        None
    }
}

/// Credentials may expire during the wait. The wait doesn't count as another attempt.
#[test]
fn prepares_the_signer_again_after_waiting() {
    let (clock, signer) = (Clock::default(), Counting::default());
    let session = Session::new(signer.clone())
        .endpoint("https://ecs.aliyuncs.com")
        .unwrap()
        .rate_limits(RateLimits::new(Rate::per_second(calls(1))))
        .retry(|attempt: &Attempt<'_>| {
            assert_eq!(attempt.number(), 1);
            None
        });
    let session = clock.of(session);
    let call = reads();
    sends(&mut session.exchange(&call));
    assert_eq!(signer.0.load(Ordering::Relaxed), 1);
    let mut second = session.exchange(&call);
    assert_eq!(waits(&mut second), seconds(1));
    clock.advance(1_000);
    sends(&mut second);
    assert_eq!(signer.0.load(Ordering::Relaxed), 3);
    second.receive(Err(timeout()));
    assert!(matches!(second.step(), Step::Done(Err(_))));
}

#[test]
fn dropped_sent_calls_keep_their_reserved_time() {
    let clock = Clock::default();
    let session = one_per_second(&clock);
    let call = reads();
    let mut answered = session.exchange(&call);
    sends(&mut answered);
    answered.receive(Ok(response(200, r#"{"RequestId":"R"}"#)));
    assert!(matches!(answered.step(), Step::Done(Ok(_))));
    drop(answered);
    let mut second = session.exchange(&call);
    assert_eq!(waits(&mut second), seconds(1));
    clock.advance(1_000);
    sends(&mut second);
    drop(second);
    assert_eq!(waits(&mut session.exchange(&call)), seconds(1));
}

#[test]
fn allows_a_large_burst_at_a_low_rate() {
    let clock = Clock::default();
    let rate = Rate::per_minute(calls(1)).burst(NonZeroU32::MAX);
    let session = clock.of(session()).rate_limits(RateLimits::new(rate));
    let call = reads();
    for _ in 0..1000 {
        sends(&mut session.exchange(&call));
    }
}
