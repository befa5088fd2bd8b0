//! Tests of the operations that change instances.

use std::time::{Duration, SystemTime};

use alicloud_emulator::{Gateway, Instance, InstanceStatus, Scenario};
use serde_json::{Value, json};

use crate::call::{Call, error, json, now};

/// A gateway whose only instance is `i-1` in `mars-1`, with a counter for nonces.
struct Service {
    gateway: Gateway,
    calls: usize,
    now: SystemTime,
}

impl Service {
    fn new(instance: Instance) -> Self {
        let credentials = [alicloud_emulator::Credentials::new("testid", "testsecret")];
        let scenario = Scenario::empty().with_instance(instance);
        Self {
            gateway: Gateway::new(credentials, scenario, "localhost"),
            calls: 0,
            now: now(),
        }
    }

    fn with_status(status: InstanceStatus) -> Self {
        Self::new(Instance::new("mars-1", "i-1").with_status(status))
    }

    fn answer(
        &mut self,
        action: &str,
        parameters: &[(&str, &str)],
    ) -> http::Response<bytes::Bytes> {
        self.calls += 1;
        let call = Call::of(action, "mars-1").with("SignatureNonce", &self.calls.to_string());
        let call = parameters
            .iter()
            .fold(call, |call, (name, value)| call.with(name, value));
        self.gateway.answer(&call.get(), self.now)
    }

    #[track_caller]
    fn ok(&mut self, action: &str, parameters: &[(&str, &str)]) -> Value {
        let response = self.answer(action, parameters);
        assert_eq!(response.status(), 200, "{:?}", response.body());
        json(&response)
    }

    #[track_caller]
    fn code(&mut self, action: &str, parameters: &[(&str, &str)]) -> String {
        error(&self.answer(action, parameters)).1
    }

    #[track_caller]
    fn statuses(&mut self) -> Vec<(String, String)> {
        let body = self.ok("DescribeInstanceStatus", &[]);
        let statuses = body["InstanceStatuses"]["InstanceStatus"]
            .as_array()
            .unwrap();
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        statuses
            .iter()
            .map(|status| (text(&status["InstanceId"]), text(&status["Status"])))
            .collect()
    }

    fn status(&mut self) -> String {
        self.statuses().remove(0).1
    }

    fn later(&mut self, duration: Duration) {
        self.now += duration;
    }
}

const ONE: &[(&str, &str)] = &[("InstanceId", "i-1")];
const LIST: &[(&str, &str)] = &[("InstanceId.1", "i-1")];

#[test]
fn an_instance_changes_its_status_after_a_while() {
    let instance = Instance::new("mars-1", "i-1")
        .with_status(InstanceStatus::Stopped)
        .with_ready_after(Duration::from_secs(10));
    let mut service = Service::new(instance);
    for (one, all, through, to) in [
        ("StartInstance", "StartInstances", "Starting", "Running"),
        ("RebootInstance", "RebootInstances", "Starting", "Running"),
        ("StopInstance", "StopInstances", "Stopping", "Stopped"),
        ("StartInstance", "StartInstances", "Starting", "Running"),
    ] {
        let before = service.status();
        service.ok(one, ONE);
        assert_eq!(service.status(), through, "{one}");
        assert_eq!(service.code(one, ONE), "IncorrectInstanceStatus");
        assert_eq!(service.code(all, LIST), "IncorrectInstanceStatus");
        service.later(Duration::from_millis(9_999));
        assert_eq!(service.status(), through, "{one}");
        service.later(Duration::from_millis(1));
        assert_eq!(service.status(), to, "{one}");
        let attributes = service.ok("DescribeInstanceAttribute", ONE);
        assert_eq!(
            (&attributes["Status"], &attributes["Description"]),
            (&json!(to), &json!(""))
        );
        // The operation for several instances does the same, and tells the status.
        let mut several = Service::with_status(match &*before {
            "Running" => InstanceStatus::Running,
            _ => InstanceStatus::Stopped,
        });
        let body = several.ok(all, LIST);
        let response = json!([{
            "InstanceId": "i-1",
            "Code": "200",
            "Message": "success",
            "PreviousStatus": before,
            "CurrentStatus": through,
        }]);
        assert_eq!(body["InstanceResponses"]["InstanceResponse"], response);
        several.later(Duration::from_secs(1));
        assert_eq!(several.status(), to, "{all}");
    }
}

