//! Replacement of the XML reader when the feature `xml` is disabled: every document is an error.

use super::Fields;
use crate::error::{DecodeError, DecodeProblem};
use serde_json::Value;

pub(crate) fn fill(_: &[u8], _: &mut Fields<'_>) -> Result<(), DecodeError> {
    Err(DecodeError::new("", DecodeProblem::XmlDisabled))
}

pub(crate) fn value(_: &[u8]) -> Result<Value, DecodeError> {
    Err(DecodeError::new("", DecodeProblem::XmlDisabled))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Anonymous, Call, Error, Format, Response, Session,
        http::StatusCode,
        machine::{Machine as _, Step},
    };

    fn session() -> Session {
        let session = Session::new(Anonymous).endpoint("https://ecs.aliyuncs.com");
        session.unwrap()
    }

    #[test]
    fn refuses_to_ask_for_xml() {
        let mut exchange = session().format(Format::Xml).exchange(Call::new(
            "Ecs",
            "2014-05-26",
            "DescribeRegions",
        ));
        let Step::Done(Err(error)) = exchange.step() else {
            panic!()
        };
        assert!(!error.may_have_been_sent());
        assert!(error.to_string().contains("feature `xml`"), "{error}");
    }

    #[test]
    fn names_the_feature_when_a_server_answers_in_xml() {
        let call = Call::new("Ecs", "2014-05-26", "DescribeRegions");
        let mut exchange = session().exchange(call);
        let Step::Send(_) = exchange.step() else {
            panic!()
        };
        exchange.receive(Ok(Response::new("<a><RequestId>R</RequestId></a>".into())));
        let Step::Done(Err(error)) = exchange.step() else {
            panic!()
        };
        assert!(
            error.report().to_string().contains("feature `xml`"),
            "{error}"
        );
        let Error::Decode(error) = error else {
            panic!("{error}")
        };
        assert_eq!(*error.problem(), DecodeProblem::XmlDisabled);
    }

    #[test]
    fn names_the_feature_when_a_server_refuses_in_xml() {
        let call = Call::new("Ecs", "2014-05-26", "DescribeRegions");
        let mut exchange = session().exchange(call);
        let Step::Send(_) = exchange.step() else {
            panic!()
        };
        let body = "<?xml version='1.0'?><Error><Code>InvalidParameter</Code></Error>";
        let mut response = Response::new(body.into());
        *response.status_mut() = StatusCode::BAD_REQUEST;
        exchange.receive(Ok(response));
        let Step::Done(Err(error)) = exchange.step() else {
            panic!()
        };
        let report = error.report().to_string();
        assert!(
            report.contains("400") && report.contains("feature `xml`"),
            "{report}"
        );
    }
}
