//! Messages of `alicloud`.

use std::{
    ffi::OsString,
    num::NonZeroU32,
    time::{Duration, SystemTime},
};

use alicloud::{
    Anonymous, Api, Call, CallOptions, CommonErrorCode, Draft, Endpoint, Error, KnownCode, Methods,
    Network, Operation, Product, Reply, Session, Value,
    blocking::Client,
    error::{
        Change, CredentialsError, DecodeError, DecodeProblem, PagingError, RequestError,
        SignatureDifference, TransportError,
        TransportErrorKind::{Connect, Other, Timeout},
        chain,
    },
    http::{HeaderName, HeaderValue, Method, StatusCode, header},
    machine::{Machine as _, Step},
    model::{Endpoints, Field},
    retry::{NoRetry, Rate, RateLimits, Retry},
    sign::Nonce,
    testing::{Script, VirtualClock},
    transport::Proxies,
    waiter::WaitError,
};
use alicloud_config::{Config, InstanceRole};
use alicloud_ecs::DescribeInstanceVncUrl;
use alicloud_emulator::{Gateway, Scenario};
use alicloud_sign::{Acs3, Credentials};
use serde_json::json;
use tracing_subscriber::filter::LevelFilter;

use super::{
    System,
    table::{table, tables},
};
use crate::{
    fixture::{record, response, session, time},
    trace::told,
};

pub(super) fn tables() -> Vec<String> {
    let codes = CommonErrorCode::CODES.iter().map(|(code, known)| {
        let advice = known.description().unwrap().to_owned();
        (format!("when a call fails with `{code}`"), advice)
    });
    let codes = table("Advice about CommonErrorCode", codes.collect());
    let codes = vec![codes];
    [unsent(), transport(), codes, answered(), others(), traced()].concat()
}

const ENDPOINT: &str = "https://ecs.aliyuncs.com";

fn call() -> Call {
    Call::new("Ecs", "2014-05-26", "DescribeRegions")
}

fn report(error: impl Into<Error>) -> String {
    error.into().report().to_string()
}

fn ended<T>(step: Step<Result<T, Error>>) -> Error {
    match step {
        Step::Done(Err(error)) => error,
        _ => panic!("the call doesn't fail"),
    }
}

