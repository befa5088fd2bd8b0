//! The page of a list that a call requests.

use std::{collections::BTreeSet, ops::Range};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};

use super::{
    ITEMS,
    created_ids::{CreatedIds, KnownIds, Scope},
    item_key::{item_key, properties},
    main_list::main_list,
    resource::is_id,
};
use crate::{
    arguments::Arguments,
    protocol::ApiError,
    specification::{Operation, Schema, Specification},
};

/// The names of the parameters and fields that page a list.
const NUMBERS: [&str; 6] = [
    "PageNumber",
    "PageNo",
    "PageNum",
    "CurrentPage",
    "PageIndex",
    "Page",
];
const SIZES: [&str; 5] = ["PageSize", "MaxResults", "Limit", "MaxItems", "MaxResult"];
const TOKENS: [&str; 3] = ["NextToken", "Marker", "NextMarker"];
const TOTALS: [&str; 5] = [
    "TotalCount",
    "Total",
    "TotalNum",
    "TotalSize",
    "TotalRecordCount",
];

const DEFAULT_SIZE: usize = 10;

/// The number of made-up items of a paged list. Pages of the default size are then three, and the
/// last page is not full.
const MADE_UP: usize = 23;

/// A page of the main list of a reply.
pub(super) struct Listing<'a> {
    /// The schema of the list. Its address identifies the list.
    list: &'a Schema,
    action: String,
    /// The name of the text that identifies an item. `None` if items have no id and no name.
    key: Option<&'a str>,
    /// The distinct ids that the call requests. Empty if the call requests no ids.
    requested: Vec<&'a str>,
    /// The ids that earlier calls created in the same product and region.
    created: KnownIds<'a>,
    /// The number of items on all pages.
    total: usize,
    /// The number of the page, counted from 1.
    number: usize,
    size: usize,
    /// The number of items on the pages before.
    offset: usize,
    /// Whether tokens lead from page to page.
    by_token: bool,
}

impl<'a> Listing<'a> {
    /// Reads which page the call requests. `None` if the reply contains no list.
    pub(super) fn read(
        specification: &'a Specification,
        action: &str,
        operation: &'a Operation,
        arguments: &'a Arguments,
        created: &'a CreatedIds,
        scope: &Scope,
    ) -> Result<Option<Self>, ApiError> {
        let Some((list, items)) = main_list(specification, operation) else {
            return Ok(None);
        };
        let declares = |names: &[&str]| {
            let parameters = operation.parameters.iter();
            parameters
                .clone()
                .any(|parameter| names.contains(&&*parameter.name))
        };
        let argument = |names: &[&str]| names.iter().find_map(|name| arguments.scalar(name));
        let is_paged = declares(&NUMBERS) || declares(&TOKENS);
        let size = argument(&SIZES).and_then(|text| text.parse().ok());
        let size: usize = size.unwrap_or(if is_paged { DEFAULT_SIZE } else { ITEMS });
        let size = size.max(1);
        let key = item_key(specification, action, items);
        let created = key.map_or_else(KnownIds::default, |key| created.of(scope, key, action));
        let requested = requested(specification, items, key, arguments);
        let total = match &requested {
            Requested::Ids(ids) => ids.len(),
            Requested::IdsOfOthers(count) => *count,
            Requested::All => created.len() + if is_paged { MADE_UP } else { ITEMS },
        };
        let number = argument(&NUMBERS)
            .and_then(|text| text.parse().ok())
            .unwrap_or(1)
            .max(1);
        let token = TOKENS
            .iter()
            .find_map(|name| Some((name, arguments.scalar(name)?)));
        let offset = match token {
            // A token whose type is a number is the offset itself.
            Some((name, token)) => {
                match offset_of(action, token, total).or_else(|| token.parse().ok()) {
                    Some(offset) => offset,
                    None if token.starts_with(TOKEN_START) => {
                        return Err(ApiError::invalid_parameter(name));
                    }
                    // Documentation and recorded requests contain tokens of the real service. The
                    // last page ends the list, so that a client can't request pages forever.
                    None => total.saturating_sub(1) / size * size,
                }
            }
            None if is_paged => (number - 1_usize).saturating_mul(size),
            None => 0,
        };
        Ok(Some(Self {
            list,
            action: action.to_owned(),
            key,
            requested: match requested {
                Requested::Ids(ids) => ids,
                Requested::IdsOfOthers(_) | Requested::All => Vec::new(),
            },
            created,
            total,
            number,
            size: if is_paged { size } else { total },
            offset,
            by_token: declares(&TOKENS),
        }))
    }

