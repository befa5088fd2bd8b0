//! Checks of credentials, signature, time and nonce.

use std::time::{Duration, SystemTime};

use alicloud_emulator::{Credentials, Gateway, Scenario};
use http::Method;

use crate::call::{Call, assert_accepted, encode, error, gateway, get, json, now, outcome, post};

const ACTION: &str = "Action=DescribeInstanceVncUrl";
const COMMON: &str = "SignatureMethod=HMAC-SHA1&SignatureVersion=1.0&Version=2014-05-26\
    &SignatureNonce=3ee8c1b8-83d3-44af-a94f-4e0ad82fd6cf&Timestamp=2016-02-23T12%3A46%3A24Z\
    &RegionId=cn-qingdao&InstanceId=AY121018033933eaxxxxxxx";

/// The signatures were computed with the vendor's library.
#[test]
fn accepts_signatures_of_the_official_library() {
    let plain = format!("{ACTION}&{COMMON}&AccessKeyId=testid");
    let requests = [
        get(&format!(
            "{plain}&Format=JSON&Signature={}",
            encode("W74vGTOzxx2gwMnZpaeB4a1WeX0=")
        )),
        get(&format!(
            "{plain}&Format=XML&Signature={}",
            encode("N3wvEODey+nvlfmCWBh2WU2LhAM=")
        )),
        post(
            "",
            format!(
                "{plain}&Format=JSON&Signature={}",
                encode("yUd2HHXhn2QVBj8HszLtmdR/EEI=")
            ),
        ),
        post(
            "",
            format!(
                "{plain}&Format=XML&Signature={}",
                encode("LAmzcFUiFaNTSkhIIgqpRd9zYfs=")
            ),
        ),
    ];
    assert_accepted(&requests);
}

#[test]
fn accepts_signatures_of_the_official_library_with_a_token() {
    let token = "test/token+with=chars";
    let credentials = Credentials::new("testid", "testsecret").with_security_token(token);
    let plain = format!(
        "{ACTION}&{COMMON}&AccessKeyId=testid&SecurityToken={}",
        encode(token)
    );
    let requests = [
        get(&format!(
            "{plain}&Format=JSON&Signature={}",
            encode("qqj7/dlsd5IOiDfJPN3wnPVXP7g=")
        )),
        get(&format!(
            "{plain}&Format=XML&Signature={}",
            encode("t9pbF62z47p/itADUEZYU/VW9hM=")
        )),
        post(
            "",
            format!(
                "{plain}&Format=JSON&Signature={}",
                encode("juzn/FZb3TEuOUGrq2jyz8JUGKg=")
            ),
        ),
        post(
            "",
            format!(
                "{plain}&Format=XML&Signature={}",
                encode("sIRUM7N9KhlG6pcmomalMTpohvg=")
            ),
        ),
    ];
    for request in requests {
        let mut gateway = Gateway::new([credentials.clone()], Scenario::default(), "localhost");
        assert_eq!(gateway.answer(&request, now()).status(), 200, "{request:?}");
    }
}

#[test]
fn names_missing_common_parameters() {
    for name in [
        "AccessKeyId",
        "Action",
        "SignatureMethod",
        "SignatureNonce",
        "SignatureVersion",
        "Timestamp",
        "Version",
    ] {
        let expected = (
            400,
            format!("Missing{name}"),
            format!("{name} is mandatory for this action."),
        );
        for call in [Call::new().without(name), Call::new().with(name, "")] {
            assert_eq!(error(&gateway().answer(&call.get(), now())), expected);
        }
    }
}

#[test]
fn names_a_missing_signature() {
    let signed = Call::new().signed(&Method::GET);
    let (unsigned, _) = signed.split_once("&Signature=").unwrap();
    let expected = (
        400,
        "MissingSignature".to_owned(),
        "Signature is mandatory for this action.".to_owned(),
    );
    assert_eq!(error(&gateway().answer(&get(unsigned), now())), expected);
}

#[test]
fn refuses_an_unknown_version_or_operation_before_checking_the_signature() {
    let response = gateway().answer(
        &get("Action=DescribeInstanceVncUrl&Version=2014-05-27&Format=JSON"),
        now(),
    );
    assert_eq!(
        error(&response),
        (
            400,
            "InvalidVersion".to_owned(),
            "Specified parameter Version is not valid.".to_owned()
        )
    );

    let response = gateway().answer(
        &get("Action=DescribeRubbish&Version=2014-05-26&Format=JSON"),
        now(),
    );
    let message = "Specified api is not found, please check your url and method.".to_owned();
    assert_eq!(
        error(&response),
        (404, "InvalidAction.NotFound".to_owned(), message)
    );
}

