//! Tests the timeout of a whole call.

use std::time::Duration;

use alicloud::{
    Call, Error,
    blocking::Client,
    error::{TransportError, TransportErrorKind},
    machine::{Machine as _, Step},
    retry::Retry,
    testing::Script,
};

use super::Clock;
use crate::fixture::session;

const OK: &str = r#"{"RequestId":"R"}"#;

fn reads() -> Call {
    Call::new("Ecs", "2014-05-26", "DescribeAny").reads()
}

fn timeout() -> TransportError {
    TransportError::new(TransportErrorKind::Timeout, "planned")
}

fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

#[test]
fn the_call_timeout_covers_attempts_and_pauses() {
    let clock = Clock::default();
    let retry = Retry::default()
        .attempts(9)
        .backoff(seconds(2), seconds(2))
        .jitter(|| 1.0);
    let session = clock.of(session()).retry(retry).call_timeout(seconds(10));
    let call = reads();
    let mut exchange = session.exchange(&call);

    let Step::Send(request) = exchange.step() else {
        panic!("no request is sent")
    };
    assert_eq!(
        request.time_limit(Duration::MAX).remaining(),
        Some(seconds(10))
    );
    clock.advance(3_000);
    exchange.receive(Err(timeout()));
    let Step::Wait(pause) = exchange.step() else {
        panic!("the exchange doesn't pause")
    };
    assert_eq!(pause, seconds(2));
    clock.advance(2_000);
    let Step::Send(request) = exchange.step() else {
        panic!("the request is not retried")
    };
    assert_eq!(
        request.time_limit(Duration::MAX).remaining(),
        Some(seconds(5))
    );
    clock.advance(3_500);
    exchange.receive(Err(timeout()));
    // Only 1.5 s are left, and the pause would take 2 s.
    let Step::Done(Err(Error::Transport(error))) = exchange.step() else {
        panic!("the exchange is not done")
    };
    assert_eq!(error.to_string(), timeout().to_string());
}

#[test]
fn a_call_can_have_its_own_timeout() {
    let session = Clock::default().of(session()).call_timeout(seconds(10));
    let script = Script::new().reply(OK).reply(OK).reply(OK);
    let client = Client::with_transport(session.clone(), script.clone());
    client.send(&reads()).unwrap();
    client.send_within(&reads(), seconds(7)).unwrap();
    let client = alicloud::Client::with_transport(session, script.clone());
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap();
    runtime
        .block_on(client.send_within(&reads(), seconds(70)))
        .unwrap();
    let requests = script.requests();
    let remaining = requests
        .iter()
        .map(|sent| sent.request().time_limit(Duration::MAX).remaining());
    assert!(remaining.eq([10, 7, 70].map(|limit| Some(seconds(limit)))));
}

/// A pause takes too long, so that no time is left. The error of the previous attempt is more
/// informative than a timeout.
#[test]
fn returns_the_last_error_when_no_time_is_left() {
    use TransportErrorKind::{Connect, Other};

    let clock = Clock::default();
    let session = clock.of(session()).call_timeout(seconds(1));
    let call = reads();
    for kind in [Connect, Other] {
        let mut exchange = session.exchange(&call);
        assert!(matches!(exchange.step(), Step::Send(_)));
        exchange.receive(Err(TransportError::new(kind, "planned")));
        assert!(matches!(exchange.step(), Step::Wait(_)));
        clock.advance(1_000);
        let Step::Done(Err(Error::Transport(error))) = exchange.step() else {
            panic!("the exchange is not done")
        };
        assert_eq!(error.kind(), kind);
        assert_eq!(error.may_have_been_sent(), kind == Other);
    }

    let zero = session.call_timeout(Duration::ZERO);
    let Step::Done(Err(error)) = zero.exchange(&call).step() else {
        panic!("the exchange is not done")
    };
    assert!(error.is_timeout() && !error.may_have_been_sent());
}
