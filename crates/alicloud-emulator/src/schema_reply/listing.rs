//! The page of a list that a call requests.

use std::{collections::BTreeSet, ops::Range};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};

use super::{
    ITEMS,
    created_ids::{KnownIds, is_id},
};
use crate::{
    arguments::Arguments,
    protocol::ApiError,
    specification::{Kind, Name, Operation, Schema, Specification},
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

/// The number of fields among which the main list is searched. A schema that contains itself
/// several times would else have very many.
const MOST_FIELDS: usize = 10_000;

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
        created: KnownIds<'a>,
    ) -> Result<Option<Self>, ApiError> {
        let mut left = MOST_FIELDS;
        let main = main_list(specification, &operation.reply, 0, &mut left);
        let Some((list, items)) = main else {
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
        let key = key(specification, action, items);
        let requested = requested(specification, items, key, arguments);
        let total = match &requested {
            Requested::Ids(ids) => ids.len(),
            Requested::IdsOfOthers(count) => *count,
            Requested::All => {
                let created = key.map_or(0, |key| created.len(key));
                created + if is_paged { MADE_UP } else { ITEMS }
            }
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
            Some((name, token)) => match offset_of(action, token).or_else(|| token.parse().ok()) {
                Some(offset) => offset,
                None if token.starts_with(TOKEN_START) => {
                    return Err(ApiError::invalid_parameter(name));
                }
                // Documentation and recorded requests contain tokens of the real service. The last
                // page ends the list, so that a client can't request pages forever.
                None => total.saturating_sub(1) / size * size,
            },
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
            true => self.created.newest(self.key?, number),
            false => self.requested.get(number).copied(),
        }
    }

    /// The number of an item among the made-up items, which come after the created items.
    pub(super) fn made_up_number(&self, number: usize) -> usize {
        let created = self.key.map_or(0, |key| self.created.len(key));
        number.saturating_sub(created)
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
            Some(next.map_or_else(String::new, |next| token(&self.action, next)))
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

/// The name of the text that identifies an item: the id of what the operation lists, or else its
/// name, or else the first id, or else the first name.
fn key<'a>(specification: &'a Specification, action: &str, items: &'a Schema) -> Option<&'a str> {
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
    listed_by(action, ids(), "Id")
        .or_else(|| listed_by(action, names(), "Name"))
        .or_else(|| ids().next())
        .or_else(|| names().next())
}

/// The field whose noun is the last in the name of the operation: `EventId` for
/// `DescribeInstanceHistoryEvents`.
fn listed_by<'a>(
    action: &str,
    fields: impl Iterator<Item = &'a str>,
    ending: &str,
) -> Option<&'a str> {
    let place = |field: &str| {
        let noun = field.strip_suffix(ending)?;
        // `PolicyId` belongs to `ListPolicies`.
        let noun = noun.strip_suffix('y').unwrap_or(noun);
        let start = action.rfind(noun).filter(|_| !noun.is_empty())?;
        Some((start + noun.len(), noun.len()))
    };
    let found = fields.filter_map(|field| Some((place(field)?, field)));
    found
        .max_by_key(|(place, _)| *place)
        .map(|(_, field)| field)
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
    let names = properties(specification, items)
        .iter()
        .map(|(name, _)| &**name);
    let others = names
        .filter(|name| is_id(name))
        .find_map(|name| arguments.items(name));
    if let Some(others) = others {
        return Requested::IdsOfOthers(others.len());
    }
    match key.and_then(|key| arguments.scalar(key)) {
        Some(id) => Requested::Ids(vec![id]),
        None => Requested::All,
    }
}

/// The properties of an item. Empty if the items aren't objects.
fn properties<'a>(specification: &'a Specification, items: &'a Schema) -> &'a [(Name, Schema)] {
    match &specification.resolve(items).kind {
        Kind::Object(properties) => properties,
        _ => &[],
    }
}

/// The first list of objects outside of other lists, or else the first list, with the schema of its
/// items.
fn main_list<'a>(
    specification: &'a Specification,
    schema: &'a Schema,
    depth: usize,
    left: &mut usize,
) -> Option<(&'a Schema, &'a Schema)> {
    const DEEPEST: usize = 4;
    let Kind::Object(properties) = &specification.resolve(schema).kind else {
        return None;
    };
    if depth == DEEPEST {
        return None;
    }
    let mut first = None;
    for (_, property) in properties {
        *left = left.checked_sub(1)?;
        let property = specification.resolve(property);
        let found = match &property.kind {
            Kind::List(items) => Some((property, &**items)),
            _ => main_list(specification, property, depth + 1, left),
        };
        if let Some((_, items)) = found {
            if matches!(specification.resolve(items).kind, Kind::Object(_)) {
                return found;
            }
        }
        first = first.or(found);
    }
    first
}

/// The beginning of all tokens, which tells a damaged token from a token of the real service.
const TOKEN_START: &str = "emulator-";

/// The token of the page that begins at `offset`. The text contains characters that a client must
/// percent-encode.
fn token(action: &str, offset: usize) -> String {
    let place = URL_SAFE_NO_PAD.encode(format!("{action}+{offset}"));
    format!("{TOKEN_START}{place}==")
}

fn offset_of(action: &str, token: &str) -> Option<usize> {
    let place = token.strip_prefix(TOKEN_START)?.strip_suffix("==")?;
    let text = String::from_utf8(URL_SAFE_NO_PAD.decode(place).ok()?).ok()?;
    text.strip_prefix(action)?.strip_prefix('+')?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_operation_determines_what_identifies_an_item() {
        let listed = |action, fields: &[&'static str], ending| {
            listed_by(action, fields.iter().copied(), ending)
        };
        for (action, fields, expected) in [
            ("DescribeDisks", &["ImageId", "DiskId"][..], Some("DiskId")),
            (
                "DescribeInstanceHistoryEvents",
                &["EventId", "InstanceId"],
                Some("EventId"),
            ),
            (
                "ListNetworkInterfaces",
                &["InterfaceId", "NetworkInterfaceId"],
                Some("NetworkInterfaceId"),
            ),
            ("ListPolicies", &["UserId", "PolicyId"], Some("PolicyId")),
            ("ListHeroes", &["Id", "VpcId"], None),
        ] {
            assert_eq!(listed(action, fields, "Id"), expected, "{action}");
        }
    }

    #[test]
    fn tokens_belong_to_an_operation() {
        let token = token("DescribeVpcs", 10);
        assert_eq!(offset_of("DescribeVpcs", &token), Some(10));
        assert_eq!(offset_of("DescribeVpcsX", &token), None);
        assert_eq!(offset_of("DescribeVpcs", token.trim_end_matches('=')), None);
    }
}
