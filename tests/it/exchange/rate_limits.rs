//! Rate limits: which attempt waits for how long.

use std::time::Duration;

use alicloud::{Call, Rate, RateLimits, Step, TransportError, TransportErrorKind};

use super::Clock;
use crate::fixture::session;

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
fn a_call_waits_for_its_turn_as_far_as_its_limit_allows() {
    let clock = Clock::default();
    let limits = RateLimits::new(Rate::per_second(1.try_into().unwrap()));
    let session = clock.of(session()).rate_limits(limits);
    let call = reads();
    assert!(matches!(session.exchange(&call).step(), Step::Send(_)));

    let mut second = session.exchange(&call);
    let Step::Wait(pause) = second.step() else {
        panic!("no wait")
    };
    assert_eq!(pause, seconds(1));
    // Turns are given in the order in which they are asked for.
    let Step::Wait(pause) = session.exchange(&call).step() else {
        panic!("no wait")
    };
    assert_eq!(pause, seconds(2));
    clock.advance(1_000);
    assert!(matches!(second.step(), Step::Send(_)));

    // Every attempt has its turn, repeated ones too: this one after that of the third call.
    second.receive(Err(timeout()));
    let Step::Wait(_) = second.step() else {
        panic!("no pause")
    };
    let Step::Wait(pause) = second.step() else {
        panic!("no turn")
    };
    assert_eq!(pause, seconds(2));

    let mut hurried = session.exchange(&call).within(seconds(2));
    let Step::Done(Err(error)) = hurried.step() else {
        panic!("waits in vain")
    };
    assert!(error.is_timeout() && !error.may_have_been_sent());
}
