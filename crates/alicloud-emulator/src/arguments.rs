//! The arguments of a call: its parameters, checked against the specification.

mod placed;
mod value;

use std::collections::{BTreeMap, BTreeSet};

use http::HeaderMap;
use serde_json::Value;

use self::placed::Placed;
use crate::{
    protocol::{ApiError, Parameters, encode},
    specification::{
        Kind, Operation, Parameter, Place, Specification, Style, nearest_with_distance,
    },
};

/// The parameters that every operation accepts.
const COMMON: [&str; 13] = [
    "AccessKeyId",
    "Action",
    "BearerToken",
    "Format",
    "RegionId",
    "SecurityToken",
    "Signature",
    "SignatureMethod",
    "SignatureNonce",
    "SignatureType",
    "SignatureVersion",
    "Timestamp",
    "Version",
];

/// The number of parts of the longest name, such as 3 for `Tag.1.Key`. No declared parameter has so
/// many. The limit keeps the recursion short for a component that contains itself.
const MOST_PARTS: usize = 64;

/// The number of bytes of the longest name that an error shows whole, with a suggestion.
const LONGEST_NAME: usize = 256;

/// Whether every operation accepts the parameter.
pub(crate) fn is_common(name: &str) -> bool {
    COMMON.contains(&name)
}

/// Whether limits, enumerations and patterns are checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Strictness {
    Strict,
    /// Names, places, styles, types and required parameters are checked, and nothing else.
    Lenient,
}

/// The arguments of a valid call, for replies that repeat them.
#[derive(Debug, Default)]
pub(crate) struct Arguments {
    scalars: BTreeMap<String, String>,
    lists: BTreeMap<String, Vec<String>>,
}

impl Arguments {
    /// The value of a parameter that is not a list.
    pub(crate) fn scalar(&self, name: &str) -> Option<&str> {
        self.scalars.get(name).map(String::as_str)
    }

    /// Whether the parameter is a list, or a text that contains a JSON list of scalars.
    pub(crate) fn is_list(&self, name: &str) -> bool {
        self.lists.contains_key(name)
    }

    /// Whether an argument, or an item of a list, is this text.
    pub(crate) fn contain(&self, text: &str) -> bool {
        let items = self.lists.values().flatten();
        self.scalars
            .values()
            .chain(items)
            .any(|value| value == text)
    }

    /// The items of the parameter that lists the values of a field called `name`: `InstanceIds` or
    /// `InstanceId.1`, `InstanceId.2` for `InstanceId`. A text that contains a JSON list of scalars
    /// counts as a list.
    pub(crate) fn items(&self, name: &str) -> Option<&[String]> {
        if self.lists.is_empty() {
            return None;
        }
        let list = self.lists.get(name);
        let list = list.or_else(|| self.lists.get(&format!("{name}s")));
        list.map(Vec::as_slice)
    }
}

/// Checks the parameters of a call.
pub(crate) struct Check<'a> {
    specification: &'a Specification,
    action: &'a str,
    operation: &'a Operation,
    strictness: Strictness,
}

impl<'a> Check<'a> {
    pub(crate) fn new(
        specification: &'a Specification,
        action: &'a str,
        operation: &'a Operation,
        strictness: Strictness,
    ) -> Self {
        Self {
            specification,
            action,
            operation,
            strictness,
        }
    }

    /// Reads the arguments, or returns the error for the first invalid parameter in the order of
    /// the names. Errors of single parameters come before missing parameters.
    pub(crate) fn read(
        &self,
        parameters: &Parameters,
        headers: &HeaderMap,
    ) -> Result<Arguments, ApiError> {
        let mut arguments = Arguments::default();
        let mut given = BTreeSet::new();
        let mut placed = BTreeMap::<&str, (&Parameter, Placed)>::new();
        for (name, text) in parameters.iter() {
            if name.split('.').count() > MOST_PARTS {
                return Err(self.unknown(name));
            }
            let Some((parameter, rest)) = self.declared(name) else {
                if is_common(name) {
                    continue;
                }
                return Err(self.unknown(name));
            };
            self.check_place(parameter, name, parameters)?;
            if text.is_empty() {
                continue;
            }
            // The vendor's Python SDK writes a list without items so.
            if text == "[]" && rest.is_empty() && parameter.style == Style::Flat {
                if let Kind::List(_) = self.specification.resolve(&parameter.schema).kind {
                    continue;
                }
            }
            given.insert(&*parameter.name);
            match (
                &self.specification.resolve(&parameter.schema).kind,
                parameter.style,
            ) {
                (kind, _) if kind.is_scalar() => {
                    self.check_text(&parameter.schema, name, text)?;
                    arguments.note_scalar(name, text);
                }
                (_, Style::Flat) => {
                    let (_, root) = placed
                        .entry(&parameter.name)
                        .or_insert_with(|| (parameter, Placed::default()));
                    self.place(&parameter.schema, name, rest, text, root)?;
                }
                (_, Style::Json) => {
                    let value = serde_json::from_str(text).map_err(|error| {
                        ApiError::invalid_value(
                            name,
                            format!("the value isn't valid JSON: {error}"),
                        )
                    })?;
                    self.check_value(&parameter.schema, name, &value)?;
                    arguments.note_value(name, &value);
                }
                (_, Style::Separated(separator)) => {
                    let items = text.split(separator).map(str::to_owned).collect::<Vec<_>>();
                    self.check_items(&parameter.schema, name, &items)?;
                    arguments.lists.insert(name.to_owned(), items);
                }
            }
        }
        for (name, (parameter, value)) in placed {
            self.check_placed(&parameter.schema, name, &value)?;
            if let Some(items) = value.scalars() {
                arguments.lists.insert(name.to_owned(), items);
            }
        }
        for parameter in &self.operation.parameters {
            if parameter.place == Place::Header {
                let value = headers.get(&*parameter.name);
                if let Some(value) = value.filter(|value| !value.is_empty()) {
                    let text = value.to_str().map_err(|_| {
                        ApiError::invalid_value(&parameter.name, "the header isn't ASCII text")
                    })?;
                    self.check_text(&parameter.schema, &parameter.name, text)?;
                    given.insert(&*parameter.name);
                    arguments.note_scalar(&parameter.name, text);
                }
            }
            if parameter.schema.required && !given.contains(&*parameter.name) {
                return Err(ApiError::missing_parameter(&parameter.name));
            }
        }
        Ok(arguments)
    }

