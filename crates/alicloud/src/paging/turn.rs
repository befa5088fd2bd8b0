//! From one page to the next, for all operations alike.

use super::{
    Paging, Path,
    values::{at, beside, integer_of, length, parameter_of, set, text_of},
};
use crate::{error::PagingError, model::Record, reply::Scalar};

/// Knows how an operation pages, and how far it came.
pub(super) struct Turn {
    paging: Paging,
    /// `None` until the first reply decides.
    way: Option<Way>,
}

#[derive(Clone, Copy)]
enum Way {
    Token,
    Number(Count),
}

/// How many items came by number.
#[derive(Clone, Copy, Default)]
struct Count {
    /// About how many come before the first page that was asked for, and surely no fewer.
    before: Option<i64>,
    seen: i64,
}

impl Turn {
    pub(super) fn new(paging: Paging, request: &dyn Record) -> Self {
        let is_set = |parameter| parameter_of(request, parameter).is_some();
        let way = if paging.number.is_some_and(|(name, _)| is_set(name)) {
            Some(Way::Number(Count::default()))
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
            Some(_) if token.is_none() => Way::Number(Count::default()),
            _ => Way::Token,
        });
        self.way = Some(way);
        match (way, token, number) {
            (Way::Token, Some((name, token)), _) => by_token(request, name, &token),
            (Way::Number(mut count), _, Some((name, total))) => {
                let more = self.by_number(page, request, name, total, &mut count)?;
                self.way = Some(Way::Number(count));
                Ok(more)
            }
            _ => Ok(false),
        }
    }

    fn by_number(
        &self,
        page: &dyn Record,
        request: &mut dyn Record,
        name: &'static str,
        total_path: Path,
        count: &mut Count,
    ) -> Result<bool, PagingError> {
        let unusable = PagingError::Parameter { name };
        let first = self.paging.first;
        let number = match parameter_of(request, name) {
            Some(view) => integer_of(view).ok_or(unusable)?,
            None => first,
        };
        let pages_before = number.saturating_sub(first).max(0);
        let total = at(page, total_path).and_then(integer_of);
        let is_last = match self.paging.items {
            Some(path) => count.is_last(pages_before, length(page, path), total)?,
            None => {
                let size = self.size(page, request, total_path);
                let (Some(size), Some(total)) = (size, total) else {
                    return Err(PagingError::UnknownEnd);
                };
                pages_before.saturating_add(1).saturating_mul(size) >= total
            }
        };
        if is_last {
            return Ok(false);
        }
        let next = number.checked_add(1).ok_or(unusable)?;
        set(request, name, Scalar::Integer(next)).map(|()| true)
    }

    /// How many items a page has: what the reply says, or else what was asked for, as far as no
    /// server caps it.
    fn size(&self, page: &dyn Record, request: &dyn Record, total: Path) -> Option<i64> {
        let (name, default) = self.paging.size?;
        let said = beside(page, total, name).and_then(integer_of);
        let size = said.or_else(|| match parameter_of(request, name) {
            Some(asked) => integer_of(asked).filter(|asked| Some(*asked) <= default),
            None => default,
        });
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
    /// Counts a page of `length` items, and says whether it is the last of `total`.
    fn is_last(
        &mut self,
        pages_before: i64,
        length: i64,
        total: Option<i64>,
    ) -> Result<bool, PagingError> {
        let first_length = pages_before.saturating_mul(length);
        let before = *self.before.get_or_insert(first_length);
        self.seen = self.seen.saturating_add(length);
        // A total of nothing, where there is something, is none.
        let total = total.filter(|total| *total > 0);
        let is_all = total.is_some_and(|total| before.saturating_add(self.seen) >= total);
        match length {
            // Items are said to be there and none came, so they are not where they are looked for.
            0 if self.seen == 0 && pages_before == 0 && total.is_some() => {
                Err(PagingError::UnknownEnd)
            }
            0 => Ok(true),
            _ => Ok(is_all),
        }
    }
}