#[test]
fn a_list_changes_as_a_whole_unless_success_comes_first() {
    let mut service = Service::with_status(InstanceStatus::Running);
    service.ok("RunInstances", &[("InstanceName", "a"), ("Tag.1.Key", "k")]);
    let id = service.statuses().remove(1).0;
    let both = [("InstanceId.1", "i-1"), ("InstanceId.2", id.as_str())];
    assert_eq!(
        service.code("StopInstances", &both),
        "IncorrectInstanceStatus"
    );
    assert_eq!(service.status(), "Running");
    let unknown = [("InstanceId.1", "i-1"), ("InstanceId.2", "i-2")];
    assert_eq!(
        service.code("StopInstances", &unknown),
        "InvalidInstanceId.NotFound"
    );
    assert_eq!(service.status(), "Running");

    let mut first = both.to_vec();
    first.push(("BatchOptimization", "SuccessFirst"));
    let body = service.ok("StopInstances", &first);
    let codes: Vec<_> = body["InstanceResponses"]["InstanceResponse"]
        .as_array()
        .unwrap()
        .iter()
        .map(|response| {
            (
                response["Code"].as_str().unwrap(),
                response["CurrentStatus"].as_str().unwrap(),
            )
        })
        .collect();
    assert_eq!(
        codes,
        [("200", "Stopping"), ("IncorrectInstanceStatus", "Pending")]
    );
}

#[test]
fn new_instances_start_by_themselves() {
    let mut service = Service::with_status(InstanceStatus::Running);
    let body = service.ok(
        "RunInstances",
        &[
            ("Amount", "3"),
            ("InstanceName", "web"),
            ("UniqueSuffix", "true"),
            ("ImageId", "win2022_64_dtc.vhd"),
            ("InstanceType", "ecs.c7.large"),
            ("ZoneId", "mars-1-x"),
            ("Tag.1.Key", "team"),
            ("Tag.1.Value", "a"),
        ],
    );
    let ids = body["InstanceIdSets"]["InstanceIdSet"]
        .as_array()
        .unwrap()
        .clone();
    assert_eq!(ids.len(), 3);
    assert!(
        service.statuses()[1..]
            .iter()
            .all(|(_, status)| status == "Pending")
    );
    service.later(Duration::from_secs(1));
    assert!(
        service.statuses()[1..]
            .iter()
            .all(|(_, status)| status == "Running")
    );

    let filter = Value::from(ids).to_string();
    let body = service.ok("DescribeInstances", &[("InstanceIds", &filter)]);
    let instance = &body["Instances"]["Instance"][1];
    assert_eq!(instance["InstanceName"], "web002");
    assert_eq!(instance["OSType"], "windows");
    assert_eq!(instance["InstanceType"], "ecs.c7.large");
    assert_eq!(instance["ZoneId"], "mars-1-x");
    assert_eq!(
        instance["Tags"]["Tag"],
        json!([{ "TagKey": "team", "TagValue": "a" }])
    );

    let id =
        service.ok("CreateInstance", &[("InstanceType", "ecs.g6.large")])["InstanceId"].clone();
    service.later(Duration::from_secs(1));
    assert_eq!(
        service.statuses()[4],
        (id.as_str().unwrap().to_owned(), "Stopped".to_owned())
    );
    assert_eq!(
        service.code("RunInstances", &[("Amount", "1001")]),
        "InvalidParameter"
    );
    assert_eq!(
        service.code("RunInstances", &[("RegionId", "mars-2")]),
        "InvalidRegionId.NotFound"
    );
}

