//! Tests of `ModifyInstanceVncPasswd`, and of hiding the password.

use alicloud_emulator::{Instance, InstanceStatus, Scenario};
use serde_json::json;

use crate::call::{Call, answer, error, gateway, json, now};

fn call(password: &str) -> Call {
    let call = Call::of("ModifyInstanceVncPasswd", "cn-qingdao");
    call.with("InstanceId", Scenario::RUNNING_INSTANCE_ID)
        .with("VncPassword", password)
}

#[test]
fn accepts_six_letters_and_digits() {
    for password in ["Ecs123", "aaaaaa", "000000", "ABCDEF"] {
        let response = answer(Scenario::default(), &call(password));
        let body = json(&response);
        assert_eq!(response.status(), 200, "{password}");
        assert_eq!(body, json!({ "RequestId": body["RequestId"] }));
    }
}

#[test]
fn refuses_other_passwords() {
    let message = "The specified parameter VncPassword is not valid.";
    for password in [
        "Ecs12",
        "Ecs1234",
        "Ecs-12",
        "Ecs 12",
        "Ecs12\u{e9}",
        "\u{e9}cs1",
        "      ",
    ] {
        assert_eq!(
            error(&answer(Scenario::default(), &call(password))),
            (
                400,
                "IncorrectVncPassword.Malformed".to_owned(),
                message.to_owned()
            ),
            "{password:?}"
        );
    }
}

#[test]
fn names_missing_required_parameters() {
    for name in ["InstanceId", "RegionId", "VncPassword"] {
        let (status, code, message) =
            error(&answer(Scenario::default(), &call("Ecs123").without(name)));
        assert_eq!((status, &*code), (400, "MissingParameter"));
        assert!(message.contains(&format!("\"{name}\"")), "{message}");
    }
}

#[test]
fn allows_the_call_only_in_allowed_instance_states() {
    for (status, code) in [
        (InstanceStatus::Pending, Some("InstanceNotReady")),
        (InstanceStatus::Starting, Some("IncorrectInstanceStatus")),
        (InstanceStatus::Running, None),
        (InstanceStatus::Stopping, Some("IncorrectInstanceStatus")),
        (InstanceStatus::Stopped, None),
    ] {
        let instance = Instance::new("mars-1", "i-1").with_status(status);
        let scenario = Scenario::empty().with_instance(instance);
        let call = call("Ecs123").with("RegionId", "mars-1");
        let body = json(&answer(scenario, &call.with("InstanceId", "i-1")));
        assert_eq!(body["Code"].as_str(), code, "{status:?}");
    }
    for (name, value, code) in [
        ("InstanceId", "i-unknown", "InvalidInstanceId.NotFound"),
        ("RegionId", "cn-atlantis", "InvalidRegionId.NotFound"),
    ] {
        let response = answer(Scenario::default(), &call("Ecs123").with(name, value));
        assert_eq!(error(&response).1, code);
    }
}

#[test]
fn the_recorded_requests_do_not_contain_the_password() {
    let mut gateway = gateway();
    let requests = [call("Ecs123").get(), call("Ecs123").secret("other").post()];
    for request in requests {
        gateway.answer(&request, now());
    }
    assert_eq!(gateway.request_count(), 2);
    for request in gateway.requests() {
        assert_eq!(request.action(), Some("ModifyInstanceVncPasswd"));
        assert_eq!(request.parameter("VncPassword"), None);
        assert!(!format!("{request:?}").contains("Ecs123"), "{request:?}");
    }
}
