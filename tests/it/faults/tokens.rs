//! Writes that a token makes idempotent: repeated like reads, with the same token.

use std::collections::BTreeSet;

use alicloud::{Call, CallOptions, http::StatusCode};
use alicloud_emulator::{Fault, ReceivedRequest, Scenario};

use super::{Outcome, Trial};
use crate::{
    clients::{Transport, over_both_transports},
    planted,
};

over_both_transports![
    a_write_whose_reply_is_lost_is_repeated_with_its_token,
    trouble_that_passes_is_outlasted,
    a_call_that_is_still_carried_out_is_asked_for_again,
    a_token_that_belongs_to_another_call_ends_the_call,
    a_token_of_the_callers_own_is_kept,
    without_a_token_a_write_is_not_repeated,
    every_call_has_a_token_of_its_own,
];

fn write() -> Call {
    Call::new("Ecs", "2014-05-26", "ModifyInstanceVncPasswd")
        .parameter("RegionId", Scenario::REGION_ID)
        .parameter("InstanceId", Scenario::RUNNING_INSTANCE_ID)
        .parameter("VncPassword", planted::PASSWORD)
        .idempotent_by("ClientToken")
}

/// The token of all attempts, which is one.
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

fn a_write_whose_reply_is_lost_is_repeated_with_its_token(transport: Transport) {
    let trial = Trial::new(transport);
    for fault in [Fault::reset_before_answer, Fault::cut_off] {
        trial.emulator.inject(fault(), 2);
        let outcome = trial.send(&write());
        assert!(!token(&outcome).is_empty());
        outcome.succeeded_after(3);
    }
}

fn trouble_that_passes_is_outlasted(transport: Transport) {
    let trial = Trial::new(transport).inject(Fault::service_unavailable(), 1);
    let outcome = trial.send(&write());
    token(&outcome);
    outcome.succeeded_after(2);
}

fn a_call_that_is_still_carried_out_is_asked_for_again(transport: Transport) {
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

fn a_token_that_belongs_to_another_call_ends_the_call(transport: Transport) {
    let trial = Trial::new(transport);
    for code in [
        "IdempotentParameterMismatch",
        "IdempotenceParamNotMatch",
        "Idempotence.SignatureMismatch",
    ] {
        // The status says that it may pass, and the code that it won't.
        for status in [400, 429, 503] {
            trial.emulator.inject(error(status, code), 1);
            let error = trial.send(&write()).failed_after(1);
            assert_eq!(error.api().unwrap().code(), code);
            assert!(error.advice().unwrap().contains("Use a new token"));
        }
    }
}

fn a_token_of_the_callers_own_is_kept(transport: Transport) {
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

    // An empty one makes nothing idempotent.
    let trial = Trial::new(transport).inject(Fault::reset_before_answer(), 1);
    let empty = write().parameter("ClientToken", "");
    trial.send(&empty).failed_after(1);
}

fn without_a_token_a_write_is_not_repeated(transport: Transport) {
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

fn every_call_has_a_token_of_its_own(transport: Transport) {
    let trial = Trial::new(transport);
    let first = trial.send(&write());
    let second = trial.send(&write());
    assert_ne!(token(&first), token(&second));
    // What only reads needs none.
    let read = trial.send(&write().reads());
    assert_eq!(read.requests[0].token(), None);
}
