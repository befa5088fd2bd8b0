//! Chooses the Rust [`Names`] for a [`Product`]. No other module chooses Rust names.
//!
//! A name is derived from an item's wire name and place. If several items would have the same name,
//! only one item gets the name. The first rule that selects an item decides:
//!
//! 1. The item was published with this name.
//! 2. The item is the outermost record, or a field in the vendor's usual spelling (`Key` rather
//!    than `key`).
//! 3. The item comes first in the specification.
//!
//! Each other type gets a name that begins with the name of its parent record. If this longer name
//! is also taken, the type gets a number. Items that are not types get a number at once.

mod feature;
mod flatten;
mod published;
mod scope;
mod table;
mod words;

use std::collections::HashMap;

use crate::product::{ErrorCode, Field, Operation, Product, Record, RecordId, Root, Type};

pub(crate) use self::words::is_feature;
pub use self::{flatten::flatten, published::Published, table::names_json};

use self::{
    scope::{Case, Scope, Wish},
    table::key,
};

/// The Rust names of everything in a [`Product`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Names {
    /// The names of the operations, in the order of the product.
    pub operations: Vec<OperationNames>,
    /// The names of the records, indexed by record id.
    pub records: Vec<RecordNames>,
}

/// The names of an operation, without the names of its records.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct OperationNames {
    /// The module of the operation.
    pub module: String,
    /// The Cargo feature that enables the operation.
    pub feature: String,
    /// The enumeration of error codes in the module of the operation.
    pub error_code: String,
    /// The variants of the error codes, in the order of the codes. If a code is a pattern, its item
    /// is `None`.
    pub variants: Vec<Option<String>>,
}

impl OperationNames {
    /// Returns the path of an error code variant within the crate.
    #[must_use]
    pub fn code_path(&self, variant: &str) -> String {
        format!("{}::{}::{variant}", self.module, self.error_code)
    }
}

/// The names of a record.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct RecordNames {
    /// The module of the record's operation, or `types` for a shared record.
    pub module: String,
    /// Whether the crate root re-exports the struct. The crate root re-exports only the request
    /// struct of each operation.
    pub at_root: bool,
    /// The name of the struct.
    pub name: String,
    /// The positions of the fields whose values the constructor requires. `None` if the record has
    /// no constructor.
    pub arguments: Option<Vec<usize>>,
    /// The name of the struct of required fields, if this struct is the parameter of the
    /// constructor.
    pub required: Option<String>,
    /// The names of the fields.
    pub fields: Vec<FieldNames>,
}

impl RecordNames {
    /// Returns the path of the struct within the crate.
    #[must_use]
    pub fn path(&self) -> String {
        if self.at_root {
            self.name.clone()
        } else {
            format!("{}::{}", self.module, self.name)
        }
    }
}

/// The names of a field.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct FieldNames {
    /// The name of the field and of its setter.
    pub name: String,
    /// Whether the type of the field is an `Option`.
    pub optional: bool,
    /// The constants for the documented values, in the order of the values. If a value has no
    /// constant, its item is `None`.
    pub constants: Vec<Option<String>>,
}

impl Names {
    /// Returns the names of a record, or `None` if the product has no record with this id.
    #[must_use]
    pub fn record(&self, id: RecordId) -> Option<&RecordNames> {
        self.records.get(id.0)
    }
}

