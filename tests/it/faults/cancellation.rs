//! Tests dropping the future of a call.

use std::{
    io::{ErrorKind::ConnectionAborted, Read, Write},
    pin::pin,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use alicloud::Client;
use futures_util::future::{Either, select};
use tokio::time::sleep;

use super::{CONNECTING, Failures, operation, session};
use crate::{
    clients::{
        reqwest, runtime,
        server::{Server, response},
    },
    planted::VNC_URL,
};

/// A server that doesn't answer the first `silent` requests, and counts how many clients close
/// these connections.
fn server(silent: usize) -> (Server, Arc<AtomicUsize>) {
    let closed = Arc::<AtomicUsize>::default();
    let seen = Arc::clone(&closed);
    let requests = AtomicUsize::new(0);
    let server = Server::start(move |stream| {
        if requests.fetch_add(1, Ordering::Relaxed) < silent {
            if stream.read(&mut [0]).unwrap_or(0) == 0 {
                seen.fetch_add(1, Ordering::Relaxed);
            }
            return Err(ConnectionAborted.into());
        }
        let body = format!(r#"{{"RequestId":"1450F2D7","VncUrl":"{VNC_URL}"}}"#);
        stream.write_all(response("200 OK", "", &body).as_bytes())
    });
    (server, closed)
}

/// Drops a call when the server has the request, and waits until the server's connection is closed.
async fn cancel(client: &alicloud_reqwest::Client, server: &Server, closed: &AtomicUsize) {
    let (requests, before) = (server.requests().len(), closed.load(Ordering::Relaxed));
    let operation = operation();
    // The future is boxed so that it can be dropped before the end of this function.
    let call = Box::pin(client.send(&operation));
    let arrived = pin!(until(|| server.requests().len() > requests));
    let Either::Right(((), call)) = select(call, arrived).await else {
        panic!("the server answered")
    };
    drop(call);
    until(|| closed.load(Ordering::Relaxed) > before).await;
}

async fn until(is_true: impl Fn() -> bool) {
    while !is_true() {
        sleep(Duration::from_millis(1)).await;
    }
}

fn client(server: &Server) -> alicloud_reqwest::Client {
    let session = session(&server.url(), &Failures::default());
    Client::with_transport(session, reqwest(CONNECTING))
}

#[test]
fn dropping_a_call_closes_its_connection() {
    let (server, closed) = server(1);
    let client = client(&server);
    runtime().block_on(async {
        cancel(&client, &server, &closed).await;
        assert_eq!(closed.load(Ordering::Relaxed), 1);
        client.send(&operation()).await.unwrap();
    });
    assert_eq!(server.requests().len(), 2);
    assert_eq!(server.connections(), 2);
}

#[test]
fn dropped_calls_leak_no_memory() {
    const CALLS: usize = 40;
    let (server, closed) = server(CALLS);
    let client = client(&server);
    let runtime = runtime();
    let cancel_half = || {
        runtime.block_on(async {
            for _ in 0..CALLS / 2 {
                cancel(&client, &server, &closed).await;
            }
        });
    };
    // The first calls make the allocations that happen only once.
    cancel_half();
    let memory = allocation_counter::measure(cancel_half);
    assert!(
        memory.bytes_total > 100_000,
        "the calls should allocate memory"
    );
    assert!(
        memory.bytes_current < 10_000,
        "{} bytes",
        memory.bytes_current
    );
    assert_eq!(closed.load(Ordering::Relaxed), CALLS);
}

#[test]
fn a_call_that_is_never_polled_sends_nothing() {
    let (server, _) = server(0);
    let client = client(&server);
    drop(client.send(&operation()));
    runtime().block_on(client.send(&operation())).unwrap();
    assert_eq!(server.requests().len(), 1);
}
