//! Tests of `DescribeInstances`: filters, pages, and all fields of an instance.

use alicloud_emulator::{Instance, InstanceStatus, OsType, Scenario};
use serde_json::{Value, json};

use crate::call::{Call, answer, error, gateway, json, now};

fn call() -> Call {
    Call::of("DescribeInstances", "cn-qingdao")
}

fn paged() -> Call {
    Call::of("DescribeInstances", Scenario::PAGED_REGION_ID)
}

fn ids(body: &Value) -> Vec<&str> {
    let instances = body["Instances"]["Instance"].as_array().unwrap();
    instances
        .iter()
        .map(|instance| instance["InstanceId"].as_str().unwrap())
        .collect()
}

/// The reply of the default scenario to a call.
fn body(call: &Call) -> Value {
    json(&answer(Scenario::default(), call))
}

/// Asserts that `found` has all the fields of `expected`, and lists of the same lengths.
fn assert_contains(found: &Value, expected: &Value) {
    match (found, expected) {
        (Value::Object(found), Value::Object(expected)) => {
            for (name, value) in expected {
                assert_contains(&found[name], value);
            }
        }
        (Value::Array(found), Value::Array(expected)) => {
            assert_eq!(found.len(), expected.len());
            for (found, expected) in found.iter().zip(expected) {
                assert_contains(found, expected);
            }
        }
        _ => assert_eq!(found, expected),
    }
}

#[test]
fn describes_all_fields_of_an_instance() {
    let instance = Instance::new("mars-1", "i-1")
        .with_os_type(OsType::Windows)
        .with_status(InstanceStatus::Starting)
        .with_name("办公室")
        .with_private_ip_address("172.17.0.1")
        .with_public_ip_address("192.0.2.1")
        .with_tag("a", "1");
    let scenario = Scenario::empty().with_instance(instance);
    let call = Call::of("DescribeInstances", "mars-1");
    let body = json(&answer(scenario.clone(), &call));
    assert_contains(
        &body,
        &json!({
            "RequestId": body["RequestId"],
            "Instances": { "Instance": [{
                "InstanceId": "i-1",
                "InstanceName": "办公室",
                "Status": "Starting",
                "RegionId": "mars-1",
                "ZoneId": "mars-1-b",
                "OSType": "windows",
                "OSName": "Windows Server  2022 数据中心版 64位中文版",
                "InstanceType": "ecs.g5.large",
                "Cpu": 2,
                "Memory": 8192,
                "CreationTime": "2017-12-10T04:04Z",
                "PublicIpAddress": { "IpAddress": ["192.0.2.1"] },
                "InnerIpAddress": { "IpAddress": [] },
                "VpcAttributes": {
                    "VpcId": "vpc-emulator",
                    "VSwitchId": "vsw-emulator",
                    "PrivateIpAddress": { "IpAddress": ["172.17.0.1"] },
                },
                "EipAddress": { "IpAddress": "" },
                "Tags": { "Tag": [{ "TagKey": "a", "TagValue": "1" }] },
            }] },
            "TotalCount": 1,
            "PageNumber": 1,
            "PageSize": 10,
            "NextToken": "",
        }),
    );
    // The other fields of the specification are empty.
    let instance = &body["Instances"]["Instance"][0];
    assert_eq!(instance["KeyPairName"], "");
    assert_eq!(instance["GPUAmount"], 0);
    assert_eq!(instance["OperationLocks"], json!({ "LockReason": [] }));

    let response = answer(scenario, &call.with("Format", "XML"));
    let xml = std::str::from_utf8(response.body()).unwrap();
    for part in [
        "<Instances><Instance><InstanceId>i-1</InstanceId><InstanceName>办公室</InstanceName>\
         <Status>Starting</Status><RegionId>mars-1</RegionId><ZoneId>mars-1-b</ZoneId>\
         <InstanceType>ecs.g5.large</InstanceType><Cpu>2</Cpu><Memory>8192</Memory>\
         <CreationTime>2017-12-10T04:04Z</CreationTime>\
         <PublicIpAddress><IpAddress>192.0.2.1</IpAddress></PublicIpAddress>\
         <InnerIpAddress></InnerIpAddress>\
         <SecurityGroupIds><SecurityGroupId>sg-emulator</SecurityGroupId></SecurityGroupIds>\
         <VpcAttributes><VpcId>vpc-emulator</VpcId><VSwitchId>vsw-emulator</VSwitchId>\
         <PrivateIpAddress><IpAddress>172.17.0.1</IpAddress></PrivateIpAddress>",
        "<EipAddress><IpAddress></IpAddress>",
        "<OSType>windows</OSType><OSName>Windows Server  2022 数据中心版 64位中文版</OSName>\
         <Tags><Tag><TagKey>a</TagKey><TagValue>1</TagValue></Tag></Tags>",
        "<NetworkInterfaceId>eni-i-1</NetworkInterfaceId><Type>Primary</Type>\
         <PrimaryIpAddress>172.17.0.1</PrimaryIpAddress><PrivateIpSets><PrivateIpSet>\
         <PrivateIpAddress>172.17.0.1</PrivateIpAddress><Primary>true</Primary>\
         </PrivateIpSet></PrivateIpSets>",
        "</Instance></Instances>\
         <TotalCount>1</TotalCount><PageNumber>1</PageNumber><PageSize>10</PageSize>\
         <NextToken></NextToken></DescribeInstancesResponse>",
    ] {
        assert!(xml.contains(part), "{part} is not in {xml}");
    }
}

