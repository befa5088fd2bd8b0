//! Tests calls with injected faults. Each test checks the result and the number of attempts. All
//! tests check that each attempt has its own nonce and that time and memory stay within limits.

mod access;
mod answers;
mod bodies;
mod breaks;
mod cancellation;
mod deadlines;
mod proxies;
mod repeats;
mod timeouts;
pub(crate) mod tls;
mod tokens;

use std::{
    collections::HashSet,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use alicloud::{
    Endpoint, Error, Operation, Session, Sign,
    error::TransportErrorKind,
    machine::{Machine as _, Step},
    retry::{Attempt, Retry, RetryPolicy},
};
use alicloud_ecs::{
    DescribeInstanceVncUrl, describe_instance_vnc_url::Response as DescribeInstanceVncUrlResponse,
};
use alicloud_emulator::{Credentials, Emulator, EmulatorBuilder, Fault, ReceivedRequest, Scenario};
use alicloud_sign::HmacSha1;

use crate::{
    clients::{Client, Transport},
    planted,
};

/// The connect timeout.
const CONNECTING: Duration = Duration::from_millis(300);
/// A short timeout for replies.
const REPLYING: Duration = Duration::from_millis(200);
/// A timeout for replies that should not expire.
const AMPLE: Duration = Duration::from_secs(20);
/// An upper limit for the duration of a call on a busy machine.
const GENEROUS: Duration = Duration::from_secs(30);
/// The maximum length of a reply in bytes.
const BODY_LIMIT: u64 = 64 * 1024;
/// The maximum number of bytes that a call may allocate at a time.
const MEMORY: u64 = 1024 * 1024;

/// An emulator that accepts only the planted credentials.
fn emulator() -> EmulatorBuilder {
    let credentials = Credentials::new(planted::ACCESS_KEY_ID, planted::ACCESS_KEY_SECRET)
        .with_security_token(planted::SECURITY_TOKEN);
    Emulator::builder().temporary_credentials(credentials)
}

fn operation() -> DescribeInstanceVncUrl {
    DescribeInstanceVncUrl::new(Scenario::REGION_ID, Scenario::RUNNING_INSTANCE_ID)
}

/// A client and an emulator with injected faults.
struct Trial {
    emulator: Emulator,
    client: Client,
}

impl Trial {
    fn new(transport: Transport) -> Self {
        Self::with(transport, |session| session)
    }

    /// Creates a trial with a short timeout for replies.
    fn hurried(transport: Transport) -> Self {
        Self::with(transport, |session| session.timeout(REPLYING))
    }

    fn with(transport: Transport, adjust: impl FnOnce(Session) -> Session) -> Self {
        Self::against(transport, emulator().start().unwrap(), adjust)
    }

    fn against(
        transport: Transport,
        emulator: Emulator,
        adjust: impl FnOnce(Session) -> Session,
    ) -> Self {
        let session = adjust(session(emulator.endpoint(), &Failures::default()));
        Self::over(transport, emulator, session)
    }

    fn over(transport: Transport, emulator: Emulator, session: Session) -> Self {
        let client = transport.client_that_connects_within(CONNECTING, session);
        Self { emulator, client }
    }

    /// Injects the fault into the next `times` requests.
    fn inject(self, fault: Fault, times: u64) -> Self {
        self.emulator.inject(fault, times);
        self
    }

    fn call(&self) -> Outcome<DescribeInstanceVncUrlResponse> {
        self.send(&operation())
    }

    fn send<O: Operation>(&self, operation: &O) -> Outcome<O::Output> {
        self.observe(|| self.client.send(operation))
    }

    /// Makes a call whose retries have a long timeout, so that they succeed on a busy machine.
    fn call_with_ample_repeats(&self) -> Outcome<DescribeInstanceVncUrlResponse> {
        let operation = operation();
        self.observe(|| {
            let mut exchange = self.client.session().exchange(&operation);
            let mut timeout = None;
            loop {
                match exchange.step() {
                    Step::Send(request) => {
                        let first = request.time_limit(AMPLE).reply();
                        let request = request.with_timeout(timeout.unwrap_or(first));
                        exchange.receive(self.client.carry(request));
                        timeout = Some(AMPLE);
                    }
                    Step::Wait(pause) => thread::sleep(pause),
                    Step::Run(_) | Step::Spawn(_) => {
                        panic!("a signer with a fixed key needs no preparation")
                    }
                    Step::Done(result) => return result,
                }
            }
        })
    }

    /// Makes a call, and checks nonces, duration and memory.
    fn observe<T>(&self, call: impl FnOnce() -> Result<T, Error>) -> Outcome<T> {
        let earlier = self.emulator.request_count();
        let outcome = measured(call);
        let arrived = usize::try_from(self.emulator.request_count() - earlier).unwrap();
        let mut requests = self.emulator.requests();
        let requests = requests.split_off(requests.len() - arrived);
        let nonces: HashSet<_> = requests.iter().map(ReceivedRequest::nonce).collect();
        assert!(!nonces.contains(&None));
        assert_eq!(
            nonces.len(),
            requests.len(),
            "each request should have its own nonce"
        );
        Outcome {
            requests,
            ..outcome
        }
    }
}

/// A session that retries without pauses.
fn session(url: &str, failures: &Failures) -> Session {
    signed_by(HmacSha1::new(planted::credentials()), url, failures)
}

fn signed_by(signer: impl Sign + 'static, url: &str, failures: &Failures) -> Session {
    let endpoint = Endpoint::plain_http(url).unwrap();
    Session::new(signer)
        .endpoint(endpoint)
        .unwrap()
        .retry(failures.clone())
        .timeout(AMPLE)
        .body_limit(BODY_LIMIT)
}

/// The default retry policy without pauses. It counts failed attempts, including attempts that
/// reached no server.
#[derive(Clone)]
struct Failures {
    retry: Retry,
    count: Arc<AtomicU32>,
}

impl Failures {
    fn count(&self) -> u32 {
        self.count.load(Ordering::Relaxed)
    }
}

impl Default for Failures {
    fn default() -> Self {
        Self {
            retry: Retry::default().jitter(|| 0.0),
            count: Arc::default(),
        }
    }
}

impl RetryPolicy for Failures {
    fn pause(&self, attempt: &Attempt<'_>) -> Option<Duration> {
        self.count.fetch_add(1, Ordering::Relaxed);
        self.retry.pause(attempt)
    }
}

/// The outcome of a call.
struct Outcome<T> {
    result: Result<T, Error>,
    /// The requests that arrived at the emulator.
    requests: Vec<ReceivedRequest>,
    took: Duration,
}

/// Runs `call`, and checks its duration and its memory.
fn measured<T>(call: impl FnOnce() -> Result<T, Error>) -> Outcome<T> {
    let start = Instant::now();
    let mut result = None;
    let memory = allocation_counter::measure(|| result = Some(call()));
    let took = start.elapsed();
    assert!(took < GENEROUS, "{took:?}");
    assert!(memory.bytes_max < MEMORY, "{} bytes", memory.bytes_max);
    Outcome {
        result: result.unwrap(),
        requests: Vec::new(),
        took,
    }
}

impl<T> Outcome<T> {
    /// Returns the reply, and checks the number of attempts.
    #[track_caller]
    fn succeeded_after(self, attempts: usize) -> T {
        assert_eq!(self.requests.len(), attempts);
        self.result.unwrap()
    }

    /// Returns the error, and checks the number of attempts.
    #[track_caller]
    fn failed_after(self, attempts: usize) -> Error {
        assert_eq!(self.requests.len(), attempts);
        self.failed()
    }

    #[track_caller]
    fn failed(self) -> Error {
        let Err(error) = self.result else {
            panic!("the call succeeded")
        };
        for text in [format!("{error}"), format!("{error:?}")] {
            assert!(!text.contains(planted::MARK), "{text}");
        }
        error
    }
}

#[track_caller]
fn assert_kind(error: &Error, kind: TransportErrorKind) {
    let Error::Transport(error) = error else {
        panic!("{error:?}")
    };
    assert_eq!(error.kind(), kind, "{error:?}");
}
