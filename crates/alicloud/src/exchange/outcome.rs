//! The outcome of an attempt, from the result of the transport.

use std::time::SystemTime;

use http::header::CONTENT_TYPE;

use super::signed_request::{Sent, signer, write_unsigned};
use crate::{
    error::{Error, TransportError, UnexpectedReply},
    exchange::Session,
    operation::Operation,
    reply::{Reply, retry_after, server_time, throttles},
    request::{Draft, Response},
    trace::Answer,
};

/// The outcome of an attempt.
pub(super) struct Outcome<T> {
    pub(super) result: Result<T, Error>,
    pub(super) answer: Answer,
    /// The server's time, if the attempt failed and the response has a `Date` header.
    pub(super) date: Option<SystemTime>,
}

impl Sent {
    /// Reads the result of the transport.
    pub(super) fn read<O: Operation>(
        &self,
        session: &Session,
        operation: &O,
        result: Result<Response, TransportError>,
    ) -> Outcome<O::Output> {
        let response = match result {
            Ok(response) => response,
            Err(error) => {
                return Outcome {
                    result: Err(error.into()),
                    answer: Answer::default(),
                    date: None,
                };
            }
        };
        let settings = session.settings();
        let reply = Reply::new(response.body(), self.at);
        let result = read(operation, &response, reply).map_err(|error| {
            let headers = response.headers();
            let mut error =
                error.with_retry_after(retry_after(headers, self.at), throttles(headers));
            // Compare before redaction, because the comparison needs the complete signed text.
            self.diagnose(&mut error, session, operation);
            match &settings.redact {
                Some(redact) => error.redacted(&**redact),
                None => error,
            }
        });
        Outcome {
            answer: Answer::of(&response, reply.as_ref(), settings.redact.as_deref()),
            // The date is only needed to correct the clock after an error.
            date: result
                .as_ref()
                .err()
                .and_then(|_| server_time(response.headers())),
            result,
        }
    }

    /// Adds the signature difference to `error`, if the error contains the text that the server
    /// signed.
    ///
    /// The signer compares that text with its own text. For this the draft is written again, which
    /// depends only on operation, options and method.
    fn diagnose(&self, error: &mut Error, session: &Session, operation: &impl Operation) {
        let Error::Api(error) = error else { return };
        let Some(servers) = error.signed_text() else {
            return;
        };
        let (settings, method) = (session.settings(), self.method.clone());
        let mut draft = Draft::new(operation.api(), &self.endpoint, settings.format, method);
        write_unsigned(session, operation, self.token.as_deref(), &mut draft);
        let signer = signer(settings, operation);
        error.signature_difference = signer.differs(&mut draft, &self.stamp, servers);
    }
}

fn read<O: Operation>(
    operation: &O,
    response: &Response,
    reply: Option<Reply<'_>>,
) -> Result<O::Output, Error> {
    let Some(reply) = reply else {
        return Err(unexpected(response).into());
    };
    if !response.status().is_success() {
        return Err(match reply.api_error(response.status()) {
            Some(error) => error.into(),
            None => unexpected(response).into(),
        });
    }
    let read = operation.read(reply);
    read.map_err(|error| reply.unreadable(error, response.status()))
}

fn unexpected(response: &Response) -> UnexpectedReply {
    let content_type = response.headers().get(CONTENT_TYPE);
    UnexpectedReply::new(response.status(), content_type, response.body())
}
