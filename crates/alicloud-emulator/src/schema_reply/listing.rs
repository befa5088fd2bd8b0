//! The page of a list that a call requests.

use std::ops::Range;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};

use super::{
    ITEMS,
    created_ids::{KnownIds, is_id},
};
use crate::{
    arguments::Arguments,
    protocol::ApiError,
    specification::{Kind, Operation, Schema, Specification},
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
#[derive(Debug)]
pub(super) struct Listing {
    /// The address of the list's schema, which identifies the list.
    list: *const Schema,
    action: String,
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

impl Listing {
    /// Reads which page the call requests. `None` if the reply contains no list.
    pub(super) fn read(
        specification: &Specification,
        action: &str,
        operation: &Operation,
        arguments: &Arguments,
        created: KnownIds<'_>,
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
        let total = match ids(specification, items, arguments, created) {
            Ids::Requested(count) => count,
            Ids::Created(count) if is_paged => count + MADE_UP,
            Ids::Created(count) => count + ITEMS,
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
            total,
            number,
            size: if is_paged { size } else { total },
            offset,
            by_token: declares(&TOKENS),
        }))
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

/// The number of ids that determine how long the list is.
enum Ids {
    /// The call requests resources with these ids.
    Requested(usize),
    /// Earlier calls created resources with such ids.
    Created(usize),
}

fn ids(
    specification: &Specification,
    items: &Schema,
    arguments: &Arguments,
    created: KnownIds<'_>,
) -> Ids {
    let Kind::Object(properties) = &specification.resolve(items).kind else {
        return Ids::Created(0);
    };
    let names = || {
        properties
            .iter()
            .map(|(name, _)| &**name)
            .filter(|name| is_id(name))
    };
    if let Some(requested) = names().find_map(|name| arguments.items(name)) {
        return Ids::Requested(requested.len());
    }
    // The first id is the id of the item itself. The other ids belong to other resources.
    match names().next() {
        Some(name) if arguments.scalar(name).is_some() => Ids::Requested(1),
        Some(name) => Ids::Created(created.len(name)),
        None => Ids::Created(0),
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
    fn tokens_belong_to_an_operation() {
        let token = token("DescribeVpcs", 10);
        assert_eq!(offset_of("DescribeVpcs", &token), Some(10));
        assert_eq!(offset_of("DescribeVpcsX", &token), None);
        assert_eq!(offset_of("DescribeVpcs", token.trim_end_matches('=')), None);
    }
}
