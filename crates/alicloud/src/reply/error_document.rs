//! The vendor's error document, and whether a reply is one.

use http::StatusCode;

use super::Reply;
use crate::{
    error::{ApiError, ErrorDocument},
    model::{Field, Record, Slot, read::Names},
};

impl Reply<'_> {
    /// The error document that came with `status`: it has a code, in any letter case. With success
    /// it has a message too, and its code doesn't mean success.
    pub(crate) fn api_error(&self, status: StatusCode) -> Option<ApiError> {
        let document = self.error_document()?;
        let code = document.code.as_deref().filter(|code| !code.is_empty())?;
        let is_error = !status.is_success() || document.message.is_some() && !means_success(code);
        is_error.then(|| ApiError::new(status, document))
    }

    /// The request id, from whatever document it is.
    pub(crate) fn request_id(&self) -> Option<String> {
        self.error_document()?.request_id
    }

    /// What an error document has, as far as it is there.
    fn error_document(&self) -> Option<ErrorDocument> {
        let mut document = ErrorDocument::default();
        self.fill(&mut document, Names::AnyCase).1.ok()?;
        Some(document)
    }
}

/// Codes with which some products' documents say that all is well.
fn means_success(code: &str) -> bool {
    ["OK", "Success", "200"]
        .iter()
        .any(|good| good.eq_ignore_ascii_case(code))
}

impl Record for ErrorDocument {
    fn fields(&self) -> &'static [Field] {
        const {
            &[
                Field::new("Code"),
                Field::new("Message"),
                Field::new("RequestId"),
                Field::new("HostId"),
                Field::new("Recommend"),
                Field::new("AccessDeniedDetail"),
            ]
        }
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
