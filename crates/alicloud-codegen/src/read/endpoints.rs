//! Endpoints: the host of each region.

use std::collections::HashMap;

use crate::{diagnostic::Diagnostics, node::Object};

const KNOWN: &[&str] = &[
    "regionId",
    "endpoint",
    "regionName",
    "areaId",
    "areaName",
    "public",
    "vpc",
];

pub(super) fn read(root: &Object<'_>, diagnostics: &mut Diagnostics) -> Vec<(String, String)> {
    let mut endpoints: Vec<(String, String)> = Vec::new();
    let mut places = HashMap::new();
    for node in root.list("endpoints", diagnostics) {
        let endpoint = node.object(diagnostics);
        endpoint.expect_only(KNOWN, diagnostics);
        let region = endpoint.text("regionId", diagnostics).trim().to_owned();
        let host = endpoint.text("endpoint", diagnostics).trim().to_owned();
        if endpoint.is_wrong() {
            continue;
        }
        if region.is_empty() || host.is_empty() {
            diagnostics.warning(
                endpoint.pointer,
                "was passed over; an endpoint needs a `regionId` and an `endpoint`",
            );
        } else if !is_region(&region) {
            diagnostics.error(
                format!("{}/regionId", endpoint.pointer),
                "is no region id; it must be letters, digits, `-`, `_` and `.`",
            );
        } else if !is_host(&host) {
            diagnostics.error(
                format!("{}/endpoint", endpoint.pointer),
                format!(
                    "is `{}`, which is no host name; it must be one alone, without scheme, port \
                     and path, such as `ecs.aliyuncs.com`",
                    host.escape_debug()
                ),
            );
        } else {
            let place = *places.entry(region.clone()).or_insert(endpoints.len());
            match endpoints.get(place) {
                None => endpoints.push((region, host)),
                Some((_, first)) if *first == host => {}
                Some((_, first)) => diagnostics.warning(
                    endpoint.pointer,
                    format!("was passed over; `{region}` has the endpoint `{first}` already"),
                ),
            }
        }
    }
    endpoints
}

fn is_region(text: &str) -> bool {
    text.chars()
        .all(|letter| letter.is_ascii_alphanumeric() || "-_.".contains(letter))
}

/// Whether `text` is a host name as RFC 1123 has it.
fn is_host(text: &str) -> bool {
    text.len() <= 253
        && text.split('.').all(|label| {
            (1..=63).contains(&label.len())
                && !label.starts_with('-')
                && !label.ends_with('-')
                && label
                    .bytes()
                    .all(|letter| letter.is_ascii_alphanumeric() || letter == b'-')
        })
}
