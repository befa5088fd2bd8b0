//! A stream of the pages of an operation.

use std::{
    fmt,
    future::{Future, poll_fn},
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
    vec,
};

use futures_core::{FusedStream, Stream};

use super::{Client, Transport};
use crate::{
    error::Error,
    operation::paging::{PagedItems, PagedOperation, Pager},
};

/// A stream of the pages of an operation. Each page is fetched on demand. Use this type as a
/// [`Stream`], or call [`next`](Self::next) in a loop.
///
/// An error ends the stream. A new stream can continue from [`request`](Self::request).
///
/// The stream owns the request in flight. Dropping the future of [`next`](Self::next) loses
/// nothing, because the following call of `next` waits for the same reply. Dropping the stream
/// cancels the request.
#[must_use = "nothing is sent until the stream is polled"]
pub struct Pages<'c, T, O: PagedOperation> {
    client: &'c Client<T>,
    pager: Pager<O>,
    token: Option<Arc<str>>,
    sending: Option<Sending<'c, O::Output>>,
}

type Sending<'c, Output> = Pin<Box<dyn Future<Output = Result<Output, Error>> + Send + 'c>>;

impl<'c, T, O> Pages<'c, T, O>
where
    T: Transport + Sync,
    O: PagedOperation<Output: Send> + Send + Sync + 'c,
{
    pub(crate) fn new(client: &'c Client<T>, operation: O) -> Self {
        Self {
            client,
            token: client.session().new_token(operation.api()),
            pager: Pager::new(operation),
            sending: None,
        }
    }

    /// Sets the maximum number of pages, [1,000](Pager::DEFAULT_BOUND) by default. If there are
    /// more pages, an [error](crate::error::PagingError::Bound) follows the last fetched page.
    pub fn at_most(mut self, pages: u32) -> Self {
        self.pager = self.pager.at_most(pages);
        self
    }

    /// Returns the next page, or `None` after the last page or an error. This method is
    /// cancel-safe.
    ///
    /// # Errors
    ///
    /// The call for the page failed, or the list may be incomplete ([`Error::Paging`]).
    pub async fn next(&mut self) -> Option<Result<O::Output, Error>> {
        poll_fn(|cx| Pin::new(&mut *self).poll_next(cx)).await
    }

    /// Returns a stream of the items of all pages.
    pub fn items(self) -> Items<'c, T, O>
    where
        O: PagedItems,
    {
        Items {
            pages: self,
            page: Vec::new().into_iter(),
        }
    }

    /// The request for the next page. After an error, a new stream can continue from this request.
    #[must_use]
    pub fn request(&self) -> &O {
        self.pager.request()
    }
}

// The future is pinned in a box, so the stream can move.
impl<T, O: PagedOperation> Unpin for Pages<'_, T, O> {}

impl<'c, T, O> Stream for Pages<'c, T, O>
where
    T: Transport + Sync,
    O: PagedOperation<Output: Send> + Send + Sync + 'c,
{
    type Item = Result<O::Output, Error>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = self.get_mut();
        let sending = match &mut this.sending {
            Some(sending) => sending,
            none => match this.pager.step() {
                Some(Ok(request)) => {
                    let (client, token) = (this.client, this.token.clone());
                    let exchange = client.session().exchange(request.clone()).token(token);
                    none.insert(Box::pin(client.drive(exchange)))
                }
                Some(Err(error)) => return Poll::Ready(Some(Err(error.into()))),
                None => return Poll::Ready(None),
            },
        };
        let outcome = ready!(sending.as_mut().poll(cx));
        this.sending = None;
        Poll::Ready(Some(this.pager.receive(outcome)))
    }
}

impl<'c, T, O> FusedStream for Pages<'c, T, O>
where
    T: Transport + Sync,
    O: PagedOperation<Output: Send> + Send + Sync + 'c,
{
    fn is_terminated(&self) -> bool {
        self.pager.is_over()
    }
}

impl<T, O: PagedOperation> fmt::Debug for Pages<'_, T, O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pages")
            .field("pager", &self.pager)
            .field("sending", &self.sending.is_some())
            .finish_non_exhaustive()
    }
}

/// A stream of the items of an operation's pages; see [`Pages::items`].
///
/// If an error occurs, it comes after all fetched items and ends the stream.
#[must_use = "nothing is sent until the stream is polled"]
pub struct Items<'c, T, O: PagedItems> {
    pages: Pages<'c, T, O>,
    page: vec::IntoIter<O::Item>,
}

impl<'c, T, O> Items<'c, T, O>
where
    T: Transport + Sync,
    O: PagedItems<Output: Send> + Send + Sync + 'c,
{
    /// Returns the next item, or `None` after the last item or an error. This method is
    /// cancel-safe.
    ///
    /// # Errors
    ///
    /// The same errors as [`Pages::next`].
    pub async fn next(&mut self) -> Option<Result<O::Item, Error>> {
        poll_fn(|cx| Pin::new(&mut *self).poll_next(cx)).await
    }

    /// The request for the page after the current page; see [`Pages::request`].
    #[must_use]
    pub fn request(&self) -> &O {
        self.pages.request()
    }
}

impl<T, O: PagedItems> Unpin for Items<'_, T, O> {}

impl<'c, T, O> Stream for Items<'c, T, O>
where
    T: Transport + Sync,
    O: PagedItems<Output: Send> + Send + Sync + 'c,
{
    type Item = Result<O::Item, Error>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            if let Some(item) = self.page.next() {
                return Poll::Ready(Some(Ok(item)));
            }
            match ready!(Pin::new(&mut self.pages).poll_next(cx)) {
                Some(Ok(page)) => self.page = O::items(page).into_iter(),
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => return Poll::Ready(None),
            }
        }
    }
}

impl<'c, T, O> FusedStream for Items<'c, T, O>
where
    T: Transport + Sync,
    O: PagedItems<Output: Send> + Send + Sync + 'c,
{
    fn is_terminated(&self) -> bool {
        self.page.len() == 0 && self.pages.is_terminated()
    }
}

impl<T, O: PagedItems> fmt::Debug for Items<'_, T, O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Items")
            .field("pages", &self.pages)
            .field("left", &self.page.len())
            .finish()
    }
}
