//! Tests the preparation of a signer, which fetches credentials during a call.

use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicU32, Ordering},
    },
    time::{Duration, Instant, SystemTime},
};

use alicloud::{
    Api, Call, Draft, Error, Methods, Operation, Reply, Request, Response, Session, Sign,
    error::{CredentialsError, DecodeError, TransportError, TransportErrorKind},
    http::{HeaderValue, Method, StatusCode, header::DATE, uri::PathAndQuery},
    machine::{Clock, Machine, Step, Work},
    retry::Retry,
    sign::{Preparation, Stamp},
    testing::Script,
};

use crate::fixture::{response, time};

/// A signer that fetches a key before its first signature, in several steps.
#[derive(Clone, Debug, Default)]
struct Fetching {
    /// The steps so far. The last note is the key.
    notes: Arc<Mutex<Vec<String>>>,
    /// Whether the preparation fails.
    fails: bool,
    /// The number of times that refused credentials can be replaced.
    others: Arc<AtomicU32>,
}

struct Steps {
    signer: Fetching,
    clock: Clock,
    at: u32,
}

impl Fetching {
    fn note(&self, text: impl Into<String>) {
        self.notes.lock().unwrap().push(text.into());
    }

    fn notes(&self) -> Vec<String> {
        self.notes.lock().unwrap().clone()
    }

    fn session(&self) -> Session {
        Session::new(self.clone())
            .endpoint("https://ecs.aliyuncs.com")
            .unwrap()
            .stamps(|| Stamp::new(time(), 1))
    }
}

impl Sign for Fetching {
    fn sign(&self, draft: &mut Draft<'_>, stamp: &Stamp) {
        draft.parameter("Key", self.notes().last().map_or("", String::as_str));
        draft.common_parameters(stamp);
    }

    fn prepare(&self, clock: &Clock) -> Option<Box<Preparation>> {
        let is_ready = self.notes().iter().any(|note| note == "key");
        (!is_ready).then(|| {
            Box::new(Steps {
                signer: self.clone(),
                clock: clock.clone(),
                at: 0,
            }) as Box<Preparation>
        })
    }

    fn refused(&self) -> bool {
        let others = self.others.load(Ordering::Relaxed);
        self.others
            .store(others.saturating_sub(1), Ordering::Relaxed);
        others > 0
    }
}

impl Machine for Steps {
    type Output = Result<(), CredentialsError>;

    fn step(&mut self) -> Step<Self::Output> {
        self.at += 1;
        let signer = self.signer.clone();
        match self.at {
            1 => Step::Run(Work::new(move || signer.note("read a file"))),
            2 => Step::Wait(Duration::from_millis(5)),
            3 => {
                signer.note(format!("left {:?}", self.clock.remaining()));
                let endpoint = "http://127.0.0.1:1".parse().unwrap();
                let path = PathAndQuery::from_static("/role");
                Step::Send(Request::plain(Method::GET, endpoint, path))
            }
            _ if signer.fails => {
                let error = CredentialsError::new("planned").transient();
                Step::Done(Err(error.with_retry_after(Duration::from_secs(2))))
            }
            _ => Step::Done(Ok(())),
        }
    }

    fn receive(&mut self, result: Result<Response, TransportError>) {
        let body = result.unwrap().into_body();
        self.signer.note(String::from_utf8(body.to_vec()).unwrap());
    }
}

fn call() -> Call {
    Call::new("Ecs", "2014-05-26", "StopAny")
}

const OK: &str = r#"{"RequestId":"R"}"#;

#[test]
fn prepares_the_signer_over_the_transport_of_the_call() {
    let signer = Fetching::default();
    let script = Script::new().reply("key").reply(OK).reply(OK);
    let client = alicloud::blocking::Client::with_transport(signer.session(), script.clone());
    client.send(&call()).unwrap();
    assert_eq!(signer.notes(), ["read a file", "left None", "key"]);
    assert_eq!(script.waits(), [Duration::from_millis(5)]);
    let requests = script.requests();
    assert_eq!(requests[0].request().uri(), "http://127.0.0.1:1/role");
    assert_eq!(requests[1].parameter("Key").unwrap(), "key");

    // The signer has a key, so the second call fetches nothing.
    client.send(&call()).unwrap();
    assert_eq!(script.requests().len(), 3);
}

