//! Tests options of single calls, metadata of replies, dry runs and untyped calls with both
//! clients.

use std::time::{Duration, SystemTime};

use alicloud::{
    Anonymous, Call, CallOptions, Client, Error, Session, blocking,
    error::{DecodeProblem, TransportError, TransportErrorKind},
    http::{HeaderName, HeaderValue, StatusCode, header},
    model::{Field, Record, Slot},
    paging::Paging,
    retry::NoRetry,
    testing::{Script, VirtualClock},
};
use alicloud_ecs::DescribeInstances;
use serde::Deserialize;
use serde_json::json;

use crate::fixture::block_on;

const REPLY: &str = r#"{"RequestId":"1450F2D7","Regions":{"Region":[]},"New":{"Field":1}}"#;

fn session() -> Session {
    Session::new(Anonymous)
        .endpoint("https://ecs.aliyuncs.com")
        .unwrap()
}

fn call() -> Call {
    Call::new("Ecs", "2014-05-26", "DescribeRegions").reads()
}

fn client(script: &Script) -> blocking::Client<Script> {
    blocking::Client::with_transport(session(), script.clone())
}

fn refused() -> TransportError {
    TransportError::new(TransportErrorKind::Connect, "connection refused")
}

/// Sends `operation` with `options`. Returns the script, which records the request.
fn sent(options: CallOptions, operation: &impl alicloud::Operation) -> Result<Script, Error> {
    let script = Script::new().reply(REPLY);
    let outcome = client(&script).with_options(options).send(operation);
    script.forget_remaining();
    outcome.map(|_| script)
}

#[test]
fn adds_parameters_and_headers_to_calls_of_both_clients() {
    let options = CallOptions::new()
        .parameter("AcceptLanguage", "en-US")
        .header(
            HeaderName::from_static("x-acs-source-ip"),
            HeaderValue::from_static("10.0.0.1"),
        );
    let script = Script::new().reply(REPLY).reply(REPLY);
    client(&script)
        .with_options(options.clone())
        .send(&call())
        .unwrap();
    let client = Client::with_transport(session(), script.clone()).with_options(options);
    block_on(client.send(&call())).unwrap();
    for request in script.requests() {
        assert_eq!(
            request.parameter("AcceptLanguage").as_deref(),
            Some("en-US")
        );
        assert_eq!(request.headers()["x-acs-source-ip"], "10.0.0.1");
    }
}