    /// The declared parameter to which the sent parameter `name` belongs, and the rest of the name.
    /// A parameter that is declared with this very name comes first, because some operations
    /// declare `SystemDisk.Size` beside the object `SystemDisk`.
    fn declared<'n>(&self, name: &'n str) -> Option<(&'a Parameter, &'n str)> {
        let parameters = self.operation.parameters.iter();
        if let Some(parameter) = parameters.clone().find(|parameter| parameter.name == name) {
            return Some((parameter, ""));
        }
        parameters
            .filter(|parameter| self.is_written_in_parts(parameter))
            .filter_map(|parameter| {
                let rest = name.strip_prefix(&*parameter.name)?.strip_prefix('.')?;
                Some((parameter, rest))
            })
            .max_by_key(|(parameter, _)| parameter.name.len())
    }

    /// Checks whether the parameter was sent where the metadata says. A query parameter may be sent
    /// in the form, as the vendor's first SDKs do.
    fn check_place(
        &self,
        parameter: &Parameter,
        name: &str,
        parameters: &Parameters,
    ) -> Result<(), ApiError> {
        match parameter.place {
            Place::Query => Ok(()),
            Place::Form if !self.operation.allows_post || parameters.is_in_form(name) => Ok(()),
            Place::Form => Err(ApiError::invalid_value(
                name,
                "send it in the form of a POST request",
            )),
            Place::Header => Err(ApiError::invalid_value(name, "send it as a header")),
        }
    }

    fn unknown(&self, name: &str) -> ApiError {
        if name.len() > LONGEST_NAME {
            let begin: String = name.chars().take(LONGEST_NAME).collect();
            return ApiError::unknown_parameter(
                self.action,
                &format!("{}...", encode(&begin)),
                None,
            );
        }
        let suggestion = self.nearest(name).filter(|suggestion| suggestion != name);
        ApiError::unknown_parameter(
            self.action,
            &encode(name).to_string(),
            suggestion.as_deref(),
        )
    }

    /// The name that the client probably meant. Only the beginning of `name` is compared with the
    /// declared names, because indexes and names of properties may follow.
    fn nearest(&self, name: &str) -> Option<String> {
        let ends = name.match_indices('.').map(|(dot, _)| dot);
        let beginnings = ends.chain([name.len()]).zip(1..);
        let (_, right, rest) = beginnings
            .filter_map(|(end, parts)| {
                let (beginning, rest) = name.split_at(end);
                let parameters = self.operation.parameters.iter();
                let declared = parameters.map(|parameter| &*parameter.name).chain(COMMON);
                let alike = declared.filter(|name| name.split('.').count() == parts);
                let (distance, right) = nearest_with_distance(beginning, alike)?;
                Some((distance, right, rest))
            })
            .min_by_key(|(distance, _, _)| *distance)?;
        let takes_rest = self
            .operation
            .parameters
            .iter()
            .any(|parameter| parameter.name == right && self.is_written_in_parts(parameter));
        let rest = if takes_rest { rest } else { "" };
        Some(format!("{right}{}", encode(rest)))
    }

    /// Whether the parameter is sent as one parameter for each scalar in it.
    fn is_written_in_parts(&self, parameter: &Parameter) -> bool {
        let kind = &self.specification.resolve(&parameter.schema).kind;
        parameter.style == Style::Flat && !kind.is_scalar()
    }
}

impl Arguments {
    fn note_scalar(&mut self, name: &str, text: &str) {
        if text.starts_with('[') {
            if let Ok(value) = serde_json::from_str(text) {
                self.note_value(name, &value);
            }
        }
        self.scalars.insert(name.to_owned(), text.to_owned());
    }

    /// Notes a JSON list, if its items are scalars.
    fn note_value(&mut self, name: &str, value: &Value) {
        let items = value
            .as_array()
            .map(|items| items.iter().map(scalar).collect());
        if let Some(Some(items)) = items {
            self.lists.insert(name.to_owned(), items);
        }
    }
}

fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(flag) => Some(flag.to_string()),
        _ => None,
    }
}
