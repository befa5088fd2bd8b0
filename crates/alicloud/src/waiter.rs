//! Waiters, which poll an operation until a resource reaches a state.
//!
//! A [`Waiter`] consists of an operation that reads the state and a function that judges the
//! operation's output. Both clients have a method `wait` that runs a waiter.
//!
//! ```
//! # #[cfg(feature = "testing")]
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use std::time::{Duration, SystemTime};
//! use alicloud::{
//!     Anonymous, Call, Session, blocking::Client, testing::{Script, VirtualClock},
//!     waiter::{Progress, Waiter},
//! };
//!
//! # let clock = VirtualClock::new(SystemTime::UNIX_EPOCH);
//! # let session = clock.session(Session::new(Anonymous)).endpoint("https://ecs.aliyuncs.com")?;
//! # let script = Script::new().clock(&clock)
//! #     .reply(r#"{"RequestId":"1","Status":"Starting"}"#)
//! #     .reply(r#"{"RequestId":"2","Status":"Running"}"#);
//! # let client = Client::with_transport(session, script);
//! let status = Call::new("Ecs", "2014-05-26", "DescribeInstanceAttribute")
//!     .parameter("InstanceId", "i-bp1")
//!     .reads();
//! let running = Waiter::new(status, |reply| match reply["Status"].as_str() {
//!     Some("Running") => Progress::Reached(reply),
//!     Some("Stopping") => Progress::Failed("the instance stops".to_owned()),
//!     _ => Progress::Pending,
//! })
//! .limit(Duration::from_secs(120));
//! let instance = client.wait(&running)?;
//! assert_eq!(instance["Status"], "Running");
//! # Ok(())
//! # }
//! # #[cfg(not(feature = "testing"))]
//! # fn main() {}
//! ```

use std::{
    error, fmt,
    time::{Duration, Instant},
};

use http::Method;

use crate::{
    error::{Error, TransportError},
    exchange::{Exchange, Session},
    machine::{Machine, Step},
    operation::Operation,
    request::Response,
};

/// The result of one poll.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(
    clippy::exhaustive_enums,
    reason = "the caller's function constructs it"
)]
pub enum Progress<T> {
    /// The state was reached. The value becomes the result of the wait.
    Reached(T),
    /// The state may still be reached.
    Pending,
    /// The state can't be reached any more, for this reason.
    Failed(String),
}

/// A description of a wait: an operation that reads a state, and a function that judges the
/// operation's output.
pub struct Waiter<O, F> {
    operation: O,
    judge: F,
    is_pending: Box<dyn Fn(&Error) -> bool + Send + Sync>,
    interval: Duration,
    limit: Duration,
}

impl<O: Operation, T, F: Fn(O::Output) -> Progress<T>> Waiter<O, F> {
    /// The default pause between two polls: 5 seconds. [`interval`](Self::interval) changes it.
    pub const DEFAULT_INTERVAL: Duration = Duration::from_secs(5);

    /// The default time limit of a wait: 10 minutes. [`limit`](Self::limit) changes it.
    pub const DEFAULT_LIMIT: Duration = Duration::from_secs(600);

    /// Creates a waiter that sends `operation` until `judge` returns [`Progress::Reached`] or
    /// [`Progress::Failed`], an error ends the wait, or the time limit is reached.
    #[must_use]
    pub fn new(operation: O, judge: F) -> Self {
        Self {
            operation,
            judge,
            is_pending: Box::new(|_| false),
            interval: Self::DEFAULT_INTERVAL,
            limit: Self::DEFAULT_LIMIT,
        }
    }

    /// Sets the pause between two polls.
    #[must_use]
    pub fn interval(mut self, interval: Duration) -> Self {
        self.interval = interval;
        self
    }

    /// Sets the time limit for the whole wait: polls, their retries and the pauses between polls.
    /// The wait ends early if the next poll would start after the limit.
    #[must_use]
    pub fn limit(mut self, limit: Duration) -> Self {
        self.limit = limit;
        self
    }

    /// Treats an error as [`Progress::Pending`] if `is_pending` returns true. An example is
    /// [`Error::is_not_found`] for a resource that is still being created. Other errors end the
    /// wait.
    #[must_use]
    pub fn pending_on(
        mut self,
        is_pending: impl Fn(&Error) -> bool + Send + Sync + 'static,
    ) -> Self {
        self.is_pending = Box::new(is_pending);
        self
    }

