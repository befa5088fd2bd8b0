//! Tests a typical program for ECS. It starts an instance, opens its console, runs a command on it,
//! stops and tags the instance, and lists images.

use std::time::Duration;

use alicloud::{Session, blocking, http::Response};
use alicloud_console::OpenConsole;
use alicloud_ecs::{
    DescribeImages, RunCommand, StartInstance, StopInstance, TagResources, run_command,
    tag_resources,
    waiters::{instance_running, instance_stopped, invocation_finished},
};
use alicloud_emulator::{Emulator, Fault, Scenario};
use alicloud_sign::{Credentials, HmacSha1};
use tokio::runtime::Builder;

const REGION_ID: &str = Scenario::REGION_ID;
const INSTANCE_ID: &str = Scenario::RUNNING_INSTANCE_ID;
const AT_ONCE: Duration = Duration::from_millis(1);

/// The replies of the server in order.
fn script() -> [String; 12] {
    let done = || r#"{"RequestId":"1"}"#.to_owned();
    let status = |status: &str| {
        format!(
            r#"{{"InstanceStatuses":{{"InstanceStatus":[{{"InstanceId":"{INSTANCE_ID}","Status":"{status}"}}]}}}}"#
        )
    };
    let invocation = |status: &str, output: &str| {
        format!(
            r#"{{"Invocations":{{"Invocation":[{{"InvokeId":"t-1","InvocationStatus":"{status}","InvokeInstances":
               {{"InvokeInstance":[{{"InstanceId":"{INSTANCE_ID}","InvocationStatus":"{status}","ExitCode":0,"Output":"{output}"}}]}}}}]}}}}"#
        )
    };
    let images = |page: u8, image: &str| {
        format!(
            r#"{{"TotalCount":2,"PageNumber":{page},"PageSize":1,"Images":{{"Image":[{{"ImageId":"{image}"}}]}}}}"#
        )
    };
    [
        done(),
        status("Starting"),
        status("Running"),
        r#"{"RequestId":"1","VncUrl":"wss%3A%2F%2Fvnc.example%2F%3Fs%3Dx"}"#.to_owned(),
        r#"{"RequestId":"1","CommandId":"c-1","InvokeId":"t-1"}"#.to_owned(),
        invocation("Running", ""),
        invocation("Success", "up 2 minutes"),
        done(),
        status("Stopped"),
        done(),
        images(1, "m-1"),
        images(2, "m-2"),
    ]
}

fn emulator() -> (Emulator, Session) {
    let emulator = Emulator::builder().start().unwrap();
    for body in script() {
        emulator.inject(Fault::response(Response::new(body)), 1);
    }
    let keys = emulator.credentials();
    let credentials = Credentials::new(keys.access_key_id(), keys.access_key_secret());
    let session = Session::new(HmacSha1::new(credentials)).region(REGION_ID);
    let session = session.endpoint(emulator.endpoint()).unwrap();
    (emulator, session)
}

fn command() -> RunCommand {
    RunCommand::new(run_command::Required {
        region_id: REGION_ID.into(),
        type_: "RunShellScript".into(),
        command_content: "uptime".into(),
    })
    .instance_id([INSTANCE_ID])
}

fn tags() -> TagResources {
    TagResources::new(tag_resources::Required {
        region_id: REGION_ID.into(),
        resource_type: "instance".into(),
        resource_id: vec![INSTANCE_ID.into()],
        tag: vec![("env", "prod").into(), ("team", "ops").into()],
    })
}

fn images() -> DescribeImages {
    DescribeImages::new(REGION_ID).page_size(1)
}

