//! The operations that create instances.

use std::time::SystemTime;

use http::StatusCode;

use super::{Ecs, Instance, InstanceStatus, OsType, numbered::numbered, tags::new_tags};
use crate::protocol::{ApiError, Fields, Parameters, Value, fields};

const INVALID_AMOUNT: ApiError = ApiError::new(
    StatusCode::FORBIDDEN,
    "InvalidParam.Amount",
    "The Amount must be a number from 1 to 1000.",
);
/// The maximum number of instances that a call creates, according to the specification.
const MAX_AMOUNT: usize = 1000;

/// Creates `Amount` instances, which start by themselves.
pub(super) fn run_instances(
    ecs: &mut Ecs,
    parameters: &Parameters,
    now: SystemTime,
) -> Result<Fields, ApiError> {
    let amount = match parameters.given("Amount") {
        None => 1,
        Some(text) => text
            .parse()
            .ok()
            .filter(|amount| (1..=MAX_AMOUNT).contains(amount))
            .ok_or(INVALID_AMOUNT)?,
    };
    let template = template(ecs, parameters)?;
    let is_unique = parameters.is_true("UniqueSuffix");
    let ids = (1..=amount).map(|number| {
        let mut instance = template.clone();
        if is_unique && !instance.name.is_empty() {
            instance.name = format!("{}{number:03}", instance.name);
        }
        create(ecs, instance, InstanceStatus::Running, now)
    });
    let ids = ids.map(Value::from).collect();
    Ok(fields([(
        "InstanceIdSets",
        [("InstanceIdSet", ids)].into(),
    )]))
}

/// Creates one instance, which is then stopped.
pub(super) fn create_instance(
    ecs: &mut Ecs,
    parameters: &Parameters,
    now: SystemTime,
) -> Result<Fields, ApiError> {
    let template = template(ecs, parameters)?;
    let id = create(ecs, template, InstanceStatus::Stopped, now);
    Ok(fields([("InstanceId", id.into())]))
}

/// The instance that the call describes, which has no id yet.
fn template(ecs: &Ecs, parameters: &Parameters) -> Result<Instance, ApiError> {
    let mut instance = Instance::new(ecs.region_id(parameters)?, "");
    if let Some(name) = parameters.given("InstanceName") {
        instance.name = name.to_owned();
    }
    if let Some(instance_type) = parameters.given("InstanceType") {
        instance.instance_type = instance_type.to_owned();
    }
    if let Some(zone_id) = parameters.given("ZoneId") {
        instance.zone_id = zone_id.to_owned();
    }
    if let Some(v_switch_id) = parameters.given("VSwitchId") {
        instance.v_switch_id = v_switch_id.to_owned();
    }
    let listed = numbered(parameters, "SecurityGroupIds");
    let groups: Vec<_> = parameters
        .given("SecurityGroupId")
        .into_iter()
        .chain(listed)
        .collect();
    if !groups.is_empty() {
        instance = instance.with_security_group_ids(groups);
    }
    // The ids of the vendor's images for Windows begin with `win`, and the families with `acs:win`.
    let image = parameters
        .given("ImageId")
        .or_else(|| parameters.given("ImageFamily"));
    if image.is_some_and(|image| image.trim_start_matches("acs:").starts_with("win")) {
        instance.os_type = OsType::Windows;
    }
    instance.private_ip_address = parameters.given("PrivateIpAddress").map(str::to_owned);
    instance.tags = new_tags(parameters)?;
    Ok(instance)
}

/// Adds an instance, which gets the status `to` when it is ready. Returns the new id.
fn create(ecs: &mut Ecs, mut instance: Instance, to: InstanceStatus, now: SystemTime) -> String {
    let id = ecs.new_instance_id();
    if instance.name.is_empty() {
        instance.name.clone_from(&id);
    }
    instance.id.clone_from(&id);
    ecs.scenario.add(instance);
    ecs.change_status(&id, InstanceStatus::Pending, to, now);
    id
}
