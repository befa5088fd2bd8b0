//! Tests that credentials are fetched on demand and renewed before they expire.

mod failures;

use std::{
    pin::pin,
    sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering},
    thread,
    time::Instant,
};

use alicloud::{
    Call, Error,
    machine::{Machine as _, Step},
    retry::Attempt,
    sign::{Nonce, Stamp},
};
use alicloud_config::{CliProfile, CredentialsUri, RefreshingSigner};
use alicloud_sign::{Acs3, HmacSha1};
use futures_util::future::{Either, join_all, select};

use super::*;
use crate::clients::{over_both_transports, reqwest, runtime, server::ok};

over_both_transports!(
    only_the_first_call_fetches_credentials,
    does_not_fetch_credentials_for_a_call_that_cannot_be_signed,
    concurrent_calls_share_a_fetch,
    a_fetch_continues_after_the_timeout_of_its_call,
    signs_with_the_old_credentials_during_a_renewal,
    never_starts_a_hanging_read_twice,
    renews_credentials_180_s_before_expiry,
    uses_the_old_credentials_while_renewal_fails,
    waiting_for_credentials_respects_the_call_timeout,
    clones_share_the_credentials,
);

/// A credentials source and an API that accepts its credentials.
struct Services {
    machine: Machine,
    source: Server,
    api: Server,
    session: Session,
    control: Arc<Control>,
}

/// The settings of the services.
#[derive(Default)]
struct Control {
    /// The number of credentials handed out. Their ids are `STS.1`, `STS.2` and so on.
    given: AtomicUsize,
    /// The delay of the source's answers in milliseconds.
    delay: AtomicU64,
    /// The number of answers that are still to be held back until `is_let_go`.
    held: AtomicUsize,
    /// Whether held answers are sent.
    is_let_go: AtomicBool,
    /// Whether the source answers with an error.
    is_broken: AtomicBool,
    /// Whether the API refuses `STS.1`.
    is_revoked: AtomicBool,
}

/// The maximum time that a test waits for a condition.
const TOO_LONG: Duration = Duration::from_secs(20);

impl Control {
    fn wait_if_held(&self) {
        let one_less = |held: usize| held.checked_sub(1);
        let held = &self.held;
        if held
            .fetch_update(Ordering::SeqCst, Ordering::SeqCst, one_less)
            .is_ok()
        {
            wait_until(|| self.is_let_go.load(Ordering::SeqCst));
        }
    }
}

fn wait_until(is_so: impl Fn() -> bool) {
    let began = Instant::now();
    while !is_so() {
        assert!(
            began.elapsed() < TOO_LONG,
            "the condition is not met in time"
        );
        thread::sleep(Duration::from_millis(5));
    }
}

/// The validity of the source's credentials in seconds.
const LIFETIME: u64 = 3600;

impl Services {
    fn new() -> Self {
        let control = Arc::new(Control::default());
        let machine = Machine::new();
        let (shared, clock) = (Arc::clone(&control), machine.clock.clone());
        let source = Server::replying(move |_| {
            thread::sleep(Duration::from_millis(shared.delay.load(Ordering::SeqCst)));
            shared.wait_if_held();
            if shared.is_broken.load(Ordering::SeqCst) {
                return response("500 Internal Server Error", "", "");
            }
            let number = shared.given.fetch_add(1, Ordering::SeqCst) + 1;
            let expiration = clock.expiration(LIFETIME);
            json(&format!(
                "{{{}}}",
                document(&format!("STS.{number}"), &expiration)
            ))
        });
        let shared = Arc::clone(&control);
        let api = Server::replying(move |request| {
            if shared.is_revoked.load(Ordering::SeqCst) && key(request) == "STS.1" {
                return response(
                    "404 Not Found",
                    "Content-Type: application/json\r\n",
                    r#"{"RequestId":"1","Code":"InvalidAccessKeyId.NotFound","Message":"No."}"#,
                );
            }
            ok()
        });
        let provider = CredentialsUri::new(source.url());
        let signer = RefreshingSigner::new(provider, HmacSha1::new).system(machine.clone());
        let session = session(&api, signer, &machine.clock);
        Self {
            machine,
            source,
            api,
            session,
            control,
        }
    }

