//! What to do about a failed call.

use std::borrow::Cow;

use http::StatusCode;

use super::{
    ApiError, CommonErrorCode, CredentialsError, DecodeError, DecodeProblem, Error, KnownCode,
    TransportError, TransportErrorKind, UnexpectedReply,
};

impl Error {
    /// What to do about it, in a sentence or two for people; `None` where the message says it all.
    ///
    /// Of the server's refusals it knows the [common](CommonErrorCode) ones.
    /// [`advice_for`](Self::advice_for) an operation knows those that the operation documents as well.
    #[must_use]
    pub fn advice(&self) -> Option<Cow<'static, str>> {
        match self {
            // These name what to change.
            Self::Request(_) | Self::Paging(_) => None,
            Self::Credentials(error) => Some(credentials(error)),
            Self::Transport(error) => Some(transport(error).into()),
            Self::Api(error) => api(error).or_else(|| throttled(self)),
            Self::Unexpected(reply) => throttled(self).or(Some(unexpected(reply).into())),
            Self::Decode(error) => Some(decode(error).into()),
        }
    }
}

fn api(error: &ApiError) -> Option<Cow<'static, str>> {
    let difference = error.signature_difference();
    difference.map(|found| found.advice()).or_else(|| {
        let code = CommonErrorCode::from_code(error.code())?;
        code.description().map(Cow::from)
    })
}

/// For answers that throttle without a code that says so.
fn throttled(error: &Error) -> Option<Cow<'static, str>> {
    let advice = CommonErrorCode::Throttling.description()?;
    error.is_throttling().then(|| advice.into())
}

fn credentials(error: &CredentialsError) -> Cow<'static, str> {
    if error.is_transient() {
        return "The call was not sent. Try again: the credentials source could not be reached, or \
                was busy."
            .into();
    }
    match error.advice() {
        Some(advice) => format!("The call was not sent. {advice}").into(),
        None => "The call was not sent.".into(),
    }
}

fn transport(error: &TransportError) -> &'static str {
    match (error.kind(), error.may_have_been_sent()) {
        (TransportErrorKind::Connect, _) => {
            "Nothing was sent. Check endpoint, network and proxy; if a certificate was refused, \
             the host is another, a proxy looks into TLS, or this machine's clock is wrong."
        }
        (TransportErrorKind::BodyTooLarge, _) => {
            "The server most likely acted. Ask for less, such as smaller pages, or allow more with \
             Session::body_limit."
        }
        (TransportErrorKind::Timeout, true) => {
            "The server may have acted. Repeat a call that only reads, and ask for the state \
             before another. Session::timeout gives the server more time, as far as the limit \
             of the call allows."
        }
        (TransportErrorKind::Other, true) => {
            "The server may have acted. Repeat a call that only reads, and ask for the state \
             before another."
        }
        (TransportErrorKind::Timeout, false) => {
            "Nothing was sent, so the call can be repeated. Give it more time, or check what took \
             it: network, endpoint, rate limits, or what hands out credentials."
        }
        (_, false) => "Nothing was sent, so the call can be repeated. Check network and endpoint.",
    }
}

fn unexpected(reply: &UnexpectedReply) -> &'static str {
    match reply.status() {
        StatusCode::PROXY_AUTHENTICATION_REQUIRED => {
            "The proxy wants to know who calls: give it user and password in the proxy's URL, or \
             go around it with NO_PROXY."
        }
        StatusCode::BAD_GATEWAY | StatusCode::SERVICE_UNAVAILABLE | StatusCode::GATEWAY_TIMEOUT => {
            "A gateway did not get an answer from the API, which may have acted. Call again later \
             if the call only reads, and else ask for the state first."
        }
        status if status.is_redirection() => {
            "Redirects are not followed, since another host must not get the signature. Check the \
             endpoint, and whether a login page or proxy answers in its place."
        }
        _ => {
            "Something other than the API answered, such as a proxy or another server. Check \
             endpoint and proxy."
        }
    }
}

fn decode(error: &DecodeError) -> &'static str {
    match error.problem() {
        DecodeProblem::Syntax { .. } | DecodeProblem::NotUtf8 => {
            "The server most likely acted, and its reply was damaged or cut off. Repeat a call \
             that only reads, and ask for the state before another."
        }
        DecodeProblem::XmlDisabled => {
            "The server most likely acted. Enable the feature `xml` of the crate `alicloud` to read \
             its reply."
        }
        _ => {
            "The server most likely acted, and its reply is not as its specification has it. \
             Report the field with the request id."
        }
    }
}

#[cfg(test)]
mod tests;
