//! Detecting and reading the vendor's error documents.

use http::StatusCode;

use super::Reply;
use crate::{
    error::{ApiError, DecodeError, DecodeProblem, Error, ErrorDocument},
    model::{
        Field, Record, Slot,
        read::{Fields, Names, similar},
    },
};
use serde_json::Value;

impl Reply<'_> {
    /// Returns the error from the reply, if the reply is an error document with `status`.
    pub(crate) fn api_error(&self, status: StatusCode) -> Option<ApiError> {
        let document = self.error_document();
        is_error(&document, status).then(|| ApiError::new(status, document))
    }

    /// The request id, from an error document or any other document.
    pub(crate) fn request_id(&self) -> Option<String> {
        self.error_document().request_id
    }

    /// Returns the error of a call whose reply could not be read because of `error`. If the reply
    /// is an error document, this is an API error, even with a success status.
    pub(crate) fn unreadable(&self, mut error: DecodeError, status: StatusCode) -> Error {
        let document = error.document.take();
        let document = document.map_or_else(|| self.error_document(), |document| *document);
        if *error.problem() == DecodeProblem::ErrorDocument && is_error(&document, status) {
            ApiError::new(status, document).into()
        } else {
            error.answered(status, document.request_id).into()
        }
    }

    /// Returns `read`, or an error if the reply is an error document.
    ///
    /// Any returned error keeps the error document, so that the document is read only once.
    pub(super) fn unless_error_document<T>(
        &self,
        read: Result<T, DecodeError>,
    ) -> Result<T, DecodeError> {
        let document = self.error_document();
        let read = if is_error(&document, StatusCode::OK) {
            Err(DecodeError::new("", DecodeProblem::ErrorDocument))
        } else {
            read
        };
        read.map_err(|mut error| {
            error.document = Some(Box::new(document));
            error
        })
    }

    /// Reads the reply as an error document. Returns an empty document if that fails.
    fn error_document(&self) -> ErrorDocument {
        #[cfg(test)]
        tests::count_reading();
        let mut document = ErrorDocument::default();
        let read = self.fill(&mut Fields::new(&mut document, Names::AnyCase));
        read.map(|()| document).unwrap_or_default()
    }
}

/// Whether `document` with `status` is an error document.
///
/// An error document has a code. With a success status, the document must also have a message, and
/// the code must not mean success.
fn is_error(document: &ErrorDocument, status: StatusCode) -> bool {
    let code = document.code.as_deref().unwrap_or_default();
    let is_told = !status.is_success() || document.message.is_some() && !means_success(code);
    !code.is_empty() && is_told
}

/// Whether `value` is an object that has only keys of error documents.
pub(super) fn has_only_error_keys(value: &Value) -> bool {
    let keys = value.as_object().map(|object| object.keys());
    keys.is_some_and(|mut keys| keys.all(|key| similar(FIELDS, key).is_some()))
}

/// Whether `code` means success. Some products send such codes in successful replies.
fn means_success(code: &str) -> bool {
    ["OK", "Success", "200"]
        .iter()
        .any(|good| good.eq_ignore_ascii_case(code))
}

const FIELDS: &[Field] = &[
    Field::new("Code"),
    Field::new("Message"),
    Field::new("RequestId"),
    Field::new("HostId"),
    Field::new("Recommend"),
    Field::new("AccessDeniedDetail"),
];

impl Record for ErrorDocument {
    fn fields(&self) -> &'static [Field] {
        FIELDS
    }

    fn slot(&self, index: usize) -> Option<&dyn Slot> {
        Some(match index {
            0 => &self.code,
            1 => &self.message,
            2 => &self.request_id,
            3 => &self.host_id,
            4 => &self.recommend,
            5 => &self.access_denied_detail,
            _ => return None,
        })
    }

    fn slot_mut(&mut self, index: usize) -> Option<&mut dyn Slot> {
        Some(match index {
            0 => &mut self.code,
            1 => &mut self.message,
            2 => &mut self.request_id,
            3 => &mut self.host_id,
            4 => &mut self.recommend,
            5 => &mut self.access_denied_detail,
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests;
