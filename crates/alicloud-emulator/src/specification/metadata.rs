//! Reads the JSON of the vendor's metadata.
//!
//! Unknown keys are ignored. Where the metadata contradicts itself, the reading that accepts more
//! requests counts, because the emulator must not refuse what the real service accepts.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

use super::{
    DeclaredError, Kind, Operation, Parameter, Place, Schema, Specification, SpecificationError,
    Style, entries::Entries, raw_schema::RawSchema,
};

type Result<T> = std::result::Result<T, SpecificationError>;

pub(super) fn read(text: &str) -> Result<Specification> {
    // Some editors write a byte order mark.
    let text = text.trim_start_matches('\u{feff}');
    let document: Document = serde_json::from_str(text)
        .map_err(|error| SpecificationError::caused_by("the JSON can't be read", error))?;
    if !document.info.style.eq_ignore_ascii_case("RPC") {
        return Err(SpecificationError::new(format!(
            "the style is {:?}, but only RPC specifications can be served",
            document.info.style
        )));
    }
    let components: BTreeMap<String, Schema> = document
        .components
        .0
        .into_iter()
        .filter(|(name, _)| name == "schemas")
        .flat_map(|(_, schemas)| schemas.0)
        .map(|(name, schema)| match schema.read() {
            Ok(schema) => Ok((name, schema)),
            Err(error) => Err(error.within(format!("component {name}"))),
        })
        .collect::<Result<_>>()?;
    let operations: BTreeMap<String, Operation> = document
        .apis
        .0
        .into_iter()
        .map(|(name, api)| {
            check_operation_name(&name)?;
            match api.read() {
                Ok(operation) => Ok((name, operation)),
                Err(error) => Err(error.within(format!("operation {name}"))),
            }
        })
        .collect::<Result<_>>()?;
    let specification = Specification {
        product: document.info.product,
        version: document.info.version,
        operations,
        components,
    };
    check_references(&specification)?;
    Ok(specification)
}

/// Checks that replies can contain the name of an operation as the name of an XML element.
fn check_operation_name(name: &str) -> Result<()> {
    let is_valid = name.starts_with(|first: char| first.is_ascii_alphabetic())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    if is_valid {
        return Ok(());
    }
    Err(SpecificationError::new(format!(
        "operation {name:?}: the name must consist of letters, digits and underscores"
    )))
}

/// Checks that each reference leads to a component, and that no component is only a reference.
fn check_references(specification: &Specification) -> Result<()> {
    let components = specification.components.iter();
    for (name, component) in components {
        if let Kind::Reference(other) = &component.kind {
            return Err(SpecificationError::new(format!(
                "the component is only a reference to {other:?}"
            ))
            .within(format!("component {name}")));
        }
        check_reference(specification, component)
            .map_err(|error| error.within(format!("component {name}")))?;
    }
    for (name, operation) in &specification.operations {
        let parameters = operation
            .parameters
            .iter()
            .map(|parameter| &parameter.schema);
        for schema in parameters.chain([&operation.reply]) {
            check_reference(specification, schema)
                .map_err(|error| error.within(format!("operation {name}")))?;
        }
    }
    Ok(())
}

fn check_reference(specification: &Specification, schema: &Schema) -> Result<()> {
    match &schema.kind {
        Kind::Reference(name) if !specification.components.contains_key(name) => Err(
            SpecificationError::new(format!("component {name:?} doesn't exist")),
        ),
        Kind::Object(properties) => properties.iter().try_for_each(|(name, property)| {
            check_reference(specification, property).map_err(|error| error.within(&**name))
        }),
        Kind::Map(inner) | Kind::List(inner) => check_reference(specification, inner),
        _ => Ok(()),
    }
}

#[derive(Deserialize)]
struct Document {
    info: Info,
    apis: Entries<Api>,
    /// Contains only `schemas`.
    #[serde(default)]
    components: Entries<Entries<RawSchema>>,
}

