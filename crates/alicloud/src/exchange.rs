//! The state machine of a call in flight, without I/O.

mod call_options;
mod clock_skew;
mod corrections;
mod destination;
mod outcome;
mod session;
mod signed_request;

use std::{
    fmt, mem,
    sync::Arc,
    time::{Duration, Instant},
};

use http::{Method, StatusCode};

use self::{corrections::Corrections, signed_request::Sent};
use crate::{
    api::Endpoint,
    error::{EndpointError, Error, RequestError, TransportError, redacted},
    machine::{Machine, Step},
    operation::Operation,
    request::Response,
    retry::{Attempt, Reservation},
    sign::Preparation,
    trace::{Answer, Trace},
};

pub use self::{call_options::CallOptions, session::Session};

impl Session {
    /// Starts a call of `operation` without a client. The caller drives the returned state machine.
    #[must_use]
    pub fn exchange<O: Operation>(&self, operation: O) -> Exchange<O> {
        Exchange::new(self.clone(), operation)
    }
}

/// A call in flight, as a [`Machine`].
///
/// An exchange borrows nothing except what the operation borrows. A signer can therefore keep an
/// exchange that fetches the signer's credentials from an API.
///
/// Dropping an exchange ends the call. If an attempt is waiting to be sent, its rate limit
/// reservation is freed. If that attempt is a retry, the retry goes back to the retry budget.
///
/// ```
/// use alicloud::{machine::{Machine as _, Step}, Anonymous, Call, Response, Session};
///
/// let session = Session::new(Anonymous).endpoint("https://ecs.aliyuncs.com")?;
/// let call = Call::new("Ecs", "2014-05-26", "DescribeRegions");
/// let mut exchange = session.exchange(&call);
///
/// let Step::Send(request) = exchange.step() else { unreachable!() };
/// assert!(request.parameters().starts_with("Action=DescribeRegions&Format=JSON&"));
///
/// exchange.receive(Ok(Response::new(r#"{"RequestId":"1450F2D7","Regions":{}}"#.into())));
/// let Step::Done(Ok(reply)) = exchange.step() else { unreachable!() };
/// assert_eq!(reply["RequestId"], "1450F2D7");
/// # Ok::<(), alicloud::error::EndpointError>(())
/// ```
pub struct Exchange<O: Operation> {
    session: Session,
    operation: O,
    endpoint: Result<Endpoint, EndpointError>,
    preferred: Method,
    /// The idempotency token for an operation that takes a token but doesn't set a token itself.
    token: Option<Arc<str>>,
    /// Whether the latest attempt was sent with an idempotency token.
    is_idempotent: bool,
    limit: Option<Duration>,
    started: Option<Instant>,
    /// The number of attempts so far.
    attempts: u32,
    /// The number of attempts with a transient error.
    failures: u32,
    /// The corrections so far. Each correction happens at most once per call.
    corrected: Corrections,
    /// The error of the latest attempt that is retried.
    failed: Option<Error>,
    /// The latest error before `failed` whose attempt may have reached the server.
    failed_before: Option<Error>,
    /// Whether the retry policy allowed a retry that is not sent yet.
    owes_repeat: bool,
    /// The rate limit's reservation for the next attempt.
    reservation: Option<Reservation>,
    /// The status of the latest attempt's response.
    status: Option<StatusCode>,
    trace: Trace,
    state: State<O::Output>,
}

enum State<T> {
    /// The next attempt can start.
    Ready,
    /// The next attempt can start, because its reserved time in the rate limit has come.
    Reserved,
    /// The signer is fetching its credentials.
    Preparing(Preparing),
    /// The transport is sending a request of the signer.
    Fetching(Preparing),
    /// The transport is sending the request of the attempt.
    Sent(Sent),
    /// The next attempt starts after a pause.
    Pausing(Duration),
    /// The outcome is known.
    Finished(Result<T, Error>),
    /// The outcome was returned.
    Over,
}

/// The state machine that fetches credentials for the signer, and the time when it started.
struct Preparing {
    machine: Box<Preparation>,
    since: Instant,
}

/// The next step of an exchange.
type Next<O> = Step<Result<<O as Operation>::Output, Error>>;

impl<O: Operation> Exchange<O> {
    pub(crate) fn new(session: Session, operation: O) -> Self {
        let endpoint = session.destination(&operation);
        let host = endpoint.as_ref().ok();
        let trace = Trace::new(operation.api(), host, session.region_of(&operation));
        Self {
            preferred: Method::POST,
            token: session.new_token(operation.api()),
            is_idempotent: false,
            limit: session.time_limit(),
            started: None,
            attempts: 0,
            failures: 0,
            corrected: Corrections::default(),
            failed: None,
            failed_before: None,
            owes_repeat: false,
            reservation: None,
            status: None,
            trace,
            state: State::Ready,
            endpoint,
            session,
            operation,
        }
    }

