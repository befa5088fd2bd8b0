//! Messages of `alicloud-sign`, `alicloud-ecs` and `alicloud-console`.

use std::time::Duration;

use alicloud::{
    Error, KnownCode, Operation, Session,
    blocking::Client,
    error::chain,
    testing::Script,
    waiter::{Progress, Waiter},
};
use alicloud_console::{
    ConsolePage, ConsoleSettings, ConsoleUrl, OpenConsole, RunsWindows, VncPassword, VncUrl,
};
use alicloud_ecs::{
    describe_instance_vnc_url, describe_instances, describe_regions,
    waiters::{image_available, invocation_finished},
};
use alicloud_sign::{Acs3, Credentials};

use super::table::{table, tables};
use crate::fixture::{VNC_URL, response, session};

/// The outcome of a call that is answered with `reply`.
fn answered<O: Operation>(operation: &O, reply: &str) -> Result<O::Output, Error> {
    Client::with_transport(session(), |_| Ok(response(200, reply))).send(operation)
}

/// A table with the advice about the error codes that an operation documents.
fn codes<C: KnownCode>(action: &str) -> String {
    let described = |(code, known): &(&str, C)| {
        let advice = known.description()?.to_owned();
        Some((
            format!("when {action} fails with `{code}`, as advice"),
            advice,
        ))
    };
    let rows = C::CODES.iter().filter_map(described).collect();
    table(&format!("Error codes of {action}"), rows)
}

fn wait<O: Operation, T>(
    waiter: &Waiter<O, impl Fn(O::Output) -> Progress<T>>,
    reply: &str,
) -> String {
    let client = Client::with_transport(session(), Script::new().reply(reply.to_owned()));
    chain(&client.wait(waiter).err().unwrap()).to_string()
}

pub(super) fn sign() -> Vec<String> {
    let signer = Acs3::new(Credentials::new("LTAI\n", "testsecret"));
    let session = Session::new(signer)
        .endpoint("https://ecs.aliyuncs.com")
        .unwrap();
    let client = Client::with_transport(session, Script::new());
    let refused = client
        .send(&OpenConsole::new("cn-qingdao", "i-1"))
        .unwrap_err();
    tables! {
        "Acs3" {
            "when an access key id or a security token has a control character" => refused,
        }
    }
}

pub(super) fn ecs() -> Vec<String> {
    let image = r#"{"RequestId":"1450F2D7","Images":{"Image":[{"ImageId":"m-1","Status":"CreateFailed"}]}}"#;
    let invocation = r#"{"RequestId":"1450F2D7","Invocations":{"Invocation":[{"InvokeId":"t-1","InvocationStatus":"PartialFailed","InvokeInstances":{"InvokeInstance":[{"InstanceId":"i-1","InvocationStatus":"Failed","ExitCode":2},{"InstanceId":"i-2","InvocationStatus":"Error","ErrorCode":"ClientNotRunning"},{"InstanceId":"i-3","InvocationStatus":"Success"}]}}]}}"#;
    let mut tables = tables! {
        "Waiters" {
            "when an image can't be created" => wait(&image_available("cn-qingdao", "m-1"), image),
            "when a command fails on some instances" => wait(&invocation_finished("cn-qingdao", "t-1"), invocation),
        }
    };
    tables.push(codes::<describe_instance_vnc_url::ErrorCode>(
        "DescribeInstanceVncUrl",
    ));
    tables.push(codes::<describe_instances::ErrorCode>("DescribeInstances"));
    tables.push(codes::<describe_regions::ErrorCode>("DescribeRegions"));
    tables
}

pub(super) fn console() -> Vec<String> {
    let password = |text: &str| text.parse::<VncPassword>().unwrap_err();
    let page = |url: &str| ConsolePage::custom(url, Duration::from_secs(60)).unwrap_err();
    let vnc = |url: &str| url.parse::<VncUrl>().unwrap_err();
    let vnc2 = ConsoleSettings::default()
        .page(ConsolePage::VNC2)
        .password("aB3456".parse().unwrap());
    let open = || OpenConsole::new("cn-qingdao", "i-1");
    let url = |id, settings: &ConsoleSettings| {
        ConsoleUrl::new(&VNC_URL.parse().unwrap(), id, settings).unwrap_err()
    };
    let windows = |ids: &[&str]| {
        let reply = r#"{"RequestId":"1450F2D7","Instances":{"Instance":[{"InstanceId":"i-1"}]}}"#;
        answered(&RunsWindows::new("cn-qingdao", ids.iter().copied()), reply)
    };
    tables! {
        "Errors" {
            "when a VNC password is too short or too long (`VncPasswordError`)" => password("secret!"),
            "when a VNC password has one character (`VncPasswordError`)" => password("a"),
            "when a VNC password has another character (`VncPasswordError`)" => password("secre!"),
            "when the address of a custom page is not a URL (`ConsolePageError`)" => page("a.example"),
            "when the URL of a custom page has a user name (`ConsolePageError`)" => page("https://user@a.example/vnc"),
            "when the URL of a custom page is not encrypted (`ConsolePageError`)" => page("http://a.example/vnc"),
            "when the URL of a custom page has a fragment (`ConsolePageError`)" => page("https://a.example/vnc#top"),
            "when a console URL has no instance id (`ConsoleUrlError`)" => url("", &ConsoleSettings::default()),
            "when the page of a console URL accepts no password (`ConsoleUrlError`)" => url("i-1", &vnc2),
            "when a `VncUrl` has another scheme (`VncUrlError`)" => vnc("https%3A%2F%2Fa.example"),
            "when a `VncUrl` has no host (`VncUrlError`)" => vnc("ws%3A%2F%2F%3Fs%3D1"),
            "when a `VncUrl` has a user name (`VncUrlError`)" => vnc("ws://user@a.example/"),
            "when a `VncUrl` has a fragment (`VncUrlError`)" => vnc("ws://a.example/#top"),
            "when a `VncUrl` has an invalid escape (`VncUrlError`)" => vnc("ws%3A%2F%2Fa.example%2"),
            "when a `VncUrl` has another character (`VncUrlError`)" => vnc("ws://a.example/\u{e9}"),
            "when the page of a call accepts no password" => answered(&open().settings(vnc2.clone()), "").unwrap_err(),
            "when the reply has an invalid `VncUrl`" => answered(&open(), r#"{"RequestId":"1450F2D7","VncUrl":"about:blank"}"#).unwrap_err(),
            "when `RunsWindows` has no instance id" => windows(&[]).unwrap_err(),
            "when the reply lacks the operating system of an instance" => windows(&["i-1"]).unwrap()["i-1"].as_ref().unwrap_err(),
        }
    }
}