#[test]
fn refuses_an_unknown_access_key_id() {
    let response = gateway().answer(&Call::new().with("AccessKeyId", "other").get(), now());
    let message = "Specified access key is not found.".to_owned();
    assert_eq!(
        error(&response),
        (404, "InvalidAccessKeyId.NotFound".to_owned(), message)
    );
}

#[test]
fn refuses_other_signatures_than_version_1_0_with_a_secret() {
    let cases = [
        ("SignatureMethod", "HMAC-SHA256", "InvalidSignatureMethod"),
        ("SignatureVersion", "2.0", "InvalidSignatureVersion"),
        ("SignatureType", "BEARERTOKEN", "InvalidSignatureType"),
    ];
    for (name, value, code) in cases {
        assert_eq!(
            outcome(&Call::new().with(name, value)),
            (400, code.to_owned())
        );
    }
    let response = gateway().answer(&Call::new().with("SignatureType", "").get(), now());
    assert_eq!(response.status(), 200);
}

#[test]
fn answers_a_wrong_secret_with_the_string_to_sign() {
    let call = Call::new().secret("other");
    let message = format!(
        "Specified signature is not matched with our calculation. server string to sign is:{}",
        call.string_to_sign(&Method::GET)
    );
    let expected = (400, "SignatureDoesNotMatch".to_owned(), message);
    assert_eq!(error(&gateway().answer(&call.get(), now())), expected);
}

#[test]
fn refuses_parameters_that_change_after_signing() {
    let signed = Call::new().signed(&Method::GET);
    for query in [
        signed.replace("i-emulator-running", "i-emulator-windows"),
        format!("{signed}&Added="),
    ] {
        let (status, code, _) = error(&gateway().answer(&get(&query), now()));
        assert_eq!(
            (status, code.as_str()),
            (400, "SignatureDoesNotMatch"),
            "{query}"
        );
    }
}

#[test]
fn a_signature_is_valid_only_for_its_method() {
    let response = gateway().answer(&post("", Call::new().signed(&Method::GET)), now());
    assert_eq!(error(&response).1, "SignatureDoesNotMatch");
}

#[test]
fn temporary_credentials_need_their_own_token() {
    assert_eq!(
        gateway()
            .answer(&Call::new().temporary().get(), now())
            .status(),
        200
    );

    let response = gateway().answer(
        &Call::new().temporary().without("SecurityToken").get(),
        now(),
    );
    let message = "SecurityToken is mandatory for this action.".to_owned();
    assert_eq!(
        error(&response),
        (400, "MissingSecurityToken".to_owned(), message)
    );

    let response = gateway().answer(
        &Call::new()
            .temporary()
            .with("SecurityToken", "rubbish")
            .get(),
        now(),
    );
    let message = "Specified SecurityToken is malformed.".to_owned();
    assert_eq!(
        error(&response),
        (400, "InvalidSecurityToken.Malformed".to_owned(), message)
    );

    let response = gateway().answer(
        &Call::new()
            .with("SecurityToken", "test/token+with=chars")
            .get(),
        now(),
    );
    let message = "Specified SecurityToken mismatch with the AccessKey.".to_owned();
    assert_eq!(
        error(&response),
        (
            400,
            "InvalidSecurityToken.MismatchWithAccessKey".to_owned(),
            message
        )
    );
}

#[test]
fn an_empty_security_token_counts_as_absent() {
    let permanent = Call::new().with("SecurityToken", "");
    let response = gateway().answer(&permanent.get(), now());
    assert_eq!(response.status(), 200);
    let temporary = Call::new().temporary().with("SecurityToken", "");
    let expected = (400, "MissingSecurityToken".to_owned());
    assert_eq!(outcome(&temporary), expected);
    // The empty parameter is still part of the string to sign.
    let signed = Call::new().signed(&Method::GET);
    let added = gateway().answer(&get(&format!("{signed}&SecurityToken=")), now());
    assert_eq!(error(&added).1, "SignatureDoesNotMatch");
}

#[test]
fn refuses_other_forms_of_timestamps() {
    let message = "Specified time stamp or date value is not well formatted.".to_owned();
    let expected = (400, "InvalidTimeStamp.Format".to_owned(), message);
    for timestamp in [
        "rubbish",
        "2016-02-23T12:46:24",
        "2016-02-23T12:46:24.000Z",
        "2016-02-23T12:46:24+00:00",
        "2016-02-23 12:46:24Z",
        "2016-2-23T12:46:24Z",
        "2016-02-30T12:46:24Z",
        "2016-02-23T12:46:60Z",
        " 2016-02-23T12:46:24Z",
        "1456231584",
    ] {
        let response = gateway().answer(&Call::new().with("Timestamp", timestamp).get(), now());
        assert_eq!(error(&response), expected, "{timestamp}");
    }
}