/// An operation with a body that is written by a function.
struct Written(Api, fn(&mut Draft<'_>));

impl Operation for Written {
    type Output = Value;

    fn api(&self) -> &Api {
        &self.0
    }

    fn write(&self, draft: &mut Draft<'_>) {
        self.1(draft);
    }

    fn read(&self, reply: Reply<'_>) -> Result<Value, DecodeError> {
        reply.value()
    }
}

record!(WithBody {
    body: Option<Value> = Field::new("Body").body(),
});

record!(Offer {
    price: Option<f64> = Field::new("Price"),
    language: Option<String> = Field::new("Accept-Language").header(),
});

record!(Count {
    count: Option<i64> = Field::new("Count"),
});

/// An operation whose reply is a [`Count`].
struct Counting(Api);

impl Operation for Counting {
    type Output = Count;

    fn api(&self) -> &Api {
        &self.0
    }

    fn write(&self, _: &mut Draft<'_>) {}

    fn read(&self, reply: Reply<'_>) -> Result<Count, DecodeError> {
        reply.record()
    }
}

static ECS: Product = Product::new("Ecs", "2014-05-26");
static SLB: Product = Product::new("Slb", "2014-05-15").endpoints(HOSTS);
const HOSTS: Endpoints = Endpoints::new(&[("cn-qingdao", "slb.cn-qingdao.aliyuncs.com")]);

fn unsent() -> Vec<String> {
    fn of(session: &Session, operation: impl Operation) -> String {
        chain(&ended(session.exchange(operation).step())).to_string()
    }
    let any = Session::new(Anonymous).endpoint(ENDPOINT).unwrap();
    let get = any.clone().method(Method::GET);
    let with_host = CallOptions::new().header(header::HOST, HeaderValue::from_static("a.example"));
    let body = || call().json(json!({ "Name": "web" }));
    let long = || call().parameter("Filter", "x".repeat(20_000));
    let written = |write| Written(Api::new(&ECS, "CreateThing", Methods::Post), write);
    let text = |draft: &mut Draft<'_>| {
        draft.record(&WithBody {
            body: Some(json!("a text")),
        });
    };
    let two = |draft: &mut Draft<'_>| {
        draft.set_body(HeaderValue::from_static("text/plain"), "a");
        draft.set_body(HeaderValue::from_static("text/plain"), "b");
    };
    let infinite = |draft: &mut Draft<'_>| {
        draft.record(&Offer {
            price: Some(f64::INFINITY),
            language: None,
        });
    };
    let two_lines = |draft: &mut Draft<'_>| {
        draft.record(&Offer {
            price: None,
            language: Some("zh\nen".to_owned()),
        });
    };
    let in_chinese = |draft: &mut Draft<'_>| {
        draft.record(&Offer {
            price: None,
            language: Some("zh".to_owned()),
        });
    };
    let with_header = |name, value| {
        let signer = Acs3::new(Credentials::new("testid", "testsecret"));
        let session = Session::new(signer).endpoint(ENDPOINT).unwrap();
        let options = CallOptions::new().header(name, HeaderValue::from_static(value));
        session.with_options(options)
    };
    let client = Client::with_transport(any.clone(), Script::new());
    let twice = client.dry_run(&call().parameter("DryRun", false));
    let dry_run = client.dry_run(&alicloud_ecs::DescribeRegions::new());
    let mut over = any.exchange(call());
    over.step();
    ended(over.step());

    let endpoint = |url: &str| url.parse::<Endpoint>().unwrap_err();
    let region = |id: &str| SLB.endpoint(Network::Public, Some(id)).unwrap_err();
    tables! {
        "RequestError" {
            "when a required parameter is not set" => RequestError::empty_parameter("InstanceId"),
            "when a parameter is set twice" => RequestError::repeated_parameter("RegionId"),
            "when the call sets a parameter of the signer" => RequestError::repeated_parameter("Timestamp"),
            "when a header is set twice" => of(&with_header(header::ACCEPT_LANGUAGE, "en"), written(in_chinese)),
            "when the call options set a header of the signer" => of(&with_header(HeaderName::from_static("x-acs-date"), "2030"), call()),
            "when a number is not finite" => of(&any, written(infinite)),
            "when a header has a control character" => of(&any, written(two_lines)),
            "when the parameters are too long for any request" => RequestError::invalid_parameter("UserData", "makes the parameters longer than 4 GiB"),
            "when the session asks for XML and `alicloud` can't read XML" => RequestError::invalid_parameter("Format", "can't be XML: enable the feature `xml` of the crate `alicloud`"),
            "when a parameter of `Call` is null" => of(&any, call().parameter("PageSize", Value::Null)),
            "when the body is not an object" => of(&any, written(text)),
            "when the call options set a header of the transport" => of(&any.with_options(with_host), call()),
            "when an operation without `DryRun` is called as a dry run" => dry_run.unwrap_err(),
            "when a dry run sets `DryRun` to false, or sets it twice" => twice.unwrap_err(),
            "when the name of a header field is invalid" => RequestError::invalid_header("Tag 1", "has an invalid name: use ASCII letters, digits and hyphens"),
            "when the session sets a method that the operation doesn't support" => of(&get, call().methods(Methods::Post)),
            "when an operation with a body is signed with signature 1.0" => of(&session(), body()),
            "when the session requires GET for an operation with a body" => of(&get, body()),
            "when an operation with a body supports only GET" => of(&any, body().methods(Methods::Get)),
            "when an operation has two bodies" => of(&any, written(two)),
            "when the session requires GET for long parameters" => of(&get, long()),
            "when an operation with long parameters supports only GET" => of(&any, long().methods(Methods::Get)),
            "when an ended exchange is continued" => ended(over.step()),
        }
        "EndpointError" {
            "when an endpoint has no scheme" => endpoint("ecs.aliyuncs.com"),
            "when an endpoint is not a URL" => endpoint("https://ecs aliyuncs com"),
            "when an endpoint has another scheme" => endpoint("ftp://ecs.aliyuncs.com"),
            "when an endpoint has a user name" => endpoint("https://user@ecs.aliyuncs.com"),
            "when an endpoint has a path" => endpoint("https://ecs.aliyuncs.com/api"),
            "when an endpoint on another machine has no TLS" => endpoint("http://ecs.aliyuncs.com"),
            "when a region id is empty" => region(""),
            "when a region id has an invalid character" => region("cn_hangzhou"),
            "when a region id has an outer hyphen" => region("cn-hangzhou-"),
            "when a region id is too long" => region(&"a".repeat(64)),
            "when the product of a `Call` has no hosts" => ECS.endpoint(Network::Public, None).unwrap_err(),
            "when neither the call nor the session has a region" => SLB.endpoint(Network::Public, None).unwrap_err(),
            "when the product has no host in the region" => region("cn-hangzhu"),
            "when the product has no VPC endpoint in the region" => SLB.endpoint(Network::Vpc, Some("cn-qingdao")).unwrap_err(),
        }
        "Reports of CredentialsError" {
            "when a signer has no credentials" => report(CredentialsError::new("the vault is sealed")),
            "when the provider gives advice" => report(CredentialsError::new("the vault is sealed").with_advice("Unseal the vault.")),
            "when a retry may help" => report(CredentialsError::new("the vault is busy").transient()),
        }
    }
}

