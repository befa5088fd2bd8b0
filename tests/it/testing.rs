//! Tests the test kit with both clients: scripted answers, recorded requests and failures of wrong
//! tests.

use std::time::{Duration, SystemTime};

use alicloud::{
    Anonymous, Call, Client, Error, Response, Session, blocking,
    error::{TransportError, TransportErrorKind},
    http::{Method, StatusCode},
    sign::Stamp,
    testing::{Script, stamps},
};
use tokio::runtime::Builder;

const REGIONS: &str = r#"{"RequestId":"1450F2D7","Regions":{}}"#;

fn session() -> Session {
    Session::new(Anonymous)
        .endpoint("https://ecs.aliyuncs.com")
        .unwrap()
}

fn call() -> Call {
    Call::new("Ecs", "2014-05-26", "DescribeRegions").reads()
}

fn refused() -> TransportError {
    TransportError::new(TransportErrorKind::Connect, "connection refused")
}

#[test]
fn a_script_answers_both_clients_in_order_and_records_requests() {
    let script = Script::new()
        .reply(REGIONS)
        .error_document(StatusCode::NOT_FOUND, "InvalidRegionId.NotFound", "none")
        .status(StatusCode::IM_A_TEAPOT, "short and stout")
        .response(Response::new(REGIONS.into()));
    let blocking = blocking::Client::with_transport(session(), script.clone());
    assert_eq!(blocking.send(&call()).unwrap()["RequestId"], "1450F2D7");
    let error = blocking.send(&call()).unwrap_err();
    assert_eq!(error.api().unwrap().code(), "InvalidRegionId.NotFound");
    assert_eq!(error.status(), Some(StatusCode::NOT_FOUND));

    let client = Client::with_transport(session(), script.clone());
    let runtime = Builder::new_current_thread().build().unwrap();
    let error = runtime.block_on(client.send(&call())).unwrap_err();
    assert!(matches!(error, Error::Unexpected(_)), "{error:?}");
    assert_eq!(error.status(), Some(StatusCode::IM_A_TEAPOT));
    assert_eq!(script.remaining(), 1);
    assert!(runtime.block_on(client.send(&call())).is_ok());

    let requests = script.requests();
    assert_eq!(requests.len(), 4);
    for request in requests {
        assert_eq!(request.action().as_deref(), Some("DescribeRegions"));
        assert_eq!(request.endpoint().host(), "ecs.aliyuncs.com");
        assert_eq!(*request.method(), Method::POST);
        assert!(request.headers().is_empty());
        assert_eq!(request.request().path(), "/");
    }
}

