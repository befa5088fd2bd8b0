//! A pager, which performs no I/O.

use std::fmt;

use super::{PagedOperation, next_page::NextPage};
use crate::error::{Error, PagingError};

/// Pages through the results of an operation without I/O. A pager returns the request for each
/// page, and takes the outcome of the request.
///
/// The method `pages` of a client drives a pager. A program can also drive a pager by hand:
///
/// ```
/// use alicloud::{paging::{Paged, Pager}, Error};
///
/// /// Fetches all pages with the function `send`.
/// fn all<O: Paged>(
///     first: O,
///     send: impl Fn(&O) -> Result<O::Output, Error>,
/// ) -> Result<Vec<O::Output>, Error> {
///     let mut pager = Pager::new(first).at_most(50);
///     let mut pages = Vec::new();
///     while let Some(request) = pager.step() {
///         let outcome = send(request?);
///         pages.push(pager.receive(outcome)?);
///     }
///     Ok(pages)
/// }
/// ```
pub struct Pager<O> {
    request: O,
    next_page: NextPage,
    bound: u32,
    received: u32,
    next: Next,
}

enum Next {
    Page,
    Error(PagingError),
    Nothing,
}

impl<O: PagedOperation> Pager<O> {
    /// The default maximum number of pages: 1,000. [`at_most`](Self::at_most) changes it.
    pub const DEFAULT_BOUND: u32 = 1_000;

    /// Creates a pager that starts at the page that `operation` requests.
    #[must_use]
    pub fn new(operation: O) -> Self {
        Self {
            next_page: NextPage::new(operation.paging(), &operation),
            request: operation,
            bound: Self::DEFAULT_BOUND,
            received: 0,
            next: Next::Page,
        }
    }

    /// Sets the maximum number of pages. If there are more pages, an error follows the last fetched
    /// page.
    #[must_use]
    pub fn at_most(mut self, pages: u32) -> Self {
        self.bound = pages;
        self
    }

    /// Returns the request for the next page, or `None` after the last page or an error. Pass the
    /// outcome of the request to [`receive`](Self::receive). Before `receive` is called, `step`
    /// returns the same request again.
    ///
    /// # Errors
    ///
    /// The list may be incomplete, and the pager requests no further page; see [`PagingError`].
    pub fn step(&mut self) -> Option<Result<&O, PagingError>> {
        if matches!(self.next, Next::Page) && self.received >= self.bound {
            self.next = Next::Error(PagingError::Bound { pages: self.bound });
        }
        match self.next {
            Next::Page => Some(Ok(&self.request)),
            Next::Error(error) => {
                self.next = Next::Nothing;
                Some(Err(error))
            }
            Next::Nothing => None,
        }
    }

    /// Takes the outcome of the latest request, and returns the page.
    ///
    /// # Errors
    ///
    /// The request failed, or the server returned a different page than requested
    /// ([`PagingError::WrongPage`]). After an error, there are no further pages.
    pub fn receive(&mut self, outcome: Result<O::Output, Error>) -> Result<O::Output, Error> {
        self.next = Next::Nothing;
        let page = outcome?;
        self.next = match self.next_page.write(O::page(&page), &mut self.request) {
            Ok(true) => Next::Page,
            Ok(false) => Next::Nothing,
            Err(error @ PagingError::WrongPage { .. }) => return Err(error.into()),
            Err(error) => Next::Error(error),
        };
        self.received += 1;
        Ok(page)
    }

    /// The request for the next page. After an error, a new pager can continue from this request.
    /// After the last page, this is the request for the last page.
    #[must_use]
    pub fn request(&self) -> &O {
        &self.request
    }

    pub(crate) fn is_over(&self) -> bool {
        matches!(self.next, Next::Nothing)
    }
}

impl<O: fmt::Debug> fmt::Debug for Pager<O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pager")
            .field("request", &self.request)
            .field("received", &self.received)
            .field("bound", &self.bound)
            .finish_non_exhaustive()
    }
}
