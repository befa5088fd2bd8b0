//! Tests that count how often a reply is read as an error document.

use std::{cell::Cell, time::SystemTime};

use super::*;
use crate::{
    api::{Api, Methods, Product},
    exchange::Session,
    machine::{Machine as _, Step},
    operation::Operation,
    request::{Draft, Response},
    retry::NoRetry,
    sign::Anonymous,
};

thread_local! {
    static READINGS: Cell<usize> = const { Cell::new(0) };
}

/// Counts one reading of a reply as an error document.
pub(super) fn count_reading() {
    READINGS.set(READINGS.get() + 1);
}

#[derive(Debug, Default)]
struct Counted {
    request_id: Option<String>,
    count: Option<i64>,
}

impl Record for Counted {
    fn fields(&self) -> &'static [Field] {
        const { &[Field::new("RequestId"), Field::new("Count").required()] }
    }

    fn slot(&self, index: usize) -> Option<&dyn Slot> {
        Some(match index {
            0 => &self.request_id,
            1 => &self.count,
            _ => return None,
        })
    }

    fn slot_mut(&mut self, index: usize) -> Option<&mut dyn Slot> {
        Some(match index {
            0 => &mut self.request_id,
            1 => &mut self.count,
            _ => return None,
        })
    }
}

/// A function that reads a reply.
type Reading = fn(Reply<'_>) -> Result<(), DecodeError>;

/// An operation whose reply is read by the given function.
struct Read(Api, Reading);

impl Operation for Read {
    type Output = ();

    fn api(&self) -> &Api {
        &self.0
    }

    fn write(&self, _draft: &mut Draft<'_>) {}

    fn read(&self, reply: Reply<'_>) -> Result<(), DecodeError> {
        (self.1)(reply)
    }
}

/// Sends a call whose response is `body`. Returns the outcome of the call, and how often the body
/// was read as an error document.
fn outcome(status: StatusCode, body: &'static str, read: Reading) -> (Result<(), Error>, usize) {
    let session = Session::new(Anonymous)
        .endpoint("http://127.0.0.1")
        .unwrap();
    let session = session.retry(NoRetry);
    let operation = Read(Api::new(&PRODUCT, "Count", Methods::GetOrPost), read);
    let mut exchange = session.exchange(&operation);
    assert!(matches!(exchange.step(), Step::Send(_)));
    let mut response = Response::new(body.into());
    *response.status_mut() = status;
    let before = READINGS.get();
    exchange.receive(Ok(response));
    match exchange.step() {
        Step::Done(outcome) => (outcome, READINGS.get() - before),
        other => panic!("{other:?}"),
    }
}

fn record(reply: Reply<'_>) -> Result<(), DecodeError> {
    reply.record::<Counted>().map(drop)
}

fn value(reply: Reply<'_>) -> Result<(), DecodeError> {
    reply.value().map(drop)
}

/// Returns an error without the error document, as an operation outside this crate may do.
fn error_of_its_own(_reply: Reply<'_>) -> Result<(), DecodeError> {
    Err(DecodeError::new("", DecodeProblem::ErrorDocument))
}

const ERRORS: [&str; 2] = [
    r#"{"Code":"C","Message":"m","RequestId":"R"}"#,
    "<Error><Code>C</Code><Message>m</Message><RequestId>R</RequestId></Error>",
];

static PRODUCT: Product = Product::new("Ecs", "2014-05-26");

#[cfg(feature = "xml")]
#[test]
fn reads_an_error_document_once_for_every_status() {
    for body in ERRORS {
        for status in [StatusCode::OK, StatusCode::FORBIDDEN] {
            for read in [record, value, error_of_its_own] {
                let (outcome, readings) = outcome(status, body, read);
                let Err(Error::Api(error)) = outcome else {
                    panic!("{body}: {outcome:?}");
                };
                assert_eq!((error.code(), error.message()), ("C", "m"));
                assert_eq!(error.status(), status);
                assert_eq!(error.request_id(), Some("R"));
                assert_eq!(readings, 1, "{status} {body}");
            }
        }
    }
}

#[cfg(feature = "xml")]
#[test]
fn reads_the_request_id_of_unreadable_replies_once() {
    for (body, request_id) in [
        // The reply has no field of the record, so it is read as an error document first.
        (r#"{"RequestId":"R"}"#, Some("R")),
        ("<a><RequestId>R</RequestId></a>", Some("R")),
        (r#"{"Code":"OK","Message":"m","RequestId":"R"}"#, Some("R")),
        (r#"{"RequestId":"R","RequestId":"R"}"#, Some("R")),
        // The reply has a field of the record, so it is read as an error document only for the
        // request id.
        (r#"{"RequestId":"R","Count":[]}"#, Some("R")),
        ("<a><RequestId>R</RequestId><Count>x</Count></a>", Some("R")),
        // A malformed document has no readable request id.
        (r#"{"RequestId":"R","#, None),
        ("<a><RequestId>R</RequestId>", None),
    ] {
        let (outcome, readings) = outcome(StatusCode::OK, body, record);
        let Err(Error::Decode(error)) = outcome else {
            panic!("{body}: {outcome:?}");
        };
        assert_eq!(error.request_id(), request_id, "{body}");
        assert_eq!(readings, 1, "{body}");
    }
}

#[cfg(feature = "xml")]
#[test]
fn does_not_read_a_reply_with_a_field_of_the_record_as_an_error_document() {
    for (body, read) in [
        (r#"{"RequestId":"R","Count":1}"#, record as Reading),
        (
            "<a><Code>C</Code><Message>m</Message><Count>1</Count></a>",
            record,
        ),
        (r#"{"Count":1}"#, value),
    ] {
        let (outcome, readings) = outcome(StatusCode::OK, body, read);
        assert!(outcome.is_ok(), "{body}: {outcome:?}");
        assert_eq!(readings, 0, "{body}");
    }
}

#[cfg(feature = "xml")]
#[test]
fn display_debug_and_comparison_ignore_the_kept_error_document() {
    for body in ERRORS {
        let reply = Reply::new(body.as_bytes(), SystemTime::UNIX_EPOCH).unwrap();
        let error = reply.record::<Counted>().unwrap_err();
        let bare = DecodeError::new("", DecodeProblem::ErrorDocument);
        assert_eq!(error, bare);
        assert_eq!(format!("{error:?} {error}"), format!("{bare:?} {bare}"));
    }
}
