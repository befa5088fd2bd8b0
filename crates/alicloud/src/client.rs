//! The async client.

use http::Method;

use crate::{Error, Operation, Paged, Session, Step, Transport, paging::Pages};

/// Sends operations over an async [`Transport`].
///
/// It holds no logic: everything that happens between an operation and its outcome is in
/// [`Exchange`](crate::Exchange). Cloning one that is in use everywhere is what
/// [`Arc`](std::sync::Arc) is for; a client needs `&self` alone.
#[derive(Clone, Debug)]
pub struct Client<T> {
    session: Session,
    transport: T,
}

impl<T: Transport + Default> Client<T> {
    /// A client over the transport's defaults.
    #[must_use]
    pub fn new(session: Session) -> Self {
        Self::with_transport(session, T::default())
    }
}

impl<T: Transport> Client<T> {
    /// A client over `transport`.
    #[must_use]
    pub fn with_transport(session: Session, transport: T) -> Self {
        Self { session, transport }
    }

    /// The session.
    #[must_use]
    pub fn session(&self) -> &Session {
        &self.session
    }

    /// The transport.
    #[must_use]
    pub fn transport(&self) -> &T {
        &self.transport
    }

    /// Sends `operation` and returns what its reply says.
    ///
    /// # Errors
    ///
    /// See [`Error`]: [`Error::may_have_been_sent`] tells whether the server may have acted.
    pub async fn send<O: Operation + ?Sized>(&self, operation: &O) -> Result<O::Output, Error> {
        let preferred: Method = self.transport.preferred_method();
        let mut exchange = self.session.exchange(operation).prefer(preferred);
        loop {
            match exchange.step() {
                Step::Send(request) => exchange.receive(self.transport.send(request).await),
                Step::Wait(pause) => self.transport.wait(pause).await,
                Step::Done(outcome) => return outcome,
            }
        }
    }
    /// Sends `operation` page by page; see [`paging`](crate::paging).
    pub fn pages<'c, O>(&'c self, operation: O) -> Pages<'c, T, O>
    where
        T: Sync,
        O: Paged<Output: Send> + Send + Sync + 'c,
    {
        Pages::new(self, operation)
    }
}
