//! The operation `DescribeInstances`.

use std::{collections::BTreeMap, time::SystemTime};

use http::StatusCode;

use super::{Ecs, Instance, InstanceStatus, OsType, page::Page};
use crate::protocol::{ApiError, Fields, Parameters, Value, fields};

const INVALID_STATUS: ApiError = ApiError::new(
    StatusCode::NOT_FOUND,
    "InvalidStatus.NotFound",
    "The specified Status is not found.",
);
const INVALID_TAG_COUNT: ApiError = ApiError::new(
    StatusCode::BAD_REQUEST,
    "InvalidTagCount",
    "The specified tags are beyond the permitted range.",
);
const TAG_MISMATCH: ApiError = ApiError::new(
    StatusCode::BAD_REQUEST,
    "InvalidTag.Mismatch",
    "The specified Tag.n.Key and Tag.n.Value are not match.",
);

/// The maximum number of ids in a call.
const MAX_IDS: usize = 100;
/// The maximum number of tags in a call.
const MAX_TAGS: usize = 20;

pub(super) fn describe_instances(
    ecs: &mut Ecs,
    parameters: &Parameters,
    _now: SystemTime,
) -> Result<Fields, ApiError> {
    let region_id = ecs.region_id(parameters)?;
    let filter = Filter::read(parameters)?;
    let instances = ecs.scenario.instances().iter();
    let found = instances
        .filter(|instance| instance.region_id == region_id && instance.listed)
        .filter(|instance| filter.lets_through(instance))
        .collect();
    let page = Page::read(parameters, found)?;
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
    status: Option<InstanceStatus>,
    tags: Vec<(&'a str, Option<&'a str>)>,
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
            status,
            tags: tags(parameters)?,
        })
    }

    fn lets_through(&self, instance: &Instance) -> bool {
        let has_tag = |(key, value): &(&str, Option<&str>)| {
            let mut tags = instance.tags.iter();
            tags.any(|(k, v)| k == key && value.is_none_or(|value| v == value))
        };
        self.ids
            .as_ref()
            .is_none_or(|ids| ids.contains(&instance.id))
            && self.name.is_none_or(|name| is_like(&instance.name, name))
            && self.status.is_none_or(|status| instance.status == status)
            && self.tags.iter().all(has_tag)
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

/// Reads `Tag.1.Key`, `Tag.1.Value` and so on. A key without a value matches every value.
fn tags(parameters: &Parameters) -> Result<Vec<(&str, Option<&str>)>, ApiError> {
    let mut tags = BTreeMap::<usize, (Option<&str>, Option<&str>)>::new();
    for (name, value) in parameters.iter().filter(|(_, value)| !value.is_empty()) {
        let Some((index, part)) = name
            .strip_prefix("Tag.")
            .and_then(|rest| rest.split_once('.'))
        else {
            continue;
        };
        let index = index
            .parse()
            .ok()
            .filter(|index| (1..=MAX_TAGS).contains(index));
        let tag = tags.entry(index.ok_or(INVALID_TAG_COUNT)?).or_default();
        match part {
            "Key" => tag.0 = Some(value),
            "Value" => tag.1 = Some(value),
            _ => {}
        }
    }
    tags.into_values()
        .map(|(key, value)| Ok((key.ok_or(TAG_MISMATCH)?, value)))
        .collect()
}

/// Whether `text` matches `pattern`, in which `*` matches any text.
fn is_like(text: &str, pattern: &str) -> bool {
    let Some((head, tail)) = pattern.split_once('*') else {
        return text == pattern;
    };
    let Some(mut rest) = text.strip_prefix(head) else {
        return false;
    };
    let (middle, end) = tail.rsplit_once('*').unwrap_or(("", tail));
    for part in middle.split('*') {
        match rest.split_once(part) {
            Some((_, after)) => rest = after,
            None => return false,
        }
    }
    rest.ends_with(end)
}

/// The fields of an instance in the reply. Fields that a scenario doesn't define are the same for
/// all instances.
fn describe(instance: &Instance) -> Value {
    let (os_type, os_name) = match instance.os_type {
        OsType::Linux => ("linux", "Alibaba Cloud Linux  3.2104 LTS 64位"),
        OsType::Windows => ("windows", "Windows Server  2022 数据中心版 64位中文版"),
    };
    let tags = instance.tags.iter().map(|(key, value)| {
        Value::from([
            ("TagKey", key.as_str().into()),
            ("TagValue", value.as_str().into()),
        ])
    });
    let vpc = Value::from([
        ("VpcId", "vpc-emulator".into()),
        ("VSwitchId", "vsw-emulator".into()),
        ("PrivateIpAddress", addresses(&instance.private_ip_address)),
    ]);
    Value::from([
        ("InstanceId", instance.id.as_str().into()),
        ("InstanceName", instance.name.as_str().into()),
        ("Status", instance.status.name().into()),
        ("RegionId", instance.region_id.as_str().into()),
        ("ZoneId", format!("{}-b", instance.region_id).into()),
        ("OSType", os_type.into()),
        ("OSName", os_name.into()),
        ("InstanceType", "ecs.g5.large".into()),
        ("Cpu", 2.into()),
        ("Memory", 8192.into()),
        ("CreationTime", "2017-12-10T04:04Z".into()),
        ("PublicIpAddress", addresses(&instance.public_ip_address)),
        ("InnerIpAddress", addresses(&None)),
        ("VpcAttributes", vpc),
        ("EipAddress", [("IpAddress", "".into())].into()),
        ("Tags", [("Tag", tags.collect())].into()),
    ])
}

fn addresses(address: &Option<String>) -> Value {
    let addresses = address.iter().map(|address| address.as_str().into());
    Value::from([("IpAddress", addresses.collect())])
}

#[cfg(test)]
mod tests {
    use super::is_like;

    #[test]
    fn star_matches_any_text() {
        for (text, pattern) in [
            ("web", "web"),
            ("web", "*"),
            ("", "*"),
            ("web-01", "web*"),
            ("web-01", "*01"),
            ("web-01", "w*1"),
            ("web-01", "*b*0*"),
            ("web-01", "**"),
            ("aXbXc", "a*X*c"),
        ] {
            assert!(is_like(text, pattern), "{text} {pattern}");
        }
        for (text, pattern) in [
            ("web", "we"),
            ("web", "WEB"),
            ("web", ""),
            ("web", "web*web"),
            ("web-01", "*02"),
            ("web-01", "*1*0*"),
            ("ab", "ab*b"),
        ] {
            assert!(!is_like(text, pattern), "{text} {pattern}");
        }
    }
}
