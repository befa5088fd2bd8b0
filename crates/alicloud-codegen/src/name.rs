//! [`Product`] to [`Names`]: the only place that invents identifiers.
//!
//! A name follows from the wire name and the place. Only where two would be the same do the others
//! matter: what was published keeps its name, what is spelled as the vendor usually does (`Key`
//! rather than `key`) comes before the rest, then what stands first; the others get a number.

mod feature;
mod published;
mod scope;
mod table;
mod words;

use crate::product::{ErrorCode, Operation, Origin, Product, Record, RecordId, Root, Type};

pub use self::{published::Published, table::names_json};

use self::{
    scope::{Case, Wish, settle},
    table::key,
};

/// The Rust names of everything in a [`Product`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Names {
    /// Those of the operations, in their order.
    pub operations: Vec<OperationNames>,
    /// Those of the records, by id.
    pub records: Vec<RecordNames>,
}

/// The names of an operation, besides those of its records.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct OperationNames {
    /// Its module.
    pub module: String,
    /// The Cargo feature that turns it on.
    pub feature: String,
    /// Its enumeration of error codes.
    pub error_code: String,
    /// The variants of that, in the order of the codes; none for a code that is a pattern.
    pub variants: Vec<Option<String>>,
}

/// The names of a record.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct RecordNames {
    /// The struct.
    pub name: String,
    /// The struct of its constructor's arguments, if they are many.
    pub required: Option<String>,
    /// Its fields.
    pub fields: Vec<FieldNames>,
}

/// The names of a field.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct FieldNames {
    /// The field, and its setter.
    pub name: String,
    /// The constants for its documented values, in their order; none for a value that makes no
    /// name.
    pub constants: Vec<Option<String>>,
}

impl Names {
    /// The names of a record; `None` if the id is not of the product that was named.
    #[must_use]
    pub fn record(&self, id: RecordId) -> Option<&RecordNames> {
        self.records.get(id.0)
    }
}

/// Names everything in `product`, and keeps the names that are `published`.
#[must_use]
pub fn name(product: &Product, published: &Published) -> Names {
    let (error_codes, structs, required) = types(product, published);
    let modules = product.operations.iter().map(|operation| Wish {
        name: words::field_name(&operation.action),
        first: true,
        published: published.of(&key::module(&operation.action)),
    });
    let modules = settle(Case::Snake, words::RESERVED_MODULES, modules.collect());
    let features = feature::features(product, published);

    let operations = product.operations.iter();
    let operations = operations.zip(modules).zip(features).zip(error_codes);
    let records = product.records.iter().zip(structs).zip(required);
    Names {
        operations: operations
            .map(
                |(((operation, module), feature), error_code)| OperationNames {
                    module,
                    feature,
                    error_code,
                    variants: variants(operation, published),
                },
            )
            .collect(),
        records: records
            .map(|((record, name), required)| RecordNames {
                name,
                required,
                fields: fields(record, published),
            })
            .collect(),
    }
}

/// The names of all types: the enumerations of error codes by operation, and by record the struct
/// and that of its constructor's arguments.
fn types(
    product: &Product,
    published: &Published,
) -> (Vec<String>, Vec<String>, Vec<Option<String>>) {
    let error_codes = product.operations.iter().map(|operation| Wish {
        name: format!("{}ErrorCode", words::type_name(&operation.action)),
        published: published.error_code(operation),
        ..Wish::default()
    });
    let structs = product.records.iter().map(|record| Wish {
        published: published.of(&record.origin.to_string()),
        ..struct_wish(&record.origin)
    });
    let has_arguments = |record: &&Record| record.needs_named_arguments();
    let arguments = product.records.iter().filter(has_arguments);
    let arguments = arguments.map(|record| Wish {
        name: format!("{}Required", struct_wish(&record.origin).name),
        published: published.of(&key::required(&record.origin)),
        ..Wish::default()
    });
    let wishes = error_codes.chain(structs).chain(arguments);
    let mut error_codes = settle(Case::Camel, words::RESERVED_TYPES, wishes.collect());
    let mut structs = error_codes.split_off(product.operations.len());
    let mut arguments = structs.split_off(product.records.len()).into_iter();
    let required = product
        .records
        .iter()
        .map(|record| match has_arguments(&record) {
            true => arguments.next(),
            false => None,
        });
    let required = required.collect();
    (error_codes, structs, required)
}

/// An operation's request is called like the operation, and comes before all else.
fn struct_wish(origin: &Origin) -> Wish {
    let root = match &origin.root {
        Root::Request(action) if origin.path.is_empty() => {
            return Wish {
                name: words::type_name(action),
                first: true,
                published: None,
            };
        }
        Root::Request(action) => format!("{}Request", words::type_name(action)),
        Root::Reply(action) => format!("{}Response", words::type_name(action)),
        Root::Component(name) => words::type_name(name),
    };
    Wish {
        name: words::path_name(root, &origin.path),
        ..Wish::default()
    }
}

fn fields(record: &Record, published: &Published) -> Vec<FieldNames> {
    let origin = &record.origin;
    let wishes = record.fields.iter().map(|field| Wish {
        name: words::field_name(&field.wire),
        first: field
            .wire
            .starts_with(|first: char| first.is_ascii_uppercase()),
        published: published.of(&key::field(origin, &field.wire)),
    });
    let names = settle(Case::Snake, words::RESERVED_FIELDS, wishes.collect());

    let values = record.fields.iter().zip(&names).flat_map(|(field, name)| {
        let values = field.notes.values.iter();
        values.map(move |(value, _)| (field, name, value))
    });
    let wishes: Vec<Option<Wish>> = values
        .map(|(field, name, value)| {
            Some(Wish {
                name: constant_name(&field.kind, name, value)?,
                first: true,
                published: published.of(&key::value(origin, &field.wire, value)),
            })
        })
        .collect();
    let mut constants = settle_some(Case::Snake, wishes).into_iter();
    let fields = record.fields.iter().zip(names);
    fields
        .map(|(field, name)| FieldNames {
            name,
            constants: constants.by_ref().take(field.notes.values.len()).collect(),
        })
        .collect()
}

/// The name of the constant for a value of a field, if it has one: only text and whole numbers do,
/// alone or in a list.
fn constant_name(kind: &Type, field: &str, value: &str) -> Option<String> {
    let kind = match kind {
        Type::List(items) => items,
        other => other,
    };
    match kind {
        Type::Text => words::constant_name(field, value),
        Type::Integer => {
            value.parse::<i64>().ok()?;
            words::constant_name(field, value)
        }
        _ => None,
    }
}

fn variants(operation: &Operation, published: &Published) -> Vec<Option<String>> {
    let is_pattern = |error: &ErrorCode| error.code.contains('%');
    let wishes = operation.errors.iter().map(|error| {
        (!is_pattern(error)).then(|| Wish {
            name: words::variant_name(&error.code),
            first: true,
            published: published.of(&key::error(operation, &error.code)),
        })
    });
    settle_some(Case::Camel, wishes.collect())
}

/// Settles the wishes that there are; the names come in the places of the wishes.
fn settle_some(case: Case, wishes: Vec<Option<Wish>>) -> Vec<Option<String>> {
    let there: Vec<bool> = wishes.iter().map(Option::is_some).collect();
    let mut names = settle(case, &[], wishes.into_iter().flatten().collect()).into_iter();
    let name = |there| if there { names.next() } else { None };
    there.into_iter().map(name).collect()
}

#[cfg(test)]
mod tests;
