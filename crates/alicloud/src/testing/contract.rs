//! A test suite that checks a transport against the contract of [`Transport`].
//!
//! An author of a transport calls [`run`] in a test, or [`blocking()`] for a
//! [`blocking::Transport`]. The test fails with a list of the rules that the transport breaks. Each
//! entry of the list contains the finding and the fix. A transport with configurable proxies must
//! also pass [`run_with_proxy`] or [`blocking_with_proxy`].
//!
//! The suite starts its own HTTP servers on loopback ports and sends no HTTP request to another
//! machine. One test with a proxy looks up the host `contract.invalid`, which doesn't exist.
//! The suite doesn't test TLS, the time limit for connecting, [`wait`](Transport::wait) or
//! [`spawn`](Transport::spawn).
//!
//! ```no_run
//! use alicloud::{
//!     blocking::Transport, error::TransportError, testing::contract, Request, Response,
//! };
//!
//! struct MyTransport;
//!
//! impl Transport for MyTransport {
//!     fn send(&self, request: Request) -> Result<Response, TransportError> {
//!         # let _ = request;
//!         # todo!()
//!         // ...
//!     }
//! }
//!
//! contract::blocking(|| MyTransport);
//! ```

mod rules;
mod server;

use std::{
    any::Any,
    error,
    fmt::Write as _,
    future::poll_fn,
    io,
    panic::{AssertUnwindSafe, catch_unwind},
    pin::pin,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    task::Poll,
};

use self::rules::{Case, Rule, Violation};
use crate::{
    client::{Transport, blocking},
    error::TransportError,
    machine::Work,
    request::{Request, Response},
};

/// A secret in a parameter, a header and a body of the suite's requests. No error may show it.
const SECRET: &str = "contract-secret-1f0c4be2";

const SECRETS: Rule = Rule {
    name: "secrets",
    remedy: "leave the URL, the headers and the body out of the source of each TransportError",
};
const PANICS: Rule = Rule {
    name: "panics",
    remedy: "return a TransportError instead of panicking",
};
const WORK: Rule = Rule {
    name: "work",
    remedy: "do the work exactly once in `run`, before `run` returns",
};

/// Checks the async transports that `make` returns against the contract.
///
/// Run the returned future in the runtime that the transports need.
///
/// # Panics
///
/// Panics if a transport breaks a rule. The message lists all broken rules. Also panics if the
/// suite can't listen on a loopback port.
pub async fn run<T: Transport>(make: impl Fn() -> T) {
    let mut report = Report::default();
    for cases in rules::CASES {
        play(report.listening(cases()), &make, &mut report).await;
    }
    let done = Arc::default();
    make().run(counted(&done)).await;
    report.judge_work(&done);
    report.finish();
}

/// Checks async transports against the rules about proxies. `make` gets the URL of a proxy and
/// returns a transport that uses this proxy.
///
/// # Panics
///
/// Panics for the same reasons as [`run`].
pub async fn run_with_proxy<T: Transport>(make: impl Fn(&str) -> T) {
    let mut report = Report::default();
    for case in report.listening(rules::proxies()) {
        let url = case.server().url();
        play(vec![case], || make(&url), &mut report).await;
    }
    report.finish();
}

/// Checks the blocking transports that `make` returns against the contract.
///
/// # Panics
///
/// Panics for the same reasons as [`run`].
pub fn blocking<T: blocking::Transport>(make: impl Fn() -> T) {
    let mut report = Report::default();
    for cases in rules::CASES {
        play_blocking(report.listening(cases()), &make, &mut report);
    }
    let done = Arc::default();
    make().run(counted(&done));
    report.judge_work(&done);
    report.finish();
}

/// Checks blocking transports against the rules about proxies. `make` gets the URL of a proxy and
/// returns a transport that uses this proxy.
///
/// # Panics
///
/// Panics for the same reasons as [`run`].
pub fn blocking_with_proxy<T: blocking::Transport>(make: impl Fn(&str) -> T) {
    let mut report = Report::default();
    for case in report.listening(rules::proxies()) {
        let url = case.server().url();
        play_blocking(vec![case], || make(&url), &mut report);
    }
    report.finish();
}