/// By default, a custom signer covers only parameters.
#[test]
fn refuses_a_call_that_the_signer_cannot_sign_before_preparing_it() {
    for (acs3_only, call) in [(false, call().json(serde_json::json!({}))), (true, call())] {
        let signer = Fetching::default();
        let client = alicloud::blocking::Client::with_transport(signer.session(), Script::new());
        let error = if acs3_only {
            client.send(&Acs3Only(call)).unwrap_err()
        } else {
            client.send(&call).unwrap_err()
        };
        let Error::Request(error) = error else {
            panic!("{error:?}")
        };
        assert_eq!(
            error.to_string(),
            "the session's signer signs only parameters, so it can't sign StopAny: use an ACS3 \
             signer"
        );
        assert_eq!(signer.notes(), [""; 0]);
    }
}

#[test]
fn refuses_invalid_parameters_before_preparing_the_signer() {
    let signer = Fetching::default();
    let client = alicloud::blocking::Client::with_transport(signer.session(), Script::new());
    let operation = alicloud_ecs::DescribeInstanceVncUrl::new("", "");
    let error = client.send(&operation).unwrap_err();
    assert!(matches!(error, Error::Request(_)), "{error:?}");
    assert_eq!(signer.notes(), [""; 0]);
}

/// An operation that requires ACS3.
struct Acs3Only(Call);

impl Operation for Acs3Only {
    type Output = alicloud::Value;

    fn api(&self) -> &Api {
        static API: Api = Api::new(
            const { &alicloud::Product::new("Ecs", "2014-05-26") },
            "StopAny",
            Methods::Post,
        )
        .acs3_only();
        &API
    }

    fn write(&self, draft: &mut Draft<'_>) {
        self.0.write(draft);
    }

    fn read(&self, reply: Reply<'_>) -> Result<Self::Output, DecodeError> {
        self.0.read(reply)
    }
}

#[test]
fn the_async_client_prepares_the_signer_in_the_same_way() {
    let signer = Fetching::default();
    let script = Script::new().reply("key").reply(OK);
    let client = alicloud::Client::with_transport(signer.session(), script.clone());
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap();
    runtime.block_on(client.send(&call())).unwrap();
    assert_eq!(signer.notes(), ["read a file", "left None", "key"]);
    assert_eq!(script.requests().len(), 2);
}

#[test]
fn the_call_timeout_covers_the_preparation() {
    let now = Arc::new(Mutex::new(Instant::now()));
    let clock = Arc::clone(&now);
    let session = Fetching::default()
        .session()
        .clock(move || *clock.lock().unwrap())
        .call_timeout(Duration::from_millis(100));
    let advance = |milliseconds| *now.lock().unwrap() += Duration::from_millis(milliseconds);
    let call = call();
    let mut exchange = session.exchange(&call);
    let Step::Run(work) = exchange.step() else {
        panic!("the exchange runs no work")
    };
    work.run();
    advance(97);
    let Step::Wait(pause) = exchange.step() else {
        panic!("the exchange doesn't wait")
    };
    assert_eq!(
        pause,
        Duration::from_millis(3),
        "the pause is limited to the remaining time"
    );
    advance(2);
    let Step::Send(request) = exchange.step() else {
        panic!("no request is sent")
    };
    assert_eq!(
        request.time_limit(Duration::MAX).remaining(),
        Some(Duration::from_millis(1))
    );
    advance(1);
    exchange.receive(Ok(response(200, "key")));
    let Step::Done(Err(error)) = exchange.step() else {
        panic!("the exchange is not done")
    };
    assert!(error.is_timeout() && !error.may_have_been_sent());
}

#[test]
fn a_failed_preparation_fails_the_call_unsent() {
    let signer = Fetching {
        fails: true,
        ..Fetching::default()
    };
    // A transient error is retried, even for a write, because the call was not sent.
    let script = Script::new().reply("1").reply("2").reply("3");
    let client = alicloud::blocking::Client::with_transport(signer.session(), script.clone());
    let error = client.send(&call()).unwrap_err();
    assert!(!error.may_have_been_sent());
    let Error::Credentials(error) = error else {
        panic!("{error:?}")
    };
    assert_eq!(error.to_string(), "planned");
    assert!(error.is_transient());
    // Waits of 5 ms are steps of the preparation. The pauses have the length that the error asks
    // for.
    let pauses: Vec<Duration> = script
        .waits()
        .into_iter()
        .filter(|wait| wait.as_millis() != 5)
        .collect();
    assert_eq!(pauses, [Duration::from_secs(2); 2]);
    assert_eq!(script.requests().len(), 3);
}