    /// Sets the HTTP method to use if operation, session and signer don't determine the method.
    #[must_use]
    pub fn prefer(mut self, method: Method) -> Self {
        self.preferred = method;
        self
    }

    /// Sets the time limit of the whole call, and overrides [`CallOptions::time_limit`] and
    /// [`Session::call_timeout`]. The time limit starts with the first [`step`](Self::step).
    #[must_use]
    pub fn within(mut self, limit: Duration) -> Self {
        self.limit = Some(limit);
        self
    }
}

impl<O: Operation> Exchange<O> {
    /// Replaces the idempotency token of the call.
    #[must_use]
    pub(crate) fn token(mut self, token: Option<Arc<str>>) -> Self {
        self.token = token;
        self
    }

    /// Limits the time of the call to `limit`, unless the existing time limit is shorter.
    #[must_use]
    pub(crate) fn at_most(mut self, limit: Duration) -> Self {
        self.limit = Some(self.limit.map_or(limit, |own| own.min(limit)));
        self
    }

    /// Returns `request_id` after the session's redaction.
    pub(crate) fn redacted(&self, mut request_id: String) -> String {
        if let Some(redact) = &self.session.settings().redact {
            redacted(&mut request_id, &**redact);
        }
        request_id
    }

    /// The number of attempts so far.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        self.attempts
    }

    /// The HTTP status of the latest completed request. `None` if this request got no response, or
    /// if no request has completed. Requests for credentials don't count.
    #[must_use]
    pub fn status(&self) -> Option<StatusCode> {
        self.status
    }
}

impl<O: Operation> Machine for Exchange<O> {
    type Output = Result<O::Output, Error>;

    /// Returns the next step. Every attempt is signed with a new time and a new nonce.
    fn step(&mut self) -> Step<Self::Output> {
        let now = self.now();
        let remaining = self.remaining(now);
        match mem::replace(&mut self.state, State::Over) {
            State::Ready | State::Reserved if remaining == Some(Duration::ZERO) => {
                self.end_late("the time limit of the call has expired")
            }
            State::Preparing(_) if remaining == Some(Duration::ZERO) => {
                self.end_late("the time limit of the call expired while credentials were fetched")
            }
            State::Ready => {
                self.attempts += 1;
                self.attempt(now, remaining, false)
            }
            State::Reserved => self.attempt(now, remaining, false),
            State::Preparing(preparing) => self.prepare(preparing, now, remaining),
            State::Pausing(pause) => {
                self.state = State::Ready;
                Step::Wait(pause)
            }
            State::Finished(outcome) => self.end(outcome),
            // The driver never passed the outcome of the request to `receive`, so the request may
            // have been sent.
            State::Sent(_) => self.end(Err(TransportError::lost().into())),
            State::Fetching(_) => self.end(Err(TransportError::lost().not_sent().into())),
            State::Over => Step::Done(Err(RequestError::over().into())),
        }
    }

    fn receive(&mut self, outcome: Result<Response, TransportError>) {
        match mem::replace(&mut self.state, State::Over) {
            State::Fetching(mut preparing) => {
                preparing.machine.receive(outcome);
                self.state = State::Preparing(preparing);
            }
            State::Sent(sent) => {
                let took = self.now().saturating_duration_since(sent.since);
                self.status = outcome.as_ref().ok().map(Response::status);
                let outcome = sent.read(&self.session, &self.operation, outcome);
                let error = outcome.result.as_ref().err();
                self.trace
                    .attempted(self.attempts, &outcome.answer, error, took);
                let is_corrected =
                    error.is_some_and(|error| self.puts_right(error, &sent, outcome.date));
                self.settle(outcome.result, is_corrected);
            }
            // No request is in flight, so ignore the outcome.
            other => self.state = other,
        }
    }
}

impl<O: Operation> Exchange<O> {
    /// Advances the fetching of credentials, and starts the attempt once the credentials are there.
    fn prepare(
        &mut self,
        mut preparing: Preparing,
        now: Instant,
        remaining: Option<Duration>,
    ) -> Next<O> {
        let error: Error = match preparing.machine.step().within(remaining).pending() {
            Ok(step) => {
                self.state = match &step {
                    Step::Send(_) => State::Fetching(preparing),
                    _ => State::Preparing(preparing),
                };
                return step.or_user_agent(self.session.settings().user_agent.as_ref());
            }
            Err(Ok(())) => return self.attempt(now, remaining, true),
            Err(Err(error)) => error.into(),
        };
        let took = now.saturating_duration_since(preparing.since);
        self.trace
            .attempted(self.attempts, &Answer::default(), Some(&error), took);
        self.settle(Err(error), false);
        self.step()
    }

