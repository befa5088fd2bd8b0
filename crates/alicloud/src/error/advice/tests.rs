//! Each kind of failure has its advice.

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
fn a_failure_on_the_way_says_whether_repeating_is_safe() {
    use TransportErrorKind::{BodyTooLarge, Connect, Other, Timeout};
    for (kind, begins) in [
        (Connect, "Nothing was sent. Check endpoint"),
        (Timeout, "The server may have acted."),
        (Other, "The server may have acted."),
        (BodyTooLarge, "The server most likely acted. Ask for less"),
    ] {
        let text = advice(TransportError::new(kind, "why"));
        assert!(text.starts_with(begins), "{text}");
    }
    for kind in [Timeout, Other] {
        let text = advice(TransportError::new(kind, "why").not_sent());
        assert!(text.starts_with("Nothing was sent, so the call can be repeated."));
    }
    let text = advice(TransportError::new(Timeout, "why"));
    assert!(text.contains("Session::timeout gives the server more time"));
}

#[test]
fn a_common_code_has_its_description() {
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
fn an_answer_that_throttles_is_advised_about_whatever_its_code_or_page() {
    let throttling = CommonErrorCode::Throttling.description().unwrap();
    let throttled = |error: Error| advice(error.with_retry_after(None, true));
    assert_eq!(throttled(refused("QpsLimit", "no").into()), throttling);
    assert_eq!(throttled(answered(403).into()), throttling);
    assert_eq!(advice(answered(429)), throttling);
    // What the code says comes first.
    let forbidden = CommonErrorCode::Forbidden.description().unwrap();
    assert_eq!(throttled(refused("Forbidden", "no").into()), forbidden);
}

#[test]
fn a_refused_signature_says_what_differs_once_it_is_known() {
    let signed = "GET&%2F&Action%3DA%26SecurityToken%3Dplanted-token";
    let message = format!("no match. server string to sign is:{signed}");
    let mut error = refused("SignatureDoesNotMatch", &message);
    assert_eq!(error.signature_difference(), None);
    assert!(advice(error.clone()).contains("something on the way changed the request"));

    error.signature_difference = Some(SignatureDifference::Secret);
    assert!(advice(error.clone()).contains("the access key secret is not that of"));

    error.signature_difference = Some(SignatureDifference::Parameter {
        name: Some("Action".into()),
        change: Change::Value,
    });
    let text = advice(error.clone());
    assert!(text.contains("parameter Action reached the server with another value"));
    let source = std::error::Error::source(&error).unwrap().to_string();
    assert!(text.contains(&source) && !error.to_string().contains(&source));
    for shown in [error.to_string(), format!("{error:?} {error:#?}"), text] {
        assert!(!shown.contains("planted"), "{shown}");
    }
    assert!(error.message().contains("planted"), "as documented");
}

#[test]
fn without_the_servers_text_there_is_nothing_to_compare() {
    let error = refused("SignatureDoesNotMatch", "no match.");
    assert_eq!(error.signed_text(), None);
    assert_eq!(error.signature_difference(), None);
}

#[test]
fn an_answer_of_somebody_else_is_told_by_its_status() {
    for (status, part) in [
        (302, "Redirects are not followed"),
        (404, "Something other than the API answered"),
        (407, "proxy's URL"),
        (502, "A gateway did not get an answer"),
        (503, "A gateway did not get an answer"),
    ] {
        let text = advice(answered(status));
        assert!(text.contains(part), "{status}: {text}");
    }
}

#[test]
fn a_reply_that_can_not_be_read_was_damaged_or_is_news() {
    let text = |problem| advice(DecodeError::new("VncUrl", problem));
    assert!(text(DecodeProblem::NotUtf8).contains("damaged or cut off"));
    assert!(text(DecodeProblem::Missing).ends_with("Report the field with the request id."));
}

#[test]
fn credentials_that_fail_for_the_moment_are_told_from_those_that_are_not_there() {
    let error = || CredentialsError::new("why");
    assert!(advice(error().transient()).contains("Try again"));
    assert_eq!(advice(error()), "The call was not sent.");
    let told = advice(error().with_advice("Do this."));
    assert_eq!(told, "The call was not sent. Do this.");
}

#[test]
fn what_names_the_way_out_itself_has_none() {
    assert_eq!(
        Error::from(RequestError::empty_parameter("A")).advice(),
        None
    );
    assert_eq!(
        Error::from(crate::error::PagingError::UnknownEnd).advice(),
        None
    );
}
