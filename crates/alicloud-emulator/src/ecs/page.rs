//! Paging through a list, by token or by page number.

use std::ops::RangeInclusive;

use base64::{Engine, engine::general_purpose::STANDARD};

use super::Instance;
use crate::protocol::{ApiError, Parameters};

const DEFAULT_SIZE: usize = 10;
const MAX_SIZE: usize = 100;

/// The prefix of the text in a token. The prefix makes the token contain characters that a client
/// must percent-encode.
const TOKEN_PREFIX: &str = "~~>~~?";

/// A page of instances, with the paging fields of the reply.
pub(super) struct Page<'a> {
    pub(super) instances: Vec<&'a Instance>,
    /// The number of instances on all pages. When paging by token, this number is always 0.
    pub(super) total: usize,
    pub(super) number: usize,
    pub(super) size: usize,
    /// The token of the next page, which is empty on the last page.
    pub(super) next_token: String,
}

impl<'a> Page<'a> {
    /// Selects the page that the call requests of `found`, which are instances of one region with
    /// their serial numbers. If `NextToken` or `MaxResults` is given, `PageNumber` and `PageSize`
    /// have no effect.
    pub(super) fn read(
        parameters: &Parameters,
        region_id: &str,
        generation: u64,
        found: Vec<(u64, &'a Instance)>,
    ) -> Result<Self, ApiError> {
        let token = parameters.given("NextToken");
        if token.is_some() || parameters.given("MaxResults").is_some() {
            let size = integer(parameters, "MaxResults", DEFAULT_SIZE, 1..=usize::MAX)?;
            let begin = match token {
                None => 0,
                Some(token) => begin_of(region_id, generation, token)
                    .ok_or_else(|| ApiError::invalid_parameter("NextToken"))?,
            };
            Ok(by_token(
                (region_id, generation),
                begin,
                size.clamp(DEFAULT_SIZE, MAX_SIZE),
                found,
            ))
        } else {
            let number = integer(parameters, "PageNumber", 1, 1..=usize::MAX)?;
            let size = integer(parameters, "PageSize", DEFAULT_SIZE, 1..=MAX_SIZE)?;
            Ok(by_number(number, size, found))
        }
    }
}

fn by_token<'a>(
    (region_id, generation): (&str, u64),
    begin: u64,
    size: usize,
    found: Vec<(u64, &'a Instance)>,
) -> Page<'a> {
    let mut rest = found.into_iter().skip_while(|(serial, _)| *serial < begin);
    let instances = rest.by_ref().take(size).map(|(_, instance)| instance);
    let instances = instances.collect();
    let next = rest.next();
    Page {
        instances,
        total: 0,
        number: 1,
        size,
        next_token: next.map_or_else(String::new, |(serial, _)| {
            token(region_id, generation, serial)
        }),
    }
}

fn by_number(number: usize, size: usize, found: Vec<(u64, &Instance)>) -> Page<'_> {
    let total = found.len();
    let begin = (number - 1).saturating_mul(size);
    let instances = found.into_iter().map(|(_, instance)| instance);
    Page {
        instances: instances.skip(begin).take(size).collect(),
        total,
        number,
        size,
        next_token: String::new(),
    }
}

/// The token of the page that begins with the serial number `begin`. A serial number stays valid
/// when instances are deleted between two pages.
fn token(region_id: &str, generation: u64, begin: u64) -> String {
    STANDARD.encode(format!("{TOKEN_PREFIX}{region_id}:{generation}:{begin}"))
}

/// The serial number with which a page begins. `None` if the token is damaged, or belongs to
/// another region or to an earlier scenario.
fn begin_of(region_id: &str, generation: u64, token: &str) -> Option<u64> {
    let text = String::from_utf8(STANDARD.decode(token).ok()?).ok()?;
    let text = text.strip_prefix(TOKEN_PREFIX)?.strip_prefix(region_id)?;
    let (found, begin) = text.strip_prefix(':')?.split_once(':')?;
    let is_current = found.parse() == Ok(generation);
    begin.parse().ok().filter(|_| is_current)
}

/// Reads an integer parameter, whose value must be in `range`.
fn integer(
    parameters: &Parameters,
    name: &str,
    default: usize,
    range: RangeInclusive<usize>,
) -> Result<usize, ApiError> {
    match parameters.given(name) {
        None => Ok(default),
        Some(text) => text
            .parse()
            .ok()
            .filter(|number| range.contains(number))
            .ok_or_else(|| ApiError::invalid_parameter(name)),
    }
}
