//! Reads the parameters of operations.

use std::{
    collections::{HashMap, HashSet},
    mem,
};

use crate::{
    diagnostic::{Diagnostics, join},
    node::{Node, Object},
    spec::{Kind, Notes, Parameter, Place, Schema, Style},
};

use super::{names, schema};

const KNOWN: &[&str] = &[
    "allowEmptyValue",
    "examples",
    "in",
    "name",
    "schema",
    "style",
];

/// The names of the common parameters of RPC calls.
const COMMON: &[&str] = &[
    "AccessKeyId",
    "Action",
    "Format",
    "Signature",
    "SignatureMethod",
    "SignatureNonce",
    "SignatureType",
    "SignatureVersion",
    "Timestamp",
    "Version",
];

const FORMAT: &str = "Format";

/// Whether a parameter `Format` belongs to the operation, such as the format of a file.
///
/// Otherwise, `Format` is the common parameter for the format of the reply. A `Format` belongs to
/// the operation if it has the mark `x-own`, a type other than string, or a value that is not a
/// reply format. The default counts only if it is one word and no values are listed.
fn is_own_format(schema: &Schema) -> bool {
    let is_word = |text: &str| {
        let letter = |letter: char| letter.is_ascii_alphanumeric() || "-_.+".contains(letter);
        !text.is_empty() && text.chars().all(letter)
    };
    let is_reply = |text: &str| {
        let text = text.trim();
        text.is_empty() || text.eq_ignore_ascii_case("json") || text.eq_ignore_ascii_case("xml")
    };
    let notes = &schema.notes;
    let is_own = |text: &String| is_word(text) && !is_reply(text);
    schema.own
        || schema.kind != Kind::Text
        || notes.values.iter().any(|(value, _)| !is_reply(value))
        || (notes.values.is_empty() && notes.default.as_ref().is_some_and(is_own))
}

pub(super) fn read(api: &Object<'_>, diagnostics: &mut Diagnostics) -> Vec<Parameter> {
    let mut parameters: Vec<Parameter> = Vec::new();
    let mut places = HashMap::new();
    for node in api.list("parameters", diagnostics) {
        let Some(next) = parameter(node, diagnostics) else {
            continue;
        };
        // The name of a body is not sent, so a body conflicts only with another body.
        let key = (next.place == Place::Body, next.name.clone());
        let place = places.entry(key).or_insert(parameters.len());
        match parameters.get_mut(*place) {
            Some(known) => merge(known, next, diagnostics),
            None => parameters.push(next),
        }
    }
    name_bodies_apart(&mut parameters, diagnostics);
    parameters
}

/// Renames a body that has the name of another parameter, because the names of fields are unique.
fn name_bodies_apart(parameters: &mut [Parameter], diagnostics: &mut Diagnostics) {
    let sent = parameters.iter().filter(|one| one.place != Place::Body);
    let sent: HashSet<String> = sent.map(|one| one.name.clone()).collect();
    for body in parameters.iter_mut().filter(|one| one.place == Place::Body) {
        if !sent.contains(&body.name) {
            continue;
        }
        while sent.contains(&body.name) {
            body.name.push_str("Body");
        }
        diagnostics.warning(
            join(&body.pointer, "name"),
            format!(
                "the body is renamed to `{}`, because another parameter has the same name",
                body.name
            ),
        );
    }
}

fn parameter(node: Node<'_>, diagnostics: &mut Diagnostics) -> Option<Parameter> {
    let parameter = node.object(diagnostics);
    parameter.expect_only(KNOWN, diagnostics);
    let name = parameter.need("name", diagnostics);
    let place = parameter.need("in", diagnostics);
    let schema = parameter.need("schema", diagnostics);
    let mut style = match parameter.get("style") {
        Some(node) => style(&node, diagnostics),
        None => Style::default(),
    };
    let place = place.map(|node| self::place(&node, diagnostics));
    let name = name.and_then(|node| {
        let name = node.text(diagnostics)?;
        check_name(name, place, &node, diagnostics);
        Some(name.to_owned())
    });
    let may_be_empty = parameter.flag("allowEmptyValue", diagnostics);
    let mut schema = schema.map(|node| schema::read(node, diagnostics))?;
    schema.notes.may_be_empty = may_be_empty.unwrap_or_default();
    if mem::take(&mut schema.json) {
        schema.kind = Kind::Any;
        style = Style::JsonText;
    }
    let idempotent = mem::take(&mut schema.idempotent);
    let (name, place) = (name?, place?);
    let is_common = COMMON.contains(&name.as_str()) && !(name == FORMAT && is_own_format(&schema));
    if matches!(place, Place::Query | Place::Form) && is_common {
        diagnostics.warning(
            parameter.pointer,
            format!(
                "the parameter is ignored, because `{name}` is a common parameter of all calls"
            ),
        );
        return None;
    }
    Some(Parameter {
        pointer: parameter.pointer,
        name,
        place,
        style,
        idempotent,
        schema,
    })
}

