//! A call's own limit, which holds over attempts, pauses and whatever part of an attempt takes long.

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
    it_holds_however_the_answer_fails_to_come,
    it_holds_over_attempts,
    a_pause_that_leaves_no_time_is_not_begun,
    a_call_that_ends_in_time_is_none_the_worse,
];

const LIMIT: Duration = Duration::from_millis(250);
/// How late the end of a call may come.
const LATE: Duration = Duration::from_millis(100);

fn trial(transport: Transport) -> Trial {
    Trial::with(transport, |session| session.call_timeout(LIMIT))
}

/// The machine may be busy with other tests, so one of ten calls has to end within `limit`, with at
/// least so many attempts that arrived.
fn in_time<T>(limit: Duration, attempts: usize, call: impl Fn() -> Outcome<T>) -> Outcome<T> {
    let mut calls = (0..10).map(|_| call());
    let outcome = calls.find(|outcome| outcome.took < limit && outcome.requests.len() >= attempts);
    outcome.expect("a call that ends in time")
}

fn it_holds_however_the_answer_fails_to_come(transport: Transport) {
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

fn it_holds_over_attempts(transport: Transport) {
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

fn a_pause_that_leaves_no_time_is_not_begun(transport: Transport) {
    let later = HeaderValue::from_static("1");
    let fault = Fault::throttling().with_header(alicloud::http::header::RETRY_AFTER, later);
    // What ends before its limit has waited for nothing.
    let outcome = in_time(LIMIT, 1, || {
        trial(transport).inject(fault.clone(), 1).call()
    });
    let error = outcome.failed_after(1);
    assert_eq!(error.api().unwrap().code(), "Throttling");
}

fn a_call_that_ends_in_time_is_none_the_worse(transport: Transport) {
    let trial = Trial::with(transport, |session| {
        session.call_timeout(Duration::from_secs(20))
    });
    trial.call().succeeded_after(1);
    let trial = trial.inject(Fault::reset_in_body(), 1);
    trial.call().succeeded_after(2);
}
