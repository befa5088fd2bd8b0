//! The two ways a call can travel.

use alicloud::{Error, Operation, Session, TransportError, TransportErrorKind};
use tokio::runtime::Builder;

use crate::args::Transport;

/// Sends `operation` over a new connection.
pub(crate) fn send<O: Operation>(
    transport: Transport,
    session: Session,
    operation: &O,
) -> Result<O::Output, Error> {
    match transport {
        Transport::Ureq => alicloud_ureq::Client::new(session).send(operation),
        Transport::Reqwest => {
            let client = alicloud_reqwest::Client::new(session);
            let runtime = Builder::new_current_thread().enable_all().build();
            runtime.map_err(unsent)?.block_on(client.send(operation))
        }
    }
}

fn unsent(error: impl std::error::Error + Send + Sync + 'static) -> TransportError {
    TransportError::new(TransportErrorKind::Other, error).not_sent()
}
