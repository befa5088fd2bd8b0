//! Both transports, held to one contract by one suite.

#![expect(
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test ends where something is missing"
)]

mod failures;
mod limits;
mod proxy;
mod replies;
mod server;
mod traits;
mod wire;

use std::{
    sync::Arc,
    time::{Duration, SystemTime},
};

use alicloud::{
    Call, Endpoint, Error, Nonce, Operation, Session, Stamp, Step, blocking, http::Method,
};
use alicloud_reqwest::Reqwest;
use alicloud_sign::{Credentials, HmacSha1};
use alicloud_ureq::{Ureq, ureq::Agent};
use tokio::runtime::{Builder, Runtime};

/// Makes a test per transport of each behaviour.
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
use over_both_transports;

#[derive(Clone, Copy, Debug)]
enum Transport {
    Ureq,
    Reqwest,
}

impl Transport {
    fn client(self, session: Session) -> Client {
        match self {
            Self::Ureq => Client::Ureq(blocking::Client::with_transport(session, ureq())),
            Self::Reqwest => {
                let client = alicloud::Client::with_transport(session, reqwest());
                Client::Reqwest(Arc::new(runtime()), client)
            }
        }
    }

    fn with_defaults(self, session: Session) -> Client {
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

/// With little time to connect and no proxy, whatever the environment says.
fn ureq() -> Ureq {
    let config = Ureq::agent_config()
        .timeout_connect(Some(CONNECT_TIMEOUT))
        .proxy(None);
    Agent::from(config.build()).into()
}

/// With little time to connect and no proxy, whatever the environment says.
fn reqwest() -> Reqwest {
    let builder = Reqwest::client_builder().no_proxy();
    Reqwest::from_builder(builder, CONNECT_TIMEOUT).unwrap()
}

/// Calls alike in both worlds.
enum Client {
    Ureq(alicloud_ureq::Client),
    Reqwest(Arc<Runtime>, alicloud_reqwest::Client),
}

impl Client {
    fn send<O: Operation + ?Sized>(&self, operation: &O) -> Result<O::Output, Error> {
        match self {
            Self::Ureq(client) => client.send(operation),
            Self::Reqwest(runtime, client) => runtime.block_on(client.send(operation)),
        }
    }

    /// Another session over the same transport.
    fn with(&self, session: Session) -> Self {
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

fn runtime() -> Runtime {
    Builder::new_current_thread().enable_all().build().unwrap()
}

fn call() -> Call {
    Call::new("Ecs", "2014-05-26", "DescribeRegions")
        .parameter("AcceptLanguage", "zh CN")
        .reads()
}

const ACCESS_KEY_ID: &str = "STS.PlantedId";
const SECURITY_TOKEN: &str = "PlantedToken";
const NONCE: &str = "PlantedNonce";

/// A session whose every request is the same, signed with temporary credentials.
fn session(url: &str) -> Session {
    let credentials =
        Credentials::new(ACCESS_KEY_ID, "PlantedSecret").with_security_token(SECURITY_TOKEN);
    let endpoint = Endpoint::plain_http(url).unwrap();
    Session::new(endpoint, HmacSha1::new(credentials))
        .unwrap()
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
        panic!("a new exchange has something to send")
    };
    request.parameters().to_owned()
}
