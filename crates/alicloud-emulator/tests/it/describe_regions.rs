//! Tests of `DescribeRegions`.

use alicloud_emulator::{Instance, Scenario};
use serde_json::{Value, json};

use crate::call::{Call, answer, error, json};

fn call() -> Call {
    Call::of("DescribeRegions", "cn-qingdao").without("RegionId")
}

fn names(call: &Call) -> Vec<Value> {
    let body = json(&answer(Scenario::default(), call));
    let regions = body["Regions"]["Region"].as_array().unwrap().clone();
    regions
        .into_iter()
        .map(|region| region["LocalName"].clone())
        .collect()
}

#[test]
fn lists_all_regions_with_name_and_host() {
    let body = json(&answer(Scenario::default(), &call()));
    let regions = body["Regions"]["Region"].as_array().unwrap();
    let ids: Vec<&str> = regions
        .iter()
        .map(|region| region["RegionId"].as_str().unwrap())
        .collect();
    assert_eq!(ids, Scenario::default().region_ids());
    assert_eq!(
        regions[2],
        json!({
            "RegionId": "cn-hangzhou",
            "LocalName": "华东1（杭州）",
            "RegionEndpoint": "ecs-cn-hangzhou.aliyuncs.com",
            "Status": "available",
        })
    );
}

#[test]
fn the_name_of_an_unknown_region_is_its_id() {
    let scenario = Scenario::empty().with_instance(Instance::new("mars-1", "i-1"));
    let body = json(&answer(scenario, &call()));
    assert_eq!(
        body["Regions"],
        json!({ "Region": [{
            "RegionId": "mars-1",
            "LocalName": "mars-1",
            "RegionEndpoint": "ecs.mars-1.aliyuncs.com",
            "Status": "available",
        }] })
    );
}

#[test]
fn returns_region_names_in_the_requested_language() {
    for (language, name) in [
        ("", "华北1（青岛）"),
        ("zh-CN", "华北1（青岛）"),
        ("en-US", "China (Qingdao)"),
        ("ja", "中国 (青島)"),
    ] {
        let names = names(&call().with("AcceptLanguage", language));
        assert_eq!((&names[0], names.len()), (&json!(name), 8), "{language}");
    }
}

#[test]
fn refuses_invalid_values() {
    for (name, value, status, code) in [
        (
            "AcceptLanguage",
            "en",
            404,
            "InvalidAcceptLanguage.NotFound",
        ),
        ("ResourceType", "slb", 404, "InvalidResourceType.NotFound"),
        (
            "InstanceChargeType",
            "Free",
            403,
            "Invalid.InstanceChargeType",
        ),
    ] {
        let (found, found_code, _) = error(&answer(Scenario::default(), &call().with(name, value)));
        assert_eq!((found, &*found_code), (status, code));
    }
    for (name, value) in [("ResourceType", "scu"), ("InstanceChargeType", "PrePaid")] {
        let response = answer(Scenario::default(), &call().with(name, value));
        assert_eq!(response.status(), 200);
    }
}

#[test]
fn refuses_an_account_without_regions() {
    let (status, code, _) = error(&answer(Scenario::empty(), &call()));
    assert_eq!((status, &*code), (403, "Unauthorized.EmptyRegion"));
}
