//! Tests all stages of signature 1.0 against signatures that others published or computed.

use std::collections::BTreeMap;

use alicloud::{
    Call, Format, Session,
    http::Method,
    machine::{Machine as _, Step},
    sign::Stamp,
};
use alicloud_sign::{
    Credentials, HmacSha1,
    hmac_sha1::{Key, canonical_query, string_to_sign},
};
use percent_encoding::percent_decode_str;
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Vector {
    name: String,
    method: String,
    secret: String,
    parameters: BTreeMap<String, String>,
    canonical_query: String,
    string_to_sign: String,
    signature: String,
}

impl Vector {
    fn all() -> Vec<Self> {
        let vectors: Vec<Self> =
            serde_json::from_str(include_str!("../../fixtures/signature-1.0.json")).unwrap();
        assert_eq!(vectors.len(), 11);
        vectors
    }

    fn method(&self) -> Method {
        self.method.parse().unwrap()
    }

    fn get(&self, name: &str) -> &str {
        &self.parameters[name]
    }

    fn credentials(&self) -> Credentials {
        let credentials = Credentials::new(self.get("AccessKeyId"), &*self.secret);
        match self.parameters.get("SecurityToken") {
            Some(token) => credentials.with_security_token(token),
            None => credentials,
        }
    }

    fn stamp(&self) -> Stamp {
        let time: jiff::Timestamp = self.get("Timestamp").parse().unwrap();
        let nonce: alicloud::sign::Nonce = self.get("SignatureNonce").parse().unwrap();
        Stamp::new(time.try_into().unwrap(), nonce)
    }
}

#[test]
fn every_stage_matches_the_published_signatures() {
    for vector in Vector::all() {
        let (name, parameters) = (&vector.name, &vector.parameters);
        assert_eq!(
            canonical_query(parameters),
            vector.canonical_query,
            "{name}"
        );
        let text = string_to_sign(&vector.method(), parameters);
        assert_eq!(text, vector.string_to_sign, "{name}");
        let signature = Key::new(&vector.secret).sign(&vector.string_to_sign);
        assert_eq!(signature.as_str(), vector.signature, "{}", vector.name);
    }
}

/// Checks the whole way from a call to its request.
#[test]
fn requests_have_the_published_parameters_and_signature() {
    const ADDED: [&str; 9] = [
        "AccessKeyId",
        "Action",
        "Format",
        "SecurityToken",
        "SignatureMethod",
        "SignatureNonce",
        "SignatureVersion",
        "Timestamp",
        "Version",
    ];
    for vector in Vector::all() {
        let mut call = Call::new("Any", vector.get("Version"), vector.get("Action"));
        for (name, value) in &vector.parameters {
            if !ADDED.contains(&name.as_str()) {
                call = call.parameter(name, value.as_str());
            }
        }
        let stamp = vector.stamp();
        let format = match vector.get("Format") {
            "XML" => Format::Xml,
            _ => Format::Json,
        };
        let session = Session::new(HmacSha1::new(vector.credentials()))
            .endpoint("https://ecs.aliyuncs.com")
            .unwrap()
            .format(format)
            .method(vector.method())
            .stamps(move || stamp.clone());
        let Step::Send(request) = session.exchange(&call).step() else {
            panic!("{} was not sent", vector.name);
        };

        let mut expected = vector.parameters.clone();
        expected.insert("Signature".into(), vector.signature.clone());
        assert_eq!(decoded(request.parameters()), expected, "{}", vector.name);
        assert_eq!(*request.method(), vector.method());
        let http = request.into_http();
        if vector.method == "GET" {
            assert_eq!(decoded(http.uri().query().unwrap()), expected);
            assert!(http.body().is_empty());
        } else {
            assert_eq!(http.uri(), "https://ecs.aliyuncs.com/");
            assert_eq!(
                http.headers()["content-type"],
                "application/x-www-form-urlencoded"
            );
            assert_eq!(decoded(std::str::from_utf8(http.body()).unwrap()), expected);
        }
    }
}

fn decoded(parameters: &str) -> BTreeMap<String, String> {
    let plain = |text| percent_decode_str(text).decode_utf8().unwrap().into_owned();
    let pairs = parameters
        .split('&')
        .map(|pair| pair.split_once('=').unwrap());
    let count = pairs.clone().count();
    let map: BTreeMap<_, _> = pairs
        .map(|(name, value)| (plain(name), plain(value)))
        .collect();
    assert_eq!(map.len(), count, "a parameter should be sent only once");
    map
}

#[test]
fn the_order_of_parameters_does_not_change_the_signature() {
    let vector = &Vector::all()[2];
    let mut parameters: Vec<(&str, &str)> = vector
        .parameters
        .iter()
        .map(|(name, value)| (&**name, &**value))
        .collect();
    let mut random = 88_172_645_463_325_252_u64;
    for _ in 0..1000 {
        for last in (1..parameters.len()).rev() {
            random ^= random << 13;
            random ^= random >> 7;
            random ^= random << 17;
            parameters.swap(last, usize::try_from(random % (last as u64 + 1)).unwrap());
        }
        let text = string_to_sign(&vector.method(), parameters.iter().copied());
        assert_eq!(text, vector.string_to_sign);
    }
}

#[test]
fn signs_empty_values() {
    let parameters = [("SignatureType", ""), ("Action", "A")];
    assert_eq!(canonical_query(parameters), "Action=A&SignatureType=");
    assert_eq!(
        string_to_sign(&Method::POST, parameters),
        "POST&%2F&Action%3DA%26SignatureType%3D"
    );
}

#[test]
fn does_not_sign_the_signature_and_accepts_no_parameters() {
    let nothing: [(&str, &str); 0] = [];
    assert_eq!(canonical_query(nothing), "");
    assert_eq!(string_to_sign(&Method::GET, nothing), "GET&%2F&");
    let parameters = [("A", "1"), ("Signature", "s"), ("SignatureNonce", "n")];
    assert_eq!(canonical_query(parameters), "A=1&SignatureNonce=n");
    assert_eq!(
        string_to_sign(&Method::GET, parameters),
        "GET&%2F&A%3D1%26SignatureNonce%3Dn"
    );
}

#[test]
fn sorts_numbered_parameters_as_text() {
    let parameters = [("Tag.2.Key", "b"), ("Tag.10.Key", "a")];
    assert_eq!(canonical_query(parameters), "Tag.10.Key=a&Tag.2.Key=b");
}

#[test]
fn each_attempt_has_its_own_nonce() {
    let session = Session::new(HmacSha1::new(Credentials::new("id", "secret")))
        .endpoint("https://ecs.aliyuncs.com")
        .unwrap();
    let call = Call::new("Ecs", "2014-05-26", "DescribeRegions");
    let nonces: Vec<String> = (0..2)
        .map(|_| {
            let Step::Send(request) = session.exchange(&call).step() else {
                panic!("no request is sent")
            };
            decoded(request.parameters())["SignatureNonce"].clone()
        })
        .collect();
    assert_ne!(nonces[0], nonces[1]);
}
