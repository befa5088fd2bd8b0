//! Tests a program without a server: a script returns prepared replies, and pauses advance a
//! virtual clock.
//!
//! Run the test with `cargo test -p ecs-console --example mocked`, and the program with
//! `cargo run -p ecs-console --example mocked`.

use std::process::ExitCode;

use alicloud::blocking::{Client, Transport};
use alicloud_ecs::DescribeInstances;

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{}", error.report());
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), alicloud::Error> {
    let client = alicloud_ureq::Client::new(alicloud_config::load()?);
    for instance_id in running(&client)? {
        println!("{instance_id}");
    }
    Ok(())
}

/// The ids of the running instances, from all pages of the list.
pub(crate) fn running(client: &Client<impl Transport>) -> Result<Vec<String>, alicloud::Error> {
    let running = DescribeInstances::default().status(DescribeInstances::STATUS_RUNNING);
    let instances = client.pages(running).items();
    instances
        .map(|instance| Ok(instance?.instance_id))
        .collect()
}

#[cfg(test)]
mod tests {
    use std::{
        error::Error,
        time::{Duration, SystemTime},
    };

    use alicloud::{
        Anonymous, Session,
        http::StatusCode,
        testing::{Script, VirtualClock},
    };

    use super::*;

    #[test]
    fn reads_all_pages_although_the_server_throttles() -> Result<(), Box<dyn Error>> {
        let clock = VirtualClock::new(SystemTime::UNIX_EPOCH);
        let script = Script::new()
            .clock(&clock)
            .reply(r#"{"NextToken":"2","Instances":{"Instance":[{"InstanceId":"i-1"}]}}"#)
            .error_document(StatusCode::BAD_REQUEST, "Throttling.User", "Slow down.")
            .reply(r#"{"NextToken":"","Instances":{"Instance":[{"InstanceId":"i-2"}]}}"#);
        let session = clock.session(Session::new(Anonymous).region("cn-hangzhou"));
        let client = Client::with_transport(session, script.clone());

        assert_eq!(running(&client)?, ["i-1", "i-2"]);

        let requests = script.requests();
        assert_eq!(requests.len(), 3);
        assert_eq!(requests[0].parameter("Status").as_deref(), Some("Running"));
        assert_eq!(requests[2].parameter("NextToken").as_deref(), Some("2"));
        // The pause after the throttling passed on the virtual clock, so the test didn't wait.
        let passed = clock.now().duration_since(SystemTime::UNIX_EPOCH)?;
        assert!(passed >= Duration::from_secs(1), "{passed:?}");
        Ok(())
    }
}
