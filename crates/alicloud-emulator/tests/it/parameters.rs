//! The encoding of parameters, and refused requests.

use alicloud_emulator::Scenario;
use http::{Method, Request, StatusCode, header::CONTENT_TYPE};

use crate::call::{Call, FORM, assert_accepted, error, gateway, get, now, post};

const MALFORMED: &str =
    "The parameters of the request are not percent-encoded UTF-8: every % must begin an escape.";

#[test]
fn accepts_get_and_post_with_parameters_in_query_or_form() {
    let requests = [
        Call::new().get(),
        Call::new().post(),
        post(&Call::new().signed(&Method::POST), String::new()),
    ];
    assert_accepted(&requests);
}

#[test]
fn merges_query_and_form() {
    let signed = Call::new().signed(&Method::POST);
    for (at, _) in signed.match_indices('&') {
        let (query, form) = (&signed[..at], &signed[at + 1..]);
        let response = gateway().answer(&post(query, form.to_owned()), now());
        assert_eq!(response.status(), 200, "{query}");
    }
}

#[test]
fn the_form_overrides_the_query() {
    let form = Call::new().signed(&Method::POST);
    let response = gateway().answer(&post("InstanceId=i-unknown", form), now());
    assert_eq!(response.status(), 200);
}

#[test]
fn a_post_without_a_body_needs_no_content_type() {
    let uri = format!("/?{}", Call::new().signed(&Method::POST));
    let request = Request::post(uri).body("").unwrap();
    assert_eq!(gateway().answer(&request, now()).status(), 200);
}

#[test]
fn accepts_a_content_type_with_parameters_in_any_case() {
    let form = Call::new().signed(&Method::POST);
    let content_type = "Application/X-WWW-Form-Urlencoded; charset=UTF-8";
    let request = Request::post("/")
        .header(CONTENT_TYPE, content_type)
        .body(form)
        .unwrap();
    assert_eq!(gateway().answer(&request, now()).status(), 200);
}

#[test]
fn refuses_a_body_that_is_not_a_form() {
    let message = "The body of the request must be application/x-www-form-urlencoded.".to_owned();
    for content_type in ["application/json", ""] {
        let form = Call::new().signed(&Method::POST);
        let request = Request::post("/?Format=JSON")
            .header(CONTENT_TYPE, content_type)
            .body(form)
            .unwrap();
        let expected = (415, "UnsupportedContentType".to_owned(), message.clone());
        assert_eq!(error(&gateway().answer(&request, now())), expected);
    }
}

#[test]
fn decodes_a_plus_as_a_space_and_an_encoded_plus_as_a_plus() {
    let mut gateway = gateway();
    let call = Call::of("DescribeInstances", "cn-qingdao");
    let query = call.with("InstanceName", "a b+c").signed(&Method::GET);
    let response = gateway.answer(&get(&query.replace("a%20b", "a+b")), now());
    assert_eq!(response.status(), 200);
    assert_eq!(
        gateway.requests()[0].parameter("InstanceName"),
        Some("a b+c")
    );
}

#[test]
fn refuses_signatures_with_an_unencoded_plus() {
    let call = (0..).map(|n| Call::new().with("SignatureNonce", &n.to_string()));
    let query = call
        .map(|call| call.signed(&Method::GET))
        .find(|query| query.ends_with("%3D") && query.contains("%2B"));
    let response = gateway().answer(&get(&query.unwrap().replace("%2B", "+")), now());
    assert_eq!(error(&response).1, "SignatureDoesNotMatch");
}

#[test]
fn accepts_names_and_values_in_utf_8() {
    let mut gateway = gateway();
    let value = "阿里云 ~*'()";
    let call = Call::of("DescribeInstances", "cn-qingdao").with("InstanceName", value);
    assert_eq!(gateway.answer(&call.get(), now()).status(), 200);
    // The signature is checked before the names.
    let call = Call::new().with("名", value);
    let (_, code, message) = error(&gateway.answer(&call.with("SignatureNonce", "2").get(), now()));
    assert_eq!(code, "InvalidParameter");
    assert!(message.contains("%E5%90%8D"), "{message}");
    assert_eq!(gateway.requests()[0].parameter("InstanceName"), Some(value));
    assert_eq!(gateway.requests()[1].parameter("名"), Some(value));
}

#[test]
fn refuses_text_that_is_not_percent_encoded_utf_8() {
    let expected = (400, "InvalidParameter".to_owned(), MALFORMED.to_owned());
    for form in ["a=%", "a=%4", "a=%zz", "a=%+1", "%=a", "a=%FF", "a=%C3%28"] {
        let response = gateway().answer(&post("Format=JSON", form.to_owned()), now());
        assert_eq!(error(&response), expected, "{form}");
    }
    let bytes = Request::post("/?Format=JSON")
        .header(CONTENT_TYPE, FORM)
        .body([b'a', b'=', 0xFF])
        .unwrap();
    assert_eq!(error(&gateway().answer(&bytes, now())), expected);
}

