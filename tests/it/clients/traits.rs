//! Tests `Send`, `Sync` and `Clone` of clients and transports, and ways to use clients.

use std::{
    sync::{Arc, Barrier, mpsc},
    thread,
};

use alicloud::{
    Client, Operation, Request, Response, Value, blocking, error::TransportError, machine::Work,
};
use alicloud_reqwest::Reqwest;
use alicloud_ureq::Ureq;

use super::{
    CONNECT_TIMEOUT, call, reqwest, runtime,
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
    let blocking = blocking::Client::with_transport(session(&server.url()), ureq(CONNECT_TIMEOUT));
    assert_eq!(blocking.send(call).unwrap()["RequestId"], "1450F2D7");
    let client = Client::with_transport(session(&server.url()), reqwest(CONNECT_TIMEOUT));
    let reply = runtime().block_on(is_send(client.send(call))).unwrap();
    assert_eq!(reply["RequestId"], "1450F2D7");
}

#[test]
fn a_call_can_be_spawned() {
    let server = Server::answering(ok());
    let client = Client::with_transport(session(&server.url()), reqwest(CONNECT_TIMEOUT));
    let reply = runtime().block_on(async {
        let call = tokio::spawn(async move { client.send(&call()).await });
        call.await.unwrap()
    });
    assert_eq!(reply.unwrap()["RequestId"], "1450F2D7");
}

#[test]
fn one_transport_in_an_arc_serves_many_threads_and_sessions() {
    let server = Server::answering(ok());
    let transport = Arc::new(ureq(CONNECT_TIMEOUT));
    thread::scope(|scope| {
        for _ in 0..4 {
            let session = session(&server.url());
            let client = blocking::Client::with_transport(session, Arc::clone(&transport));
            scope.spawn(move || client.send(&call()).unwrap());
        }
    });
    let transport = Arc::new(reqwest(CONNECT_TIMEOUT));
    let client = Client::with_transport(session(&server.url()), transport);
    runtime().block_on(client.send(&call())).unwrap();
    assert_eq!(server.requests().len(), 5);
}

#[test]
fn threads_reuse_connections() {
    const THREADS: usize = 16;
    let server = Server::answering(ok());
    let client = alicloud_ureq::Client::new(session(&server.url()));
    let all_at_once = Barrier::new(THREADS);
    thread::scope(|scope| {
        for _ in 0..THREADS {
            scope.spawn(|| {
                for _ in 0..5 {
                    all_at_once.wait();
                    client.send(&call()).unwrap();
                }
            });
        }
    });
    assert!(server.connections() <= THREADS, "{}", server.connections());
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
fn ureq_runs_work_on_the_same_thread_and_reqwest_on_another() {
    let here = thread::current().id();
    let (sender, receiver) = mpsc::channel();
    let work = || {
        let sender = sender.clone();
        Work::new(move || sender.send(thread::current().id()).unwrap())
    };
    blocking::Transport::run(&Ureq::default(), work());
    assert_eq!(receiver.try_recv(), Ok(here));
    runtime().block_on(alicloud::Transport::run(&Reqwest::default(), work()));
    assert_ne!(receiver.try_recv().unwrap(), here);
}

#[test]
#[should_panic(expected = "planned panic")]
fn a_panic_in_work_propagates() {
    let work = Work::new(|| panic!("planned panic"));
    runtime().block_on(alicloud::Transport::run(&Reqwest::default(), work));
}

#[test]
fn debug_shows_only_the_connect_timeout() {
    assert_eq!(
        format!("{:?} {:?}", Ureq::default(), Reqwest::default()),
        "Ureq { connect_timeout: 5s, .. } Reqwest { connect_timeout: 5s, .. }"
    );
}
