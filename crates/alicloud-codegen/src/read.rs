//! Document to [`Spec`]: the only place that knows the specification format.

mod api;
mod schema;

use crate::{
    diagnostic::Diagnostics,
    document::Document,
    node::{Node, Object},
    spec::Spec,
};

/// Reads a specification.
///
/// What is wrong with it goes to `diagnostics`; the rest is read all the same, so that one run
/// reports everything. The outcome of a run with errors is of no other use.
#[must_use]
pub fn read(document: &Document, diagnostics: &mut Diagnostics) -> Spec {
    let root = Node::root(&document.root).object(diagnostics);
    root.expect_only(
        &[
            "version",
            "info",
            "directories",
            "components",
            "apis",
            "endpoints",
        ],
        diagnostics,
    );
    let mut spec = Spec::default();
    if let Some(info) = root.need("info", diagnostics) {
        read_info(&info.object(diagnostics), &mut spec, diagnostics);
    }
    spec.components = read_components(&root, diagnostics);
    if let Some(apis) = root.need("apis", diagnostics) {
        let apis = apis.object(diagnostics);
        spec.apis = apis
            .entries()
            .map(|(name, node)| api::read(name, node, diagnostics))
            .collect();
        if spec.apis.is_empty() {
            diagnostics.error(
                apis.pointer,
                "has no operations; there must be one at least to generate from",
            );
        }
    }
    spec.endpoints = read_endpoints(&root, diagnostics);
    spec
}

fn read_info(info: &Object<'_>, spec: &mut Spec, diagnostics: &mut Diagnostics) {
    info.expect_only(&["style", "product", "version"], diagnostics);
    if let Some(style) = info.need("style", diagnostics) {
        let text = style.text(diagnostics);
        if text.is_some_and(|text| text != "RPC") {
            diagnostics.error(
                style.pointer,
                format!("is the style {}; only `RPC` can be generated", style.value),
            );
        }
    }
    for (key, place) in [
        ("product", &mut spec.product),
        ("version", &mut spec.version),
    ] {
        let Some(node) = info.need(key, diagnostics) else {
            continue;
        };
        match (key, node.text(diagnostics)) {
            (_, None) => {}
            ("product", Some(text)) if !is_name(text) => diagnostics.error(
                &node.pointer,
                format!("is {}, which is no product; {A_NAME}", node.value),
            ),
            ("version", Some(text)) if !is_version(text) => diagnostics.error(
                &node.pointer,
                format!(
                    "is {}, which is no version; it must be letters, digits, `.` and `-`, such as \
                     `2014-05-26`",
                    node.value
                ),
            ),
            (_, Some(text)) => text.clone_into(place),
        }
    }
}

/// What the name of a product or an operation must be.
const A_NAME: &str = "it must begin with a letter A to Z, and go on with letters, digits, `_`, `.` \
                      and `-`";

fn is_name(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_alphabetic())
        && text
            .chars()
            .all(|letter| letter.is_ascii_alphanumeric() || "_.-".contains(letter))
}

fn is_version(text: &str) -> bool {
    let allowed = |letter: char| letter.is_ascii_alphanumeric() || ".-".contains(letter);
    !text.is_empty() && text.chars().all(allowed)
}

fn read_components(
    root: &Object<'_>,
    diagnostics: &mut Diagnostics,
) -> Vec<(String, crate::spec::Schema)> {
    let components = root.object("components", diagnostics);
    components.expect_only(&["schemas"], diagnostics);
    components
        .object("schemas", diagnostics)
        .entries()
        .map(|(name, node)| (name.to_owned(), schema::read(node, diagnostics)))
        .collect()
}

fn read_endpoints(root: &Object<'_>, diagnostics: &mut Diagnostics) -> Vec<(String, String)> {
    let mut endpoints = Vec::new();
    for node in root.list("endpoints", diagnostics) {
        let endpoint = node.object(diagnostics);
        endpoint.expect_only(
            &[
                "regionId",
                "endpoint",
                "regionName",
                "areaId",
                "areaName",
                "public",
                "vpc",
            ],
            diagnostics,
        );
        let region = endpoint.text("regionId", diagnostics).trim().to_owned();
        let host = endpoint.text("endpoint", diagnostics).trim().to_owned();
        if region.is_empty() || host.is_empty() {
            diagnostics.warning(
                endpoint.pointer,
                "was passed over; an endpoint needs a `regionId` and an `endpoint`",
            );
        } else {
            endpoints.push((region, host));
        }
    }
    endpoints
}

#[cfg(test)]
mod tests;
