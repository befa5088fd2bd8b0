//! How a fault changes an answer.

use std::time::Duration;

use bytes::Bytes;
use http::{
    HeaderValue, Response,
    header::{CONTENT_ENCODING, CONTENT_TYPE, DATE},
};

use super::gzip;
use crate::{
    fault::{Fault, Substance, Travel},
    protocol::{ApiError, Document},
};

/// A response, and what is to happen to it on its way.
pub(crate) struct Answer {
    pub(crate) response: Response<Bytes>,
    pub(crate) delay: Duration,
    pub(crate) travel: Option<Travel>,
}

impl From<Response<Bytes>> for Answer {
    fn from(response: Response<Bytes>) -> Self {
        Self {
            response,
            delay: Duration::ZERO,
            travel: None,
        }
    }
}

impl Fault {
    /// What a call leads to, which may be an error of the fault's own.
    pub(crate) fn outcome(
        &self,
        outcome: Result<Document, ApiError>,
    ) -> Result<Document, ApiError> {
        match &self.substance {
            Substance::Error {
                status,
                code,
                message,
            } => Err(ApiError {
                status: *status,
                code: code.clone().into(),
                message: message.clone().into(),
            }),
            _ => outcome,
        }
    }

    pub(crate) fn writes_other_format(&self) -> bool {
        matches!(self.substance, Substance::OtherFormat)
    }

    /// Whether the answer is none of the gateway's.
    pub(crate) fn has_own_response(&self) -> bool {
        matches!(self.substance, Substance::Response(_))
    }

    /// The answer in place of `response`.
    pub(crate) fn answer(self, mut response: Response<Bytes>) -> Answer {
        match self.substance {
            Substance::Genuine | Substance::Error { .. } | Substance::OtherFormat => {}
            Substance::Response(mut other) => {
                if let Some(date) = response.headers_mut().remove(DATE) {
                    other.headers_mut().entry(DATE).or_insert(date);
                }
                response = other;
            }
            Substance::Gzip => {
                response = response.map(|body| gzip::compressed(&body).into());
                response
                    .headers_mut()
                    .insert(CONTENT_ENCODING, HeaderValue::from_static("gzip"));
            }
            Substance::InvalidUtf8 => {
                response = response.map(|body| {
                    let (before, after) = body.split_at(body.len() / 2);
                    [before, b"\xFF", after].concat().into()
                });
            }
            Substance::ContentType(value) => {
                response.headers_mut().insert(CONTENT_TYPE, value);
            }
        }
        response.headers_mut().extend(self.headers);
        Answer {
            response,
            delay: self.delay,
            travel: self.travel,
        }
    }
}