/// Checks the name of a parameter. The name of a header must be valid in HTTP.
fn check_name(name: &str, place: Option<Place>, node: &Node<'_>, diagnostics: &mut Diagnostics) {
    names::check(name, "parameter", node, diagnostics);
    if place == Some(Place::Header) {
        let token =
            |letter: char| letter.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(letter);
        if !name.chars().all(token) {
            diagnostics.error(
                &node.pointer,
                "invalid name of a header; use ASCII letters, digits and `-`",
            );
        }
    }
}

fn place(node: &Node<'_>, diagnostics: &mut Diagnostics) -> Place {
    match node.text(diagnostics).unwrap_or("query") {
        "query" => Place::Query,
        "formData" => Place::Form,
        "body" => Place::Body,
        "header" => Place::Header,
        other => {
            diagnostics.error(
                &node.pointer,
                format!("unknown place `{other}`; expected query, formData, body or header"),
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
                    "unknown style `{other}`; expected flat, repeatList, json, simple, \
                     spaceDelimited or pipeDelimited"
                ),
            );
            Style::Flat
        }
    }
}

/// Merges the parameter `next` into the parameter `known` of the same name.
///
/// The result is required if one of the parameters is required, and has the facts of both
/// parameters. If the parameters contradict each other, the first one counts.
fn merge(known: &mut Parameter, next: Parameter, diagnostics: &mut Diagnostics) {
    let difference = if known.place != next.place {
        Some("another place")
    } else if known.style != next.style {
        Some("another style")
    } else if !is_same(&known.schema.kind, &next.schema.kind) {
        Some("another type")
    } else {
        None
    };
    if let Some(difference) = difference {
        diagnostics.warning(
            next.pointer,
            format!(
                "duplicate parameter `{}` with {difference}; the first one counts",
                next.name
            ),
        );
    }
    known.schema.required |= next.schema.required;
    known.schema.required_by_correction = known
        .schema
        .required_by_correction
        .max(next.schema.required_by_correction);
    known.idempotent |= next.idempotent;
    known.schema.secret = known.schema.secret.max(next.schema.secret);
    complete(&mut known.schema.notes, next.schema.notes);
}

fn is_same(one: &Kind, other: &Kind) -> bool {
    match (one, other) {
        (Kind::List(one), Kind::List(other)) | (Kind::Map(one), Kind::Map(other)) => {
            is_same(&one.kind, &other.kind)
        }
        (Kind::Object(one), Kind::Object(other)) => {
            one.len() == other.len() && {
                let others = other.iter().map(|(name, schema)| (name, schema));
                let others: HashMap<&String, &Schema> = others.collect();
                one.iter().all(|(name, schema)| {
                    let same = others.get(name);
                    same.is_some_and(|other| is_same(&schema.kind, &other.kind))
                })
            }
        }
        _ => one == other,
    }
}

fn complete(notes: &mut Notes, others: Notes) {
    for (text, other) in [
        (&mut notes.title, others.title),
        (&mut notes.description, others.description),
    ] {
        if text.trim().is_empty() {
            *text = other;
        }
    }
    if notes.values.is_empty() {
        notes.values = others.values;
    }
    notes.example = notes.example.take().or(others.example);
    notes.default = notes.default.take().or(others.default);
    notes.first_page = notes.first_page.or(others.first_page);
    notes.doc_required |= others.doc_required;
    notes.may_be_empty |= others.may_be_empty;
}
