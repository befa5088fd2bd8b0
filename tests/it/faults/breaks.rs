//! Connections that do not come about or break.

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
    a_refused_connection,
    a_name_that_does_not_exist,
    a_reset_before_the_answer,
    a_reset_in_the_head,
    a_reset_in_the_body,
    a_body_that_is_cut_off,
    a_length_that_is_too_large,
    a_length_that_is_too_small,
    no_answer,
    an_answer_that_drips,
    a_write_is_repeated_only_if_it_never_left,
];

fn write() -> ModifyInstanceVncPasswd {
    let instance = Scenario::RUNNING_INSTANCE_ID;
    set_password(Scenario::REGION_ID, instance, planted::PASSWORD)
}

fn a_refused_connection(transport: Transport) {
    let (port, failures) = (Refusing::new(), Failures::default());
    let session = session(&port.url(), &failures);
    let client = transport.client_that_connects_within(CONNECTING, session);
    let error = measured(|| client.send(&operation())).failed();
    assert_kind(&error, Connect);
    assert!(!error.may_have_been_sent());
    assert_eq!(failures.count(), 3);
}

fn a_name_that_does_not_exist(transport: Transport) {
    let failures = Failures::default();
    let session = session("http://ecs.invalid", &failures);
    let client = transport.client_that_connects_within(CONNECTING, session);
    let error = measured(|| client.send(&operation())).failed();
    // The resolver may say so at once or let the time to connect run out.
    assert_kind(&error, if error.is_timeout() { Timeout } else { Connect });
    assert!(!error.may_have_been_sent());
    assert_eq!(failures.count(), 3);
}

/// Every attempt fails like this, and is repeated; once it does no longer, the call succeeds.
fn assert_breaks(trial: Trial, fault: &Fault, kind: TransportErrorKind) {
    let trial = trial.inject(fault.clone(), 3);
    let error = trial.call().failed_after(3);
    assert_kind(&error, kind);
    assert!(error.may_have_been_sent());
    let trial = trial.inject(fault.clone(), 1);
    trial.call_with_ample_repeats().succeeded_after(2);
}

fn a_reset_before_the_answer(transport: Transport) {
    assert_breaks(Trial::new(transport), &Fault::reset_before_answer(), Other);
}

fn a_reset_in_the_head(transport: Transport) {
    assert_breaks(Trial::new(transport), &Fault::reset_in_headers(), Other);
}

fn a_reset_in_the_body(transport: Transport) {
    assert_breaks(Trial::new(transport), &Fault::reset_in_body(), Other);
}

fn a_body_that_is_cut_off(transport: Transport) {
    assert_breaks(Trial::new(transport), &Fault::cut_off(), Other);
}

fn a_length_that_is_too_large(transport: Transport) {
    // More is waited for than ever comes.
    let fault = Fault::content_length_off_by(10);
    assert_breaks(Trial::hurried(transport), &fault, Timeout);
}

fn a_length_that_is_too_small(transport: Transport) {
    let trial = Trial::new(transport).inject(Fault::content_length_off_by(-10), 1);
    let error = trial.call().failed_after(1);
    assert!(matches!(error, alicloud::Error::Decode(_)), "{error:?}");
    trial.call().succeeded_after(1);
}

fn no_answer(transport: Transport) {
    assert_breaks(Trial::hurried(transport), &Fault::no_answer(), Timeout);
}

fn an_answer_that_drips(transport: Transport) {
    let fault = Fault::drip(Duration::from_millis(20));
    assert_breaks(Trial::hurried(transport), &fault, Timeout);
}

fn a_write_is_repeated_only_if_it_never_left(transport: Transport) {
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
