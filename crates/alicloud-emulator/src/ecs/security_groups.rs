//! The operations that change the security groups of instances.

use std::time::SystemTime;

use http::StatusCode;

use super::{Ecs, numbered::numbered, run_instances::MAX_CHARACTERS};
use crate::protocol::{ApiError, Fields, Parameters};

const ALREADY_JOINED: ApiError = ApiError::new(
    StatusCode::FORBIDDEN,
    "InvalidInstanceId.AlreadyExists",
    "The specified instance is in the specified security group.",
);
const LAST_GROUP: ApiError = ApiError::new(
    StatusCode::FORBIDDEN,
    "InstanceLastSecurityGroup",
    "An instance can't leave its last security group.",
);
const NOT_JOINED: ApiError = ApiError::new(
    StatusCode::FORBIDDEN,
    "InstanceNotInSecurityGroup",
    "The specified instance is not in the specified security group.",
);

const TOO_MANY_GROUPS: ApiError = ApiError::new(
    StatusCode::FORBIDDEN,
    "InstanceSecurityGroupLimitExceeded",
    "An instance can be in at most 100 security groups.",
);

/// The maximum number of security groups of an instance.
const MAX_SECURITY_GROUPS: usize = 100;

/// The distinct ids in `SecurityGroupIds`, after the id of another parameter.
pub(super) fn security_groups<'a>(
    parameters: &'a Parameters,
    one: Option<&'a str>,
) -> Result<Vec<&'a str>, ApiError> {
    let mut groups: Vec<&str> = one.into_iter().collect();
    for group in numbered(parameters, "SecurityGroupIds") {
        if !groups.contains(&group) {
            groups.push(group);
        }
        if groups.len() > MAX_SECURITY_GROUPS || group.len() > MAX_CHARACTERS {
            return Err(ApiError::invalid_parameter("SecurityGroupIds"));
        }
    }
    Ok(groups)
}

/// Whether the call is about an instance, and not about a network interface.
pub(super) fn is_about_an_instance(parameters: &Parameters) -> bool {
    parameters.given("InstanceId").is_some() && parameters.given("NetworkInterfaceId").is_none()
}

pub(super) fn join_security_group(
    ecs: &mut Ecs,
    parameters: &Parameters,
    _now: SystemTime,
) -> Result<Fields, ApiError> {
    let group = parameters.required("SecurityGroupId")?;
    if group.len() > MAX_CHARACTERS {
        return Err(ApiError::invalid_parameter("SecurityGroupId"));
    }
    let groups = &mut ecs.instance_mut(parameters)?.security_group_ids;
    if groups.len() >= MAX_SECURITY_GROUPS {
        return Err(TOO_MANY_GROUPS);
    }
    if groups.iter().any(|other| other == group) {
        return Err(ALREADY_JOINED);
    }
    groups.push(group.to_owned());
    Ok(Fields::new())
}

pub(super) fn leave_security_group(
    ecs: &mut Ecs,
    parameters: &Parameters,
    _now: SystemTime,
) -> Result<Fields, ApiError> {
    let group = parameters.required("SecurityGroupId")?;
    let groups = &mut ecs.instance_mut(parameters)?.security_group_ids;
    let place = groups.iter().position(|other| other == group);
    let place = place.ok_or(NOT_JOINED)?;
    if groups.len() == 1 {
        return Err(LAST_GROUP);
    }
    groups.remove(place);
    Ok(Fields::new())
}
