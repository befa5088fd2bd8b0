//! Two versions of a product: what an update means for those who use the generated crate.
//!
//! Things are matched by their names on the wire, so moving something within a specification is no
//! change. Texts that only people read are not compared.

mod constants;
mod display;
mod fields;
mod kinds;
mod notes;
mod operations;

use std::{collections::HashMap, hash::Hash};

use crate::{
    name::{Names, OperationNames},
    product::{Endpoints, Product, Protocol, Type},
};

/// One difference.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Change {
    /// The kind of thing that changes.
    pub subject: Subject,
    /// Where it is on the wire: `DescribeRegions request Tag/Key`.
    pub place: String,
    /// Its path in Rust, within the crate: `DescribeRegionsRequestTag::key`. That of the old crate,
    /// or of the new one for what is added; empty for what has none.
    pub rust: String,
    /// What of it changes.
    pub aspect: Aspect,
    /// How it was; `None` for what is added.
    pub old: Option<String>,
    /// How it is; `None` for what is removed.
    pub new: Option<String>,
    /// Whether code that was written against the old crate may no longer compile with the new one.
    pub breaks_rust: bool,
    /// Whether a program that was built with the old crate may fail against a server that does what
    /// the new specification says.
    pub breaks_wire: bool,
    /// Whether a program that is built with the new crate behaves differently although it compiles.
    /// For example, it no longer repeats an operation after a failure, its pages begin with another
    /// number, or a parameter that it leaves out means something else.
    pub changes_behaviour: bool,
}

impl Change {
    /// Whether it breaks anything.
    #[must_use]
    pub fn breaks(&self) -> bool {
        self.breaks_rust || self.breaks_wire
    }
}

/// A kind of thing in a [`Change`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Subject {
    /// The product itself.
    Product,
    /// An operation.
    Operation,
    /// A parameter, or what is nested in one.
    Parameter,
    /// A field of a reply.
    ReplyField,
    /// A field of a type that operations share.
    SharedField,
    /// A documented value of a field.
    Value,
    /// An error code of an operation.
    ErrorCode,
    /// The public host that serves a region.
    Endpoint,
    /// The host that serves a region to its VPCs.
    VpcEndpoint,
}

/// What changes of a thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Aspect {
    /// Whether it is there.
    Presence,
    /// Its name in Rust.
    Name,
    /// Its type, or that of a reply.
    Type,
    /// Whether it must have a value.
    Required,
    /// The order of a constructor's arguments.
    Arguments,
    /// Whether an empty text is a value.
    Empty,
    /// A limit on its values.
    Limit,
    /// The default: the value that counts when none is sent.
    Default,
    /// The declared format, such as `int64`.
    Format,
    /// Which part of a request it travels in.
    Place,
    /// How it is written into parameters.
    Style,
    /// Whether `Debug` shows it.
    Secret,
    /// The HTTP methods.
    Methods,
    /// Whether it is signed, and how.
    Signing,
    /// The security schemes that the specification lists.
    Security,
    /// Whether repeating it is safe.
    Idempotence,
    /// How long its reply may take.
    Timeout,
    /// The host for calls about no region.
    Central,
    /// Whether its reply comes before the work is done.
    Completion,
    /// Whether using it costs money.
    Cost,
    /// Whether the operation is marked as high risk.
    Risk,
    /// How its result comes in pages.
    Paging,
    /// The Cargo feature that turns it on.
    Feature,
    /// Whether the vendor advises against its use.
    Deprecation,
    /// The version of the API.
    Version,
    /// The host of a region.
    Host,
    /// The HTTP statuses that an error code comes with.
    Status,
}

/// A product and what everything in it is called.
#[derive(Clone, Copy, Debug)]
struct Side<'a> {
    product: &'a Product,
    names: &'a Names,
    /// The names of the operations, by action.
    operations: &'a HashMap<&'a str, &'a OperationNames>,
}

/// What changes from the `old` product to the `new` one: in the order of the old specification,
/// what is added to a thing after what was there.
///
/// The names of the new product are to be made with those of the old one as
/// [`Published`](crate::Published), as the generator does for a crate that is there already.
#[must_use]
pub fn diff(old: (&Product, &Names), new: (&Product, &Names)) -> Vec<Change> {
    let operations = [old, new].map(|(product, names)| {
        let operations = product.operations.iter().zip(&names.operations);
        let operations = operations.map(|(operation, names)| (operation.action.as_str(), names));
        operations.collect()
    });
    let side = |(product, names), operations| Side {
        product,
        names,
        operations,
    };
    let (old, new) = (side(old, &operations[0]), side(new, &operations[1]));
    let mut changes = Changes::default();
    changes.product(old.product, new.product);
    changes.operations(old, new);
    changes.endpoints(&old.product.endpoints, &new.product.endpoints);
    changes.list
}

/// The changes found so far.
#[derive(Default)]
struct Changes {
    list: Vec<Change>,
    /// The pairs of types that were compared.
    compared: fields::Compared,
}

