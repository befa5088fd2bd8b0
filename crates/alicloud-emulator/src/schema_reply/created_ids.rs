//! The ids that calls have created, so that later replies contain them.

use std::collections::{BTreeMap, VecDeque};

use super::{
    item_key::is_item_key,
    resource::{creates, ends_with_noun, is_id, last_word, listing_operation, noun, resource},
};
use crate::{
    arguments::Arguments,
    protocol::{Document, Value},
    specification::Specification,
};

/// The ids of created resources.
#[derive(Debug, Default)]
pub(crate) struct CreatedIds {
    groups: BTreeMap<Group, VecDeque<String>>,
    /// The groups in the order of their first ids.
    order: VecDeque<Group>,
    /// The number of calls that changed something.
    calls: u64,
}

/// A group of ids that the same operations list.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Group {
    scope: Scope,
    /// The name of the field, such as `VpcId`.
    field: String,
    /// The resource whose list alone contains the ids. If `None`, every list with this key contains
    /// the ids.
    resource: Option<String>,
}

/// The product with its version, and the region. Resources of other scopes are not listed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Scope {
    api: String,
    region_id: String,
}

impl Scope {
    pub(crate) fn new(api: &str, arguments: &Arguments) -> Self {
        Self {
            api: api.to_owned(),
            region_id: arguments.scalar("RegionId").unwrap_or_default().to_owned(),
        }
    }

    /// The scope of ids whose region is unknown, because the call had no `RegionId`.
    fn of_any_region(&self) -> Self {
        Self {
            api: self.api.clone(),
            region_id: String::new(),
        }
    }
}

/// The ids that a call lists.
#[derive(Clone, Copy, Default)]
pub(super) struct KnownIds<'a>([Option<&'a VecDeque<String>>; 4]);

impl<'a> KnownIds<'a> {
    pub(super) fn len(self) -> usize {
        self.0.iter().flatten().map(|ids| ids.len()).sum()
    }

    /// The id that was created last is number 0.
    pub(super) fn newest(self, mut number: usize) -> Option<&'a str> {
        for ids in self.0.into_iter().flatten() {
            match ids.len().checked_sub(number + 1) {
                Some(place) => return ids.get(place).map(String::as_str),
                None => number -= ids.len(),
            }
        }
        None
    }
}

impl CreatedIds {
    /// The number of ids in a group that are remembered.
    const CAPACITY: usize = 1000;
    /// The number of groups that are remembered.
    const MOST_GROUPS: usize = 200;

    /// Remembers the new ids in the reply of a call that changes something.
    pub(crate) fn note(
        &mut self,
        scope: &Scope,
        specification: &Specification,
        action: &str,
        arguments: &Arguments,
        reply: &Document,
    ) {
        self.calls += 1;
        let call = Call {
            specification,
            action,
            resource: resource(action),
            arguments,
        };
        let mut ids = Vec::new();
        for (name, value) in reply.fields() {
            call.find_new_ids(name, value, &mut ids);
        }
        for (field, id) in ids {
            let group = Group {
                scope: scope.clone(),
                field: field.to_owned(),
                resource: call.only_list(field),
            };
            self.add(group, id);
        }
    }

    fn add(&mut self, group: Group, id: &str) {
        if !self.groups.contains_key(&group) {
            if self.order.len() == Self::MOST_GROUPS {
                if let Some(oldest) = self.order.pop_front() {
                    self.groups.remove(&oldest);
                }
            }
            self.order.push_back(group.clone());
        }
        let ids = self.groups.entry(group).or_default();
        if ids.iter().any(|other| other == id) {
            return;
        }
        if ids.len() == Self::CAPACITY {
            ids.pop_front();
        }
        ids.push_back(id.to_owned());
    }

    /// The ids that the operation `action` lists, if `field` identifies its items.
    pub(super) fn of(&self, scope: &Scope, field: &str, action: &str) -> KnownIds<'_> {
        let ids = |scope: &Scope, resource: Option<String>| {
            self.groups.get(&Group {
                scope: scope.clone(),
                field: field.to_owned(),
                resource,
            })
        };
        let any = scope.of_any_region();
        let resource = || Some(resource(action));
        KnownIds(match *scope == any {
            true => [ids(&any, resource()), ids(&any, None), None, None],
            false => [
                ids(scope, resource()),
                ids(scope, None),
                ids(&any, resource()),
                ids(&any, None),
            ],
        })
    }

    pub(super) fn count(&self) -> u64 {
        self.calls
    }
}

/// A call that changes something.
struct Call<'a> {
    specification: &'a Specification,
    action: &'a str,
    /// The resource in the name of the operation.
    resource: String,
    arguments: &'a Arguments,
}

impl Call<'_> {
    fn find_new_ids<'r>(&self, name: &'r str, value: &'r Value, ids: &mut Vec<(&'r str, &'r str)>) {
        match value {
            // More ids of one reply wouldn't be remembered.
            _ if ids.len() == CreatedIds::CAPACITY => {}
            Value::Text(id) if self.is_new(name, id) => ids.push((name, id)),
            Value::List(items) => items
                .iter()
                .for_each(|item| self.find_new_ids(name, item, ids)),
            Value::Object(fields) => fields
                .iter()
                .for_each(|(name, value)| self.find_new_ids(name, value, ids)),
            _ => {}
        }
    }

    /// Whether the field identifies something that the call created. Ids that repeat an argument
    /// belong to resources that existed before, and ids of another resource are made up.
    fn is_new(&self, field: &str, id: &str) -> bool {
        let noun = noun(field);
        if is_id(field) {
            let is_of_task = ["Job", "Task"].contains(&last_word(noun));
            let is_own = ends_with_noun(&self.resource, noun)
                || is_of_task
                || listing_operation(self.specification, noun).is_none();
            return is_own && !self.arguments.contain(id);
        }
        // `CreateKeyPair` returns the name that identifies the new key pair.
        field.ends_with("Name") && creates(self.action) && ends_with_noun(&self.resource, noun)
    }

    /// The resource of the call, if there is a list of it whose items have this key. The ids are
    /// then in no other list.
    fn only_list(&self, field: &str) -> Option<String> {
        let (action, operation) = listing_operation(self.specification, &self.resource)?;
        is_item_key(self.specification, &action, operation, field).then(|| self.resource.clone())
    }
}
