//! The ids that calls have created, so that later replies contain them.

use std::collections::{BTreeMap, VecDeque};

use crate::{
    protocol::{Document, Value},
    specification::Operation,
};

/// The ids of created resources by the name of their field, such as `VpcId`.
#[derive(Debug, Default)]
pub(crate) struct CreatedIds {
    ids: BTreeMap<String, VecDeque<String>>,
    /// The number of calls that created something.
    calls: u64,
}

impl CreatedIds {
    /// The number of ids that are remembered for each name.
    const CAPACITY: usize = 1000;

    /// Remembers the ids in the reply of a call that creates something.
    pub(crate) fn note(&mut self, reply: &Document) {
        self.calls += 1;
        for (name, value) in reply.fields() {
            self.note_value(name, value);
        }
    }

    fn note_value(&mut self, name: &str, value: &Value) {
        match value {
            Value::Text(id) if is_id(name) => {
                let ids = self.ids.entry(name.to_owned()).or_default();
                if ids.len() == Self::CAPACITY {
                    ids.pop_front();
                }
                ids.push_back(id.clone());
            }
            Value::List(items) => items.iter().for_each(|item| self.note_value(name, item)),
            Value::Object(fields) => fields
                .iter()
                .for_each(|(name, value)| self.note_value(name, value)),
            _ => {}
        }
    }

    /// The newest id of this name is number 0; `before` counts backwards.
    pub(super) fn newest(&self, name: &str, before: usize) -> Option<&str> {
        self.ids
            .get(name)?
            .iter()
            .rev()
            .nth(before)
            .map(String::as_str)
    }

    pub(super) fn len(&self, name: &str) -> usize {
        self.ids.get(name).map_or(0, VecDeque::len)
    }

    pub(super) fn count(&self) -> u64 {
        self.calls
    }
}

/// Whether a field called `name` identifies a resource.
pub(super) fn is_id(name: &str) -> bool {
    name.ends_with("Id") && !["RequestId", "RegionId", "ZoneId", "ResourceGroupId"].contains(&name)
}

impl Operation {
    /// Whether calls of the operation create resources, by the vendor's mark.
    pub(crate) fn creates(&self) -> bool {
        self.kind.as_deref() == Some("create")
    }
}