    fn client(&self, transport: Transport) -> Client {
        client(transport, self.session.clone())
    }

    /// Makes calls until the API receives credentials with this id.
    fn call_until_key(&self, client: &Client, id: &str) {
        wait_until(|| {
            client.send(&call()).unwrap();
            self.keys().last().is_some_and(|key| key == id)
        });
    }

    /// Makes calls until the source has received this number of requests.
    fn call_until_fetches(&self, client: &Client, fetches: usize) {
        wait_until(|| {
            client.send(&call()).unwrap();
            self.fetches() == fetches
        });
    }

    /// The number of requests that the source received.
    fn fetches(&self) -> usize {
        self.source.requests().len()
    }

    /// The access key ids that the API received.
    fn keys(&self) -> Vec<String> {
        self.api.requests().iter().map(key).collect()
    }

    fn slow(&self, milliseconds: u64) {
        self.control.delay.store(milliseconds, Ordering::SeqCst);
    }

    /// Holds back the next answers of the source until `let_go` is called.
    fn hold(&self, answers: usize) {
        self.control.held.store(answers, Ordering::SeqCst);
    }

    fn let_go(&self) {
        self.control.is_let_go.store(true, Ordering::SeqCst);
    }
}

/// Creates a client whose runtime also runs tasks between calls.
fn client(transport: Transport, session: Session) -> Client {
    match transport.client_that_connects_within(TOO_LONG, session) {
        Client::Reqwest(_, client) => {
            let mut runtime = tokio::runtime::Builder::new_multi_thread();
            let runtime = runtime.worker_threads(1).enable_all().build().unwrap();
            Client::Reqwest(Arc::new(runtime), client)
        }
        ureq => ureq,
    }
}

