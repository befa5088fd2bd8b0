//! Tests the steps of an exchange without a transport.

mod corrections;
mod limits;
mod preparation;
mod rate_limits;
mod retries;

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use alicloud::{
    Api, Call, Draft, Error, Methods, Operation, Reply, Session, Value,
    error::{DecodeError, RequestError, TransportError, TransportErrorKind},
    http::Method,
    machine::{Machine as _, Step},
    retry::Attempt,
};
use alicloud_ecs::DescribeInstanceVncUrl;

use crate::fixture::{REQUEST_ID, VNC_URL, response, session};

/// A clock that advances only when a test calls `advance`.
#[derive(Clone, Default)]
struct Clock(Arc<AtomicU64>);

impl Clock {
    fn advance(&self, milliseconds: u64) {
        self.0.fetch_add(milliseconds, Ordering::Relaxed);
    }

    fn of(&self, session: Session) -> Session {
        let (now, start) = (self.0.clone(), Instant::now());
        session.clock(move || start + Duration::from_millis(now.load(Ordering::Relaxed)))
    }
}

fn operation() -> DescribeInstanceVncUrl {
    DescribeInstanceVncUrl::new("cn-qingdao", "AY121018033933eaxxxxxxx")
}

fn refused() -> TransportError {
    TransportError::new(TransportErrorKind::Connect, "refused")
}

#[test]
fn sends_a_request_and_reads_the_reply() {
    let (session, operation) = (session(), operation());
    let mut exchange = session.exchange(&operation).prefer(Method::GET);
    let Step::Send(request) = exchange.step() else {
        panic!("no request is sent")
    };
    assert_eq!(
        request.uri(),
        "https://ecs.aliyuncs.com/?RegionId=cn-qingdao&InstanceId=AY121018033933eaxxxxxxx\
         &AccessKeyId=testid&Action=DescribeInstanceVncUrl&Format=JSON\
         &SignatureNonce=3ee8c1b8-83d3-44af-a94f-4e0ad82fd6cf&Timestamp=2016-02-23T12%3A46%3A24Z\
         &Version=2014-05-26&SignatureMethod=HMAC-SHA1&SignatureVersion=1.0\
         &Signature=W74vGTOzxx2gwMnZpaeB4a1WeX0%3D"
    );
    assert_eq!(
        request.time_limit(Duration::MAX).reply(),
        Duration::from_secs(36),
        "the operation's own timeout"
    );
    assert_eq!(request.body_limit(), 8 * 1024 * 1024);

    let body = format!(r#"{{"RequestId":"{REQUEST_ID}","VncUrl":"{VNC_URL}"}}"#);
    exchange.receive(Ok(response(200, body)));
    let Step::Done(Ok(reply)) = exchange.step() else {
        panic!("the exchange is not done")
    };
    assert_eq!(reply.request_id.as_deref(), Some(REQUEST_ID));
    assert_eq!(reply.vnc_url, VNC_URL);
}

#[test]
fn chooses_the_method_of_session_then_transport_then_operation() {
    let method = |methods: Methods, fixed: Option<Method>, preferred: Method| {
        let call = Call::new("Ecs", "2014-05-26", "Any").methods(methods);
        let session = match fixed {
            Some(method) => session().method(method),
            None => session(),
        };
        match session.exchange(&call).prefer(preferred).step() {
            Step::Send(request) => Ok(request.method().clone()),
            Step::Done(Err(Error::Request(error))) => Err(error.to_string()),
            other => panic!("{other:?}"),
        }
    };
    use Methods::{Delete, Get, GetOrPost, Patch, Post, Put};
    assert_eq!(method(GetOrPost, None, Method::GET), Ok(Method::GET));
    assert_eq!(method(GetOrPost, None, Method::POST), Ok(Method::POST));
    assert_eq!(
        method(GetOrPost, Some(Method::GET), Method::POST),
        Ok(Method::GET)
    );
    assert_eq!(method(Post, None, Method::GET), Ok(Method::POST));
    assert_eq!(method(Get, None, Method::POST), Ok(Method::GET));
    let refusal = method(Get, Some(Method::POST), Method::POST).unwrap_err();
    assert_eq!(
        refusal,
        "Any does not support POST: remove the method setting, or set another method"
    );
    assert!(method(GetOrPost, Some(Method::PUT), Method::POST).is_err());
    for (alone, expected) in [
        (Put, Method::PUT),
        (Patch, Method::PATCH),
        (Delete, Method::DELETE),
    ] {
        for preferred in [Method::GET, Method::POST] {
            assert_eq!(method(alone, None, preferred), Ok(expected.clone()));
        }
        let fixed = Some(expected.clone());
        assert_eq!(method(alone, fixed, Method::POST), Ok(expected));
        assert!(method(alone, Some(Method::POST), Method::POST).is_err());
    }
}

#[test]
fn sends_a_too_long_url_by_post_unless_the_method_is_fixed() {
    let long = Call::new("Ecs", "2014-05-26", "Any").parameter("UserData", "x".repeat(8 * 1024));
    let open = session();
    let Step::Send(request) = open.exchange(&long).prefer(Method::GET).step() else {
        panic!("no request is sent")
    };
    assert_eq!(*request.method(), Method::POST);

    let fixed = open.method(Method::GET);
    let Step::Done(Err(Error::Request(error))) = fixed.exchange(&long).step() else {
        panic!("the request is sent")
    };
    assert!(
        error
            .to_string()
            .ends_with(" are too long for the URL of Any: send the call as POST")
    );
}

/// The parameters of the signer count, because a security token can be long.
#[test]
fn checks_the_length_of_a_url_after_signing() {
    let token = "t".repeat(70_000);
    let credentials = alicloud_sign::Credentials::new("id", "secret").with_security_token(token);
    let signer = alicloud_sign::HmacSha1::new(credentials);
    let session = alicloud::Session::new(signer)
        .endpoint("https://ecs.aliyuncs.com")
        .unwrap();
    let operation = operation();
    let Step::Send(request) = session.exchange(&operation).prefer(Method::GET).step() else {
        panic!("no request is sent")
    };
    assert_eq!(*request.method(), Method::POST);
    assert_eq!(request.uri(), "https://ecs.aliyuncs.com/");
    assert_eq!(request.parameters().matches("&Signature=").count(), 1);

    let fixed = session.method(Method::GET);
    assert!(matches!(
        fixed.exchange(&operation).step(),
        Step::Done(Err(Error::Request(_)))
    ));
}

/// A generated operation may have a parameter with the name of a common parameter.
#[test]
fn refuses_repeated_parameters() {
    struct Writes(&'static [&'static str], bool);
    impl Operation for Writes {
        type Output = ();
        fn api(&self) -> &Api {
            static SIGNED: Api = Api::new(
                const { &alicloud::Product::new("Ecs", "v") },
                "Any",
                Methods::GetOrPost,
            );
            static UNSIGNED: Api = Api::new(
                const { &alicloud::Product::new("Ecs", "v") },
                "Any",
                Methods::GetOrPost,
            )
            .anonymous();
            if self.1 { &SIGNED } else { &UNSIGNED }
        }
        fn write(&self, draft: &mut Draft<'_>) {
            for name in self.0 {
                draft.parameter(name, "x");
            }
        }
        fn read(&self, _: Reply<'_>) -> Result<(), DecodeError> {
            Ok(())
        }
    }
    let session = session();
    for signed in [true, false] {
        for names in [&["Version"][..], &["B", "A", "B"], &["é", "é"]] {
            let writes = Writes(names, signed);
            let Step::Done(Err(Error::Request(error))) = session.exchange(&writes).step() else {
                panic!("{names:?} was sent")
            };
            assert_eq!(error.parameter(), names.first().copied());
        }
        assert!(matches!(
            session.exchange(&Writes(&["A", "B"], signed)).step(),
            Step::Send(_)
        ));
    }
}

