//! Lists of which not every page can be fetched.

use std::{error, fmt};

/// Why there is no next page, though there may be more. The pages that came before are whole, and
/// nothing was sent for this one; the pages'
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
    /// The request's parameter can't say which page is next: there is none of that name, or what
    /// it holds is not such a value.
    Parameter {
        /// Its name.
        name: &'static str,
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
        }
    }
}

impl error::Error for PagingError {}