impl Changes {
    fn product(&mut self, old: &Product, new: &Product) {
        let both = [old, new];
        let signing = both.map(|product| match product.protocol {
            Protocol::RpcByAcs3 => "signed after ACS3 alone".to_owned(),
            Protocol::Rpc | Protocol::Other => "signed after signature 1.0 or ACS3".to_owned(),
        });
        let needs_acs3 = new.protocol == Protocol::RpcByAcs3;
        for (aspect, [old, new], breaks) in [
            (
                Aspect::Name,
                both.map(|product| product.product.clone()),
                Breaks::NOTHING,
            ),
            (
                Aspect::Version,
                both.map(|product| product.version.clone()),
                Breaks::WIRE,
            ),
            (Aspect::Signing, signing, Breaks::wire(needs_acs3)),
        ] {
            if old != new {
                self.list.push(Change {
                    old: Some(old),
                    new: Some(new),
                    ..Change::of(Subject::Product, aspect, &both[1].product).breaking(breaks)
                });
            }
        }
    }

    fn endpoints(&mut self, old: &Endpoints, new: &Endpoints) {
        self.hosts(Subject::Endpoint, &old.public, &new.public);
        self.hosts(Subject::VpcEndpoint, &old.vpc, &new.vpc);
        let forms = [old, new].map(|hosts| hosts.vpc_form.clone());
        self.host(Subject::VpcEndpoint, "of other regions", forms);
    }

    fn hosts(&mut self, subject: Subject, old: &[(String, String)], new: &[(String, String)]) {
        for (region, old, new) in matched(old, new, |(region, _)| region) {
            let host = |endpoint: Option<&(String, String)>| endpoint.map(|(_, host)| host.clone());
            self.host(subject, region, [host(old), host(new)]);
        }
    }

    fn host(&mut self, subject: Subject, place: &str, [old, new]: [Option<String>; 2]) {
        if old != new {
            let aspect = match (&old, &new) {
                (Some(_), Some(_)) => Aspect::Host,
                _ => Aspect::Presence,
            };
            self.list.push(Change {
                breaks_wire: old.is_some(),
                old,
                new,
                ..Change::of(subject, aspect, place)
            });
        }
    }
}

/// What a change breaks.
#[derive(Clone, Copy)]
struct Breaks {
    rust: bool,
    wire: bool,
    behaviour: bool,
}

impl Breaks {
    const NOTHING: Self = Self {
        rust: false,
        wire: false,
        behaviour: false,
    };
    const RUST: Self = Self::rust(true);
    const WIRE: Self = Self::wire(true);
    const BEHAVIOUR: Self = Self::behaviour(true);

    const fn rust(rust: bool) -> Self {
        Self {
            rust,
            ..Self::NOTHING
        }
    }

    const fn behaviour(behaviour: bool) -> Self {
        Self {
            behaviour,
            ..Self::NOTHING
        }
    }

    const fn wire(wire: bool) -> Self {
        Self {
            wire,
            ..Self::NOTHING
        }
    }
}

fn deprecation(deprecated: bool) -> String {
    choose(deprecated, "deprecated", "not deprecated")
}

fn choose(is: bool, yes: &str, no: &str) -> String {
    if is { yes } else { no }.to_owned()
}

impl Change {
    /// One that breaks nothing, of what has no name in Rust.
    fn of(subject: Subject, aspect: Aspect, place: impl Into<String>) -> Self {
        Self {
            subject,
            place: place.into(),
            rust: String::new(),
            aspect,
            old: None,
            new: None,
            breaks_rust: false,
            breaks_wire: false,
            changes_behaviour: false,
        }
    }

    fn breaking(self, breaks: Breaks) -> Self {
        Self {
            breaks_rust: breaks.rust,
            breaks_wire: breaks.wire,
            changes_behaviour: breaks.behaviour,
            ..self
        }
    }
}

impl<'a> Side<'a> {
    /// A type in words, with the names that records have in Rust.
    fn kind(self, kind: &Type) -> String {
        match kind {
            Type::Any => "any value".to_owned(),
            Type::Text => "text".to_owned(),
            Type::Integer => "integer".to_owned(),
            Type::Number => "number".to_owned(),
            Type::Boolean => "boolean".to_owned(),
            Type::Record(id) => {
                let names = self.names.record(*id);
                names.map(|names| names.name.clone()).unwrap_or_default()
            }
            Type::List(items) => format!("list of {}", self.kind(items)),
            Type::Map(values) => format!("map of {}", self.kind(values)),
        }
    }
}

/// Items of one key from both lists: those of the old list in their order, then what is new.
fn matched<'a, T, K: Eq + Hash + ?Sized + 'a>(
    old: &'a [T],
    new: &'a [T],
    key: impl Fn(&'a T) -> &'a K,
) -> Vec<(&'a K, Option<&'a T>, Option<&'a T>)> {
    // The first item of a key counts, if there are several.
    let by_key = |list: &'a [T]| -> HashMap<&'a K, &'a T> {
        list.iter().rev().map(|item| (key(item), item)).collect()
    };
    let (of_old, of_new) = (by_key(old), by_key(new));
    let mut pairs: Vec<_> = old
        .iter()
        .map(|item| (key(item), Some(item), of_new.get(key(item)).copied()))
        .collect();
    let added = new.iter().filter(|item| !of_old.contains_key(key(item)));
    pairs.extend(added.map(|item| (key(item), None, Some(item))));
    pairs
}

#[cfg(test)]
mod tests;