    /// Returns the machine that runs the wait with calls in `session`. The first poll starts at
    /// once. Polls prefer the HTTP method `method`, as in [`Exchange::prefer`].
    ///
    /// Each poll is a separate call with the session's retry policy, and takes no longer than the
    /// time that is left. Retries use the retry budget, but the first attempt of a poll doesn't.
    pub fn waiting<'w>(
        &'w self,
        session: &Session,
        method: Method,
    ) -> impl Machine<Output = Result<T, WaitError>> + use<'w, O, T, F> {
        Waiting {
            waiter: self,
            session: session.clone(),
            method,
            began: None,
            questions: 0,
            exchange: None,
        }
    }
}

impl<O: fmt::Debug, F> fmt::Debug for Waiter<O, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Waiter")
            .field("operation", &self.operation)
            .field("interval", &self.interval)
            .field("limit", &self.limit)
            .finish_non_exhaustive()
    }
}

struct Waiting<'w, O: Operation, F> {
    waiter: &'w Waiter<O, F>,
    session: Session,
    method: Method,
    began: Option<Instant>,
    questions: u32,
    /// The poll in flight.
    exchange: Option<Exchange<&'w O>>,
}

impl<O: Operation, T, F: Fn(O::Output) -> Progress<T>> Machine for Waiting<'_, O, F> {
    type Output = Result<T, WaitError>;

    fn step(&mut self) -> Step<Self::Output> {
        let left = self.left();
        let exchange = match &mut self.exchange {
            Some(exchange) => exchange,
            None if left.is_zero() => return self.late(None),
            none => {
                self.questions += 1;
                let exchange = self.session.exchange(&self.waiter.operation);
                none.insert(exchange.prefer(self.method.clone()).at_most(left))
            }
        };
        let outcome = match exchange.step().pending() {
            Ok(step) => return step,
            Err(outcome) => outcome,
        };
        self.exchange = None;
        let left = self.left();
        let last = match outcome.map(&self.waiter.judge) {
            Ok(Progress::Reached(value)) => return Step::Done(Ok(value)),
            Ok(Progress::Failed(reason)) => return Step::Done(Err(WaitError::Failed { reason })),
            Ok(Progress::Pending) => None,
            Err(error) if (self.waiter.is_pending)(&error) || left.is_zero() => Some(error),
            Err(error) => return Step::Done(Err(WaitError::Call(error))),
        };
        if left <= self.waiter.interval {
            return self.late(last);
        }
        Step::Wait(self.waiter.interval)
    }

    fn receive(&mut self, outcome: Result<Response, TransportError>) {
        if let Some(exchange) = &mut self.exchange {
            exchange.receive(outcome);
        }
    }
}

impl<O: Operation, F> Waiting<'_, O, F> {
    /// The time left until the limit. The time counts from the first step.
    fn left(&mut self) -> Duration {
        let now = (self.session.settings().clock)();
        let began = *self.began.get_or_insert(now);
        let passed = now.saturating_duration_since(began);
        self.waiter.limit.saturating_sub(passed)
    }

    fn late<T>(&self, last: Option<Error>) -> Step<Result<T, WaitError>> {
        Step::Done(Err(WaitError::TimedOut {
            limit: self.waiter.limit,
            questions: self.questions,
            last: last.map(Box::new),
        }))
    }
}

/// The reason why a wait did not reach the state.
#[derive(Debug)]
#[non_exhaustive]
pub enum WaitError {
    /// A poll failed.
    Call(Error),
    /// The state can't be reached any more.
    Failed {
        /// The reason in [`Progress::Failed`], which the waiter's function returned.
        reason: String,
    },
    /// The time limit ended the wait before the state was reached.
    TimedOut {
        /// The time limit of the waiter.
        limit: Duration,
        /// The number of polls, without their retries.
        questions: u32,
        /// The error of the last poll, if that poll failed.
        last: Option<Box<Error>>,
    },
}

impl fmt::Display for WaitError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Call(_) => f.write_str("the state can't be read"),
            Self::Failed { reason } => write!(f, "the state can't be reached: {reason}"),
            Self::TimedOut {
                limit, questions, ..
            } => write!(
                f,
                "the state was not reached within the waiter's limit of {limit:?} (number of polls: \
                 {questions})"
            ),
        }
    }
}

impl error::Error for WaitError {
    fn source(&self) -> Option<&(dyn error::Error + 'static)> {
        match self {
            Self::Call(error) => Some(error),
            Self::Failed { .. } => None,
            Self::TimedOut { last, .. } => last.as_deref().map(|error| error as _),
        }
    }
}
