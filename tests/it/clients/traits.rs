//! What the types promise the compiler, and the shapes in which clients are used.

use std::{sync::Arc, thread};

use alicloud::{Client, Operation, Request, Response, TransportError, Value, blocking};
use alicloud_reqwest::Reqwest;
use alicloud_ureq::Ureq;

use super::{
    call, reqwest, runtime,
    server::{Server, ok},
    session, ureq,
};

fn is_shared<T: Clone + Send + Sync + 'static>(_: &T) {}
fn is_send<T: Send>(value: T) -> T {
    value
}

#[test]
fn transports_and_clients_are_shared_between_threads() {
    is_shared(&Reqwest::default());
    is_shared(&Ureq::default());
    is_shared(&alicloud_reqwest::Client::new(session("http://localhost")));
    is_shared(&alicloud_ureq::Client::new(session("http://localhost")));
}

#[test]
fn an_operation_can_be_sent_as_a_trait_object() {
    let server = Server::answering(ok());
    let call: &(dyn Operation<Output = Value> + Sync) = &call();
    let blocking = blocking::Client::with_transport(session(&server.url()), ureq());
    assert_eq!(blocking.send(call).unwrap()["RequestId"], "1450F2D7");
    let client = Client::with_transport(session(&server.url()), reqwest());
    let reply = runtime().block_on(is_send(client.send(call))).unwrap();
    assert_eq!(reply["RequestId"], "1450F2D7");
}

#[test]
fn a_call_can_be_spawned() {
    let server = Server::answering(ok());
    let client = Client::with_transport(session(&server.url()), reqwest());
    let reply = runtime().block_on(async {
        let call = tokio::spawn(async move { client.send(&call()).await });
        call.await.unwrap()
    });
    assert_eq!(reply.unwrap()["RequestId"], "1450F2D7");
}

#[test]
fn one_transport_in_an_arc_serves_many_threads_and_sessions() {
    let server = Server::answering(ok());
    let transport = Arc::new(ureq());
    thread::scope(|scope| {
        for _ in 0..4 {
            let session = session(&server.url());
            let client = blocking::Client::with_transport(session, Arc::clone(&transport));
            scope.spawn(move || client.send(&call()).unwrap());
        }
    });
    let transport = Arc::new(reqwest());
    let client = Client::with_transport(session(&server.url()), transport);
    runtime().block_on(client.send(&call())).unwrap();
    assert_eq!(server.requests().len(), 5);
}

#[test]
fn closures_are_transports() {
    let answer = |_: Request| Ok::<_, TransportError>(Response::new(r#"{"A":1}"#.into()));
    let blocking = blocking::Client::with_transport(session("http://localhost"), answer);
    assert_eq!(blocking.send(&call()).unwrap()["A"], 1);
    let answer = |request: Request| async move { answer(request) };
    let client = Client::with_transport(session("http://localhost"), answer);
    assert_eq!(
        runtime().block_on(is_send(client.send(&call()))).unwrap()["A"],
        1
    );
}

#[test]
fn debug_shows_what_is_no_secret() {
    assert_eq!(
        format!("{:?} {:?}", Ureq::default(), Reqwest::default()),
        "Ureq { connect_timeout: 5s, .. } Reqwest { connect_timeout: 5s, .. }"
    );
}