    /// The name of the field that identifies an item.
    pub(super) fn key(&self) -> Option<&'a str> {
        self.key
    }

    /// The id of an item, if this call requests the id or an earlier call created it.
    pub(super) fn known_id(&self, number: usize) -> Option<&'a str> {
        match self.requested.is_empty() {
            true => self.created.newest(number),
            false => self.requested.get(number).copied(),
        }
    }

    /// The number of an item among the made-up items, which come after the created items.
    pub(super) fn made_up_number(&self, number: usize) -> usize {
        number.saturating_sub(self.created.len())
    }

    /// Whether `list` is the list that is paged.
    pub(super) fn is_of(&self, list: &Schema) -> bool {
        std::ptr::eq(self.list, list)
    }

    /// The numbers of the items on the page.
    pub(super) fn range(&self) -> Range<usize> {
        let end = self.offset.saturating_add(self.size).min(self.total);
        self.offset.min(end)..end
    }

    /// Whether the call requests a page after the last page.
    pub(super) fn is_past_the_end(&self) -> bool {
        self.offset > 0 && self.offset >= self.total
    }

    /// The offset of the next page, if `name` is the name of a token and there is a next page.
    pub(super) fn next_offset(&self, name: &str) -> Option<usize> {
        let next = self.range().end;
        (TOKENS.contains(&name) && self.by_token && next < self.total).then_some(next)
    }

    /// Whether `name` is the name of a token, and there is no next page.
    pub(super) fn is_end(&self, name: &str) -> bool {
        TOKENS.contains(&name) && self.next_offset(name).is_none()
    }

    /// The value of a field that describes the page.
    pub(super) fn field(&self, name: &str) -> Option<String> {
        if TOTALS.contains(&name) {
            Some(self.total.to_string())
        } else if NUMBERS.contains(&name) {
            Some(self.number.to_string())
        } else if SIZES.contains(&name) {
            Some(self.size.to_string())
        } else if TOKENS.contains(&name) {
            let next = self.next_offset(name);
            Some(next.map_or_else(String::new, |next| token(&self.action, self.total - next)))
        } else {
            None
        }
    }
}

/// The resources that a call requests.
enum Requested<'a> {
    /// The resources with these ids.
    Ids(Vec<&'a str>),
    /// As many resources as there are ids of other resources, such as the disks of two instances.
    IdsOfOthers(usize),
    All,
}

fn requested<'a>(
    specification: &Specification,
    items: &Schema,
    key: Option<&str>,
    arguments: &'a Arguments,
) -> Requested<'a> {
    if let Some(ids) = key.and_then(|key| arguments.items(key)) {
        let mut seen = BTreeSet::new();
        let ids = ids.iter().map(String::as_str);
        return Requested::Ids(ids.filter(|id| seen.insert(*id)).collect());
    }
    // Ids come first, because other lists, such as `Tag`, don't determine the number of items.
    let names = || {
        properties(specification, items)
            .iter()
            .map(|(name, _)| &**name)
    };
    let ids = || names().filter(|name| is_id(name));
    let others = ids()
        .chain(names().filter(|name| name.ends_with("Name")))
        .find_map(|name| arguments.items(name));
    if let Some(others) = others {
        return Requested::IdsOfOthers(others.len());
    }
    match key.and_then(|key| arguments.scalar(key)) {
        Some(id) => Requested::Ids(vec![id]),
        None => Requested::All,
    }
}

/// The beginning of all tokens, which tells a damaged token from a token of the real service.
const TOKEN_START: &str = "emulator-";

/// The token of the page at which `left` items are left. New items come first, so this number stays
/// right when a call creates items between two pages. The text contains characters that a client
/// must percent-encode.
fn token(action: &str, left: usize) -> String {
    let place = URL_SAFE_NO_PAD.encode(format!("{action}+{left}"));
    format!("{TOKEN_START}{place}==")
}

/// The number of items before the page of a token.
fn offset_of(action: &str, token: &str, total: usize) -> Option<usize> {
    let place = token.strip_prefix(TOKEN_START)?.strip_suffix("==")?;
    let text = String::from_utf8(URL_SAFE_NO_PAD.decode(place).ok()?).ok()?;
    let left: usize = text.strip_prefix(action)?.strip_prefix('+')?.parse().ok()?;
    Some(total.saturating_sub(left))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_belong_to_an_operation() {
        let token = token("DescribeVpcs", 10);
        assert_eq!(offset_of("DescribeVpcs", &token, 23), Some(13));
        assert_eq!(offset_of("DescribeVpcs", &token, 25), Some(15));
        assert_eq!(offset_of("DescribeVpcsX", &token, 23), None);
        let damaged = token.trim_end_matches('=');
        assert_eq!(offset_of("DescribeVpcs", damaged, 23), None);
    }
}
