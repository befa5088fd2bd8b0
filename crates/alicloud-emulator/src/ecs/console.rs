//! The operations for the console of an instance: its `VncUrl` and its VNC password.

use std::time::SystemTime;

use http::StatusCode;

use super::{Ecs, Instance, InstanceStatus, instance_commands::INCORRECT_INSTANCE_STATUS};
use crate::protocol::{ApiError, Fields, Parameters, fields};

const INCORRECT_VNC_PASSWORD: ApiError = ApiError::new(
    StatusCode::BAD_REQUEST,
    "IncorrectVncPassword.Malformed",
    "The specified parameter VncPassword is not valid.",
);

pub(super) fn describe_instance_vnc_url(
    ecs: &mut Ecs,
    parameters: &Parameters,
    now: SystemTime,
) -> Result<Fields, ApiError> {
    match instance(ecs, parameters)?.status {
        InstanceStatus::Running => Ok(fields([("VncUrl", ecs.vnc.issue(now).into())])),
        InstanceStatus::Pending => Err(not_ready("The specified instance is not ready for use")),
        InstanceStatus::Starting | InstanceStatus::Stopping | InstanceStatus::Stopped => {
            Err(INCORRECT_INSTANCE_STATUS)
        }
    }
}

/// Validates the VNC password without storing it, because no operation uses the password.
pub(super) fn modify_instance_vnc_passwd(
    ecs: &mut Ecs,
    parameters: &Parameters,
    _now: SystemTime,
) -> Result<Fields, ApiError> {
    let instance = instance(ecs, parameters)?;
    let password = parameters.required("VncPassword")?;
    if password.len() != 6 || !password.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return Err(INCORRECT_VNC_PASSWORD);
    }
    match instance.status {
        InstanceStatus::Running | InstanceStatus::Stopped => Ok(Fields::new()),
        InstanceStatus::Pending => Err(not_ready(
            "Temporarily unable to connect the specified instance,please try later.",
        )),
        InstanceStatus::Starting | InstanceStatus::Stopping => Err(INCORRECT_INSTANCE_STATUS),
    }
}

/// The instance that `RegionId` and `InstanceId` name.
fn instance<'a>(ecs: &'a Ecs, parameters: &Parameters) -> Result<&'a Instance, ApiError> {
    let instance_id = parameters.required("InstanceId")?;
    let region_id = ecs.region_id(parameters)?;
    ecs.instance_in(region_id, instance_id)
}

/// The error `InstanceNotReady`, whose message differs between operations.
const fn not_ready(message: &'static str) -> ApiError {
    ApiError::new(StatusCode::FORBIDDEN, "InstanceNotReady", message)
}
