//! Credentials that are fetched when they are needed and renewed in time.

mod failures;

use std::{
    pin::pin,
    sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering},
    thread,
    time::Instant,
};

use alicloud::{Attempt, Call, Error, Nonce, Stamp};
use alicloud_credentials::{CliProfile, CredentialsUri, RefreshingSigner};
use alicloud_sign::HmacSha1;
use futures_util::future::{Either, join, join_all, select};
use tracing_subscriber::filter::LevelFilter;

use super::*;
use crate::{
    clients::{over_both_transports, reqwest, runtime, server::ok},
    trace::told,
};

over_both_transports!(
    the_first_call_fetches_and_the_next_ones_do_not,
    many_calls_fetch_once,
    a_call_that_gives_up_leaves_fetching_to_the_next,
    credentials_are_renewed_180_s_ahead,
    others_go_on_while_one_renews,
    old_credentials_serve_while_renewing_fails,
    waiting_has_the_limit_of_the_call,
    clones_share_the_credentials,
);

/// A source of credentials and an API that takes them.
struct Services {
    machine: Machine,
    source: Server,
    api: Server,
    session: Session,
    control: Arc<Control>,
}

/// How the services behave.
#[derive(Default)]
struct Control {
    /// How many credentials were given out; they are called `STS.1`, `STS.2` and so on.
    given: AtomicUsize,
    /// How long the source takes, in milliseconds.
    delay: AtomicU64,
    /// How many of the next answers wait until they are let go.
    held: AtomicUsize,
    is_let_go: AtomicBool,
    is_broken: AtomicBool,
    /// Whether the API refuses `STS.1`.
    is_revoked: AtomicBool,
}

/// When a test has failed that waits for something.
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
    while !is_so() && began.elapsed() < TOO_LONG {
        thread::sleep(Duration::from_millis(5));
    }
}

/// How long credentials of the source are valid, in seconds.
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
        transport.client_that_connects_within(Duration::from_secs(5), self.session.clone())
    }

    /// How often the source was asked.
    fn fetches(&self) -> usize {
        self.source.requests().len()
    }

    /// The access key ids that the API saw.
    fn keys(&self) -> Vec<String> {
        self.api.requests().iter().map(key).collect()
    }

    fn slow(&self, milliseconds: u64) {
        self.control.delay.store(milliseconds, Ordering::SeqCst);
    }

    /// The next answers of the source wait until they are let go.
    fn hold(&self, answers: usize) {
        self.control.held.store(answers, Ordering::SeqCst);
    }

    fn let_go(&self) {
        self.control.is_let_go.store(true, Ordering::SeqCst);
    }
}

