//! A call in flight, as a state machine without I/O.

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
    /// Starts a call of `operation`, to be driven by hand. Clients do this by themselves.
    #[must_use]
    pub fn exchange<O: Operation>(&self, operation: O) -> Exchange<O> {
        Exchange::new(self.clone(), operation)
    }
}

/// One call in flight, as a [`Machine`].
///
/// It owns what it needs, so that it can be kept: a signer that calls an API for its credentials has
/// one inside. Dropping it ends the call. What was taken for an attempt that is not sent goes back then:
/// the time that the rate limit reserved, and the repeat in the retry budget.
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
    /// What makes the call idempotent, if the operation takes it and says none itself.
    token: Option<Arc<str>>,
    /// Whether the latest attempt had such a token.
    is_idempotent: bool,
    limit: Option<Duration>,
    started: Option<Instant>,
    /// How many attempts there were.
    attempts: u32,
    /// How many of them failed in a way that may pass.
    failures: u32,
    /// What was put right in the course of the call; each once.
    corrected: Corrections,
    /// Why the latest attempt failed that is repeated.
    failed: Option<Error>,
    /// Why the latest attempt before that failed that may have reached the server.
    failed_before: Option<Error>,
    /// Whether the policy has allowed a repeat that wasn't sent yet.
    owes_repeat: bool,
    /// The time that the rate limit has reserved for the attempt.
    reservation: Option<Reservation>,
    /// That of the latest response.
    status: Option<StatusCode>,
    trace: Trace,
    state: State<O::Output>,
}

enum State<T> {
    /// An attempt is to be made.
    Ready,
    /// The time has come that the rate limit reserved for the attempt.
    Reserved,
    /// The signer is fetching what it needs.
    Preparing(Preparing),
    /// A request of the signer's is with the transport.
    Fetching(Preparing),
    /// A request is with the transport.
    Sent(Sent),
    /// The next attempt comes after a pause.
    Pausing(Duration),
    /// The outcome is there.
    Finished(Result<T, Error>),
    /// The outcome was handed out.
    Over,
}

/// What a signer is getting, and since when.
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

    /// Sets the method to take where operation, session and signer leave the choice.
    #[must_use]
    pub fn prefer(mut self, method: Method) -> Self {
        self.preferred = method;
        self
    }

    /// Limits how long the call may take as a whole, instead of
    /// [`Session::call_timeout`]. It counts from the first [`step`](Self::step).
    #[must_use]
    pub fn within(mut self, limit: Duration) -> Self {
        self.limit = Some(limit);
        self
    }
}

impl<O: Operation> Exchange<O> {
    /// Replaces the call's own idempotency token.
    #[must_use]
    pub(crate) fn token(mut self, token: Option<Arc<str>>) -> Self {
        self.token = token;
        self
    }

    /// Limits the call to `limit` unless its own limit is less.
    #[must_use]
    pub(crate) fn at_most(mut self, limit: Duration) -> Self {
        self.limit = Some(self.limit.map_or(limit, |own| own.min(limit)));
        self
    }

    /// `request_id` without what the session redacts.
    pub(crate) fn redacted(&self, mut request_id: String) -> String {
        if let Some(redact) = &self.session.settings().redact {
            redacted(&mut request_id, &**redact);
        }
        request_id
    }

    /// How many attempts there were so far.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        self.attempts
    }

    /// The status of the latest attempt's response; `None` if there was none.
    #[must_use]
    pub fn status(&self) -> Option<StatusCode> {
        self.status
    }
}

impl<O: Operation> Machine for Exchange<O> {
    type Output = Result<O::Output, Error>;

    /// What to do next. Each attempt is signed anew, with its own time and nonce.
    fn step(&mut self) -> Step<Self::Output> {
        let now = self.now();
        let remaining = self.remaining(now);
        match mem::replace(&mut self.state, State::Over) {
            State::Ready | State::Reserved if remaining == Some(Duration::ZERO) => {
                self.end_late("the time for the call is over")
            }
            State::Preparing(_) if remaining == Some(Duration::ZERO) => {
                self.end_late("the time for the call was over before there were credentials")
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
            // A driver that forgot to say what came of its request: it may have been sent.
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
            // Nothing was asked for.
            other => self.state = other,
        }
    }
}

impl<O: Operation> Exchange<O> {
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

    /// Ends the call, or begins a pause before the next attempt. What was corrected is repeated at
    /// once, unless the server wants to be left alone.
    fn settle(&mut self, outcome: Result<O::Output, Error>, is_corrected: bool) {
        // An attempt may have failed before it was sent.
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
            // A pause that leaves no time for another attempt would only delay the same error.
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

    /// What the policy is told of an attempt that failed because of `error`.
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

    /// Keeps why an attempt failed.
    fn remember(&mut self, error: Error) {
        let before = self.failed.replace(error);
        if let Some(before) = before.filter(Error::may_have_been_sent) {
            self.failed_before = Some(before);
        }
    }

    /// Why the latest attempt failed; or the latest that may have been sent, if there is one, because
    /// it outweighs all that were not.
    fn earlier(&mut self) -> Option<Error> {
        match self.failed.take() {
            Some(failed) if failed.may_have_been_sent() => Some(failed),
            failed => self.failed_before.take().or(failed),
        }
    }

    /// Ends the call because its time is over, which says less than why the last attempt failed.
    fn end_late(&mut self, why: &'static str) -> Next<O> {
        self.give_back();
        let earlier = self.earlier();
        self.end(Err(
            earlier.unwrap_or_else(|| TransportError::out_of_time(why).into())
        ))
    }

    /// An error says whether the call may have been sent, not only its last attempt.
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

    /// Gives back what was taken for an attempt that is not sent.
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

    /// What the limit leaves; the time counts from the first question.
    fn remaining(&mut self, now: Instant) -> Option<Duration> {
        let started = *self.started.get_or_insert(now);
        let limit = self.limit?;
        Some(limit.saturating_sub(now.saturating_duration_since(started)))
    }
}

/// A call may be dropped before it is over.
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
