//! The operations that change the security groups of instances.

use std::time::SystemTime;

use http::StatusCode;

use super::{
    Ecs,
    run_instances::{MAX_CHARACTERS, MAX_SECURITY_GROUPS},
};
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