#[test]
fn adds_options_to_those_of_the_client() {
    let script = Script::new().reply(r#"{"RequestId":"1450F2D7","Instances":{"Instance":[]}}"#);
    let first = CallOptions::new().parameter("A", "1").region("cn-hangzhou");
    let second = CallOptions::new().parameter("B", "2").region("cn-qingdao");
    let client = client(&script).with_options(first).with_options(second);
    client.send(&DescribeInstances::default()).unwrap();
    let request = &script.requests()[0];
    assert_eq!(request.parameter("A").as_deref(), Some("1"));
    assert_eq!(request.parameter("B").as_deref(), Some("2"));
    assert_eq!(request.parameter("RegionId").as_deref(), Some("cn-qingdao"));
}

#[test]
fn the_region_of_the_options_overrides_the_region_of_the_operation() {
    let reply = r#"{"RequestId":"1450F2D7","Instances":{"Instance":[]}}"#;
    let script = Script::new().reply(reply).reply(REPLY);
    let session = Session::new(Anonymous);
    let client = blocking::Client::with_transport(session, script.clone());
    let west = client.in_region("us-west-1");
    west.send(&DescribeInstances::new("cn-hangzhou")).unwrap();
    let call = call().product(&alicloud_ecs::PRODUCT);
    west.send(&call.parameter("RegionId", "cn-hangzhou"))
        .unwrap();
    for request in script.requests() {
        assert_eq!(request.endpoint().host(), "ecs.us-west-1.aliyuncs.com");
        assert_eq!(request.parameter("RegionId").as_deref(), Some("us-west-1"));
    }
}

#[test]
fn does_not_encode_json_text_twice() {
    let reply = r#"{"RequestId":"1450F2D7","Instances":{"Instance":[]}}"#;
    let ids = r#"["i-1"]"#;
    for value in [json!(["i-1"]), json!(ids)] {
        let script = Script::new().reply(reply).reply(REPLY);
        let typed = DescribeInstances::new("cn-hangzhou").instance_ids(value.clone());
        client(&script).send(&typed).unwrap();
        client(&script)
            .send(&call().json_parameter("InstanceIds", value))
            .unwrap();
        for request in script.requests() {
            assert_eq!(request.parameter("InstanceIds").as_deref(), Some(ids));
        }
    }
}

#[test]
fn refuses_options_that_repeat_parameters_of_the_call() {
    let own = call().parameter("AcceptLanguage", "ja");
    let repeated = CallOptions::new().parameter("AcceptLanguage", "en-US");
    let common = CallOptions::new().parameter("Action", "DeleteInstance");
    let transports = CallOptions::new().header(header::HOST, HeaderValue::from_static("evil.com"));
    let signers =
        CallOptions::new().header(header::AUTHORIZATION, HeaderValue::from_static("mine"));
    for (options, name) in [
        (signers, "authorization"),
        (repeated, "AcceptLanguage"),
        (common, "Action"),
        (transports, "host"),
    ] {
        let error = sent(options, &own).unwrap_err();
        let Error::Request(error) = &error else {
            panic!("{error:?}")
        };
        assert_eq!(error.parameter(), Some(name));
    }
}

#[test]
fn limits_time_and_retries_of_single_calls() {
    let clock = VirtualClock::new(SystemTime::UNIX_EPOCH);
    let script = Script::new().clock(&clock).transport_error(refused());
    let client = blocking::Client::with_transport(clock.session(session()), script.clone());
    let once = client.with_options(CallOptions::new().retry(NoRetry));
    once.send(&call()).unwrap_err();
    assert_eq!(script.requests().len(), 1);

    let script = Script::new().clock(&clock).transport_error(refused());
    let client = blocking::Client::with_transport(clock.session(session()), script.clone());
    // A pause is a random part of 100 ms, and almost always longer than 1 ns.
    let limit = CallOptions::new().time_limit(Duration::from_nanos(1));
    client.with_options(limit).send(&call()).unwrap_err();
    assert_eq!(script.requests().len(), 1);
}

#[test]
fn debug_hides_values_of_parameters_and_headers() {
    let options = CallOptions::new()
        .parameter("Token", "secret-value")
        .header(
            HeaderName::from_static("x-acs-token"),
            HeaderValue::from_static("secret-value"),
        );
    let session = session().with_options(options.clone());
    for text in [format!("{options:?}"), format!("{session:?}")] {
        assert!(text.contains("Token") && !text.contains("secret"), "{text}");
    }
}

#[test]
fn returns_metadata_of_a_reply() {
    let script = Script::new()
        .transport_error(refused())
        .reply(REPLY)
        .status(StatusCode::ACCEPTED, REPLY);
    let (output, meta) = client(&script).send_with_meta(&call()).unwrap();
    assert_eq!(output["RequestId"], "1450F2D7");
    assert_eq!(meta.request_id(), Some("1450F2D7"));
    assert_eq!((meta.status(), meta.attempts()), (StatusCode::OK, 2));
    assert_eq!(meta.fields()["New"]["Field"], 1);
    assert!(!format!("{meta:?}").contains("New"));

    let client = Client::with_transport(session(), script.clone());
    let (_, meta) = block_on(client.send_with_meta(&call())).unwrap();
    assert_eq!((meta.status(), meta.attempts()), (StatusCode::ACCEPTED, 1));
}

/// Defines an operation with one parameter.
macro_rules! operation {
    ($name:ident, $field:literal) => {
        #[derive(Debug, Default)]
        struct $name {
            flag: Option<bool>,
        }

        impl Record for $name {
            fn fields(&self) -> &'static [Field] {
                const { &[Field::new($field)] }
            }
            fn slot(&self, index: usize) -> Option<&dyn Slot> {
                (index == 0).then_some(&self.flag)
            }
            fn slot_mut(&mut self, index: usize) -> Option<&mut dyn Slot> {
                (index == 0).then_some(&mut self.flag)
            }
        }

        impl alicloud::Operation for $name {
            type Output = alicloud::Value;
            fn api(&self) -> &alicloud::Api {
                static ECS: alicloud::Product = alicloud::Product::new("Ecs", "2014-05-26");
                static API: alicloud::Api =
                    alicloud::Api::new(&ECS, "Do", alicloud::Methods::GetOrPost);
                &API
            }
            fn write(&self, draft: &mut alicloud::Draft<'_>) {
                draft.record(self);
            }
            fn read(
                &self,
                reply: alicloud::Reply<'_>,
            ) -> Result<alicloud::Value, alicloud::error::DecodeError> {
                reply.value()
            }
        }
    };
}
operation!(WithDryRun, "DryRun");
operation!(WithoutDryRun, "Other");

