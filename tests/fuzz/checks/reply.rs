//! Properties that hold for any reply.

use std::{fmt::Debug, time::SystemTime};

use alicloud::{
    Anonymous, Call, CommonErrorCode, Reply, Response, Session, Value,
    error::{DecodeError, DecodeProblem},
    http::StatusCode,
    machine::{Machine as _, Step},
    model::Record,
};

/// Reads `data` as a reply and as an `R`. The first byte of `data` selects the HTTP status, and the
/// other bytes are the body.
pub(crate) fn check<R: Record + Default + Debug>(data: &[u8]) {
    const STATUSES: [u16; 6] = [200, 400, 403, 404, 500, 503];
    let Some((first, body)) = data.split_first() else {
        return;
    };
    check_reply::<R>(body);
    check_exchange(STATUSES[usize::from(*first) % STATUSES.len()], body);
}

fn check_reply<R: Record + Default + Debug>(body: &[u8]) {
    let Some(reply) = Reply::new(body, SystemTime::UNIX_EPOCH) else {
        return;
    };
    let value = reply.value();
    let record = reply.record::<R>();
    let _ = format!("{value:?} {record:?}");
    if let Err(error) = &record {
        assert!(!error.to_string().is_empty());
    }
    if record.is_ok() {
        if std::str::from_utf8(body).is_ok() {
            check_untyped(body, &value);
        }
        check_comment_behind::<R>(body, &record);
    }
    if let (Ok(value), Ok(plain)) = (value, serde_json::from_slice::<Value>(reply.body())) {
        assert_eq!(value, plain);
    }
}

/// Checks that a document that can be read as a record can also be read as an untyped [`Value`].
/// The exceptions are errors in fields that the record doesn't have, because the record's reader
/// skips them.
fn check_untyped(body: &[u8], value: &Result<Value, DecodeError>) {
    let is_xml = body.trim_ascii_start().starts_with(b"<");
    let is_right = match value.as_ref().err().map(DecodeError::problem) {
        None => true,
        Some(DecodeProblem::Kind { found: "both", .. }) => is_xml,
        Some(DecodeProblem::Duplicate | DecodeProblem::TooDeep | DecodeProblem::Syntax { .. }) => {
            !is_xml
        }
        Some(_) => false,
    };
    assert!(is_right, "{value:?}");
}

/// Checks that a comment after an XML document doesn't change the result.
fn check_comment_behind<R: Record + Default + Debug>(body: &[u8], record: &Result<R, DecodeError>) {
    if !body.trim_ascii_start().starts_with(b"<") {
        return;
    }
    let commented = [body, b"<!-- </RequestId-->"].concat();
    let reply = Reply::new(&commented, SystemTime::UNIX_EPOCH);
    let read = reply.map(|reply| reply.record::<R>());
    assert_eq!(format!("{read:?}"), format!("{:?}", Some(record)));
}

fn check_exchange(status: u16, body: &[u8]) {
    let Ok(session) = Session::new(Anonymous).endpoint("https://ecs.aliyuncs.com") else {
        return;
    };
    let call = Call::new("Ecs", "2014-05-26", "DescribeRegions");
    let mut exchange = session.exchange(&call);
    let mut response = Response::new(body.to_vec().into());
    *response.status_mut() = StatusCode::from_u16(status).unwrap_or_default();
    if let Step::Send(_) = exchange.step() {
        exchange.receive(Ok(response));
        if let Step::Done(Err(error)) = exchange.step() {
            assert!(!error.to_string().is_empty());
            let _ = format!("{error:?} {:?}", error.request_id());
            let _ = error.known::<CommonErrorCode>();
        }
    }
}
