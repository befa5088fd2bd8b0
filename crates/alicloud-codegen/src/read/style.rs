//! Whether the style of a parameter can carry its type.

use std::collections::HashMap;

use crate::{
    diagnostic::Diagnostics,
    spec::{Kind, Parameter, Place, Schema, Spec, Style},
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
    for parameter in spec.apis.iter_mut().flat_map(|api| &mut api.parameters) {
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
