//! The async client.

use std::time::Duration;

use crate::{
    client::{
        Pages, ReplyMeta, Transport,
        dry_run::{self, DryRun},
        reply_meta::WithMeta,
    },
    error::Error,
    exchange::{CallOptions, Exchange, Session},
    machine::{Drive, Machine, Step},
    operation::{Operation, paging::PagedOperation},
    waiter::{Progress, WaitError, Waiter},
};

/// Takes `machine` to its end over `transport`, and returns its output.
///
/// ```
/// use alicloud::{transport::drive, Anonymous, Call, Error, Session, Transport, Value};
///
/// async fn regions(transport: &impl Transport, session: &Session) -> Result<Value, Error> {
///     let call = Call::new("Ecs", "2014-05-26", "DescribeRegions").reads();
///     drive(transport, session.exchange(call)).await
/// }
/// ```
pub fn drive<T, M>(transport: &T, machine: M) -> impl Future<Output = M::Output>
where
    T: Transport + ?Sized,
    M: Machine,
{
    // The future of an `async fn` would have room for the machine twice: as an argument, and here.
    let mut drive = Drive::new(machine);
    async move {
        loop {
            match drive.step() {
                Step::Send(request) => drive.receive(transport.send(request).await),
                Step::Wait(pause) => transport.wait(pause).await,
                Step::Run(work) => transport.run(work).await,
                Step::Spawn(task) => {
                    if let Err(task) = transport.spawn(task) {
                        drive.take_back(task);
                    }
                }
                Step::Done(output) => return output,
            }
        }
    }
}

/// Sends operations over an async [`Transport`].
///
/// It holds no logic: everything that happens between an operation and its outcome is in
/// [`Exchange`]. All methods take `&self`. Share a client in an [`Arc`](std::sync::Arc), or clone it
/// if its transport is cheap to clone.
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

    /// A client for calls about the region with the id `region_id`, whatever region their operations
    /// name. It shares everything with this one.
    #[must_use]
    pub fn in_region(&self, region_id: impl Into<String>) -> Self
    where
        T: Clone,
    {
        self.with_options(CallOptions::new().region(region_id))
    }

    /// A client for calls with `options`, beside those that this one has. It shares everything with
    /// this one.
    #[must_use]
    pub fn with_options(&self, options: CallOptions) -> Self
    where
        T: Clone,
    {
        Self {
            session: self.session.with_options(options),
            transport: self.transport.clone(),
        }
    }

    /// Sends `operation` and returns what its reply says.
    ///
    /// # Errors
    ///
    /// See [`Error`]: [`Error::may_have_been_sent`] tells whether the server may have acted.
    pub async fn send<O: Operation + ?Sized>(&self, operation: &O) -> Result<O::Output, Error> {
        self.drive(self.session.exchange(operation)).await
    }

    /// Sends `operation`, and takes no longer than `limit` for it: fetching credentials, every
    /// attempt and the pauses between them. [`Session::call_timeout`] limits all calls.
    ///
    /// # Errors
    ///
    /// As of [`send`](Self::send). When the time is over, it is a timeout, or the error of the last
    /// attempt if there is no time for another.
    pub async fn send_within<O: Operation + ?Sized>(
        &self,
        operation: &O,
        limit: Duration,
    ) -> Result<O::Output, Error> {
        self.drive(self.session.exchange(operation).within(limit))
            .await
    }

    /// Sends `operation`, and returns what came with its reply as well.
    ///
    /// # Errors
    ///
    /// As of [`send`](Self::send).
    pub async fn send_with_meta<O: Operation + ?Sized>(
        &self,
        operation: &O,
    ) -> Result<(O::Output, ReplyMeta), Error> {
        let exchange = self.session.exchange(WithMeta(operation));
        let mut exchange = exchange.prefer(self.transport.preferred_method());
        let (output, meta) = drive(&self.transport, &mut exchange).await?;
        Ok((output, meta.complete(&exchange)))
    }

    /// Has the server check `operation`, permissions included, without carrying it out. The operation
    /// needs a parameter `DryRun`, which this sets; a [`Call`](crate::Call) has to set it to `true`
    /// itself.
    ///
    /// # Errors
    ///
    /// As of [`send`](Self::send), if the check fails. An operation without the parameter is refused
    /// before it is sent. If the server ignores the parameter and answers as usual, the operation may have
    /// been carried out: that is [`Error::Decode`].
    pub async fn dry_run<O: Operation + ?Sized>(&self, operation: &O) -> Result<(), Error> {
        dry_run::outcome(self.send(&DryRun(operation)).await)
    }

    /// Asks until a state is reached; see [`waiter`](crate::waiter).
    ///
    /// # Errors
    ///
    /// A question failed, the state can't be reached any more, or the time is over.
    pub async fn wait<O: Operation, V, F: Fn(O::Output) -> Progress<V>>(
        &self,
        waiter: &Waiter<O, F>,
    ) -> Result<V, WaitError> {
        let method = self.transport.preferred_method();
        drive(&self.transport, waiter.waiting(&self.session, method)).await
    }

    pub(super) fn drive<O: Operation>(
        &self,
        exchange: Exchange<O>,
    ) -> impl Future<Output = Result<O::Output, Error>> {
        let method = self.transport.preferred_method();
        drive(&self.transport, exchange.prefer(method))
    }

    /// Sends `operation` page by page; see [`paging`](crate::paging).
    pub fn pages<'c, O>(&'c self, operation: O) -> Pages<'c, T, O>
    where
        T: Sync,
        O: PagedOperation<Output: Send> + Send + Sync + 'c,
    {
        Pages::new(self, operation)
    }
}
