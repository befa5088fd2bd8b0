//! Makes calls with short time limits while credentials are renewed. A call must not fail while its
//! credentials are valid, and renewal must resume after an outage of the credentials source.
//!
//! ```text
//! cargo bench -p alicloud-tests --bench renewal
//! ```
//!
//! Credentials are valid for 8 s, so their renewal is due after 6 s. Fetching credentials takes 300
//! ms. Calls have a time limit of 100 ms. Some tasks or threads give up their calls much earlier.
//! Each case takes 20 s:
//!
//! - `steady`: the credentials source always answers.
//! - `away`: the credentials source fails for 5 s around the expiry of the first credentials.
//! - `dropped`: like `away`, but 50 tasks drop their calls after 100 ms.
//!
//! The program exits with status 1 if a call fails although its credentials are valid, if a call
//! still fails long after the outage, or if no call succeeds after the outage.

#![expect(
    clippy::expect_used,
    reason = "a failed setup step should end the measurement"
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
/// The start and the end of the outage, counted from the start of the case.
const AWAY: (Duration, Duration) = (Duration::from_millis(5500), Duration::from_millis(10500));
/// The longest pause between two fetches during the outage: the pauses are 1, 2 and 4 s.
const LONGEST_PAUSE: Duration = Duration::from_secs(4);
/// A tolerance for delays of a busy machine.
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

/// The servers of a case and the results of its calls.
struct Services {
    /// The URL of the credentials source.
    source: String,
    /// The URL of the API.
    api: String,
    shared: Arc<Shared>,
}

struct Shared {
    start: Instant,
    is_away: bool,
    /// The number of requests to the credentials source.
    fetches: AtomicU32,
    /// The number of credentials that the source handed out.
    given: AtomicU32,
    /// The validity of each pair of credentials, from the fetch to the expiry.
    valid: Mutex<Vec<(Duration, Duration)>>,
    /// The start and the end of each call, and whether the call succeeded.
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
            .expect("expected an endpoint")
    }

    /// Prints the results, and returns whether the calls met all requirements.
    fn judge(&self, name: &str) -> bool {
        let calls = lock(&self.shared.calls);
        let mut valid = lock(&self.shared.valid).clone();
        // The client has the credentials slightly later than the source records them.
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
            "{name}: {} calls, {} failed calls, {unexcused} failed calls with valid credentials; last \
             failed call started after {:.1} s; {} fetches, {} successful fetches",
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
        let expires_at = SystemTime::now() + LIFETIME;
        let text = jiff::Timestamp::try_from(expires_at).expect("expected a time");
        lock(&self.valid).push((now, now + LIFETIME));
        let body = format!(
            r#"{{"AccessKeyId":"STS.{number}","AccessKeySecret":"secret","SecurityToken":"token","Expiration":"{text}"}}"#
        );
        ("200 OK", body)
    }

    /// Refuses requests whose credentials are unknown or expired.
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
                        // The call is usually dropped before it ends.
                        let little = Duration::from_millis(number / 2);
                        drop(tokio::time::timeout(little, client.send(&call())).await);
                    }
                    tokio::time::sleep(Duration::from_millis(5)).await;
                }
            }));
        }
        for task in tasks {
            task.await.expect("the task should not panic");
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
            task.await.expect("the task should not panic");
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
                        // The call's time limit ends before the source can answer.
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
        .expect("expected a runtime")
}
