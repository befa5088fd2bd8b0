//! Lists and objects that are sent as one parameter for each scalar, such as `Tag.1.Key`.

use std::collections::BTreeMap;

use super::Check;
use crate::{
    protocol::{ApiError, encode},
    specification::{Kind, Name, Schema, nearest},
};

/// A value that was put together from its scalars.
#[derive(Debug, Default)]
pub(super) enum Placed {
    #[default]
    Absent,
    Text(String),
    /// The items by their index, which counts from 1. Clients may leave out an index.
    List(BTreeMap<u32, Self>),
    Object(BTreeMap<String, Self>),
}

impl Placed {
    /// The items of a list of scalars.
    pub(super) fn scalars(&self) -> Option<Vec<String>> {
        let Self::List(items) = self else { return None };
        let text = |item: &Self| match item {
            Self::Text(text) => Some(text.clone()),
            _ => None,
        };
        items.values().map(text).collect()
    }
}

impl Check<'_> {
    /// Puts `text` into the value `to`, at the place that `rest` describes. `name` is the whole
    /// name of the sent parameter.
    pub(super) fn place(
        &self,
        schema: &Schema,
        name: &str,
        rest: &str,
        text: &str,
        to: &mut Placed,
    ) -> Result<(), ApiError> {
        let whole = schema;
        match &self.specification.resolve(schema).kind {
            Kind::List(items) => {
                if !matches!(to, Placed::List(_)) {
                    *to = Placed::List(BTreeMap::new());
                }
                let Placed::List(list) = to else {
                    return Ok(());
                };
                if rest.is_empty() {
                    let problem = format!("send the items as {name}.1, {name}.2 and so on");
                    return Err(ApiError::invalid_value(name, problem));
                }
                let (index, rest) = rest.split_once('.').unwrap_or((rest, ""));
                let number = index.parse::<u32>().ok().filter(|number| *number > 0);
                let number = number
                    .filter(|_| !index.starts_with(['0', '+']))
                    .ok_or_else(|| {
                        let problem =
                            format!("{} must be an index, which counts from 1", encode(index));
                        ApiError::invalid_value(name, problem)
                    })?;
                self.place(items, name, rest, text, list.entry(number).or_default())
            }
            Kind::Object(properties) if !properties.is_empty() => {
                if rest.is_empty() {
                    let first = properties.first().map_or("Key", |(name, _)| name);
                    let problem = format!("send its properties, such as {name}.{first}");
                    return Err(ApiError::invalid_value(name, problem));
                }
                let (property, schema, rest) = property(properties, rest)
                    .ok_or_else(|| self.unknown_part(properties, name, rest))?;
                self.place(schema, name, rest, text, to.field(property))
            }
            Kind::Map(values) if !rest.is_empty() => {
                let is_scalar = self.specification.resolve(values).kind.is_scalar();
                let (key, rest) = match rest.split_once('.') {
                    // The keys of a map of scalars may contain dots.
                    Some(_) if is_scalar => (rest, ""),
                    Some(parts) => parts,
                    None => (rest, ""),
                };
                self.place(values, name, rest, text, to.field(key))
            }
            // An object whose properties are unknown.
            Kind::Object(_) | Kind::Map(_) => Ok(()),
            _ if rest.is_empty() => {
                self.check_text(whole, name, text)?;
                *to = Placed::Text(text.to_owned());
                Ok(())
            }
            _ => Err(self.unknown(name)),
        }
    }

    fn unknown_part(&self, properties: &[(Name, Schema)], name: &str, rest: &str) -> ApiError {
        let (wrong, after) = rest.split_at(rest.find('.').unwrap_or(rest.len()));
        // `name` ends with `rest`.
        let before = name.strip_suffix(rest).unwrap_or_default();
        // Some operations declare `SystemDisk.Size` beside the object `SystemDisk`.
        let parameters = self.operation.parameters.iter();
        let declared = parameters.filter_map(|parameter| parameter.name.strip_prefix(before));
        let names = properties.iter().map(|(name, _)| &**name).chain(declared);
        let suggestion =
            nearest(wrong, names).map(|right| format!("{before}{right}{}", encode(after)));
        ApiError::unknown_parameter(
            self.action,
            &encode(name).to_string(),
            suggestion.as_deref(),
        )
    }

    /// Checks whether all required properties are present, and how many items the lists have.
    pub(super) fn check_placed(
        &self,
        schema: &Schema,
        name: &str,
        value: &Placed,
    ) -> Result<(), ApiError> {
        let resolved = self.specification.resolve(schema);
        match (&resolved.kind, value) {
            (Kind::List(items), Placed::List(values)) => {
                self.check_length(schema, name, "items", values.len())?;
                values.iter().try_for_each(|(index, value)| {
                    self.check_placed(items, &format!("{name}.{index}"), value)
                })
            }
            (Kind::Object(properties), Placed::Object(values)) => {
                properties.iter().try_for_each(|(property, schema)| {
                    let name = format!("{name}.{}", &**property);
                    match values.get(&**property) {
                        Some(value) => self.check_placed(schema, &name, value),
                        None if schema.required => Err(ApiError::missing_parameter(&name)),
                        None => Ok(()),
                    }
                })
            }
            (Kind::Map(schema), Placed::Object(values)) => {
                values.iter().try_for_each(|(key, value)| {
                    self.check_placed(schema, &format!("{name}.{key}"), value)
                })
            }
            _ => Ok(()),
        }
    }
}

impl Placed {
    /// The property `name`, which is added if it is absent.
    fn field(&mut self, name: &str) -> &mut Self {
        if !matches!(self, Self::Object(_)) {
            *self = Self::Object(BTreeMap::new());
        }
        match self {
            Self::Object(fields) => fields.entry(name.to_owned()).or_default(),
            // The value has just become an object.
            other => other,
        }
    }
}

/// The property to which `rest` belongs, and the rest of `rest`. Names of properties may contain
/// dots, so the longest name counts.
fn property<'a, 'n>(
    properties: &'a [(Name, Schema)],
    rest: &'n str,
) -> Option<(&'a str, &'a Schema, &'n str)> {
    properties
        .iter()
        .filter_map(|(name, schema)| {
            let after = rest.strip_prefix(&**name)?;
            match after.strip_prefix('.') {
                Some(after) => Some((&**name, schema, after)),
                None => after.is_empty().then_some((&**name, schema, "")),
            }
        })
        .max_by_key(|(name, _, _)| name.len())
}
