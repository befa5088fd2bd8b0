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
pub(super) type IdsByName = BTreeMap<String, VecDeque<String>>;

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

    pub(super) fn of(&self, scope: &Scope) -> Option<&IdsByName> {
        self.scopes.get(scope)
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
