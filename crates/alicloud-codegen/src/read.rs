//! Converts a document to [`Spec`]. Later steps use [`Spec`] and don't depend on the specification
//! format.

mod api;
mod endpoints;
mod groups;
mod names;
mod parameter_style;
mod parameters;
mod protocol;
mod ram;
mod schema;

use crate::{
    diagnostic::Diagnostics,
    document::Document,
    node::{Node, Object},
    spec::{Protocol, Schema, Spec},
};

pub use self::protocol::protocol;
use self::{
    names::{A_NAME, A_VERSION, is_name, is_version},
    protocol::SUPPORTED,
};

/// The supported version of the specification format.
const FORMAT: &str = "1.0";

/// Reads a specification. Problems go to `diagnostics`.
///
/// The function continues after an error, so that one run reports all errors. After an error, the
/// result must not be used to generate code.
///
/// If the style of the specification is unsupported, the function reports only the style.
#[must_use]
pub fn read(document: &Document, diagnostics: &mut Diagnostics) -> Spec {
    let root = Node::root(&document.root).object(diagnostics);
    let Some(protocol) = protocol::of(&root, diagnostics) else {
        return Spec {
            protocol: Protocol::Other,
            ..Spec::default()
        };
    };
    root.expect_only(
        &[
            "version",
            "info",
            "directories",
            "components",
            "apis",
            "endpoints",
            "x-default-features",
            "x-features",
            "x-ram-exceptions",
            "x-ram-prefix",
            "x-region-parameter",
            "x-vpc-endpoint",
        ],
        diagnostics,
    );
    read_format(&root, diagnostics);
    let mut spec = Spec {
        protocol,
        ..Spec::default()
    };
    if let Some(info) = root.need("info", diagnostics) {
        read_info(&info.object(diagnostics), &mut spec, diagnostics);
    }
    spec.components = read_components(&root, diagnostics);
    if let Some(apis) = root.need("apis", diagnostics) {
        spec.apis = apis
            .object(diagnostics)
            .entries()
            .map(|(name, node)| api::read(name, node, diagnostics))
            .collect();
    }
    parameter_style::settle(&mut spec, diagnostics);
    spec.groups = groups::read(&root, &spec.apis, diagnostics);
    spec.default_features = root.texts("x-default-features", diagnostics);
    spec.endpoints = endpoints::read(&root, diagnostics);
    ram::read(&root, &mut spec, diagnostics);
    let region = root.text("x-region-parameter", diagnostics);
    spec.region_parameter = (!region.is_empty()).then_some(region);
    spec
}

fn read_format(root: &Object<'_>, diagnostics: &mut Diagnostics) {
    let Some(version) = root.get("version") else {
        return;
    };
    if version.shown() != FORMAT {
        diagnostics.warning(
            version.pointer,
            format!(
                "unknown version {} of the specification format; reading the file as version \
                 {FORMAT}",
                version.value
            ),
        );
    }
}

fn read_info(info: &Object<'_>, spec: &mut Spec, diagnostics: &mut Diagnostics) {
    info.expect_only(&["style", "product", "version"], diagnostics);
    if let Some(style) = info.need("style", diagnostics) {
        let text = style.text(diagnostics);
        if text.is_some_and(|text| text.trim().is_empty()) {
            diagnostics.error(style.pointer, format!("the style is empty ({SUPPORTED})"));
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
                format!("invalid product {}; {A_NAME}", node.value),
            ),
            ("version", Some(text)) if !is_version(text) => diagnostics.error(
                &node.pointer,
                format!("invalid version {}; {A_VERSION}", node.value),
            ),
            (_, Some(text)) => text.clone_into(place),
        }
    }
}

fn read_components(root: &Object<'_>, diagnostics: &mut Diagnostics) -> Vec<(String, Schema)> {
    let components = root.object("components", diagnostics);
    components.expect_only(&["schemas"], diagnostics);
    let schemas = components.object("schemas", diagnostics);
    let mut list = Vec::new();
    for (name, node) in schemas.entries() {
        names::check(name, "component", &node, diagnostics);
        list.push((name.to_owned(), schema::read(node, diagnostics)));
    }
    list
}

#[cfg(test)]
mod tests;
