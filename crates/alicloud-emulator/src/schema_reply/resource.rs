//! The resource that an operation or a field is about, according to its name.

use crate::specification::{Operation, Specification};

/// Names of fields that end with `Id` and identify no resource that an operation creates or lists.
const OTHER_IDS: [&str; 4] = ["RequestId", "RegionId", "ZoneId", "ResourceGroupId"];

/// The verbs of operations that create resources. Some of these operations lack the vendor's mark
/// `create`.
const CREATING: [&str; 5] = ["Allocate", "Clone", "Copy", "Create", "Import"];

/// The verbs of operations that start something.
const STARTING: [&str; 7] = ["Add", "Apply", "Invoke", "Run", "Send", "Start", "Submit"];

/// The verbs of operations that only read.
const READING: [&str; 5] = ["Check", "Describe", "Get", "List", "Query"];

/// Whether a field of this name identifies a resource.
pub(super) fn is_id(field: &str) -> bool {
    field.ends_with("Id") && !OTHER_IDS.contains(&field)
}

/// Whether the operation `action` creates resources, according to its verb.
pub(super) fn creates(action: &str) -> bool {
    CREATING.iter().any(|verb| action.starts_with(verb))
}

/// The noun of a field: `Vpc` for `VpcId`, `KeyPair` for `KeyPairName`.
pub(super) fn noun(field: &str) -> &str {
    let noun = field
        .strip_suffix("Id")
        .or_else(|| field.strip_suffix("Name"));
    noun.unwrap_or(field)
}

/// The resource that an operation is about, in the singular: `Vpc` for `DescribeVpcs`.
pub(super) fn resource(action: &str) -> String {
    let verb = action.chars().skip(1).take_while(char::is_ascii_lowercase);
    // An operation begins with a letter of one byte, or isn't about a resource.
    singular(action.get(1 + verb.count()..).unwrap_or_default())
}

/// Whether `resource`, which is in the singular, is called `noun`, or ends with it:
/// `HistoryEvent` ends with `Event`.
pub(super) fn ends_with_noun(resource: &str, noun: &str) -> bool {
    !noun.is_empty() && resource.ends_with(&*singular(noun))
}

/// The last word of a noun: `Entry` for `ForwardEntry`.
pub(super) fn last_word(noun: &str) -> &str {
    let start = noun.rfind(char::is_uppercase).unwrap_or_default();
    &noun[start..]
}

/// The names of the operations that create a resource.
pub(super) fn creating_actions(resource: &str) -> impl Iterator<Item = String> {
    CREATING.iter().map(move |verb| format!("{verb}{resource}"))
}

/// The operation that lists resources called `noun`, and its name.
pub(super) fn listing_operation<'a>(
    specification: &'a Specification,
    noun: &str,
) -> Option<(String, &'a Operation)> {
    let plural = plural(noun);
    READING.iter().find_map(|verb| {
        let action = format!("{verb}{plural}");
        let operation = specification.operation(&action)?;
        Some((action, operation))
    })
}

impl Operation {
    /// Whether calls of the operation `action` change something. Each such call returns new ids.
    pub(crate) fn writes(&self, action: &str) -> bool {
        let begins_with = |verbs: &[&str]| verbs.iter().any(|verb| action.starts_with(verb));
        match self.kind.as_deref() {
            Some("create" | "delete" | "update") => !begins_with(&READING),
            _ => creates(action) || begins_with(&STARTING),
        }
    }
}

fn singular(noun: &str) -> String {
    if let Some(stem) = noun.strip_suffix("ies") {
        return format!("{stem}y");
    }
    let has_es = ["sses", "uses", "xes", "ches", "shes"]
        .iter()
        .any(|ending| noun.ends_with(ending));
    let is_singular = noun.ends_with("ss") || noun.ends_with("us");
    let ending = match (has_es, is_singular) {
        (true, _) => 2,
        (false, true) => 0,
        (false, false) => usize::from(noun.ends_with('s')),
    };
    noun[..noun.len() - ending].to_owned()
}

fn plural(noun: &str) -> String {
    match noun.strip_suffix('y') {
        Some(stem) if !stem.ends_with(['a', 'e', 'o', 'u']) => format!("{stem}ies"),
        _ if ["s", "x", "ch", "sh"]
            .iter()
            .any(|ending| noun.ends_with(ending)) =>
        {
            format!("{noun}es")
        }
        _ => format!("{noun}s"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_resource_of_an_operation() {
        for (action, expected) in [
            ("DescribeVpcs", "Vpc"),
            ("DescribeVSwitches", "VSwitch"),
            ("DescribeEipAddresses", "EipAddress"),
            ("ListPolicies", "Policy"),
            ("CloneDisks", "Disk"),
            ("DescribeDBInstances", "DBInstance"),
            ("describe", ""),
            ("", ""),
            ("查询", ""),
        ] {
            assert_eq!(resource(action), expected);
        }
        for noun in ["Vpc", "VSwitch", "Policy", "Key", "Box", "Address"] {
            assert_eq!(singular(&plural(noun)), noun);
        }
    }

    #[test]
    fn a_noun_ends_the_name_of_its_resource() {
        assert!(ends_with_noun("InstanceHistoryEvent", "Event"));
        assert!(ends_with_noun("InstanceStatus", "Status"));
        assert!(!ends_with_noun("InstanceHistoryEvent", "Instance"));
        assert!(!ends_with_noun("Vpc", ""));
        assert_eq!(last_word("ForwardEntry"), "Entry");
        assert_eq!(last_word("vpc"), "vpc");
    }
}
