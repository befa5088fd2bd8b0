//! The two ways a call can travel.

use alicloud::{Error, Operation, Session, TransportError, TransportErrorKind, http::uri::Scheme};
use alicloud_reqwest::Reqwest;
use alicloud_ureq::Ureq;
use tokio::runtime::Builder;

use crate::args::Transport;

/// Sends `operation` over a new connection.
pub(crate) fn send<O: Operation>(
    transport: Transport,
    session: Session,
    operation: &O,
) -> Result<O::Output, Error> {
    match transport {
        Transport::Ureq => {
            let transport = ureq(&session);
            alicloud_ureq::Client::with_transport(session, transport).send(operation)
        }
        Transport::Reqwest => {
            let transport = reqwest(&session)?;
            let client = alicloud_reqwest::Client::with_transport(session, transport);
            let runtime = Builder::new_current_thread().enable_all().build();
            runtime.map_err(unsent)?.block_on(client.send(operation))
        }
    }
}

fn ureq(session: &Session) -> Ureq {
    if is_local(session) {
        Ureq::agent_config().proxy(None).build().new_agent().into()
    } else {
        Ureq::default()
    }
}

fn reqwest(session: &Session) -> Result<Reqwest, Error> {
    if is_local(session) {
        let builder = Reqwest::client_builder().no_proxy();
        Ok(Reqwest::from_builder(builder, Reqwest::CONNECT_TIMEOUT).map_err(unsent)?)
    } else {
        Ok(Reqwest::default())
    }
}

/// Whether the endpoint is on this machine, where no proxy leads: one that is plain http is.
fn is_local(session: &Session) -> bool {
    session.endpoint().uri().scheme() == Some(&Scheme::HTTP)
}

fn unsent(error: impl std::error::Error + Send + Sync + 'static) -> TransportError {
    TransportError::new(TransportErrorKind::Other, error).not_sent()
}
