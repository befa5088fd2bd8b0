//! The scenario, which a test can replace.

use std::{io::ErrorKind, time::Duration};

use alicloud_emulator::{ControlError, Emulator, Instance, InstanceStatus, OsType, Scenario};
use http::Method;
use serde_json::json as object;

use super::{control, done, get, put, refusal};
use crate::call::{Call, error, gateway, json, now, start};

#[test]
fn replaces_and_restores_the_scenario() {
    let gateway = &mut gateway();
    let scenario = object!({
        "regions": ["mars-1"],
        "instances": [
            {
                "regionId": "mars-2", "id": "i-1", "status": "Stopped", "nextStatus": "Running",
                "readyAfter": 2500, "osType": "windows", "instanceType": "ecs.c7.large", "zoneId": "mars-2-c",
                "name": "office", "vSwitchId": "vsw-1", "securityGroupIds": ["sg-1", "sg-2"],
                "privateIpAddress": "10.0.0.1", "publicIpAddress": "192.0.2.7",
                "tags": [{"key": "team", "value": "web"}], "listed": false
            },
            {"regionId": "mars-1", "id": "i-2"}
        ],
        "forbidden": ["DescribeRegions"]
    });
    put(gateway, "scenario", &scenario.to_string());
    let mut first = Instance::new("mars-2", "i-1")
        .with_status(InstanceStatus::Stopped)
        .with_next_status(InstanceStatus::Running)
        .with_ready_after(Duration::from_millis(2500))
        .with_os_type(OsType::Windows)
        .with_instance_type("ecs.c7.large")
        .with_zone_id("mars-2-c")
        .with_name("office")
        .with_v_switch_id("vsw-1")
        .with_security_group_ids(["sg-1", "sg-2"])
        .with_private_ip_address("10.0.0.1")
        .with_public_ip_address("192.0.2.7")
        .with_tag("team", "web");
    first.listed = false;
    assert_eq!(
        gateway.scenario(now()),
        &Scenario::empty()
            .with_region("mars-1")
            .with_instance(first)
            .with_instance(Instance::new("mars-1", "i-2"))
            .forbidding("DescribeRegions")
    );
    let call = Call::of("DescribeRegions", "mars-1");
    assert_eq!(
        error(&gateway.answer(&call.get(), now())).1,
        "Forbidden.RAM"
    );

    // What GET returns can be put again.
    let shown = get(gateway, "scenario");
    assert_eq!(shown["regions"], object!(["mars-1", "mars-2"]));
    assert_eq!(shown["instances"][0], scenario["instances"][0]);
    assert_eq!(shown["instances"][1]["status"], "Running");
    put(gateway, "scenario", &shown.to_string());
    assert_eq!(get(gateway, "scenario"), shown);

    assert_eq!(control(gateway, Method::DELETE, "scenario", ""), done());
    assert_eq!(gateway.scenario(now()), &Scenario::default());
    let initial = get(gateway, "scenario");
    put(gateway, "scenario", &initial.to_string());
    assert_eq!(gateway.scenario(now()), &Scenario::default());
    put(gateway, "scenario", "{}");
    assert_eq!(gateway.scenario(now()), &Scenario::empty());
}

#[test]
fn shows_the_current_state_and_forgets_changes() {
    let gateway = &mut gateway();
    let start = Call::of("StartInstance", "cn-qingdao")
        .without("RegionId")
        .with("InstanceId", Scenario::STOPPED_INSTANCE_ID);
    assert_eq!(gateway.answer(&start.get(), now()).status(), 200);
    let status = |gateway: &mut alicloud_emulator::Gateway, seconds| {
        let scenario = gateway.scenario(now() + Duration::from_secs(seconds));
        let mut instances = scenario.instances();
        instances
            .find(|instance| instance.id == Scenario::STOPPED_INSTANCE_ID)
            .map(|instance| instance.status)
    };
    assert_eq!(status(gateway, 0), Some(InstanceStatus::Starting));
    gateway.reset_scenario();
    assert_eq!(status(gateway, 60), Some(InstanceStatus::Stopped));
}

/// A test can save the scenario and restore it later, with an instance between two states.
#[test]
fn a_shown_scenario_can_be_put_back() {
    let gateway = &mut gateway();
    let start = Call::of("StartInstance", "cn-qingdao")
        .without("RegionId")
        .with("InstanceId", Scenario::STOPPED_INSTANCE_ID);
    assert_eq!(gateway.answer(&start.get(), now()).status(), 200);
    let shown = get(gateway, "scenario");
    let saved = gateway.scenario(now()).clone();
    gateway.reset_scenario();

    put(gateway, "scenario", &shown.to_string());
    assert_eq!(gateway.scenario(now()), &saved);
    let status = |gateway: &mut alicloud_emulator::Gateway, milliseconds| {
        let scenario = gateway.scenario(now() + Duration::from_millis(milliseconds));
        let mut instances = scenario.instances();
        let found = instances.find(|instance| instance.id == Scenario::STOPPED_INSTANCE_ID);
        found.map(|instance| (instance.status, instance.next_status))
    };
    let (starting, running) = (InstanceStatus::Starting, InstanceStatus::Running);
    assert_eq!(status(gateway, 999), Some((starting, Some(running))));
    assert_eq!(status(gateway, 1000), Some((running, None)));
}

#[test]
fn a_pagination_token_belongs_to_its_scenario() {
    let gateway = &mut gateway();
    let list = |nonce: &str| {
        Call::of("DescribeInstances", Scenario::PAGED_REGION_ID)
            .with("MaxResults", "10")
            .with("SignatureNonce", nonce)
    };
    let first = json(&gateway.answer(&list("1").get(), now()));
    let next = |nonce| list(nonce).with("NextToken", first["NextToken"].as_str().unwrap());
    assert_eq!(gateway.answer(&next("2").get(), now()).status(), 200);
    let shown = get(gateway, "scenario");
    put(gateway, "scenario", &shown.to_string());
    let refused = gateway.answer(&next("3").get(), now());
    assert_eq!(error(&refused).1, "InvalidParameter");
}

