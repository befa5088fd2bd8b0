//! Prints the console URL of an instance, and handles the error of an instance that isn't running.
//!
//! Run it with `cargo run -p ecs-console --example blocking -- i-bp1234567890`. Credentials and
//! region come from environment variables or from the vendor's profiles.

use std::{env, process::ExitCode, time::SystemTime};

use alicloud::blocking::{Client, Transport};
use alicloud_console::{Console, OpenConsole};
use alicloud_ecs::describe_instance_vnc_url::ErrorCode;

fn main() -> ExitCode {
    let Some(instance_id) = env::args().nth(1) else {
        eprintln!("usage: blocking INSTANCE_ID");
        return ExitCode::FAILURE;
    };
    match run(&instance_id) {
        Ok(Some(console)) => {
            let left = console.remaining(SystemTime::now()).as_secs();
            eprintln!("Open this URL within {left} seconds:");
            println!("{}", console.url());
            return ExitCode::SUCCESS;
        }
        Ok(None) => eprintln!("{instance_id} isn't running; start it first"),
        Err(error) => eprintln!("{}", error.report()),
    }
    ExitCode::FAILURE
}

fn run(instance_id: &str) -> Result<Option<Console>, alicloud::Error> {
    let client = alicloud_ureq::Client::new(alicloud_config::load()?);
    open(&client, instance_id)
}

/// Opens the console of an instance. Returns `None` if the instance isn't running.
pub(crate) fn open(
    client: &Client<impl Transport>,
    instance_id: &str,
) -> Result<Option<Console>, alicloud::Error> {
    // An empty region stands for the region of the session.
    let open = OpenConsole::new("", instance_id);
    match client.send(&open) {
        Ok(console) => Ok(Some(console)),
        Err(error) => match error.code_of(&open) {
            Some(ErrorCode::IncorrectInstanceStatus) => Ok(None),
            _ => Err(error),
        },
    }
}
