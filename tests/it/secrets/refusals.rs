//! Tests that errors hide parts of the request that a server repeats in its reply.

use alicloud::{
    Anonymous, Client, Draft, Error, Request, Response, Session, Sign, blocking,
    error::{Change, SignatureDifference},
    http::Method,
    retry::NoRetry,
    sign::Stamp,
    testing::Script,
};
use alicloud_ecs::ModifyInstanceVncPasswd;
use alicloud_sign::{Acs3, HmacSha1};
use percent_encoding::{NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use tokio::runtime::Builder;

use super::Shown;
use crate::{
    fixture::{response, set_password},
    planted::{self, ACCESS_KEY_SECRET, MARK, PASSWORD, SECURITY_TOKEN},
};

fn session(signer: impl Sign + 'static) -> Session {
    Session::new(signer)
        .endpoint("https://ecs.aliyuncs.com")
        .unwrap()
        .retry(NoRetry)
}

fn operation() -> ModifyInstanceVncPasswd {
    set_password("cn-qingdao", "i-1", PASSWORD)
}

/// Makes a call that is answered by `answer`. Checks that the error shows no secret, and returns
/// the error.
fn refused(signer: impl Sign + 'static, answer: impl Fn(&Request) -> Response) -> Error {
    let transport = move |request: Request| Ok(answer(&request));
    let client = blocking::Client::with_transport(session(signer), transport);
    let error = client.send(&operation()).unwrap_err();
    let mut shown = Shown::default();
    shown.error(&error);
    for text in &shown.0 {
        assert!(!text.contains(MARK), "{text}");
    }
    error
}

fn refusal(signed: &str) -> Response {
    let document = serde_json::json!({ "Code": "SignatureDoesNotMatch", "Message": signed });
    response(400, document.to_string())
}

/// The string to sign that a server computes for a request with signature 1.0.
fn string_to_sign(request: &Request) -> String {
    let mut parameters: Vec<&str> = request
        .parameters()
        .split('&')
        .filter(|parameter| !parameter.starts_with("Signature="))
        .collect();
    parameters.sort_unstable();
    let query = parameters.join("&");
    // The query is already percent-encoded, so only `=`, `&` and `%` remain to be encoded.
    let mut encoded = String::new();
    for letter in query.chars() {
        match letter {
            '%' => encoded.push_str("%25"),
            '=' => encoded.push_str("%3D"),
            '&' => encoded.push_str("%26"),
            other => encoded.push(other),
        }
    }
    format!("{}&%2F&{encoded}", request.method())
}

#[test]
fn errors_hide_the_signed_text_of_a_refusal() {
    let signer = || HmacSha1::new(planted::credentials());
    let say = |text: String| refusal(&format!("no match. server string to sign is:{text}"));
    let difference = |error: &Error| error.api().unwrap().signature_difference().cloned();

    let error = refused(signer(), |request| {
        assert_eq!(string_to_sign(request).matches(MARK).count(), 2);
        say(string_to_sign(request))
    });
    assert_eq!(difference(&error), Some(SignatureDifference::Secret));
    assert!(error.api().unwrap().message().contains(MARK));

    let error = refused(signer(), |request| {
        say(string_to_sign(request).replace(SECURITY_TOKEN, "other"))
    });
    let name = Some("SecurityToken".to_owned());
    let change = Change::Value;
    assert_eq!(
        difference(&error),
        Some(SignatureDifference::Parameter { name, change })
    );

    // The canonical request contains the token as a header.
    let error = refused(Acs3::new(planted::credentials()), |request| {
        let token = request.headers().get("x-acs-security-token").unwrap();
        assert_eq!(token, SECURITY_TOKEN);
        refusal(&format!(
            "no match. server StringToSign is [ACS3-HMAC-SHA256\n0] server CanonicalRequest is \
             [GET\n/\n\nx-acs-security-token:{SECURITY_TOKEN}\n\nhost\n0]"
        ))
    });
    let (ours, servers) = (Method::POST, Method::GET);
    assert_eq!(
        difference(&error),
        Some(SignatureDifference::Method { ours, servers })
    );
}

/// A custom signer.
#[derive(Debug)]
struct Other;

impl Sign for Other {
    fn sign(&self, draft: &mut Draft<'_>, stamp: &Stamp) {
        draft.common_parameters(stamp);
    }

    fn differs(
        &self,
        draft: &mut Draft<'_>,
        stamp: &Stamp,
        servers: &str,
    ) -> Option<SignatureDifference> {
        self.sign(draft, stamp);
        let ours = draft.parameters().contains(PASSWORD);
        (ours && servers == format!("other;{PASSWORD}")).then_some(SignatureDifference::Body)
    }
}

#[test]
fn custom_signers_can_compare_signed_texts() {
    let say = |text: &str| refusal(&format!("no match. server string to sign is:{text}"));
    let difference = |error: &Error| error.api().unwrap().signature_difference().cloned();

    let error = refused(Other, |_| say(&format!("other;{PASSWORD}")));
    assert_eq!(difference(&error), Some(SignatureDifference::Body));
    // `Anonymous` doesn't compare texts.
    let error = refused(Anonymous, |_| say(&format!("other;{PASSWORD}")));
    assert_eq!(difference(&error), None);
}

/// The documentation doesn't promise more: errors hide only text that the server marks as signed.
#[test]
fn shows_other_messages_unchanged() {
    let message = "The specified value 'not-so-secret' of VncPassword is invalid.";
    let error = refused(Anonymous, |_| refusal(message));
    let error = error.api().unwrap();
    assert!(error.to_string().contains(message), "{error}");
    assert!(format!("{error:?}").contains(message), "{error:?}");
}

/// The page of a gateway may contain the whole request.
#[test]
fn errors_hide_the_body_of_a_foreign_reply() {
    for status in [200, 302, 404, 407, 502] {
        let signer = HmacSha1::new(planted::credentials());
        let error = refused(signer, |request| {
            let page = format!("<html>{}?{}</html>", request.uri(), request.parameters());
            response(status, page)
        });
        let Error::Unexpected(reply) = error else {
            panic!("{error:?}")
        };
        let body = String::from_utf8_lossy(reply.body());
        assert!(body.contains(MARK), "{status}: {body}");
    }
}

#[test]
fn requests_never_contain_the_access_key_secret() {
    let script = || Script::new().reply(r#"{"RequestId":"1450F2D7"}"#);
    let sent = |signer: Box<dyn Fn() -> Session>, with_token: bool| {
        let (first, second) = (script(), script());
        let client = blocking::Client::with_transport(signer(), first.clone());
        client.send(&operation()).unwrap();
        let client = Client::with_transport(signer(), second.clone());
        let runtime = Builder::new_current_thread().build().unwrap();
        runtime.block_on(client.send(&operation())).unwrap();
        for request in [first.requests().remove(0), second.requests().remove(0)] {
            let request = request.request();
            let all = format!(
                "{} {} {:?}",
                request.uri(),
                request.parameters(),
                request
                    .headers()
                    .values()
                    .map(|value| String::from_utf8_lossy(value.as_bytes()))
                    .collect::<Vec<_>>(),
            );
            let plain = percent_decode_str(&all).decode_utf8_lossy();
            assert_eq!(plain.contains(SECURITY_TOKEN), with_token);
            let encoded = utf8_percent_encode(ACCESS_KEY_SECRET, NON_ALPHANUMERIC).to_string();
            for secret in [ACCESS_KEY_SECRET, &encoded] {
                assert!(!all.contains(secret) && !plain.contains(secret), "{all}");
            }
            assert_eq!(
                request.uri().query(),
                None,
                "a secret parameter should not be in the query"
            );
        }
    };
    sent(
        Box::new(|| session(HmacSha1::new(planted::credentials()))),
        true,
    );
    sent(
        Box::new(|| session(Acs3::new(planted::credentials()))),
        true,
    );
    sent(Box::new(|| session(Anonymous)), false);
}

#[test]
fn a_session_redacts_replies_in_errors() {
    let of = |status, body: &str| {
        let session = session(Anonymous)
            .redact(|text| text.contains(MARK).then(|| text.replace(MARK, "***")));
        let body = body.to_owned();
        let transport = move |_: Request| Ok(response(status, body.clone()));
        blocking::Client::with_transport(session, transport).send(&operation())
    };
    let document = format!(
        r#"{{"Code":"A.{MARK}","Message":"{MARK}.","RequestId":"1-{MARK}","HostId":"{MARK}","Recommend":"{MARK}","AccessDeniedDetail":{{"{MARK}":["{MARK}",1,null,true]}}}}"#
    );
    for status in [200, 403] {
        let error = of(status, &document).unwrap_err();
        let api = error.api().unwrap();
        let texts = [api.code(), api.message(), api.request_id().unwrap()];
        assert_eq!(texts, ["A.***", "***.", "1-***"]);
        assert_eq!((api.host_id(), api.recommend()), (Some("***"), Some("***")));
        let detail = api.access_denied_detail().unwrap().to_string();
        assert_eq!(detail, r#"{"***":["***",1,null,true]}"#);
    }
    let Error::Unexpected(reply) = of(502, &format!("<p>{MARK}</p>")).unwrap_err() else {
        panic!("unexpected kind of error")
    };
    assert_eq!(reply.body(), b"<p>***</p>");
    let Error::Decode(error) = of(200, &format!(r#"{{"RequestId":["{MARK}"]}}"#)).unwrap_err()
    else {
        panic!("unexpected kind of error")
    };
    assert_eq!(error.path(), "RequestId");
    // A successful reply is not redacted.
    let reply = of(200, &format!(r#"{{"RequestId":"{MARK}"}}"#)).unwrap();
    assert_eq!(reply.request_id.as_deref(), Some(MARK));
}
