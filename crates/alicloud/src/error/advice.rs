//! Advice for people about failed calls.

use std::borrow::Cow;

use http::StatusCode;

use super::{
    ApiError, CommonErrorCode, CredentialsError, DecodeError, DecodeProblem, Error, KnownCode,
    SignatureDifference, TransportError, TransportErrorKind, UnexpectedReply, chain,
};

impl Error {
    /// Returns advice for people about how to handle the error, in a few sentences. `None` if the
    /// message already contains the advice, or if no advice is known.
    ///
    /// For an error document, the advice depends on its [common error code](CommonErrorCode), on
    /// its [signature difference](ApiError::signature_difference), and on whether the server
    /// throttled the call. [`advice_for`](Self::advice_for) also uses the codes that the operation
    /// documents.
    #[must_use]
    pub fn advice(&self) -> Option<Cow<'static, str>> {
        match self {
            // The messages of these errors contain the advice, if any advice is known.
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
    let advice = difference.map(SignatureDifference::advice).or_else(|| {
        let code = CommonErrorCode::from_code(error.code())?;
        code.description()
    });
    advice.map(Cow::from)
}

/// Returns the advice for throttling, if the response is throttling. The error code may be another
/// code or be missing.
fn throttled(error: &Error) -> Option<Cow<'static, str>> {
    let advice = CommonErrorCode::Throttling.description()?;
    error.is_throttling().then(|| advice.into())
}

fn credentials(error: &CredentialsError) -> Cow<'static, str> {
    if error.is_transient() {
        return "The call was not sent, because the credentials source was busy or could not be \
                reached. Retry later."
            .into();
    }
    match error.advice() {
        Some(advice) => format!("The call was not sent. {advice}").into(),
        None => "The call was not sent.".into(),
    }
}

fn transport(error: &TransportError) -> &'static str {
    match (error.kind(), error.may_have_been_sent()) {
        (TransportErrorKind::Connect, _) if refuses_certificate(error) => {
            "Nothing was sent. Check whether the endpoint is wrong, a proxy intercepts TLS, or this \
             machine's clock is wrong."
        }
        (TransportErrorKind::Connect, _) => "Nothing was sent. Check endpoint, network and proxy.",
        (TransportErrorKind::BodyTooLarge, _) => {
            "The server most likely carried out the call. Request less data, such as smaller \
             pages, or raise the limit with Session::body_limit."
        }
        (TransportErrorKind::Timeout, true) => {
            "The server may have carried out the call. Retry if the call only reads; otherwise \
             query the current state first. A longer Session::timeout gives the server more time, \
             within the time limit of the call."
        }
        (TransportErrorKind::Other, true) => {
            "The server may have carried out the call. Retry if the call only reads; otherwise \
             query the current state first."
        }
        (TransportErrorKind::Timeout, false) => {
            "Nothing was sent, so a retry is safe. Raise the time limit, or check network, \
             endpoint, rate limits and the credentials source for delays."
        }
        (_, false) => "Nothing was sent, so a retry is safe.",
    }
}

/// Whether the connection failed because the server's certificate was refused. The TLS libraries
/// have no common error type, but each of their messages contains the word.
fn refuses_certificate(error: &TransportError) -> bool {
    let text = chain(error).to_string();
    text.to_ascii_lowercase().contains("certificate")
}

fn unexpected(reply: &UnexpectedReply) -> &'static str {
    match reply.status() {
        StatusCode::PROXY_AUTHENTICATION_REQUIRED => {
            "The proxy requires authentication. Add user name and password to the proxy's URL, or \
             bypass the proxy with NO_PROXY."
        }
        StatusCode::BAD_GATEWAY | StatusCode::SERVICE_UNAVAILABLE | StatusCode::GATEWAY_TIMEOUT => {
            "A gateway did not get a response from the API, which may have carried out the call. \
             Retry later if the call only reads; otherwise query the current state first."
        }
        status if status.is_redirection() => {
            "Redirects are not followed, because another host must not get the signature. Check \
             the endpoint, and whether a login page or a proxy answers instead."
        }
        _ => {
            "The response most likely came from another server or a proxy instead of the API. \
             Check endpoint and proxy."
        }
    }
}

fn decode(error: &DecodeError) -> &'static str {
    match error.problem() {
        DecodeProblem::Syntax { .. } | DecodeProblem::NotUtf8 => {
            "The server most likely carried out the call, but its reply was damaged or truncated. \
             Retry if the call only reads; otherwise query the current state first."
        }
        DecodeProblem::XmlDisabled => {
            "The server most likely carried out the call. Enable the feature `xml` of the crate \
             `alicloud` to read the reply."
        }
        // An empty path stands for the whole reply.
        _ if error.path().is_empty() => {
            "The server most likely carried out the call, but the reply has an unexpected form. \
             Query the current state before a retry."
        }
        _ => {
            "The server most likely carried out the call, but the reply doesn't match the \
             operation's specification. Report the field and the request id to the maintainers of \
             `alicloud`."
        }
    }
}

#[cfg(test)]
mod tests;
