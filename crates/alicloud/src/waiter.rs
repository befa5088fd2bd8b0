//! Waiting until a resource has reached a state: for those who start something and need its result.
//!
//! A [`Waiter`] is an operation that reads the state, and a function that judges its output. Both
//! clients drive it.
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

/// What one question found.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "a function returns it")]
pub enum Progress<T> {
    /// The state was reached. The value is the result of the wait.
    Reached(T),
    /// The state may still be reached.
    Pending,
    /// The state won't be reached any more, for this reason.
    Failed(String),
}

/// What to wait for: an operation that reads a state, and a function that judges its output.
pub struct Waiter<O, F> {
    operation: O,
    judge: F,
    is_pending: Box<dyn Fn(&Error) -> bool + Send + Sync>,
    interval: Duration,
    limit: Duration,
}

impl<O: Operation, T, F: Fn(O::Output) -> Progress<T>> Waiter<O, F> {
    /// How long it waits between two questions, unless [`interval`](Self::interval) says otherwise.
    pub const DEFAULT_INTERVAL: Duration = Duration::from_secs(5);

    /// How long it waits in all, unless [`limit`](Self::limit) says otherwise.
    pub const DEFAULT_LIMIT: Duration = Duration::from_secs(600);

    /// Waits until `judge` says that the output of `operation` is the state.
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

    /// Sets how long to wait between two questions.
    #[must_use]
    pub fn interval(mut self, interval: Duration) -> Self {
        self.interval = interval;
        self
    }

    /// Sets how long to wait in all: questions, their repeats and the pauses between them. The wait ends
    /// early if the next question would come after the limit.
    #[must_use]
    pub fn limit(mut self, limit: Duration) -> Self {
        self.limit = limit;
        self
    }

    /// Takes errors for which `is_pending` is true as [`Progress::Pending`], such as
    /// [`Error::is_not_found`] of what is only being created. Other errors end the wait.
    #[must_use]
    pub fn pending_on(
        mut self,
        is_pending: impl Fn(&Error) -> bool + Send + Sync + 'static,
    ) -> Self {
        self.is_pending = Box::new(is_pending);
        self
    }

    /// The machine that waits with calls of `session`. It asks at once, and prefers `method` as
    /// [`Exchange::prefer`] does.
    ///
    /// Each question is an exchange of its own, with the session's policy for repeats and no more time
    /// than is left. Questions take nothing from the retry budget.
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
    /// The question that is under way.
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
    /// What is left of the limit, which counts from the first step.
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

/// Why a state was not reached.
#[derive(Debug)]
#[non_exhaustive]
pub enum WaitError {
    /// A question failed.
    Call(Error),
    /// The state won't be reached any more.
    Failed {
        /// What the function said.
        reason: String,
    },
    /// The time was over first.
    TimedOut {
        /// The limit.
        limit: Duration,
        /// How often the operation was sent, repeats aside.
        questions: u32,
        /// The error of the last question, if it failed.
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
                "the state was not reached: it was asked for {questions} times, and the next question \
                 would come after the limit of {limit:?}; raise the limit of the waiter"
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
