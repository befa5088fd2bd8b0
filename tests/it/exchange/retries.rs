//! Tests which failures the default retry policy retries, and the pauses before retries.

use std::{
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use alicloud::{
    Api, Call, Error, Methods, Response, Session,
    blocking::Client,
    error::{TransportError, TransportErrorKind},
    http::{HeaderName, HeaderValue, StatusCode},
    machine::{Machine as _, Step},
    retry::{NoRetry, Retry},
    testing::Script,
};

use super::Clock;
use crate::fixture::{response, session};

const OK: &str = r#"{"RequestId":"R"}"#;

/// The default policy with the longest possible pauses.
fn retry() -> Retry {
    Retry::default().jitter(|| 1.0)
}

fn reads() -> Call {
    Call::new("Ecs", "2014-05-26", "DescribeAny").reads()
}

fn writes() -> Call {
    Call::new("Ecs", "2014-05-26", "StopAny")
}

fn send(session: Session, script: &Script, call: &Call) -> Result<(), Error> {
    Client::with_transport(session, script.clone())
        .send(call)
        .map(drop)
}

fn error(kind: TransportErrorKind) -> TransportError {
    TransportError::new(kind, "planned")
}

fn with_header(response: Response, name: &'static str, value: &'static str) -> Response {
    let mut response = response;
    response.headers_mut().insert(
        HeaderName::from_static(name),
        HeaderValue::from_static(value),
    );
    response
}

fn milliseconds(pauses: &[u64]) -> Vec<Duration> {
    pauses.iter().copied().map(Duration::from_millis).collect()
}

/// The result of an attempt in a script.
enum Comes {
    Failure(TransportErrorKind),
    Code(u16, &'static str),
    Page(u16),
}

impl Comes {
    fn after(&self, script: Script) -> Script {
        match *self {
            Self::Failure(kind) => script.transport_error(error(kind)),
            Self::Code(status, code) => {
                script.error_document(StatusCode::from_u16(status).unwrap(), code, "planned")
            }
            Self::Page(status) => script.response(response(status, "<html>planned</html>")),
        }
    }
}

use Comes::{Code, Failure, Page};
use TransportErrorKind::{BodyTooLarge, Connect, Other, Timeout};

#[test]
fn retries_reads_only_after_transient_failures() {
    for (comes, is_repeated) in [
        (Failure(Connect), true),
        (Failure(Timeout), true),
        (Failure(Other), true),
        (Failure(BodyTooLarge), false),
        (Code(400, "Throttling"), true),
        (Code(400, "Throttling.User"), true),
        (Code(429, "TooMany"), true),
        (Code(500, "InternalError"), true),
        (Code(500, "Unheard"), true),
        (Code(400, "InternalError"), true),
        (Code(503, "ServiceUnavailable"), true),
        (Code(403, "Rejected.Throttling"), true),
        (Code(400, "FlowLimit.Account"), true),
        (Code(403, "IncorrectInstanceStatus"), false),
        (Code(403, "InstanceNotReady"), false),
        (Code(404, "InvalidInstanceId.NotFound"), false),
        (Code(400, "SignatureDoesNotMatch"), false),
        (Code(501, "Unheard"), false),
        (Page(429), true),
        (Page(500), true),
        (Page(502), true),
        (Page(503), true),
        (Page(504), true),
        (Page(200), false),
        (Page(302), false),
        (Page(404), false),
    ] {
        let script = comes.after(Script::new());
        let script = if is_repeated {
            script.reply(OK)
        } else {
            script
        };
        let result = send(session().retry(retry()), &script, &reads());
        assert_eq!(result.is_ok(), is_repeated);
        let attempts = 1 + usize::from(is_repeated);
        assert_eq!(script.requests().len(), attempts, "{result:?}");
    }
}

#[test]
fn retries_writes_only_if_unsent_or_requested() {
    let not_sent = || error(Timeout).not_sent();
    for (failure, retry, attempts) in [
        (error(Connect), retry(), 2),
        (not_sent(), retry(), 2),
        (error(Timeout), retry(), 1),
        (error(Other), retry(), 1),
        (error(Timeout), retry().writes_too(), 2),
    ] {
        let script = Script::new().transport_error(failure);
        let script = if attempts == 2 {
            script.reply(OK)
        } else {
            script
        };
        let result = send(session().retry(retry), &script, &writes());
        assert_eq!(script.requests().len(), attempts, "{result:?}");
    }
    let script = Script::new().error_document(StatusCode::BAD_REQUEST, "Throttling", "planned");
    assert!(send(session().retry(retry()), &script, &writes()).is_err());
    assert_eq!(script.requests().len(), 1);
}

#[test]
fn a_read_has_three_attempts_and_returns_the_last_error() {
    let script = Script::new()
        .transport_error(error(Timeout))
        .error_document(StatusCode::BAD_GATEWAY, "First", "planned")
        .error_document(StatusCode::BAD_GATEWAY, "Last", "planned");
    let error = send(session(), &script, &reads()).unwrap_err();
    assert_eq!(error.api().unwrap().code(), "Last");
    assert_eq!(script.requests().len(), 3);
    let waits = script.waits();
    assert!(waits[0] <= Duration::from_millis(100) && waits[1] <= Duration::from_millis(200));
}

/// A caller must not assume that a call was not sent if an earlier attempt may have been executed.
#[test]
fn may_have_been_sent_covers_all_attempts() {
    for (first, second, expected) in [
        (error(Timeout), error(Connect), Timeout),
        (error(Other), error(Timeout).not_sent(), Other),
        (error(Connect), error(Timeout), Timeout),
        (error(Timeout), error(Other), Other),
        (error(Connect), error(Timeout).not_sent(), Timeout),
    ] {
        let sent = first.may_have_been_sent() || second.may_have_been_sent();
        let script = Script::new().transport_error(first).transport_error(second);
        let retry = retry().attempts(2).writes_too();
        let error = send(session().retry(retry), &script, &writes()).unwrap_err();
        assert_eq!(error.may_have_been_sent(), sent);
        let Error::Transport(error) = error else {
            panic!("{error}")
        };
        assert_eq!(error.kind(), expected);
    }
}

#[test]
fn each_attempt_has_its_own_nonce() {
    let script = Script::new()
        .transport_error(error(Timeout))
        .transport_error(error(Timeout))
        .reply(OK);
    let session = alicloud::Session::new(alicloud::Anonymous).endpoint("https://ecs.aliyuncs.com");
    send(session.unwrap(), &script, &reads()).unwrap();
    let nonce = |index: usize| {
        script.requests()[index]
            .parameter("SignatureNonce")
            .map(String::from)
    };
    assert!(nonce(0) != nonce(1) && nonce(1) != nonce(2) && nonce(0) != nonce(2));
}

#[test]
fn pauses_double_up_to_a_limit_and_have_jitter() {
    let timeouts = |count| (0..count).fold(Script::new(), |s, _| s.transport_error(error(Timeout)));
    let script = timeouts(9);
    let retry = retry().attempts(9);
    assert!(send(session().retry(retry.clone()), &script, &reads()).is_err());
    assert_eq!(
        script.waits(),
        milliseconds(&[100, 200, 400, 800, 1600, 3200, 6400, 12_800])
    );

    let script = timeouts(5);
    let retry = retry
        .attempts(5)
        .backoff(Duration::from_millis(40), Duration::from_millis(100))
        .jitter(|| 0.25);
    assert!(send(session().retry(retry), &script, &reads()).is_err());
    assert_eq!(script.waits(), milliseconds(&[10, 20, 25, 25]));
}

#[test]
fn clamps_jitter_out_of_range() {
    for (part, pause) in [(-1.0, 0), (7.0, 100), (f64::NAN, 100), (f64::INFINITY, 100)] {
        let script = Script::new().transport_error(error(Timeout)).reply(OK);
        let retry = Retry::default().jitter(move || part);
        send(session().retry(retry), &script, &reads()).unwrap();
        let pauses = script.waits();
        let expected = Duration::from_millis(pause);
        assert_eq!(pauses.iter().sum::<Duration>(), expected, "{part}");
    }
}

#[test]
fn honours_retry_after_up_to_a_limit() {
    for (name, value, pause) in [
        ("x-acs-retry-after", "1500", Some(1500)),
        ("retry-after", "2", Some(2000)),
        ("retry-after", "Tue, 23 Feb 2016 12:46:54 GMT", Some(30_000)),
        // The requested pause is shorter than the client's own pause.
        ("x-acs-retry-after", "1", Some(100)),
        // The requested pause is too long, so the call fails.
        ("retry-after", "31", None),
        ("x-acs-retry-after", "86400000", None),
        // An invalid value is ignored.
        ("retry-after", "soon", Some(100)),
    ] {
        for body in [
            "<html>busy</html>",
            r#"{"Code":"Throttling","Message":"busy"}"#,
        ] {
            let busy = with_header(response(503, body), name, value);
            let script = Script::new().response(busy);
            let script = match pause {
                Some(_) => script.reply(OK),
                None => script,
            };
            let result = send(session().retry(retry()), &script, &reads());
            assert_eq!(result.is_ok(), pause.is_some(), "{name} {value}");
            // After throttling without a valid time, the pause is longer.
            let pause = match value {
                "soon" if body.contains("Throttling") => Some(2000),
                _ => pause,
            };
            let pauses: Vec<u64> = pause.into_iter().collect();
            assert_eq!(script.waits(), milliseconds(&pauses), "{name} {value}");
            if let Err(error) = result {
                assert!(error.retry_after() > Some(Duration::from_secs(30)));
            }
        }
    }
    let busy = with_header(response(503, "busy"), "retry-after", "2");
    let script = Script::new().response(busy);
    let impatient = retry().longest_retry_after(Duration::from_secs(1));
    assert!(send(session().retry(impatient), &script, &reads()).is_err());
}

#[test]
fn retries_a_throttling_reply_with_any_code() {
    for (value, is_throttling) in [("200", true), ("0", false), ("soon", false)] {
        for body in [
            "<html>busy</html>",
            r#"{"Code":"QpsLimit","Message":"busy"}"#,
        ] {
            let busy = || with_header(response(403, body), "x-acs-retry-after", value);
            let script = Script::new().response(busy());
            let script = if is_throttling {
                script.reply(OK)
            } else {
                script
            };
            let retry = Retry::default().jitter(|| 0.0);
            let result = send(session().retry(retry.clone()), &script, &reads());
            assert_eq!(result.is_ok(), is_throttling, "{value}");
            let pauses: &[u64] = if is_throttling { &[200] } else { &[] };
            assert_eq!(script.waits(), milliseconds(pauses), "{value}");

            // A throttled write is not retried.
            let script = Script::new().response(busy());
            let error = send(session().retry(retry), &script, &writes()).unwrap_err();
            assert_eq!(error.is_throttling(), is_throttling);
            assert_eq!(error.is_transient(), is_throttling);
        }
    }
}

#[test]
fn waits_at_least_a_second_after_throttling() {
    for comes in [
        Code(400, "Throttling.User"),
        Code(403, "Rejected.Throttling"),
        Code(400, "FlowLimit"),
        Code(503, "ServiceUnavailable"),
        Code(429, "TooMany"),
        Page(429),
    ] {
        for (part, pauses) in [
            (0.0, [1000, 1000]),
            (0.5, [1500, 2000]),
            (1.0, [2000, 3000]),
        ] {
            let script = comes.after(comes.after(Script::new())).reply(OK);
            let retry = Retry::default().jitter(move || part);
            send(session().retry(retry), &script, &reads()).unwrap();
            assert_eq!(script.waits(), milliseconds(&pauses));
        }
        // The minimum applies even if the backoff is zero.
        let script = comes.after(Script::new()).reply(OK);
        let retry = retry().backoff(Duration::ZERO, Duration::ZERO);
        send(session().retry(retry), &script, &reads()).unwrap();
        assert_eq!(script.waits(), milliseconds(&[1000]));
    }
}

#[test]
fn the_retry_budget_limits_retries_of_all_calls() {
    let session = session().retry(retry().budget(2));
    let clone = session.clone();
    let mut attempts = Vec::new();
    for session in [&session, &clone, &session] {
        let script = (0..3).fold(Script::new(), |s, _| s.transport_error(error(Timeout)));
        assert!(send(session.clone(), &script, &reads()).is_err());
        attempts.push(script.requests().len());
        script.forget_remaining();
    }
    assert_eq!(attempts, [3, 1, 1], "all calls share two retries");

    // Ten successful calls earn one retry.
    for _ in 0..10 {
        send(session.clone(), &Script::new().reply(OK), &reads()).unwrap();
    }
    let script = (0..3).fold(Script::new(), |s, _| s.transport_error(error(Timeout)));
    assert!(send(session, &script, &reads()).is_err());
    assert_eq!(script.requests().len(), 2);
    script.forget_remaining();
}

#[test]
fn waiting_for_a_state_uses_no_attempts() {
    let not_ready = |script: Script| {
        script.error_document(StatusCode::FORBIDDEN, "InstanceNotReady", "planned")
    };
    let patient = || {
        retry()
            .budget(1)
            .waiting_for(["InstanceNotReady"], Duration::from_secs(60))
    };
    let script = (0..8).fold(Script::new(), |script, _| not_ready(script));
    let script = script.transport_error(error(Timeout)).reply(OK);
    send(session().retry(patient()), &script, &reads()).unwrap();
    assert_eq!(
        script.waits(),
        milliseconds(&[100, 200, 400, 800, 1600, 3200, 5000, 5000, 100])
    );

    // Writes also wait, because the call was not executed.
    let script = not_ready(Script::new()).reply(OK);
    send(session().retry(patient()), &script, &writes()).unwrap();

    // The policy doesn't wait for other error codes.
    let script = Script::new().error_document(StatusCode::FORBIDDEN, "Forbidden", "planned");
    assert!(send(session().retry(patient()), &script, &reads()).is_err());
    assert_eq!(script.requests().len(), 1);
}

#[test]
fn no_retry_never_retries() {
    let script = Script::new().transport_error(error(Connect));
    assert!(send(session().retry(NoRetry), &script, &reads()).is_err());
    assert_eq!(script.requests().len(), 1);
    static API: Api = Api::new(
        const { &alicloud::Product::new("Ecs", "2014-05-26") },
        "Any",
        Methods::GetOrPost,
    );
    assert!(
        !API.is_read(),
        "an operation should count as a write by default"
    );
}

/// The limit is 5.2 s. After 5 s, two pauses of 100 ms are possible, and a third pause is not.
#[test]
fn waiting_for_a_state_ends_after_its_limit() {
    let now = Arc::new(Mutex::new(Instant::now()));
    let clock = Arc::clone(&now);
    let patient = retry()
        .backoff(Duration::from_millis(100), Duration::from_millis(100))
        .waiting_for(["InstanceNotReady"], Duration::from_millis(5_200));
    let session = session()
        .retry(patient)
        .clock(move || *clock.lock().unwrap());
    let call = reads();
    let mut exchange = session.exchange(&call);
    let not_ready = || response(403, r#"{"Code":"InstanceNotReady","Message":"planned"}"#);
    for (passed, waits) in [(5_000, true), (100, true), (101, false)] {
        assert!(matches!(exchange.step(), Step::Send(_)));
        *now.lock().unwrap() += Duration::from_millis(passed);
        exchange.receive(Ok(not_ready()));
        match exchange.step() {
            Step::Wait(pause) => assert!(waits && pause == Duration::from_millis(100)),
            Step::Done(Err(error)) => {
                assert!(!waits && error.api().unwrap().code() == "InstanceNotReady");
            }
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn accepts_maximal_durations() {
    let forever = || {
        retry()
            .longest_retry_after(Duration::MAX)
            .waiting_for(["InstanceNotReady"], Duration::MAX)
    };
    let body = r#"{"Code":"InstanceNotReady","Message":"planned"}"#;
    let busy = with_header(response(403, body), "retry-after", "18446744073709551615");
    let script = Script::new().response(busy).reply(OK);
    send(session().retry(forever()), &script, &reads()).unwrap();
    assert_eq!(script.waits(), [Duration::from_secs(u64::MAX)]);

    let script = Script::new().transport_error(error(Timeout)).reply(OK);
    let retry = forever().backoff(Duration::MAX, Duration::MAX);
    send(session().retry(retry), &script, &reads()).unwrap();
    assert!(script.waits()[0] > Duration::from_secs(u64::MAX / 2));
}

/// Calls with short timeouts must not use up the retry budget of other calls.
#[test]
fn a_retry_without_time_does_not_use_the_budget() {
    let session = session().retry(retry().budget(1));
    for _ in 0..5 {
        let script = Script::new().transport_error(error(Timeout));
        let client = Client::with_transport(session.clone(), script.clone());
        let hurried = client.send_within(&reads(), Duration::from_millis(100));
        assert!(hurried.is_err() && script.requests().len() == 1);
    }
    let script = Script::new().transport_error(error(Timeout)).reply(OK);
    send(session, &script, &reads()).unwrap();
}

/// An unsent retry causes no load on the service.
#[test]
fn an_unsent_retry_is_returned_to_the_budget() {
    let clock = Clock::default();
    let retry = retry()
        .budget(1)
        .waiting_for(["InstanceNotReady"], Duration::from_secs(60));
    let session = clock.of(session()).retry(retry);
    let call = reads();
    let failed = |answer: Result<Response, TransportError>| {
        let mut exchange = session.exchange(&call).within(Duration::from_secs(1));
        assert!(matches!(exchange.step(), Step::Send(_)));
        exchange.receive(answer);
        exchange
    };
    let not_ready = || response(403, r#"{"Code":"InstanceNotReady","Message":"planned"}"#);
    for _ in 0..5 {
        // The call is dropped before its pause, and during its pause.
        drop(failed(Err(error(Timeout))));
        let mut paused = failed(Err(error(Timeout)));
        assert!(matches!(paused.step(), Step::Wait(_)));
        drop(paused);
        // The call times out after its pause.
        let mut late = failed(Err(error(Timeout)));
        assert!(matches!(late.step(), Step::Wait(_)));
        clock.advance(1_000);
        assert!(matches!(late.step(), Step::Done(Err(_))));
        // Waiting for a state uses no budget, so dropping the call returns nothing.
        drop(failed(Ok(not_ready())));
    }
    let mut repeated = failed(Err(error(Timeout)));
    assert!(matches!(repeated.step(), Step::Wait(_)));
    assert!(matches!(repeated.step(), Step::Send(_)));
    drop(repeated);
    let mut over = failed(Err(error(Timeout)));
    assert!(matches!(over.step(), Step::Done(Err(_))));
}

/// Waiting for a state uses no budget. The next retry must not return a retry that was not taken.
#[test]
fn returns_only_the_latest_retry_to_the_budget() {
    let retry = retry()
        .budget(1)
        .waiting_for(["InstanceNotReady"], Duration::from_secs(60));
    let session = session().retry(retry);
    let call = reads();
    for _ in 0..3 {
        let mut exchange = session.exchange(&call);
        assert!(matches!(exchange.step(), Step::Send(_)));
        let body = r#"{"Code":"InstanceNotReady","Message":"planned"}"#;
        exchange.receive(Ok(response(403, body)));
        assert!(matches!(exchange.step(), Step::Wait(_)));
        assert!(matches!(exchange.step(), Step::Send(_)));
        exchange.receive(Err(error(Connect)));
        assert!(matches!(exchange.step(), Step::Wait(_)));
    }
}
