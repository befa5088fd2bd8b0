//! Reads specifications with one file per operation, as the vendor's server sends these files.

use serde_json::{Map, Value, json};

use crate::diagnostic::{Diagnostics, Origin, join};

use super::part::{Part, place};

pub(super) fn assemble(parts: Vec<Part<'_>>, diagnostics: &mut Diagnostics) -> Option<Value> {
    let mut known: Option<(&str, &str)> = None;
    let mut apis = Map::new();
    let mut schemas = Map::new();
    for part in parts {
        let Some([product, version, name]) = identity(&part) else {
            diagnostics.append_error(
                part.file,
                part.pointer,
                "the path must contain the product, the version and the operation, as in \
                 `products/Ecs/versions/2014-05-26/apis/DescribeRegions/api.json`",
            );
            continue;
        };
        let (expected, expected_version) = *known.get_or_insert((product, version));
        if (product, version) != (expected, expected_version) {
            diagnostics.append_error(
                part.file,
                part.pointer,
                &format!(
                    "the path is for {product} {version}, but earlier files are for {expected} \
                     {expected_version}; pass the files of one product version"
                ),
            );
            continue;
        }
        let at = place(name);
        diagnostics.trace([Origin::exact(&at, part.file, part.pointer)]);
        let mut api = part.value;
        if let Some(components) = api
            .as_object_mut()
            .and_then(|api| api.shift_remove("components"))
        {
            let place = (part.file, part.pointer);
            merge(&mut schemas, components, place, diagnostics);
        }
        if apis.insert(name.to_owned(), api).is_some() {
            diagnostics.append_error(
                part.file,
                part.pointer,
                "an earlier file has the same operation; remove one file",
            );
        }
    }
    let (product, version) = known?;
    Some(json!({
        "version": "1.0",
        "info": { "style": "RPC", "product": product, "version": version },
        "components": { "schemas": schemas },
        "apis": apis,
    }))
}

/// Returns the product, the version and the operation's name from the path of a file.
///
/// A path in the vendor's layout may have any version. In other paths, the version must be a date.
fn identity<'a>(part: &Part<'a>) -> Option<[&'a str; 3]> {
    let mut segments = part.segments();
    if segments.last() == Some(&"api") {
        segments.pop();
    }
    if let [.., "products", product, "versions", version, "apis", name] = *segments {
        return Some([product, version, name]);
    }
    segments.retain(|segment| !["products", "versions", "apis"].contains(segment));
    let found = segments.last_chunk().copied();
    found.filter(|[_, version, _]| is_date(version))
}

/// Whether `text` has the form of a date, such as `2014-05-26`.
fn is_date(text: &str) -> bool {
    let digits = |part: &str, count: usize| {
        part.len() == count && part.bytes().all(|letter| letter.is_ascii_digit())
    };
    let parts: Vec<&str> = text.split('-').collect();
    matches!(*parts, [year, month, day] if digits(year, 4) && digits(month, 2) && digits(day, 2))
}

/// Adds the components in the file of an operation to `schemas`.
///
/// Components of the same name must be equal.
fn merge(
    schemas: &mut Map<String, Value>,
    mut components: Value,
    (file, pointer): (&str, &str),
    diagnostics: &mut Diagnostics,
) {
    let Some(Value::Object(found)) = components.get_mut("schemas").map(Value::take) else {
        return;
    };
    for (name, schema) in found {
        let at = join("/components/schemas", &name);
        let pointer = format!("{pointer}{at}");
        match schemas.get(&name) {
            None => {
                diagnostics.trace([Origin::exact(&at, file, &pointer)]);
                schemas.insert(name, schema);
            }
            Some(known) if *known == schema => {}
            Some(_) => diagnostics.append_error(
                file,
                &pointer,
                "the component differs from the component of the same name in an earlier file",
            ),
        }
    }
}