#[test]
fn losing_the_reply_to_a_preparation_is_an_error() {
    let session = Fetching::default().session();
    let call = call();
    let mut exchange = session.exchange(&call);
    assert!(matches!(exchange.step(), Step::Run(_)));
    assert!(matches!(exchange.step(), Step::Wait(_)));
    assert!(matches!(exchange.step(), Step::Send(_)));
    let Step::Done(Err(error)) = exchange.step() else {
        panic!("the exchange is not done")
    };
    assert!(!error.may_have_been_sent());
}

#[test]
fn replaces_refused_credentials_once() {
    for (code, others, attempts) in [
        ("InvalidSecurityToken.Expired", 1, 2),
        ("InvalidSecurityToken.Malformed", 1, 2),
        ("InvalidSecurityToken.MismatchWithAccessKey", 1, 2),
        ("InvalidAccessKeyId.NotFound", 1, 2),
        ("InvalidAccessKeyId.Inactive", 1, 2),
        // No other credentials are available.
        ("InvalidSecurityToken.Expired", 0, 1),
        // These codes don't mean that the credentials are refused.
        ("Forbidden.RAM", 1, 1),
        ("SignatureDoesNotMatch", 1, 1),
    ] {
        let signer = Fetching::default();
        signer.note("key");
        signer.others.store(others, Ordering::Relaxed);
        let mut script = Script::new();
        for _ in 0..attempts {
            script = script.error_document(StatusCode::FORBIDDEN, code, "planned");
        }
        let client = alicloud::blocking::Client::with_transport(signer.session(), script.clone());
        let error = client.send(&call()).unwrap_err();
        assert_eq!(error.api().unwrap().code(), code);
        assert_eq!(script.requests().len(), attempts, "{code}");
    }
}