/// Chooses the names for everything in `product`. Names that are `published` stay the same.
#[must_use]
pub fn name(product: &Product, published: &Published) -> Names {
    let namer = Namer { product, published };
    let modules = product.operations.iter().map(|operation| Wish {
        names: vec![words::field_name(&operation.action)],
        first: true,
        published: published.of(&key::module(&operation.action)),
    });
    let modules = Scope::new(Case::Snake, words::RESERVED_MODULES).settle(modules.collect());
    let features = feature::features(product, published);

    let requests = product.operations.iter().map(|operation| Wish {
        names: vec![words::type_name(&operation.action)],
        first: true,
        published: namer.published_record(operation.request),
    });
    let requests = Scope::new(Case::Camel, words::RESERVED_TYPES).settle(requests.collect());

    let mut names = Names {
        records: vec![RecordNames::default(); product.records.len()],
        ..Names::default()
    };
    let operations = product.operations.iter().zip(modules).zip(features);
    for (((operation, module), feature), request) in operations.zip(requests) {
        let reserved = [&[request.as_str()], words::RESERVED_TYPES].concat();
        let mut scope = Scope::new(Case::Camel, &reserved);
        let error_code = Wish {
            names: vec!["ErrorCode".to_owned()],
            first: true,
            published: published.error_code(operation),
        };
        let error_code = scope.settle(vec![error_code]).concat();
        // The first of `operation.records` is the request.
        let nested = operation.records.get(1..).unwrap_or_default();
        let mut structs = vec![request];
        structs.extend(scope.settle(namer.nested(nested, &operation.records)));
        let region = operation.region;
        namer.records(
            &operation.records,
            structs,
            region,
            &module,
            &mut scope,
            &mut names.records,
        );
        names.operations.push(OperationNames {
            module,
            feature,
            error_code,
            variants: variants(operation, published),
        });
    }
    let mut scope = Scope::new(Case::Camel, words::RESERVED_TYPES);
    let structs = scope.settle(namer.nested(&product.shared, &product.shared));
    namer.records(
        &product.shared,
        structs,
        None,
        TYPES,
        &mut scope,
        &mut names.records,
    );
    names
}

/// The module of the records that operations share.
pub(crate) const TYPES: &str = "types";

/// The product to name, and the published names.
struct Namer<'a> {
    product: &'a Product,
    published: &'a Published,
}

impl Namer<'_> {
    fn published_record(&self, id: RecordId) -> Option<String> {
        let record = self.product.record(id)?;
        self.published.of(&record.origin.to_string())
    }

    /// Returns the wishes for `records`, which are some of `all` records of a module.
    fn nested(&self, records: &[RecordId], all: &[RecordId]) -> Vec<Wish> {
        let mut parents: HashMap<RecordId, RecordId> = HashMap::new();
        for id in all {
            let record = self.product.record(*id);
            let fields = record.into_iter().flat_map(|record| &record.fields);
            for held in fields.filter_map(|field| field.kind.record()) {
                parents.entry(held).or_insert(*id);
            }
        }
        let wish = |id: &RecordId| Wish {
            names: self.candidates(*id, &parents),
            first: self
                .product
                .record(*id)
                .is_some_and(|record| record.origin.path.is_empty()),
            published: self.published_record(*id),
        };
        records.iter().map(wish).collect()
    }

    /// Returns the candidate names of a record. The first candidate is the record's own name. Each
    /// later candidate has the name of one more parent record in front.
    fn candidates(&self, id: RecordId, parents: &HashMap<RecordId, RecordId>) -> Vec<String> {
        let mut candidates: Vec<String> = Vec::new();
        let mut next = Some(id);
        while let Some(record) = next.and_then(|id| self.product.record(id)) {
            let origin = &record.origin;
            let own = match (&origin.root, origin.path.last()) {
                (_, Some(wire)) => words::type_name(wire),
                (Root::Component(name), None) => words::type_name(name),
                (Root::Request(_), None) => "Request".to_owned(),
                (Root::Reply(_), None) => "Response".to_owned(),
            };
            let name = match candidates.last() {
                Some(inner) => format!("{own}{inner}"),
                None => own,
            };
            if !candidates.is_empty() && name.len() > words::LONGEST {
                break;
            }
            candidates.push(name);
            if origin.path.is_empty() {
                break;
            }
            next = next.and_then(|id| parents.get(&id)).copied();
        }
        candidates
    }

    /// Fills in the names of `records`. `structs` are the names of their structs.
    fn records(
        &self,
        records: &[RecordId],
        structs: Vec<String>,
        region: Option<usize>,
        module: &str,
        scope: &mut Scope,
        names: &mut [RecordNames],
    ) {
        for (id, name) in records.iter().zip(structs) {
            let Some((record, names)) = self.product.record(*id).zip(names.get_mut(id.0)) else {
                continue;
            };
            let origin = &record.origin;
            let is_request = matches!(origin.root, Root::Request(_)) && origin.path.is_empty();
            let region = region.filter(|_| is_request);
            let arguments = self.arguments(record, region);
            let takes_struct = arguments
                .as_ref()
                .is_some_and(|arguments| self.takes_struct(record, arguments, region));
            let required = takes_struct.then(|| Wish {
                names: vec![if is_request {
                    "Required".to_owned()
                } else {
                    format!("{name}Required")
                }],
                first: true,
                published: self.published.of(&key::required(origin)),
            });
            *names = RecordNames {
                module: module.to_owned(),
                at_root: is_request,
                name,
                required: required.map(|wish| scope.settle(vec![wish]).concat()),
                fields: fields(record, arguments.as_deref(), self.published),
                arguments,
            };
        }
    }

    /// Returns the fields that the constructor of `record` takes: the published arguments, or else
    /// the required fields.
    fn arguments(&self, record: &Record, region: Option<usize>) -> Option<Vec<usize>> {
        let default = record.constructor(region)?;
        let Some(published) = self.published.arguments(&record.origin) else {
            return Some(default);
        };
        let position = |wire: &String| record.fields.iter().position(|field| field.wire == *wire);
        Some(published.iter().filter_map(position).collect())
    }

    /// Whether a constructor takes a struct of named fields. A published constructor keeps its
    /// form. Any other constructor takes a struct if it has several arguments besides the region.
    fn takes_struct(&self, record: &Record, arguments: &[usize], region: Option<usize>) -> bool {
        if self.published.arguments(&record.origin).is_some() {
            return self.published.of(&key::required(&record.origin)).is_some();
        }
        arguments
            .iter()
            .filter(|index| Some(**index) != region)
            .count()
            > 1
    }
}