#[test]
fn records_waits_without_sleeping() {
    let script = || Script::new().transport_error(refused()).reply(REGIONS);
    let hour = Duration::from_secs(3600);
    let session = session().retry(move |_: &alicloud::retry::Attempt<'_>| Some(hour));

    let first = script();
    let client = blocking::Client::with_transport(session.clone(), first.clone());
    client.send(&call()).unwrap();
    let second = script();
    let client = Client::with_transport(session, second.clone());
    let runtime = Builder::new_current_thread().build().unwrap();
    runtime.block_on(client.send(&call())).unwrap();
    for script in [first, second] {
        assert_eq!(script.waits(), [hour]);
        assert_eq!(script.requests().len(), 2);
    }
}

#[test]
fn records_decoded_parameters_and_hides_values_in_debug() {
    let script = Script::new().reply(r#"{"RequestId":"1450F2D7"}"#);
    let client = blocking::Client::with_transport(session(), script.clone());
    let operation = crate::fixture::set_password("cn-qingdao", "i-1 &=+%测", "pL4nT3");
    client.send(&operation).unwrap();
    let request = script.requests().remove(0);
    assert_eq!(
        request.parameter("InstanceId").as_deref(),
        Some("i-1 &=+%测")
    );
    assert_eq!(request.parameter("VncPassword").as_deref(), Some("pL4nT3"));
    assert_eq!(request.parameter("Vnc"), None);
    let names: Vec<_> = request.parameters().map(|(name, _)| name).collect();
    assert_eq!(names[..3], ["InstanceId", "RegionId", "VncPassword"]);
    for shown in [format!("{request:?}"), format!("{script:?}")] {
        assert!(shown.contains("VncPassword") && shown.contains("ModifyInstanceVncPasswd"));
        assert!(!shown.contains("pL4nT3"), "{shown}");
    }
}

#[test]
fn stamps_advance_by_a_step_and_count_nonces() {
    let start = SystemTime::UNIX_EPOCH + Duration::from_secs(1_456_231_584);
    let next = stamps(start, Duration::from_millis(1_500));
    let stamps: Vec<Stamp> = (0..3).map(|_| next()).collect();
    let seen: Vec<_> = stamps
        .iter()
        .map(|stamp| (stamp.timestamp(), stamp.nonce()))
        .collect();
    assert_eq!(
        seen,
        [
            ("2016-02-23T12:46:24Z", "00000000000000000000000000000001"),
            ("2016-02-23T12:46:25Z", "00000000000000000000000000000002"),
            ("2016-02-23T12:46:27Z", "00000000000000000000000000000003"),
        ]
    );
}

#[test]
fn stamps_stop_at_the_latest_possible_time() {
    let start = SystemTime::UNIX_EPOCH;
    // Find a step that can be made once but not twice.
    let mut step = Duration::MAX;
    while start.checked_add(step).is_none() {
        step /= 2;
    }
    let next = stamps(start, step);
    let seen: Vec<Stamp> = (0..4).map(|_| next()).collect();
    let times: Vec<_> = seen.iter().map(Stamp::time).collect();
    let last = start + step;
    assert_eq!(times, [start, last, last, last]);
    assert_ne!(seen[2].nonce(), seen[3].nonce());
}

#[test]
fn stamps_ignore_a_step_that_is_too_long() {
    let next = stamps(SystemTime::UNIX_EPOCH, Duration::MAX);
    assert_eq!(next().time(), next().time());
}

#[test]
fn reads_a_reply_from_a_file_and_names_a_missing_file() {
    let fixture = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/fixtures/instance-not-ready.json"
    );
    let script = Script::new().file(StatusCode::FORBIDDEN, fixture).unwrap();
    let client = blocking::Client::with_transport(session(), script);
    let error = client.send(&call()).unwrap_err();
    assert_eq!(error.status(), Some(StatusCode::FORBIDDEN));
    assert_eq!(error.api().unwrap().code(), "InstanceNotReady");

    let error = Script::new()
        .file(StatusCode::OK, "no/such/reply.json")
        .unwrap_err();
    assert_eq!(error.path(), "no/such/reply.json");
    assert_eq!(
        error.to_string(),
        "the reply file no/such/reply.json can't be read"
    );
    assert!(std::error::Error::source(&error).is_some());
}

#[test]
#[should_panic = "the script has no answer left for request 2: Recorded { method: POST, \
                  endpoint: Endpoint(https://ecs.aliyuncs.com/), path: \"/\", \
                  action: Some(\"DescribeRegions\")"]
fn an_exhausted_script_panics_with_the_request() {
    let client = blocking::Client::with_transport(session(), Script::new().reply(REGIONS));
    let _ = (client.send(&call()), client.send(&call()));
}

#[test]
#[should_panic = "the script has unused answers after 1 requests: 2 left, next HTTP 404 \
                  Not Found; DescribeZones, 1 left, next HTTP 200 OK"]
fn unused_answers_fail_the_test() {
    let script = Script::new()
        .reply(REGIONS)
        .status(StatusCode::NOT_FOUND, "")
        .transport_error(refused())
        .on("DescribeZones", Script::new().reply(REGIONS));
    assert_eq!(script.remaining(), 4);
    let client = blocking::Client::with_transport(session(), script);
    let _ = client.send(&call());
}

#[test]
fn answers_of_an_operation_are_used_in_order() {
    let ok = || Script::new().reply(REGIONS);
    let missing =
        Script::new().error_document(StatusCode::NOT_FOUND, "InvalidZone.NotFound", "none");
    let script = ok().on("DescribeZones", ok()).on("DescribeZones", missing);
    let client = blocking::Client::with_transport(session(), script.clone());
    let zones = Call::new("Ecs", "2014-05-26", "DescribeZones").reads();
    client.send(&zones).unwrap();
    client.send(&call()).unwrap();
    assert!(client.send(&zones).unwrap_err().is_not_found());
    assert_eq!((script.requests().len(), script.remaining()), (3, 0));
}

#[test]
fn unused_answers_can_be_allowed() {
    let script = Script::new().reply(REGIONS);
    script.forget_remaining();
    assert_eq!(script.remaining(), 0);
}
