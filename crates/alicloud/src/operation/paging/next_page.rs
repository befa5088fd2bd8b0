//! Builds the request for the next page from the previous request and its reply.

use super::{
    Paging, Parameters, Path,
    fields_by_name::{at, integer_of, length, parameter_of, text_of},
    item_count::ItemCount,
};
use crate::{error::PagingError, model::View};

/// How an operation pages, and the progress through its list.
pub(super) struct NextPage {
    paging: Paging,
    /// Paging by token or by number. `None` until the first reply decides.
    way: Option<Way>,
}

#[derive(Clone, Copy)]
enum Way {
    Token,
    /// The item count, which starts with the first reply.
    Number(Option<ItemCount>),
}

impl NextPage {
    pub(super) fn new(paging: Paging, request: &dyn Parameters) -> Self {
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

    /// Changes `request` to ask for the next page. `page` is the reply to `request`. Returns false
    /// if `page` is the last page.
    pub(super) fn write(
        &mut self,
        page: View<'_>,
        request: &mut dyn Parameters,
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
        page: View<'_>,
        request: &mut dyn Parameters,
        name: &'static str,
        total: Path,
        count: Option<ItemCount>,
    ) -> Result<bool, PagingError> {
        let Paging { first, items, .. } = self.paging;
        let unusable = PagingError::Parameter { name };
        let asked = match parameter_of(request, name) {
            Some(view) => Some(integer_of(view).ok_or(unusable)?),
            None => None,
        };
        let length = items.map(|path| length(page, path));
        let said = at(page, self.paging.number_in_reply).and_then(integer_of);
        // The page number of an empty page is ignored, because an empty page can't repeat or skip
        // items.
        let said = said.filter(|_| length != Some(0));

        let expected = asked.unwrap_or(first);
        let number = said.unwrap_or(expected);
        let is_start = count.is_none() && expected <= first;
        // Despite their documentation, some servers count from 0, and others count from 1 and treat
        // page 0 as page 1.
        let is_first_page = is_start && matches!(number, 0 | 1);
        if number != expected && !is_first_page {
            return Err(PagingError::WrongPage {
                name,
                asked: expected,
                received: number,
            });
        }

        let size = self.said_size(page);
        let mut count = count.unwrap_or_else(|| {
            if is_start {
                ItemCount::from_start(number)
            } else {
                ItemCount::from_later(number, first, length.unwrap_or_default(), size)
            }
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
        // If the requested number is below the first page, only the number in the reply tells which
        // page was returned.
        if said.is_none() && number < first {
            return Err(unusable);
        }
        let next = number.checked_add(1).ok_or(unusable)?;
        set(request, name, View::Integer(next))
    }

    /// The page size according to the reply.
    fn said_size(&self, page: View<'_>) -> Option<i64> {
        let said = at(page, self.paging.size_in_reply).and_then(integer_of);
        said.filter(|size| *size > 0)
    }

    /// The page size that the request sets, or else the documented default. `None` if the request
    /// sets a size above the default or without a documented default, because the server may cap
    /// the size.
    fn asked_size(&self, request: &dyn Parameters) -> Option<i64> {
        let (name, default) = self.paging.size?;
        let size = match parameter_of(request, name) {
            Some(asked) => integer_of(asked).filter(|asked| Some(*asked) <= default),
            None => default,
        };
        size.filter(|size| *size > 0)
    }
}

fn by_token(
    request: &mut dyn Parameters,
    name: &'static str,
    token: &str,
) -> Result<bool, PagingError> {
    let sent = parameter_of(request, name).and_then(text_of);
    if sent.as_deref() == Some(token) {
        return Err(PagingError::RepeatedToken);
    }
    set(request, name, View::Text(token))
}

fn set(
    request: &mut dyn Parameters,
    name: &'static str,
    value: View<'_>,
) -> Result<bool, PagingError> {
    let is_set = request.set_parameter(name, value);
    is_set
        .then_some(true)
        .ok_or(PagingError::Parameter { name })
}