#[test]
fn a_deleted_instance_is_unknown() {
    let mut service = Service::with_status(InstanceStatus::Running);
    assert_eq!(
        service.code("DeleteInstance", ONE),
        "IncorrectInstanceStatus"
    );
    assert_eq!(
        service.code("DeleteInstances", LIST),
        "IncorrectInstanceStatus"
    );
    service.ok(
        "DeleteInstance",
        &[("InstanceId", "i-1"), ("Force", "true")],
    );
    assert!(service.statuses().is_empty());
    for action in [
        "StartInstance",
        "StopInstance",
        "DeleteInstance",
        "DescribeInstanceAttribute",
    ] {
        assert_eq!(
            service.code(action, ONE),
            "InvalidInstanceId.NotFound",
            "{action}"
        );
    }

    let mut service = Service::with_status(InstanceStatus::Pending);
    assert_eq!(
        service.code("DeleteInstance", ONE),
        "IncorrectInstanceStatus.Initializing"
    );
    let mut service = Service::with_status(InstanceStatus::Stopped);
    service.ok("DeleteInstances", LIST);
    assert!(service.statuses().is_empty());
}

#[test]
fn tags_can_be_added_listed_and_removed() {
    const TYPE: (&str, &str) = ("ResourceType", "instance");
    const ID: (&str, &str) = ("ResourceId.1", "i-1");
    let mut service = Service::new(Instance::new("mars-1", "i-1").with_tag("a", "1"));
    let list = |service: &mut Service| -> Vec<(String, String)> {
        let body = service.ok("ListTagResources", &[TYPE, ID]);
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        body["TagResources"]["TagResource"]
            .as_array()
            .unwrap()
            .iter()
            .map(|tag| (text(&tag["TagKey"]), text(&tag["TagValue"])))
            .collect()
    };
    let tag = |key: &str, value: &str| (key.to_owned(), value.to_owned());
    service.ok(
        "TagResources",
        &[
            TYPE,
            ID,
            ("Tag.1.Key", "a"),
            ("Tag.1.Value", "2"),
            ("Tag.2.Key", "b"),
        ],
    );
    assert_eq!(list(&mut service), [tag("a", "2"), tag("b", "")]);
    let body = service.ok(
        "DescribeInstances",
        &[("Tag.1.Key", "a"), ("Tag.1.Value", "2")],
    );
    assert_eq!(body["TotalCount"], 1);
    let body = service.ok("ListTagResources", &[TYPE, ("Tag.1.Key", "b")]);
    assert_eq!(
        body["TagResources"]["TagResource"]
            .as_array()
            .unwrap()
            .len(),
        2
    );

    service.ok("UntagResources", &[TYPE, ID, ("TagKey.1", "a")]);
    assert_eq!(list(&mut service), [tag("b", "")]);
    // The specification requires neither `TagKey` nor `All`.
    service.ok("UntagResources", &[TYPE, ID]);
    assert_eq!(list(&mut service), [tag("b", "")]);
    service.ok("UntagResources", &[TYPE, ID, ("All", "true")]);
    assert_eq!(list(&mut service), []);

    let twice = [TYPE, ID, ("Tag.1.Key", "a"), ("Tag.2.Key", "a")];
    assert_eq!(service.code("TagResources", &twice), "Duplicate.TagKey");
    let unknown = [TYPE, ("ResourceId.1", "i-2"), ("Tag.1.Key", "a")];
    assert_eq!(
        service.code("TagResources", &unknown),
        "InvalidResourceId.NotFound"
    );
    assert_eq!(
        service.code("ListTagResources", &[TYPE]),
        "BothEmpty.TagsAndResources"
    );
    // Tags of other resources are made up.
    let disk = [
        ("ResourceType", "disk"),
        ("ResourceId.1", "d-1"),
        ("Tag.1.Key", "a"),
    ];
    service.ok("TagResources", &disk);
}

