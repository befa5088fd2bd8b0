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
    /// Selects the page of `found` that the call requests. If `NextToken` or `MaxResults` is given,
    /// `PageNumber` and `PageSize` have no effect.
    pub(super) fn read(
        parameters: &Parameters,
        found: Vec<&'a Instance>,
    ) -> Result<Self, ApiError> {
        let token = parameters.given("NextToken");
        if token.is_some() || parameters.given("MaxResults").is_some() {
            let size = integer(parameters, "MaxResults", DEFAULT_SIZE, 1..=usize::MAX)?;
            by_token(token, size.clamp(DEFAULT_SIZE, MAX_SIZE), found)
        } else {
            let number = integer(parameters, "PageNumber", 1, 1..=usize::MAX)?;
            let size = integer(parameters, "PageSize", DEFAULT_SIZE, 1..=MAX_SIZE)?;
            Ok(by_number(number, size, found))
        }
    }
}

fn by_token<'a>(
    token: Option<&str>,
    size: usize,
    found: Vec<&'a Instance>,
) -> Result<Page<'a>, ApiError> {
    let begin = match token {
        None => 0,
        Some(token) => found
            .iter()
            .position(|instance| token_after(instance) == token)
            .map(|last| last + 1)
            .ok_or_else(|| ApiError::invalid_parameter("NextToken"))?,
    };
    let rest = found.len() - begin;
    let instances: Vec<_> = found.into_iter().skip(begin).take(size).collect();
    let next_token = match instances.last() {
        Some(last) if instances.len() < rest => token_after(last),
        _ => String::new(),
    };
    Ok(Page {
        instances,
        total: 0,
        number: 1,
        size,
        next_token,
    })
}

fn by_number(number: usize, size: usize, found: Vec<&Instance>) -> Page<'_> {
    let total = found.len();
    let begin = (number - 1).saturating_mul(size);
    Page {
        instances: found.into_iter().skip(begin).take(size).collect(),
        total,
        number,
        size,
        next_token: String::new(),
    }
}

fn token_after(instance: &Instance) -> String {
    STANDARD.encode(format!("{TOKEN_PREFIX}{}", instance.id))
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