#[test]
fn lists_the_instances_of_the_region_except_unlisted_instances() {
    assert_eq!(
        ids(&body(&call())),
        [
            Scenario::RUNNING_INSTANCE_ID,
            Scenario::WINDOWS_INSTANCE_ID,
            Scenario::REFERENCE_INSTANCE_ID,
            Scenario::STOPPED_INSTANCE_ID,
            Scenario::CREATING_INSTANCE_ID,
        ]
    );
    let empty = body(&call().with("RegionId", "us-east-1"));
    assert_eq!(empty["Instances"], json!({ "Instance": [] }));
    assert_eq!(empty["TotalCount"], 0);

    let scenario = Scenario::empty()
        .with_instance(Instance::new("mars-1", "i-1").unlisted())
        .with_instance(Instance::new("mars-1", "i-2"));
    let body = json(&answer(scenario, &call().with("RegionId", "mars-1")));
    assert_eq!((ids(&body), &body["TotalCount"]), (vec!["i-2"], &json!(1)));
}

#[test]
fn an_instance_must_match_all_filters() {
    const ALL: usize = 5;
    for (filters, expected) in [
        (
            &[("InstanceIds", "[\"i-emulator-windows\", \"i-unknown\"]")][..],
            1,
        ),
        (&[("InstanceIds", "[\"i-emulator-page-01\"]")], 0),
        (&[("InstanceIds", "[]")], 0),
        (&[("InstanceIds", "")], ALL),
        (&[("Status", "Running")], 3),
        (&[("Status", "Stopping")], 0),
        (&[("Status", "")], ALL),
        (&[("InstanceName", "web")], 1),
        (&[("InstanceName", "办公*")], 1),
        (&[("InstanceName", "*e*")], 4),
        (&[("InstanceName", "WEB")], 0),
        (&[("InstanceName", "*e*"), ("Status", "Running")], 2),
        (&[("Tag.1.Key", "environment")], 2),
        (
            &[("Tag.1.Key", "environment"), ("Tag.1.Value", "office")],
            1,
        ),
        (&[("Tag.1.Key", "environment"), ("Tag.2.Key", "other")], 0),
        (&[("Tag.20.Key", "environment")], 2),
        (&[("ZoneId", "nowhere")], 0),
        (&[("ZoneId", "cn-qingdao-b")], ALL),
        (&[("VpcId", "vpc-1")], ALL),
    ] {
        let call = filters
            .iter()
            .fold(call(), |call, (name, value)| call.with(name, value));
        let body = body(&call);
        assert_eq!(ids(&body).len(), expected, "{filters:?}");
        assert_eq!(body["TotalCount"], expected, "{filters:?}");
    }
}

#[test]
fn refuses_invalid_values() {
    let many = json!(vec!["i-1"; 101]).to_string();
    for (name, value) in [
        ("InstanceIds", "i-emulator-running"),
        ("InstanceIds", "[i-emulator-running]"),
        ("InstanceIds", "['i-emulator-running']"),
        ("InstanceIds", "[1]"),
        ("InstanceIds", "\"i-emulator-running\""),
        ("InstanceIds", &many),
        ("PageSize", "0"),
        ("PageSize", "101"),
        ("PageSize", "ten"),
        ("PageNumber", "0"),
        ("PageNumber", "-1"),
        ("PageNumber", "1.5"),
        ("MaxResults", "0"),
        ("MaxResults", "many"),
        ("NextToken", "rubbish"),
        ("Tag.0.Key", "a"),
    ] {
        let (status, code, message) =
            error(&answer(Scenario::default(), &call().with(name, value)));
        assert_eq!((status, &*code), (400, "InvalidParameter"), "{value}");
        let begin = format!("The specified parameter \"{name}\" is not valid");
        assert!(message.starts_with(&begin), "{message}");
    }
    for (name, value, status, code) in [
        ("Status", "running", 404, "InvalidStatus.NotFound"),
        ("RegionId", "cn-atlantis", 404, "InvalidRegionId.NotFound"),
        ("RegionId", "", 400, "MissingParameter"),
        ("Tag.21.Key", "a", 400, "InvalidTagCount"),
        ("Tag.1.Value", "a", 400, "InvalidTag.Mismatch"),
    ] {
        let response = answer(Scenario::default(), &call().with(name, value));
        let (found, found_code, _) = error(&response);
        assert_eq!((found, &*found_code), (status, code), "{name}={value}");
    }
}

