//! Tests of the advice for each kind of failure.

use super::*;
use crate::error::{Change, ErrorDocument, RequestError, SignatureDifference};

fn advice(error: impl Into<Error>) -> String {
    error.into().advice().unwrap().into_owned()
}

fn refused(code: &str, message: &str) -> ApiError {
    let document = ErrorDocument {
        code: Some(code.to_owned()),
        message: Some(message.to_owned()),
        ..ErrorDocument::default()
    };
    ApiError::new(StatusCode::BAD_REQUEST, document)
}

fn answered(status: u16) -> UnexpectedReply {
    UnexpectedReply::new(status.try_into().unwrap(), None, &[])
}

#[test]
fn advice_for_transport_errors_tells_whether_a_retry_is_safe() {
    use TransportErrorKind::{BodyTooLarge, Connect, Other, Timeout};
    for (kind, begins) in [
        (Connect, "Nothing was sent. Check endpoint"),
        (Timeout, "The server may have carried out the call."),
        (Other, "The server may have carried out the call."),
        (
            BodyTooLarge,
            "The server most likely carried out the call. Request less data",
        ),
    ] {
        let text = advice(TransportError::new(kind, "why"));
        assert!(text.starts_with(begins), "{text}");
    }
    for kind in [Timeout, Other] {
        let text = advice(TransportError::new(kind, "why").not_sent());
        assert!(text.starts_with("Nothing was sent, so a retry is safe."));
    }
    let text = advice(TransportError::new(Timeout, "why"));
    assert!(text.contains("Session::timeout gives the server more time"));
}

#[test]
fn advice_for_common_codes_is_their_description() {
    for code in [
        "InvalidTimeStamp.Expired",
        "Throttling.Resource",
        "Rejected.Throttling",
        "Forbidden.RAM",
        "InvalidOperation.NotSupportedEndpoint",
    ] {
        let description = CommonErrorCode::from_code(code).unwrap().description();
        assert_eq!(advice(refused(code, "no")), description.unwrap());
    }
    assert_eq!(Error::from(refused("Other.Code", "no")).advice(), None);
}

#[test]
fn advice_for_throttling_responses_does_not_depend_on_code_or_status() {
    let throttling = CommonErrorCode::Throttling.description().unwrap();
    let throttled = |error: Error| advice(error.with_retry_after(None, true));
    assert_eq!(throttled(refused("QpsLimit", "no").into()), throttling);
    assert_eq!(throttled(answered(403).into()), throttling);
    assert_eq!(advice(answered(429)), throttling);
    // The advice for a common code takes precedence.
    let forbidden = CommonErrorCode::Forbidden.description().unwrap();
    assert_eq!(throttled(refused("Forbidden", "no").into()), forbidden);
}

#[test]
fn advice_for_refused_signatures_depends_on_the_difference() {
    let signed = "GET&%2F&Action%3DA%26SecurityToken%3Dplanted-token";
    let message = format!("no match. server string to sign is:{signed}");
    let mut error = refused("SignatureDoesNotMatch", &message);
    assert_eq!(error.signature_difference(), None);
    assert!(advice(error.clone()).contains("whether a proxy changes the request"));

    error.signature_difference = Some(SignatureDifference::Secret);
    assert!(advice(error.clone()).contains("The access key secret is wrong"));

    error.signature_difference = Some(SignatureDifference::Parameter {
        name: Some("Action".into()),
        change: Change::Value,
    });
    let text = advice(error.clone());
    assert_eq!(text, "Check whether a proxy changes the requests.");
    let source = std::error::Error::source(&error).unwrap().to_string();
    assert_eq!(
        source,
        "parameter Action reached the server with another value"
    );
    for shown in [error.to_string(), format!("{error:?} {error:#?}"), text] {
        assert!(!shown.contains("planted"), "{shown}");
    }
    assert!(
        error.message().contains("planted"),
        "`message` returns the signed text"
    );
}

#[test]
fn finds_no_signature_difference_without_the_servers_text() {
    let error = refused("SignatureDoesNotMatch", "no match.");
    assert_eq!(error.signed_text(), None);
    assert_eq!(error.signature_difference(), None);
}

#[test]
fn advice_for_unexpected_replies_depends_on_the_status() {
    for (status, part) in [
        (302, "Redirects are not followed"),
        (
            404,
            "The response most likely came from another server or a proxy",
        ),
        (407, "proxy's URL"),
        (502, "A gateway did not get a response"),
        (503, "A gateway did not get a response"),
    ] {
        let text = advice(answered(status));
        assert!(text.contains(part), "{status}: {text}");
    }
}

#[test]
fn advice_for_unreadable_replies_tells_damage_from_unspecified_content() {
    let text = |problem| advice(DecodeError::new("VncUrl", problem));
    assert!(text(DecodeProblem::NotUtf8).contains("damaged or truncated"));
    assert!(text(DecodeProblem::Missing).contains("Report the field and the request id"));
}

#[test]
fn advice_for_credentials_errors_suggests_a_retry_only_if_transient() {
    let error = || CredentialsError::new("why");
    assert!(advice(error().transient()).contains("Retry"));
    assert_eq!(advice(error()), "The call was not sent.");
    let told = advice(error().with_advice("Do this."));
    assert_eq!(told, "The call was not sent. Do this.");
}

#[test]
fn request_and_paging_errors_have_no_advice() {
    assert_eq!(
        Error::from(RequestError::empty_parameter("A")).advice(),
        None
    );
    assert_eq!(
        Error::from(crate::error::PagingError::UnknownEnd).advice(),
        None
    );
}
