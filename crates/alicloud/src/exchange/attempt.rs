//! One attempt: from an operation to a request, and from a response to an outcome.

use std::time::{Duration, Instant, SystemTime};

use http::{Method, uri::PathAndQuery};

use super::Exchange;
use crate::{
    Anonymous, ApiError, DecodeProblem, Draft, Error, Operation, Reply, Request, RequestError,
    Response, Session, Sign, Stamp, TransportError, UnexpectedReply,
    draft::Written,
    retry::{retry_after, server_time, throttles},
    session::Settings,
    trace::Answer,
    transport::Content,
};

/// Servers and proxies refuse longer URLs. In bytes.
const QUERY_LIMIT: usize = 8 * 1024;

/// A request that is with the transport.
pub(super) struct Sent {
    method: Method,
    /// The stamp it is signed with, by the server's clock.
    stamp: Stamp,
    /// When it was made, by this machine's clock.
    pub(super) at: SystemTime,
    pub(super) since: Instant,
}

/// What came of an attempt.
pub(super) struct Read<T> {
    pub(super) outcome: Result<T, Error>,
    pub(super) answer: Answer,
    /// The server's time.
    pub(super) date: Option<SystemTime>,
}

impl<O: Operation> Exchange<O> {
    /// Writes and signs one attempt.
    pub(super) fn write(
        &self,
        stamp: &Stamp,
        since: Instant,
    ) -> Result<(Request, Sent), RequestError> {
        let settings = self.session.settings();
        let api = self.operation.api();
        let at = stamp.time();
        let stamp = stamp.at(settings.skew.correct(at));
        let mut written = self.sign(self.method()?, &stamp)?;
        if !matches!(written.content, Content::Form) && written.parameters.len() > QUERY_LIMIT {
            let may_be_posted =
                written.method == Method::GET && api.methods().contains(&Method::POST);
            if settings.method.is_some() || !may_be_posted {
                let bytes = written.parameters.len();
                return Err(RequestError::too_long(api.action(), bytes, may_be_posted));
            }
            // The first signature is thrown away unsent, so its nonce is still unused.
            written = self.sign(Method::POST, &stamp)?;
        }
        let method = written.method.clone();
        let request = Request {
            method: written.method,
            endpoint: settings.endpoint.clone(),
            path: PathAndQuery::from_static("/"),
            parameters: written.parameters,
            content: written.content,
            headers: written.headers,
            timeout: settings
                .timeout
                .or(api.read_timeout())
                .unwrap_or(Session::DEFAULT_TIMEOUT),
            remaining: None,
            body_limit: settings.body_limit,
            bypasses_proxy: settings.endpoint.is_loopback(),
            user_agent: settings.user_agent.clone(),
        };
        let sent = Sent {
            method,
            stamp,
            at,
            since,
        };
        Ok((request, sent))
    }

    fn sign(&self, method: Method, stamp: &Stamp) -> Result<Written, RequestError> {
        let settings = self.session.settings();
        let mut draft = draft(settings, &self.operation, method);
        self.trace.written(&draft);
        signer(settings, &self.operation).sign(&mut draft, stamp);
        draft.finish()
    }

    /// The session's method if it fixes one, else what signer and transport prefer, else what there
    /// is.
    fn method(&self) -> Result<Method, RequestError> {
        let settings = self.session.settings();
        let api = self.operation.api();
        let preferred = settings.signer.preferred_method();
        let preferred = preferred.as_ref().unwrap_or(&self.preferred);
        let fixed = settings.method.as_ref();
        let chosen = api.methods().choose(fixed, preferred);
        chosen.ok_or_else(|| RequestError::method(api.action(), fixed.unwrap_or(preferred)))
    }
}

/// What `operation` says, unsigned.
fn draft<'a>(settings: &'a Settings, operation: &'a impl Operation, method: Method) -> Draft<'a> {
    let api = operation.api();
    let mut draft = Draft::new(api, &settings.endpoint, settings.format, method);
    operation.write(&mut draft);
    draft
}

fn signer<'a>(settings: &'a Settings, operation: &impl Operation) -> &'a dyn Sign {
    match operation.api().is_anonymous() {
        true => &Anonymous,
        false => &*settings.signer,
    }
}

impl Sent {
    /// Whether `date` is more than `tolerance` from the time that was signed.
    pub(super) fn is_off(&self, date: SystemTime, tolerance: Duration) -> bool {
        let signed = self.stamp.time();
        let difference = date
            .duration_since(signed)
            .unwrap_or_else(|before| before.duration());
        difference > tolerance
    }

    /// Reads what the transport brought.
    pub(super) fn read<O: Operation>(
        &self,
        settings: &Settings,
        operation: &O,
        result: Result<Response, TransportError>,
    ) -> Read<O::Output> {
        let response = match result {
            Ok(response) => response,
            Err(error) => {
                return Read {
                    outcome: Err(error.into()),
                    answer: Answer::default(),
                    date: None,
                };
            }
        };
        let reply = Reply::new(response.body(), self.at);
        let outcome = outcome(operation, &response, reply).map_err(|error| {
            let headers = response.headers();
            let error = error.with_retry_after(retry_after(headers, self.at), throttles(headers));
            self.diagnose(error, settings, operation)
        });
        Read {
            answer: Answer::of(&response, reply.as_ref()),
            date: server_time(response.headers()),
            outcome,
        }
    }

    /// Says where the server's idea of the signed text differs from ours. It can be written anew,
    /// since it depends on operation and stamp alone.
    fn diagnose(&self, mut error: Error, settings: &Settings, operation: &impl Operation) -> Error {
        if !error.api().is_some_and(ApiError::has_signed_text) {
            return error;
        }
        let mut draft = draft(settings, operation, self.method.clone());
        let ours = signer(settings, operation).string_to_sign(&mut draft, &self.stamp);
        if let (Error::Api(error), Some(ours)) = (&mut error, ours) {
            error.compare(&ours);
        }
        error
    }
}

fn outcome<O: Operation>(
    operation: &O,
    response: &Response,
    reply: Option<Reply<'_>>,
) -> Result<O::Output, Error> {
    let Some(reply) = reply else {
        return Err(UnexpectedReply::new(response).into());
    };
    if !response.status().is_success() {
        return Err(match ApiError::read(response.status(), &reply) {
            Some(error) => error.into(),
            None => UnexpectedReply::new(response).into(),
        });
    }
    operation.read(reply).map_err(|error| {
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
