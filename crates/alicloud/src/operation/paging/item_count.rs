//! How many items of a list came, for lists that page by number.

use crate::error::PagingError;

/// How far a list by number came, the pages before the first request included.
#[derive(Clone, Copy)]
pub(super) struct ItemCount {
    /// The number of the list's first page.
    pub(super) base: i64,
    /// How many items came, at least.
    least: i64,
    /// How many items came, at most. `None` if that isn't known.
    most: Option<i64>,
    /// The total that the newest page with a total says.
    total: Option<i64>,
}

impl ItemCount {
    /// The count of a list that begins with page `number`.
    pub(super) fn from_start(number: i64) -> Self {
        Self {
            base: number,
            least: 0,
            most: Some(0),
            total: None,
        }
    }

    /// The count of a list that is entered at page `number`, which has `length` items. The pages
    /// before are full, so each has at least as many.
    pub(super) fn from_later(number: i64, first: i64, length: i64, size: Option<i64>) -> Self {
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
    pub(super) fn is_last(&mut self, length: i64, total: Option<i64>) -> Result<bool, PagingError> {
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