#[derive(Deserialize)]
struct Info {
    style: String,
    product: String,
    version: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Api {
    #[serde(default)]
    methods: Vec<String>,
    #[serde(default)]
    parameters: Vec<RawParameter>,
    #[serde(default)]
    responses: Entries<Response>,
    #[serde(default)]
    error_codes: Entries<Vec<RawError>>,
    #[serde(default)]
    system_tags: Entries<Value>,
}

impl Api {
    fn read(self) -> Result<Operation> {
        let mut parameters: Vec<Parameter> = Vec::with_capacity(self.parameters.len());
        let mut places = BTreeMap::<String, usize>::new();
        for raw in self.parameters {
            let name = raw.name.clone();
            let parameter = raw
                .read()
                .map_err(|error| error.within(format!("parameter {name}")))?;
            // Some operations list a parameter twice. Only its `required` differs.
            match places
                .get(&name)
                .and_then(|place| parameters.get_mut(*place))
            {
                Some(other) => other.schema.required |= parameter.schema.required,
                None => {
                    places.insert(name, parameters.len());
                    parameters.push(parameter);
                }
            }
        }
        let reply = self
            .responses
            .0
            .into_iter()
            .find(|(status, _)| status.starts_with('2'))
            .and_then(|(_, response)| response.schema);
        let reply = match reply {
            Some(schema) => schema.read().map_err(|error| error.within("reply"))?,
            None => Schema::object(),
        };
        let kind = self
            .system_tags
            .0
            .into_iter()
            .find(|(name, _)| name == "operationType")
            .and_then(|(_, value)| value.as_str().map(str::to_owned));
        Ok(Operation {
            parameters,
            reply,
            errors: declared_errors(self.error_codes),
            allows_post: self.methods.is_empty()
                || self
                    .methods
                    .iter()
                    .any(|method| method.eq_ignore_ascii_case("post")),
            kind,
        })
    }
}

fn declared_errors(codes: Entries<Vec<RawError>>) -> Vec<DeclaredError> {
    let of_status = |(status, errors): (String, Vec<RawError>)| {
        let status = status
            .parse()
            .ok()
            .filter(|status| (400..600).contains(status));
        errors.into_iter().filter_map(move |error| {
            let (code, message) = match error {
                RawError::Code(code) => (code, String::new()),
                RawError::Full {
                    error_code,
                    error_message,
                } => (error_code, error_message.unwrap_or_default()),
            };
            let status = status?;
            (!code.is_empty()).then_some(DeclaredError {
                status,
                code,
                message,
            })
        })
    };
    codes.0.into_iter().flat_map(of_status).collect()
}

#[derive(Deserialize)]
struct Response {
    schema: Option<RawSchema>,
}

/// An error code: an object in the vendor's metadata, and a text in a file with only the facts.
#[derive(Deserialize)]
#[serde(untagged)]
enum RawError {
    Code(String),
    #[serde(rename_all = "camelCase")]
    Full {
        error_code: String,
        error_message: Option<String>,
    },
}

#[derive(Deserialize)]
struct RawParameter {
    name: String,
    #[serde(rename = "in")]
    place: String,
    style: Option<String>,
    schema: RawSchema,
}

impl RawParameter {
    fn read(self) -> Result<Parameter> {
        let place = match &*self.place {
            "query" => Place::Query,
            "formData" | "body" => Place::Form,
            "header" => Place::Header,
            other => {
                return Err(SpecificationError::new(format!(
                    "unknown place {other:?}; known places: query, formData, body, header"
                )));
            }
        };
        let style = match self.style.as_deref() {
            None | Some("repeatList" | "flat") => Style::Flat,
            Some("json") => Style::Json,
            Some("simple") => Style::Separated(','),
            Some("spaceDelimited") => Style::Separated(' '),
            Some("pipeDelimited") => Style::Separated('|'),
            Some(other) => {
                return Err(SpecificationError::new(format!(
                    "unknown style {other:?}; known styles: flat, json, pipeDelimited, \
                     repeatList, simple, spaceDelimited"
                )));
            }
        };
        Ok(Parameter {
            name: self.name,
            place,
            style,
            schema: self.schema.read()?,
        })
    }
}
