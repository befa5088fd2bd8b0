//! Lists of which not every page can be fetched.

use std::{error, fmt};

/// Why a list ended, though there may be more. The pages that came before are whole. The pages'
/// [`request`](crate::paging::Pager::request) is where to go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PagingError {
    /// As many pages were fetched as may be, and there is more.
    /// [`at_most`](crate::paging::Pager::at_most) sets how many they may be.
    Bound {
        /// How many there were.
        pages: u32,
    },
    /// The reply gave the token back that it is the reply to: going on would have no end.
    RepeatedToken,
    /// Nothing in the reply tells whether there is more: it has no total, or the size of a page
    /// is not known. Setting the size in the request may help.
    UnknownEnd,
    /// The request's parameter can't say which page is next: the request has no parameter of that
    /// name, or its value is not a usable number. A page number below the first page
    /// is also unusable, unless the reply repeats it.
    Parameter {
        /// Its name.
        name: &'static str,
    },
    /// The reply says that it is another page than the one asked for. Going on would skip items or
    /// give some of them twice. This error takes the place of that page, so it is the only paging
    /// error for which a request was sent.
    WrongPage {
        /// The parameter for the number of the page.
        name: &'static str,
        /// The page that was asked for.
        asked: i64,
        /// The page that came.
        received: i64,
    },
    /// A page without items came before the total was reached. The error follows that page. If no
    /// item was seen at all, the items may be in another list than the documented one.
    Incomplete {
        /// How many items came. Those on pages before the first request's are included.
        seen: u64,
        /// How many there are on all pages, by the newest reply that says so.
        total: u64,
    },
}

impl fmt::Display for PagingError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bound { pages } => write!(
                f,
                "the bound on pages, {pages}, is reached and there are more: raise it with at_most, \
                 or go on from the pages' request"
            ),
            Self::RepeatedToken => {
                f.write_str("the reply's token is the one that it was asked for with")
            }
            Self::UnknownEnd => f.write_str(
                "the reply doesn't tell whether there are more pages: it has no total, or the \
                 size of a page isn't known; set that in the request, or call for each page",
            ),
            Self::Parameter { name } => {
                write!(f, "parameter {name} can't hold which page is next")
            }
            Self::WrongPage {
                name,
                asked,
                received,
            } => write!(
                f,
                "parameter {name} asked for page {asked} and page {received} came: check {name}, \
                 or call for each page"
            ),
            Self::Incomplete { seen, total } => write!(
                f,
                "the list stopped after {seen} of {total} items: call `pages` again with the request \
                 that `request()` returns"
            ),
        }
    }
}

impl error::Error for PagingError {}
