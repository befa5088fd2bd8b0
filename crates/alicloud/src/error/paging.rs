//! Errors about incomplete lists of pages.

use std::{error, fmt};

/// The reason why a list of pages may be incomplete.
///
/// The pages before the error are complete. To continue later, start from the request that
/// [`request`](crate::paging::Pager::request) returns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PagingError {
    /// The page limit was reached, but more pages exist.
    /// [`at_most`](crate::paging::Pager::at_most) sets the limit.
    Bound {
        /// The page limit.
        pages: u32,
    },
    /// The reply's pagination token is the token of its own request, so paging would never end.
    RepeatedToken,
    /// The reply doesn't contain the total or the page size, so more pages may exist. A requested
    /// page size counts only up to the documented default. Without a documented default, it doesn't
    /// count.
    UnknownEnd,
    /// The parameter of the request can't be set to the next page.
    ///
    /// The request has no parameter of that name, the parameter doesn't accept the next value, or
    /// the parameter's current value is not a usable number. A page number below the first page is
    /// usable only if the reply contains its own page number.
    Parameter {
        /// The name of the parameter.
        name: &'static str,
    },
    /// The reply contains another page than the requested page. Further pages would skip or repeat
    /// items.
    ///
    /// The caller gets this error instead of the wrong page. All other paging errors follow the
    /// last received page, and no further request was sent.
    WrongPage {
        /// The name of the page number parameter.
        name: &'static str,
        /// The number of the requested page.
        asked: i64,
        /// The number of the received page.
        received: i64,
    },
    /// A page had no items, although fewer items than the total were received. The error follows
    /// the empty page. If no items were received at all, an undocumented field of the reply may
    /// contain the items.
    Incomplete {
        /// The number of items so far. Pages before the first requested page count as full.
        seen: u64,
        /// The number of items on all pages, from the latest reply with a total.
        total: u64,
    },
}

impl fmt::Display for PagingError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bound { pages } => write!(
                f,
                "the page limit of {pages} is reached, but more pages exist: raise the limit with \
                 `at_most`, or call `pages` again with the request that `request()` returns"
            ),
            Self::RepeatedToken => f.write_str(
                "the reply repeats the pagination token of its own request, so paging would \
                 never end",
            ),
            Self::UnknownEnd => f.write_str(
                "the reply doesn't contain the total or the page size, so more pages may exist: \
                 request at most the documented default page size, or request \
                 each page separately",
            ),
            Self::Parameter { name } => {
                write!(
                    f,
                    "parameter {name} can't be set to the next page: check its value, or request \
                     each page separately"
                )
            }
            Self::WrongPage {
                name,
                asked,
                received,
            } => write!(
                f,
                "parameter {name} requested page {asked}, but the reply contains page {received}: \
                 check {name}, or request each page separately"
            ),
            Self::Incomplete { seen, total } => write!(
                f,
                "a page is empty after {seen} of {total} items: call `pages` again with the \
                 request that `request()` returns"
            ),
        }
    }
}

impl error::Error for PagingError {}
