//! Tests the timeout of a call, which covers all attempts and pauses.

use std::time::Duration;

use alicloud::{
    error::TransportErrorKind::Timeout,
    http::{HeaderValue, StatusCode},
    retry::Retry,
};
use alicloud_emulator::Fault;

use super::{Outcome, Trial, assert_kind};
use crate::clients::{Transport, over_both_transports};

over_both_transports![
    the_call_timeout_limits_a_missing_or_slow_response,
    the_call_timeout_limits_all_attempts_together,
    does_not_start_a_pause_beyond_the_call_timeout,
    a_call_timeout_does_not_affect_faster_calls,
];

const LIMIT: Duration = Duration::from_millis(250);
/// The tolerance for the end of a call.
const LATE: Duration = Duration::from_millis(100);

fn trial(transport: Transport) -> Trial {
    Trial::with(transport, |session| session.call_timeout(LIMIT))
}

/// Makes up to ten calls until a call ends within `limit` with at least `attempts` attempts,
/// because other tests may keep the machine busy.
fn in_time<T>(limit: Duration, attempts: usize, call: impl Fn() -> Outcome<T>) -> Outcome<T> {
    let mut calls = (0..10).map(|_| call());
    let outcome = calls.find(|outcome| outcome.took < limit && outcome.requests.len() >= attempts);
    outcome.expect("one of the calls should end in time")
}

fn the_call_timeout_limits_a_missing_or_slow_response(transport: Transport) {
    for fault in [
        Fault::no_answer(),
        Fault::drip(Duration::from_millis(40)),
        Fault::content_length_off_by(10),
        Fault::delay(Duration::from_secs(10)),
    ] {
        let outcome = in_time(LIMIT + LATE, 1, || {
            let trial = trial(transport).inject(fault.clone(), 1);
            trial.call()
        });
        assert!(outcome.took >= LIMIT);
        assert_kind(&outcome.failed_after(1), Timeout);
    }
}

fn the_call_timeout_limits_all_attempts_together(transport: Transport) {
    let outcome = in_time(LIMIT + LATE, 2, || {
        let slow = Fault::html(StatusCode::BAD_GATEWAY).delayed_by(LIMIT / 5);
        let retry = Retry::default().attempts(1000).budget(1000).jitter(|| 0.0);
        let trial = Trial::with(transport, |session| {
            session.call_timeout(LIMIT).retry(retry)
        });
        trial.inject(slow, 1000).call()
    });
    let attempts = outcome.requests.len();
    assert!(attempts <= 5, "{attempts}");
    outcome.failed();
}

fn does_not_start_a_pause_beyond_the_call_timeout(transport: Transport) {
    let later = HeaderValue::from_static("1");
    let fault = Fault::throttling().with_header(alicloud::http::header::RETRY_AFTER, later);
    // The call ends before its timeout, so it doesn't start the pause.
    let outcome = in_time(LIMIT, 1, || {
        trial(transport).inject(fault.clone(), 1).call()
    });
    let error = outcome.failed_after(1);
    assert_eq!(error.api().unwrap().code(), "Throttling");
}

fn a_call_timeout_does_not_affect_faster_calls(transport: Transport) {
    let trial = Trial::with(transport, |session| {
        session.call_timeout(Duration::from_secs(20))
    });
    trial.call().succeeded_after(1);
    let trial = trial.inject(Fault::reset_in_body(), 1);
    trial.call().succeeded_after(2);
}
