//! From one page to the next, for all operations alike.

use super::{
    Paging, Path,
    values::{at, integer_of, length, parameter_of, set, text_of},
};
use crate::{
    error::PagingError,
    model::{Record, read::Scalar},
};

/// Knows how an operation pages, and how far it came.
pub(super) struct Turn {
    paging: Paging,
    /// `None` until the first reply decides.
    way: Option<Way>,
}

#[derive(Clone, Copy)]
enum Way {
    Token,
    /// The count begins with the first reply.
    Number(Option<Count>),
}

/// How far a list by number came, the pages before the first request included.
#[derive(Clone, Copy)]
struct Count {
    /// The number of the list's first page.
    base: i64,
    /// How many items came, at least.
    least: i64,
    /// How many items came, at most. `None` if that isn't known.
    most: Option<i64>,
    /// The total that the newest page with a total says.
    total: Option<i64>,
}

impl Turn {
    pub(super) fn new(paging: Paging, request: &dyn Record) -> Self {
        let is_set = |parameter| parameter_of(request, parameter).is_some();
        let way = if paging.number.is_some_and(|(name, _)| is_set(name)) {
            Some(Way::Number(None))
        } else if paging.token.is_some_and(|(name, _)| is_set(name))
            || paging.token_size.is_some_and(is_set)
        {
            Some(Way::Token)
        } else {
            None
        };
        Self { paging, way }
    }

    /// Makes `request`, of which `page` is the reply, that of the page after; `false` if there is
    /// none.
    pub(super) fn over(
        &mut self,
        page: &dyn Record,
        request: &mut dyn Record,
    ) -> Result<bool, PagingError> {
        let Paging { token, number, .. } = self.paging;
        let token = token.and_then(|(name, path)| Some((name, text_of(at(page, path)?)?)));
        let way = self.way.unwrap_or(match number {
            Some(_) if token.is_none() => Way::Number(None),
            _ => Way::Token,
        });
        self.way = Some(way);
        match (way, token, number) {
            (Way::Token, Some((name, token)), _) => by_token(request, name, &token),
            (Way::Number(count), _, Some((name, total))) => {
                self.by_number(page, request, name, total, count)
            }
            _ => Ok(false),
        }
    }

    fn by_number(
        &mut self,
        page: &dyn Record,
        request: &mut dyn Record,
        name: &'static str,
        total: Path,
        count: Option<Count>,
    ) -> Result<bool, PagingError> {
        let Paging { first, items, .. } = self.paging;
        let unusable = PagingError::Parameter { name };
        let asked = match parameter_of(request, name) {
            Some(view) => Some(integer_of(view).ok_or(unusable)?),
            None => None,
        };
        let length = items.map(|path| length(page, path));
        let said = at(page, self.paging.number_in_reply).and_then(integer_of);
        // An empty page repeats nothing and skips nothing, whatever number it says.
        let said = said.filter(|_| length != Some(0));

        let expected = asked.unwrap_or(first);
        let number = said.unwrap_or(expected);
        let is_start = count.is_none() && expected <= first;
        // Some servers count from 1 and take 0 for 1, or count from 0, against their documentation.
        let is_first_page = is_start && matches!(number, 0 | 1);
        if number != expected && !is_first_page {
            return Err(PagingError::WrongPage {
                name,
                asked: expected,
                received: number,
            });
        }

        let size = self.said_size(page);
        let mut count = count.unwrap_or_else(|| match is_start {
            true => Count::from_start(number),
            false => Count::from_later(number, first, length.unwrap_or_default(), size),
        });
        let total = at(page, total).and_then(integer_of);
        let is_last = match length {
            Some(length) => count.is_last(length, total)?,
            None => {
                let size = size.or_else(|| self.asked_size(request));
                let (Some(size), Some(total)) = (size, total) else {
                    return Err(PagingError::UnknownEnd);
                };
                let pages = number.saturating_sub(count.base).saturating_add(1);
                pages.saturating_mul(size) >= total
            }
        };
        self.way = Some(Way::Number(Some(count)));
        if is_last {
            return Ok(false);
        }
        // Below the first page, only the reply can say which page came.
        if said.is_none() && number < first {
            return Err(unusable);
        }
        let next = number.checked_add(1).ok_or(unusable)?;
        set(request, name, Scalar::Integer(next)).map(|()| true)
    }

    /// How many items a page has, as the reply says.
    fn said_size(&self, page: &dyn Record) -> Option<i64> {
        let said = at(page, self.paging.size_in_reply).and_then(integer_of);
        said.filter(|size| *size > 0)
    }

    /// How many items a page has: what was asked for, as far as no server caps it.
    fn asked_size(&self, request: &dyn Record) -> Option<i64> {
        let (name, default) = self.paging.size?;
        let size = match parameter_of(request, name) {
            Some(asked) => integer_of(asked).filter(|asked| Some(*asked) <= default),
            None => default,
        };
        size.filter(|size| *size > 0)
    }
}

fn by_token(
    request: &mut dyn Record,
    name: &'static str,
    token: &str,
) -> Result<bool, PagingError> {
    let sent = parameter_of(request, name).and_then(text_of);
    if sent.as_deref() == Some(token) {
        return Err(PagingError::RepeatedToken);
    }
    set(request, name, Scalar::Text(token)).map(|()| true)
}

impl Count {
    /// The count of a list that begins with page `number`.
    fn from_start(number: i64) -> Self {
        Self {
            base: number,
            least: 0,
            most: Some(0),
            total: None,
        }
    }

    /// The count of a list that is entered at page `number`, which has `length` items. The pages
    /// before are full, so each has at least as many.
    fn from_later(number: i64, first: i64, length: i64, size: Option<i64>) -> Self {
        // Where page 0 is documented, the server may count from 1 all the same.
        let base = first.max(1);
        let pages = |base| number.saturating_sub(base).max(0);
        Self {
            base,
            least: pages(base).saturating_mul(length),
            most: size.map(|size| pages(first).saturating_mul(size)),
            total: None,
        }
    }

    /// Counts a page of `length` items, and says whether it is the last of `total`.
    fn is_last(&mut self, length: i64, total: Option<i64>) -> Result<bool, PagingError> {
        self.least = self.least.saturating_add(length);
        self.most = self.most.map(|most| most.saturating_add(length));
        // A total below the number of items on its own page counts something else.
        self.total = match total {
            Some(total) => Some(total).filter(|total| *total >= length),
            None => self.total,
        };
        if length > 0 {
            return Ok(self.total.is_some_and(|total| self.least >= total));
        }
        match (self.most, self.total) {
            (Some(seen), Some(total)) if seen < total => Err(PagingError::Incomplete {
                seen: seen.unsigned_abs(),
                total: total.unsigned_abs(),
            }),
            _ => Ok(true),
        }
    }
}
