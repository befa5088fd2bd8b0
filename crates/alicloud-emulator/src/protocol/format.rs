//! The format of an answer.

use http::{HeaderMap, header::ACCEPT};

use super::{ApiError, Envelope, Parameters};

/// The format that a client requests for its answer. XML is the historical default of the vendor.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) enum Format {
    Json,
    #[default]
    Xml,
}

impl Format {
    /// The format that the parameter `Format` requests. Without `Format`, an ACS3 call selects the
    /// format by `Accept`.
    pub(crate) fn of(envelope: Envelope<'_>, parameters: &Parameters) -> Result<Self, ApiError> {
        match (parameters.given("Format"), envelope) {
            (Some(format), _) if format.eq_ignore_ascii_case("JSON") => Ok(Self::Json),
            (Some(format), _) if format.eq_ignore_ascii_case("XML") => Ok(Self::Xml),
            (Some(_), _) => Err(ApiError::INVALID_FORMAT),
            (None, Envelope::Headers(headers)) => Ok(Self::accepted(headers)),
            (None, Envelope::Parameters(_)) => Ok(Self::default()),
        }
    }

    /// The format for an `Accept` header: JSON, unless the header mentions XML and not JSON.
    fn accepted(headers: &HeaderMap) -> Self {
        let accept = headers.get(ACCEPT).and_then(|value| value.to_str().ok());
        match accept {
            Some(types) if types.contains("xml") && !types.contains("json") => Self::Xml,
            _ => Self::Json,
        }
    }

    pub(crate) fn other(self) -> Self {
        match self {
            Self::Json => Self::Xml,
            Self::Xml => Self::Json,
        }
    }

    pub(crate) fn content_type(self) -> &'static str {
        match self {
            Self::Json => "application/json;charset=utf-8",
            Self::Xml => "text/xml;charset=utf-8",
        }
    }
}