fn session(api: &Server, signer: RefreshingSigner, clock: &Clock) -> Session {
    let (clock, nonce) = (clock.clone(), AtomicU64::new(0));
    Session::new(endpoint(api), signer)
        .unwrap()
        // Repeats after corrections alone.
        .retry(|_: &Attempt<'_>| None)
        .stamps(move || {
            let nonce = Nonce::from(u128::from(nonce.fetch_add(1, Ordering::SeqCst)));
            Stamp::new(clock.now(), nonce)
        })
}

fn call() -> Call {
    Call::new("Ecs", "2014-05-26", "DescribeRegions").reads()
}

/// The access key id of a request, in its form or its query.
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

fn the_first_call_fetches_and_the_next_ones_do_not(transport: Transport) {
    let services = Services::new();
    let client = services.client(transport);
    assert_eq!(services.fetches(), 0);
    for _ in 0..3 {
        client.send(&call()).unwrap();
    }
    assert_eq!(services.fetches(), 1);
    assert_eq!(services.keys(), ["STS.1"; 3]);
}

fn many_calls_fetch_once(transport: Transport) {
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
fn many_tasks_of_one_thread_fetch_once() {
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
fn a_future_that_is_dropped_leaves_fetching_to_those_who_wait() {
    let services = Services::new();
    services.hold(1);
    let transport = reqwest(Duration::from_secs(5));
    let client = alicloud::Client::with_transport(services.session.clone(), transport);
    let call = call();
    let (dropped, waiting) = runtime().block_on(async {
        let asked = async {
            while services.fetches() == 0 {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        let first = async {
            let (call, asked) = (pin!(client.send(&call)), pin!(asked));
            let either = select(call, asked).await;
            matches!(either, Either::Right(_))
        };
        join(first, client.send_within(&call, TOO_LONG)).await
    });
    assert!(dropped);
    waiting.unwrap();
    assert_eq!(services.fetches(), 2);
    assert_eq!(services.keys(), ["STS.1"]);
}

fn a_call_that_gives_up_leaves_fetching_to_the_next(transport: Transport) {
    let services = Services::new();
    services.hold(1);
    let client = services.client(transport);
    let error = send_within(&client, Duration::from_secs(1)).unwrap_err();
    assert!(!error.may_have_been_sent(), "{error:?}");
    assert_eq!(services.fetches(), 1);
    // The first answer is still held, so this call has one of its own.
    send_within(&client, TOO_LONG / 2).unwrap();
    assert_eq!(services.fetches(), 2);
}

fn send_within(client: &Client, limit: Duration) -> Result<alicloud::Value, Error> {
    match client {
        Client::Ureq(client) => client.send_within(&call(), limit),
        Client::Reqwest(runtime, client) => runtime.block_on(client.send_within(&call(), limit)),
    }
}

fn waiting_has_the_limit_of_the_call(transport: Transport) {
    let services = Services::new();
    services.hold(1);
    thread::scope(|scope| {
        scope.spawn(|| services.client(transport).send(&call()).unwrap());
        wait_until(|| services.fetches() == 1);
        let client = services.client(transport);
        // As long as the answer is held, the limit is all that can end it.
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

fn credentials_are_renewed_180_s_ahead(transport: Transport) {
    let services = Services::new();
    let client = services.client(transport);
    let clock = &services.machine.clock;
    client.send(&call()).unwrap();
    clock.forward(LIFETIME - 181);
    client.send(&call()).unwrap();
    clock.forward(1);
    client.send(&call()).unwrap();
    client.send(&call()).unwrap();
    assert_eq!(services.keys(), ["STS.1", "STS.1", "STS.2", "STS.2"]);
    assert_eq!(services.fetches(), 2);
}

fn others_go_on_while_one_renews(transport: Transport) {
    let services = Services::new();
    let client = services.client(transport);
    client.send(&call()).unwrap();
    services.machine.clock.forward(LIFETIME - 100);
    services.hold(1);
    thread::scope(|scope| {
        let renewing = scope.spawn(|| services.client(transport).send(&call()).unwrap());
        wait_until(|| services.fetches() == 2);
        for _ in 0..5 {
            client.send(&call()).unwrap();
        }
        services.let_go();
        renewing.join().unwrap();
    });
    let mut expected = vec!["STS.1"; 6];
    expected.push("STS.2");
    assert_eq!(services.keys(), expected);
    assert_eq!(services.fetches(), 2);
}

/// Why there are no credentials.
fn cause(error: &Error) -> String {
    let Error::Credentials(error) = error else {
        panic!("{error:?}")
    };
    let text = error.to_string();
    assert!(!text.contains(planted::MARK));
    text
}

fn old_credentials_serve_while_renewing_fails(transport: Transport) {
    let services = Services::new();
    let client = services.client(transport);
    let clock = &services.machine.clock;
    client.send(&call()).unwrap();
    services.control.is_broken.store(true, Ordering::SeqCst);

    clock.forward(LIFETIME - 100);
    client.send(&call()).unwrap();
    assert_eq!(services.fetches(), 2);
    // The source has a second to recover.
    client.send(&call()).unwrap();
    assert_eq!(services.fetches(), 2);
    clock.forward(2);
    client.send(&call()).unwrap();
    assert_eq!(services.fetches(), 3);
    assert_eq!(services.keys(), ["STS.1"; 4]);

    // They are valid no longer.
    clock.forward(98);
    let error = client.send(&call()).unwrap_err();
    assert_eq!(cause(&error), "the credentials URI answers with HTTP 500");
    assert!(error.is_transient() && !error.may_have_been_sent());
    assert_eq!(services.fetches(), 4);
    // The same answer, without asking again.
    let error = client.send(&call()).unwrap_err();
    assert_eq!(cause(&error), "the credentials URI answers with HTTP 500");
    assert_eq!(services.fetches(), 4);
    assert_eq!(services.keys().len(), 4, "nothing goes out unsigned");

    services.control.is_broken.store(false, Ordering::SeqCst);
    clock.forward(5);
    client.send(&call()).unwrap();
    assert_eq!(services.keys()[4..], ["STS.2"]);
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
fn a_file_that_others_can_read_is_warned_about_once() {
    use std::os::unix::fs::PermissionsExt as _;

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