#[test]
fn new_instances_have_the_requested_network() {
    let mut service = Service::new(Instance::new("mars-1", "i-1"));
    for (parameter, groups) in [
        (("SecurityGroupId", "sg-1"), json!(["sg-1"])),
        (("SecurityGroupIds.1", "sg-2"), json!(["sg-2"])),
    ] {
        let run = [
            parameter,
            ("VSwitchId", "vsw-1"),
            ("PrivateIpAddress", "10.0.0.7"),
        ];
        let ids = service.ok("RunInstances", &run);
        let id = ids["InstanceIdSets"]["InstanceIdSet"].to_string();
        let found = service.ok("DescribeInstances", &[("InstanceIds", &id)]);
        let instance = &found["Instances"]["Instance"][0];
        assert_eq!(instance["SecurityGroupIds"]["SecurityGroupId"], groups);
        assert_eq!(instance["VpcAttributes"]["VSwitchId"], "vsw-1");
        let interface = &instance["NetworkInterfaces"]["NetworkInterface"][0];
        assert_eq!(interface["PrimaryIpAddress"], "10.0.0.7");
    }
    for (filter, count) in [
        (("SecurityGroupId", "sg-1"), 1),
        (("SecurityGroupId", "sg-3"), 0),
        (("VSwitchId", "vsw-1"), 2),
    ] {
        let found = service.ok("DescribeInstances", &[filter]);
        assert_eq!(found["TotalCount"], count, "{filter:?}");
    }
}

/// Each new instance has a copy of these texts.
#[test]
fn new_instances_have_no_long_texts() {
    let mut service = Service::new(Instance::new("mars-1", "i-1"));
    let long = "n".repeat(129);
    for (name, code) in [
        ("InstanceName", "InvalidInstanceName.Malformed"),
        ("InstanceType", "InvalidParameter"),
        ("SecurityGroupIds.1", "InvalidParameter"),
        ("NetworkInterface.1.VSwitchId", "InvalidParameter"),
    ] {
        assert_eq!(service.code("RunInstances", &[(name, &long)]), code);
    }
    let rename = [("InstanceId", "i-1"), ("InstanceName", &*long)];
    assert_eq!(
        service.code("ModifyInstanceAttribute", &rename),
        "InvalidInstanceName.Malformed"
    );
}

#[test]
fn an_address_belongs_to_one_instance() {
    let mut service = Service::new(Instance::new("mars-1", "i-1"));
    let run = [
        ("Amount", "2"),
        ("PrivateIpAddress", "10.0.0.7"),
        ("NetworkInterface.1.SecurityGroupId", "sg-1"),
        ("NetworkInterface.1.VSwitchId", "vsw-1"),
    ];
    service.ok("RunInstances", &run);
    let found = service.ok("DescribeInstances", &[("VSwitchId", "vsw-1")]);
    let addresses = |number: usize| {
        let instance = &found["Instances"]["Instance"][number];
        assert_eq!(
            instance["SecurityGroupIds"]["SecurityGroupId"],
            json!(["sg-1"])
        );
        instance["VpcAttributes"]["PrivateIpAddress"]["IpAddress"].clone()
    };
    assert_eq!(addresses(0), json!(["10.0.0.7"]));
    assert_eq!(addresses(1), json!([]));
}