#[test]
fn names_a_repeated_parameter() {
    let response = gateway().answer(&post("Format=JSON", "a%20b=1&a+b=1".to_owned()), now());
    let message = "The specified parameter \"a%20b\" is given more than once.".to_owned();
    assert_eq!(
        error(&response),
        (400, "InvalidParameter".to_owned(), message)
    );
}

#[test]
fn refuses_other_methods() {
    for method in [Method::PUT, Method::DELETE, Method::HEAD, Method::OPTIONS] {
        let request = Request::builder()
            .method(method)
            .uri("/?Format=JSON")
            .body("")
            .unwrap();
        let response = gateway().answer(&request, now());
        let message = "This http method is not supported.".to_owned();
        assert_eq!(
            error(&response),
            (405, "UnsupportedHTTPMethod".to_owned(), message)
        );
        assert_eq!(response.headers()["allow"], "GET, POST");
    }
}

#[test]
fn refuses_other_paths() {
    let uri = format!("/other?{}", Call::new().signed(&Method::GET));
    let response = gateway().answer(&Request::get(uri).body("").unwrap(), now());
    assert_eq!(error(&response).1, "InvalidAction.NotFound");
}

#[test]
fn suggests_the_whole_name_of_a_misspelt_parameter() {
    for (action, wrong, right) in [
        // The beginning of the name decides, so the suggestion isn't `SystemDisk.Description`.
        (
            "CreateInstance",
            "DataDisx.1.Description",
            "DataDisk.1.Description",
        ),
        ("DescribeInstances", "Tax.1.Key", "Tag.1.Key"),
        // A property of a list, whose names also differ in case.
        ("DescribeInstances", "Tag.1.Kxy", "Tag.1.Key"),
        ("DescribeInstances", "Tag.1.kxy", "Tag.1.key"),
        // Parameters that are declared beside an object.
        ("RunInstances", "SystemDisk.Sizx", "SystemDisk.Size"),
        ("RunInstances", "SystemDisx.Size", "SystemDisk.Size"),
        // A scalar has no parts.
        ("DescribeInstances", "InstanceId.1", "InstanceIds"),
    ] {
        let call = Call::of(action, "cn-qingdao").with(wrong, "1");
        let message = format!("{action} has no parameter \"{wrong}\" (did you mean \"{right}\"?).");
        let expected = (400, "InvalidParameter".to_owned(), message);
        assert_eq!(error(&gateway().answer(&call.get(), now())), expected);
    }
}

#[test]
fn accepts_an_absolute_uri() {
    let uri = format!(
        "https://ecs.aliyuncs.com?{}",
        Call::new().signed(&Method::GET)
    );
    let response = gateway().answer(&Request::get(uri).body("").unwrap(), now());
    assert_eq!(response.status(), 200);
}

#[test]
fn lists_received_requests() {
    let mut gateway = gateway();
    gateway.answer(&Call::new().get(), now());
    gateway.answer(
        &Call::new()
            .with("InstanceId", Scenario::STOPPED_INSTANCE_ID)
            .temporary()
            .post(),
        now(),
    );

    let requests = gateway.requests();
    let [first, second] = requests.as_slice() else {
        panic!("{requests:?}")
    };
    assert_eq!(
        (first.method.as_str(), first.path.as_str(), first.status),
        ("GET", "/", StatusCode::OK)
    );
    assert_eq!(
        (first.action(), first.code.as_deref()),
        (Some("DescribeInstanceVncUrl"), None)
    );
    assert_eq!(first.parameter("SignatureNonce"), Some("nonce-1"));
    assert_eq!(first.connection, None);
    assert_eq!(
        (second.method.as_str(), second.status),
        ("POST", StatusCode::FORBIDDEN)
    );
    assert_eq!(second.code.as_deref(), Some("IncorrectInstanceStatus"));
    assert_eq!(
        second.parameter("InstanceId"),
        Some(Scenario::STOPPED_INSTANCE_ID)
    );
}

#[test]
fn keeps_the_last_1000_requests_and_counts_all_requests() {
    let mut gateway = gateway();
    for number in 0..1001 {
        gateway.answer(&get(&format!("Number={number}")), now());
    }
    let requests = gateway.requests();
    assert_eq!((requests.len(), gateway.request_count()), (1000, 1001));
    assert_eq!(requests[0].parameter("Number"), Some("1"));
}
