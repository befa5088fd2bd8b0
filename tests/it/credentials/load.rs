//! Tests sessions that are loaded from environment variables and files.

use alicloud::{
    Call, Network, Product,
    error::{TransportError, TransportErrorKind},
    model::Endpoints,
    retry::NoRetry,
};
use alicloud_config::{Config, InstanceRole, variable};
use alicloud_sign::Credentials;

use super::*;

static DEMO: Product = Product::new("Demo", "2020-01-01").endpoints(
    Endpoints::new(&[])
        .form("demo.{region}.aliyuncs.com")
        .vpc_form("demo-vpc.{region}.aliyuncs.com"),
);

fn call() -> Call {
    Call::new("Demo", "2020-01-01", "Do").product(&DEMO)
}

/// Returns the first request of a call. The transport fails without sending it.
fn request(session: &Session, call: Call) -> alicloud::Request {
    let sent = Mutex::new(None);
    let transport = |request: alicloud::Request| {
        *sent.lock().unwrap() = Some(request);
        Err(TransportError::new(TransportErrorKind::Other, "planned"))
    };
    let session = session.clone().retry(NoRetry);
    let client = blocking::Client::with_transport(session, transport);
    client.send(&call).unwrap_err();
    drop(client);
    sent.into_inner().unwrap().unwrap()
}

fn profile(settings: &str) -> Machine {
    let machine = Machine::new();
    machine.cli_profiles(&format!(
        r#"{{"name":"p","mode":"AK","access_key_id":"testid","access_key_secret":"testsecret"{settings}}}"#
    ));
    machine
}

#[test]
fn loads_key_region_and_network_of_a_profile() {
    let machine = profile(r#","region_id":"cn-hangzhou","endpoint_type":"vpc""#);
    let session = Config::default().load_on(machine).unwrap();
    let request = request(&session, call());
    assert_eq!(
        request.endpoint().host(),
        "demo-vpc.cn-hangzhou.aliyuncs.com"
    );
    assert!(request.parameters().contains("AccessKeyId=testid"));
}

#[test]
fn applies_the_loaded_endpoint_to_all_products() {
    let machine = profile(r#","region_id":"cn-hangzhou","endpoint":"http://127.0.0.1:9""#);
    let loaded = |config: Config| {
        let session = config.load_on(machine.clone()).unwrap();
        request(&session, call()).endpoint().to_string()
    };
    assert_eq!(loaded(Config::default()), "http://127.0.0.1:9/");
    // The network that the program sets has precedence over the endpoint in the file.
    assert_eq!(
        loaded(Config::default().network(Network::Vpc)),
        "https://demo-vpc.cn-hangzhou.aliyuncs.com/"
    );
}

#[test]
fn signs_with_acs3_if_required_or_requested() {
    let machine = profile(r#","region_id":"cn-hangzhou""#);
    let json = serde_json::json!({"Name": "x"});
    let is_acs3 = |config: Config, call: Call| {
        let session = config.load_on(machine.clone()).unwrap();
        request(&session, call)
            .headers()
            .contains_key("authorization")
    };
    assert!(!is_acs3(Config::default(), call()));
    assert!(is_acs3(Config::default(), call().json(json)));
    assert!(is_acs3(Config::default().acs3(), call()));
}

#[test]
fn reports_problems_of_variables_and_files() {
    let half = Machine::new().with("ALIBABA_CLOUD_ACCESS_KEY_ID", "testid");
    let region = profile(r#","region_id":"../evil""#);
    let broken = Machine::new();
    broken.cli_profiles("{");
    let nothing = Machine::new().with(variable::ECS_METADATA_DISABLED, "true");
    for (machine, culprit) in [
        (half, "ALIBABA_CLOUD_ACCESS_KEY_SECRET"),
        (region, "region_id"),
        (broken, "config.json"),
        (nothing, "no credentials were found"),
    ] {
        let error = Config::default().load_on(machine).unwrap_err();
        let text = alicloud::error::chain(&error).to_string();
        assert!(text.contains(culprit), "{text}");
    }
    let machine = profile("");
    let error = Config::default().profile("typo").load_on(machine);
    let text = alicloud::error::chain(&error.unwrap_err()).to_string();
    assert!(text.contains("typo"), "{text}");
}

#[test]
fn loading_sends_no_requests_and_runs_no_processes() {
    // Using the services or the program would fail, because they don't exist here.
    Config::default().load_on(Machine::new()).unwrap();
    let process = Machine::new();
    process.cli_profiles(r#"{"name":"p","mode":"External","process_command":"/nonexistent"}"#);
    Config::default().load_on(process).unwrap();
    let role = Machine::new();
    role.cli_profiles(
        r#"{"name":"p","mode":"RamRoleArn","access_key_id":"a","access_key_secret":"b",
            "ram_role_arn":"acs:ram::123456789012:role/auditor","ram_session_name":"s"}"#,
    );
    Config::default().load_on(role).unwrap();
}

#[test]
fn ignores_the_profile_if_the_program_sets_a_provider() {
    let machine = profile("");
    let config = Config::default().region("cn-hangzhou");
    let own = config.clone().provider(Credentials::new("ownid", "secret"));
    let session = own.load_on(machine.clone()).unwrap();
    let sent = request(&session, call());
    assert!(sent.parameters().contains("AccessKeyId=ownid"));
    let instance = config.provider(InstanceRole::default());
    let session = instance.load_on(machine).unwrap();
    let sent = request(&session, call());
    assert_eq!(sent.endpoint().host(), "100.100.100.200");
}