#[test]
fn a_dry_run_succeeds_with_its_error_code() {
    let passed = |script: Script| {
        script.error_document(
            StatusCode::BAD_REQUEST,
            "DryRunOperation",
            "It would have succeeded.",
        )
    };
    let script = passed(passed(passed(Script::new())));
    client(&script).dry_run(&WithDryRun::default()).unwrap();
    // A dry run overrides `DryRun=false` of the operation.
    client(&script)
        .dry_run(&WithDryRun { flag: Some(false) })
        .unwrap();
    let by_name = call().parameter("DryRun", true);
    let client = Client::with_transport(session(), script.clone());
    block_on(client.dry_run(&by_name)).unwrap();
    for request in script.requests() {
        assert_eq!(request.parameter("DryRun").as_deref(), Some("true"));
    }
}

#[test]
fn a_failed_or_ignored_dry_run_is_an_error() {
    let script = Script::new()
        .error_document(StatusCode::FORBIDDEN, "Forbidden.RAM", "no")
        .reply(REPLY);
    let error = client(&script).dry_run(&WithDryRun::default()).unwrap_err();
    assert!(error.is_denied());
    let error = client(&script).dry_run(&WithDryRun::default()).unwrap_err();
    assert!(error.may_have_been_sent());
    assert!(
        error.report().to_string().contains("ignored DryRun"),
        "{}",
        error.report()
    );
}

#[test]
fn refuses_a_dry_run_of_an_operation_without_the_parameter() {
    let script = Script::new();
    for error in [
        client(&script)
            .dry_run(&WithoutDryRun::default())
            .unwrap_err(),
        client(&script).dry_run(&call()).unwrap_err(),
        client(&script)
            .dry_run(&call().parameter("DryRun", false))
            .unwrap_err(),
        client(&script)
            .dry_run(&call().parameter("DryRun", true).parameter("dryRun", false))
            .unwrap_err(),
    ] {
        assert!(!error.may_have_been_sent());
        assert!(error.to_string().contains("DryRun"), "{error}");
    }
}