    /// Ends the call, or starts the pause before the next attempt.
    ///
    /// After a correction, the next attempt starts at once, unless the server throttles the call.
    fn settle(&mut self, outcome: Result<O::Output, Error>, is_corrected: bool) {
        // The last attempt may have failed before its request was sent.
        self.give_back();
        let error = match outcome {
            Ok(output) => {
                if let Ok(endpoint) = &self.endpoint {
                    let retry = self.session.retry_policy();
                    retry.succeeded(self.operation.api(), endpoint);
                }
                self.state = State::Finished(Ok(output));
                return;
            }
            Err(error) => error,
        };
        self.failures += u32::from(error.is_transient());
        let attempt = self.failed_attempt(&error);
        let retry = self.session.retry_policy();
        let is_corrected = is_corrected
            && !error.is_throttling()
            && attempt.has_time_for(Duration::ZERO)
            && retry.corrects(&attempt);
        let pause = if is_corrected {
            Some(Duration::ZERO)
        } else {
            retry.pause(&attempt)
        };
        self.state = match pause {
            // If the pause leaves no time for another attempt, waiting would only delay the error.
            Some(pause) if !attempt.has_time_for(pause) => {
                retry.abandoned(&attempt);
                State::Finished(Err(error))
            }
            Some(pause) => {
                self.trace.repeats(pause);
                self.remember(error);
                self.owes_repeat = true;
                if is_corrected {
                    State::Ready
                } else {
                    State::Pausing(pause)
                }
            }
            None => State::Finished(Err(error)),
        };
    }

    /// Describes the attempt that failed with `error` for the retry policy.
    fn failed_attempt<'a>(&'a self, error: &'a Error) -> Attempt<'a> {
        let elapsed = self.elapsed();
        Attempt {
            number: self.attempts,
            failures: self.failures,
            elapsed,
            remaining: self.limit.map(|limit| limit.saturating_sub(elapsed)),
            api: self.operation.api(),
            endpoint: self.endpoint.as_ref().ok(),
            is_idempotent: self.is_idempotent,
            error,
        }
    }

    /// Keeps the error of a failed attempt that is retried.
    fn remember(&mut self, error: Error) {
        let before = self.failed.replace(error);
        if let Some(before) = before.filter(Error::may_have_been_sent) {
            self.failed_before = Some(before);
        }
    }

    /// Takes the most important error of the earlier attempts.
    ///
    /// This is the latest error whose attempt may have been sent, or else the latest error.
    fn earlier(&mut self) -> Option<Error> {
        match self.failed.take() {
            Some(failed) if failed.may_have_been_sent() => Some(failed),
            failed => self.failed_before.take().or(failed),
        }
    }

    /// Ends the call because its time limit expired.
    ///
    /// The error of an earlier attempt takes precedence, because that error is more informative.
    fn end_late(&mut self, why: &'static str) -> Next<O> {
        self.give_back();
        let earlier = self.earlier();
        self.end(Err(
            earlier.unwrap_or_else(|| TransportError::out_of_time(why).into())
        ))
    }

    /// Ends the call with `outcome`.
    ///
    /// If an earlier attempt may have been sent, its error replaces an error of an unsent attempt.
    /// So the error tells whether any attempt may have been sent.
    fn end(&mut self, outcome: Result<O::Output, Error>) -> Next<O> {
        self.give_back();
        let earlier = self.earlier().filter(Error::may_have_been_sent);
        let outcome = match (outcome, earlier) {
            (Err(error), Some(earlier)) if !error.may_have_been_sent() => Err(earlier),
            (outcome, _) => outcome,
        };
        let error = outcome.as_ref().err();
        self.trace.ended(self.attempts, error, || self.elapsed());
        Step::Done(outcome)
    }

    /// Returns the reservation and the retry of an attempt that is not sent.
    fn give_back(&mut self) {
        self.reservation = None;
        if let (true, Some(error)) = (mem::take(&mut self.owes_repeat), &self.failed) {
            let retry = self.session.retry_policy();
            retry.abandoned(&self.failed_attempt(error));
        }
    }

    fn now(&self) -> Instant {
        (self.session.settings().clock)()
    }

    fn elapsed(&self) -> Duration {
        match self.started {
            Some(started) => self.now().saturating_duration_since(started),
            None => Duration::ZERO,
        }
    }

    /// The remaining time of the call. The first call of this method starts the time limit.
    fn remaining(&mut self, now: Instant) -> Option<Duration> {
        let started = *self.started.get_or_insert(now);
        let limit = self.limit?;
        Some(limit.saturating_sub(now.saturating_duration_since(started)))
    }
}

/// Returns the reservation and the retry of an unsent attempt.
impl<O: Operation> Drop for Exchange<O> {
    fn drop(&mut self) {
        self.give_back();
    }
}

impl<O: Operation> fmt::Debug for Exchange<O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Exchange")
            .field("api", self.operation.api())
            .field("attempts", &self.attempts)
            .finish_non_exhaustive()
    }
}
