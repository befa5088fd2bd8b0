//! The field that identifies the items of a list.

use super::{
    main_list::main_list,
    resource::{
        creating_actions, ends_with_noun, is_id, last_word, listing_operation, noun, resource,
    },
};
use crate::specification::{Kind, Name, Operation, Schema, Specification};

/// The field of an item that identifies it, the first of these:
///
/// - an id whose noun ends the name of the operation: `DiskId` for `DescribeDisks`
/// - an id that an operation returns that creates the resource, unless it is the key of another
///   list: `AllocationId` of `AllocateEipAddress` for `DescribeEipAddresses`
/// - a name whose noun ends the name of the operation: `KeyPairName` for `DescribeKeyPairs`
/// - an id whose last word ends the name of the operation: `ForwardEntryId` for
///   `DescribeForwardTableEntries`
/// - the first id, or else the first name, that doesn't identify items of another operation
///
/// Only texts without a list of allowed values identify items.
pub(super) fn item_key<'a>(
    specification: &'a Specification,
    action: &str,
    items: &'a Schema,
) -> Option<&'a str> {
    let texts = properties(specification, items)
        .iter()
        .filter(|(_, schema)| {
            let schema = specification.resolve(schema);
            let values = schema.limits.as_ref().map(|limits| &limits.enumeration);
            matches!(schema.kind, Kind::Text) && values.is_none_or(Vec::is_empty)
        });
    let texts: Vec<&str> = texts.map(|(name, _)| &**name).collect();
    let ids = || texts.iter().copied().filter(|name| is_id(name));
    let names = || texts.iter().copied().filter(|name| name.ends_with("Name"));
    let resource = resource(action);
    let has_noun = |field: &&str| ends_with_noun(&resource, noun(field));
    let length = |field: &&str| field.len();
    let is_created = |field: &&str| {
        creating_actions(&resource)
            .filter_map(|action| specification.operation(&action))
            .any(|creating| {
                let mut reply = creating.properties(specification).iter();
                reply.any(|(name, _)| **name == **field)
            })
    };
    let is_free = |field: &&str| listing_operation(specification, noun(field)).is_none();
    ids()
        .filter(has_noun)
        .max_by_key(length)
        .or_else(|| ids().filter(is_free).find(is_created))
        .or_else(|| names().filter(has_noun).max_by_key(length))
        .or_else(|| ids().find(|field| ends_with_noun(&resource, last_word(noun(field)))))
        .or_else(|| ids().find(is_free))
        .or_else(|| names().find(is_free))
}

/// Whether `field` identifies the items that an operation lists.
pub(super) fn is_item_key(
    specification: &Specification,
    action: &str,
    operation: &Operation,
    field: &str,
) -> bool {
    let list = main_list(specification, operation);
    list.is_some_and(|(_, items)| item_key(specification, action, items) == Some(field))
}

/// The properties of an item. Empty if the items aren't objects.
pub(super) fn properties<'a>(
    specification: &'a Specification,
    items: &'a Schema,
) -> &'a [(Name, Schema)] {
    match &specification.resolve(items).kind {
        Kind::Object(properties) => properties,
        _ => &[],
    }
}

#[cfg(all(test, feature = "ecs"))]
mod tests {
    use super::*;

    #[test]
    fn finds_what_identifies_an_item() {
        let specification = crate::ecs::specification();
        for (action, expected) in [
            ("DescribeDisks", Some("DiskId")),
            ("DescribeEipAddresses", Some("AllocationId")),
            ("DescribeForwardTableEntries", Some("ForwardEntryId")),
            ("DescribeInstanceHistoryEvents", Some("EventId")),
            ("DescribeInvocations", Some("InvokeId")),
            ("DescribeKeyPairs", Some("KeyPairName")),
            ("DescribeNetworkInterfaces", Some("NetworkInterfaceId")),
            ("DescribeSecurityGroups", Some("SecurityGroupId")),
            ("DescribeVirtualBorderRouters", Some("VbrId")),
            ("DescribeVSwitches", Some("VSwitchId")),
            // The ids of these items are those of other resources.
            ("DescribeDiskMonitorData", None),
            ("DescribeInstanceMonitorData", None),
            ("DescribeLaunchTemplateVersions", None),
        ] {
            let operation = specification.operation(action).unwrap();
            let (_, items) = main_list(specification, operation).unwrap();
            assert_eq!(item_key(specification, action, items), expected, "{action}");
        }
    }

    /// A list of resources has an id that no list of other resources has.
    #[test]
    fn an_id_identifies_the_items_of_the_list_that_is_called_after_it() {
        let specification = crate::ecs::specification();
        for action in specification.operation_names() {
            let operation = specification.operation(action).unwrap();
            let Some((_, items)) = main_list(specification, operation) else {
                continue;
            };
            let Some(key) = item_key(specification, action, items).filter(|key| is_id(key)) else {
                continue;
            };
            if let Some((list, _)) = listing_operation(specification, noun(key)) {
                assert!(
                    ends_with_noun(&resource(action), noun(key)),
                    "{action} {key} {list}"
                );
            }
        }
    }
}
