//! Whether the style and the place of a parameter can carry its type.

use std::collections::HashMap;

use crate::{
    diagnostic::{Diagnostics, join},
    spec::{Api, Kind, Parameter, Place, Schema, Spec, Style},
};

/// What a style has to carry.
#[derive(Clone, Copy, PartialEq)]
enum Shape {
    Scalar,
    /// A list of scalars, as far as the specification says.
    Scalars,
    /// An object, or a list of what is no scalar.
    Structure,
    /// Nothing is known about it.
    Any,
}

/// Checks every parameter. A style that means nothing for the type is dropped.
pub(super) fn settle(spec: &mut Spec, diagnostics: &mut Diagnostics) {
    let components = spec.components.iter();
    let components = components.map(|(name, schema)| (name.as_str(), schema));
    let components: Components<'_> = components.collect();
    for api in &mut spec.apis {
        settle_body(api, &components, diagnostics);
    }
    let parameters = spec.apis.iter_mut().flat_map(|api| &mut api.parameters);
    for parameter in parameters.filter(|parameter| parameter.place != Place::Body) {
        let shape = shape(&parameter.schema, &components);
        if shape == Shape::Scalar && parameter.style != Style::Flat {
            diagnostics.warning(
                format!("{}/style", parameter.pointer),
                "means nothing for a scalar and was passed over",
            );
            parameter.style = Style::Flat;
        }
        check(parameter, shape, diagnostics);
    }
}

/// Checks the body of an operation, if it has one. A body is one JSON object.
fn settle_body(api: &mut Api, components: &Components<'_>, diagnostics: &mut Diagnostics) {
    let is_body = |parameter: &&mut Parameter| parameter.place == Place::Body;
    let mut bodies = api.parameters.iter_mut().filter(is_body);
    let Some(body) = bodies.next() else {
        return;
    };
    for second in bodies {
        diagnostics.error(
            format!("{}/in", second.pointer),
            format!(
                "is a second body beside `{}`; make them properties of one object",
                body.name
            ),
        );
    }
    if !matches!(
        resolved(&body.schema, components).kind,
        Kind::Object(_) | Kind::Map(_) | Kind::Any | Kind::Reference(_)
    ) {
        diagnostics.error(
            &body.schema.pointer,
            "must be an object, because it is the body",
        );
    }
    if !matches!(body.style, Style::Flat | Style::Json | Style::JsonText) {
        diagnostics.warning(
            format!("{}/style", body.pointer),
            "means nothing for a body, which is sent as JSON, and was passed over",
        );
    }
    body.style = Style::Json;
    check_media_types(api, diagnostics);
    for parameter in &mut api.parameters {
        if parameter.place == Place::Form {
            diagnostics.warning(
                format!("{}/in", parameter.pointer),
                "is `formData`, but the request already has a JSON body; the parameter is sent in \
                 the query",
            );
            parameter.place = Place::Query;
        }
    }
}

/// Checks that the operation takes its body as `application/json`.
fn check_media_types(api: &Api, diagnostics: &mut Diagnostics) {
    let listed = api.consumes.iter().map(|media_type| media_type.trim());
    let listed: Vec<&str> = listed.filter(|media_type| !media_type.is_empty()).collect();
    let kinds: Vec<Content> = listed.iter().map(|one| Content::of(one)).collect();
    if listed.is_empty() || kinds.contains(&Content::Json) {
        return;
    }
    let pointer = join(&api.pointer, "consumes");
    let listed = listed.join(", ");
    if kinds.contains(&Content::Form) {
        let message = format!("has {listed}, although there is a body; it is sent as JSON");
        diagnostics.warning(pointer, message);
    } else {
        let message = format!("has {listed}; a body can only be sent as `application/json`");
        diagnostics.error(pointer, message);
    }
}

/// What a media type says of a body.
#[derive(PartialEq)]
enum Content {
    /// It may be `application/json`.
    Json,
    Form,
    Other,
}

impl Content {
    /// Media types that end in `+json` are JSON with a meaning of their own, such as a patch. Only
    /// those of vendors are known to mean the JSON of their API.
    fn of(media_type: &str) -> Self {
        let essence = media_type.split(';').next().unwrap_or_default();
        let essence = essence.trim().to_ascii_lowercase();
        match essence.as_str() {
            "application/json" | "application/*" | "*/*" => Self::Json,
            "application/x-www-form-urlencoded" | "multipart/form-data" => Self::Form,
            other if other.starts_with("application/vnd.") && other.ends_with("+json") => {
                Self::Json
            }
            _ => Self::Other,
        }
    }
}

fn check(parameter: &Parameter, shape: Shape, diagnostics: &mut Diagnostics) {
    let joined = matches!(
        parameter.style,
        Style::Simple | Style::SpaceDelimited | Style::PipeDelimited
    );
    if joined && shape == Shape::Structure {
        diagnostics.error(
            format!("{}/style", parameter.pointer),
            "joins the items of a list of scalars, and the type is another; `json` and `flat` can \
             carry it",
        );
    }
    let structured = matches!(shape, Shape::Structure | Shape::Scalars);
    if parameter.place == Place::Header && parameter.style == Style::Flat && structured {
        diagnostics.error(
            &parameter.pointer,
            "is a header with a list or an object, and a header has one value; the style must be \
             `json`, or `simple` for a list of scalars",
        );
    }
}

type Components<'a> = HashMap<&'a str, &'a Schema>;

fn shape(schema: &Schema, components: &Components<'_>) -> Shape {
    match &resolved(schema, components).kind {
        Kind::Text | Kind::Integer | Kind::Number | Kind::Boolean => Shape::Scalar,
        Kind::Object(_) | Kind::Map(_) => Shape::Structure,
        Kind::List(items) => match resolved(items, components).kind {
            Kind::Object(_) | Kind::Map(_) | Kind::List(_) => Shape::Structure,
            _ => Shape::Scalars,
        },
        Kind::Any | Kind::Reference(_) => Shape::Any,
    }
}

/// What a schema stands for. It stays a reference where it leads nowhere, or to more references
/// than [`lower`](crate::lower()) follows.
fn resolved<'a>(schema: &'a Schema, components: &Components<'a>) -> &'a Schema {
    const DEEPEST: usize = 17;
    let mut found = schema;
    for _ in 0..DEEPEST {
        let Kind::Reference(name) = &found.kind else {
            break;
        };
        match components.get(name.as_str()) {
            Some(next) => found = next,
            None => break,
        }
    }
    found
}
