//! A call in flight, as a state machine without I/O.

use std::{
    fmt, mem,
    time::{Duration, SystemTime},
};

use http::{HeaderMap, Method};

use crate::{
    Anonymous, ApiError, Attempt, DecodeProblem, Draft, Error, Operation, Reply, Request,
    RequestError, Response, Session, Sign, Stamp, TransportError, UnexpectedReply,
};

/// Servers and proxies refuse longer URLs. In bytes.
const GET_LIMIT: usize = 8 * 1024;

/// One call: it says what to do next, and is told what came of it.
///
/// ```
/// use alicloud::{Anonymous, Call, Response, Session, Step};
///
/// let session = Session::new("https://ecs.aliyuncs.com", Anonymous::default())?;
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
pub struct Exchange<'a, O: Operation + ?Sized> {
    session: &'a Session,
    operation: &'a O,
    preferred: Method,
    attempt: u32,
    state: State<O::Output>,
}

enum State<T> {
    /// An attempt is to be made.
    Ready,
    /// A request is with the transport since then.
    Sent(SystemTime),
    /// The next attempt comes after a pause.
    Pausing(Duration),
    /// The outcome is there.
    Finished(Result<T, Error>),
    /// The outcome was handed out.
    Over,
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
    /// The call is over.
    Done(Result<T, Error>),
}

impl<'a, O: Operation + ?Sized> Exchange<'a, O> {
    pub(crate) fn new(session: &'a Session, operation: &'a O) -> Self {
        Self {
            session,
            operation,
            preferred: Method::POST,
            attempt: 0,
            state: State::Ready,
        }
    }

    /// Sets the method to take where operation and session leave the choice.
    #[must_use]
    pub fn prefer(mut self, method: Method) -> Self {
        self.preferred = method;
        self
    }

    /// What to do next. Each attempt is signed anew, with its own time and nonce.
    pub fn step(&mut self) -> Step<O::Output> {
        match mem::replace(&mut self.state, State::Over) {
            State::Ready => match self.request() {
                Ok(request) => Step::Send(request),
                Err(refusal) => Step::Done(Err(refusal.into())),
            },
            State::Pausing(pause) => {
                self.state = State::Ready;
                Step::Wait(pause)
            }
            State::Finished(outcome) => Step::Done(outcome),
            // A driver that forgot to say what came of its request: it may have been sent.
            State::Sent(_) => Step::Done(Err(TransportError::lost().into())),
            State::Over => Step::Done(Err(RequestError::over().into())),
        }
    }

    /// Takes what the transport brought for the request last handed out.
    pub fn receive(&mut self, result: Result<Response, TransportError>) {
        let State::Sent(sent_at) = self.state else {
            return;
        };
        let outcome = match result {
            Ok(response) => self.read(&response, sent_at),
            Err(error) => Err(error.into()),
        };
        let pause = match &outcome {
            Ok(_) => None,
            Err(error) => self.session.retry.pause(&Attempt {
                api: self.operation.api(),
                number: self.attempt,
                error,
            }),
        };
        self.state = match pause {
            Some(pause) => State::Pausing(pause),
            None => State::Finished(outcome),
        };
    }

    fn request(&mut self) -> Result<Request, RequestError> {
        let session = self.session;
        let api = self.operation.api();
        let stamp = (session.stamps)();
        let preferred = self.method()?;
        let (mut method, mut parameters, mut headers) = self.sign(preferred, &stamp)?;
        if method == Method::GET && parameters.len() > GET_LIMIT {
            if session.method.is_some() || !api.methods().contains(&Method::POST) {
                return Err(RequestError::too_long(parameters.len()));
            }
            // The first signature is thrown away unsent, so its nonce is still unused.
            (method, parameters, headers) = self.sign(Method::POST, &stamp)?;
        }
        self.attempt += 1;
        self.state = State::Sent(stamp.time());
        Ok(Request {
            method,
            endpoint: session.endpoint.clone(),
            parameters,
            headers,
            timeout: session
                .timeout
                .or(api.read_timeout())
                .unwrap_or(Session::DEFAULT_TIMEOUT),
            body_limit: session.body_limit,
        })
    }

    /// Writes and signs one attempt.
    fn sign(
        &self,
        method: Method,
        stamp: &Stamp,
    ) -> Result<(Method, String, HeaderMap), RequestError> {
        let session = self.session;
        let api = self.operation.api();
        let mut draft = Draft::new(api, &session.endpoint, session.format, method);
        self.operation.write(&mut draft);
        if api.is_anonymous() {
            Anonymous.sign(&mut draft, stamp);
        } else {
            session.signer.sign(&mut draft, stamp);
        }
        draft.finish()
    }

    /// The session's method if it fixes one, else the preferred one, else what there is.
    fn method(&self) -> Result<Method, RequestError> {
        let api = self.operation.api();
        match &self.session.method {
            Some(fixed) if api.methods().contains(fixed) => Ok(fixed.clone()),
            Some(fixed) => Err(RequestError::method(api.action(), fixed)),
            None if api.methods().contains(&self.preferred) => Ok(self.preferred.clone()),
            None if api.methods().contains(&Method::POST) => Ok(Method::POST),
            None => Ok(Method::GET),
        }
    }

    fn read(&self, response: &Response, sent_at: SystemTime) -> Result<O::Output, Error> {
        let Some(reply) = Reply::new(response.body(), sent_at) else {
            return Err(UnexpectedReply::new(response).into());
        };
        if !response.status().is_success() {
            return Err(match ApiError::read(response.status(), &reply) {
                Some(error) => error.into(),
                None => UnexpectedReply::new(response).into(),
            });
        }
        self.operation.read(reply).map_err(|error| {
            // An error document can come with any status.
            let document = match error.problem() {
                DecodeProblem::ErrorDocument => ApiError::read(response.status(), &reply),
                _ => None,
            };
            match document {
                Some(document) => document.into(),
                None => error.answered(response.status(), reply.request_id()).into(),
            }
        })
    }
}

impl<O: Operation + ?Sized> fmt::Debug for Exchange<'_, O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Exchange")
            .field("api", self.operation.api())
            .field("attempt", &self.attempt)
            .finish_non_exhaustive()
    }
}
