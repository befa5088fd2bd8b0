//! Checks that the style and the place of a parameter support its type.

use std::collections::HashMap;

use crate::{
    diagnostic::{Diagnostics, join},
    spec::{Api, Kind, Parameter, Place, Schema, Spec, Style},
};

/// The shape of a parameter's value, as far as styles are concerned.
#[derive(Clone, Copy, PartialEq)]
enum Shape {
    Scalar,
    /// A list of scalars, or a list of items of unknown type.
    Scalars,
    /// An object, or a list of objects or lists.
    Structure,
    /// A value of unknown type.
    Any,
}

/// Checks the style and the place of every parameter. The style of a scalar is ignored.
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
                "the style is ignored, because the parameter is a scalar",
            );
            parameter.style = Style::Flat;
        }
        check(parameter, shape, diagnostics);
    }
}

/// Checks the body of an operation. An operation has at most one body, which is a JSON object.
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
                "the parameter `{}` is already the body; merge both parameters into one object",
                body.name
            ),
        );
    }
    if !matches!(
        resolved(&body.schema, components).kind,
        Kind::Object(_) | Kind::Map(_) | Kind::Any | Kind::Reference(_)
    ) {
        diagnostics.error(&body.schema.pointer, "the body must be an object");
    }
    if !matches!(body.style, Style::Flat | Style::Json | Style::JsonText) {
        diagnostics.warning(
            format!("{}/style", body.pointer),
            "the style is ignored, because a body is sent as JSON",
        );
    }
    body.style = Style::Json;
    check_media_types(api, diagnostics);
    for parameter in &mut api.parameters {
        if parameter.place == Place::Form {
            diagnostics.warning(
                format!("{}/in", parameter.pointer),
                "the parameter is sent in the query instead of `formData`, because the request has \
                 a JSON body",
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
        let message = format!("the body is sent as JSON, although the media type is {listed}");
        diagnostics.warning(pointer, message);
    } else {
        let message = format!("unsupported media type {listed}; a body must be `application/json`");
        diagnostics.error(pointer, message);
    }
}

/// The kind of content that a media type stands for.
#[derive(PartialEq)]
enum Content {
    /// Content that may be `application/json`.
    Json,
    Form,
    Other,
}

impl Content {
    /// Returns the kind of content of a media type.
    ///
    /// A media type that ends in `+json` may have special semantics, such as a patch. Only vendor
    /// types (`application/vnd.*+json`) count as plain JSON.
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

/// Checks that the style and the place of `parameter` support its `shape`.
fn check(parameter: &Parameter, shape: Shape, diagnostics: &mut Diagnostics) {
    let joined = matches!(
        parameter.style,
        Style::Simple | Style::SpaceDelimited | Style::PipeDelimited
    );
    if joined && shape == Shape::Structure {
        diagnostics.error(
            format!("{}/style", parameter.pointer),
            "this style supports only lists of scalars; use `json` or `flat`",
        );
    }
    let structured = matches!(shape, Shape::Structure | Shape::Scalars);
    if parameter.place == Place::Header && parameter.style == Style::Flat && structured {
        diagnostics.error(
            &parameter.pointer,
            "a header can't carry a list or an object in the style `flat`; use `json`, or `simple` \
             for a list of scalars",
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

/// Follows the references of a schema to the referenced component.
///
/// The result is still a reference if a component is missing, or if there are more references than
/// [`lower`](crate::lower()) follows.
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
