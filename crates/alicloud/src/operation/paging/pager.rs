//! The pages of one operation, without I/O.

use std::fmt;

use super::{PagedOperation, next_page::NextPage};
use crate::error::{Error, PagingError};

/// Which page comes next: it gives the request, and is told the reply.
///
/// The clients' `pages` drive one; by hand it goes like this:
///
/// ```
/// use alicloud::{paging::{Paged, Pager}, Error};
///
/// /// Sends with what is at hand.
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
    /// How many pages are asked for unless [`at_most`](Self::at_most) says otherwise: 1,000.
    pub const DEFAULT_BOUND: u32 = 1_000;

    /// Starts at the page that `operation` asks for.
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

    /// Sets how many pages are asked for at most. If there are more, an error follows the last.
    #[must_use]
    pub fn at_most(mut self, pages: u32) -> Self {
        self.bound = pages;
        self
    }

    /// The request of the next page, the outcome of which is for [`receive`](Self::receive);
    /// `None` after the last page and after an error. Asking again changes nothing.
    ///
    /// # Errors
    ///
    /// There is more, and it can't be asked for; see [`PagingError`]. Nothing is sent for that.
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

    /// Takes the outcome of the request last given, and hands it back.
    ///
    /// # Errors
    ///
    /// That of the outcome, or [`PagingError::WrongPage`] in place of a page that is not the one
    /// asked for. Nothing comes after either.
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

    /// The request of the page that comes next, or would have come but for an error: what to start
    /// from to go on later. After the last page it is that of the last page.
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
