//! Reads the JSON of the vendor's metadata.
//!
//! Unknown keys are ignored. Where the metadata contradicts itself, the reading that accepts more
//! requests counts, because the emulator must not refuse what the real service accepts.

use std::{collections::BTreeMap, fmt, marker::PhantomData};

use serde::{
    Deserialize, Deserializer,
    de::{self, MapAccess, SeqAccess, Visitor, value::MapAccessDeserializer},
};
use serde_json::Value;

use super::{
    Bound, DeclaredError, Kind, Limits, Operation, Parameter, Pattern, Place, Schema,
    Specification, SpecificationError, Style,
};

type Result<T> = std::result::Result<T, SpecificationError>;

pub(super) fn read(text: &str) -> Result<Specification> {
    let document: Document =
        serde_json::from_str(text).map_err(|error| SpecificationError::new(error.to_string()))?;
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
        .map(|(name, api)| match api.read() {
            Ok(operation) => Ok((name, operation)),
            Err(error) => Err(error.within(format!("operation {name}"))),
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
        for raw in self.parameters {
            let name = raw.name.clone();
            let parameter = raw
                .read()
                .map_err(|error| error.within(format!("parameter {name}")))?;
            // Some operations list a parameter twice. Only its `required` differs.
            match parameters.iter_mut().find(|other| other.name == name) {
                Some(other) => other.schema.required |= parameter.schema.required,
                None => parameters.push(parameter),
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

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RawSchema {
    #[serde(rename = "type")]
    kind: Option<String>,
    #[serde(rename = "$ref")]
    reference: Option<String>,
    #[serde(default)]
    properties: Entries<Self>,
    items: Option<OrEmptyList>,
    additional_properties: Option<OrEmptyList>,
    #[serde(default)]
    required: bool,
    #[serde(rename = "enum", default)]
    enumeration: Vec<Value>,
    minimum: Option<Value>,
    maximum: Option<Value>,
    #[serde(default)]
    exclusive_minimum: bool,
    #[serde(default)]
    exclusive_maximum: bool,
    min_length: Option<Value>,
    max_length: Option<Value>,
    min_items: Option<Value>,
    max_items: Option<Value>,
    pattern: Option<String>,
}

impl RawSchema {
    fn read(mut self) -> Result<Schema> {
        let kind = self.kind()?;
        let limits = self.limits(&kind);
        Ok(Schema {
            kind,
            required: self.required,
            limits: (!limits.is_empty()).then(|| Box::new(limits)),
        })
    }

    fn kind(&mut self) -> Result<Kind> {
        if let Some(reference) = &self.reference {
            let name = reference.strip_prefix("#/components/schemas/");
            let name = name.ok_or_else(|| {
                SpecificationError::new(format!(
                    "$ref {reference:?} must begin with \"#/components/schemas/\""
                ))
            })?;
            return Ok(Kind::Reference(name.to_owned()));
        }
        Ok(match self.kind.as_deref() {
            Some("string") => Kind::Text,
            Some("integer") => Kind::Integer,
            Some("number") => Kind::Number,
            Some("boolean") => Kind::Boolean,
            Some("any") => Kind::Any,
            Some("array") => Kind::List(Box::new(
                match self.items.take().and_then(|items| items.0) {
                    Some(items) => items.read().map_err(|error| error.within("items"))?,
                    None => Schema::any(),
                },
            )),
            Some("object") => self.object()?,
            Some(other) => {
                return Err(SpecificationError::new(format!(
                    "unknown type {other:?}; known types: any, array, boolean, integer, number, \
                     object, string"
                )));
            }
            None => {
                return Err(SpecificationError::new(
                    "the schema has neither type nor $ref",
                ));
            }
        })
    }

    fn object(&mut self) -> Result<Kind> {
        let values = self
            .additional_properties
            .take()
            .and_then(|values| values.0);
        if let (Some(values), true) = (values, self.properties.0.is_empty()) {
            let values = values.read().map_err(|error| error.within("values"))?;
            return Ok(Kind::Map(Box::new(values)));
        }
        std::mem::take(&mut self.properties)
            .0
            .into_iter()
            .map(|(name, schema)| match schema.read() {
                Ok(schema) => Ok((name.into(), schema)),
                Err(error) => Err(error.within(name)),
            })
            .collect::<Result<_>>()
            .map(Kind::Object)
    }

    /// The limits that fit the type. The metadata has limits of numbers on texts, for example,
    /// which have no meaning.
    fn limits(&mut self, kind: &Kind) -> Limits {
        let mut limits = Limits::default();
        match kind {
            Kind::Integer | Kind::Number => {
                let bound = |value: &Option<Value>, exclusive| {
                    let value = number(value.as_ref()?)?;
                    Some(Bound { value, exclusive })
                };
                limits.minimum = bound(&self.minimum, self.exclusive_minimum);
                limits.maximum = bound(&self.maximum, self.exclusive_maximum);
                if let (Some(minimum), Some(maximum)) = (limits.minimum, limits.maximum) {
                    if minimum.value > maximum.value {
                        (limits.minimum, limits.maximum) = (None, None);
                    }
                }
            }
            Kind::Text => {
                (limits.shortest, limits.longest) = lengths(&self.min_length, &self.max_length);
                limits.pattern = self.pattern.as_deref().and_then(whole_match);
            }
            Kind::List(_) => {
                (limits.shortest, limits.longest) = lengths(&self.min_items, &self.max_items);
            }
            _ => {}
        }
        if matches!(kind, Kind::Text | Kind::Integer | Kind::Number) {
            let text = |value: Value| match value {
                Value::String(text) => text,
                other => other.to_string(),
            };
            limits.enumeration = std::mem::take(&mut self.enumeration)
                .into_iter()
                .map(text)
                .collect();
        }
        limits
    }
}

/// A pattern that must match a whole text. `None` if the pattern uses syntax that only other
/// languages have. An empty pattern in the metadata is an unset pattern.
fn whole_match(pattern: &str) -> Option<Pattern> {
    if pattern.is_empty() {
        return None;
    }
    let whole = regex_lite::Regex::new(&format!("^(?:{pattern})$")).ok()?;
    Some(Pattern {
        text: pattern.to_owned(),
        whole,
    })
}

/// The shortest and the longest length, if they don't contradict each other.
fn lengths(shortest: &Option<Value>, longest: &Option<Value>) -> (Option<u64>, Option<u64>) {
    let length = |value: &Option<Value>| {
        let value = number(value.as_ref()?)?;
        // A float is rounded towards zero and limited to the range of the integer.
        (value >= 0.0).then_some(value as u64)
    };
    match (length(shortest), length(longest)) {
        (Some(shortest), Some(longest)) if shortest > longest => (None, None),
        lengths => lengths,
    }
}

/// The metadata contains numbers as texts and as numbers.
fn number(value: &Value) -> Option<f64> {
    match value {
        Value::String(text) => text.trim().parse().ok(),
        other => other.as_f64(),
    }
    .filter(|number: &f64| number.is_finite())
}

impl Schema {
    fn any() -> Self {
        Self {
            kind: Kind::Any,
            required: false,
            limits: None,
        }
    }

    fn object() -> Self {
        Self {
            kind: Kind::Object(Vec::new()),
            ..Self::any()
        }
    }
}

/// The entries of a JSON object, in their order. An empty list counts as an empty object, because
/// some exports write it so.
struct Entries<T>(Vec<(String, T)>);

impl<T> Default for Entries<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Entries<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        struct EntriesVisitor<T>(PhantomData<T>);

        impl<'de, T: Deserialize<'de>> Visitor<'de> for EntriesVisitor<T> {
            type Value = Entries<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(
                self,
                mut map: A,
            ) -> std::result::Result<Self::Value, A::Error> {
                let mut entries = Vec::new();
                while let Some(entry) = map.next_entry()? {
                    entries.push(entry);
                }
                Ok(Entries(entries))
            }

            fn visit_seq<A: SeqAccess<'de>>(
                self,
                list: A,
            ) -> std::result::Result<Self::Value, A::Error> {
                empty(list, &self).map(|()| Entries::default())
            }
        }

        deserializer.deserialize_any(EntriesVisitor(PhantomData))
    }
}

/// A schema, or the empty list that some exports write in place of an empty object.
struct OrEmptyList(Option<Box<RawSchema>>);

impl<'de> Deserialize<'de> for OrEmptyList {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        struct OrEmptyListVisitor;

        impl<'de> Visitor<'de> for OrEmptyListVisitor {
            type Value = OrEmptyList;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a schema")
            }

            fn visit_map<A: MapAccess<'de>>(
                self,
                map: A,
            ) -> std::result::Result<OrEmptyList, A::Error> {
                let schema = RawSchema::deserialize(MapAccessDeserializer::new(map))?;
                Ok(OrEmptyList(Some(Box::new(schema))))
            }

            fn visit_seq<A: SeqAccess<'de>>(
                self,
                list: A,
            ) -> std::result::Result<OrEmptyList, A::Error> {
                empty(list, &self).map(|()| OrEmptyList(None))
            }
        }

        deserializer.deserialize_any(OrEmptyListVisitor)
    }
}

/// Reads the end of an empty list.
fn empty<'de, A: SeqAccess<'de>>(
    mut list: A,
    expected: &impl de::Expected,
) -> std::result::Result<(), A::Error> {
    match list.next_element::<de::IgnoredAny>()? {
        None => Ok(()),
        Some(_) => Err(de::Error::invalid_type(de::Unexpected::Seq, expected)),
    }
}

#[cfg(test)]
mod tests {
    use super::whole_match;

    #[test]
    fn an_empty_pattern_is_unset() {
        assert!(whole_match("").is_none());
    }

    #[test]
    fn a_pattern_matches_the_whole_text() {
        let pattern = whole_match("a|b").unwrap();
        assert!(pattern.whole.is_match("b"));
        assert!(!pattern.whole.is_match("ab"));
        assert_eq!(pattern.text, "a|b");
    }
}
