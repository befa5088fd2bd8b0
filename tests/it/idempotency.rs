//! Tests idempotency tokens of calls with several requests, pages or wrappers.

use std::ops::ControlFlow;

use alicloud::{
    Anonymous, Api, Call, Client, Draft, Methods, Operation, Product, Reply, Session, Value,
    blocking,
    error::{DecodeError, TransportError, TransportErrorKind},
    machine::{Machine as _, Step},
    paging::Paging,
    testing::Script,
};
use tokio::runtime::Builder;

const DONE: &str = r#"{"RequestId":"1450F2D7"}"#;

fn session() -> Session {
    let session = Session::new(Anonymous).retry(alicloud::retry::Retry::default().jitter(|| 0.0));
    session.endpoint("https://ecs.aliyuncs.com").unwrap()
}

fn call() -> Call {
    Call::new("Ecs", "2014-05-26", "RunCommand").idempotent_by("ClientToken")
}

fn tokens(script: &Script) -> Vec<Option<String>> {
    let requests = script.requests();
    let tokens = requests
        .iter()
        .map(|request| request.parameter("ClientToken"));
    tokens
        .map(|token| token.map(|text| text.to_string()))
        .collect()
}

fn lost() -> TransportError {
    TransportError::new(TransportErrorKind::Other, "the connection was reset")
}

/// Two pages with page numbers, and a lost reply between them.
fn pages() -> Script {
    let page = r#"{"TotalCount":2,"PageNumber":1,"Items":[1]}"#;
    Script::new()
        .reply(page)
        .transport_error(lost())
        .reply(page.replace("\"PageNumber\":1", "\"PageNumber\":2"))
}

#[test]
fn all_pages_of_a_call_share_a_token() {
    let paged = || {
        let paging = Paging::new()
            .number("PageNumber", &["TotalCount"])
            .number_in_reply(&["PageNumber"])
            .size("PageSize", Some(1))
            .items(&["Items"]);
        call().paged(paging)
    };
    let script = pages();
    let client = blocking::Client::with_transport(session(), script.clone());
    assert_eq!(client.pages(paged()).filter(Result::is_ok).count(), 2);
    let seen = tokens(&script);
    assert_eq!(seen.len(), 3);
    assert!(seen[0].is_some() && seen.iter().all(|token| *token == seen[0]));

    let script = pages();
    let client = Client::with_transport(session(), script.clone());
    let runtime = Builder::new_current_thread().build().unwrap();
    runtime.block_on(async {
        let mut pages = client.pages(paged());
        while let Some(page) = pages.next().await {
            page.unwrap();
        }
    });
    let others = tokens(&script);
    assert!(others.len() == 3 && others.iter().all(|token| *token == others[0]));
    assert!(others[0].is_some() && others[0] != seen[0]);
}

static API: Api = Api::new(&PRODUCT, "RunCommand", Methods::Post).idempotent_by("ClientToken");
static PRODUCT: Product = Product::new("Ecs", "2014-05-26");

/// An operation that sets its own token, or leaves the token to the client.
#[derive(Clone)]
struct Run(Option<&'static str>);

impl Operation for Run {
    type Output = Value;

    fn api(&self) -> &Api {
        &API
    }

    fn write(&self, draft: &mut Draft<'_>) {
        if let Some(token) = self.0 {
            draft.parameter("ClientToken", token);
        }
    }

    fn read(&self, reply: Reply<'_>) -> Result<Value, DecodeError> {
        reply.value()
    }
}

#[test]
fn retries_of_wrapped_operations_share_a_token() {
    for (operation, own) in [(Run(None), None), (Run(Some("own")), Some("own"))] {
        let boxed = Box::new(&operation);
        let script = Script::new().transport_error(lost()).reply(DONE);
        let client = blocking::Client::with_transport(session(), script.clone());
        client.in_region("us-west-1").send(&boxed).unwrap();
        let seen = tokens(&script);
        assert!(seen.len() == 2 && seen[0] == seen[1] && seen[0].is_some());
        assert!(own.is_none() || seen[0].as_deref() == own);
    }
}

#[test]
fn compares_token_parameter_names_without_case() {
    for (parameter, own) in [
        ("Client Token", None),
        ("Opt[1].Token", None),
        ("ClientToken", Some("clientToken")),
        ("Client Token", Some("client token")),
    ] {
        let call = Call::new("Ecs", "2014-05-26", "RunCommand").idempotent_by(parameter);
        let call = match own {
            Some(name) => call.parameter(name, "mine"),
            None => call,
        };
        let script = Script::new().transport_error(lost()).reply(DONE);
        let client = blocking::Client::with_transport(session(), script.clone());
        client.send(&call).unwrap();
        for request in script.requests() {
            let names = request.parameters().map(|(name, _)| name.to_string());
            let names: Vec<String> = names
                .filter(|name| name.eq_ignore_ascii_case(parameter))
                .collect();
            assert_eq!(names, [own.unwrap_or(parameter)]);
        }
    }
}

#[test]
fn all_attempts_of_an_exchange_share_a_token() {
    let mut exchange = session().exchange(Run(None));
    let mut seen = Vec::new();
    loop {
        match exchange.step() {
            Step::Send(request) => {
                let pairs = request.parameters().split('&');
                let mut tokens = pairs.filter_map(|pair| pair.strip_prefix("ClientToken="));
                seen.push(tokens.next().unwrap().to_owned());
                exchange.receive(Err(lost()));
            }
            Step::Wait(_) => {}
            Step::Done(outcome) => {
                assert!(outcome.unwrap_err().may_have_been_sent());
                break;
            }
            _ => unreachable!(),
        }
    }
    assert!(
        seen.len() == 3 && seen.iter().all(|token| *token == seen[0]),
        "{seen:?}"
    );
}

#[test]
fn operations_of_send_all_have_their_own_tokens() {
    let script = Script::new().reply(DONE).reply(DONE);
    let client = blocking::Client::with_transport(session(), script.clone());
    client.send_all(
        [Run(None), Run(None)],
        1.try_into().unwrap(),
        |_, result| {
            result.unwrap();
            ControlFlow::Continue(())
        },
    );
    let seen = tokens(&script);
    assert!(seen.len() == 2 && seen[0].is_some() && seen[0] != seen[1]);
}
