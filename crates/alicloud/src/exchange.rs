//! A call in flight, as a state machine without I/O.

mod attempt;
mod corrections;

use std::{
    fmt, mem,
    time::{Duration, Instant, SystemTime},
};

use http::Method;

use self::{attempt::Sent, corrections::Corrections};
use crate::{
    Attempt, Error, Moment, Operation, Preparation, Prepare, Request, RequestError, Response,
    Session, Stamp, TransportError, Work,
    trace::{Answer, Trace},
};

/// One call: it says what to do next, and is told what came of it.
///
/// It owns what it needs, so that it can be kept: a signer that calls an API for its credentials has
/// one inside.
///
/// ```
/// use alicloud::{Anonymous, Call, Response, Session, Step};
///
/// let session = Session::new("https://ecs.aliyuncs.com", Anonymous)?;
/// let call = Call::new("Ecs", "2014-05-26", "DescribeRegions");
/// let mut exchange = session.exchange(&call);
///
/// let Step::Send(request) = exchange.step() else { unreachable!() };
/// assert!(request.parameters().starts_with("Action=DescribeRegions&Format=JSON&"));
///
/// exchange.receive(Ok(Response::new(r#"{"RequestId":"1450F2D7","Regions":{}}"#.into())));
/// let Step::Done(Ok(reply)) = exchange.step() else { unreachable!() };
/// assert_eq!(reply["RequestId"], "1450F2D7");
/// # Ok::<(), alicloud::EndpointError>(())
/// ```
pub struct Exchange<O: Operation> {
    session: Session,
    operation: O,
    preferred: Method,
    limit: Option<Duration>,
    started: Option<Instant>,
    /// How many attempts there were.
    attempts: u32,
    /// How many of them failed in a way that may pass.
    failures: u32,
    /// What was put right in the course of the call; each once.
    corrected: Corrections,
    /// Why the latest attempt failed; or the latest that may have reached the server, if there is one.
    earlier: Option<Error>,
    trace: Trace,
    state: State<O::Output>,
}

enum State<T> {
    /// An attempt is to be made, as soon as the rate allows.
    Ready,
    /// The attempt's turn has come.
    Turn,
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

/// What a signer is fetching, the time when it began, and the same by the clock that limits go by.
struct Preparing {
    machine: Box<dyn Prepare>,
    time: SystemTime,
    since: Instant,
}

/// What a driver does next.
#[derive(Debug)]
#[expect(
    clippy::large_enum_variant,
    reason = "taken apart at once; a box would be an allocation"
)]
#[expect(
    clippy::exhaustive_enums,
    reason = "a driver has to know every step there is"
)]
pub enum Step<T> {
    /// Send this, and give what comes back to [`Exchange::receive`].
    Send(Request),
    /// Wait this long, then ask for the next step.
    Wait(Duration),
    /// Run this, which may block, then ask for the next step.
    Run(Work),
    /// The call is over.
    Done(Result<T, Error>),
}

