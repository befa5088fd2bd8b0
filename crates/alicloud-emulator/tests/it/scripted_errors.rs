//! The errors of the operations that read or change instances, compared with the specification.

use std::{collections::BTreeSet, fs};

use alicloud_emulator::{Credentials, Emulator, Instance, InstanceStatus, Scenario};
use serde_json::Value;

use crate::call::{Call, json, now};

/// The codes that operations don't declare in the specification: the code, the operations, and the
/// reason.
const UNDECLARED: &[(&str, &[&str], &str)] = &[
    (
        "InvalidRegionId.NotFound",
        &[
            "DeleteInstances",
            "DescribeInstanceStatus",
            "DescribeInstances",
            "RebootInstances",
            "StartInstances",
            "StopInstances",
        ],
        "other operations declare this code for an unknown region",
    ),
    (
        "InvalidTag.Mismatch",
        &["CreateInstance"],
        "RunInstances declares this code for the same parameters",
    ),
    (
        "InvalidTagCount",
        &["CreateInstance"],
        "RunInstances declares this code for the same parameters",
    ),
];

/// The operations, each with the parameters of a valid call.
const OPERATIONS: &[(&str, &[(&str, &str)])] = &[
    ("CreateInstance", &[("InstanceType", "ecs.g5.large")]),
    ("DeleteInstance", &[("InstanceId", "i-1")]),
    ("DeleteInstances", &[("InstanceId.1", "i-1")]),
    ("DescribeInstanceAttribute", &[("InstanceId", "i-1")]),
    ("DescribeInstanceStatus", &[]),
    ("DescribeInstanceVncUrl", &[("InstanceId", "i-1")]),
    ("DescribeInstances", &[]),
    ("DescribeRegions", &[]),
    ("ModifyInstanceAttribute", &[("InstanceId", "i-1")]),
    (
        "ModifyInstanceVncPasswd",
        &[("InstanceId", "i-1"), ("VncPassword", "abc123")],
    ),
    ("RebootInstance", &[("InstanceId", "i-1")]),
    ("RebootInstances", &[("InstanceId.1", "i-1")]),
    ("RunInstances", &[]),
    ("StartInstance", &[("InstanceId", "i-1")]),
    ("StartInstances", &[("InstanceId.1", "i-1")]),
    ("StopInstance", &[("InstanceId", "i-1")]),
    ("StopInstances", &[("InstanceId.1", "i-1")]),
    (
        "JoinSecurityGroup",
        &[("InstanceId", "i-1"), ("SecurityGroupId", "sg-1")],
    ),
    (
        "LeaveSecurityGroup",
        &[("InstanceId", "i-1"), ("SecurityGroupId", "sg-1")],
    ),
    (
        "ListTagResources",
        &[("ResourceType", "instance"), ("ResourceId.1", "i-1")],
    ),
    (
        "TagResources",
        &[
            ("ResourceType", "instance"),
            ("ResourceId.1", "i-1"),
            ("Tag.1.Key", "a"),
        ],
    ),
    (
        "UntagResources",
        &[("ResourceType", "instance"), ("ResourceId.1", "i-1")],
    ),
];

/// A name of more than 128 characters.
const LONG: &str = "------------------------------------------------------------------------------------\
                    --------------------------------------------------------------------------------";

/// Parameters that make the call of some operations invalid. An empty value removes the parameter.
const FAULTS: &[&[(&str, &str)]] = &[
    &[("RegionId", "mars-2")],
    &[("InstanceId", "i-unknown")],
    &[("InstanceId.1", "i-unknown")],
    &[("ResourceId.1", "i-unknown")],
    &[("ResourceId.1", "")],
    &[("Tag.1.Key", ""), ("Tag.1.Value", "b")],
    &[("Tag.21.Key", "b")],
    &[("Tag.2.Key", "a")],
    &[("Tag.1.Key", "aliyun-a")],
    &[("Tag.1.Key", "a"), ("Tag.1.Value", "acs:a")],
    &[("TagFilter.1.TagValues.1", "a")],
    &[("NextToken", "rubbish")],
    &[("VncPassword", "short")],
    &[("Status", "Rubbish")],
    &[("AcceptLanguage", "xx")],
    &[("ResourceType", "rubbish")],
    &[("InstanceChargeType", "Rubbish")],
    &[("SecurityGroupId", "sg-emulator")],
    &[("Amount", "1001")],
    &[("InstanceName", LONG)],
];