/// Checks the results, and the requests that arrived at the server.
fn check(emulator: &Emulator, output: Option<&str>, images: &[String]) {
    assert_eq!(output, Some("up 2 minutes"));
    assert_eq!(images, ["m-1", "m-2"]);
    let requests = emulator.requests();
    let actions: Vec<&str> = requests
        .iter()
        .filter_map(|request| request.action())
        .collect();
    assert_eq!(
        actions,
        [
            "StartInstance",
            "DescribeInstanceStatus",
            "DescribeInstanceStatus",
            "DescribeInstanceVncUrl",
            "RunCommand",
            "DescribeInvocations",
            "DescribeInvocations",
            "StopInstance",
            "DescribeInstanceStatus",
            "TagResources",
            "DescribeImages",
            "DescribeImages",
        ]
    );
    let sent = |index: usize, name: &str| requests[index].parameter(name);
    assert!(sent(4, "ClientToken").is_some_and(|token| !token.is_empty()));
    assert_eq!(sent(4, "InstanceId.1"), Some(INSTANCE_ID));
    assert_eq!(sent(5, "InvokeId"), Some("t-1"));
    assert_eq!(sent(9, "ResourceId.1"), Some(INSTANCE_ID));
    assert_eq!(
        (sent(9, "Tag.2.Key"), sent(9, "Tag.2.Value")),
        (Some("team"), Some("ops"))
    );
    assert_eq!(sent(11, "PageNumber"), Some("2"));
}

#[test]
fn starts_opens_and_stops_an_instance_with_a_blocking_client() {
    let (emulator, session) = emulator();
    let client = blocking::Client::with_transport(session, alicloud_ureq::Ureq::default());
    client.send(&StartInstance::new(INSTANCE_ID)).unwrap();
    let running = instance_running(REGION_ID, INSTANCE_ID).interval(AT_ONCE);
    assert_eq!(client.wait(&running).unwrap().instance_id, INSTANCE_ID);
    let console = client
        .send(&OpenConsole::new(REGION_ID, INSTANCE_ID))
        .unwrap();
    assert!(console.url().contains("vnc.example"));
    let invoke_id = client.send(&command()).unwrap().invoke_id.unwrap();
    let finished = invocation_finished(REGION_ID, invoke_id).interval(AT_ONCE);
    let invocation = client.wait(&finished).unwrap();
    client.send(&StopInstance::new(INSTANCE_ID)).unwrap();
    let stopped = instance_stopped(REGION_ID, INSTANCE_ID).interval(AT_ONCE);
    client.wait(&stopped).unwrap();
    client.send(&tags()).unwrap();
    let images = client.pages(images()).items();
    let images: Vec<String> = images.map(|image| image.unwrap().image_id).collect();
    check(
        &emulator,
        invocation.invoke_instances[0].output.as_deref(),
        &images,
    );
}

#[test]
fn starts_opens_and_stops_an_instance_with_an_async_client() {
    let (emulator, session) = emulator();
    let runtime = Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let client = alicloud_reqwest::Client::new(session);
        client.send(&StartInstance::new(INSTANCE_ID)).await.unwrap();
        let running = instance_running(REGION_ID, INSTANCE_ID).interval(AT_ONCE);
        client.wait(&running).await.unwrap();
        let open = OpenConsole::new(REGION_ID, INSTANCE_ID);
        assert!(
            client
                .send(&open)
                .await
                .unwrap()
                .url()
                .contains("vnc.example")
        );
        let invoke_id = client.send(&command()).await.unwrap().invoke_id.unwrap();
        let finished = invocation_finished(REGION_ID, invoke_id).interval(AT_ONCE);
        let invocation = client.wait(&finished).await.unwrap();
        client.send(&StopInstance::new(INSTANCE_ID)).await.unwrap();
        let stopped = instance_stopped(REGION_ID, INSTANCE_ID).interval(AT_ONCE);
        client.wait(&stopped).await.unwrap();
        client.send(&tags()).await.unwrap();
        let mut pages = client.pages(images()).items();
        let mut images = Vec::new();
        while let Some(image) = pages.next().await {
            images.push(image.unwrap().image_id);
        }
        check(
            &emulator,
            invocation.invoke_instances[0].output.as_deref(),
            &images,
        );
    });
}
