//! Tests writes with an idempotency token, which are retried like reads with the same token.

use std::collections::BTreeSet;

use alicloud::{Call, CallOptions, http::StatusCode};
use alicloud_emulator::{Fault, ReceivedRequest, Scenario};

use super::{Outcome, Trial};
use crate::{
    clients::{Transport, over_both_transports},
    planted,
};

over_both_transports![
    retries_a_write_with_its_token_after_a_lost_reply,
    retries_a_write_with_its_token_after_a_transient_error,
    retries_while_the_call_is_being_processed,
    does_not_retry_a_token_of_another_call,
    keeps_a_token_that_the_caller_sets,
    does_not_retry_a_write_without_a_token,
    every_write_has_its_own_token,
];

fn write() -> Call {
    Call::new("Ecs", "2014-05-26", "RunInstances")
        .parameter("RegionId", Scenario::REGION_ID)
        .parameter("Password", planted::PASSWORD)
        .idempotent_by("ClientToken")
}

/// Checks that all attempts have the same token, and returns the token.
#[track_caller]
fn token<T>(outcome: &Outcome<T>) -> String {
    let tokens = outcome.requests.iter().map(ReceivedRequest::token);
    let tokens: BTreeSet<_> = tokens.collect();
    assert_eq!(tokens.len(), 1, "{tokens:?}");
    tokens.into_iter().next().flatten().unwrap()
}

trait Token {
    fn token(&self) -> Option<String>;
}

impl Token for ReceivedRequest {
    fn token(&self) -> Option<String> {
        self.parameter("ClientToken").map(str::to_owned)
    }
}

fn error(status: u16, code: &str) -> Fault {
    Fault::error(StatusCode::from_u16(status).unwrap(), code, "No.")
}

fn retries_a_write_with_its_token_after_a_lost_reply(transport: Transport) {
    let trial = Trial::new(transport);
    for fault in [Fault::reset_before_answer, Fault::cut_off] {
        trial.emulator.inject(fault(), 2);
        let outcome = trial.send(&write());
        assert!(!token(&outcome).is_empty());
        outcome.succeeded_after(3);
    }
}

fn retries_a_write_with_its_token_after_a_transient_error(transport: Transport) {
    let trial = Trial::new(transport).inject(Fault::service_unavailable(), 1);
    let outcome = trial.send(&write());
    token(&outcome);
    outcome.succeeded_after(2);
}

fn retries_while_the_call_is_being_processed(transport: Transport) {
    let trial = Trial::new(transport);
    for code in [
        "IdempotentProcessing",
        "Idempotence.Processing",
        "OperationFailed.IdempotentTokenProcessing",
    ] {
        trial.emulator.inject(error(403, code), 1);
        let outcome = trial.send(&write());
        token(&outcome);
        outcome.succeeded_after(2);
    }
}

fn does_not_retry_a_token_of_another_call(transport: Transport) {
    let trial = Trial::new(transport);
    for code in [
        "IdempotentParameterMismatch",
        "IdempotenceParamNotMatch",
        "Idempotence.SignatureMismatch",
    ] {
        // Some of these statuses are transient, but the error code is permanent.
        for status in [400, 429, 503] {
            trial.emulator.inject(error(status, code), 1);
            let error = trial.send(&write()).failed_after(1);
            assert_eq!(error.api().unwrap().code(), code);
            assert!(error.advice().unwrap().contains("Use a new token"));
        }
    }
}

fn keeps_a_token_that_the_caller_sets(transport: Transport) {
    let own = || write().parameter("ClientToken", "mine");
    let trial = Trial::new(transport).inject(Fault::reset_before_answer(), 1);
    let outcome = trial.send(&own());
    assert_eq!(token(&outcome), "mine");
    outcome.succeeded_after(2);

    let off = |session: alicloud::Session| session.idempotency_tokens(false);
    let trial = Trial::with(transport, off).inject(Fault::reset_before_answer(), 1);
    let outcome = trial.send(&own());
    assert_eq!(token(&outcome), "mine");
    outcome.succeeded_after(2);

    let options = CallOptions::new().parameter("ClientToken", "theirs");
    let given = |session: alicloud::Session| session.with_options(options);
    let trial = Trial::with(transport, given).inject(Fault::reset_before_answer(), 1);
    let outcome = trial.send(&write());
    assert_eq!(token(&outcome), "theirs");
    outcome.succeeded_after(2);

    // With an empty token, the write is not idempotent, so it is not retried.
    let trial = Trial::new(transport).inject(Fault::reset_before_answer(), 1);
    let empty = write().parameter("ClientToken", "");
    trial.send(&empty).failed_after(1);
}

fn does_not_retry_a_write_without_a_token(transport: Transport) {
    let off = CallOptions::new().idempotency_tokens(false);
    let on = CallOptions::new().idempotency_tokens(true);
    for is_filled_in in [false, true] {
        for trial in [
            Trial::with(transport, |session| {
                session.idempotency_tokens(is_filled_in)
            }),
            Trial::with(transport, |session| {
                let options = if is_filled_in { &on } else { &off };
                let session = session.idempotency_tokens(!is_filled_in);
                session.with_options(options.clone())
            }),
        ] {
            trial.emulator.inject(Fault::reset_before_answer(), 1);
            let outcome = trial.send(&write());
            let tokens: Vec<_> = outcome.requests.iter().map(Token::token).collect();
            assert_eq!(tokens.len(), if is_filled_in { 2 } else { 1 });
            assert!(tokens.iter().all(|token| token.is_some() == is_filled_in));
        }
    }
}

fn every_write_has_its_own_token(transport: Transport) {
    let trial = Trial::new(transport);
    let first = trial.send(&write());
    let second = trial.send(&write());
    assert_ne!(token(&first), token(&second));
    // A read needs no token.
    let read = trial.send(&write().reads());
    assert_eq!(read.requests[0].token(), None);
}
