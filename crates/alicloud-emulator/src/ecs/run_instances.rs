//! The operations that create instances.

use std::time::SystemTime;

use http::StatusCode;

use super::{
    Ecs, Instance, InstanceStatus, OsType, security_groups::security_groups, tags::new_tags,
};
use crate::protocol::{ApiError, Fields, Parameters, Value, fields};

const INVALID_AMOUNT: ApiError = ApiError::new(
    StatusCode::FORBIDDEN,
    "InvalidParam.Amount",
    "The Amount must be a number from 1 to 1000.",
);
const INVALID_NAME: ApiError = ApiError::new(
    StatusCode::BAD_REQUEST,
    "InvalidInstanceName.Malformed",
    "The InstanceName must have at most 128 characters.",
);

/// The maximum number of characters of a text that a call gives to an instance.
pub(super) const MAX_CHARACTERS: usize = 128;

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
        if number > 1 {
            // Only one instance can have the address.
            instance.private_ip_address = None;
        }
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
    if let Some(name) = instance_name(parameters)? {
        instance.name = name.to_owned();
    }
    for (field, names) in [
        (&mut instance.instance_type, &["InstanceType"][..]),
        (&mut instance.zone_id, &["ZoneId"]),
        (
            &mut instance.v_switch_id,
            &["VSwitchId", "NetworkInterface.1.VSwitchId"],
        ),
    ] {
        if let Some(text) = first(parameters, names)? {
            *field = text.to_owned();
        }
    }
    instance = with_security_groups(instance, parameters)?;
    // The ids of the vendor's images for Windows begin with `win`, and the families with `acs:win`.
    let image = parameters
        .given("ImageId")
        .or_else(|| parameters.given("ImageFamily"));
    if image.is_some_and(|image| image.trim_start_matches("acs:").starts_with("win")) {
        instance.os_type = OsType::Windows;
    }
    let address = first(parameters, &["PrivateIpAddress"])?;
    instance.private_ip_address = address.map(str::to_owned);
    instance.tags = new_tags(parameters)?;
    Ok(instance)
}

/// The new name of an instance.
pub(super) fn instance_name(parameters: &Parameters) -> Result<Option<&str>, ApiError> {
    let name = parameters.given("InstanceName");
    match name.is_some_and(|name| name.chars().count() > MAX_CHARACTERS) {
        true => Err(INVALID_NAME),
        false => Ok(name),
    }
}

/// The first of these parameters that the call has. Every new instance has a copy of the text, so
/// long texts are refused.
fn first<'a>(parameters: &'a Parameters, names: &[&str]) -> Result<Option<&'a str>, ApiError> {
    let given = names
        .iter()
        .find_map(|name| Some((name, parameters.given(name)?)));
    match given {
        Some((name, text)) if text.len() > MAX_CHARACTERS => Err(ApiError::invalid_parameter(name)),
        given => Ok(given.map(|(_, text)| text)),
    }
}

fn with_security_groups(instance: Instance, parameters: &Parameters) -> Result<Instance, ApiError> {
    let one = first(
        parameters,
        &["SecurityGroupId", "NetworkInterface.1.SecurityGroupId"],
    )?;
    let groups = security_groups(parameters, one)?;
    Ok(match groups.is_empty() {
        true => instance,
        false => instance.with_security_group_ids(groups),
    })
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