impl<O: Operation> Exchange<O> {
    pub(crate) fn new(session: Session, operation: O) -> Self {
        let settings = session.settings();
        Self {
            preferred: Method::POST,
            limit: settings.call_timeout,
            started: None,
            attempts: 0,
            failures: 0,
            corrected: Corrections::default(),
            earlier: None,
            trace: Trace::new(operation.api(), &settings.endpoint),
            state: State::Ready,
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

    /// What to do next. Each attempt is signed anew, with its own time and nonce.
    pub fn step(&mut self) -> Step<O::Output> {
        let remaining = self.remaining();
        match mem::replace(&mut self.state, State::Over) {
            State::Ready | State::Turn if remaining == Some(Duration::ZERO) => {
                self.end_late("the time for the call is over")
            }
            State::Preparing(_) if remaining == Some(Duration::ZERO) => {
                self.end_late("the time for the call was over before there were credentials")
            }
            State::Ready => match self.turn(remaining) {
                None => self.end_late("the rate limit leaves the call no turn in its time"),
                Some(Duration::ZERO) => self.attempt(remaining),
                Some(wait) => {
                    self.state = State::Turn;
                    Step::Wait(wait)
                }
            },
            State::Turn => self.attempt(remaining),
            State::Preparing(preparing) => self.prepare(preparing, remaining),
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

    /// Takes what the transport brought for the request last handed out.
    pub fn receive(&mut self, result: Result<Response, TransportError>) {
        match mem::replace(&mut self.state, State::Over) {
            State::Fetching(mut preparing) => {
                preparing.machine.receive(result);
                self.state = State::Preparing(preparing);
            }
            State::Sent(sent) => {
                let took = self.now().saturating_duration_since(sent.since);
                let read = sent.read(self.session.settings(), &self.operation, result);
                let error = read.outcome.as_ref().err();
                self.trace
                    .attempted(self.attempts, &read.answer, error, took);
                if error.is_some_and(|error| self.corrects(error, sent.at, read.date)) {
                    self.trace.repeats(Duration::ZERO);
                    self.state = State::Ready;
                } else {
                    self.settle(read.outcome);
                }
            }
            // Nothing was asked for.
            other => self.state = other,
        }
    }

    fn attempt(&mut self, remaining: Option<Duration>) -> Step<O::Output> {
        self.attempts += 1;
        let settings = self.session.settings();
        let stamp = (settings.stamps)();
        let time = settings.skew.correct(stamp.time());
        let moment = Moment { time, remaining };
        let machine = match self.operation.api().is_anonymous() {
            true => None,
            false => settings.signer.prepare(&moment),
        };
        match machine {
            Some(machine) => {
                let since = self.now();
                self.prepare(
                    Preparing {
                        machine,
                        time,
                        since,
                    },
                    remaining,
                )
            }
            None => self.send(&stamp, remaining),
        }
    }

    fn prepare(
        &mut self,
        mut preparing: Preparing,
        remaining: Option<Duration>,
    ) -> Step<O::Output> {
        let passed = self.now().saturating_duration_since(preparing.since);
        let moment = Moment {
            time: preparing.time.checked_add(passed).unwrap_or(preparing.time),
            remaining,
        };
        match preparing.machine.step(&moment) {
            Preparation::Send(request) => {
                self.state = State::Fetching(preparing);
                let request = request.or_user_agent(self.session.settings().user_agent.as_ref());
                Step::Send(limited(request, remaining))
            }
            Preparation::Wait(pause) => {
                self.state = State::Preparing(preparing);
                Step::Wait(remaining.map_or(pause, |remaining| pause.min(remaining)))
            }
            Preparation::Run(work) => {
                self.state = State::Preparing(preparing);
                Step::Run(work.with_remaining(remaining))
            }
            Preparation::Done(Ok(())) => {
                let stamp = (self.session.settings().stamps)();
                self.send(&stamp, remaining)
            }
            Preparation::Done(Err(error)) => {
                let error = error.into();
                self.trace
                    .attempted(self.attempts, &Answer::default(), Some(&error), passed);
                self.settle(Err(error));
                self.step()
            }
        }
    }

    fn send(&mut self, stamp: &Stamp, remaining: Option<Duration>) -> Step<O::Output> {
        let since = self.now();
        match self.write(stamp, since) {
            Ok((request, sent)) => {
                self.state = State::Sent(sent);
                Step::Send(limited(request, remaining))
            }
            Err(refusal) => self.end(Err(refusal.into())),
        }
    }

    /// Ends the call, or begins a pause before the next attempt.
    fn settle(&mut self, outcome: Result<O::Output, Error>) {
        let error = match outcome {
            Ok(output) => {
                self.session.settings().retry.succeeded();
                self.state = State::Finished(Ok(output));
                return;
            }
            Err(error) => error,
        };
        self.failures += u32::from(error.is_transient());
        let attempt = Attempt {
            number: self.attempts,
            failures: self.failures,
            elapsed: self.elapsed(),
            remaining: self.remaining(),
            api: self.operation.api(),
            error: &error,
        };
        // A pause that leaves no time for another attempt would only delay the same error.
        let pause = self.session.settings().retry.pause(&attempt);
        self.state = match pause.filter(|pause| attempt.has_time_for(*pause)) {
            Some(pause) => {
                self.trace.repeats(pause);
                self.remember(error);
                State::Pausing(pause)
            }
            None => State::Finished(Err(error)),
        };
    }

    /// Keeps why an attempt failed. One that may have been sent outweighs all that were not.
    fn remember(&mut self, error: Error) {
        let outweighed = !error.may_have_been_sent()
            && self.earlier.as_ref().is_some_and(Error::may_have_been_sent);
        if !outweighed {
            self.earlier = Some(error);
        }
    }

    /// Ends the call because its time is over, which says less than why the last attempt failed.
    fn end_late(&mut self, why: &'static str) -> Step<O::Output> {
        let earlier = self.earlier.take();
        self.end(Err(
            earlier.unwrap_or_else(|| TransportError::out_of_time(why).into())
        ))
    }

    /// An error says whether the call may have been sent, not only its last attempt.
    fn end(&mut self, outcome: Result<O::Output, Error>) -> Step<O::Output> {
        let earlier = self.earlier.take().filter(Error::may_have_been_sent);
        let outcome = match (outcome, earlier) {
            (Err(error), Some(earlier)) if !error.may_have_been_sent() => Err(earlier),
            (outcome, _) => outcome,
        };
        let error = outcome.as_ref().err();
        self.trace.ended(self.attempts, error, self.elapsed());
        Step::Done(outcome)
    }

    /// How long the session's rate limits hold the next attempt back; `None` if that is too long.
    fn turn(&self, remaining: Option<Duration>) -> Option<Duration> {
        let settings = self.session.settings();
        settings.turn(self.operation.api(), remaining)
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
    fn remaining(&mut self) -> Option<Duration> {
        let now = self.now();
        let started = *self.started.get_or_insert(now);
        let elapsed = now.saturating_duration_since(started);
        self.limit.map(|limit| limit.saturating_sub(elapsed))
    }
}

fn limited(request: Request, remaining: Option<Duration>) -> Request {
    match remaining {
        Some(remaining) => request.with_remaining(remaining),
        None => request,
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
