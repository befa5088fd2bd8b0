//! Tests corrections, which retry a call with another timestamp or other credentials.

use std::time::{Duration, SystemTime};

use alicloud::{
    Anonymous, Call, Error, Response, Session,
    blocking::Client,
    error::{TransportError, TransportErrorKind},
    http::{HeaderName, HeaderValue, StatusCode, header::DATE},
    machine::{Machine as _, Step},
    retry::{Attempt, NoRetry, Retry},
    sign::Stamp,
    testing::Script,
};

use super::Clock;
use crate::fixture::{response, session, time};

const OK: &str = r#"{"RequestId":"R"}"#;

fn reads() -> Call {
    Call::new("Ecs", "2014-05-26", "DescribeAny").reads()
}

/// The response of a server whose clock is `ahead` seconds ahead of the fixture's clock.
fn expired(ahead: i64) -> alicloud::Response {
    let server =
        jiff::Timestamp::try_from(time()).unwrap() + jiff::SignedDuration::from_secs(ahead);
    let date = server.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string();
    let body = r#"{"Code":"InvalidTimeStamp.Expired","Message":"off","RequestId":"R"}"#;
    let mut response = response(400, body);
    response
        .headers_mut()
        .insert(DATE, HeaderValue::from_str(&date).unwrap());
    response
}

fn timestamps(script: &Script) -> Vec<String> {
    let requests = script.requests();
    let timestamp =
        |request: &alicloud::testing::Recorded| request.parameter("Timestamp").unwrap().into();
    requests.iter().map(timestamp).collect()
}

/// Writes are also retried, because a call with a refused timestamp was not executed.
#[test]
fn corrects_the_clock_immediately_and_remembers_the_offset() {
    for (ahead, corrected) in [
        (3600, "2016-02-23T13:46:24Z"),
        (-3600, "2016-02-23T11:46:24Z"),
    ] {
        let session = session();
        let script = Script::new().response(expired(ahead)).reply(OK);
        let call = Call::new("Ecs", "2014-05-26", "StopAny");
        let client = Client::with_transport(session.clone(), script.clone());
        client.send(&call).unwrap();
        assert_eq!(timestamps(&script), ["2016-02-23T12:46:24Z", corrected]);
        assert!(script.waits().is_empty());

        // Clones of the session share the clock offset.
        let script = Script::new().reply(OK);
        Client::with_transport(session, script.clone())
            .send(&call)
            .unwrap();
        assert_eq!(timestamps(&script), [corrected]);
    }
}

#[test]
fn corrects_the_clock_once_per_call_and_only_with_a_date() {
    let script = Script::new()
        .response(expired(3600))
        .response(expired(3600));
    let error = Client::with_transport(session(), script.clone())
        .send(&reads())
        .unwrap_err();
    assert_eq!(error.api().unwrap().code(), "InvalidTimeStamp.Expired");
    assert_eq!(script.requests().len(), 2);

    let script =
        Script::new().error_document(StatusCode::BAD_REQUEST, "InvalidTimeStamp.Expired", "off");
    assert!(
        Client::with_transport(session(), script.clone())
            .send(&reads())
            .is_err()
    );
    assert_eq!(script.requests().len(), 1);
}

