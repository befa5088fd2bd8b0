//! Tests retries after transient errors, and `Retry-After`.

use std::time::Duration;

use alicloud::{
    http::{HeaderName, HeaderValue, header::RETRY_AFTER},
    retry::Retry,
};
use alicloud_ecs::DescribeInstanceVncUrl;
use alicloud_emulator::{Fault, Scenario};

use super::Trial;
use crate::clients::{Transport, over_both_transports};

over_both_transports![
    retries_until_a_transient_error_passes,
    waits_a_second_after_throttling_without_a_time,
    returns_the_error_after_the_last_attempt,
    waits_as_long_as_the_server_asks,
    fails_if_the_requested_wait_is_too_long,
    does_not_retry_a_permanent_error,
    can_wait_for_an_instance_that_is_not_ready,
];

const MILLISECONDS: HeaderName = HeaderName::from_static("x-acs-retry-after");

/// Adds a `Retry-After` of 1 ms to a fault, so that the client doesn't wait for a second.
fn brief(fault: Fault) -> Fault {
    fault.with_header(MILLISECONDS, HeaderValue::from_static("1"))
}

fn retries_until_a_transient_error_passes(transport: Transport) {
    let trial = Trial::new(transport);
    for fault in [Fault::service_unavailable, Fault::throttling] {
        trial.emulator.inject(brief(fault()), 1);
        trial.call().succeeded_after(2);
        trial.emulator.inject(brief(fault()), 2);
        trial.call().succeeded_after(3);
    }
}

fn waits_a_second_after_throttling_without_a_time(transport: Transport) {
    let trial = Trial::new(transport).inject(Fault::throttling(), 1);
    let outcome = trial.call();
    assert!(outcome.took >= Duration::from_secs(1), "{:?}", outcome.took);
    outcome.succeeded_after(2);
}

fn returns_the_error_after_the_last_attempt(transport: Transport) {
    let trial = Trial::new(transport);
    for (fault, code) in [
        (Fault::service_unavailable(), "ServiceUnavailable"),
        (Fault::throttling(), "Throttling"),
    ] {
        trial.emulator.inject(brief(fault), 3);
        let error = trial.call().failed_after(3);
        assert_eq!(error.api().unwrap().code(), code);
    }
}

fn waits_as_long_as_the_server_asks(transport: Transport) {
    let trial = Trial::new(transport);
    for (name, value, least) in [
        (MILLISECONDS, "150", Duration::from_millis(150)),
        (RETRY_AFTER, "1", Duration::from_secs(1)),
    ] {
        let fault = Fault::throttling().with_header(name, HeaderValue::from_static(value));
        trial.emulator.inject(fault, 1);
        let outcome = trial.call();
        assert!(outcome.took >= least, "{:?}", outcome.took);
        outcome.succeeded_after(2);
    }
}

fn fails_if_the_requested_wait_is_too_long(transport: Transport) {
    let trial = Trial::new(transport);
    for (name, value) in [(MILLISECONDS, "3600000"), (RETRY_AFTER, "3600")] {
        let value = HeaderValue::from_static(value);
        trial
            .emulator
            .inject(Fault::throttling().with_header(name, value), 1);
        let error = trial.call().failed_after(1);
        assert_eq!(error.retry_after(), Some(Duration::from_secs(3600)));
    }
}

fn does_not_retry_a_permanent_error(transport: Transport) {
    let trial = Trial::new(transport);
    let stopped = DescribeInstanceVncUrl::new(Scenario::REGION_ID, Scenario::STOPPED_INSTANCE_ID);
    let error = trial.send(&stopped).failed_after(1);
    assert_eq!(error.api().unwrap().code(), "IncorrectInstanceStatus");
}

fn can_wait_for_an_instance_that_is_not_ready(transport: Transport) {
    let creating = || Fault::error(403.try_into().unwrap(), "InstanceNotReady", "Try later.");
    let error = Trial::new(transport).inject(creating(), 1).call();
    assert_eq!(
        error.failed_after(1).api().unwrap().code(),
        "InstanceNotReady"
    );

    let patient = Retry::default()
        .jitter(|| 0.0)
        .waiting_for(["InstanceNotReady"], Duration::from_secs(10));
    let trial = Trial::with(transport, |session| session.retry(patient)).inject(creating(), 5);
    trial.call().succeeded_after(6);
}
