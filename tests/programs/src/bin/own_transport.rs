//! A transport that counts what another one carries, held to the contract of transports.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use alicloud::{
    Request, Response,
    blocking::Transport,
    error::TransportError,
    http::Method,
    machine::{Task, Work},
    testing::contract,
};
use alicloud_ureq::Ureq;

#[derive(Clone, Default)]
struct Counting {
    inner: Ureq,
    bytes: Arc<AtomicU64>,
}

impl Transport for Counting {
    fn send(&self, request: Request) -> Result<Response, TransportError> {
        let response = self.inner.send(request)?;
        let bytes = u64::try_from(response.body().len()).unwrap_or(u64::MAX);
        self.bytes.fetch_add(bytes, Ordering::Relaxed);
        Ok(response)
    }

    fn wait(&self, duration: Duration) {
        self.inner.wait(duration);
    }

    fn run(&self, work: Work) {
        self.inner.run(work);
    }

    fn spawn(&self, task: Task) -> Result<(), Task> {
        task.spawn_thread(self.clone())
    }

    fn preferred_method(&self) -> Method {
        self.inner.preferred_method()
    }
}

fn main() {
    let bytes = Arc::new(AtomicU64::new(0));
    contract::blocking(|| Counting {
        bytes: Arc::clone(&bytes),
        ..Counting::default()
    });
    assert!(bytes.load(Ordering::Relaxed) > 0);
}