/// The time of a change that never ends can't be expressed.
#[test]
fn a_change_of_status_may_be_endless() {
    let gateway = &mut gateway();
    let endless = Instance::new("mars-1", "i-1")
        .with_status(InstanceStatus::Stopped)
        .with_ready_after(Duration::MAX);
    gateway
        .set_scenario(Scenario::empty().with_instance(endless))
        .unwrap();
    let start = Call::of("StartInstance", "mars-1")
        .without("RegionId")
        .with("InstanceId", "i-1");
    assert_eq!(gateway.answer(&start.get(), now()).status(), 200);
    assert_eq!(
        get(gateway, "scenario")["instances"][0]["status"],
        "Starting"
    );
}

/// A test that begins with a new scenario must not get the replies of an earlier test.
#[test]
fn forgets_replies_for_client_tokens() {
    let gateway = &mut gateway();
    let mut vpc = |nonce: &str| {
        let call = Call::of("CreateVpc", "cn-qingdao").with("ClientToken", "token");
        json(&gateway.answer(&call.with("SignatureNonce", nonce).get(), now()))
    };
    let (first, second) = (vpc("1"), vpc("2"));
    assert_eq!(first["VpcId"], second["VpcId"]);
    gateway.reset_scenario();
    let call = Call::of("CreateVpc", "cn-beijing").with("ClientToken", "token");
    let call = call.with("SignatureNonce", "3");
    assert_eq!(gateway.answer(&call.get(), now()).status(), 200);
}

#[test]
fn refuses_invalid_scenarios_and_keeps_the_current_scenario() {
    let gateway = &mut gateway();
    for (body, problem) in [
        (
            "[]",
            "the scenario must be a JSON object, such as {\"regions\": [\"cn-hangzhou\"], \
             \"instances\": []}",
        ),
        (
            r#"{"region": []}"#,
            "unknown member \"region\" of the scenario (did you mean \"regions\"?)",
        ),
        (
            r#"{"regions": "cn-hangzhou"}"#,
            "\"regions\" must be a list",
        ),
        (
            r#"{"regions": ["a", ""]}"#,
            "\"regions\", item 2: the name must be a string that is not empty",
        ),
        (
            r#"{"instances": [{"id": "i-1"}]}"#,
            "\"instances\", item 1: \"regionId\" is missing; it must be a string that is not empty",
        ),
        (
            r#"{"instances": [{"regionId": "a", "id": "i-1", "status": "running"}]}"#,
            "\"instances\", item 1: \"status\" must be one of Pending, Starting, Running, Stopping \
             and Stopped",
        ),
        (
            r#"{"instances": [{"regionId": "a", "id": "i-1", "osType": "plan9"}]}"#,
            "\"instances\", item 1: \"osType\" must be linux or windows",
        ),
        (
            r#"{"instances": [{"regionId": "a", "id": "i-1", "listed": "yes"}]}"#,
            "\"instances\", item 1: \"listed\" must be true or false",
        ),
        (
            r#"{"instances": [{"regionId": "a", "id": "i-1", "readyAfter": -1}]}"#,
            "\"instances\", item 1: \"readyAfter\" must be a whole number of milliseconds, 0 or more",
        ),
        (
            r#"{"instances": [{"regionId": "a", "id": "i-1", "regionID": "b"}]}"#,
            "\"instances\", item 1: unknown member \"regionID\" of an instance (did you mean \
             \"regionId\"?)",
        ),
        (
            r#"{"instances": [{"regionId": "a", "id": "i-1", "tags": [{"key": 7}]}]}"#,
            "\"instances\", item 1: \"tags\", item 1: \"key\" must be a string",
        ),
        (
            r#"{"instances": [{"regionId": "a", "id": "i-1",
                "tags": [{"key": "k"}, {"key": "K"}, {"key": "k", "value": "v"}]}]}"#,
            "\"instances\", item 1: \"tags\" contains the key \"k\" more than once",
        ),
        (
            r#"{"instances": [{"regionId": "a", "id": "i-1"}, {"regionId": "b", "id": "i-1"}]}"#,
            "\"instances\" contains the id \"i-1\" more than once",
        ),
        (
            r#"{"forbidden": ["DescribeRegion"]}"#,
            "unknown operation \"DescribeRegion\" (did you mean \"DescribeRegions\"?)",
        ),
    ] {
        assert_eq!(refusal(gateway, "scenario", body), problem);
    }
    assert_eq!(gateway.scenario(now()), &Scenario::default());
}

#[test]
fn the_library_refuses_to_forbid_unknown_operations() {
    let emulator = start();
    let scenario = Scenario::default().forbidding("DescribeRegion");
    assert!(matches!(
        emulator.set_scenario(scenario),
        Err(ControlError::UnknownOperation { .. })
    ));
    let error = Emulator::builder()
        .scenario(Scenario::default().forbidding("DescribeRegion"))
        .start()
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidInput);
    assert_eq!(
        error.to_string(),
        "unknown operation \"DescribeRegion\" (did you mean \"DescribeRegions\"?)"
    );
    let scenario = Scenario::empty().with_region("mars-1");
    emulator.set_scenario(scenario.clone()).unwrap();
    assert_eq!(emulator.scenario(), scenario);
    emulator.reset_scenario();
    assert_eq!(emulator.scenario(), Scenario::default());
}
