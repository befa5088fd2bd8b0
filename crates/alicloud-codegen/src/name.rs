//! [`Product`] to [`Names`]: the only place that invents identifiers.
//!
//! A name follows from the wire name and the place. Only where two would be the same do the others
//! matter: what is spelled as the vendor usually does (`Key` rather than `key`) comes first, then
//! what stands first; the others get a number. So a specification that grows keeps the names it
//! has, unless what is new wants one of them.

mod scope;
mod words;

use std::fmt;

use crate::product::{ErrorCode, Operation, Origin, Product, Record, RecordId, Root};

use self::scope::{Wish, settle};

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
    /// Its fields, which are also the names of their setters.
    pub fields: Vec<String>,
}

impl Names {
    /// The names of a record; `None` if the id is not of the product that was named.
    #[must_use]
    pub fn record(&self, id: RecordId) -> Option<&RecordNames> {
        self.records.get(id.0)
    }
}

/// Names everything in `product`.
#[must_use]
pub fn name(product: &Product) -> Names {
    let actions = || {
        let operations = product.operations.iter();
        operations.map(|operation| operation.action.as_str())
    };
    let error_codes = actions().map(|action| Wish {
        name: format!("{}ErrorCode", words::type_name(action)),
        first: false,
    });
    let structs = product
        .records
        .iter()
        .map(|record| struct_wish(&record.origin));
    let mut types = settle(words::RESERVED_TYPES, error_codes.chain(structs).collect());
    let structs = types.split_off(product.operations.len());
    let modules = actions().map(|action| Wish {
        name: words::field_name(action),
        first: true,
    });
    let modules = settle(words::RESERVED_MODULES, modules.collect());

    let operations = product.operations.iter().zip(modules).zip(types);
    let records = product.records.iter().zip(structs);
    Names {
        operations: operations
            .map(|((operation, module), error_code)| OperationNames {
                module,
                error_code,
                variants: variants(operation),
            })
            .collect(),
        records: records
            .map(|(record, name)| RecordNames {
                name,
                fields: fields(record),
            })
            .collect(),
    }
}

/// An operation's request is called like the operation, and comes before all else.
fn struct_wish(origin: &Origin) -> Wish {
    let root = match &origin.root {
        Root::Request(action) if origin.path.is_empty() => {
            return Wish {
                name: words::type_name(action),
                first: true,
            };
        }
        Root::Request(action) => format!("{}Request", words::type_name(action)),
        Root::Reply(action) => format!("{}Response", words::type_name(action)),
        Root::Component(name) => words::type_name(name),
    };
    Wish {
        name: words::path_name(root, &origin.path),
        first: false,
    }
}

fn fields(record: &Record) -> Vec<String> {
    let wishes = record.fields.iter().map(|field| Wish {
        name: words::field_name(&field.wire),
        first: field
            .wire
            .starts_with(|first: char| first.is_ascii_uppercase()),
    });
    settle(words::RESERVED_FIELDS, wishes.collect())
}

fn variants(operation: &Operation) -> Vec<Option<String>> {
    let is_pattern = |error: &ErrorCode| error.code.contains('%');
    let wishes = operation.errors.iter().filter(|error| !is_pattern(error));
    let wishes = wishes.map(|error| Wish {
        name: words::variant_name(&error.code),
        first: true,
    });
    let mut names = settle(&[], wishes.collect()).into_iter();
    let variant = |error| {
        if is_pattern(error) {
            None
        } else {
            names.next()
        }
    };
    operation.errors.iter().map(variant).collect()
}

/// One line per thing that has a name: where it is on the wire, and its name.
#[derive(Clone, Copy, Debug)]
pub struct NameTable<'a> {
    product: &'a Product,
    names: &'a Names,
}

impl<'a> NameTable<'a> {
    /// The table of the `names` of `product`.
    #[must_use]
    pub fn new(product: &'a Product, names: &'a Names) -> Self {
        Self { product, names }
    }
}

impl fmt::Display for NameTable<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (operation, names) in self.product.operations.iter().zip(&self.names.operations) {
            writeln!(f, "{} => mod {}", operation.action, names.module)?;
            for (error, variant) in operation.errors.iter().zip(&names.variants) {
                let name = &names.error_code;
                match variant {
                    Some(variant) => writeln!(
                        f,
                        "{} error {} => {name}::{variant}",
                        operation.action, error.code
                    )?,
                    None => writeln!(
                        f,
                        "{} error {} => none, it is a pattern",
                        operation.action, error.code
                    )?,
                }
            }
        }
        for (record, names) in self.product.records.iter().zip(&self.names.records) {
            let (origin, name) = (&record.origin, &names.name);
            writeln!(f, "{origin} => struct {name}")?;
            for (field, ident) in record.fields.iter().zip(&names.fields) {
                writeln!(f, "{origin} . {} => {name}::{ident}", field.wire)?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
