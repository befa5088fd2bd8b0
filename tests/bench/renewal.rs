//! Calls with little time while their credentials are renewed: none fails while its credentials are
//! valid, and a source of credentials that was away is asked again.
//!
//! ```text
//! cargo bench -p alicloud-tests --bench renewal
//! ```
//!
//! Credentials are valid for 8 s, so their renewal is due after 6 s. The source takes 300 ms. Calls are
//! limited to 100 ms; others beside them are dropped. Each case takes 20 s:
//!
//! - `steady`: the source always answers.
//! - `away`: the source fails for 5 s around the expiry of the first credentials.
//! - `dropped`: like `away`, and all calls are dropped after 100 ms, by 50 tasks.
//!
//! A call that fails although credentials are valid, or that the source has been back for long enough,
//! ends the program with 1.

#![expect(
    clippy::expect_used,
    reason = "a measurement ends where something is missing"
)]

mod http_server;

use std::{
    process::ExitCode,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU32, Ordering},
    },
    thread,
    time::{Duration, Instant, SystemTime},
};

use alicloud::{Call, Session};
use alicloud_config::{CredentialsUri, RefreshingSigner};
use alicloud_sign::HmacSha1;

use self::http_server::serve;

const RUN: Duration = Duration::from_secs(20);
const LIFETIME: Duration = Duration::from_secs(8);
const FETCH: Duration = Duration::from_millis(300);
const LIMIT: Duration = Duration::from_millis(100);
/// When the source is away, after the start.
const AWAY: (Duration, Duration) = (Duration::from_millis(5500), Duration::from_millis(10500));
/// The source is asked again after 1, 2 and 4 s.
const LONGEST_PAUSE: Duration = Duration::from_secs(4);
/// What the machine may take besides.
const SLACK: Duration = Duration::from_millis(700);

