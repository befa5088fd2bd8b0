//! Tests which states the waiters of ECS accept as success or failure.

use std::time::{Duration, SystemTime};

use alicloud::{
    Anonymous, Operation, Session, blocking,
    testing::{Script, VirtualClock},
    waiter::{Progress, WaitError, Waiter},
};
use alicloud_ecs::waiters::{
    disk_available, image_available, instance_running, instance_stopped, invocation_finished,
};

/// Waits with these replies, checks that all replies are used, and returns the result.
fn wait<O: Operation, T>(
    waiter: &Waiter<O, impl Fn(O::Output) -> Progress<T>>,
    replies: &[String],
) -> Result<T, WaitError> {
    let clock = VirtualClock::new(SystemTime::UNIX_EPOCH);
    let script = replies
        .iter()
        .fold(Script::new(), |script, reply| script.reply(reply.clone()));
    let session = Session::new(Anonymous).endpoint("https://ecs.aliyuncs.com");
    let session = clock.session(session.unwrap());
    let client = blocking::Client::with_transport(session, script.clone().clock(&clock));
    let outcome = client.wait(waiter);
    let asked = script.requests().len();
    assert_eq!(asked, replies.len());
    outcome
}

fn list(outer: &str, inner: &str, items: &str) -> String {
    format!(r#"{{"RequestId":"1","{outer}":{{"{inner}":[{items}]}}}}"#)
}

fn status(status: &str) -> String {
    let item = format!(r#"{{"InstanceId":"i-1","Status":"{status}"}}"#);
    list("InstanceStatuses", "InstanceStatus", &item)
}

#[test]
fn waits_for_an_instance_through_all_other_states() {
    let others = ["Pending", "Stopped", "Stopping", "Starting"];
    let none = list("InstanceStatuses", "InstanceStatus", "");
    let other = status("Running").replace("i-1", "i-2");
    let mut replies = vec![none, other];
    replies.extend(others.map(status));
    replies.push(status("Running"));
    let running = wait(&instance_running("cn-hangzhou", "i-1"), &replies).unwrap();
    assert_eq!(running.instance_id, "i-1");
    let replies = ["Running", "Stopping", "Stopped"].map(status);
    assert!(wait(&instance_stopped("cn-hangzhou", "i-1"), &replies).is_ok());
    let waiter = instance_stopped("cn-hangzhou", "i-1").limit(Duration::from_secs(4));
    let error = wait(&waiter, &[status("Running")]).unwrap_err();
    assert!(matches!(error, WaitError::TimedOut { .. }), "{error}");
}

#[test]
fn waits_until_a_disk_is_available() {
    let disk = |status: &str| {
        list(
            "Disks",
            "Disk",
            &format!(r#"{{"DiskId":"d-1","Status":"{status}"}}"#),
        )
    };
    let replies = [
        list("Disks", "Disk", ""),
        disk("Creating"),
        disk("Available"),
    ];
    let found = wait(&disk_available("cn-hangzhou", "d-1"), &replies).unwrap();
    assert_eq!(found.disk_id, "d-1");
}

#[test]
fn a_failed_image_ends_the_wait() {
    let image = |status: &str| {
        list(
            "Images",
            "Image",
            &format!(r#"{{"ImageId":"m-1","Status":"{status}"}}"#),
        )
    };
    let waiter = image_available("cn-hangzhou", "m-1");
    let creating = [
        list("Images", "Image", ""),
        image("Waiting"),
        image("Creating"),
    ];
    let with = |last: &str| [&creating[..], &[image(last)]].concat();
    assert_eq!(wait(&waiter, &with("Available")).unwrap().image_id, "m-1");
    let error = wait(&waiter, &with("CreateFailed")).unwrap_err();
    assert_eq!(
        error.to_string(),
        "the state can't be reached: the image m-1 could not be created"
    );
}

#[test]
fn the_error_of_a_failed_command_lists_the_instances() {
    let invocation = |status: &str, instances: &str| {
        let item = format!(
            r#"{{"InvokeId":"t-1","InvocationStatus":"{status}","InvokeInstances":{{"InvokeInstance":[{instances}]}}}}"#
        );
        list("Invocations", "Invocation", &item)
    };
    let waiter = invocation_finished("cn-hangzhou", "t-1");
    let on = |instance: &str, status: &str, more: &str| {
        format!(r#"{{"InstanceId":"{instance}","InvocationStatus":"{status}"{more}}}"#)
    };
    let fine = on("i-1", "Success", r#","ExitCode":0,"Output":"done""#);
    let pending = list("Invocations", "Invocation", "");
    let replies = [
        pending,
        invocation("Pending", ""),
        invocation("Running", ""),
        invocation("Success", &fine),
    ];
    let reached = wait(&waiter, &replies).unwrap();
    assert_eq!(reached.invoke_instances[0].output.as_deref(), Some("done"));

    let failed = on("i-2", "Failed", r#","ExitCode":3,"ErrorCode":"""#);
    let gone = on("i-3", "Error", r#","ErrorCode":"InstanceNotRunning""#);
    let all = [fine, failed, gone].join(",");
    for (status, instances, reason) in [
        (
            "PartialFailed",
            all.as_str(),
            "the command ended with status PartialFailed: i-2 Failed with exit code 3, i-3 Error (InstanceNotRunning)",
        ),
        ("Stopped", "", "the command ended with status Stopped"),
        ("Unheard", "", "the command ended with status Unheard"),
    ] {
        let error = wait(&waiter, &[invocation(status, instances)]).unwrap_err();
        assert!(
            matches!(&error, WaitError::Failed { reason: found } if found == reason),
            "{error}"
        );
    }
}