#[test]
fn chooses_the_timeout_of_session_then_operation_then_default() {
    let timeout =
        |session: alicloud::Session, operation: &dyn Operation<Output = Value>| match session
            .exchange(operation)
            .step()
        {
            Step::Send(request) => request.time_limit(Duration::MAX).reply().as_secs(),
            _ => panic!("no request is sent"),
        };
    let plain = Call::new("Ecs", "2014-05-26", "Any");
    let slow = Slow;
    let three = Duration::from_secs(3);
    assert_eq!(timeout(session(), &plain), 10);
    assert_eq!(timeout(session(), &slow), 36);
    assert_eq!(timeout(session().timeout(three), &plain), 3);
    assert_eq!(timeout(session().timeout(three), &slow), 3);
}

/// An operation with its own timeout.
struct Slow;

impl Operation for Slow {
    type Output = Value;

    fn api(&self) -> &Api {
        static API: Api = Api::new(
            const { &alicloud::Product::new("Ecs", "v") },
            "Slow",
            Methods::Post,
        )
        .read_timeout_secs(36);
        &API
    }

    fn write(&self, _: &mut Draft<'_>) {}

    fn read(&self, reply: Reply<'_>) -> Result<Value, DecodeError> {
        reply.value()
    }
}

#[test]
fn requests_have_the_body_limit_of_the_session() {
    let session = session().body_limit(100);
    let operation = operation();
    let Step::Send(request) = session.exchange(&operation).step() else {
        panic!("no request is sent")
    };
    assert_eq!(request.body_limit(), 100);
}

#[test]
fn calls_the_retry_policy_after_each_failure_and_signs_each_attempt() {
    let session = alicloud::Session::new(alicloud_sign::HmacSha1::new(
        alicloud_sign::Credentials::new("testid", "testsecret"),
    ))
    .endpoint("https://ecs.aliyuncs.com")
    .unwrap()
    .retry(|attempt: &Attempt<'_>| {
        assert_eq!(attempt.api().action(), "DescribeInstanceVncUrl");
        (attempt.number() < 3 && !attempt.error().may_have_been_sent())
            .then_some(Duration::from_millis(u64::from(attempt.number())))
    });
    let operation = operation();
    let mut exchange = session.exchange(&operation);
    let mut signatures = Vec::new();
    for attempt in 1..=3 {
        let Step::Send(request) = exchange.step() else {
            panic!("attempt {attempt}")
        };
        signatures.push(
            request
                .parameters()
                .rsplit_once("Signature=")
                .unwrap()
                .1
                .to_owned(),
        );
        exchange.receive(Err(refused()));
        if attempt < 3 {
            let Step::Wait(pause) = exchange.step() else {
                panic!("attempt {attempt}")
            };
            assert_eq!(pause, Duration::from_millis(attempt));
        }
    }
    assert!(matches!(
        exchange.step(),
        Step::Done(Err(Error::Transport(_)))
    ));
    signatures.sort();
    signatures.dedup();
    assert_eq!(signatures.len(), 3);
}

