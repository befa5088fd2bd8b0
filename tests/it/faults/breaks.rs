//! Tests failing and breaking connections.

use std::time::Duration;

use alicloud::error::{
    TransportErrorKind,
    TransportErrorKind::{Connect, Other, Timeout},
};
use alicloud_ecs::ModifyInstanceVncPasswd;
use alicloud_emulator::{Fault, Scenario};

use super::{CONNECTING, Failures, Trial, assert_kind, measured, operation, session};
use crate::{
    clients::{Transport, over_both_transports, server::Refusing},
    fixture::set_password,
    planted,
};

over_both_transports![
    a_refused_connection_is_a_connect_error,
    an_unknown_host_is_a_connect_error_or_a_timeout,
    retries_after_a_reset_before_the_response,
    retries_after_a_reset_in_the_head,
    retries_after_a_reset_in_the_body,
    retries_after_a_truncated_body,
    a_too_large_content_length_times_out,
    a_too_small_content_length_is_a_decode_error,
    a_missing_response_times_out,
    a_slow_response_times_out,
    retries_a_write_only_if_it_was_not_sent,
];

fn write() -> ModifyInstanceVncPasswd {
    let instance = Scenario::RUNNING_INSTANCE_ID;
    set_password(Scenario::REGION_ID, instance, planted::PASSWORD)
}

fn a_refused_connection_is_a_connect_error(transport: Transport) {
    let (port, failures) = (Refusing::new(), Failures::default());
    let session = session(&port.url(), &failures);
    let client = transport.client_that_connects_within(CONNECTING, session);
    let error = measured(|| client.send(&operation())).failed();
    assert_kind(&error, Connect);
    assert!(!error.may_have_been_sent());
    assert_eq!(failures.count(), 3);
}

fn an_unknown_host_is_a_connect_error_or_a_timeout(transport: Transport) {
    let failures = Failures::default();
    let session = session("http://ecs.invalid", &failures);
    let client = transport.client_that_connects_within(CONNECTING, session);
    let error = measured(|| client.send(&operation())).failed();
    // The resolver may fail at once or only after the connect timeout.
    assert_kind(&error, if error.is_timeout() { Timeout } else { Connect });
    assert!(!error.may_have_been_sent());
    assert_eq!(failures.count(), 3);
}

/// Checks that every attempt with the fault fails and is retried, and that a retry without the
/// fault succeeds.
fn assert_breaks(trial: Trial, fault: &Fault, kind: TransportErrorKind) {
    let trial = trial.inject(fault.clone(), 3);
    let error = trial.call().failed_after(3);
    assert_kind(&error, kind);
    assert!(error.may_have_been_sent());
    let trial = trial.inject(fault.clone(), 1);
    trial.call_with_ample_repeats().succeeded_after(2);
}

fn retries_after_a_reset_before_the_response(transport: Transport) {
    assert_breaks(Trial::new(transport), &Fault::reset_before_answer(), Other);
}

fn retries_after_a_reset_in_the_head(transport: Transport) {
    assert_breaks(Trial::new(transport), &Fault::reset_in_headers(), Other);
}

fn retries_after_a_reset_in_the_body(transport: Transport) {
    assert_breaks(Trial::new(transport), &Fault::reset_in_body(), Other);
}

fn retries_after_a_truncated_body(transport: Transport) {
    assert_breaks(Trial::new(transport), &Fault::cut_off(), Other);
}

fn a_too_large_content_length_times_out(transport: Transport) {
    // The client waits for more bytes than the server sends.
    let fault = Fault::content_length_off_by(10);
    assert_breaks(Trial::hurried(transport), &fault, Timeout);
}

fn a_too_small_content_length_is_a_decode_error(transport: Transport) {
    let trial = Trial::new(transport).inject(Fault::content_length_off_by(-10), 1);
    let error = trial.call().failed_after(1);
    assert!(matches!(error, alicloud::Error::Decode(_)), "{error:?}");
    trial.call().succeeded_after(1);
}

fn a_missing_response_times_out(transport: Transport) {
    assert_breaks(Trial::hurried(transport), &Fault::no_answer(), Timeout);
}

fn a_slow_response_times_out(transport: Transport) {
    let fault = Fault::drip(Duration::from_millis(20));
    assert_breaks(Trial::hurried(transport), &fault, Timeout);
}

fn retries_a_write_only_if_it_was_not_sent(transport: Transport) {
    let trial = Trial::new(transport).inject(Fault::reset_before_answer(), 1);
    let error = trial.send(&write()).failed_after(1);
    assert_kind(&error, Other);
    assert!(error.may_have_been_sent());

    let (port, failures) = (Refusing::new(), Failures::default());
    let session = session(&port.url(), &failures);
    let client = transport.client_that_connects_within(CONNECTING, session);
    measured(|| client.send(&write())).failed();
    assert_eq!(failures.count(), 3);
}