fn transport() -> Vec<String> {
    let new = |kind, source| TransportError::new(kind, source);
    let second = Duration::from_secs(1);
    let clock = VirtualClock::new(SystemTime::UNIX_EPOCH);
    let timed = |session: Session| clock.session(session.endpoint(ENDPOINT).unwrap());
    let within = |session: &Session, limit| session.exchange(call()).within(limit);
    let plain = timed(session());
    let mut sent = within(&plain, second);
    let Step::Send(request) = sent.step() else {
        panic!("the request is not sent")
    };
    let limits = RateLimits::new(Rate::per_minute(NonZeroU32::MIN));
    let limited = plain.clone().rate_limits(limits);
    within(&limited, second).step();
    let role = Config::default().provider(InstanceRole::default());
    let role = timed(role.load_on(System::default()).unwrap());
    let mut fetching = within(&role, second);
    fetching.step();
    clock.advance(second);
    fetching.receive(Ok(response(200, "token")));
    let proxy = |name: &'static str, value: &'static str| {
        let variable = |asked: &str| (asked == name).then(|| OsString::from(value));
        let proxies = Proxies::new(variable, &["http", "https"], |_, url| Some(url.to_owned()));
        report(proxies.choose(&request).unwrap_err())
    };
    let limit = request.time_limit(second);
    let Step::Send(request) = within(&plain, 600 * second).step() else {
        panic!("the request is not sent")
    };
    let longer = request.time_limit(second);
    tables! {
        "Reports of TransportError" {
            "when no connection is established" => report(new(Connect, "connection refused")),
            "when the server's certificate is refused" => report(new(Connect, "invalid peer certificate: UnknownIssuer")),
            "when a proxy variable is not a URL" => proxy("HTTPS_PROXY", "proxy.example:port"),
            "when the transport doesn't support the scheme of the proxy" => proxy("ALL_PROXY", "socks5://proxy.example:1080"),
            "when no response arrives in time" => report(new(Timeout, "no response within 30 s")),
            "when a response takes longer than its timeout" => report(longer.left(Some(second), 300 * second).unwrap_err()),
            "when a response takes longer than the rest of the call" => report(limit.left(Some(second), 60 * second).unwrap_err()),
            "when connecting takes too long" => report(new(Timeout, "no connection within 5 s").not_sent()),
            "when a call has no time left" => report(ended(within(&plain, Duration::ZERO).step())),
            "when fetching credentials takes too long" => report(ended(fetching.step())),
            "when the rate limit delays a call too long" => report(ended(within(&limited, second).step())),
            "when the connection ends before the response" => report(new(Other, "connection reset by peer")),
            "when the request can't be started" => report(new(Other, "no thread can be started").not_sent()),
            "when a response is larger than the limit" => report(TransportError::body_too_large(1_048_576)),
            "when a driver drops the response" => report(ended(sent.step())),
        }
    }
}

