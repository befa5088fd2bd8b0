//! Tests `OpenConsole`, from the call to the console URL.

use std::time::{Duration, SystemTime};

use alicloud::{
    Error, Operation,
    blocking::Client,
    error::DecodeProblem,
    machine::{Machine as _, Step},
};
use alicloud_console::{Console, ConsolePage, ConsoleSettings, OpenConsole, VncPassword};
use alicloud_ecs::DescribeInstanceVncUrl;

use crate::fixture::{REQUEST_ID, VNC_URL, response, session, time};

fn open(open: &OpenConsole, vnc_url: &str) -> Result<Console, Error> {
    let body = format!(r#"{{"RequestId":"{REQUEST_ID}","VncUrl":"{vnc_url}"}}"#);
    let client = Client::with_transport(session(), move |_| Ok(response(200, body.clone())));
    client.send(open)
}

fn example() -> OpenConsole {
    OpenConsole::new("cn-qingdao", "AY121018033933eaxxxxxxx")
}

#[test]
fn builds_the_url_of_the_vendors_example() {
    let console = open(&example().windows(true), VNC_URL).unwrap();
    assert_eq!(
        console.url(),
        format!(
            "https://g.alicdn.com/aliyun/ecs-console-vnc/0.0.7/index.html?vncUrl={VNC_URL}\
             &instanceId=AY121018033933eaxxxxxxx&isWindows=true"
        )
    );
    assert_eq!(console.request_id(), Some(REQUEST_ID));
    assert_eq!(console.keep_alive(), Duration::from_secs(60));
}

#[test]
fn opens_without_a_request_id() {
    for request_id in ["", r#""RequestId":null,"#, r#""RequestId":"","#] {
        let body = format!(r#"{{{request_id}"VncUrl":"{VNC_URL}"}}"#);
        let client = Client::with_transport(session(), move |_| Ok(response(200, body.clone())));
        let console = client.send(&example()).unwrap();
        assert!(console.url().contains(VNC_URL));
        assert_eq!(console.request_id(), None);
    }
}

#[test]
fn applies_page_and_password() {
    let console = open(&example().page(ConsolePage::VNC2), VNC_URL).unwrap();
    assert!(
        console
            .url()
            .starts_with("https://g.alicdn.com/aliyun/ecs-console-vnc2/0.0.8/")
    );
    assert_eq!(console.keep_alive(), Duration::from_secs(300));

    let password: VncPassword = "aB3456".parse().unwrap();
    let console = open(&example().password(password.clone()), VNC_URL).unwrap();
    assert!(console.url().ends_with("&isWindows=false&password=aB3456"));

    let settings = ConsoleSettings::default().windows(true).password(password);
    let replaced = example().page(ConsolePage::VNC2).settings(settings);
    let console = open(&replaced, VNC_URL).unwrap();
    assert_eq!(console.keep_alive(), Duration::from_secs(60));
    assert!(console.url().ends_with("&isWindows=true&password=aB3456"));
}

#[test]
fn validity_starts_when_the_call_is_signed() {
    let console = open(&example(), VNC_URL).unwrap();
    let after = |seconds| time() + Duration::from_secs_f64(seconds);
    assert_eq!(console.fetched_at(), time());
    assert_eq!(console.expires_at(), after(15.0));
    assert_eq!(console.remaining(time()), Duration::from_secs(15));
    assert_eq!(console.remaining(after(14.5)), Duration::from_millis(500));
    assert_eq!(console.remaining(after(15.0)), Duration::ZERO);
    assert_eq!(console.remaining(after(1000.0)), Duration::ZERO);
    assert_eq!(
        console.remaining(SystemTime::UNIX_EPOCH),
        Duration::from_secs(15)
    );
}

#[test]
fn an_invalid_vnc_url_is_a_decode_error_that_hides_the_url() {
    for vnc_url in [
        "http%3A%2F%2Fhunter2%2F",
        "javascript:hunter2",
        "ws%3A%2F%2Fhunter2%2F%zz",
    ] {
        let Err(Error::Decode(error)) = open(&example(), vnc_url) else {
            panic!("{vnc_url}")
        };
        assert_eq!(error.path(), "VncUrl");
        assert!(matches!(error.problem(), DecodeProblem::Invalid(_)));
        assert_eq!(error.request_id(), Some(REQUEST_ID));
        assert!(!format!("{error} {error:?}").contains("hunter2"));
    }
}

#[test]
fn refuses_a_password_for_a_page_without_passwords_before_sending() {
    let open = example()
        .page(ConsolePage::VNC2)
        .password("123456".parse().unwrap());
    let session = session();
    let Step::Done(Err(Error::Request(error))) = session.exchange(&open).step() else {
        panic!("the call is sent")
    };
    assert_eq!(error.parameter(), Some("password"));
}

#[test]
fn open_console_sends_the_same_request_as_describe_instance_vnc_url() {
    let describe = DescribeInstanceVncUrl::new("cn-qingdao", "i");
    assert_eq!(example().api(), describe.api());
    assert_eq!(
        parameters(&OpenConsole::new("cn-qingdao", "i")),
        parameters(&describe)
    );
}

fn parameters(operation: &impl Operation) -> String {
    match session().exchange(operation).step() {
        Step::Send(request) => request.parameters().to_owned(),
        _ => panic!("the call is not sent"),
    }
}
