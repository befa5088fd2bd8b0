//! The emulator and clients for the examples.

use std::{net::SocketAddr, thread};

use alicloud::Session;
use alicloud_emulator::{Emulator, Scenario, VncUrlStatus};
use alicloud_sign::{Credentials, HmacSha1};
use tokio::{net::TcpListener, runtime::Builder};

use crate::console_service::{self, Service};

/// A session for calls of `emulator`, in the region of the instances that have a constant.
pub(crate) fn session(emulator: &Emulator) -> Session {
    let key = emulator.credentials();
    let credentials = Credentials::new(key.access_key_id(), key.access_key_secret());
    let session = Session::new(HmacSha1::new(credentials)).region(Scenario::REGION_ID);
    session.endpoint(emulator.endpoint()).unwrap()
}

pub(crate) fn blocking(emulator: &Emulator) -> alicloud_ureq::Client {
    alicloud_ureq::Client::new(session(emulator))
}

pub(crate) fn asynchronous(emulator: &Emulator) -> alicloud_reqwest::Client {
    alicloud_reqwest::Client::new(session(emulator))
}

/// How often each of the console's operations arrived: `DescribeInstances` and
/// `DescribeInstanceVncUrl`.
pub(crate) fn calls(emulator: &Emulator) -> [usize; 2] {
    let requests = emulator.requests();
    ["DescribeInstances", "DescribeInstanceVncUrl"].map(|action| {
        let of_action = requests.iter().filter(|call| call.action() == Some(action));
        of_action.count()
    })
}

/// The value of a parameter of `url`, without percent-decoding.
pub(crate) fn parameter<'u>(url: &'u str, name: &str) -> &'u str {
    let (_, query) = url.split_once('?').unwrap();
    let mut pairs = query.split('&').filter_map(|pair| pair.split_once('='));
    pairs.find(|(found, _)| *found == name).unwrap().1
}

/// Checks that the emulator accepts the terminal's URL in the console URL `url`.
pub(crate) fn assert_opens(emulator: &Emulator, url: &str) {
    let status = emulator.vnc_url_status(parameter(url, "vncUrl"));
    assert_eq!(status, VncUrlStatus::Valid, "{url}");
}

/// Serves on a free port until the process ends. `service` gets the origin.
pub(crate) fn serve(service: impl FnOnce(String) -> Service) -> String {
    let runtime = Builder::new_current_thread().enable_all().build().unwrap();
    let loopback = SocketAddr::from(([127, 0, 0, 1], 0));
    let listener = runtime.block_on(TcpListener::bind(loopback)).unwrap();
    let origin = format!("http://{}", listener.local_addr().unwrap());
    let router = console_service::router(service(origin.clone()));
    thread::spawn(move || runtime.block_on(async { axum::serve(listener, router).await }));
    origin
}
