//! Lists that are sent as `Name.1`, `Name.2` and so on.

use crate::protocol::Parameters;

/// The items of a list in the order of their numbers.
pub(super) fn numbered<'a>(parameters: &'a Parameters, name: &str) -> Vec<&'a str> {
    let mut items: Vec<(u32, &str)> = parameters
        .iter()
        .filter(|(_, value)| !value.is_empty())
        .filter_map(|(other, value)| {
            let number = other.strip_prefix(name)?.strip_prefix('.')?;
            Some((number.parse().ok()?, value))
        })
        .collect();
    items.sort_unstable_by_key(|(number, _)| *number);
    items.into_iter().map(|(_, value)| value).collect()
}