async fn play<T: Transport>(cases: Vec<Case>, make: impl Fn() -> T, report: &mut Report) {
    for case in cases {
        if report.is_known(&case) {
            continue;
        }
        let transport = make();
        let mut outcomes = Vec::new();
        for request in case.requests() {
            let mut sending = pin!(transport.send(request));
            let outcome = poll_fn(|context| {
                let polled = catch_unwind(AssertUnwindSafe(|| sending.as_mut().poll(context)));
                polled.map_or_else(|panic| Poll::Ready(Err(panic)), |poll| poll.map(Ok))
            });
            outcomes.push(outcome.await);
        }
        report.judge(&case, outcomes);
    }
}

fn play_blocking<T: blocking::Transport>(
    cases: Vec<Case>,
    make: impl Fn() -> T,
    report: &mut Report,
) {
    for case in cases {
        if report.is_known(&case) {
            continue;
        }
        let transport = make();
        let send = |request: Request| catch_unwind(AssertUnwindSafe(|| transport.send(request)));
        let outcomes = case.requests().map(send).collect();
        report.judge(&case, outcomes);
    }
}

fn counted(done: &Arc<AtomicUsize>) -> Work {
    let done = Arc::clone(done);
    Work::new(move || {
        done.fetch_add(1, Ordering::Relaxed);
    })
}

/// The result of one request, or the payload of a panic.
type Outcome = Result<Result<Response, TransportError>, Box<dyn Any + Send>>;

/// The broken rules so far, each with the finding of the first case and the number of other cases.
#[derive(Default)]
struct Report {
    broken: Vec<(Rule, String, usize)>,
}

impl Report {
    fn listening(&self, cases: io::Result<Vec<Case>>) -> Vec<Case> {
        #[expect(clippy::panic, reason = "a test that can't be run must fail")]
        cases.unwrap_or_else(|error| panic!("can't listen on a loopback port: {error}"))
    }

    /// Returns whether `case` would take long to find a fault that another case has already found.
    fn is_known(&self, case: &Case) -> bool {
        let has_no_limit = |entry: &(Rule, _, _)| entry.0.name == rules::TIME.name;
        case.tests_time() && self.broken.iter().any(has_no_limit)
    }

    fn judge(&mut self, case: &Case, outcomes: Vec<Outcome>) {
        let mut answers = Vec::new();
        for outcome in outcomes {
            match outcome {
                Ok(answer) => answers.push(answer),
                Err(panic) => {
                    let text = panic.downcast_ref::<String>().map(String::as_str);
                    let text = text.or_else(|| panic.downcast_ref().copied());
                    let found = format!("the transport panicked: {}", text.unwrap_or("no message"));
                    return self.note(case.name(), PANICS.broken(found));
                }
            }
        }
        let told = answers.iter().filter_map(|answer| answer.as_ref().err());
        for text in told.map(everything_told) {
            if text.contains(SECRET) {
                let found = format!("an error shows secret data of the request: {text}");
                self.note(case.name(), SECRETS.broken(found));
            }
        }
        if let Err(violation) = case.check(&answers) {
            self.note(case.name(), violation);
        }
    }

    fn judge_work(&mut self, done: &AtomicUsize) {
        let times = done.load(Ordering::Relaxed);
        if let Err(violation) =
            WORK.holds(times == 1, || format!("the work was done {times} times"))
        {
            self.note("work that may block", violation);
        }
    }

    fn note(&mut self, case: &str, violation: Violation) {
        let Violation { rule, found } = violation;
        match self
            .broken
            .iter_mut()
            .find(|known| known.0.name == rule.name)
        {
            Some((.., others)) => *others += 1,
            None => {
                let found = format!("{case}: {found}").replace(SECRET, "[secret]");
                self.broken.push((rule, found, 0));
            }
        }
    }

    fn finish(self) {
        if self.broken.is_empty() {
            return;
        }
        let mut list = String::new();
        for (Rule { name, remedy }, found, others) in self.broken {
            // Writing to a `String` can't fail.
            let _ = write!(list, "\n[{name}] {found}");
            if others > 0 {
                let _ = write!(list, " (and {others} more cases)");
            }
            let _ = write!(list, "\n    To do: {remedy}.");
        }
        #[expect(clippy::panic, reason = "the test of the transport must fail")]
        {
            panic!("the transport breaks its contract:{list}\n")
        }
    }
}

/// Returns all texts of an error and its sources.
fn everything_told(error: &TransportError) -> String {
    let mut told = format!("{error:?}");
    let mut next: Option<&dyn error::Error> = Some(error);
    while let Some(error) = next {
        // Writing to a `String` can't fail.
        let _ = write!(told, "; {error}; {error:?}");
        next = error.source();
    }
    told
}