fn session(api: &Server, signer: RefreshingSigner, clock: &Clock) -> Session {
    let (clock, nonce) = (clock.clone(), AtomicU64::new(0));
    Session::new(signer)
        .endpoint(endpoint(api))
        .unwrap()
        // This policy retries only after corrections.
        .retry(|_: &Attempt<'_>| None)
        .stamps(move || {
            let nonce = Nonce::from(u128::from(nonce.fetch_add(1, Ordering::SeqCst)));
            Stamp::new(clock.now(), nonce)
        })
}

fn call() -> Call {
    Call::new("Ecs", "2014-05-26", "DescribeRegions").reads()
}

/// The access key id of a request, from its form or its query.
fn key(request: &Request) -> String {
    let parameters = match request.body.as_str() {
        "" => request.line().split_once('?').unwrap().1,
        form => form,
    };
    let pair = parameters
        .split('&')
        .find_map(|pair| pair.strip_prefix("AccessKeyId="));
    pair.unwrap().to_owned()
}

fn only_the_first_call_fetches_credentials(transport: Transport) {
    let services = Services::new();
    let client = services.client(transport);
    assert_eq!(services.fetches(), 0);
    for _ in 0..3 {
        client.send(&call()).unwrap();
    }
    assert_eq!(services.fetches(), 1);
    assert_eq!(services.keys(), ["STS.1"; 3]);
}

fn does_not_fetch_credentials_for_a_call_that_cannot_be_signed(transport: Transport) {
    let services = Services::new();
    let client = services.client(transport);
    let with_body = call().json(serde_json::json!({ "a": 1 }));
    let error = client.send(&with_body).unwrap_err();
    assert!(matches!(error, Error::Request(_)), "{error:?}");
    assert_eq!(services.fetches(), 0);

    // The same call fails in the same way if credentials are already cached.
    client.send(&call()).unwrap();
    assert!(client.send(&with_body).is_err());
    assert_eq!(services.fetches(), 1);

    let provider = CredentialsUri::new(services.source.url());
    let signer = RefreshingSigner::new(provider, Acs3::new).system(services.machine.clone());
    let session = session(&services.api, signer, &services.machine.clock);
    self::client(transport, session).send(&with_body).unwrap();
    let last = services.api.requests().pop().unwrap();
    assert_eq!(last.body, r#"{"a":1}"#);
}

fn concurrent_calls_share_a_fetch(transport: Transport) {
    let services = Services::new();
    services.slow(100);
    thread::scope(|scope| {
        for _ in 0..32 {
            scope.spawn(|| services.client(transport).send(&call()).unwrap());
        }
    });
    assert_eq!(services.fetches(), 1);
    assert_eq!(services.keys(), vec!["STS.1"; 32]);
}

#[test]
fn tasks_of_one_thread_share_a_fetch() {
    let services = Services::new();
    services.slow(100);
    let transport = reqwest(Duration::from_secs(5));
    let client = alicloud::Client::with_transport(services.session.clone(), transport);
    let call = call();
    let outcomes = runtime().block_on(join_all((0..100).map(|_| client.send(&call))));
    assert!(outcomes.iter().all(Result::is_ok));
    assert_eq!(services.fetches(), 1);
    assert_eq!(services.keys(), vec!["STS.1"; 100]);
}

#[test]
fn a_fetch_continues_after_its_future_is_dropped() {
    let services = Services::new();
    services.hold(1);
    let transport = reqwest(Duration::from_secs(5));
    let client = alicloud::Client::with_transport(services.session.clone(), transport);
    let call = call();
    let waiting = runtime().block_on(async {
        let asked = async {
            while services.fetches() == 0 {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        let is_dropped = matches!(
            select(pin!(client.send(&call)), pin!(asked)).await,
            Either::Right(_)
        );
        assert!(is_dropped);
        services.let_go();
        client.send_within(&call, TOO_LONG).await
    });
    waiting.unwrap();
    assert_eq!(services.fetches(), 1);
    assert_eq!(services.keys(), ["STS.1"]);
}

/// All calls are dropped before the source answers.
#[test]
fn renews_credentials_even_if_all_tasks_are_dropped() {
    let services = Services::new();
    let transport = reqwest(Duration::from_secs(5));
    let client = alicloud::Client::with_transport(services.session.clone(), transport);
    let call = call();
    runtime().block_on(async {
        client.send(&call).await.unwrap();
        services.machine.clock.forward(LIFETIME);
        services.hold(1);
        let (client, call) = (&client, &call);
        let dropped = || {
            let send = |_| tokio::time::timeout(Duration::from_millis(100), client.send(call));
            join_all((0..50).map(send))
        };
        assert!(dropped().await.iter().all(Result::is_err));
        services.let_go();
        let began = Instant::now();
        while !dropped().await.iter().any(Result::is_ok) {
            assert!(began.elapsed() < TOO_LONG, "no call gets credentials");
        }
    });
    assert_eq!(services.fetches(), 2);
}

fn a_fetch_continues_after_the_timeout_of_its_call(transport: Transport) {
    let services = Services::new();
    services.hold(1);
    let client = services.client(transport);
    let error = send_within(&client, Duration::from_millis(100)).unwrap_err();
    assert!(
        error.is_timeout() && !error.may_have_been_sent(),
        "{error:?}"
    );
    wait_until(|| services.fetches() == 1);
    services.let_go();
    send_within(&client, TOO_LONG).unwrap();
    assert_eq!(services.fetches(), 1);
}

fn signs_with_the_old_credentials_during_a_renewal(transport: Transport) {
    let services = Services::new();
    let client = services.client(transport);
    client.send(&call()).unwrap();
    services.machine.clock.forward(LIFETIME - 100);
    // The source answers only after all of these calls.
    services.hold(1);
    for _ in 0..5 {
        client.send(&call()).unwrap();
    }
    assert_eq!(services.keys(), ["STS.1"; 6]);
    services.let_go();
    services.call_until_key(&client, "STS.2");
    assert_eq!(services.fetches(), 2);
}

fn send_within(client: &Client, limit: Duration) -> Result<alicloud::Value, Error> {
    match client {
        Client::Ureq(client) => client.send_within(&call(), limit),
        Client::Reqwest(runtime, client) => runtime.block_on(client.send_within(&call(), limit)),
    }
}

fn waiting_for_credentials_respects_the_call_timeout(transport: Transport) {
    let services = Services::new();
    services.hold(1);
    thread::scope(|scope| {
        scope.spawn(|| services.client(transport).send(&call()).unwrap());
        wait_until(|| services.fetches() == 1);
        let client = services.client(transport);
        // The answer is held back, so only the timeout can end this call.
        let outcome = send_within(&client, Duration::from_millis(200));
        services.let_go();
        let error = outcome.unwrap_err();
        assert!(
            error.is_timeout() && !error.may_have_been_sent(),
            "{error:?}"
        );
    });
    assert_eq!(services.fetches(), 1);
}

fn renews_credentials_180_s_before_expiry(transport: Transport) {
    let services = Services::new();
    let client = services.client(transport);
    let clock = &services.machine.clock;
    client.send(&call()).unwrap();
    clock.forward(LIFETIME - 181);
    client.send(&call()).unwrap();
    assert_eq!(services.fetches(), 1);
    clock.forward(1);
    // The call that starts the renewal doesn't wait for it.
    services.hold(1);
    client.send(&call()).unwrap();
    assert_eq!(services.keys(), ["STS.1"; 3]);
    services.let_go();
    services.call_until_key(&client, "STS.2");
    client.send(&call()).unwrap();
    assert_eq!(services.keys().last().unwrap(), "STS.2");
    assert_eq!(services.fetches(), 2);
}

/// A system whose file reads hang while `is_dead` is set.
#[derive(Clone, Debug)]
struct DeadMount {
    reads: Arc<AtomicUsize>,
    is_dead: Arc<AtomicBool>,
    machine: Machine,
}

impl System for DeadMount {
    fn variable(&self, _name: &str) -> Option<OsString> {
        None
    }

    fn home(&self) -> Option<PathBuf> {
        self.machine.home()
    }

    fn read(&self, path: &Path, limit: u64) -> io::Result<FileContents> {
        self.reads.fetch_add(1, Ordering::SeqCst);
        while self.is_dead.load(Ordering::SeqCst) {
            thread::sleep(Duration::from_millis(5));
        }
        self.machine.read(path, limit)
    }

    fn run(&self, process: &Process) -> io::Result<ProcessOutput> {
        self.machine.run(process)
    }

    fn now(&self) -> SystemTime {
        self.machine.now()
    }
}

impl DeadMount {
    fn new() -> Self {
        let machine = Machine::new();
        machine.cli_profiles(
            r#"{"name":"p","mode":"AK","access_key_id":"STS.1","access_key_secret":"pL4nT3-s"}"#,
        );
        Self {
            reads: Arc::default(),
            is_dead: Arc::new(AtomicBool::new(true)),
            machine,
        }
    }

    fn signer(&self) -> RefreshingSigner {
        RefreshingSigner::new(CliProfile::default(), HmacSha1::new).system(self.clone())
    }

    fn reads(&self) -> usize {
        self.reads.load(Ordering::SeqCst)
    }
}

fn never_starts_a_hanging_read_twice(transport: Transport) {
    let system = DeadMount::new();
    let api = Server::replying(|_| ok());
    let session = session(&api, system.signer(), &system.machine.clock);
    let client = client(transport, session);
    for _ in 0..20 {
        let error = send_within(&client, Duration::from_millis(10)).unwrap_err();
        assert!(!error.may_have_been_sent(), "{error:?}");
    }
    // The time limit of the fetch has passed.
    system.machine.clock.forward(120);
    for _ in 0..20 {
        let error = send_within(&client, Duration::from_millis(10)).unwrap_err();
        assert_eq!(cause(&error), "the provider had no result within 120 s");
        system.machine.clock.forward(100);
    }
    assert_eq!(system.reads(), 1);

    system.is_dead.store(false, Ordering::SeqCst);
    wait_until(|| {
        system.machine.clock.forward(1);
        client.send(&call()).is_ok()
    });
}

/// A closure can't run background tasks, so each call drives the fetch itself.
#[test]
fn a_closure_never_starts_a_hanging_read_twice() {
    let system = DeadMount::new();
    let api = Server::replying(|_| ok());
    let session = session(&api, system.signer(), &system.machine.clock);
    let transport = |_: alicloud::Request| Ok(alicloud::Response::new("{}".into()));
    let client = blocking::Client::with_transport(session, transport);
    for _ in 0..20 {
        let limit = Duration::from_millis(10);
        let error = client.send_within(&call(), limit).unwrap_err();
        assert!(!error.may_have_been_sent(), "{error:?}");
        system.machine.clock.forward(100);
    }
    assert_eq!(system.reads(), 1);
    system.is_dead.store(false, Ordering::SeqCst);
    wait_until(|| {
        system.machine.clock.forward(40);
        client.send(&call()).is_ok()
    });
    assert_eq!(system.reads(), 2);
}

/// A closure can't continue the fetch of a dropped call in the background.
#[test]
fn a_dropped_call_over_a_closure_counts_as_a_failed_fetch() {
    let services = Services::new();
    let is_silent = Arc::new(AtomicBool::new(true));
    let silent = Arc::clone(&is_silent);
    let carrier = reqwest(Duration::from_secs(5));
    let transport = move |request| {
        let (carrier, silent) = (carrier.clone(), silent.clone());
        async move {
            while silent.load(Ordering::SeqCst) {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
            alicloud::Transport::send(&carrier, request).await
        }
    };
    let client = alicloud::Client::with_transport(services.session.clone(), transport);
    let call = call();
    runtime().block_on(async {
        let limit = Duration::from_millis(50);
        tokio::time::timeout(limit, client.send(&call))
            .await
            .unwrap_err();
        is_silent.store(false, Ordering::SeqCst);
        let error = client.send(&call).await.unwrap_err();
        assert_eq!(
            cause(&error),
            "the credentials fetch was dropped before it had a result"
        );
        assert!(error.is_transient());
        services.machine.clock.forward(1);
        client.send(&call).await.unwrap();
    });
    assert_eq!(services.keys(), ["STS.1"]);
}

/// A panic in the caller's code must not block later fetches.
#[test]
fn a_panic_while_creating_the_signer_ends_the_fetch() {
    let services = Services::new();
    let is_broken = Arc::new(AtomicBool::new(true));
    let broken = Arc::clone(&is_broken);
    let make = move |credentials| {
        assert!(!broken.load(Ordering::SeqCst), "planned");
        HmacSha1::new(credentials)
    };
    let provider = CredentialsUri::new(services.source.url());
    let signer = RefreshingSigner::new(provider, make).system(services.machine.clone());
    let session = session(&services.api, signer, &services.machine.clock);
    let client = client(Transport::Ureq, session);
    let error = send_within(&client, TOO_LONG).unwrap_err();
    assert_eq!(
        cause(&error),
        "the credentials fetch was dropped before it had a result"
    );
    is_broken.store(false, Ordering::SeqCst);
    services.machine.clock.forward(1);
    client.send(&call()).unwrap();
}

/// The other half of the time is for the call itself, which still has valid credentials.
#[test]
fn a_renewal_driven_by_a_call_gets_half_of_its_remaining_time() {
    let services = Services::new();
    let now = Instant::now();
    let session = services.session.clone().clock(move || now);
    let carry = |request| blocking::Transport::send(&alicloud_ureq::Ureq::default(), request);
    let client = blocking::Client::with_transport(session.clone(), carry);
    client.send(&call()).unwrap();
    services.machine.clock.forward(LIFETIME - 100);
    let mut exchange = session.exchange(call()).within(Duration::from_secs(4));
    let Step::Spawn(task) = exchange.step() else {
        panic!("no renewal is started")
    };
    let Step::Send(request) = task.inline().step() else {
        panic!("the renewal sends nothing")
    };
    assert_eq!(
        request.time_limit(Duration::MAX).remaining(),
        Some(Duration::from_secs(2))
    );
    let Step::Send(request) = exchange.step() else {
        panic!("the call isn't signed with the old credentials")
    };
    assert_eq!(
        request.time_limit(Duration::MAX).remaining(),
        Some(Duration::from_secs(4))
    );
}

/// The message of a credentials error.
fn cause(error: &Error) -> String {
    let Error::Credentials(error) = error else {
        panic!("{error:?}")
    };
    let text = error.to_string();
    assert!(!text.contains(planted::MARK));
    text
}

fn uses_the_old_credentials_while_renewal_fails(transport: Transport) {
    let services = Services::new();
    let client = services.client(transport);
    let clock = &services.machine.clock;
    client.send(&call()).unwrap();
    services.control.is_broken.store(true, Ordering::SeqCst);

    clock.forward(LIFETIME - 100);
    services.call_until_fetches(&client, 2);
    // The next fetch follows only after a pause of one second on this clock.
    client.send(&call()).unwrap();
    assert_eq!(services.fetches(), 2);
    wait_until(|| {
        clock.forward(1);
        client.send(&call()).unwrap();
        // This pause limits the number of loops, because each loop uses one of the remaining 100 s.
        thread::sleep(Duration::from_millis(50));
        services.fetches() == 3
    });
    let signed = services.keys();
    assert!(signed.iter().all(|key| key == "STS.1"));

    // The old credentials have expired.
    clock.forward(LIFETIME);
    let error = client.send(&call()).unwrap_err();
    assert_eq!(cause(&error), "the credentials URI returned HTTP 500");
    assert!(error.is_transient() && !error.may_have_been_sent());
    assert_eq!(services.fetches(), 4);
    // The next call fails with the same error, without another fetch.
    let error = client.send(&call()).unwrap_err();
    assert_eq!(cause(&error), "the credentials URI returned HTTP 500");
    assert_eq!(services.fetches(), 4);
    assert_eq!(services.keys(), signed, "no request should be sent");

    services.control.is_broken.store(false, Ordering::SeqCst);
    clock.forward(5);
    client.send(&call()).unwrap();
    assert_eq!(services.keys()[signed.len()..], ["STS.2"]);
}

fn clones_share_the_credentials(transport: Transport) {
    let services = Services::new();
    let provider = CredentialsUri::new(services.source.url());
    let signer = RefreshingSigner::new(provider, HmacSha1::new).system(services.machine.clone());
    for _ in 0..2 {
        let session = session(&services.api, signer.clone(), &services.machine.clock);
        let limit = Duration::from_secs(5);
        let client = transport.client_that_connects_within(limit, session);
        client.send(&call()).unwrap();
    }
    assert_eq!(services.fetches(), 1);
}

#[cfg(unix)]
#[test]
fn warns_once_about_a_file_that_others_can_read() {
    use std::os::unix::fs::PermissionsExt as _;

    use tracing_subscriber::filter::LevelFilter;

    use crate::trace::told;

    let services = Services::new();
    let machine = &services.machine;
    machine.cli_profiles(&format!(
        r#"{{"name":"p","mode":"CredentialsURI","credentials_uri":"{}"}}"#,
        services.source.url()
    ));
    let path = machine.home.path().join(".aliyun/config.json");
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o644)).unwrap();
    let signer =
        RefreshingSigner::new(CliProfile::default(), HmacSha1::new).system(machine.clone());
    let session = session(&services.api, signer, &machine.clock);
    let limit = Duration::from_secs(5);
    let client = Transport::Ureq.client_that_connects_within(limit, session);
    let lines = told(LevelFilter::WARN, || {
        for _ in 0..3 {
            client.send(&call()).unwrap();
            machine.clock.forward(LIFETIME);
        }
    });
    assert_eq!(services.fetches(), 3);
    assert_eq!(lines.len(), 1, "{lines:?}");
    assert!(
        lines[0].contains("other users can read a file"),
        "{lines:?}"
    );
}
