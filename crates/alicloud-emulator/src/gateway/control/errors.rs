//! The endpoint for prepared errors.

use serde_json::{Value, json};

use super::{
    Endpoint,
    members::Members,
    read_items,
    target::{target, with_version_and_times},
};
use crate::{PreparedError, gateway::Gateway};

/// PUT replaces the pending errors, DELETE removes the pending errors, GET lists them.
pub(super) const ENDPOINT: Endpoint = Endpoint {
    path: "/_emulator/errors",
    get: |gateway, _, _| {
        let errors = gateway.operations.errors.pending();
        let errors = errors.into_iter().map(document);
        Ok(json!({ "errors": errors.collect::<Vec<_>>() }))
    },
    put: Some(|gateway, body| {
        let errors = read_items(body, "errors", read)?;
        gateway
            .replace_errors(errors)
            .map_err(|error| error.to_string())
    }),
    delete: Gateway::clear_errors,
};

fn read(error: Value) -> Result<PreparedError, String> {
    let shape = "an error must be a JSON object, such as \
                 {\"action\": \"DescribeVpcs\", \"code\": \"InvalidRegionId.NotFound\"}";
    let mut members = Members::of(error, shape)?;
    let error = PreparedError::new(members.text("action")?, members.text("code")?);
    let error = with_version_and_times(error, &mut members)?;
    members.end("an error")?;
    Ok(error)
}

fn document(error: &PreparedError) -> Value {
    let mut members = target(error);
    members.insert("code".to_owned(), error.code().into());
    members.into()
}