#[test]
fn writes_numbers_lists_and_objects_of_untyped_calls() {
    let call = call()
        .parameter("Text", "a b")
        .parameter("Count", 10)
        .parameter("Ratio", 0.5)
        .parameter("Force", true)
        .parameter("Id", ["i-1", "i-2"])
        .parameter(
            "Tag",
            json!([{ "Key": "env", "Value": null }, { "Key": "app" }]),
        )
        .parameter("None", Vec::<String>::new())
        .json_parameter("Ids", ["i-1"]);
    let script = sent(CallOptions::new(), &call).unwrap();
    let request = &script.requests()[0];
    for (name, value) in [
        ("Text", "a b"),
        ("Count", "10"),
        ("Ratio", "0.5"),
        ("Force", "true"),
        ("Id.1", "i-1"),
        ("Id.2", "i-2"),
        ("Tag.1.Key", "env"),
        ("Tag.2.Key", "app"),
        ("Ids", r#"["i-1"]"#),
    ] {
        assert_eq!(request.parameter(name).as_deref(), Some(value), "{name}");
    }
    assert_eq!(request.parameter("Tag.1.Value"), None);
    for call in [
        self::call().parameter("Ratio", f64::NAN),
        self::call().parameter("Ratio", [f64::INFINITY]),
    ] {
        let error = sent(CallOptions::new(), &call).unwrap_err();
        assert!(error.to_string().contains("Ratio"), "{error}");
    }
}

#[test]
fn untyped_calls_support_paging() {
    let by_token = Paging::new().token("NextToken", &["Next", "Token"]);
    let script = Script::new()
        .reply(r#"{"RequestId":"1","Next":{"Token":"t 1"}}"#)
        .reply(r#"{"RequestId":"2","Next":{"Token":""}}"#);
    let pages = client(&script).pages(call().paged(by_token)).count();
    let tokens: Vec<_> = script.requests();
    assert_eq!((pages, tokens.len()), (2, 2));
    assert_eq!(tokens[0].parameter("NextToken"), None);
    assert_eq!(tokens[1].parameter("NextToken").as_deref(), Some("t 1"));

    let by_number = Paging::new()
        .number("PageNumber", &["TotalCount"])
        .items(&["Regions", "Region"]);
    let page = r#"{"RequestId":"1","TotalCount":3,"Regions":{"Region":[{},{}]}}"#;
    let script = Script::new()
        .reply(page)
        .reply(page.replace("[{},{}]", "[{}]"));
    let client = Client::with_transport(session(), script.clone());
    let call = call().parameter("PageNumber", 1).paged(by_number);
    block_on(async {
        let mut pages = client.pages(call);
        let mut items = 0;
        while let Some(page) = pages.next().await {
            items += page.unwrap()["Regions"]["Region"].as_array().unwrap().len();
        }
        assert_eq!(items, 3);
    });
    let numbers: Vec<_> = script.requests();
    assert_eq!(numbers[1].parameter("PageNumber").as_deref(), Some("2"));
    assert_eq!(numbers.len(), 2);
}

#[test]
fn reads_replies_of_untyped_calls_into_a_type() {
    #[derive(Debug, Deserialize)]
    #[serde(rename_all = "PascalCase")]
    struct Caller {
        account_id: String,
    }
    let call = call().output::<Caller>();
    let script = Script::new()
        .reply(r#"{"RequestId":"1","AccountId":"123"}"#)
        .reply(r#"{"RequestId":"2","AccountId":{"secret":"value"}}"#)
        .reply(r#"{"RequestId":"3"}"#);
    assert_eq!(client(&script).send(&call).unwrap().account_id, "123");
    for expected in ["expected a string", "missing field `AccountId`"] {
        let error = client(&script).send(&call).unwrap_err();
        let Error::Decode(error) = &error else {
            panic!("{error:?}")
        };
        assert_eq!(
            error.problem(),
            &DecodeProblem::Invalid(expected.to_owned())
        );
    }
}

#[test]
fn send_all_yields_results_one_by_one() {
    let script = Script::new().reply(REPLY).reply(REPLY);
    let client = Client::with_transport(session(), script);
    block_on(async {
        let mut results = client.send_all([call(), call()], 2.try_into().unwrap());
        let mut count = 0;
        while let Some((_, result)) = results.next().await {
            result.unwrap();
            count += 1;
        }
        assert_eq!(count, 2);
    });
}
