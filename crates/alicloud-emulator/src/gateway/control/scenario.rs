//! The endpoint for the scenario.

use std::collections::HashSet;

use serde_json::{Value, json};

use super::{
    Endpoint,
    faults::{MILLISECONDS, milliseconds},
    members::Members,
    numbered,
};
use crate::{Instance, InstanceStatus, OsType, Scenario, gateway::Gateway};

/// PUT replaces the scenario, DELETE restores the scenario from the start, GET returns the scenario
/// in its current state.
pub(super) const ENDPOINT: Endpoint = Endpoint {
    path: "/_emulator/scenario",
    get: |gateway, _, now| Ok(document(gateway.scenario(now))),
    put: Some(|gateway, body| {
        let scenario = read(body)?;
        gateway
            .set_scenario(scenario)
            .map_err(|error| error.to_string())
    }),
    delete: Gateway::reset_scenario,
};

fn read(body: Value) -> Result<Scenario, String> {
    let shape = "the scenario must be a JSON object, such as \
                 {\"regions\": [\"cn-hangzhou\"], \"instances\": []}";
    let mut members = Members::of(body, shape)?;
    let within = |list: &'static str| move |problem| format!("{list:?}, {problem}");
    let regions = numbered(members.list("regions")?, name).map_err(within("regions"))?;
    let instances = numbered(members.list("instances")?, instance).map_err(within("instances"))?;
    let forbidden = numbered(members.list("forbidden")?, name).map_err(within("forbidden"))?;
    members.end("the scenario")?;

    if let Some(id) = repeated(instances.iter().map(|instance| &*instance.id)) {
        return Err(format!(
            "\"instances\" contains the id {id:?} more than once"
        ));
    }
    let scenario = regions
        .into_iter()
        .fold(Scenario::empty(), Scenario::with_region);
    let scenario = instances
        .into_iter()
        .fold(scenario, Scenario::with_instance);
    Ok(forbidden.into_iter().fold(scenario, Scenario::forbidding))
}

fn name(value: Value) -> Result<String, String> {
    match value {
        Value::String(name) if !name.is_empty() => Ok(name),
        _ => Err("the name must be a string that is not empty".to_owned()),
    }
}

fn instance(value: Value) -> Result<Instance, String> {
    let shape = "an instance must be a JSON object, such as \
                 {\"regionId\": \"cn-hangzhou\", \"id\": \"i-1\"}";
    let mut members = Members::of(value, shape)?;
    let mut instance = Instance::new(id(&mut members, "regionId")?, id(&mut members, "id")?);
    let statuses = "one of Pending, Starting, Running, Stopping and Stopped";
    let status = |value: &Value| InstanceStatus::from_name(value.as_str()?);
    instance.next_status = members.optional("nextStatus", statuses, status)?;
    let os_type = |value: &Value| OsType::from_name(value.as_str()?);
    set(
        &mut instance.status,
        members.optional("status", statuses, status)?,
    );
    set(
        &mut instance.os_type,
        members.optional("osType", "linux or windows", os_type)?,
    );
    set(
        &mut instance.ready_after,
        members.optional("readyAfter", MILLISECONDS, milliseconds)?,
    );
    set(
        &mut instance.instance_type,
        members.optional_text("instanceType")?,
    );
    set(&mut instance.zone_id, members.optional_text("zoneId")?);
    set(&mut instance.name, members.optional_text("name")?);
    set(
        &mut instance.v_switch_id,
        members.optional_text("vSwitchId")?,
    );
    let groups = members.optional_list("securityGroupIds")?;
    if let Some(groups) = groups {
        let within = |problem| format!("\"securityGroupIds\", {problem}");
        instance.security_group_ids = numbered(groups, name).map_err(within)?;
    }
    instance.private_ip_address = members.optional_text("privateIpAddress")?;
    instance.public_ip_address = members.optional_text("publicIpAddress")?;
    instance.tags = tags(members.list("tags")?)?;
    set(
        &mut instance.listed,
        members.optional("listed", "true or false", Value::as_bool)?,
    );
    members.end("an instance")?;
    Ok(instance)
}

fn id(members: &mut Members, member: &'static str) -> Result<String, String> {
    members.required(member, "a string that is not empty", |value| {
        value
            .as_str()
            .filter(|text| !text.is_empty())
            .map(str::to_owned)
    })
}

/// Replaces a default by the value of a member, if the member is present.
fn set<T>(field: &mut T, value: Option<T>) {
    if let Some(value) = value {
        *field = value;
    }
}

fn tags(items: Vec<Value>) -> Result<Vec<(String, String)>, String> {
    let tags = numbered(items, tag).map_err(|problem| format!("\"tags\", {problem}"))?;
    match repeated(tags.iter().map(|(key, _)| &**key)) {
        None => Ok(tags),
        Some(key) => Err(format!("\"tags\" contains the key {key:?} more than once")),
    }
}

fn tag(value: Value) -> Result<(String, String), String> {
    let shape = "a tag must be a JSON object, such as {\"key\": \"team\", \"value\": \"web\"}";
    let mut members = Members::of(value, shape)?;
    let tag = (
        members.text("key")?,
        members.optional_text("value")?.unwrap_or_default(),
    );
    members.end("a tag")?;
    Ok(tag)
}

/// A name that appears more than once.
fn repeated<'a>(names: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let mut known = HashSet::new();
    names.into_iter().find(|name| !known.insert(*name))
}

fn document(scenario: &Scenario) -> Value {
    let instances = scenario.instances().map(instance_document);
    json!({
        "regions": scenario.region_ids(),
        "instances": instances.collect::<Vec<_>>(),
        "forbidden": scenario.forbidden(),
    })
}

fn instance_document(instance: &Instance) -> Value {
    let tags = instance.tags.iter();
    let tags = tags.map(|(key, value)| json!({ "key": key, "value": value }));
    let mut document = json!({
        "regionId": instance.region_id,
        "id": instance.id,
        "status": instance.status.as_str(),
        // A longer time than this is as good as endless.
        "readyAfter": u64::try_from(instance.ready_after.as_millis()).unwrap_or(u64::MAX),
        "osType": instance.os_type.as_str(),
        "instanceType": instance.instance_type,
        "zoneId": instance.zone_id,
        "name": instance.name,
        "vSwitchId": instance.v_switch_id,
        "securityGroupIds": instance.security_group_ids,
        "tags": tags.collect::<Vec<_>>(),
        "listed": instance.listed,
    });
    for (name, value) in [
        (
            "nextStatus",
            instance.next_status.map(InstanceStatus::as_str),
        ),
        ("privateIpAddress", instance.private_ip_address.as_deref()),
        ("publicIpAddress", instance.public_ip_address.as_deref()),
    ] {
        if let (Some(members), Some(value)) = (document.as_object_mut(), value) {
            members.insert(name.to_owned(), value.into());
        }
    }
    document
}
