//! Makes calls over the loopback interface, and sends similar requests with the bare HTTP client.

use alicloud_reqwest::Reqwest;
use alicloud_sign::HmacSha1;
use alicloud_ureq::ureq::Agent;
use futures_util::{StreamExt as _, stream};
use tokio::runtime::{Builder, Runtime};

use crate::{
    Case,
    decode::{REQUEST_ID, SHORT},
    sign::{credentials, operation, session, signed},
};

/// The number of calls in one run of an `-in-flight` case.
pub(crate) const CALLS: usize = 640;
/// The number of concurrent calls in an `-in-flight` case.
const IN_FLIGHT: usize = 64;

pub(crate) fn case(name: &str, port: u16) -> Option<Case> {
    match name {
        "reqwest-get" => Some(reqwest_get(port, 1)),
        "reqwest-call" => Some(reqwest_call(port, 1)),
        "reqwest-get-in-flight" => Some(reqwest_get(port, CALLS)),
        "reqwest-call-in-flight" => Some(reqwest_call(port, CALLS)),
        "ureq-post" => Some(ureq_post(port)),
        "ureq-call" => Some(ureq_call(port)),
        _ => None,
    }
}

fn url(port: u16) -> String {
    format!("http://127.0.0.1:{port}")
}

pub(crate) fn runtime() -> Runtime {
    Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("expected a runtime")
}

/// Runs `call` `calls` times, up to [`IN_FLIGHT`] of them concurrently.
fn run(runtime: &Runtime, calls: usize, call: impl AsyncFn()) {
    if calls == 1 {
        runtime.block_on(call());
    } else {
        let all = stream::iter(0..calls).for_each_concurrent(IN_FLIGHT, |_| call());
        runtime.block_on(all);
    }
}

/// Sends GET requests to a URL that was signed once. The reply's body is received but not decoded.
fn reqwest_get(port: u16, calls: usize) -> Case {
    let session = session(HmacSha1::new(credentials()), &url(port)).method(http::Method::GET);
    let url = signed(&session, operation()).uri().to_string();
    let builder = Reqwest::client_builder().no_proxy();
    let client = builder.build().expect("expected a client");
    let runtime = runtime();
    Box::new(move || {
        run(&runtime, calls, async || {
            let response = client.get(&url).send().await.expect("expected a response");
            let body = response.bytes().await.expect("expected a body");
            assert_eq!(&*body, SHORT.as_bytes());
        });
    })
}

fn reqwest_call(port: u16, calls: usize) -> Case {
    let session = session(HmacSha1::new(credentials()), &url(port));
    let client = alicloud_reqwest::Client::new(session);
    let operation = operation();
    let runtime = runtime();
    Box::new(move || {
        run(&runtime, calls, async || {
            let reply = client.send(&operation).await.expect("expected a reply");
            assert_eq!(reply.request_id.as_deref(), Some(REQUEST_ID));
        });
    })
}

/// Sends POST requests with a form that was signed once. The reply's body is received but not
/// decoded.
fn ureq_post(port: u16) -> Case {
    let session = session(HmacSha1::new(credentials()), &url(port));
    let form = signed(&session, operation()).parameters().to_owned();
    let url = url(port);
    let agent = Agent::new_with_config(Agent::config_builder().proxy(None).build());
    Box::new(move || {
        let post = agent
            .post(&url)
            .content_type("application/x-www-form-urlencoded");
        let mut response = post.send(&form).expect("expected a response");
        let body = response.body_mut().read_to_vec().expect("expected a body");
        assert_eq!(body, SHORT.as_bytes());
    })
}

fn ureq_call(port: u16) -> Case {
    let session = session(HmacSha1::new(credentials()), &url(port));
    let client = alicloud_ureq::Client::new(session);
    let operation = operation();
    Box::new(move || {
        let reply = client.send(&operation).expect("expected a reply");
        assert_eq!(reply.request_id.as_deref(), Some(REQUEST_ID));
    })
}
