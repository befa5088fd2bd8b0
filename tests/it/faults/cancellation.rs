//! Futures that are dropped in the middle of a call.

use std::{
    io::{ErrorKind::ConnectionAborted, Read, Write},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use alicloud::Client;
use tokio::time::{sleep, timeout};

use super::{CONNECTING, Failures, operation, session};
use crate::{
    clients::{
        reqwest, runtime,
        server::{Server, response},
    },
    planted::VNC_URL,
};

const SOON: Duration = Duration::from_millis(30);

/// A server that leaves the first `silent` requests unanswered, and counts the connections that it
/// sees closed meanwhile.
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

fn client(server: &Server) -> alicloud_reqwest::Client {
    let session = session(&server.url(), &Failures::default());
    Client::with_transport(session, reqwest(CONNECTING))
}

#[test]
fn a_dropped_call_hangs_up_and_the_next_one_is_none_the_worse() {
    let (server, closed) = server(1);
    let client = client(&server);
    runtime().block_on(async {
        timeout(SOON, client.send(&operation())).await.unwrap_err();
        for _ in 0..1000 {
            if closed.load(Ordering::Relaxed) == 1 {
                break;
            }
            sleep(SOON / 3).await;
        }
        assert_eq!(closed.load(Ordering::Relaxed), 1);
        client.send(&operation()).await.unwrap();
    });
    assert_eq!(server.requests().len(), 2);
    assert_eq!(server.connections(), 2);
}

#[test]
fn dropped_calls_leave_nothing_behind() {
    const CALLS: usize = 40;
    let (server, closed) = server(CALLS);
    let client = client(&server);
    let runtime = runtime();
    let cancel = |count: usize| {
        let before = closed.load(Ordering::Relaxed);
        runtime.block_on(async {
            for _ in 0..count {
                timeout(SOON / 3, client.send(&operation()))
                    .await
                    .unwrap_err();
            }
            while closed.load(Ordering::Relaxed) < before + count {
                sleep(SOON / 3).await;
            }
        });
    };
    // What is made once is made by the first calls.
    cancel(CALLS / 2);
    let memory = allocation_counter::measure(|| cancel(CALLS / 2));
    assert!(memory.bytes_total > 100_000, "the calls were made");
    assert!(
        memory.bytes_current < 10_000,
        "{} bytes",
        memory.bytes_current
    );
    assert_eq!(closed.load(Ordering::Relaxed), CALLS);
}

#[test]
fn a_call_that_is_dropped_before_its_first_poll_sends_nothing() {
    let (server, _) = server(0);
    let client = client(&server);
    drop(client.send(&operation()));
    runtime().block_on(client.send(&operation())).unwrap();
    assert_eq!(server.requests().len(), 1);
}
