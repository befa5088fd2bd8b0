//! Reads operations, with their descriptions, replies and errors.

use std::collections::BTreeSet;

use crate::{
    diagnostic::Diagnostics,
    node::{Node, Object},
    spec::{About, Api, ErrorEntry, Mark, Schema},
};

use super::{
    endpoints,
    names::{A_NAME, is_name},
    parameters, schema,
};

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
    "x-central-endpoint",
    "x-read-timeout-seconds",
    "x-reads",
];

pub(super) fn read(name: &str, node: Node<'_>, diagnostics: &mut Diagnostics) -> Api {
    let api = node.object(diagnostics);
    api.expect_only(KNOWN, diagnostics);
    if !is_name(name) {
        diagnostics.error(
            &api.pointer,
            format!("invalid name of an operation; {A_NAME}"),
        );
    }
    let info = api.object("staticInfo", diagnostics);
    let tags = api.object("systemTags", diagnostics);
    let schemes = schemes(&api, diagnostics);
    Api {
        name: name.to_owned(),
        about: About {
            title: api.text("title", diagnostics),
            summary: api.text("summary", diagnostics),
            description: api.text("description", diagnostics),
            request_description: api.text("requestParamsDescription", diagnostics),
            reply_description: api.text("responseParamsDescription", diagnostics),
            extra_description: api.text("extraInfo", diagnostics),
            deprecated: api.flag("deprecated", diagnostics).unwrap_or_default(),
            substitutions: info.texts("substitutions", diagnostics),
            callback: info.shown("callback"),
            asynchronous: info.text("returnType", diagnostics) == "asynchronous",
            paid: tags.text("chargeType", diagnostics) == "paid",
            risky: tags.text("riskType", diagnostics) == "high",
        },
        methods: methods(&api, diagnostics),
        consumes: api.texts("consumes", diagnostics),
        anonymous: is_anonymous(&schemes),
        schemes,
        marks: marks(&api, &tags, diagnostics),
        reads: api.flag("x-reads", diagnostics),
        read_timeout_secs: read_timeout(&api, diagnostics),
        ram_prefix: None,
        central: endpoints::host(&api, "x-central-endpoint", diagnostics),
        parameters: parameters::read(&api, diagnostics),
        responses: responses(&api, diagnostics),
        errors: errors(&api, diagnostics),
        pointer: api.pointer,
    }
}

/// Reads the HTTP methods in lower case.
fn methods(api: &Object<'_>, diagnostics: &mut Diagnostics) -> Vec<String> {
    let mut methods = api.texts("methods", diagnostics);
    for method in &mut methods {
        method.make_ascii_lowercase();
    }
    methods
}

/// Returns the listed security schemes, sorted and without duplicates.
fn schemes(api: &Object<'_>, diagnostics: &mut Diagnostics) -> Vec<String> {
    let mut schemes = BTreeSet::new();
    for node in api.list("security", diagnostics) {
        let security = node.object(diagnostics);
        schemes.extend(security.entries().map(|(scheme, _)| scheme.to_owned()));
    }
    schemes.into_iter().collect()
}

/// Whether schemes are listed and all of them are unsigned.
///
/// `ARS_OIDC` is the scheme of `AssumeRoleWithOIDC`. A caller of this operation has no access key
/// yet and sends the token of an identity provider as a parameter.
fn is_anonymous(schemes: &[String]) -> bool {
    let mut all = schemes.iter();
    !schemes.is_empty() && all.all(|scheme| matches!(scheme.as_str(), "Anonymous" | "ARS_OIDC"))
}

/// Reads the vendor's marks that say whether the operation only reads.
///
/// The tag `none` says nothing about reading and writing, so `none` is not a mark.
fn marks(api: &Object<'_>, tags: &Object<'_>, diagnostics: &mut Diagnostics) -> Vec<Mark> {
    const KIND: &str = "operationType";
    let kind = api.text(KIND, diagnostics);
    let tag = tags.text(KIND, diagnostics);
    let marks = [
        Mark {
            key: KIND,
            reads: kind == "read",
            value: kind,
        },
        Mark {
            key: "systemTags/operationType",
            reads: tag == "get" || tag == "list",
            value: if tag == "none" { String::new() } else { tag },
        },
    ];
    marks
        .into_iter()
        .filter(|mark| !mark.value.is_empty())
        .collect()
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
                "expected a whole number of seconds from 1 to 3600, found {}",
                node.value
            ),
        );
    }
    seconds
}

fn responses(api: &Object<'_>, diagnostics: &mut Diagnostics) -> Vec<(String, Schema)> {
    let mut responses = Vec::new();
    for (status, node) in api.object("responses", diagnostics).entries() {
        let response = node.object(diagnostics);
        response.expect_only(&["description", "headers", "schema"], diagnostics);
        if let Some(node) = response.get("schema") {
            responses.push((status.trim().to_owned(), schema::read(node, diagnostics)));
        }
    }
    responses
}

/// Returns an error code without a message. Reduced specifications have such codes.
fn bare_code(status: &str, code: &str) -> Option<ErrorEntry> {
    let code = code.trim();
    (!code.is_empty()).then(|| ErrorEntry {
        status: status.trim().to_owned(),
        code: code.to_owned(),
        ..ErrorEntry::default()
    })
}

fn errors(api: &Object<'_>, diagnostics: &mut Diagnostics) -> Vec<ErrorEntry> {
    let mut errors = Vec::new();
    for (status, node) in api.object("errorCodes", diagnostics).entries() {
        for node in node.list(diagnostics) {
            if let Some(code) = node.value.as_str() {
                errors.extend(bare_code(status, code));
                continue;
            }
            let entry = node.object(diagnostics);
            entry.expect_only(&["description", "errorCode", "errorMessage"], diagnostics);
            let Some(code) = entry.get("errorCode") else {
                if !entry.is_wrong() {
                    let message = "the error is ignored, because it has no `errorCode`";
                    diagnostics.warning(&entry.pointer, message);
                }
                continue;
            };
            if !code.value.is_number() && code.text(diagnostics).is_none() {
                continue;
            }
            let code = code.shown();
            if code.is_empty() {
                diagnostics.warning(
                    &entry.pointer,
                    "the error is ignored, because its `errorCode` is empty",
                );
                continue;
            }
            errors.push(ErrorEntry {
                status: status.trim().to_owned(),
                code,
                message: entry.text("errorMessage", diagnostics).trim().to_owned(),
                description: entry.text("description", diagnostics).trim().to_owned(),
            });
        }
    }
    errors
}