#[test]
fn security_groups_can_be_changed() {
    let mut service = Service::new(Instance::new("mars-1", "i-1"));
    let groups = |service: &mut Service| {
        let found = service.ok("DescribeInstances", &[]);
        found["Instances"]["Instance"][0]["SecurityGroupIds"]["SecurityGroupId"].clone()
    };
    let group = |id| [("InstanceId", "i-1"), ("SecurityGroupId", id)];
    service.ok("JoinSecurityGroup", &group("sg-1"));
    assert_eq!(groups(&mut service), json!(["sg-emulator", "sg-1"]));
    service.ok("LeaveSecurityGroup", &group("sg-emulator"));
    assert_eq!(groups(&mut service), json!(["sg-1"]));
    for (action, id, code) in [
        (
            "JoinSecurityGroup",
            "sg-1",
            "InvalidInstanceId.AlreadyExists",
        ),
        ("LeaveSecurityGroup", "sg-1", "InstanceLastSecurityGroup"),
        ("LeaveSecurityGroup", "sg-2", "InstanceNotInSecurityGroup"),
    ] {
        assert_eq!(service.code(action, &group(id)), code);
    }
    let replace = [
        ("InstanceId", "i-1"),
        ("SecurityGroupIds.1", "sg-3"),
        ("SecurityGroupIds.2", "sg-3"),
    ];
    service.ok("ModifyInstanceAttribute", &replace);
    assert_eq!(groups(&mut service), json!(["sg-3"]));
}

#[test]
fn a_suffix_needs_a_name() {
    let mut service = Service::new(Instance::new("mars-1", "i-1"));
    let ids = service.ok(
        "RunInstances",
        &[("UniqueSuffix", "true"), ("Amount", "1000")],
    );
    let ids = &ids["InstanceIdSets"]["InstanceIdSet"];
    assert_eq!(ids.as_array().unwrap().len(), 1000);
    let first = json!([ids[0]]).to_string();
    let found = service.ok("DescribeInstances", &[("InstanceIds", &first)]);
    assert_eq!(found["Instances"]["Instance"][0]["InstanceName"], ids[0]);
}

#[test]
fn tag_filters_match_patterns() {
    let scenario = Scenario::empty()
        .with_instance(Instance::new("mars-1", "i-1").with_tag("environment", "production"))
        .with_instance(Instance::new("mars-1", "i-2").with_tag("environment", "test"))
        .with_instance(Instance::new("mars-1", "i-3").with_tag("team", "production"));
    let mut service = Service::new(Instance::new("mars-1", "i-1"));
    service.gateway.set_scenario(scenario).unwrap();
    let mut ids = |filters: &[(&str, &str)]| -> Vec<String> {
        let call = [&[("ResourceType", "instance")], filters].concat();
        let body = service.ok("ListTagResources", &call);
        let tags = body["TagResources"]["TagResource"].as_array().unwrap();
        let ids = tags.iter().map(|tag| tag["ResourceId"].as_str().unwrap());
        ids.map(str::to_owned).collect()
    };
    const KEY: &str = "TagFilter.1.TagKey";
    assert_eq!(ids(&[(KEY, "env*")]), ["i-1", "i-2"]);
    assert_eq!(ids(&[(KEY, "*ea*")]), ["i-3"]);
    assert!(ids(&[(KEY, "env")]).is_empty());
    let values = [
        (KEY, "environment"),
        ("TagFilter.1.TagValues.1", "pro*"),
        ("TagFilter.1.TagValues.2", "other"),
    ];
    assert_eq!(ids(&values), ["i-1"]);
    let both = [(KEY, "env*"), ("TagFilter.2.TagKey", "team")];
    assert!(ids(&both).is_empty());

    let with_tag = [
        ("ResourceType", "instance"),
        (KEY, "env*"),
        ("Tag.1.Key", "team"),
    ];
    assert_eq!(
        service.code("ListTagResources", &with_tag),
        "InvalidTagFilter.Malformed"
    );
}

