//! The vendor's error document, and whether a reply is one.

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
    /// The error document that came with `status`.
    pub(crate) fn api_error(&self, status: StatusCode) -> Option<ApiError> {
        let document = self.error_document();
        is_error(&document, status).then(|| ApiError::new(status, document))
    }

    /// The request id, from whatever document it is.
    pub(crate) fn request_id(&self) -> Option<String> {
        self.error_document().request_id
    }

    /// What a call ends with if `error` is why this reply can't be read. An error document can come
    /// with any status.
    pub(crate) fn unreadable(&self, mut error: DecodeError, status: StatusCode) -> Error {
        let document = error.document.take();
        let document = document.map_or_else(|| self.error_document(), |document| *document);
        if *error.problem() == DecodeProblem::ErrorDocument && is_error(&document, status) {
            ApiError::new(status, document).into()
        } else {
            error.answered(status, document.request_id).into()
        }
    }

    /// `read`, unless this is an error document. An error keeps the document, so that nobody has to
    /// read it again.
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

    /// What the reply has of an error document: nothing, if it can't be read as one.
    fn error_document(&self) -> ErrorDocument {
        #[cfg(test)]
        tests::count_reading();
        let mut document = ErrorDocument::default();
        let read = self.fill(&mut Fields::new(&mut document, Names::AnyCase));
        read.map(|()| document).unwrap_or_default()
    }
}

/// Whether `document` is an error if it came with `status`: it has a code. With success it has a
/// message too, and its code doesn't mean success.
fn is_error(document: &ErrorDocument, status: StatusCode) -> bool {
    let code = document.code.as_deref().unwrap_or_default();
    let is_told = !status.is_success() || document.message.is_some() && !means_success(code);
    !code.is_empty() && is_told
}

/// Whether `value` has nothing that an error document lacks.
pub(super) fn has_only_error_keys(value: &Value) -> bool {
    let keys = value.as_object().map(|object| object.keys());
    keys.is_some_and(|mut keys| keys.all(|key| similar(FIELDS, key).is_some()))
}

/// Codes with which some products' documents say that all is well.
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
