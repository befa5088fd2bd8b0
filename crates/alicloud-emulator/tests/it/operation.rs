//! Tests of `DescribeInstanceVncUrl` for each kind of instance.

use alicloud_emulator::{Instance, InstanceStatus, OsType, Scenario};

use crate::call::{Call, answer, error, gateway, json, now};

#[test]
fn a_running_instance_has_a_vnc_url() {
    for id in [
        Scenario::RUNNING_INSTANCE_ID,
        Scenario::WINDOWS_INSTANCE_ID,
        Scenario::REFERENCE_INSTANCE_ID,
    ] {
        let response = gateway().answer(&Call::new().with("InstanceId", id).get(), now());
        assert_eq!(response.status(), 200, "{id}");
        let url = json(&response)["VncUrl"].as_str().unwrap().to_owned();
        assert!(
            url.starts_with("ws%3A%2F%2Flocalhost%3A8080%2Fwebsockify%2F%3Fs%3D"),
            "{url}"
        );
    }
}

#[test]
fn other_instances_have_their_documented_errors() {
    let cases = [
        (
            Scenario::STOPPED_INSTANCE_ID,
            403,
            "IncorrectInstanceStatus",
            "The current status of the resource does not support this operation.",
        ),
        (
            Scenario::CREATING_INSTANCE_ID,
            403,
            "InstanceNotReady",
            "The specified instance is not ready for use",
        ),
        (
            "i-unknown",
            404,
            "InvalidInstanceId.NotFound",
            "The specified InstanceId does not exist.",
        ),
    ];
    for (id, status, code, message) in cases {
        let response = gateway().answer(&Call::new().with("InstanceId", id).get(), now());
        assert_eq!(
            error(&response),
            (status, code.to_owned(), message.to_owned())
        );
    }
}

#[test]
fn an_unknown_region_has_its_documented_error() {
    let response = gateway().answer(&Call::new().with("RegionId", "cn-atlantis").get(), now());
    let message = "The specified RegionId does not exist.".to_owned();
    assert_eq!(
        error(&response),
        (404, "InvalidRegionId.NotFound".to_owned(), message)
    );
}

#[test]
fn an_instance_is_found_in_its_own_region_only() {
    let response = gateway().answer(&Call::new().with("RegionId", "cn-hangzhou").get(), now());
    assert_eq!(error(&response).1, "InvalidInstanceId.NotFound");
}

#[test]
fn names_missing_required_parameters() {
    for name in ["RegionId", "InstanceId"] {
        let message = format!(
            "The input parameter \"{name}\" that is mandatory for processing this request is not supplied."
        );
        let expected = (400, "MissingParameter".to_owned(), message);
        for call in [Call::new().without(name), Call::new().with(name, "")] {
            assert_eq!(error(&gateway().answer(&call.get(), now())), expected);
        }
    }
}

#[test]
fn allows_the_call_only_in_allowed_instance_states() {
    let cases = [
        (InstanceStatus::Pending, 403),
        (InstanceStatus::Starting, 403),
        (InstanceStatus::Running, 200),
        (InstanceStatus::Stopping, 403),
        (InstanceStatus::Stopped, 403),
    ];
    for (status, expected) in cases {
        let scenario =
            Scenario::empty().with_instance(Instance::new("mars-1", "i-1").with_status(status));
        let call = Call::new()
            .with("RegionId", "mars-1")
            .with("InstanceId", "i-1");
        assert_eq!(answer(scenario, &call).status(), expected, "{status:?}");
    }
}

#[test]
fn refuses_forbidden_operations_after_authentication() {
    let scenario = || Scenario::default().forbidding("DescribeInstanceVncUrl");
    let message = "User not authorized to operate on the specified resource, or this API doesn't support RAM.";
    assert_eq!(
        error(&answer(scenario(), &Call::new())),
        (403, "Forbidden.RAM".to_owned(), message.to_owned())
    );
    let forged = answer(scenario(), &Call::new().secret("other"));
    assert_eq!(error(&forged).1, "SignatureDoesNotMatch");
    let other = answer(scenario(), &Call::of("DescribeInstances", "cn-qingdao"));
    assert_eq!(other.status(), 200);
}

#[test]
fn a_scenario_replaces_an_instance_with_the_same_id() {
    let scenario = Scenario::empty()
        .with_instance(Instance::new("mars-1", "i-1"))
        .with_instance(Instance::new("mars-2", "i-1").with_os_type(OsType::Windows));
    assert_eq!(scenario.region_ids(), ["mars-1", "mars-2"]);
    let replaced = Instance::new("mars-2", "i-1").with_os_type(OsType::Windows);
    assert!(scenario.instances().eq([&replaced]));
}
