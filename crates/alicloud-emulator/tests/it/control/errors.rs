//! Errors that a test adds.

use alicloud_emulator::{ControlError, Credentials, Emulator, PreparedError};
use http::Method;
use serde_json::json as object;

use super::{control, done, get, put, refusal};
use crate::call::{Call, error, gateway, now, start};

#[test]
fn answers_with_a_declared_error() {
    let gateway = &mut gateway();
    put(
        gateway,
        "errors",
        r#"{"action": "DescribeVpcs", "code": "InvalidRegionId.NotFound", "times": 2}"#,
    );
    put_reply(gateway);
    assert_eq!(
        get(gateway, "errors"),
        object!({"errors": [
            {"action": "DescribeVpcs", "code": "InvalidRegionId.NotFound", "times": 2}
        ]})
    );
    for (nonce, status) in [("1", 404), ("2", 404), ("3", 200)] {
        let call = Call::of("DescribeVpcs", "cn-qingdao").with("SignatureNonce", nonce);
        let response = gateway.answer(&call.get(), now());
        assert_eq!(response.status(), status);
        if status == 404 {
            let message = "The request failed with InvalidRegionId.NotFound.".to_owned();
            let code = "InvalidRegionId.NotFound".to_owned();
            assert_eq!(error(&response), (404, code, message));
        }
    }
    let codes: Vec<_> = gateway
        .requests()
        .into_iter()
        .map(|request| request.code)
        .collect();
    let code = || Some("InvalidRegionId.NotFound".to_owned());
    assert_eq!(codes, [code(), code(), None]);

    put(
        gateway,
        "errors",
        r#"{"action": "DescribeVpcs", "code": "InternalError", "times": "always"}"#,
    );
    assert_eq!(control(gateway, Method::DELETE, "errors", ""), done());
    assert!(gateway.pending_errors().is_empty());
}

/// Errors come before replies, so a retry can succeed.
fn put_reply(gateway: &mut alicloud_emulator::Gateway) {
    put(
        gateway,
        "replies",
        r#"{"action": "DescribeVpcs", "reply": {"TotalCount": 0}}"#,
    );
}

#[test]
fn takes_the_message_from_a_specification_with_texts() {
    let text = r#"{"info": {"style": "RPC", "product": "Toy", "version": "2020-01-01"}, "apis": {"Play": {
        "parameters": [], "errorCodes": {"503": [{"errorCode": "Broken", "errorMessage": "It broke."}]}}}}"#;
    let mut gateway = Emulator::builder()
        .credentials(Credentials::new("testid", "testsecret"))
        .specification(text)
        .unwrap()
        .gateway("localhost");
    put(
        &mut gateway,
        "errors",
        r#"{"action": "Play", "code": "Broken"}"#,
    );
    let call = Call::of("Play", "r")
        .without("RegionId")
        .with("Version", "2020-01-01");
    assert_eq!(
        error(&gateway.answer(&call.get(), now())),
        (503, "Broken".to_owned(), "It broke.".to_owned())
    );
}

#[test]
fn refuses_undeclared_errors() {
    let gateway = &mut gateway();
    let refusal = |gateway: &mut _, action, code| {
        let body = object!({"action": action, "code": code}).to_string();
        refusal(gateway, "errors", &body)
    };
    assert_eq!(
        refusal(gateway, "DescribeVpcs", "InvalidRegionId.NotFond"),
        "DescribeVpcs doesn't declare the error \"InvalidRegionId.NotFond\" (did you mean \
         \"InvalidRegionId.NotFound\"?); declared errors: IellgalParameter.OwnerAccount, \
         InternalError, InvalidAliuid, InvalidRegionId.NotFound, InvalidResourceGroupId.NotFound, \
         InvalidTagKey, InvalidTagValue, InvalidVpcIdNumber.NotSupported, \
         OperationFailed.Endpoint, OperationUnsupported.ResourceGroupId; to send another error, \
         inject the fault \"error\""
    );
    let many = refusal(gateway, "RunInstances", "Xyzzy");
    assert!(many.contains(" more; to send another error"), "{many}");
    assert_eq!(
        refusal(gateway, "DescribeVpc", "InternalError"),
        "unknown operation \"DescribeVpc\" (did you mean \"DescribeVpcs\"?)"
    );
    assert_eq!(
        super::refusal(gateway, "errors", r#"{"action": "DescribeVpcs"}"#),
        "\"code\" is missing; it must be a string"
    );
    assert_eq!(
        super::refusal(
            gateway,
            "errors",
            r#"{"action": "DescribeVpcs", "code": "InternalError", "status": 404}"#
        ),
        "unknown member \"status\" of an error"
    );
    assert!(gateway.pending_errors().is_empty());
}

#[test]
fn the_library_names_the_declared_errors() {
    let emulator: Emulator = start();
    let undeclared = PreparedError::new("DescribeVpcs", "Xyzzy").with_version("2014-05-26");
    let Err(ControlError::UndeclaredError {
        suggestion,
        declared,
        ..
    }) = emulator.add_error(undeclared)
    else {
        panic!("the error is declared");
    };
    assert_eq!(suggestion, None);
    assert!(declared.contains(&"InternalError".to_owned()));
    emulator
        .add_error(PreparedError::new("DescribeVpcs", "InternalError"))
        .unwrap();
    assert_eq!(emulator.pending_errors()[0].code(), "InternalError");
    emulator.clear_errors();
    assert!(emulator.pending_errors().is_empty());
}