#[test]
fn an_unsigned_operation_skips_the_preparation() {
    use alicloud::{Api, Methods, Operation, Reply, error::DecodeError};

    struct Unsigned;

    impl Operation for Unsigned {
        type Output = ();

        fn api(&self) -> &Api {
            static API: Api = Api::new(
                const { &alicloud::Product::new("Sts", "v") },
                "Any",
                Methods::GetOrPost,
            )
            .anonymous();
            &API
        }

        fn write(&self, _draft: &mut Draft<'_>) {}

        fn read(&self, _reply: Reply<'_>) -> Result<(), DecodeError> {
            Ok(())
        }
    }

    let signer = Fetching::default();
    let failing = TransportError::new(TransportErrorKind::Timeout, "planned");
    let script = Script::new().transport_error(failing);
    let client = alicloud::blocking::Client::with_transport(signer.session(), script.clone());
    assert!(client.send(&Unsigned).unwrap_err().is_timeout());
    assert!(signer.notes().is_empty());
}

/// A signer that records the clock's time when its preparation starts and in each step.
#[derive(Clone, Debug, Default)]
struct Timed(Arc<Mutex<Vec<SystemTime>>>);

impl Sign for Timed {
    fn sign(&self, _draft: &mut Draft<'_>, _stamp: &Stamp) {}

    fn prepare(&self, clock: &Clock) -> Option<Box<Preparation>> {
        self.0.lock().unwrap().push(clock.time());
        let times = self.clone();
        let clock = clock.clone();
        Some(Box::new(Telling { times, clock }))
    }
}

struct Telling {
    times: Timed,
    clock: Clock,
}

impl Machine for Telling {
    type Output = Result<(), CredentialsError>;

    fn step(&mut self) -> Step<Self::Output> {
        let mut times = self.times.0.lock().unwrap();
        times.push(self.clock.time());
        match times.len() % 3 {
            0 => Step::Done(Ok(())),
            _ => Step::Wait(Duration::from_secs(5)),
        }
    }

    fn receive(&mut self, _result: Result<Response, TransportError>) {}
}

/// Expiry times come from a server, so the signer compares them with the server's time.
#[test]
fn the_clock_of_a_preparation_follows_the_servers_time() {
    let timed = Timed::default();
    let now = Arc::new(Mutex::new(Instant::now()));
    let clock = Arc::clone(&now);
    let session = Session::new(timed.clone())
        .endpoint("https://ecs.aliyuncs.com")
        .unwrap()
        .stamps(|| Stamp::new(time(), 1))
        .clock(move || *clock.lock().unwrap());
    let call = call();
    let mut exchange = session.exchange(&call);
    assert!(matches!(exchange.step(), Step::Wait(_)));
    *now.lock().unwrap() += Duration::from_secs(5);
    assert!(matches!(exchange.step(), Step::Send(_)));
    let mut late = response(
        400,
        r#"{"Code":"InvalidTimeStamp.Expired","Message":"off"}"#,
    );
    // The server's clock is an hour ahead.
    let date = HeaderValue::from_static("Tue, 23 Feb 2016 13:46:24 GMT");
    late.headers_mut().insert(DATE, date);
    exchange.receive(Ok(late));
    assert!(matches!(exchange.step(), Step::Wait(_)));

    let since = |time: SystemTime| time.duration_since(self::time()).unwrap().as_secs();
    let times: Vec<u64> = timed
        .0
        .lock()
        .unwrap()
        .iter()
        .map(|time| since(*time))
        .collect();
    assert_eq!(times, [0, 0, 5, 3600, 3600]);
}

#[test]
fn does_not_wait_for_work_beyond_the_call_timeout() {
    #[derive(Debug)]
    struct Slow;

    impl Sign for Slow {
        fn sign(&self, _draft: &mut Draft<'_>, _stamp: &Stamp) {}

        fn prepare(&self, _clock: &Clock) -> Option<Box<Preparation>> {
            Some(Box::new(Self))
        }
    }

    impl Machine for Slow {
        type Output = Result<(), CredentialsError>;

        fn step(&mut self) -> Step<Self::Output> {
            Step::Run(Work::new(|| std::thread::sleep(Duration::from_secs(60))))
        }

        fn receive(&mut self, _result: Result<Response, TransportError>) {}
    }

    // Waiting for the work would take a minute per call.
    let session = Session::new(Slow)
        .endpoint("https://ecs.aliyuncs.com")
        .unwrap()
        .call_timeout(Duration::from_millis(50));
    let start = Instant::now();
    let blocking = alicloud_ureq::Client::new(session.clone());
    let error = blocking.send(&call()).unwrap_err();
    assert!(error.is_timeout() && !error.may_have_been_sent());
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let client = alicloud_reqwest::Client::new(session.clone());
    let error = runtime.block_on(client.send(&call())).unwrap_err();
    assert!(error.is_timeout() && !error.may_have_been_sent());
    runtime.shutdown_background();
    let closure = alicloud::Client::with_transport(session, Script::new());
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap();
    assert!(
        runtime
            .block_on(closure.send(&call()))
            .unwrap_err()
            .is_timeout()
    );
    assert!(start.elapsed() < Duration::from_secs(30));
}

/// A signer whose preparation fails once the flag is set.
#[derive(Clone, Debug, Default)]
struct Expiring(Arc<AtomicBool>);

impl Sign for Expiring {
    fn sign(&self, draft: &mut Draft<'_>, stamp: &Stamp) {
        draft.common_parameters(stamp);
    }

    fn prepare(&self, _clock: &Clock) -> Option<Box<Preparation>> {
        let is_gone = self.0.load(Ordering::Relaxed);
        is_gone.then(|| Box::new(Failing) as Box<Preparation>)
    }
}

struct Failing;

impl Machine for Failing {
    type Output = Result<(), CredentialsError>;

    fn step(&mut self) -> Step<Self::Output> {
        Step::Done(Err(CredentialsError::new("planned")))
    }

    fn receive(&mut self, _outcome: Result<Response, TransportError>) {}
}

#[test]
fn a_retry_without_credentials_is_returned_to_the_budget() {
    let signer = Expiring::default();
    let session = Session::new(signer.clone())
        .endpoint("https://ecs.aliyuncs.com")
        .unwrap()
        .retry(Retry::default().budget(1));
    let call = call().reads();
    let unavailable = || response(503, r#"{"Code":"ServiceUnavailable","Message":"planned"}"#);
    for _ in 0..5 {
        signer.0.store(false, Ordering::Relaxed);
        let mut exchange = session.exchange(&call);
        assert!(matches!(exchange.step(), Step::Send(_)));
        exchange.receive(Ok(unavailable()));
        assert!(
            matches!(exchange.step(), Step::Wait(_)),
            "the retry should be returned to the budget"
        );
        signer.0.store(true, Ordering::Relaxed);
        assert!(matches!(exchange.step(), Step::Done(Err(_))));
    }
}
