//! The members that replies and errors share: the calls to which an answer applies.

use serde_json::{Map, Value};

use super::members::Members;
use crate::prepared::{Prepared, Times};

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
