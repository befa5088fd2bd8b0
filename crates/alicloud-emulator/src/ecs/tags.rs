//! The tags of instances, and the operations that list and change them.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::SystemTime,
};

use http::StatusCode;

use super::{Ecs, Instance, numbered::numbered, wildcard::is_like};
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
const INVALID_NEXT_TOKEN: ApiError = ApiError::new(
    StatusCode::FORBIDDEN,
    "Invalid.NextToken",
    "The specified NextToken is not valid.",
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
const INVALID_TAG_FILTER: ApiError = ApiError::new(
    StatusCode::FORBIDDEN,
    "InvalidTagFilter.Malformed",
    "Every TagFilter must have a TagKey, and TagFilter can't be combined with Tag.",
);
const INVALID_TAG_KEY: ApiError = ApiError::new(
    StatusCode::BAD_REQUEST,
    "InvalidTagKey.Malformed",
    "The specified Tag.n.Key is not valid.",
);
const INVALID_TAG_VALUE: ApiError = ApiError::new(
    StatusCode::BAD_REQUEST,
    "InvalidTagValue.Malformed",
    "The specified Tag.n.Value is not valid.",
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

/// The maximum number of characters of a key, and of a value.
const MAX_CHARACTERS: usize = 128;

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
            "Key" => tag.0 = Some(value),
            "Value" => tag.1 = Some(value),
            // The old names count only without the new names, which come first in the order.
            "key" => tag.0 = tag.0.or(Some(value)),
            "value" => tag.1 = tag.1.or(Some(value)),
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

/// Reads the tags that a call gives to instances.
pub(super) fn new_tags(parameters: &Parameters) -> Result<Vec<(String, String)>, ApiError> {
    let given = given_tags(parameters)?;
    let keys: BTreeSet<&str> = given.iter().map(|tag| tag.key).collect();
    if keys.len() < given.len() {
        return Err(DUPLICATE_KEY);
    }
    let is_invalid = |text: &str, prefixes: &[&str]| {
        prefixes.iter().any(|prefix| text.starts_with(prefix))
            || ["http://", "https://"].iter().any(|url| text.contains(url))
            || text.chars().count() > MAX_CHARACTERS
    };
    given
        .into_iter()
        .map(|tag| {
            let value = tag.value.unwrap_or_default();
            if is_invalid(tag.key, &["aliyun", "acs:"]) {
                return Err(INVALID_TAG_KEY);
            }
            if is_invalid(value, &["acs:"]) {
                return Err(INVALID_TAG_VALUE);
            }
            Ok((tag.key.to_owned(), value.to_owned()))
        })
        .collect()
}

/// A filter for tags, whose texts may contain `*`.
#[derive(Default)]
struct TagFilter<'a> {
    key: Option<&'a str>,
    /// A tag matches if its value matches one of these texts, or if the list is empty.
    values: Vec<&'a str>,
}

impl TagFilter<'_> {
    fn is_on(&self, instance: &Instance) -> bool {
        instance.tags.iter().any(|(key, value)| {
            self.key.is_some_and(|pattern| is_like(key, pattern))
                && (self.values.is_empty()
                    || self.values.iter().any(|pattern| is_like(value, pattern)))
        })
    }
}

/// Reads `TagFilter.1.TagKey`, `TagFilter.1.TagValues.1` and so on.
fn tag_filters(parameters: &Parameters) -> Result<Vec<TagFilter<'_>>, ApiError> {
    let mut filters = BTreeMap::<&str, TagFilter<'_>>::new();
    for (name, text) in parameters.iter().filter(|(_, text)| !text.is_empty()) {
        let Some((number, part)) = name
            .strip_prefix("TagFilter.")
            .and_then(|rest| rest.split_once('.'))
        else {
            continue;
        };
        let filter = filters.entry(number).or_default();
        match part {
            "TagKey" => filter.key = Some(text),
            _ => filter.values.push(text),
        }
    }
    let filters: Vec<_> = filters.into_values().collect();
    match filters.iter().all(|filter| filter.key.is_some()) {
        true => Ok(filters),
        false => Err(INVALID_TAG_FILTER),
    }
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
    let new = new_tags(parameters)?;
    let mut changed = Vec::new();
    for id in ids {
        let instance = ecs.scenario.find(id).ok_or(INVALID_RESOURCE_ID)?;
        let kept = instance
            .tags
            .iter()
            .filter(|(key, _)| !new.iter().any(|(other, _)| other == key));
        let tags: Vec<(String, String)> = kept.chain(&new).cloned().collect();
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
/// lists the instances of the region that match all the tags and filters of the call.
pub(super) fn list_tag_resources(
    ecs: &mut Ecs,
    parameters: &Parameters,
    _now: SystemTime,
) -> Result<Fields, ApiError> {
    let region_id = ecs.region_id(parameters)?;
    let ids = numbered(parameters, "ResourceId");
    let given = given_tags(parameters)?;
    let filters = tag_filters(parameters)?;
    if !given.is_empty() && !filters.is_empty() {
        return Err(INVALID_TAG_FILTER);
    }
    if ids.is_empty() && given.is_empty() && filters.is_empty() {
        return Err(BOTH_EMPTY);
    }
    // There is only one page, so no call has returned a token.
    if parameters.given("NextToken").is_some() {
        return Err(INVALID_NEXT_TOKEN);
    }
    let instances = ecs.scenario.instances().filter(|instance| {
        instance.region_id == region_id
            && (ids.is_empty() || ids.contains(&&*instance.id))
            && given.iter().all(|tag| tag.is_on(instance))
            && filters.iter().all(|filter| filter.is_on(instance))
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
