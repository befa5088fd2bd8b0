//! Operations: parameters, replies and errors.

use crate::{
    diagnostic::{Diagnostics, join},
    node::{Node, Object},
    spec::{Api, ErrorEntry, Parameter, Place, Schema, Style},
};

use super::{A_NAME, is_name, schema};

const KNOWN: &[&str] = &[
    "consumes",
    "deprecated",
    "description",
    "errorCodes",
    "extraInfo",
    "methods",
    "operationType",
    "parameters",
    "path",
    "produces",
    "requestParamsDescription",
    "responseDemo",
    "responseParamsDescription",
    "responses",
    "schemes",
    "security",
    "staticInfo",
    "summary",
    "systemTags",
    "tags",
    "title",
    "x-read-timeout-seconds",
];

pub(super) fn read(name: &str, node: Node<'_>, diagnostics: &mut Diagnostics) -> Api {
    let api = node.object(diagnostics);
    api.expect_only(KNOWN, diagnostics);
    if !is_name(name) {
        diagnostics.error(
            &api.pointer,
            format!("is not the name of an operation; {A_NAME}"),
        );
    }
    Api {
        name: name.to_owned(),
        title: api.text("title", diagnostics),
        summary: api.text("summary", diagnostics),
        description: api.text("description", diagnostics),
        deprecated: api.flag("deprecated", diagnostics).unwrap_or_default(),
        methods: methods(&api, diagnostics),
        anonymous: anonymous(&api, diagnostics),
        reads: reads(&api, diagnostics),
        read_timeout_secs: read_timeout(&api, diagnostics),
        parameters: api
            .list("parameters", diagnostics)
            .into_iter()
            .filter_map(|node| parameter(node, diagnostics))
            .collect(),
        responses: responses(&api, diagnostics),
        errors: errors(&api, diagnostics),
        pointer: api.pointer,
    }
}

fn methods(api: &Object<'_>, diagnostics: &mut Diagnostics) -> Vec<String> {
    let methods: Vec<String> = api
        .list("methods", diagnostics)
        .iter()
        .filter_map(|node| node.text(diagnostics))
        .map(str::to_ascii_lowercase)
        .collect();
    let usable = |method: &String| method == "get" || method == "post";
    if !methods.is_empty() && !methods.iter().any(usable) {
        diagnostics.warning(
            join(&api.pointer, "methods"),
            format!(
                "has {} and neither `get` nor `post`, by which calls are sent; it is taken to be \
                 `post`",
                methods.join(", ")
            ),
        );
    }
    methods
}

/// Whether `Anonymous` is the only scheme: where there is another, a signature is taken as well.
fn anonymous(api: &Object<'_>, diagnostics: &mut Diagnostics) -> bool {
    let mut schemes = Vec::new();
    for node in api.list("security", diagnostics) {
        let security = node.object(diagnostics);
        schemes.extend(security.entries().map(|(scheme, _)| scheme));
    }
    !schemes.is_empty() && schemes.iter().all(|scheme| *scheme == "Anonymous")
}

fn reads(api: &Object<'_>, diagnostics: &mut Diagnostics) -> bool {
    let kind = api.text("operationType", diagnostics);
    let tag = api
        .object("systemTags", diagnostics)
        .text("operationType", diagnostics);
    kind == "read" || tag == "get" || tag == "list"
}

fn read_timeout(api: &Object<'_>, diagnostics: &mut Diagnostics) -> Option<u64> {
    let node = api.get("x-read-timeout-seconds")?;
    let seconds = node
        .value
        .as_u64()
        .filter(|seconds| (1..=3600).contains(seconds));
    if seconds.is_none() {
        diagnostics.error(
            node.pointer,
            format!(
                "is {}; it must be a whole number of seconds from 1 to 3600",
                node.value
            ),
        );
    }
    seconds
}

fn parameter(node: Node<'_>, diagnostics: &mut Diagnostics) -> Option<Parameter> {
    let parameter = node.object(diagnostics);
    parameter.expect_only(
        &[
            "allowEmptyValue",
            "examples",
            "in",
            "name",
            "schema",
            "style",
        ],
        diagnostics,
    );
    let name = parameter.need("name", diagnostics);
    let place = parameter.need("in", diagnostics);
    let schema = parameter.need("schema", diagnostics);
    let style = match parameter.get("style") {
        Some(node) => style(&node, diagnostics),
        None => Style::default(),
    };
    let name = name.and_then(|node| {
        let name = node.text(diagnostics)?;
        if name.trim().is_empty() {
            diagnostics.error(&node.pointer, "is empty; a parameter needs a name");
        }
        Some(name.to_owned())
    });
    let place = place.map(|node| self::place(&node, diagnostics));
    let schema = schema.map(|node| schema::read(node, diagnostics));
    Some(Parameter {
        name: name?,
        place: place?,
        style,
        schema: schema?,
    })
}

fn place(node: &Node<'_>, diagnostics: &mut Diagnostics) -> Place {
    match node.text(diagnostics).unwrap_or("query") {
        "query" => Place::Query,
        "formData" | "body" => Place::Form,
        "header" => Place::Header,
        other => {
            diagnostics.error(
                &node.pointer,
                format!(
                    "is the unknown place `{other}`; it must be query, formData, body or header"
                ),
            );
            Place::Query
        }
    }
}

fn style(node: &Node<'_>, diagnostics: &mut Diagnostics) -> Style {
    match node.text(diagnostics).unwrap_or("flat") {
        "flat" | "repeatList" => Style::Flat,
        "json" => Style::Json,
        "simple" => Style::Simple,
        "spaceDelimited" => Style::SpaceDelimited,
        "pipeDelimited" => Style::PipeDelimited,
        other => {
            diagnostics.error(
                &node.pointer,
                format!(
                    "is the unknown style `{other}`; it must be flat, repeatList, json, simple, \
                     spaceDelimited or pipeDelimited"
                ),
            );
            Style::Flat
        }
    }
}

fn responses(api: &Object<'_>, diagnostics: &mut Diagnostics) -> Vec<(String, Schema)> {
    let mut responses = Vec::new();
    for (status, node) in api.object("responses", diagnostics).entries() {
        let response = node.object(diagnostics);
        response.expect_only(&["description", "headers", "schema"], diagnostics);
        if let Some(node) = response.get("schema") {
            responses.push((status.to_owned(), schema::read(node, diagnostics)));
        }
    }
    responses
}

fn errors(api: &Object<'_>, diagnostics: &mut Diagnostics) -> Vec<ErrorEntry> {
    let mut errors = Vec::new();
    for (status, node) in api.object("errorCodes", diagnostics).entries() {
        for node in node.list(diagnostics) {
            let entry = node.object(diagnostics);
            entry.expect_only(&["description", "errorCode", "errorMessage"], diagnostics);
            let Some(code) = entry.need("errorCode", diagnostics) else {
                continue;
            };
            let code = code.text(diagnostics).unwrap_or_default().trim();
            if code.is_empty() {
                diagnostics.warning(&entry.pointer, "was passed over, since its code is empty");
                continue;
            }
            errors.push(ErrorEntry {
                status: status.trim().to_owned(),
                code: code.to_owned(),
                message: entry.text("errorMessage", diagnostics).trim().to_owned(),
                description: entry.text("description", diagnostics).trim().to_owned(),
            });
        }
    }
    errors
}
