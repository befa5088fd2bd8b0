//! [`Product`] to [`Names`]: the only place that invents identifiers.
//!
//! A name follows from the wire name and the place. Only where two would be the same do the others
//! matter: what was published keeps its name, what is spelled as the vendor usually does (`Key`
//! rather than `key`) comes before the rest, then what stands first. A type gets the names of the
//! records around it in front, and everything else a number.

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
    /// Its enumeration of error codes, in the module.
    pub error_code: String,
    /// The variants of that, in the order of the codes; none for a code that is a pattern.
    pub variants: Vec<Option<String>>,
}

impl OperationNames {
    /// The path of a variant of the error codes within the crate.
    #[must_use]
    pub fn code_path(&self, variant: &str) -> String {
        format!("{}::{}::{variant}", self.module, self.error_code)
    }
}

/// The names of a record.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct RecordNames {
    /// The module: that of the record's operation, or `types` for shared records.
    pub module: String,
    /// Whether it is at the root of the crate, too, as requests are.
    pub at_root: bool,
    /// The struct.
    pub name: String,
    /// The fields that its constructor takes, by position; none if it has no constructor.
    pub arguments: Option<Vec<usize>>,
    /// The struct of its constructor's arguments, unless they are few.
    pub required: Option<String>,
    /// Its fields.
    pub fields: Vec<FieldNames>,
}

impl RecordNames {
    /// The path within the crate.
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
    /// The field, and its setter.
    pub name: String,
    /// Whether its type is an `Option`.
    pub optional: bool,
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
        // The first is the request.
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

/// The product to name, and the names that are published.
struct Namer<'a> {
    product: &'a Product,
    published: &'a Published,
}

impl Namer<'_> {
    fn published_record(&self, id: RecordId) -> Option<String> {
        let record = self.product.record(id)?;
        self.published.of(&record.origin.to_string())
    }

    /// The wishes of these `records`, which are among `all` those of a module.
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

    /// The record's own name, then the same name behind that of the parent record, and so on.
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

    /// Fills in the names of `records`, whose structs are called so.
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

    /// The fields that the constructor of `record` takes: those that it was published with, or else
    /// what is required.
    fn arguments(&self, record: &Record, region: Option<usize>) -> Option<Vec<usize>> {
        let default = record.constructor(region)?;
        let Some(published) = self.published.arguments(&record.origin) else {
            return Some(default);
        };
        let position = |wire: &String| record.fields.iter().position(|field| field.wire == *wire);
        Some(published.iter().filter_map(position).collect())
    }

    /// Whether a constructor takes a struct of named fields: if it has more arguments than one value,
    /// or than a region and one value.
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

/// The list in an object of its own is called like the object, and what came to the object later
/// has that name in front.
fn field_name(field: &Field) -> String {
    match &field.wrapper {
        Some(wrapper) if field.is_many() => words::field_name(wrapper),
        Some(wrapper) => words::field_name(&format!("{wrapper}_{}", field.wire)),
        None => words::field_name(&field.wire),
    }
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
            names: vec![words::variant_name(&error.code)],
            first: true,
            published: published.of(&key::error(operation, &error.code)),
        })
    });
    settle_some(Case::Camel, wishes.collect())
}

/// Settles the wishes that there are; the names come in the places of the wishes.
fn settle_some(case: Case, wishes: Vec<Option<Wish>>) -> Vec<Option<String>> {
    let there: Vec<bool> = wishes.iter().map(Option::is_some).collect();
    let wishes = wishes.into_iter().flatten().collect();
    let mut names = Scope::new(case, &[]).settle(wishes).into_iter();
    let name = |there| if there { names.next() } else { None };
    there.into_iter().map(name).collect()
}

#[cfg(test)]
mod tests;
