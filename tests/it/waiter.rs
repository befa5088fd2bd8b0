//! Tests waiting for a state with both clients. A virtual clock advances with each wait.

use std::time::{Duration, SystemTime};

use alicloud::{
    Anonymous, Call, Client, Session, Value, blocking,
    error::{TransportError, TransportErrorKind},
    http::StatusCode,
    testing::{Script, VirtualClock},
    waiter::{Progress, WaitError, Waiter},
};

use crate::fixture::block_on;

fn clock() -> VirtualClock {
    VirtualClock::new(SystemTime::UNIX_EPOCH)
}

fn passed(clock: &VirtualClock) -> Duration {
    clock.now().duration_since(SystemTime::UNIX_EPOCH).unwrap()
}

fn client(script: &Script, clock: &VirtualClock) -> blocking::Client<Script> {
    let session = Session::new(Anonymous).endpoint("https://ecs.aliyuncs.com");
    blocking::Client::with_transport(clock.session(session.unwrap()), script.clone().clock(clock))
}

fn status(status: &str) -> String {
    format!(r#"{{"RequestId":"1450F2D7","Status":"{status}"}}"#)
}

fn running() -> Waiter<Call, impl Fn(Value) -> Progress<String>> {
    let call = Call::new("Ecs", "2014-05-26", "DescribeInstanceAttribute").reads();
    Waiter::new(call, |reply: Value| match reply["Status"].as_str() {
        Some("Running") => Progress::Reached("Running".to_owned()),
        Some("Failed") => Progress::Failed("the instance is broken".to_owned()),
        _ => Progress::Pending,
    })
    .interval(Duration::from_secs(5))
    .limit(Duration::from_secs(12))
}

#[test]
fn polls_until_the_state_is_reached() {
    let starting = || {
        Script::new()
            .reply(status("Starting"))
            .reply(status("Starting"))
    };
    let (script, time) = (starting().reply(status("Running")), clock());
    assert_eq!(client(&script, &time).wait(&running()).unwrap(), "Running");
    assert_eq!(
        (script.requests().len(), passed(&time)),
        (3, Duration::from_secs(10))
    );

    let (script, time) = (starting().reply(status("Running")), clock());
    let blocking = client(&script, &time);
    let client = Client::with_transport(blocking.session().clone(), script.clone());
    assert_eq!(block_on(client.wait(&running())).unwrap(), "Running");
    assert_eq!(passed(&time), Duration::from_secs(10));
}

#[test]
fn ends_if_the_state_is_unreachable() {
    let script = Script::new()
        .reply(status("Starting"))
        .reply(status("Failed"));
    let error = client(&script, &clock()).wait(&running()).unwrap_err();
    assert!(matches!(error, WaitError::Failed { .. }));
    assert_eq!(
        error.to_string(),
        "the state can't be reached: the instance is broken"
    );
}

#[test]
fn ends_no_later_than_its_time_limit() {
    let script = (0..3).fold(Script::new(), |script, _| script.reply(status("Starting")));
    let time = clock();
    let error = client(&script, &time).wait(&running()).unwrap_err();
    let WaitError::TimedOut {
        questions, last, ..
    } = &error
    else {
        panic!("{error:?}")
    };
    assert_eq!((*questions, last.is_some()), (3, false));
    assert!(passed(&time) <= Duration::from_secs(12));
}

#[test]
fn retries_failed_queries_and_ends_with_a_permanent_error() {
    let refused = || TransportError::new(TransportErrorKind::Connect, "connection refused");
    let script = Script::new()
        .transport_error(refused())
        .reply(status("Starting"))
        .error_document(StatusCode::FORBIDDEN, "Forbidden.RAM", "no");
    let error = client(&script, &clock()).wait(&running()).unwrap_err();
    let WaitError::Call(error) = error else {
        panic!("{error:?}")
    };
    assert!(error.is_denied());
}

#[test]
fn waits_while_errors_count_as_pending() {
    let missing = |script: Script| {
        script.error_document(StatusCode::NOT_FOUND, "InvalidInstanceId.NotFound", "none")
    };
    let script = missing(Script::new()).reply(status("Running"));
    let waiter = running().pending_on(alicloud::Error::is_not_found);
    assert_eq!(client(&script, &clock()).wait(&waiter).unwrap(), "Running");

    let script = missing(missing(missing(Script::new())));
    let error = client(&script, &clock()).wait(&waiter).unwrap_err();
    let WaitError::TimedOut {
        last: Some(last), ..
    } = error
    else {
        panic!("{error:?}")
    };
    assert!(last.is_not_found());
}

#[test]
fn polling_does_not_use_the_retry_budget() {
    // The waiter sends more queries than the budget has retries.
    let script = (0..200).fold(Script::new(), |script, _| script.reply(status("Starting")));
    let script = script
        .transport_error(TransportError::new(TransportErrorKind::Connect, "refused"))
        .reply(status("Running"));
    let waiter = running().limit(Duration::from_secs(3600));
    assert_eq!(client(&script, &clock()).wait(&waiter).unwrap(), "Running");
}
