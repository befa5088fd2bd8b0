//! Tests both transports with the same tests.

#![expect(
    clippy::panic,
    clippy::unwrap_used,
    reason = "a failed setup step should fail the test"
)]

#[cfg(feature = "golden")]
mod bodies;
mod contract;
mod failures;
mod handed_in;
mod limits;
mod logs;
mod plain;
pub(crate) mod proxy;
mod replies;
pub(crate) mod server;
mod traits;
mod user_agent;
mod wire;

use std::{
    sync::Arc,
    time::{Duration, SystemTime},
};

use alicloud::{
    Call, Endpoint, Error, Operation, Request, Response, Session, blocking,
    error::TransportError,
    http::Method,
    machine::{Machine as _, Step},
    retry::NoRetry,
    sign::{Nonce, Stamp},
};
use alicloud_reqwest::{ProxySource, Reqwest};
use alicloud_sign::{Credentials, HmacSha1};
use alicloud_ureq::{Ureq, ureq::Agent};
use tokio::runtime::{Builder, Runtime};

use crate::planted;

/// Defines a test of each function for each transport.
macro_rules! over_both_transports {
    ($($behaviour:ident),* $(,)?) => {
        mod ureq {
            $(#[test] fn $behaviour() { super::$behaviour($crate::clients::Transport::Ureq); })*
        }
        mod reqwest {
            $(#[test] fn $behaviour() { super::$behaviour($crate::clients::Transport::Reqwest); })*
        }
    };
}
pub(crate) use over_both_transports;

#[derive(Clone, Copy, Debug)]
pub(crate) enum Transport {
    Ureq,
    Reqwest,
}

impl Transport {
    /// Creates a client with a short connect timeout that ignores proxies in the environment.
    fn client(self, session: Session) -> Client {
        self.client_that_connects_within(CONNECT_TIMEOUT, session)
    }

    /// Creates a client with the given connect timeout that ignores proxies in the environment.
    pub(crate) fn client_that_connects_within(self, limit: Duration, session: Session) -> Client {
        match self {
            Self::Ureq => Client::Ureq(blocking::Client::with_transport(session, ureq(limit))),
            Self::Reqwest => {
                let client = alicloud::Client::with_transport(session, reqwest(limit));
                Client::Reqwest(Arc::new(runtime()), client)
            }
        }
    }

    /// Creates a client with the proxy at `url` that ignores proxies in the environment.
    pub(crate) fn client_with_proxy(self, url: &str, limit: Duration, session: Session) -> Client {
        match self {
            Self::Ureq => {
                let config = Ureq::agent_config()
                    .timeout_connect(Some(limit))
                    .proxy(Some(alicloud_ureq::ureq::Proxy::new(url).unwrap()));
                let transport = Ureq::from(Agent::from(config.build()));
                Client::Ureq(blocking::Client::with_transport(session, transport))
            }
            Self::Reqwest => {
                let proxy = alicloud_reqwest::reqwest::Proxy::all(url).unwrap();
                let builder = move || Reqwest::client_builder().proxy(proxy.clone());
                let transport =
                    Reqwest::from_builder(builder, ProxySource::Builder, limit).unwrap();
                let client = alicloud::Client::with_transport(session, transport);
                Client::Reqwest(Arc::new(runtime()), client)
            }
        }
    }

    pub(crate) fn with_defaults(self, session: Session) -> Client {
        match self {
            Self::Ureq => Client::Ureq(alicloud_ureq::Client::new(session)),
            Self::Reqwest => {
                let client = alicloud_reqwest::Client::new(session);
                Client::Reqwest(Arc::new(runtime()), client)
            }
        }
    }
}

const CONNECT_TIMEOUT: Duration = Duration::from_secs(1);

fn ureq(connect_timeout: Duration) -> Ureq {
    let config = Ureq::agent_config()
        .timeout_connect(Some(connect_timeout))
        .proxy(None);
    Agent::from(config.build()).into()
}

pub(crate) fn reqwest(connect_timeout: Duration) -> Reqwest {
    let builder = Reqwest::client_builder;
    Reqwest::from_builder(builder, ProxySource::Builder, connect_timeout).unwrap()
}

/// A client over either transport, with blocking methods.
pub(crate) enum Client {
    Ureq(alicloud_ureq::Client),
    Reqwest(Arc<Runtime>, alicloud_reqwest::Client),
}

impl Client {
    pub(crate) fn send<O: Operation + ?Sized>(&self, operation: &O) -> Result<O::Output, Error> {
        match self {
            Self::Ureq(client) => client.send(operation),
            Self::Reqwest(runtime, client) => runtime.block_on(client.send(operation)),
        }
    }

    pub(crate) fn session(&self) -> &Session {
        match self {
            Self::Ureq(client) => client.session(),
            Self::Reqwest(_, client) => client.session(),
        }
    }

    /// Sends a request through the transport, without a call.
    pub(crate) fn carry(&self, request: Request) -> Result<Response, TransportError> {
        match self {
            Self::Ureq(client) => blocking::Transport::send(client.transport(), request),
            Self::Reqwest(runtime, client) => {
                let transport = client.transport();
                runtime.block_on(alicloud::Transport::send(transport, request))
            }
        }
    }

    /// Creates a client with another session and the same transport.
    pub(crate) fn with(&self, session: Session) -> Self {
        match self {
            Self::Ureq(client) => {
                let transport = client.transport().clone();
                Self::Ureq(blocking::Client::with_transport(session, transport))
            }
            Self::Reqwest(runtime, client) => {
                let transport = client.transport().clone();
                let client = alicloud::Client::with_transport(session, transport);
                Self::Reqwest(Arc::clone(runtime), client)
            }
        }
    }
}

pub(crate) fn runtime() -> Runtime {
    Builder::new_current_thread().enable_all().build().unwrap()
}

fn call() -> Call {
    Call::new("Ecs", "2014-05-26", "DescribeRegions")
        .parameter("AcceptLanguage", "zh CN")
        .reads()
}

// These values don't contain the mark of planted secrets, because ureq logs the URLs of GET
// requests.
const ACCESS_KEY_ID: &str = "STS.WireId";
const SECURITY_TOKEN: &str = "WireToken";
const NONCE: &str = "WireNonce";

/// A session that always signs the same request with temporary credentials, and never retries.
fn session(url: &str) -> Session {
    planted::watch();
    let credentials =
        Credentials::new(ACCESS_KEY_ID, "WireSecret").with_security_token(SECURITY_TOKEN);
    let endpoint = Endpoint::plain_http(url).unwrap();
    Session::new(HmacSha1::new(credentials))
        .endpoint(endpoint)
        .unwrap()
        .retry(NoRetry)
        .stamps(|| {
            let nonce: Nonce = NONCE.parse().unwrap();
            Stamp::new(SystemTime::UNIX_EPOCH, nonce)
        })
}

/// The parameters that `session` signs for [`call`].
fn parameters(session: &Session, method: Method) -> String {
    let call = call();
    let mut exchange = session.exchange(&call).prefer(method);
    let Step::Send(request) = exchange.step() else {
        panic!("the new exchange sends no request")
    };
    request.parameters().to_owned()
}