#[test]
fn refuses_tags_that_the_service_reserves() {
    for (key, value, code) in [
        ("aliyun", "", "InvalidTagKey.Malformed"),
        ("acs:rm", "", "InvalidTagKey.Malformed"),
        ("see https://example.com", "", "InvalidTagKey.Malformed"),
        (&"k".repeat(129), "", "InvalidTagKey.Malformed"),
        ("key", "acs:x", "InvalidTagValue.Malformed"),
        ("key", &"v".repeat(129), "InvalidTagValue.Malformed"),
    ] {
        let mut service = Service::new(Instance::new("mars-1", "i-1"));
        let tag = [("Tag.1.Key", key), ("Tag.1.Value", value)];
        let call = [[("ResourceType", "instance"), ("ResourceId.1", "i-1")], tag];
        assert_eq!(service.code("TagResources", &call.concat()), code, "{key}");
        assert_eq!(service.code("RunInstances", &tag), code, "{key}");
    }
    let mut service = Service::new(Instance::new("mars-1", "i-1"));
    let longest = "键".repeat(128);
    service.ok("RunInstances", &[("Tag.1.Key", &longest)]);
    let twice = [("Tag.1.Key", "a"), ("Tag.2.Key", "a")];
    assert_eq!(service.code("RunInstances", &twice), "Duplicate.TagKey");
}

#[test]
fn with_tag_replaces_the_value_of_an_existing_key() {
    let instance = Instance::new("mars-1", "i-1")
        .with_tag("a", "1")
        .with_tag("b", "2");
    let instance = instance.with_tag("a", "3");
    let tags = [("a", "3"), ("b", "2")].map(|(key, value)| (key.to_owned(), value.to_owned()));
    assert_eq!(instance.tags, tags);
}

#[test]
fn an_instance_has_at_most_twenty_tags() {
    let full = (0..20).fold(Instance::new("mars-1", "i-1"), |instance, number| {
        instance.with_tag(number.to_string(), "")
    });
    let mut service = Service::new(full);
    let call = |key| {
        [
            ("ResourceType", "instance"),
            ("ResourceId.1", "i-1"),
            ("Tag.1.Key", key),
        ]
    };
    assert_eq!(
        service.code("TagResources", &call("20")),
        "QuotaExceed.Tags"
    );
    service.ok("TagResources", &call("19"));
}

#[test]
fn a_dry_run_checks_the_call_and_changes_nothing() {
    let mut service = Service::with_status(InstanceStatus::Running);
    let dry = |mut parameters: Vec<(&'static str, &'static str)>| {
        parameters.push(("DryRun", "true"));
        parameters
    };
    assert_eq!(
        service.code("StopInstance", &dry(ONE.to_vec())),
        "DryRunOperation"
    );
    assert_eq!(
        service.code("RunInstances", &dry(vec![])),
        "DryRunOperation"
    );
    let force = dry(vec![("InstanceId", "i-1"), ("Force", "true")]);
    assert_eq!(service.code("DeleteInstance", &force), "DryRunOperation");
    assert_eq!(
        service.statuses(),
        [("i-1".to_owned(), "Running".to_owned())]
    );

    let unknown = dry(vec![("InstanceId", "i-2")]);
    assert_eq!(
        service.code("StopInstance", &unknown),
        "InvalidInstanceId.NotFound"
    );
    assert_eq!(
        service.code("StartInstance", &dry(ONE.to_vec())),
        "IncorrectInstanceStatus"
    );
    assert_eq!(
        service.code("StopInstance", &dry(vec![])),
        "MissingParameter"
    );
}

#[test]
fn the_same_token_gets_the_same_reply_once() {
    let mut service = Service::with_status(InstanceStatus::Running);
    let call = [("ClientToken", "t-1"), ("InstanceName", "web")];
    let first = service.ok("RunInstances", &call);
    let second = service.ok("RunInstances", &call);
    assert_eq!(first["InstanceIdSets"], second["InstanceIdSets"]);
    assert_ne!(first["RequestId"], second["RequestId"]);
    assert_eq!(service.statuses().len(), 2);

    let other = [("ClientToken", "t-1"), ("InstanceName", "db")];
    assert_eq!(
        service.code("RunInstances", &other),
        "IdempotentParameterMismatch"
    );
    let new = [("ClientToken", "t-2"), ("InstanceName", "web")];
    assert_ne!(
        service.ok("RunInstances", &new)["InstanceIdSets"],
        first["InstanceIdSets"]
    );
    assert_eq!(service.statuses().len(), 3);
}
