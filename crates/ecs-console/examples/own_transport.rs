//! A custom transport, which counts the requests and the reply bytes of `Ureq`.
//!
//! Run it with `cargo run -p ecs-console --example own_transport -- i-bp1234567890`. Its test
//! checks the transport with the contract suite.

use std::{
    env,
    process::ExitCode,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use alicloud::{
    Request, Response,
    blocking::{Client, Transport},
    error::TransportError,
    http::Method,
    machine::{Task, Work},
};
use alicloud_console::OpenConsole;
use alicloud_ureq::Ureq;

/// Clones share the counts.
#[derive(Clone, Default)]
pub(crate) struct Counting {
    inner: Ureq,
    pub(crate) requests: Arc<AtomicU64>,
    pub(crate) bytes: Arc<AtomicU64>,
}

impl Transport for Counting {
    fn send(&self, request: Request) -> Result<Response, TransportError> {
        self.requests.fetch_add(1, Ordering::Relaxed);
        let response = self.inner.send(request)?;
        let length = response.body().len() as u64;
        self.bytes.fetch_add(length, Ordering::Relaxed);
        Ok(response)
    }

    // A transport that wraps another has to forward the methods that have a default.
    fn wait(&self, duration: Duration) {
        self.inner.wait(duration);
    }

    fn run(&self, work: Work) {
        self.inner.run(work);
    }

    fn spawn(&self, task: Task) -> Result<(), Task> {
        self.inner.spawn(task)
    }

    fn preferred_method(&self) -> Method {
        self.inner.preferred_method()
    }
}

fn main() -> ExitCode {
    let Some(instance_id) = env::args().nth(1) else {
        eprintln!("usage: own_transport INSTANCE_ID");
        return ExitCode::FAILURE;
    };
    match run(instance_id) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{}", error.report());
            ExitCode::FAILURE
        }
    }
}

fn run(instance_id: String) -> Result<(), alicloud::Error> {
    let client = Client::with_transport(alicloud_config::load()?, Counting::default());
    let console = client.send(&OpenConsole::new("", instance_id))?;
    println!("{}", console.url());

    let Counting {
        requests, bytes, ..
    } = client.transport();
    let (requests, bytes) = (
        requests.load(Ordering::Relaxed),
        bytes.load(Ordering::Relaxed),
    );
    eprintln!("{requests} requests, {bytes} bytes in replies");
    Ok(())
}

#[cfg(test)]
#[test]
fn passes_the_contract_of_transports() {
    alicloud::testing::contract::blocking(Counting::default);
}
