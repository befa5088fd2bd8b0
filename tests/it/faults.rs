//! What goes wrong between a client and the service: what the call comes to, how often it was tried,
//! that each attempt had a nonce of its own, and that neither time nor memory run away.

mod access;
mod answers;
mod bodies;
mod breaks;
mod cancellation;
mod deadlines;
mod proxies;
mod repeats;
mod timeouts;
mod tls;
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

/// How long connecting may take, and how long a reply may.
const CONNECTING: Duration = Duration::from_millis(300);
const REPLYING: Duration = Duration::from_millis(200);
/// For calls in which time plays no part.
const AMPLE: Duration = Duration::from_secs(20);
/// What a call takes at the most when its parts keep to their limits; machines are busy.
const GENEROUS: Duration = Duration::from_secs(30);
/// How many bytes a reply may have, and how many a call may have allocated at a time.
const BODY_LIMIT: u64 = 64 * 1024;
const MEMORY: u64 = 1024 * 1024;

/// An emulator that accepts the planted credentials alone.
fn emulator() -> EmulatorBuilder {
    let credentials = Credentials::new(planted::ACCESS_KEY_ID, planted::ACCESS_KEY_SECRET)
        .with_security_token(planted::SECURITY_TOKEN);
    Emulator::builder().temporary_credentials(credentials)
}

fn operation() -> DescribeInstanceVncUrl {
    DescribeInstanceVncUrl::new(Scenario::REGION_ID, Scenario::RUNNING_INSTANCE_ID)
}

/// A client and the other side, in which things are about to go wrong.
struct Trial {
    emulator: Emulator,
    client: Client,
}

impl Trial {
    fn new(transport: Transport) -> Self {
        Self::with(transport, |session| session)
    }

    /// With little time for each reply.
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

    /// The next `times` calls go wrong.
    fn inject(self, fault: Fault, times: usize) -> Self {
        self.emulator.inject(fault, times);
        self
    }

    fn call(&self) -> Outcome<DescribeInstanceVncUrlResponse> {
        self.send(&operation())
    }

    fn send<O: Operation>(&self, operation: &O) -> Outcome<O::Output> {
        self.observe(|| self.client.send(operation))
    }

    /// The call of which each attempt but the first has all the time that a busy machine takes.
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
                    Step::Run(_) | Step::Spawn(_) => panic!("the key is fixed"),
                    Step::Done(result) => return result,
                }
            }
        })
    }

    /// Makes a call, and holds it to what every call is held to.
    fn observe<T>(&self, call: impl FnOnce() -> Result<T, Error>) -> Outcome<T> {
        let earlier = self.emulator.request_count();
        let outcome = measured(call);
        let arrived = usize::try_from(self.emulator.request_count() - earlier).unwrap();
        let mut requests = self.emulator.requests();
        let requests = requests.split_off(requests.len() - arrived);
        let nonces: HashSet<_> = requests.iter().map(ReceivedRequest::nonce).collect();
        assert!(!nonces.contains(&None));
        assert_eq!(nonces.len(), requests.len(), "each has a nonce of its own");
        Outcome {
            requests,
            ..outcome
        }
    }
}

/// A session that repeats without pauses.
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

/// What sessions do by default, without pauses. Counts the attempts that failed, which is how those
/// that never arrived anywhere are known.
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

/// What came of a call.
struct Outcome<T> {
    result: Result<T, Error>,
    /// What arrived at the emulator, one for each attempt.
    requests: Vec<ReceivedRequest>,
    took: Duration,
}

/// Runs `call` by the clock, and counts what it allocates.
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
    /// The reply, which came with this attempt.
    #[track_caller]
    fn succeeded_after(self, attempts: usize) -> T {
        assert_eq!(self.requests.len(), attempts);
        self.result.unwrap()
    }

    /// The error, which ended the call after this many attempts.
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
