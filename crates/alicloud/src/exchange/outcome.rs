//! The outcome of an attempt, from what the transport brought.

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

/// What came of an attempt.
pub(super) struct Outcome<T> {
    pub(super) result: Result<T, Error>,
    pub(super) answer: Answer,
    /// The server's time.
    pub(super) date: Option<SystemTime>,
}

impl Sent {
    /// Reads what the transport brought.
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
            // Before redacting: the text that a server says it signed has to be whole to be compared.
            self.diagnose(&mut error, session, operation);
            match &settings.redact {
                Some(redact) => error.redacted(&**redact),
                None => error,
            }
        });
        Outcome {
            answer: Answer::of(&response, reply.as_ref(), settings.redact.as_deref()),
            // It only serves to correct the clock after an error.
            date: result
                .as_ref()
                .err()
                .and_then(|_| server_time(response.headers())),
            result,
        }
    }

    /// Asks the signer how its text differs from the one that the server signed, if the error has
    /// it. The draft can be written anew, because it depends only on operation and method.
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
