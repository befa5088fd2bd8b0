//! Trouble that passes, and servers that say when to come back.

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
    trouble_that_passes,
    a_server_that_throttles_and_names_no_time,
    trouble_that_stays,
    a_server_that_says_when_to_come_back,
    a_server_that_asks_for_too_much,
    an_error_that_stays_is_not_repeated,
    an_instance_that_is_not_ready_can_be_waited_for,
];

const MILLISECONDS: HeaderName = HeaderName::from_static("x-acs-retry-after");

/// A server that names a time, so that the client doesn't wait for a second.
fn brief(fault: Fault) -> Fault {
    fault.with_header(MILLISECONDS, HeaderValue::from_static("1"))
}

fn trouble_that_passes(transport: Transport) {
    let trial = Trial::new(transport);
    for fault in [Fault::service_unavailable, Fault::throttling] {
        trial.emulator.inject(brief(fault()), 1);
        trial.call().succeeded_after(2);
        trial.emulator.inject(brief(fault()), 2);
        trial.call().succeeded_after(3);
    }
}

fn a_server_that_throttles_and_names_no_time(transport: Transport) {
    let trial = Trial::new(transport).inject(Fault::throttling(), 1);
    let outcome = trial.call();
    assert!(outcome.took >= Duration::from_secs(1), "{:?}", outcome.took);
    outcome.succeeded_after(2);
}

fn trouble_that_stays(transport: Transport) {
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

fn a_server_that_says_when_to_come_back(transport: Transport) {
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

fn a_server_that_asks_for_too_much(transport: Transport) {
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

fn an_error_that_stays_is_not_repeated(transport: Transport) {
    let trial = Trial::new(transport);
    let stopped = DescribeInstanceVncUrl::new(Scenario::REGION_ID, Scenario::STOPPED_INSTANCE_ID);
    let error = trial.send(&stopped).failed_after(1);
    assert_eq!(error.api().unwrap().code(), "IncorrectInstanceStatus");
}

fn an_instance_that_is_not_ready_can_be_waited_for(transport: Transport) {
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
