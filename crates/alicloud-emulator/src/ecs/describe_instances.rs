//! The operation `DescribeInstances`.

use std::time::SystemTime;

use http::StatusCode;

use super::{
    Ecs, Instance, InstanceStatus, OsType,
    page::Page,
    tags::{GivenTag, given_tags},
    wildcard::is_like,
};
use crate::protocol::{ApiError, Fields, Parameters, Value, fields};

const INVALID_STATUS: ApiError = ApiError::new(
    StatusCode::NOT_FOUND,
    "InvalidStatus.NotFound",
    "The specified Status is not found.",
);
/// The maximum number of ids in a call.
const MAX_IDS: usize = 100;

pub(super) fn describe_instances(
    ecs: &mut Ecs,
    parameters: &Parameters,
    _now: SystemTime,
) -> Result<Fields, ApiError> {
    let region_id = ecs.region_id(parameters)?;
    let filter = Filter::read(parameters)?;
    let instances = ecs.scenario.numbered_instances();
    let found = instances
        .filter(|(_, instance)| instance.region_id == region_id && instance.listed)
        .filter(|(_, instance)| filter.lets_through(instance))
        .collect();
    let page = Page::read(parameters, region_id, ecs.generation, found)?;
    let instances = page.instances.iter().copied().map(describe).collect();
    Ok(fields([
        ("Instances", Value::from([("Instance", instances)])),
        ("TotalCount", page.total.into()),
        ("PageNumber", page.number.into()),
        ("PageSize", page.size.into()),
        ("NextToken", page.next_token.into()),
    ]))
}

/// The filters of a call. An instance must match all filters.
struct Filter<'a> {
    ids: Option<Vec<String>>,
    name: Option<&'a str>,
    zone_id: Option<&'a str>,
    v_switch_id: Option<&'a str>,
    security_group_id: Option<&'a str>,
    status: Option<InstanceStatus>,
    tags: Vec<GivenTag<'a>>,
}

impl<'a> Filter<'a> {
    fn read(parameters: &'a Parameters) -> Result<Self, ApiError> {
        let status = match parameters.given("Status") {
            None => None,
            Some(name) => Some(InstanceStatus::from_name(name).ok_or(INVALID_STATUS)?),
        };
        Ok(Self {
            ids: ids(parameters)?,
            name: parameters.given("InstanceName"),
            zone_id: parameters.given("ZoneId"),
            v_switch_id: parameters.given("VSwitchId"),
            security_group_id: parameters.given("SecurityGroupId"),
            status,
            tags: given_tags(parameters)?,
        })
    }

    fn lets_through(&self, instance: &Instance) -> bool {
        self.ids
            .as_ref()
            .is_none_or(|ids| ids.contains(&instance.id))
            && self.name.is_none_or(|name| is_like(&instance.name, name))
            && self
                .zone_id
                .is_none_or(|zone_id| instance.zone_id == zone_id)
            && self.v_switch_id.is_none_or(|id| instance.v_switch_id == id)
            && self
                .security_group_id
                .is_none_or(|id| instance.security_group_ids.iter().any(|other| other == id))
            && self.status.is_none_or(|status| instance.status == status)
            && self.tags.iter().all(|tag| tag.is_on(instance))
    }
}

/// Reads `InstanceIds`, which is a JSON list. An empty list matches no instance.
fn ids(parameters: &Parameters) -> Result<Option<Vec<String>>, ApiError> {
    const NAME: &str = "InstanceIds";
    let Some(text) = parameters.given(NAME) else {
        return Ok(None);
    };
    serde_json::from_str(text)
        .ok()
        .filter(|ids: &Vec<String>| ids.len() <= MAX_IDS)
        .map(Some)
        .ok_or_else(|| ApiError::invalid_parameter(NAME))
}

/// The fields of an instance in the reply that a scenario defines, and some fields that are the
/// same for all instances.
fn describe(instance: &Instance) -> Value {
    let os_name = match instance.os_type {
        OsType::Linux => "Alibaba Cloud Linux  3.2104 LTS 64位",
        OsType::Windows => "Windows Server  2022 数据中心版 64位中文版",
    };
    let tags = instance.tags.iter().map(|(key, value)| {
        Value::from([
            ("TagKey", key.as_str().into()),
            ("TagValue", value.as_str().into()),
        ])
    });
    let mut fields = attributes(instance);
    fields.extend(crate::protocol::fields([
        ("OSType", instance.os_type.as_str().into()),
        ("OSName", os_name.into()),
        ("Tags", [("Tag", tags.collect())].into()),
        ("NetworkInterfaces", network_interfaces(instance)),
    ]));
    Value::Object(fields)
}

/// The only network interface of an instance.
fn network_interfaces(instance: &Instance) -> Value {
    let address = instance.private_ip_address.as_deref();
    let addresses = address.into_iter().map(|address| {
        Value::from([
            ("PrivateIpAddress", address.into()),
            ("Primary", Value::Boolean(true)),
        ])
    });
    let interface = Value::from([
        ("NetworkInterfaceId", format!("eni-{}", instance.id).into()),
        ("Type", "Primary".into()),
        ("PrimaryIpAddress", address.unwrap_or_default().into()),
        (
            "PrivateIpSets",
            [("PrivateIpSet", addresses.collect())].into(),
        ),
    ]);
    Value::from([("NetworkInterface", Value::List(vec![interface]))])
}

/// The fields that `DescribeInstances` and `DescribeInstanceAttribute` both return.
pub(super) fn attributes(instance: &Instance) -> Fields {
    let vpc = Value::from([
        ("VpcId", "vpc-emulator".into()),
        ("VSwitchId", instance.v_switch_id.as_str().into()),
        ("PrivateIpAddress", addresses(&instance.private_ip_address)),
    ]);
    let groups = instance.security_group_ids.iter();
    let groups = groups.map(|id| id.as_str().into());
    fields([
        ("InstanceId", instance.id.as_str().into()),
        ("InstanceName", instance.name.as_str().into()),
        ("Status", instance.status.as_str().into()),
        ("RegionId", instance.region_id.as_str().into()),
        ("ZoneId", instance.zone_id.as_str().into()),
        ("InstanceType", instance.instance_type.as_str().into()),
        ("Cpu", 2.into()),
        ("Memory", 8192.into()),
        ("CreationTime", "2017-12-10T04:04Z".into()),
        ("PublicIpAddress", addresses(&instance.public_ip_address)),
        ("InnerIpAddress", addresses(&None)),
        (
            "SecurityGroupIds",
            [("SecurityGroupId", groups.collect())].into(),
        ),
        ("VpcAttributes", vpc),
        ("EipAddress", [("IpAddress", "".into())].into()),
    ])
}

fn addresses(address: &Option<String>) -> Value {
    let addresses = address.iter().map(|address| address.as_str().into());
    Value::from([("IpAddress", addresses.collect())])
}
