//! Corrections: calls that are repeated with another time or other credentials.

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

/// What a server answers whose clock is `ahead` of the fixture's.
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

/// Writes as well: a call that was refused for its time was not carried out.
#[test]
fn the_clocks_error_is_learnt_put_right_at_once_and_remembered() {
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

        // Clones know it, too.
        let script = Script::new().reply(OK);
        Client::with_transport(session, script.clone())
            .send(&call)
            .unwrap();
        assert_eq!(timestamps(&script), [corrected]);
    }
}

#[test]
fn the_clock_is_put_right_once_per_call_and_not_without_a_date() {
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

/// What is told of a reply's age goes by this machine's clock, which is what the reader has.
#[test]
fn a_corrected_clock_leaves_the_time_of_a_reply_alone() {
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

/// Refuses the time of a request with `code`, by a clock that is `ahead` of the fixture's.
fn refuses_time(code: &str, ahead: i64) -> Response {
    let mut refusal = expired(ahead);
    let body = format!(r#"{{"Code":"{code}","Message":"off","RequestId":"R"}}"#);
    *refusal.body_mut() = body.into();
    refusal
}

/// `IllegalTimestamp` also comes where a request has no time at all.
#[test]
fn an_illegal_timestamp_counts_if_the_clocks_are_15_minutes_apart() {
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

/// The time that was signed counts, which is not this machine's once an offset is known.
#[test]
fn an_illegal_timestamp_is_compared_with_the_time_that_was_signed() {
    let session = session();
    let script = Script::new()
        .response(expired(3600))
        .reply(OK)
        // This machine is right, and what was learnt is wrong.
        .response(refuses_time("IllegalTimestamp", 0))
        .reply(OK);
    let client = Client::with_transport(session, script.clone());
    client.send(&reads()).unwrap();
    client.send(&reads()).unwrap();
    let (before, after) = ("2016-02-23T12:46:24Z", "2016-02-23T13:46:24Z");
    assert_eq!(timestamps(&script), [before, after, after, before]);
}

#[test]
fn no_retry_sends_exactly_once_and_learns_all_the_same() {
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
fn a_policy_of_one_attempt_corrects_nothing_and_a_closure_does() {
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
fn a_correction_takes_a_repeat_from_the_budget() {
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
    // Nine more successes, so that there is one more repeat.
    for _ in 0..9 {
        assert_eq!(sent(&session, Script::new().reply(OK)), 1);
    }
    let failed = Script::new().transport_error(timeout()).reply(OK);
    assert_eq!(sent(&session, failed), 2);
    let corrected = Script::new().response(expired(-3600)).reply(OK);
    assert_eq!(sent(&session, corrected), 1, "the budget is used up");
    // The offset is known all the same.
    let script = Script::new().reply(OK);
    assert_eq!(sent(&session, script.clone()), 1);
    assert_eq!(timestamps(&script), ["2016-02-23T11:46:24Z"]);
}

#[test]
fn a_correction_keeps_to_the_limit_of_the_call() {
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
        panic!("not done")
    };
    assert_eq!(error.api().unwrap().code(), "InvalidTimeStamp.Expired");

    // It took nothing from the budget.
    let mut in_time = session.exchange(&call);
    assert!(matches!(in_time.step(), Step::Send(_)));
    in_time.receive(Ok(expired(7200)));
    let Step::Send(request) = in_time.step() else {
        panic!("not repeated")
    };
    assert_eq!(request.time_limit(Duration::MAX).remaining(), Some(LIMIT));
}

/// A time is over between the refusal and the repeat, which says less than the refusal.
#[test]
fn a_correction_without_time_to_be_sent_ends_with_the_refusal() {
    let clock = Clock::default();
    let session = clock.of(session()).call_timeout(Duration::from_secs(1));
    let call = reads();
    let mut exchange = session.exchange(&call);
    assert!(matches!(exchange.step(), Step::Send(_)));
    exchange.receive(Ok(expired(3600)));
    clock.advance(1_000);
    let Step::Done(Err(Error::Api(error))) = exchange.step() else {
        panic!("not done")
    };
    assert_eq!(error.code(), "InvalidTimeStamp.Expired");
}

/// Whoever throttles says how long to wait, and a correction at once would be too early.
#[test]
fn a_refusal_that_throttles_is_waited_for() {
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