#[test]
fn steps_in_the_wrong_order_fail_and_send_nothing_twice() {
    let (session, operation) = (session(), operation());
    let mut exchange = session.exchange(&operation);
    assert!(matches!(exchange.step(), Step::Send(_)));
    // The driver calls `step` without reporting a response.
    let Step::Done(Err(error)) = exchange.step() else {
        panic!("the request is sent twice")
    };
    assert!(error.may_have_been_sent());
    // The driver calls `step` after the end.
    let Step::Done(Err(Error::Request(_))) = exchange.step() else {
        panic!("the exchange continues after its end")
    };
    // The driver reports a response without a request.
    exchange.receive(Ok(response(200, "{}")));
    assert!(matches!(
        exchange.step(),
        Step::Done(Err(Error::Request(_)))
    ));
}

#[test]
fn untyped_calls_refuse_common_and_repeated_parameters() {
    for (call, name) in [
        (
            Call::new("Ecs", "v", "Any").parameter("Action", "Other"),
            "Action",
        ),
        (
            Call::new("Ecs", "v", "Any").parameter("Signature", ""),
            "Signature",
        ),
        (
            Call::new("Ecs", "v", "Any")
                .parameter("A", "1")
                .parameter("A", "2"),
            "A",
        ),
    ] {
        let session = session();
        let Step::Done(Err(Error::Request(error))) = session.exchange(&call).step() else {
            panic!("the request is sent")
        };
        assert_eq!(error, RequestError::repeated_parameter(name));
        assert_eq!(error.parameter(), Some(name));
    }
}

#[test]
fn percent_encodes_special_parameters_and_refuses_empty_ones() {
    let session = session();
    for (region_id, instance_id, encoded) in [
        ("../evil", "i-1", "RegionId=..%2Fevil&InstanceId=i-1&"),
        (
            "cn qingdao",
            "实例\n",
            "RegionId=cn%20qingdao&InstanceId=%E5%AE%9E%E4%BE%8B%0A&",
        ),
        ("a&Action=b", "i", "RegionId=a%26Action%3Db&InstanceId=i&"),
    ] {
        let odd = DescribeInstanceVncUrl::new(region_id, instance_id);
        let Step::Send(request) = session.exchange(&odd).step() else {
            panic!("no request is sent")
        };
        assert!(
            request.parameters().starts_with(encoded),
            "{}",
            request.parameters()
        );
    }
    for (region_id, instance_id, name) in
        [("", "i-1", "RegionId"), ("cn-qingdao", "", "InstanceId")]
    {
        let empty = DescribeInstanceVncUrl::new(region_id, instance_id);
        let Step::Done(Err(Error::Request(error))) = session.exchange(&empty).step() else {
            panic!("the request is sent")
        };
        assert_eq!(
            error.to_string(),
            format!("parameter {name} is required and must not be empty")
        );
    }
}

/// An operation that is sent without a signature.
struct Unsigned;

impl Operation for Unsigned {
    type Output = ();

    fn api(&self) -> &Api {
        static API: Api = Api::new(
            const { &alicloud::Product::new("Sts", "2015-04-01") },
            "AssumeRoleWithOIDC",
            Methods::Post,
        )
        .anonymous();
        &API
    }

    fn write(&self, draft: &mut Draft<'_>) {
        draft.parameter("RoleSessionName", "a b");
    }

    fn read(&self, _: Reply<'_>) -> Result<(), DecodeError> {
        Ok(())
    }
}

#[test]
fn anonymous_operations_have_no_key_and_no_signature() {
    let session = session();
    let Step::Send(request) = session.exchange(&Unsigned).step() else {
        panic!("no request is sent")
    };
    assert_eq!(
        request.parameters(),
        "RoleSessionName=a%20b&Action=AssumeRoleWithOIDC&Format=JSON\
         &SignatureNonce=3ee8c1b8-83d3-44af-a94f-4e0ad82fd6cf&Timestamp=2016-02-23T12%3A46%3A24Z\
         &Version=2015-04-01"
    );
}

#[test]
fn boxed_and_borrowed_operations_can_be_sent() {
    type Output = <DescribeInstanceVncUrl as Operation>::Output;
    let boxed: Box<dyn Operation<Output = Output>> = Box::new(operation());
    let session = session();
    for step in [
        session.exchange(&*boxed).step(),
        session.exchange(&boxed).step(),
    ] {
        assert!(matches!(step, Step::Send(_)));
    }
}
