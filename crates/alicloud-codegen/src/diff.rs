//! Compares two versions of a product, to find the effects on users of the generated crate.
//!
//! Operations, fields, error codes and values are matched by their names on the wire, so their
//! order in the specification does not matter. Descriptive texts are not compared.

mod bump;
mod change;
mod constants;
mod direction;
mod display;
mod fields;
mod notes;
mod operations;
mod side;

pub use self::{
    bump::Bump,
    change::{Aspect, Change, Subject},
};
use self::{
    change::{Breaks, Changes, matched},
    side::Side,
};
use crate::{
    name::Names,
    product::{Endpoints, Product, Protocol},
};

/// Returns the changes from the `old` product to the `new` product.
///
/// The changes are in the order of the old specification. Added items follow the old items.
///
/// The caller must derive the names of the new product with the names of the old product as
/// [`Published`](crate::Published) names. The generator does the same when it updates a crate.
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

impl Changes {
    fn product(&mut self, old: &Product, new: &Product) {
        let both = [old, new];
        let signing = both.map(|product| match product.protocol {
            Protocol::RpcByAcs3 => "signed with ACS3 only".to_owned(),
            Protocol::Rpc | Protocol::Other => "signed with signature 1.0 or ACS3".to_owned(),
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

#[cfg(test)]
mod tests;
