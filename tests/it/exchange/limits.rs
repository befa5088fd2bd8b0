//! The limit of a call as a whole, rate limits, and the clock.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant, SystemTime},
};

use alicloud::{
    Anonymous, Call, Error, Machine as _, Rate, RateLimits, Retry, Session, Stamp, Step,
    TransportError, TransportErrorKind,
    blocking::Client,
    http::{HeaderValue, StatusCode, header::DATE},
    testing::Script,
};

use crate::fixture::{response, session, time};

const OK: &str = r#"{"RequestId":"R"}"#;

/// A clock that stands still until it is moved.
#[derive(Clone, Default)]
struct Clock(Arc<AtomicU64>);

impl Clock {
    fn advance(&self, milliseconds: u64) {
        self.0.fetch_add(milliseconds, Ordering::Relaxed);
    }

    fn of(&self, session: Session) -> Session {
        let (now, start) = (self.0.clone(), Instant::now());
        session.clock(move || start + Duration::from_millis(now.load(Ordering::Relaxed)))
    }
}

fn reads() -> Call {
    Call::new("Ecs", "2014-05-26", "DescribeAny").reads()
}

fn timeout() -> TransportError {
    TransportError::new(TransportErrorKind::Timeout, "planned")
}

fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

#[test]
fn the_limit_covers_attempts_and_pauses() {
    let clock = Clock::default();
    let retry = Retry::default()
        .attempts(9)
        .backoff(seconds(2), seconds(2))
        .jitter(|| 1.0);
    let session = clock.of(session()).retry(retry).call_timeout(seconds(10));
    let call = reads();
    let mut exchange = session.exchange(&call);

    let Step::Send(request) = exchange.step() else {
        panic!("not sent")
    };
    assert_eq!(request.remaining(), Some(seconds(10)));
    clock.advance(3_000);
    exchange.receive(Err(timeout()));
    let Step::Wait(pause) = exchange.step() else {
        panic!("no pause")
    };
    assert_eq!(pause, seconds(2));
    clock.advance(2_000);
    let Step::Send(request) = exchange.step() else {
        panic!("not sent again")
    };
    assert_eq!(request.remaining(), Some(seconds(5)));
    clock.advance(3_500);
    exchange.receive(Err(timeout()));
    // 1.5 s are left, and the pause alone would take 2.
    let Step::Done(Err(Error::Transport(error))) = exchange.step() else {
        panic!("not done")
    };
    assert_eq!(error.to_string(), timeout().to_string());
}

#[test]
fn a_call_can_have_a_limit_of_its_own() {
    let session = Clock::default().of(session()).call_timeout(seconds(10));
    let script = Script::new().reply(OK).reply(OK).reply(OK);
    let client = Client::with_transport(session.clone(), script.clone());
    client.send(&reads()).unwrap();
    client.send_within(&reads(), seconds(7)).unwrap();
    let client = alicloud::Client::with_transport(session, script.clone());
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap();
    runtime
        .block_on(client.send_within(&reads(), seconds(70)))
        .unwrap();
    let requests = script.requests();
    let remaining = requests.iter().map(|sent| sent.request().remaining());
    assert!(remaining.eq([10, 7, 70].map(|limit| Some(seconds(limit)))));
}

/// A pause that took longer than it should have, and then there is no time left: that says less than
/// why the attempt before it failed.
#[test]
fn nothing_is_sent_when_the_time_is_over_and_the_last_error_is_told() {
    use TransportErrorKind::{Connect, Other};

    let clock = Clock::default();
    let session = clock.of(session()).call_timeout(seconds(1));
    let call = reads();
    for kind in [Connect, Other] {
        let mut exchange = session.exchange(&call);
        assert!(matches!(exchange.step(), Step::Send(_)));
        exchange.receive(Err(TransportError::new(kind, "planned")));
        assert!(matches!(exchange.step(), Step::Wait(_)));
        clock.advance(1_000);
        let Step::Done(Err(Error::Transport(error))) = exchange.step() else {
            panic!("not done")
        };
        assert_eq!(error.kind(), kind);
        assert_eq!(error.may_have_been_sent(), kind == Other);
    }

    let zero = session.call_timeout(Duration::ZERO);
    let Step::Done(Err(error)) = zero.exchange(&call).step() else {
        panic!("not done")
    };
    assert!(error.is_timeout() && !error.may_have_been_sent());
}

#[test]
fn a_call_waits_for_its_turn_as_far_as_its_limit_allows() {
    let clock = Clock::default();
    let limits = RateLimits::new(Rate::per_second(1.try_into().unwrap()));
    let session = clock.of(session()).rate_limits(limits);
    let call = reads();
    assert!(matches!(session.exchange(&call).step(), Step::Send(_)));

    let mut second = session.exchange(&call);
    let Step::Wait(pause) = second.step() else {
        panic!("no wait")
    };
    assert_eq!(pause, seconds(1));
    // Turns are given in the order in which they are asked for.
    let Step::Wait(pause) = session.exchange(&call).step() else {
        panic!("no wait")
    };
    assert_eq!(pause, seconds(2));
    clock.advance(1_000);
    assert!(matches!(second.step(), Step::Send(_)));

    // Every attempt has its turn, repeated ones too: this one after that of the third call.
    second.receive(Err(timeout()));
    let Step::Wait(_) = second.step() else {
        panic!("no pause")
    };
    let Step::Wait(pause) = second.step() else {
        panic!("no turn")
    };
    assert_eq!(pause, seconds(2));

    let mut hurried = session.exchange(&call).within(seconds(2));
    let Step::Done(Err(error)) = hurried.step() else {
        panic!("waits in vain")
    };
    assert!(error.is_timeout() && !error.may_have_been_sent());
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
    use alicloud::{Api, DecodeError, Draft, Methods, Operation, Reply};

    struct SentAt;

    impl Operation for SentAt {
        type Output = SystemTime;

        fn api(&self) -> &Api {
            static API: Api = Api::new("Ecs", "v", "Any", Methods::GetOrPost);
            &API
        }

        fn write(&self, _draft: &mut Draft<'_>) {}

        fn read(&self, reply: Reply<'_>) -> Result<SystemTime, DecodeError> {
            Ok(reply.sent_at())
        }
    }

    let session = Session::new("https://ecs.aliyuncs.com", Anonymous)
        .unwrap()
        .stamps(|| Stamp::new(time(), 1));
    let script = Script::new().response(expired(3600)).reply(OK);
    let sent_at = Client::with_transport(session, script)
        .send(&SentAt)
        .unwrap();
    assert_eq!(sent_at, time());
}
