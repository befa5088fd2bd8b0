//! The examples that make calls.

use std::{sync::atomic::Ordering, time::Duration};

use alicloud::{
    Anonymous, Session, blocking::Client, http::StatusCode, testing::Script, waiter::WaitError,
};
use alicloud_console::OpenConsole;
use alicloud_emulator::{Emulator, Fault, Scenario};

use crate::{
    asynchronous, blocking, many, mocked,
    own_transport::Counting,
    running::{self, assert_opens, calls, parameter, session},
    two_regions, waiting,
};

#[test]
fn blocking_tells_stopped_instances_from_other_errors() {
    let emulator = Emulator::start().unwrap();
    let client = running::blocking(&emulator);
    let open = |instance_id| blocking::open(&client, instance_id);

    let console = open(Scenario::RUNNING_INSTANCE_ID).unwrap().unwrap();
    assert_opens(&emulator, console.url());
    assert_eq!(parameter(console.url(), "instanceId"), "i-emulator-running");

    assert!(open(Scenario::STOPPED_INSTANCE_ID).unwrap().is_none());
    assert!(open("i-gone").unwrap_err().is_not_found());
    assert_eq!(calls(&emulator), [0, 3]);
    for request in emulator.requests() {
        assert_eq!(request.parameter("RegionId"), Some(Scenario::REGION_ID));
    }
}

#[tokio::test]
async fn asynchronous_asks_for_the_operating_system_first() {
    let emulator = Emulator::start().unwrap();
    let client = running::asynchronous(&emulator);
    for (instance_id, windows) in [
        (Scenario::RUNNING_INSTANCE_ID, "false"),
        (Scenario::WINDOWS_INSTANCE_ID, "true"),
    ] {
        let console = asynchronous::open(&client, instance_id).await.unwrap();
        let console = console.unwrap();
        assert_opens(&emulator, console.url());
        assert_eq!(parameter(console.url(), "isWindows"), windows);
    }
    assert_eq!(calls(&emulator), [2, 2]);

    let unknown = asynchronous::open(&client, "i-gone").await.unwrap();
    assert_eq!(unknown, None);
    assert_eq!(calls(&emulator), [3, 2]);
}

#[test]
fn mocked_lists_running_instances_of_the_emulator() {
    let emulator = Emulator::start().unwrap();
    let client = running::blocking(&emulator).in_region(Scenario::PAGED_REGION_ID);
    let instances = mocked::running(&client).unwrap();
    // Every fifth of 25 is stopped.
    assert_eq!(instances.len(), 20);
    assert!(instances.contains(&"i-emulator-page-24".to_owned()));
    assert!(!instances.contains(&"i-emulator-page-25".to_owned()));
}

#[test]
fn own_transport_counts_requests_and_bytes() {
    let emulator = Emulator::start().unwrap();
    let counting = Counting::default();
    let client = Client::with_transport(session(&emulator), counting.clone());
    let open = OpenConsole::new("", Scenario::RUNNING_INSTANCE_ID);
    for requests in 1..=2 {
        let console = client.send(&open).unwrap();
        assert_opens(&emulator, console.url());
        assert_eq!(counting.requests.load(Ordering::Relaxed), requests);
        // The reply holds the terminal's URL and the request id.
        let bytes = counting.bytes.load(Ordering::Relaxed);
        assert!((100 * requests..400 * requests).contains(&bytes), "{bytes}");
    }
}

#[tokio::test]
async fn many_opens_running_instances_and_lists_failures() {
    let emulator = Emulator::start().unwrap();
    let client = running::asynchronous(&emulator).in_region(Scenario::PAGED_REGION_ID);
    let mut opened = Vec::new();
    let failures = many::open_all(&client, |instance_id, console| {
        assert_opens(&emulator, console.url());
        assert_eq!(parameter(console.url(), "instanceId"), instance_id);
        opened.push(instance_id.to_owned());
    });
    assert!(failures.await.unwrap().is_empty());
    opened.sort();
    opened.dedup();
    assert_eq!(opened.len(), 20);

    // The list succeeds, and the first two console calls fail.
    let [pages, _] = calls(&emulator);
    emulator.inject(Fault::delay(Duration::ZERO), pages.try_into().unwrap());
    let stopped = Fault::error(StatusCode::FORBIDDEN, "IncorrectInstanceStatus", "Stopped.");
    emulator.inject(stopped, 2);
    let mut opened = 0;
    let failures = many::open_all(&client, |_, _| opened += 1).await.unwrap();
    assert_eq!((opened, failures.len()), (18, 2));
    for (_, error) in failures {
        assert_eq!(error.api().unwrap().code(), "IncorrectInstanceStatus");
    }
}

#[test]
fn two_regions_are_counted_over_one_client() {
    let emulator = Emulator::start().unwrap();
    let client = running::blocking(&emulator);
    let regions = [Scenario::PAGED_REGION_ID, Scenario::REGION_ID];
    let counts = two_regions::count_instances(&client, regions).unwrap();
    assert_eq!(counts, [("cn-hangzhou", 25), ("cn-qingdao", 5)]);
}

#[test]
fn two_regions_are_called_at_their_own_hosts() {
    let reply = r#"{"RequestId":"1","TotalCount":0,"Instances":{"Instance":[]}}"#;
    let script = Script::new().reply(reply).reply(reply);
    let client = Client::with_transport(Session::new(Anonymous), script.clone());
    two_regions::count_instances(&client, ["cn-hangzhou", "us-west-1"]).unwrap();
    let requests = script.requests();
    let hosts = requests.iter().map(|request| request.endpoint().host());
    assert_eq!(
        hosts.collect::<Vec<_>>(),
        ["ecs-cn-hangzhou.aliyuncs.com", "ecs.us-west-1.aliyuncs.com"]
    );
}

#[test]
fn waiting_calls_until_the_instance_is_ready() {
    let emulator = Emulator::start().unwrap();
    let client = running::blocking(&emulator);
    let limits = [Duration::from_millis(10), Duration::from_secs(60)];
    let open = |instance_id, [interval, limit]: [Duration; 2]| {
        waiting::open_when_ready(&client, instance_id, interval, limit)
    };

    let creating = Fault::error(StatusCode::FORBIDDEN, "InstanceNotReady", "Not ready.");
    emulator.inject(creating, 2);
    let console = open(Scenario::RUNNING_INSTANCE_ID, limits).unwrap();
    assert_opens(&emulator, console.url());
    assert_eq!(calls(&emulator), [0, 3]);

    let short = limits.map(|limit| limit.min(Duration::from_millis(50)));
    let error = open(Scenario::CREATING_INSTANCE_ID, short).unwrap_err();
    assert!(matches!(error, WaitError::TimedOut { .. }), "{error:?}");
    let error = open("i-gone", limits).unwrap_err();
    assert!(
        matches!(&error, WaitError::Call(error) if error.is_not_found()),
        "{error:?}"
    );
}