#[test]
fn returns_pages_by_number() {
    for (number, size, begin, count) in [
        ("", "", 1, 10),
        ("1", "10", 1, 10),
        ("2", "", 11, 10),
        ("3", "10", 21, 5),
        ("4", "10", 0, 0),
        ("9223372036854775807", "100", 0, 0),
        ("", "100", 1, 25),
        ("25", "1", 25, 1),
    ] {
        let body = body(&paged().with("PageNumber", number).with("PageSize", size));
        let expected: Vec<String> = (begin..begin + count)
            .map(|number| format!("i-emulator-page-{number:02}"))
            .collect();
        assert_eq!(ids(&body), expected, "{number} {size}");
        assert_eq!(
            (&body["TotalCount"], &body["NextToken"]),
            (&json!(25), &json!(""))
        );
        if !number.is_empty() && !size.is_empty() {
            assert_eq!(body["PageNumber"].to_string(), number);
            assert_eq!(body["PageSize"].to_string(), size);
        }
    }
}

/// The sizes of all pages with `MaxResults`, from the first page on.
fn sizes(call: &Call, max_results: &str) -> Vec<usize> {
    let mut sizes = Vec::new();
    let mut seen = Vec::new();
    let mut call = call.clone().with("MaxResults", max_results);
    loop {
        let body = body(&call);
        let page = ids(&body);
        sizes.push(page.len());
        seen.extend(page.into_iter().map(str::to_owned));
        match body["NextToken"].as_str().unwrap() {
            "" => break,
            token => {
                assert!(token.contains('/') && token.contains('+'), "{token}");
                call = call.with("NextToken", token);
            }
        }
    }
    assert!(seen.is_sorted(), "{seen:?}");
    seen.dedup();
    assert_eq!(seen.len(), sizes.iter().sum::<usize>());
    sizes
}

#[test]
fn returns_pages_by_token() {
    assert_eq!(sizes(&paged(), "10"), [10, 10, 5]);
    assert_eq!(sizes(&paged(), "12"), [12, 12, 1]);
    assert_eq!(sizes(&paged(), "25"), [25]);
    assert_eq!(sizes(&paged().with("Status", "Running"), "10"), [10, 10]);
    // Values below 10 count as 10.
    assert_eq!(sizes(&paged(), "1"), [10, 10, 5]);
    let scenario = (0..120).fold(Scenario::empty(), |scenario, number| {
        scenario.with_instance(Instance::new("mars-1", format!("i-{number}")))
    });
    let call = Call::of("DescribeInstances", "mars-1").with("MaxResults", "100");
    assert_eq!(ids(&json(&answer(scenario, &call))).len(), 100);
}

#[test]
fn paging_by_token_ignores_page_numbers_and_reports_no_total() {
    let call = paged().with("MaxResults", "10");
    let body = body(&call.with("PageNumber", "7").with("PageSize", "1"));
    assert_eq!((ids(&body).len(), &body["TotalCount"]), (10, &json!(0)));
    // A token without `MaxResults` requests a page of 10.
    let token = body["NextToken"].as_str().unwrap();
    let next = json(&answer(
        Scenario::default(),
        &paged().with("NextToken", token),
    ));
    assert_eq!(ids(&next)[0], "i-emulator-page-11");
    assert_eq!(ids(&next).len(), 10);
}

/// A client that deletes the instances of each page must see all instances.
#[test]
fn a_token_survives_the_deletion_of_its_page() {
    let mut gateway = gateway();
    let mut nonce = 0;
    let mut call = |call: &Call| {
        nonce += 1;
        let call = call.clone().with("SignatureNonce", &nonce.to_string());
        json(&gateway.answer(&call.get(), now()))
    };
    let mut seen = Vec::new();
    let mut token = String::new();
    loop {
        let page = call(&paged().with("MaxResults", "10").with("NextToken", &token));
        for id in ids(&page) {
            let delete = Call::of("DeleteInstance", "").without("RegionId");
            let delete = delete.with("InstanceId", id).with("Force", "true");
            assert_eq!(call(&delete)["Code"], json!(null));
            seen.push(id.to_owned());
        }
        page["NextToken"].as_str().unwrap().clone_into(&mut token);
        if token.is_empty() {
            break;
        }
    }
    assert_eq!(seen.len(), 25);
}

#[test]
fn refuses_a_token_of_another_list() {
    let token = body(&paged().with("MaxResults", "10"))["NextToken"].clone();
    let other = call().with("NextToken", token.as_str().unwrap());
    assert_eq!(
        error(&answer(Scenario::default(), &other)).1,
        "InvalidParameter"
    );
}