#[test]
fn accepts_a_timestamp_that_is_at_most_15_minutes_off() {
    let window = Duration::from_secs(15 * 60);
    let second = Duration::from_secs(1);
    for now in [now() + window, now() - window] {
        assert_eq!(gateway().answer(&Call::new().get(), now).status(), 200);
    }
    let message = "Specified time stamp or date value is expired.".to_owned();
    for now in [now() + window + second, now() - window - second] {
        let expected = (400, "InvalidTimeStamp.Expired".to_owned(), message.clone());
        assert_eq!(error(&gateway().answer(&Call::new().get(), now)), expected);
    }
}

#[test]
fn a_nonce_is_valid_for_one_call() {
    let mut gateway = gateway();
    assert_eq!(gateway.answer(&Call::new().get(), now()).status(), 200);

    let message = "Specified signature nonce was used already.".to_owned();
    let expected = (400, "SignatureNonceUsed".to_owned(), message);
    assert_eq!(error(&gateway.answer(&Call::new().get(), now())), expected);
    assert_eq!(error(&gateway.answer(&Call::new().post(), now())), expected);

    let other_nonce = Call::new().with("SignatureNonce", "nonce-2");
    assert_eq!(gateway.answer(&other_nonce.get(), now()).status(), 200);
    assert_eq!(
        gateway
            .answer(&Call::new().temporary().get(), now())
            .status(),
        200
    );
}

#[test]
fn a_nonce_counts_as_used_only_after_a_correct_signature() {
    let mut gateway = gateway();
    let forged = gateway.answer(&Call::new().secret("other").get(), now());
    assert_eq!(error(&forged).1, "SignatureDoesNotMatch");
    assert_eq!(gateway.answer(&Call::new().get(), now()).status(), 200);
}

#[test]
fn a_nonce_counts_as_used_even_if_the_operation_fails() {
    let mut gateway = gateway();
    let call = Call::new().with("InstanceId", "i-unknown");
    assert_eq!(
        error(&gateway.answer(&call.get(), now())).1,
        "InvalidInstanceId.NotFound"
    );
    assert_eq!(
        error(&gateway.answer(&call.get(), now())).1,
        "SignatureNonceUsed"
    );
}

/// The timestamp is as far in the future as allowed, so the request remains valid for half an hour.
#[test]
fn remembers_a_nonce_while_its_request_could_be_replayed() {
    let first = now() - Duration::from_secs(15 * 60);
    let half_an_hour = Duration::from_secs(30 * 60);
    let mut gateway = gateway();
    let mut code = |now: SystemTime| gateway_code(&mut gateway, now);
    assert_eq!(code(first), None);
    assert_eq!(
        code(first + half_an_hour).as_deref(),
        Some("SignatureNonceUsed")
    );
    assert_eq!(
        code(first + half_an_hour + Duration::from_secs(1)).as_deref(),
        Some("InvalidTimeStamp.Expired")
    );
}

fn gateway_code(gateway: &mut Gateway, now: SystemTime) -> Option<String> {
    let response = gateway.answer(&Call::new().get(), now);
    json(&response)["Code"].as_str().map(str::to_owned)
}

/// The call starts with all errors, and each step corrects one error.
#[test]
fn reports_the_first_failed_check() {
    let mut call = Call::new().secret("other").without("RegionId");
    let repairs = [
        ("Action", "MissingAction"),
        ("Version", "MissingVersion"),
        ("AccessKeyId", "MissingAccessKeyId"),
        ("SignatureMethod", "MissingSignatureMethod"),
        ("Timestamp", "InvalidTimeStamp.Format"),
        ("SecurityToken", "InvalidSecurityToken.Malformed"),
    ];
    for (name, code) in repairs {
        let wrong = if code.starts_with("Missing") {
            ""
        } else {
            "rubbish"
        };
        call = call.with(name, wrong);
    }
    for (name, code) in repairs {
        assert_eq!(outcome(&call), (400, code.to_owned()));
        call = match Call::new().parameter(name) {
            Some(right) => call.with(name, right),
            None => call.without(name),
        };
    }
    assert_eq!(outcome(&call), (400, "SignatureDoesNotMatch".to_owned()));
    assert_eq!(
        outcome(&call.secret("testsecret")),
        (400, "MissingParameter".to_owned())
    );
}
