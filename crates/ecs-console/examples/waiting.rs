//! Waits until the console of a new instance can be opened. While the instance is being created,
//! the API refuses the call with `InstanceNotReady`.
//!
//! Run it with `cargo run -p ecs-console --example waiting -- i-bp1234567890`. To wait for a state,
//! such as `Running` after `StartInstance`, use the waiters in `alicloud_ecs::waiters`.

use std::{env, process::ExitCode, time::Duration};

use alicloud::{
    blocking::{Client, Transport},
    error::chain,
    waiter::{Progress, WaitError, Waiter},
};
use alicloud_console::{Console, OpenConsole};
use alicloud_ecs::describe_instance_vnc_url::ErrorCode;

fn main() -> ExitCode {
    let Some(instance_id) = env::args().nth(1) else {
        eprintln!("usage: waiting INSTANCE_ID");
        return ExitCode::FAILURE;
    };
    match run(&instance_id) {
        Ok(console) => {
            println!("{}", console.url());
            return ExitCode::SUCCESS;
        }
        Err(WaitError::Call(error)) => eprintln!("{}", error.report()),
        Err(error) => eprintln!("{}", chain(&error)),
    }
    ExitCode::FAILURE
}

fn run(instance_id: &str) -> Result<Console, WaitError> {
    let session = alicloud_config::load().map_err(|error| WaitError::Call(error.into()))?;
    let client = alicloud_ureq::Client::new(session);
    let (interval, limit) = (Duration::from_secs(3), Duration::from_secs(120));
    open_when_ready(&client, instance_id, interval, limit)
}

/// Opens the console of an instance. Calls every `interval` while the instance is being created,
/// for at most `limit`. Any other error ends the wait.
pub(crate) fn open_when_ready(
    client: &Client<impl Transport>,
    instance_id: &str,
    interval: Duration,
    limit: Duration,
) -> Result<Console, WaitError> {
    let open = OpenConsole::new("", instance_id);
    let ready = Waiter::new(open, Progress::Reached)
        .pending_on(|error| error.known() == Some(ErrorCode::InstanceNotReady))
        .interval(interval)
        .limit(limit);
    client.wait(&ready)
}
