//! The tags of instances, and the operations that list and change them.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::SystemTime,
};

use http::StatusCode;

use super::{Ecs, Instance, numbered::numbered};
use crate::protocol::{ApiError, Fields, Parameters, Value, fields};

const BOTH_EMPTY: ApiError = ApiError::new(
    StatusCode::FORBIDDEN,
    "BothEmpty.TagsAndResources",
    "Tags and ResourceIds are both empty.",
);
const DUPLICATE_KEY: ApiError = ApiError::new(
    StatusCode::BAD_REQUEST,
    "Duplicate.TagKey",
    "The Tag.N.Key contain duplicate key.",
);
const FILTER_NOT_SUPPORTED: ApiError = ApiError::new(
    StatusCode::BAD_REQUEST,
    "InvalidTag.NotSupported",
    "The emulator doesn't support TagFilter: use Tag.",
);
const INVALID_RESOURCE_ID: ApiError = ApiError::new(
    StatusCode::NOT_FOUND,
    "InvalidResourceId.NotFound",
    "The specified ResourceIds are not found in our records.",
);
const INVALID_TAG_COUNT: ApiError = ApiError::new(
    StatusCode::BAD_REQUEST,
    "InvalidTagCount",
    "The specified tags are beyond the permitted range.",
);
const QUOTA_EXCEEDED: ApiError = ApiError::new(
    StatusCode::FORBIDDEN,
    "QuotaExceed.Tags",
    "The maximum number of tags of a resource is exceeded.",
);
const TAG_MISMATCH: ApiError = ApiError::new(
    StatusCode::BAD_REQUEST,
    "InvalidTag.Mismatch",
    "The specified Tag.n.Key and Tag.n.Value are not match.",
);

/// The maximum number of tags in a call, and of an instance.
const MAX_TAGS: usize = 20;

/// A tag that a call names. Without a value, it stands for every value in a filter.
pub(super) struct GivenTag<'a> {
    pub(super) key: &'a str,
    pub(super) value: Option<&'a str>,
}

impl GivenTag<'_> {
    pub(super) fn is_on(&self, instance: &Instance) -> bool {
        let mut tags = instance.tags.iter();
        tags.any(|(key, value)| key == self.key && self.value.is_none_or(|given| value == given))
    }
}

/// Reads `Tag.1.Key`, `Tag.1.Value` and so on.
pub(super) fn given_tags(parameters: &Parameters) -> Result<Vec<GivenTag<'_>>, ApiError> {
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
            "Key" | "key" => tag.0 = Some(value),
            "Value" | "value" => tag.1 = Some(value),
            _ => {}
        }
    }
    tags.into_values()
        .map(|(key, value)| {
            let key = key.ok_or(TAG_MISMATCH)?;
            Ok(GivenTag { key, value })
        })
        .collect()
}

/// Whether the call of an operation for tags is about instances.
pub(super) fn is_about_instances(parameters: &Parameters) -> bool {
    parameters
        .given("ResourceType")
        .is_some_and(|resource_type| resource_type.eq_ignore_ascii_case("instance"))
}

pub(super) fn tag_resources(
    ecs: &mut Ecs,
    parameters: &Parameters,
    _now: SystemTime,
) -> Result<Fields, ApiError> {
    let ids = resource_ids(ecs, parameters)?;
    let given = given_tags(parameters)?;
    let keys: BTreeSet<&str> = given.iter().map(|tag| tag.key).collect();
    if keys.len() < given.len() {
        return Err(DUPLICATE_KEY);
    }
    let mut changed = Vec::new();
    for id in ids {
        let instance = ecs.scenario.find(id).ok_or(INVALID_RESOURCE_ID)?;
        let kept = instance
            .tags
            .iter()
            .filter(|(key, _)| !given.iter().any(|tag| tag.key == key));
        let mut tags: Vec<(String, String)> = kept.cloned().collect();
        tags.extend(given.iter().map(|tag| {
            let value = tag.value.unwrap_or_default();
            (tag.key.to_owned(), value.to_owned())
        }));
        if tags.len() > MAX_TAGS {
            return Err(QUOTA_EXCEEDED);
        }
        changed.push((id, tags));
    }
    for (id, tags) in changed {
        if let Some(instance) = ecs.scenario.instance_mut(id) {
            instance.tags = tags;
        }
    }
    Ok(Fields::new())
}

/// Removes the tags with the keys `TagKey.1`, `TagKey.2` and so on. Without keys, `All` removes all
/// tags.
pub(super) fn untag_resources(
    ecs: &mut Ecs,
    parameters: &Parameters,
    _now: SystemTime,
) -> Result<Fields, ApiError> {
    let keys = numbered(parameters, "TagKey");
    let all = parameters.is_true("All");
    for id in resource_ids(ecs, parameters)? {
        if let Some(instance) = ecs.scenario.instance_mut(id) {
            let is_removed = |key: &str| match keys.is_empty() {
                true => all,
                false => keys.contains(&key),
            };
            instance.tags.retain(|(key, _)| !is_removed(key));
        }
    }
    Ok(Fields::new())
}

/// Lists all tags of the instances that the call names, on one page. Without instances, the call
/// lists the instances of the region that have all the tags of the call.
pub(super) fn list_tag_resources(
    ecs: &mut Ecs,
    parameters: &Parameters,
    _now: SystemTime,
) -> Result<Fields, ApiError> {
    let region_id = ecs.region_id(parameters)?;
    let ids = numbered(parameters, "ResourceId");
    let given = given_tags(parameters)?;
    if parameters
        .iter()
        .any(|(name, _)| name.starts_with("TagFilter."))
    {
        return Err(FILTER_NOT_SUPPORTED);
    }
    if ids.is_empty() && given.is_empty() {
        return Err(BOTH_EMPTY);
    }
    let instances = ecs.scenario.instances().iter().filter(|instance| {
        instance.region_id == region_id
            && (ids.is_empty() || ids.contains(&&*instance.id))
            && given.iter().all(|tag| tag.is_on(instance))
    });
    let tags = instances.flat_map(|instance| {
        instance.tags.iter().map(|(key, value)| {
            Value::from([
                ("ResourceType", "instance".into()),
                ("ResourceId", instance.id.as_str().into()),
                ("TagKey", key.as_str().into()),
                ("TagValue", value.as_str().into()),
            ])
        })
    });
    let tags = Value::from([("TagResource", tags.collect())]);
    Ok(fields([("TagResources", tags), ("NextToken", "".into())]))
}

/// The ids of a call, which must all be instances of its region.
fn resource_ids<'a>(ecs: &Ecs, parameters: &'a Parameters) -> Result<Vec<&'a str>, ApiError> {
    let region_id = ecs.region_id(parameters)?;
    let ids = numbered(parameters, "ResourceId");
    if ids.is_empty() {
        return Err(ApiError::missing_parameter("ResourceId"));
    }
    for id in &ids {
        ecs.instance_in(region_id, id)
            .map_err(|_| INVALID_RESOURCE_ID)?;
    }
    Ok(ids)
}
