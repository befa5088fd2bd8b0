//! Tests of the differences between signed texts.

use alicloud::error::SignatureDifference;

use crate::{acs3, hmac_sha1};

const OURS: &str = "POST&%2F&AccessKeyId%3Dtestid%26Action%3DModifyInstanceVncPasswd%26Name%3Da%2520b%26SecurityToken%3Dplanted-token%26VncPassword%3DpL4nT3";

const CANONICAL: &str = "POST\n/\nInstanceId=i-1&VncPassword=pL4nT3\nhost:ecs.aliyuncs.com\n\
                         x-acs-action:ModifyInstanceVncPasswd\nx-acs-security-token:planted-token\n\n\
                         host;x-acs-action;x-acs-security-token\n\
                         e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

type Compare = fn(&str, &str) -> SignatureDifference;

/// Returns the message about a request in which `from` reached the server as `to`.
fn said(compare: Compare, text: &str, from: &str, to: &str) -> String {
    assert!(text.contains(from), "{from}");
    let difference = compare(text, &text.replacen(from, to, 1));
    let said = difference.to_string();
    let shown = format!("{said} {difference:?} {difference:#?}");
    for secret in ["planted", "pL4nT3"] {
        assert!(!shown.contains(secret), "{shown}");
    }
    said
}

#[test]
fn names_the_first_difference_of_strings_to_sign() {
    for (from, to, expected) in [
        (
            "",
            "",
            "client and server signed the same text with different secrets",
        ),
        ("POST", "GET", "method POST reached the server as GET"),
        ("&%2F&", "&%2Fapi&", "another path reached the server"),
        (
            "pL4nT3",
            "pL4nT4",
            "parameter VncPassword reached the server with another value",
        ),
        (
            "testid",
            "",
            "parameter AccessKeyId reached the server with another value",
        ),
        (
            "a%2520b",
            "a%2Bb",
            "parameter Name reached the server with another value",
        ),
        (
            "-token",
            "%252Dtoken",
            "parameter SecurityToken reached the server with another percent-encoding",
        ),
        (
            "%26Name%3Da%2520b",
            "",
            "parameter Name did not reach the server",
        ),
        (
            "%26VncPassword%3DpL4nT3",
            "",
            "parameter VncPassword did not reach the server",
        ),
        (
            "%26Name",
            "%26Format%3DJSON%26Name",
            "parameter Format reached the server, but the client did not sign it",
        ),
        (
            "pL4nT3",
            "pL4nT3%26Zone%3D",
            "parameter Zone reached the server, but the client did not sign it",
        ),
        (
            "%26Name%3Da%2520b%26SecurityToken%3Dplanted-token",
            "%26SecurityToken%3Dplanted-token%26Name%3Da%2520b",
            "parameter Name reached the server at another position or more than once",
        ),
        (
            "%26Name%3Da%2520b",
            "%26Name%3Da%2520b%26Name%3Da%2520b",
            "parameter SecurityToken reached the server at another position or more than once",
        ),
        (
            "%26Action%3D",
            "%26%41ction%3D",
            "the server percent-encodes the parameters differently",
        ),
    ] {
        assert_eq!(
            said(hmac_sha1::difference, OURS, from, to),
            expected,
            "{from} -> {to}"
        );
    }
}

#[test]
fn names_the_first_difference_of_canonical_requests() {
    for (from, to, expected) in [
        (
            "",
            "",
            "client and server signed the same text with different secrets",
        ),
        ("POST", "PUT", "method POST reached the server as PUT"),
        ("\n/\n", "\n/x\n", "another path reached the server"),
        (
            "i-1",
            "i-2",
            "parameter InstanceId reached the server with another value",
        ),
        (
            "ecs.aliyuncs.com",
            "ecs.aliyuncs.com:443",
            "header host reached the server with another value",
        ),
        (
            "x-acs-security-token:planted-token\n",
            "",
            "header x-acs-security-token did not reach the server",
        ),
        (
            "x-acs-security-token:",
            "x-acs-region:cn\nx-acs-security-token:",
            "header x-acs-region reached the server, but the client did not sign it",
        ),
        ("e3b0c442", "", "another body reached the server"),
        (
            ";x-acs-action;",
            ";",
            "the server signed a text with another structure",
        ),
    ] {
        assert_eq!(
            said(acs3::difference, CANONICAL, from, to),
            expected,
            "{from} -> {to}"
        );
    }
}

#[test]
fn reports_another_form_for_texts_that_cannot_be_parsed() {
    for servers in [
        "",
        "POST",
        "POST&%2F",
        "planted&%2F&a%3Db",
        "POST&%2F&planted-token",
        "POST&%2F&a%3D%FF",
        "POST\n/",
        "POST\n/\na=b\nno header\n\nh\nb",
        "POST\n/\na=b\nh:v",
        CANONICAL,
    ] {
        let difference = hmac_sha1::difference(OURS, servers);
        assert_eq!(difference, SignatureDifference::Form, "{servers}");
    }
    for servers in [
        "",
        "POST\n/",
        "POST\n/\na=b\nno header\n\nh\nb",
        "POST\n/\na=b\nh:v",
        OURS,
    ] {
        let difference = acs3::difference(CANONICAL, servers);
        assert_eq!(difference, SignatureDifference::Form, "{servers}");
    }
}

/// A server that splits a value at the wrong place mistakes pieces of the value for names.
#[test]
fn hides_names_that_may_be_pieces_of_values() {
    for piece in [
        "token%3D1",
        "planted-token%3D",
        "Xplanted-tokenX%3D1",
        "Xplanted-X%3D1",
        "1%3D2",
        "a%2520b%3D",
        "a b%3D",
        "%0Aforged%3D",
        &format!("{}%3D", "x".repeat(65)),
    ] {
        let to = format!("pL4nT3%26{piece}");
        let expected = "a parameter reached the server, but the client did not sign it";
        assert_eq!(
            said(hmac_sha1::difference, OURS, "pL4nT3", &to),
            expected,
            "{piece}"
        );
    }
}
