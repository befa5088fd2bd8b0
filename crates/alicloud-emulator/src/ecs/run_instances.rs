//! The operations that create instances.

use std::time::SystemTime;

use super::{Ecs, Instance, InstanceStatus, OsType, tags::given_tags};
use crate::protocol::{ApiError, Fields, Parameters, Value, fields};

/// The maximum number of instances that a call creates.
const MAX_AMOUNT: usize = 100;

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
            .ok_or_else(|| ApiError::invalid_parameter("Amount"))?,
    };
    let ids = (1..=amount)
        .map(|number| create(ecs, parameters, number, InstanceStatus::Running, now))
        .collect::<Result<Vec<_>, _>>()?;
    let ids = ids.into_iter().map(Value::from).collect();
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
    let id = create(ecs, parameters, 1, InstanceStatus::Stopped, now)?;
    Ok(fields([("InstanceId", id.into())]))
}

/// Adds the instance with this number in the call. The instance gets the status `to` when it is
/// ready.
fn create(
    ecs: &mut Ecs,
    parameters: &Parameters,
    number: usize,
    to: InstanceStatus,
    now: SystemTime,
) -> Result<String, ApiError> {
    let region_id = ecs.region_id(parameters)?;
    let tags = given_tags(parameters)?;
    let id = ecs.new_instance_id();
    let mut instance = Instance::new(region_id, &id);
    if let Some(name) = parameters.given("InstanceName") {
        let is_unique = parameters
            .given("UniqueSuffix")
            .is_some_and(|flag| flag.eq_ignore_ascii_case("true"));
        instance.name = if is_unique {
            format!("{name}{number:03}")
        } else {
            name.to_owned()
        };
    }
    if let Some(instance_type) = parameters.given("InstanceType") {
        instance.instance_type = instance_type.to_owned();
    }
    if let Some(zone_id) = parameters.given("ZoneId") {
        instance.zone_id = zone_id.to_owned();
    }
    // The ids of the vendor's images for Windows begin with `win`.
    let image = parameters
        .given("ImageId")
        .or_else(|| parameters.given("ImageFamily"));
    if image.is_some_and(|image| image.to_ascii_lowercase().contains("win")) {
        instance.os_type = OsType::Windows;
    }
    instance.private_ip_address = parameters.given("PrivateIpAddress").map(str::to_owned);
    for tag in tags {
        let value = tag.value.unwrap_or_default();
        instance.tags.push((tag.key.to_owned(), value.to_owned()));
    }
    ecs.scenario.add(instance);
    ecs.change_status(&id, InstanceStatus::Pending, to, now);
    Ok(id)
}
