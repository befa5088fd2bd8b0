//! The operations for the status and the attributes of instances.

use std::time::SystemTime;

use http::StatusCode;

use super::{
    Ecs, describe_instances::attributes, numbered::numbered, page::Page,
    run_instances::instance_name, security_groups::security_groups,
};
use crate::protocol::{ApiError, Fields, Parameters, Value, fields};

const TOO_MANY_IDS: ApiError = ApiError::new(
    StatusCode::FORBIDDEN,
    "InvalidParameter.TooManyInstanceIds",
    "The maximum number of InstanceIds is exceeded.",
);

/// The maximum number of ids in a call.
const MAX_IDS: usize = 100;

pub(super) fn describe_instance_status(
    ecs: &mut Ecs,
    parameters: &Parameters,
    _now: SystemTime,
) -> Result<Fields, ApiError> {
    let region_id = ecs.region_id(parameters)?;
    let zone_id = parameters.given("ZoneId");
    let ids = numbered(parameters, "InstanceId");
    if ids.len() > MAX_IDS {
        return Err(TOO_MANY_IDS);
    }
    let instances = ecs.scenario.numbered_instances();
    let found = instances
        .filter(|(_, instance)| instance.region_id == region_id && instance.listed)
        .filter(|(_, instance)| zone_id.is_none_or(|zone_id| instance.zone_id == zone_id))
        .filter(|(_, instance)| ids.is_empty() || ids.contains(&&*instance.id))
        .collect();
    let page = Page::read(parameters, region_id, ecs.generation, found)?;
    let statuses = page.instances.iter().map(|instance| {
        Value::from([
            ("InstanceId", instance.id.as_str().into()),
            ("Status", instance.status.as_str().into()),
        ])
    });
    let statuses = Value::from([("InstanceStatus", statuses.collect())]);
    Ok(fields([
        ("InstanceStatuses", statuses),
        ("TotalCount", page.total.into()),
        ("PageNumber", page.number.into()),
        ("PageSize", page.size.into()),
    ]))
}

pub(super) fn describe_instance_attribute(
    ecs: &mut Ecs,
    parameters: &Parameters,
    _now: SystemTime,
) -> Result<Fields, ApiError> {
    ecs.instance(parameters).map(attributes)
}

/// Changes the name and the security groups of an instance. Other attributes are no part of a
/// scenario.
pub(super) fn modify_instance_attribute(
    ecs: &mut Ecs,
    parameters: &Parameters,
    _now: SystemTime,
) -> Result<Fields, ApiError> {
    let instance = ecs.instance_mut(parameters)?;
    if let Some(name) = instance_name(parameters)? {
        instance.name = name.to_owned();
    }
    let groups = security_groups(parameters, None)?;
    if !groups.is_empty() {
        instance.security_group_ids = groups.into_iter().map(str::to_owned).collect();
    }
    Ok(Fields::new())
}
