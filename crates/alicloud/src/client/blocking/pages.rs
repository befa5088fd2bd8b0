//! An iterator over the pages of an operation.

use std::{fmt, iter::FusedIterator, sync::Arc, vec};

use super::{Client, Transport};
use crate::{
    error::Error,
    operation::paging::{PagedItems, PagedOperation, Pager},
};

/// An iterator over the pages of an operation. Each page is fetched when the iterator reaches it.
///
/// An error ends the iteration. A new iteration can continue from [`request`](Self::request).
#[must_use = "nothing is sent until the iterator is advanced"]
pub struct Pages<'c, T, O> {
    client: &'c Client<T>,
    pager: Pager<O>,
    token: Option<Arc<str>>,
}

impl<'c, T: Transport, O: PagedOperation> Pages<'c, T, O> {
    pub(super) fn new(client: &'c Client<T>, operation: O) -> Self {
        Self {
            client,
            token: client.session().new_token(operation.api()),
            pager: Pager::new(operation),
        }
    }

    /// Sets the maximum number of pages, [1,000](Pager::DEFAULT_BOUND) by default. If there are
    /// more pages, an [error](crate::error::PagingError::Bound) follows the last fetched page.
    pub fn at_most(mut self, pages: u32) -> Self {
        self.pager = self.pager.at_most(pages);
        self
    }

    /// Returns an iterator over the items of all pages.
    pub fn items(self) -> Items<'c, T, O>
    where
        O: PagedItems,
    {
        Items {
            pages: self,
            page: Vec::new().into_iter(),
        }
    }

    /// The request for the next page. After an error, a new iteration can continue from this
    /// request.
    #[must_use]
    pub fn request(&self) -> &O {
        self.pager.request()
    }
}

impl<T: Transport, O: PagedOperation> Iterator for Pages<'_, T, O> {
    type Item = Result<O::Output, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        let outcome = match self.pager.step()? {
            Ok(request) => {
                let exchange = self.client.session().exchange(request);
                self.client.drive(exchange.token(self.token.clone()))
            }
            Err(error) => return Some(Err(error.into())),
        };
        Some(self.pager.receive(outcome))
    }
}

impl<T: Transport, O: PagedOperation> FusedIterator for Pages<'_, T, O> {}

impl<T, O: fmt::Debug> fmt::Debug for Pages<'_, T, O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pages")
            .field("pager", &self.pager)
            .finish_non_exhaustive()
    }
}

/// An iterator over the items of an operation's pages; see [`Pages::items`].
///
/// If an error occurs, it comes after all fetched items and ends the iteration.
#[must_use = "nothing is sent until the iterator is advanced"]
pub struct Items<'c, T, O: PagedItems> {
    pages: Pages<'c, T, O>,
    page: vec::IntoIter<O::Item>,
}

impl<T: Transport, O: PagedItems> Items<'_, T, O> {
    /// The request for the page after the current page; see [`Pages::request`].
    #[must_use]
    pub fn request(&self) -> &O {
        self.pages.request()
    }
}

impl<T: Transport, O: PagedItems> Iterator for Items<'_, T, O> {
    type Item = Result<O::Item, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(item) = self.page.next() {
                return Some(Ok(item));
            }
            match self.pages.next()? {
                Ok(page) => self.page = O::items(page).into_iter(),
                Err(error) => return Some(Err(error)),
            }
        }
    }
}

impl<T: Transport, O: PagedItems> FusedIterator for Items<'_, T, O> {}

impl<T, O: PagedItems> fmt::Debug for Items<'_, T, O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Items")
            .field("pages", &self.pages)
            .field("left", &self.page.len())
            .finish()
    }
}
