//! The endpoint for prepared replies, and the members that replies and errors share.

use serde_json::{Map, Value, json};

use super::{Endpoint, members::Members, read_items};
use crate::{
    PreparedReply,
    gateway::Gateway,
    prepared::{Prepared, Times},
};

/// PUT replaces the pending replies, DELETE removes the pending replies, GET lists them.
pub(super) const ENDPOINT: Endpoint = Endpoint {
    path: "/_emulator/replies",
    get: |gateway, _, _| {
        let replies = gateway.pending_replies().iter().map(document);
        Ok(json!({ "replies": replies.collect::<Vec<_>>() }))
    },
    put: Some(|gateway, body| {
        let replies = read_items(body, read)?;
        gateway
            .replace_replies(replies)
            .map_err(|error| error.to_string())
    }),
    delete: Gateway::clear_replies,
};

fn read(reply: Value) -> Result<PreparedReply, String> {
    let shape = "a reply must be a JSON object, such as \
                 {\"action\": \"CreateVpc\", \"reply\": {\"VpcId\": \"vpc-1\"}}";
    let mut members = Members::of(reply, shape)?;
    let action = members.text("action")?;
    let fields = members.required("reply", "an object", |value| value.as_object().cloned())?;
    let reply = PreparedReply::from_members(action, fields).map_err(|error| error.to_string())?;
    let reply = with_version_and_times(reply, &mut members)?;
    members.end("a reply")?;
    Ok(reply)
}

fn document(reply: &PreparedReply) -> Value {
    let mut members = target(reply);
    let fields = reply.fields().iter();
    let fields: Map<String, Value> = fields
        .map(|(name, value)| (name.to_string(), json!(value)))
        .collect();
    members.insert("reply".to_owned(), fields.into());
    members.into()
}

/// Reads the members `version` and `times`.
pub(super) fn with_version_and_times<T: Prepared>(
    mut prepared: T,
    members: &mut Members,
) -> Result<T, String> {
    let target = prepared.target_mut();
    target.version = members.optional_text("version")?;
    let shape = "a whole number, 0 or more, or \"always\"";
    let times = members.optional("times", shape, |value| match value.as_str() {
        Some("always") => Some(Times::Always),
        _ => value.as_u64().map(Times::Count),
    })?;
    if let Some(times) = times {
        target.times = times;
    }
    Ok(prepared)
}

/// The members `action`, `version` and `times`.
pub(super) fn target(prepared: &impl Prepared) -> Map<String, Value> {
    let target = prepared.target();
    let times = match target.times {
        Times::Count(count) => count.into(),
        Times::Always => "always".into(),
    };
    let mut members = Map::new();
    members.insert("action".to_owned(), target.action.as_str().into());
    if let Some(version) = &target.version {
        members.insert("version".to_owned(), version.as_str().into());
    }
    members.insert("times".to_owned(), times);
    members
}