fn fields(record: &Record, arguments: Option<&[usize]>, published: &Published) -> Vec<FieldNames> {
    let origin = &record.origin;
    let wishes = record.fields.iter().map(|field| Wish {
        names: vec![field_name(field)],
        first: field
            .wire
            .starts_with(|first: char| first.is_ascii_uppercase()),
        published: published.of(&key::field(origin, field)),
    });
    let mut scope = Scope::new(Case::Snake, words::RESERVED_FIELDS);
    let names = scope.settle(wishes.collect());

    let values = record.fields.iter().zip(&names).flat_map(|(field, name)| {
        let values = field.notes.values.iter();
        values.map(move |(value, _)| (field, name, value))
    });
    let wishes: Vec<Option<Wish>> = values
        .map(|(field, name, value)| {
            Some(Wish {
                names: vec![constant_name(&field.kind, name, value)?],
                first: true,
                published: published.of(&key::value(origin, field, value)),
            })
        })
        .collect();
    let mut constants = settle_some(Case::Snake, wishes).into_iter();
    let fields = record.fields.iter().zip(names).enumerate();
    fields
        .map(|(index, (field, name))| FieldNames {
            name,
            optional: match arguments {
                Some(arguments) => {
                    field.recursive || (!field.is_many() && !arguments.contains(&index))
                }
                None => field.recursive || (!field.is_many() && !field.required),
            },
            constants: constants.by_ref().take(field.notes.values.len()).collect(),
        })
        .collect()
}

/// Returns the wanted name of a field. A flattened list is named after its object. Any other field
/// of a flattened object has the name of the object in front.
fn field_name(field: &Field) -> String {
    match &field.wrapper {
        Some(wrapper) if field.is_many() => words::field_name(wrapper),
        Some(wrapper) => words::field_name(&format!("{wrapper}_{}", field.wire)),
        None => words::field_name(&field.wire),
    }
}

/// Returns the name of the constant for a value of a field. Only text and integers, alone or in a
/// list, have constants.
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
            names: vec![words::variant_name(&error.code)],
            first: true,
            published: published.of(&key::error(operation, &error.code)),
        })
    });
    settle_some(Case::Camel, wishes.collect())
}

/// Settles all wishes that are present. Each name is in the place of its wish.
fn settle_some(case: Case, wishes: Vec<Option<Wish>>) -> Vec<Option<String>> {
    let there: Vec<bool> = wishes.iter().map(Option::is_some).collect();
    let wishes = wishes.into_iter().flatten().collect();
    let mut names = Scope::new(case, &[]).settle(wishes).into_iter();
    let name = |there| if there { names.next() } else { None };
    there.into_iter().map(name).collect()
}

#[cfg(test)]
mod tests;