fn main() -> ExitCode {
    let mut is_good = true;
    for (name, case) in [
        ("reqwest, steady", reqwest as fn(&Services)),
        ("ureq, steady", ureq),
    ] {
        is_good &= run(name, false, case);
    }
    for (name, case) in [
        ("reqwest, away", reqwest as fn(&Services)),
        ("ureq, away", ureq),
        ("reqwest, dropped", dropped),
    ] {
        is_good &= run(name, true, case);
    }
    if is_good {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

fn run(name: &str, is_away: bool, case: fn(&Services)) -> bool {
    let services = Services::start(is_away);
    case(&services);
    services.judge(name)
}

/// The source of credentials, the API, and what came of the calls.
struct Services {
    source: String,
    api: String,
    shared: Arc<Shared>,
}

struct Shared {
    start: Instant,
    is_away: bool,
    fetches: AtomicU32,
    given: AtomicU32,
    /// When credentials were valid: from the answer of the source to their expiry.
    valid: Mutex<Vec<(Duration, Duration)>>,
    /// When each call began and ended, and whether it succeeded.
    calls: Mutex<Vec<(Duration, Duration, bool)>>,
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Services {
    fn start(is_away: bool) -> Self {
        let shared = Arc::new(Shared {
            start: Instant::now(),
            is_away,
            fetches: AtomicU32::new(0),
            given: AtomicU32::new(0),
            valid: Mutex::default(),
            calls: Mutex::default(),
        });
        let (source, api) = (Arc::clone(&shared), Arc::clone(&shared));
        Self {
            source: serve(move |_| source.credentials()),
            api: serve(move |form| api.answer(form)),
            shared,
        }
    }

    fn session(&self) -> Session {
        let provider = CredentialsUri::new(&self.source);
        let signer = RefreshingSigner::new(provider, HmacSha1::new);
        Session::new(signer)
            .endpoint(self.api.as_str())
            .expect("an endpoint")
    }

    /// Fails where a call failed although it had valid credentials all the time.
    fn judge(&self, name: &str) -> bool {
        let calls = lock(&self.shared.calls);
        let mut valid = lock(&self.shared.valid).clone();
        // Nobody has credentials before they have arrived.
        for (from, _) in &mut valid {
            *from += SLACK;
        }
        let has_credentials = |from: Duration, to: Duration| {
            let mut at = from;
            for (begin, end) in &valid {
                if *begin <= at && at < *end {
                    at = *end;
                }
            }
            at > to
        };
        let failed = calls.iter().filter(|(.., is_ok)| !is_ok);
        let unexcused = failed
            .clone()
            .filter(|(from, to, _)| has_credentials(*from, *to))
            .count();
        let last_failure = failed.clone().map(|(from, ..)| *from).max();
        let back = AWAY.1 + LONGEST_PAUSE + FETCH + SLACK;
        let is_recovered = last_failure.is_none_or(|last| last < back);
        println!(
            "{name}: {} calls, {} failed, {unexcused} of them with valid credentials; the last \
             failed after {:.1} s; {} fetches, {} of them answered",
            calls.len(),
            failed.count(),
            last_failure.unwrap_or_default().as_secs_f64(),
            self.shared.fetches.load(Ordering::SeqCst),
            self.shared.given.load(Ordering::SeqCst),
        );
        let succeeded_late = calls.iter().any(|(from, _, is_ok)| *is_ok && *from > back);
        unexcused == 0 && is_recovered && succeeded_late
    }
}

impl Shared {
    fn now(&self) -> Duration {
        self.start.elapsed()
    }

    fn is_on(&self) -> bool {
        self.now() < RUN
    }

    fn note(&self, from: Duration, is_ok: bool) {
        lock(&self.calls).push((from, self.now(), is_ok));
    }

    fn credentials(&self) -> (&'static str, String) {
        self.fetches.fetch_add(1, Ordering::SeqCst);
        thread::sleep(FETCH);
        let now = self.now();
        if self.is_away && AWAY.0 < now && now < AWAY.1 {
            return ("503 Service Unavailable", String::new());
        }
        let number = self.given.fetch_add(1, Ordering::SeqCst) + 1;
        // Credentials expire at whole seconds.
        let expires_at = SystemTime::now() + LIFETIME;
        let text = jiff::Timestamp::try_from(expires_at).expect("a time");
        lock(&self.valid).push((now, now + LIFETIME));
        let body = format!(
            r#"{{"AccessKeyId":"STS.{number}","AccessKeySecret":"secret","SecurityToken":"token","Expiration":"{text}"}}"#
        );
        ("200 OK", body)
    }

    /// Refuses credentials that have expired.
    fn answer(&self, form: &str) -> (&'static str, String) {
        let number = form
            .split('&')
            .find_map(|pair| pair.strip_prefix("AccessKeyId=STS."))
            .and_then(|number| number.parse::<usize>().ok());
        let valid = number.and_then(|number| lock(&self.valid).get(number - 1).copied());
        if valid.is_some_and(|(_, end)| self.now() < end) {
            return ("200 OK", r#"{"RequestId":"R-1"}"#.to_owned());
        }
        let body = r#"{"RequestId":"R-2","Code":"InvalidSecurityToken.Expired","Message":"Over."}"#;
        ("403 Forbidden", body.to_owned())
    }
}

fn call() -> Call {
    Call::new("Ecs", "2014-05-26", "DescribeRegions").reads()
}

fn reqwest(services: &Services) {
    let client = Arc::new(alicloud_reqwest::Client::new(services.session()));
    runtime().block_on(async {
        let mut tasks = Vec::new();
        for number in 0..16 {
            let (client, shared) = (Arc::clone(&client), Arc::clone(&services.shared));
            tasks.push(tokio::spawn(async move {
                while shared.is_on() {
                    let from = shared.now();
                    if number % 2 == 0 {
                        let result = client.send_within(&call(), LIMIT).await;
                        shared.note(from, result.is_ok());
                    } else {
                        // Dropped, most often before it has ended.
                        let little = Duration::from_millis(number / 2);
                        drop(tokio::time::timeout(little, client.send(&call())).await);
                    }
                    tokio::time::sleep(Duration::from_millis(5)).await;
                }
            }));
        }
        for task in tasks {
            task.await.expect("a task that ends");
        }
    });
}

fn dropped(services: &Services) {
    let client = Arc::new(alicloud_reqwest::Client::new(services.session()));
    runtime().block_on(async {
        let mut tasks = Vec::new();
        for _ in 0..50 {
            let (client, shared) = (Arc::clone(&client), Arc::clone(&services.shared));
            tasks.push(tokio::spawn(async move {
                while shared.is_on() {
                    let from = shared.now();
                    let result = tokio::time::timeout(LIMIT, client.send(&call())).await;
                    shared.note(from, matches!(result, Ok(Ok(_))));
                    tokio::time::sleep(Duration::from_millis(20)).await;
                }
            }));
        }
        for task in tasks {
            task.await.expect("a task that ends");
        }
    });
}

fn ureq(services: &Services) {
    let client = alicloud_ureq::Client::new(services.session());
    thread::scope(|scope| {
        for number in 0..10 {
            let (client, shared) = (&client, &services.shared);
            scope.spawn(move || {
                while shared.is_on() {
                    let from = shared.now();
                    if number < 8 {
                        let result = client.send_within(&call(), LIMIT);
                        shared.note(from, result.is_ok());
                    } else {
                        // It ends before the source has answered.
                        let little = Duration::from_millis(5);
                        drop(client.send_within(&call(), little));
                    }
                    thread::sleep(Duration::from_millis(5));
                }
            });
        }
    });
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime")
}