fn answered() -> Vec<String> {
    let of = |status, body: &str| {
        let transport = |_| {
            let mut response = response(status, body);
            let html = HeaderValue::from_static("text/html");
            response.headers_mut().insert(header::CONTENT_TYPE, html);
            Ok(response)
        };
        let client = Client::with_transport(session().retry(NoRetry), transport);
        let operation = DescribeInstanceVncUrl::new("cn-qingdao", "i-1");
        client.send(&operation).unwrap_err()
    };
    let refused = |status, code, message: &str| {
        let body = json!({ "Code": code, "Message": message, "RequestId": "1450F2D7" });
        report(of(status, &body.to_string()))
    };
    let signed = "Specified signature is not matched with our calculation. server string to sign is:POST&%2F&AccessKeyId%3Dtestid";
    let name = |name: &str| Some(name.to_owned());
    let parameter = |name, change| SignatureDifference::Parameter { name, change };
    let header = |name, change| SignatureDifference::Header { name, change };
    let decode = |path: &str, problem| Error::from(DecodeError::new(path, problem));
    #[derive(serde::Deserialize)]
    struct Account {
        #[serde(rename = "AccountId")]
        _id: String,
        #[serde(rename = "Address")]
        _address: Option<std::net::IpAddr>,
    }
    let typed = |body: &str| {
        let client = Client::with_transport(session(), Script::new().reply(body.to_owned()));
        client.send(&call().output::<Account>()).err().unwrap()
    };
    let read = |reply: Value| {
        let client = Client::with_transport(session(), Script::new().reply(reply.to_string()));
        let operation = Counting(Api::new(&ECS, "CountThings", Methods::Post));
        client.send(&operation).unwrap_err()
    };
    let untyped = Client::with_transport(session(), |_| Ok(response(200, "")));
    let untyped = untyped.send(&DescribeInstanceVncUrl::new("cn-qingdao", "i-1"));
    let other_secret = {
        let key = alicloud_emulator::Credentials::new("testid", "othersecret");
        let mut gateway = Gateway::new([key], Scenario::default(), "localhost");
        let mut exchange = session().exchange(call());
        let Step::Send(request) = exchange.step() else {
            panic!("the request is not sent")
        };
        exchange.receive(Ok(gateway.answer(&request.into_http(), time())));
        let error = ended(exchange.step());
        let request_id = error.request_id().unwrap().to_owned();
        report(error).replace(&request_id, "1450F2D7")
    };
    let ignoring = Client::with_transport(session(), Script::new().reply("{}"));
    let dry_run = ignoring.dry_run(&call().parameter("DryRun", true));
    tables! {
        "Reports of ApiError" {
            "when the server refuses a call with a code of the operation" => refused(403, "InstanceNotReady", "The specified instance is not ready for use."),
            "when the server refuses a call with a common code" => refused(404, "InvalidAccessKeyId.NotFound", "Specified access key is not found."),
            "when the server returns the text that it signed" => refused(400, "SignatureDoesNotMatch", signed),
            "when client and server have different secrets" => other_secret,
            "when the server throttles a call" => refused(429, "Busy", "Try again later."),
        }
        "SignatureDifference" {
            "when the secrets differ" => SignatureDifference::Secret,
            "when the methods differ" => SignatureDifference::Method { ours: Method::POST, servers: Method::GET },
            "when the paths differ" => SignatureDifference::Path,
            "when the server lacks a parameter" => parameter(name("RegionId"), Change::Missing),
            "when the server has another parameter" => parameter(name("RegionId"), Change::Unexpected),
            "when a value differs" => parameter(name("RegionId"), Change::Value),
            "when the percent-encoding of a value differs" => parameter(name("RegionId"), Change::Encoding),
            "when the order of parameters differs" => parameter(name("RegionId"), Change::Order),
            "when a header differs" => header(name("x-acs-date"), Change::Value),
            "when a header differs whose name may be secret" => header(None, Change::Value),
            "when the bodies differ" => SignatureDifference::Body,
            "when the percent-encoding of all parameters differs" => SignatureDifference::Encoding,
            "when the texts can't be compared" => SignatureDifference::Form,
        }
        "Reports of UnexpectedReply" {
            "when a login page answers" => report(of(200, "<html>")),
            "when the response has no content type" => report(untyped.unwrap_err()),
            "when a redirect answers" => report(of(302, "<html>")),
            "when the proxy requires authentication" => report(of(407, "<html>")),
            "when a proxy throttles the call" => report(of(429, "<html>")),
            "when a gateway fails" => report(of(502, "<html>")),
        }
        "DecodeError" {
            "when the reply is truncated, as a report" => report(of(200, r#"{"RequestId":"1450F2D7","#)),
            "when the reply lacks a required field, as a report" => report(of(200, r#"{"RequestId":"1450F2D7"}"#)),
            "when a field has another type, as a report" => report(of(200, r#"{"RequestId":"1450F2D7","VncUrl":["ws://a.example"]}"#)),
            "when the reply is XML and `alicloud` can't read XML, as a report" => report(decode("", DecodeProblem::XmlDisabled)),
            "when a dry run is not confirmed, as a report" => report(dry_run.unwrap_err()),
            "when the reply is not text" => decode("", DecodeProblem::NotUtf8),
            "when the reply is nested too deeply" => decode("", DecodeProblem::TooDeep),
            "when an XML reply declares a document type" => decode("", DecodeProblem::DocumentType),
            "when a successful response has an error code" => decode("", DecodeProblem::ErrorDocument),
            "when a field of a list item is missing" => decode("Instances.Instance[0].InstanceId", DecodeProblem::Missing),
            "when a required field is empty" => decode("VncUrl", DecodeProblem::Empty),
            "when a field appears twice" => decode("VncUrl", DecodeProblem::Duplicate),
            "when a strict reader finds an unknown field" => decode("Naem", DecodeProblem::Unknown { nearest: Some("Name") }),
            "when no known field has a similar name" => decode("X", DecodeProblem::Unknown { nearest: None }),
            "when a whole number is expected" => read(json!({ "Count": 1.5 })),
            "when a number is too large" => read(json!({ "Count": 1e30 })),
            "when an XML element has text and elements" => decode("Zone", DecodeProblem::Kind { expected: "text or elements", found: "both" }),
            "when an integer is too large" => read(json!({ "Count": u64::MAX })),
            "when a typed reply of `Call` lacks a field" => typed("{}"),
            "when a field in a typed reply of `Call` has another type" => typed(r#"{"AccountId":7}"#),
            "when a type refuses a value in a typed reply of `Call`" => typed(r#"{"AccountId":"1","Address":"home"}"#),
            "when a field is invalid" => decode("VncUrl", DecodeProblem::Invalid("the URL has a character that is not visible ASCII".to_owned())),
        }
    }
}

fn others() -> Vec<String> {
    let paging = |error: PagingError| report(error);
    let wait = |error: WaitError| chain(&error).to_string();
    let timeout = || Error::from(TransportError::new(Timeout, "no response within 30 s"));
    let late = |last: Option<Error>| WaitError::TimedOut {
        limit: Duration::from_secs(60),
        questions: 12,
        last: last.map(Box::new),
    };
    let no_file = Script::new()
        .file(StatusCode::OK, "/replies/regions.json")
        .unwrap_err();
    tables! {
        "PagingError" {
            "when a list has more pages than allowed" => paging(PagingError::Bound { pages: 1_000 }),
            "when a reply repeats the token of its request" => paging(PagingError::RepeatedToken),
            "when the number of pages is unknown" => paging(PagingError::UnknownEnd),
            "when the page number of the request can't be used" => paging(PagingError::Parameter { name: "PageNumber" }),
            "when the server ignores the page number" => paging(PagingError::WrongPage { name: "PageNumber", asked: 2, received: 1 }),
            "when a page is empty too early" => paging(PagingError::Incomplete { seen: 10, total: 25 }),
        }
        "WaitError" {
            "when a poll fails" => wait(WaitError::Call(timeout())),
            "when the state can't be reached any more" => wait(WaitError::Failed { reason: "the instance was released".to_owned() }),
            "when the time limit ends the wait" => wait(late(None)),
            "when the time limit ends the wait and the last poll failed" => wait(late(Some(timeout()))),
        }
        "Other errors" {
            "when a user agent has an unprintable character (`UserAgentError`)" => Session::new(Anonymous).user_agent("my-app/\u{7}1.0").unwrap_err(),
            "when a nonce is invalid (`InvalidNonce`)" => "a nonce".parse::<Nonce>().unwrap_err(),
            "when the file of a test reply is missing (`ReplyFileError`)" => chain(&no_file),
        }
    }
}

fn traced() -> Vec<String> {
    let lines = told(LevelFilter::DEBUG, || {
        let script = Script::new()
            .transport_error(TransportError::new(Timeout, "no response within 30 s"))
            .error_document(StatusCode::BAD_REQUEST, "Throttling.User", "Not too often.");
        let session = session().retry(Retry::default().attempts(2).jitter(|| 1.0));
        let client = Client::with_transport(session, script);
        let operation = DescribeInstanceVncUrl::new("mars-1", "i-1");
        client.send(&operation).unwrap_err();
    });
    let guessed = told(LevelFilter::WARN, || {
        let client = Client::with_transport(Session::new(Anonymous), Script::new().reply("{}"));
        let operation = DescribeInstanceVncUrl::new("mars-1", "i-1");
        client.send(&operation).unwrap_err();
    });
    let line = |part: &str| {
        let line = lines.iter().find(|line| line.contains(part));
        line.unwrap_or_else(|| panic!("{lines:#?}")).clone()
    };
    tables! {
        "Events in the log" {
            "when an attempt fails without a response" => line("attempt ended attempt=1"),
            "when an attempt gets a response" => line("attempt ended attempt=2"),
            "when a retry follows" => line("call retried"),
            "when a call ends" => line("call ended"),
            "when the region is unknown" => guessed[0].clone(),
        }
    }
}
