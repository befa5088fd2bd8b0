//! Faults that wait for their calls, and what they make of an answer.

use std::{collections::VecDeque, time::Duration};

use bytes::Bytes;
use http::{
    HeaderValue, Response,
    header::{CONTENT_ENCODING, CONTENT_TYPE, DATE},
};

use super::{ApiError, Document, gzip};
use crate::fault::{Fault, Substance, Travel};

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

/// What is to go wrong, in the order of the calls.
#[derive(Default)]
pub(crate) struct Faults(VecDeque<(Fault, usize)>);

impl Faults {
    pub(crate) fn push(&mut self, fault: Fault, times: usize) {
        if times > 0 {
            self.0.push_back((fault, times));
        }
    }

    pub(crate) fn clear(&mut self) {
        self.0.clear();
    }

    pub(crate) fn pending(&self) -> usize {
        self.0
            .iter()
            .fold(0, |sum, (_, times)| sum.saturating_add(*times))
    }

    /// The fault of the call that has just arrived.
    pub(crate) fn next(&mut self) -> Option<Fault> {
        let (fault, times) = self.0.front_mut()?;
        *times -= 1;
        if *times > 0 {
            return Some(fault.clone());
        }
        self.0.pop_front().map(|(fault, _)| fault)
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
