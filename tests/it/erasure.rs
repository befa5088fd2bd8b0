//! Tests signers, operations and transports behind pointers and trait objects.

use std::{
    sync::{Arc, Mutex},
    time::{Duration, SystemTime},
};

use crate::fixture::block_on;
use alicloud::{
    Anonymous, Api, Call, Client, Draft, Operation, Request, Response, Session, Sign, blocking,
    error::{SignatureDifference, TransportError},
    http::Method,
    machine::{Clock, Machine, Step, Task, Work},
    sign::{Nonce, Preparation, Stamp},
    testing::Script,
    transport::{self, Transport},
};

fn request() -> Request {
    let session = Session::new(Anonymous).endpoint("https://ecs.aliyuncs.com");
    let call = Call::new("Ecs", "2014-05-26", "Any");
    match session.unwrap().exchange(&call).step() {
        Step::Send(request) => request,
        _ => panic!("the exchange sends no request"),
    }
}

/// A machine that ends immediately.
struct Nothing;

impl Machine for Nothing {
    type Output = ();

    fn step(&mut self) -> Step<()> {
        Step::Done(())
    }

    fn receive(&mut self, _: Result<Response, TransportError>) {}
}

fn task() -> Task {
    Task::new(Nothing, Clock::new(SystemTime::UNIX_EPOCH))
}

/// A signer and transport that records the names of its called methods.
#[derive(Clone, Debug, Default)]
struct Noting(Arc<Mutex<Vec<&'static str>>>);

impl Noting {
    fn note(&self, method: &'static str) {
        self.0.lock().unwrap().push(method);
    }

    fn noted(&self) -> Vec<&'static str> {
        std::mem::take(&mut self.0.lock().unwrap())
    }
}

impl Sign for Noting {
    fn sign(&self, _: &mut Draft<'_>, _: &Stamp) {
        self.note("sign");
    }

    fn covers(&self, _: &Draft<'_>) -> bool {
        self.note("covers");
        true
    }

    fn preferred_method(&self) -> Option<Method> {
        self.note("preferred_method");
        None
    }

    fn differs(&self, _: &mut Draft<'_>, _: &Stamp, _: &str) -> Option<SignatureDifference> {
        self.note("differs");
        None
    }

    fn prepare(&self, _: &Clock) -> Option<Box<Preparation>> {
        self.note("prepare");
        None
    }

    fn refused(&self) -> bool {
        self.note("refused");
        false
    }
}

fn call_all(signer: impl Sign) {
    let endpoint = "https://ecs.aliyuncs.com".parse().unwrap();
    let call = Call::new("Ecs", "2014-05-26", "Any");
    let api: &Api = call.api();
    let mut draft = Draft::new(api, &endpoint, alicloud::Format::Json, Method::POST);
    let stamp = Stamp::new(SystemTime::UNIX_EPOCH, Nonce::from(1));
    signer.covers(&draft);
    signer.preferred_method();
    signer.prepare(&Clock::new(SystemTime::UNIX_EPOCH));
    signer.sign(&mut draft, &stamp);
    signer.differs(&mut draft, &stamp, "");
    signer.refused();
}

#[test]
fn pointers_to_signers_forward_every_method() {
    let signer = Noting::default();
    call_all(signer.clone());
    let all = signer.noted();
    assert_eq!(all.len(), 6);
    call_all(&signer);
    assert_eq!(signer.noted(), all);
    call_all(Box::new(signer.clone()) as Box<dyn Sign>);
    assert_eq!(signer.noted(), all);
    call_all(Arc::new(signer.clone()) as Arc<dyn Sign>);
    assert_eq!(signer.noted(), all);
}

#[test]
fn a_session_accepts_a_boxed_signer() {
    for signer in [
        Box::new(Anonymous) as Box<dyn Sign>,
        Box::new(Arc::new(Noting::default()) as Arc<dyn Sign>),
    ] {
        let session = Session::new(signer).endpoint("https://ecs.aliyuncs.com");
        let script = Script::new().reply(r#"{"RequestId":"1450F2D7"}"#);
        let client = blocking::Client::with_transport(session.unwrap(), script);
        let call: Arc<dyn Operation<Output = alicloud::Value>> =
            Arc::new(Call::new("Ecs", "2014-05-26", "DescribeRegions"));
        client.send(&call).unwrap();
    }
}

impl Transport for Noting {
    async fn send(&self, _: Request) -> Result<Response, TransportError> {
        self.note("send");
        Ok(Response::new(r#"{"RequestId":"1450F2D7"}"#.into()))
    }

    async fn wait(&self, _: Duration) {
        self.note("wait");
    }

    async fn run(&self, _: Work) {
        self.note("run");
    }

    fn spawn(&self, _: Task) -> Result<(), Task> {
        self.note("spawn");
        Ok(())
    }

    fn preferred_method(&self) -> Method {
        self.note("preferred_method");
        Method::GET
    }
}

impl blocking::Transport for Noting {
    fn send(&self, _: Request) -> Result<Response, TransportError> {
        self.note("send");
        Ok(Response::new(r#"{"RequestId":"1450F2D7"}"#.into()))
    }

    fn wait(&self, _: Duration) {
        self.note("wait");
    }

    fn run(&self, _: Work) {
        self.note("run");
    }

    fn spawn(&self, _: Task) -> Result<(), Task> {
        self.note("spawn");
        Ok(())
    }

    fn preferred_method(&self) -> Method {
        self.note("preferred_method");
        Method::GET
    }
}

/// The methods of a transport.
const METHODS: [&str; 5] = ["preferred_method", "send", "wait", "run", "spawn"];

#[test]
fn a_boxed_transport_forwards_every_method() {
    let noting = Noting::default();
    let boxed = transport::BoxTransport::new(noting.clone());
    assert_eq!(boxed.preferred_method(), Method::GET);
    let request = request();
    block_on(async {
        boxed.send(request.clone()).await.unwrap();
        boxed.wait(Duration::ZERO).await;
        boxed.run(Work::new(|| {})).await;
    });
    assert!(boxed.spawn(task()).is_ok());
    assert_eq!(noting.noted(), METHODS);

    let boxed = blocking::BoxTransport::new(noting.clone());
    assert_eq!(blocking::Transport::preferred_method(&boxed), Method::GET);
    blocking::Transport::send(&boxed, request).unwrap();
    blocking::Transport::wait(&boxed, Duration::ZERO);
    blocking::Transport::run(&boxed, Work::new(|| {}));
    assert!(blocking::Transport::spawn(&boxed, task()).is_ok());
    assert_eq!(noting.noted(), METHODS);
}

#[test]
fn clients_of_boxed_transports_have_the_same_type() {
    let session = Session::new(Anonymous)
        .endpoint("https://ecs.aliyuncs.com")
        .unwrap();
    let call = Call::new("Ecs", "2014-05-26", "DescribeRegions");
    let clients: [Client<transport::BoxTransport>; 2] = [
        transport::BoxTransport::new(Noting::default()),
        transport::BoxTransport::new(Script::new().reply(r#"{"RequestId":"1450F2D7"}"#)),
    ]
    .map(|transport| Client::with_transport(session.clone(), transport));
    for client in clients {
        block_on(client.clone().send(&call)).unwrap();
    }
}
