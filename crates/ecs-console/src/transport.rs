//! The ureq and the reqwest client; a command sends its calls with one of the two.

use std::{num::NonZeroUsize, ops::ControlFlow};

use alicloud::{Error, Operation, Session, paging::PagedItems};
#[cfg(feature = "reqwest")]
use tokio::runtime::{self, Runtime};

use crate::{args::Transport, failure::Failure};

/// The client that sends the calls of one command and reuses its connections.
pub(crate) enum Client {
    Ureq(alicloud_ureq::Client),
    #[cfg(feature = "reqwest")]
    Reqwest(alicloud_reqwest::Client, Runtime),
}

impl Client {
    pub(crate) fn new(transport: Transport, session: Session) -> Result<Self, Failure> {
        Ok(match transport {
            Transport::Ureq => Self::Ureq(alicloud_ureq::Client::new(session)),
            #[cfg(not(feature = "reqwest"))]
            Transport::Reqwest => {
                return Err(Failure::without_feature("--transport reqwest", "reqwest"));
            }
            #[cfg(feature = "reqwest")]
            Transport::Reqwest => {
                let runtime = runtime::Builder::new_current_thread().enable_all().build();
                let client = alicloud_reqwest::Client::new(session);
                Self::Reqwest(client, runtime.map_err(unsent)?)
            }
        })
    }

    pub(crate) fn send<O: Operation>(&self, operation: &O) -> Result<O::Output, Error> {
        match self {
            Self::Ureq(client) => client.send(operation),
            #[cfg(feature = "reqwest")]
            Self::Reqwest(client, runtime) => runtime.block_on(client.send(operation)),
        }
    }

    /// Sends `operations`, up to `concurrency` at a time. Passes each operation with its result to
    /// `arrived` as soon as the result is known. If `arrived` fails, no further operations are
    /// sent.
    pub(crate) fn send_all<O: Operation<Output: Send> + Send>(
        &self,
        operations: Vec<O>,
        concurrency: NonZeroUsize,
        mut arrived: impl FnMut(O, Result<O::Output, Error>) -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        match self {
            Self::Ureq(client) => {
                let mut outcome = Ok(());
                client.send_all(operations, concurrency, |operation, result| {
                    outcome = arrived(operation, result);
                    match outcome {
                        Ok(()) => ControlFlow::Continue(()),
                        Err(_) => ControlFlow::Break(()),
                    }
                });
                outcome
            }
            #[cfg(feature = "reqwest")]
            Self::Reqwest(client, runtime) => runtime.block_on(async {
                let mut coming = client.send_all(operations, concurrency);
                while let Some((operation, result)) = coming.next().await {
                    arrived(operation, result)?;
                }
                Ok(())
            }),
        }
    }

    /// Fetches the items of all pages.
    pub(crate) fn items<O>(&self, operation: O) -> Result<Vec<O::Item>, Error>
    where
        O: PagedItems<Output: Send> + Send + Sync,
    {
        match self {
            Self::Ureq(client) => client.pages(operation).items().collect(),
            #[cfg(feature = "reqwest")]
            Self::Reqwest(client, runtime) => runtime.block_on(async {
                let mut coming = client.pages(operation).items();
                let mut items = Vec::new();
                while let Some(item) = coming.next().await {
                    items.push(item?);
                }
                Ok(items)
            }),
        }
    }
}

#[cfg(feature = "reqwest")]
fn unsent(error: std::io::Error) -> Failure {
    Failure::Local("the async runtime did not start", error.into())
}
