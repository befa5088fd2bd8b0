//! Counts the received items of a list that pages by number.

use crate::error::PagingError;

/// The number of items received so far, including items on pages before the first request.
#[derive(Clone, Copy)]
pub(super) struct ItemCount {
    /// The number of the list's first page.
    pub(super) base: i64,
    /// The minimum number of items received so far.
    least: i64,
    /// The maximum number of items received so far, or `None` if the maximum is unknown.
    most: Option<i64>,
    /// The total number of items, according to the latest page that has a total.
    total: Option<i64>,
}

impl ItemCount {
    /// Creates the count of a list whose first fetched page is the first page, with the number
    /// `number`.
    pub(super) fn from_start(number: i64) -> Self {
        Self {
            base: number,
            least: 0,
            most: Some(0),
            total: None,
        }
    }

    /// Creates the count of a list whose first fetched page is a later page, with the number
    /// `number` and `length` items. The pages before are full, so each has at least `length` items.
    pub(super) fn from_later(number: i64, first: i64, length: i64, size: Option<i64>) -> Self {
        // Some servers count pages from 1, although their documentation says 0.
        let base = first.max(1);
        let pages = |base| number.saturating_sub(base).max(0);
        Self {
            base,
            least: pages(base).saturating_mul(length),
            most: size.map(|size| pages(first).saturating_mul(size)),
            total: None,
        }
    }

    /// Counts a page of `length` items, and returns whether this page is the last.
    pub(super) fn is_last(&mut self, length: i64, total: Option<i64>) -> Result<bool, PagingError> {
        self.least = self.least.saturating_add(length);
        self.most = self.most.map(|most| most.saturating_add(length));
        // A total that is less than the number of items on the page can't be the number of all
        // items, so it is ignored.
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