/// The time of a reply is on the local clock, because the caller compares it with the local clock.
#[test]
fn a_clock_correction_does_not_change_the_time_of_a_reply() {
    use alicloud::{Api, Draft, Methods, Operation, Reply, error::DecodeError};

    struct SentAt;

    impl Operation for SentAt {
        type Output = SystemTime;

        fn api(&self) -> &Api {
            static API: Api = Api::new(
                const { &alicloud::Product::new("Ecs", "v") },
                "Any",
                Methods::GetOrPost,
            );
            &API
        }

        fn write(&self, _draft: &mut Draft<'_>) {}

        fn read(&self, reply: Reply<'_>) -> Result<SystemTime, DecodeError> {
            Ok(reply.sent_at())
        }
    }

    let session = Session::new(Anonymous)
        .endpoint("https://ecs.aliyuncs.com")
        .unwrap()
        .stamps(|| Stamp::new(time(), 1));
    let script = Script::new().response(expired(3600)).reply(OK);
    let sent_at = Client::with_transport(session, script)
        .send(&SentAt)
        .unwrap();
    assert_eq!(sent_at, time());
}

/// A refusal with `code` from a server whose clock is `ahead` seconds ahead of the fixture's clock.
fn refuses_time(code: &str, ahead: i64) -> Response {
    let mut refusal = expired(ahead);
    let body = format!(r#"{{"Code":"{code}","Message":"off","RequestId":"R"}}"#);
    *refusal.body_mut() = body.into();
    refusal
}

/// Servers also return `IllegalTimestamp` for a request without a timestamp.
#[test]
fn corrects_an_illegal_timestamp_if_clocks_differ_by_15_minutes() {
    for (ahead, is_repeated) in [
        (7200, true),
        (901, true),
        (900, false),
        (0, false),
        (-900, false),
        (-901, true),
        (-7200, true),
    ] {
        let session = session();
        let script = Script::new().response(refuses_time("IllegalTimestamp", ahead));
        let script = if is_repeated {
            script.reply(OK)
        } else {
            script
        };
        let client = Client::with_transport(session.clone(), script.clone());
        assert_eq!(client.send(&reads()).is_ok(), is_repeated, "{ahead}");
        assert_eq!(script.requests().len(), 1 + usize::from(is_repeated));

        let script = Script::new().reply(OK);
        let client = Client::with_transport(session, script.clone());
        client.send(&reads()).unwrap();
        let is_corrected = timestamps(&script) != ["2016-02-23T12:46:24Z"];
        assert_eq!(is_corrected, is_repeated, "{ahead}");
    }
}

/// With a known clock offset, the signed time differs from the local time.
#[test]
fn compares_an_illegal_timestamp_with_the_signed_time() {
    let session = session();
    let script = Script::new()
        .response(expired(3600))
        .reply(OK)
        // The local clock is right, and the remembered offset is wrong.
        .response(refuses_time("IllegalTimestamp", 0))
        .reply(OK);
    let client = Client::with_transport(session, script.clone());
    client.send(&reads()).unwrap();
    client.send(&reads()).unwrap();
    let (before, after) = ("2016-02-23T12:46:24Z", "2016-02-23T13:46:24Z");
    assert_eq!(timestamps(&script), [before, after, after, before]);
}

#[test]
fn no_retry_sends_once_but_remembers_the_clock_offset() {
    let session = session().retry(NoRetry);
    let script = Script::new().response(expired(3600));
    let client = Client::with_transport(session.clone(), script.clone());
    let error = client.send(&reads()).unwrap_err();
    assert_eq!(error.api().unwrap().code(), "InvalidTimeStamp.Expired");
    assert_eq!(script.requests().len(), 1);

    let script = Script::new().reply(OK);
    let client = Client::with_transport(session, script.clone());
    client.send(&reads()).unwrap();
    assert_eq!(timestamps(&script), ["2016-02-23T13:46:24Z"]);
}

#[test]
fn one_attempt_allows_no_correction_except_with_a_closure() {
    let script = Script::new().response(expired(3600));
    let once = session().retry(Retry::default().attempts(1));
    let client = Client::with_transport(once, script.clone());
    assert!(client.send(&reads()).is_err());
    assert_eq!(script.requests().len(), 1);

    let script = Script::new().response(expired(3600)).reply(OK);
    let closure = session().retry(|_: &Attempt<'_>| None);
    Client::with_transport(closure, script)
        .send(&reads())
        .unwrap();
}

#[test]
fn a_correction_uses_the_retry_budget() {
    let retry = Retry::default().jitter(|| 0.0).budget(1);
    let sent = |session: &Session, script: Script| {
        let client = Client::with_transport(session.clone(), script.clone());
        let _ = client.send(&reads());
        let sent = script.requests().len();
        script.forget_remaining();
        sent
    };
    let timeout = || TransportError::new(TransportErrorKind::Timeout, "planned");
    let session = session().retry(retry);
    let corrected = Script::new().response(expired(3600)).reply(OK);
    assert_eq!(sent(&session, corrected), 2);
    let failed = Script::new().transport_error(timeout()).reply(OK);
    assert_eq!(sent(&session, failed), 1, "the budget is used up");
    // Nine more successful calls earn one retry.
    for _ in 0..9 {
        assert_eq!(sent(&session, Script::new().reply(OK)), 1);
    }
    let failed = Script::new().transport_error(timeout()).reply(OK);
    assert_eq!(sent(&session, failed), 2);
    let corrected = Script::new().response(expired(-3600)).reply(OK);
    assert_eq!(sent(&session, corrected), 1, "the budget is used up");
    // The clock offset is remembered although the call was not retried.
    let script = Script::new().reply(OK);
    assert_eq!(sent(&session, script.clone()), 1);
    assert_eq!(timestamps(&script), ["2016-02-23T11:46:24Z"]);
}

#[test]
fn a_correction_respects_the_call_timeout() {
    let clock = Clock::default();
    let retry = Retry::default().budget(1);
    let session = clock.of(session()).retry(retry).call_timeout(LIMIT);
    const LIMIT: Duration = Duration::from_secs(1);
    let call = reads();
    let mut late = session.exchange(&call);
    assert!(matches!(late.step(), Step::Send(_)));
    clock.advance(1_000);
    late.receive(Ok(expired(3600)));
    let Step::Done(Err(error)) = late.step() else {
        panic!("the exchange is not done")
    };
    assert_eq!(error.api().unwrap().code(), "InvalidTimeStamp.Expired");

    // The late correction used nothing of the budget.
    let mut in_time = session.exchange(&call);
    assert!(matches!(in_time.step(), Step::Send(_)));
    in_time.receive(Ok(expired(7200)));
    let Step::Send(request) = in_time.step() else {
        panic!("the call is not retried")
    };
    assert_eq!(request.time_limit(Duration::MAX).remaining(), Some(LIMIT));
}

/// The timeout expires between the refusal and the retry. The refusal is more informative than a
/// timeout.
#[test]
fn returns_the_refusal_if_no_time_is_left_for_a_correction() {
    let clock = Clock::default();
    let session = clock.of(session()).call_timeout(Duration::from_secs(1));
    let call = reads();
    let mut exchange = session.exchange(&call);
    assert!(matches!(exchange.step(), Step::Send(_)));
    exchange.receive(Ok(expired(3600)));
    clock.advance(1_000);
    let Step::Done(Err(Error::Api(error))) = exchange.step() else {
        panic!("the exchange is not done")
    };
    assert_eq!(error.code(), "InvalidTimeStamp.Expired");
}

/// A throttling reply asks for a pause, so an immediate correction would be too early.
#[test]
fn a_correction_waits_for_retry_after() {
    let mut busy = expired(3600);
    busy.headers_mut().insert(
        HeaderName::from_static("x-acs-retry-after"),
        HeaderValue::from_static("1500"),
    );
    let script = Script::new().response(busy).reply(OK);
    Client::with_transport(session(), script.clone())
        .send(&reads())
        .unwrap();
    assert_eq!(script.waits(), [Duration::from_millis(1500)]);
    assert_eq!(
        timestamps(&script),
        ["2016-02-23T12:46:24Z", "2016-02-23T13:46:24Z"]
    );
}
