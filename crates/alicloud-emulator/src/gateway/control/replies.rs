//! The endpoint for prepared replies.

use serde_json::{Value, json};

use super::{
    Endpoint,
    members::Members,
    read_items,
    target::{target, with_version_and_times},
};
use crate::{PreparedReply, gateway::Gateway};

/// PUT replaces the pending replies, DELETE removes the pending replies, GET lists them.
pub(super) const ENDPOINT: Endpoint = Endpoint {
    path: "/_emulator/replies",
    get: |gateway, _, _| {
        let replies = gateway.operations.replies.pending();
        let replies = replies.into_iter().map(document);
        Ok(json!({ "replies": replies.collect::<Vec<_>>() }))
    },
    put: Some(|gateway, body| {
        let replies = read_items(body, "replies", read)?;
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
    members.insert("reply".to_owned(), reply.members().into());
    members.into()
}
