//! The ids that calls have created, so that later replies contain them.

use std::collections::{BTreeMap, VecDeque};

use crate::{
    arguments::Arguments,
    protocol::{Document, Value},
    specification::Operation,
};

/// The ids of created resources.
#[derive(Debug, Default)]
pub(crate) struct CreatedIds {
    scopes: BTreeMap<Scope, IdsByName>,
    /// The number of calls that created something.
    calls: u64,
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
}

/// The ids of one scope by the name of their field, such as `VpcId`.
type IdsByName = BTreeMap<String, VecDeque<String>>;

/// The ids that a call lists.
#[derive(Clone, Copy, Default)]
pub(super) struct KnownIds<'a> {
    of_region: Option<&'a IdsByName>,
    /// The ids that calls without `RegionId` created, whose region is unknown.
    of_any_region: Option<&'a IdsByName>,
}

impl<'a> KnownIds<'a> {
    pub(super) fn len(self, name: &str) -> usize {
        self.of(name).map(VecDeque::len).sum()
    }

    /// The id that was created last is number 0.
    pub(super) fn newest(self, name: &str, number: usize) -> Option<&'a str> {
        let mut number = number;
        for ids in self.of(name) {
            match ids.len().checked_sub(number + 1) {
                Some(place) => return ids.get(place).map(String::as_str),
                None => number -= ids.len(),
            }
        }
        None
    }

    fn of(self, name: &str) -> impl Iterator<Item = &'a VecDeque<String>> {
        let scopes = [self.of_region, self.of_any_region].into_iter().flatten();
        scopes.filter_map(move |ids| ids.get(name))
    }
}

impl CreatedIds {
    /// The number of ids that are remembered for each name.
    const CAPACITY: usize = 1000;
    /// The number of scopes that are remembered.
    const MOST_SCOPES: usize = 100;

    /// Remembers the new ids in the reply of a call that creates something. Ids that repeat an
    /// argument belong to resources that existed before.
    pub(crate) fn note(&mut self, scope: Scope, arguments: &Arguments, reply: &Document) {
        self.calls += 1;
        if self.scopes.len() == Self::MOST_SCOPES && !self.scopes.contains_key(&scope) {
            self.scopes.pop_first();
        }
        let ids = self.scopes.entry(scope).or_default();
        for (name, value) in reply.fields() {
            note_value(ids, arguments, name, value);
        }
    }

    pub(super) fn of(&self, scope: &Scope) -> KnownIds<'_> {
        let any = Scope {
            api: scope.api.clone(),
            region_id: String::new(),
        };
        KnownIds {
            of_region: self.scopes.get(scope).filter(|_| *scope != any),
            of_any_region: self.scopes.get(&any),
        }
    }

    pub(super) fn count(&self) -> u64 {
        self.calls
    }
}

fn note_value(ids: &mut IdsByName, arguments: &Arguments, name: &str, value: &Value) {
    match value {
        Value::Text(id) if is_id(name) && !arguments.contain(id) => {
            let ids = ids.entry(name.to_owned()).or_default();
            if ids.len() == CreatedIds::CAPACITY {
                ids.pop_front();
            }
            ids.push_back(id.clone());
        }
        Value::List(items) => items
            .iter()
            .for_each(|item| note_value(ids, arguments, name, item)),
        Value::Object(fields) => fields
            .iter()
            .for_each(|(name, value)| note_value(ids, arguments, name, value)),
        _ => {}
    }
}

/// Whether a field called `name` identifies a resource.
pub(super) fn is_id(name: &str) -> bool {
    name.ends_with("Id") && !["RequestId", "RegionId", "ZoneId", "ResourceGroupId"].contains(&name)
}

/// The verbs of operations that create resources, although not all of them have the vendor's mark.
const CREATING: [&str; 5] = ["Allocate", "Clone", "Copy", "Create", "Import"];

impl Operation {
    /// Whether calls of the operation `action` create resources.
    pub(crate) fn creates(&self, action: &str) -> bool {
        self.kind.as_deref() == Some("create")
            || CREATING.iter().any(|verb| action.starts_with(verb))
    }
}