/// The status and code of the error of a call. `None` if the call succeeds.
fn error(scenario: &Scenario, call: &Call) -> Option<(u16, String)> {
    let mut gateway = Emulator::builder()
        .credentials(Credentials::new("testid", "testsecret"))
        .scenario(scenario.clone())
        .lenient()
        .gateway("localhost");
    let response = gateway.answer(&call.get(), now());
    let code = json(&response)["Code"].as_str()?.to_owned();
    Some((response.status().as_u16(), code))
}

fn with(call: Call, parameters: &[(&str, &str)]) -> Call {
    parameters.iter().fold(call, |call, (name, value)| {
        if value.is_empty() {
            call.without(name)
        } else {
            call.with(name, value)
        }
    })
}

/// The errors of all operations: the name of the operation, the status and the code.
fn errors() -> BTreeSet<(&'static str, u16, String)> {
    let instance = || Instance::new("mars-1", "i-1");
    let tagged = (0..20).fold(instance(), |instance, number| {
        instance.with_tag(format!("key-{number}"), "value")
    });
    let running = Scenario::empty().with_instance(instance());
    let groups = (0..100).map(|number| format!("sg-emulator-{number}"));
    let grouped = instance().with_security_group_ids(groups);
    let mut scenarios = vec![
        Scenario::empty(),
        Scenario::empty().with_instance(tagged),
        Scenario::empty().with_instance(grouped),
    ];
    scenarios.extend(
        [
            InstanceStatus::Pending,
            InstanceStatus::Starting,
            InstanceStatus::Running,
            InstanceStatus::Stopping,
            InstanceStatus::Stopped,
        ]
        .map(|status| Scenario::empty().with_instance(instance().with_status(status))),
    );
    let many: Vec<(String, String)> = (1..=101)
        .map(|number| (format!("InstanceId.{number}"), format!("i-{number}")))
        .collect();
    let many: Vec<(&str, &str)> = many.iter().map(|(name, id)| (&**name, &**id)).collect();
    let mut errors = BTreeSet::new();
    for (action, parameters) in OPERATIONS {
        let call = with(Call::of(action, "mars-1"), parameters);
        let faulty = FAULTS.iter().map(|fault| with(call.clone(), fault));
        let faulty = faulty.chain([with(call.clone(), &many)]);
        let faulty = faulty.map(|call| error(&running, &call));
        let plain = scenarios.iter().map(|scenario| error(scenario, &call));
        for (status, code) in plain.chain(faulty).flatten() {
            errors.insert((*action, status, code));
        }
    }
    // All operations share these errors, and don't declare them.
    errors.retain(|(_, _, code)| !["InvalidParameter", "MissingParameter"].contains(&&**code));
    errors
}

/// Whether the specification declares the error for the operation.
fn declares(facts: &Value, action: &str, status: u16, code: &str) -> bool {
    facts["apis"][action]["errorCodes"][status.to_string()]
        .as_array()
        .is_some_and(|codes| codes.iter().any(|declared| declared == code))
}

#[test]
fn operations_declare_their_errors() {
    let facts: Value = serde_json::from_str(include_str!("../../src/ecs/facts.json")).unwrap();
    let undeclared: BTreeSet<(&str, String)> = errors()
        .into_iter()
        .filter(|(action, status, code)| !declares(&facts, action, *status, code))
        .map(|(action, _, code)| (action, code))
        .collect();
    let listed: BTreeSet<(&str, String)> = UNDECLARED
        .iter()
        .flat_map(|(code, actions, _)| actions.iter().map(|action| (*action, (*code).to_owned())))
        .collect();
    assert_eq!(undeclared, listed);
}

#[test]
fn the_calls_cause_every_error_in_the_code() {
    let found: BTreeSet<String> = errors().into_iter().map(|(_, _, code)| code).collect();
    let directory = concat!(env!("CARGO_MANIFEST_DIR"), "/src/ecs");
    let mut missing = BTreeSet::new();
    for file in fs::read_dir(directory).unwrap() {
        let path = file.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "rs") {
            continue;
        }
        let text = fs::read_to_string(path).unwrap();
        // The first text among the arguments is the code.
        for arguments in text.split("ApiError::new(").skip(1) {
            let code = arguments.split('"').nth(1).unwrap();
            if !found.contains(code) {
                missing.insert(code.to_owned());
            }
        }
    }
    assert_eq!(missing, BTreeSet::new());
}
