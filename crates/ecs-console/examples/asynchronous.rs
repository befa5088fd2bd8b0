//! Prints the console URL of an instance from an async program, with the right keyboard for
//! Windows.
//!
//! Run it with `cargo run -p ecs-console --example asynchronous -- i-bp1234567890`. Credentials and
//! region come from environment variables or from the vendor's profiles.

use std::{env, process::ExitCode, time::Duration};

use alicloud::{Client, Transport};
use alicloud_console::{Console, OpenConsole, RunsWindows};

#[tokio::main]
async fn main() -> ExitCode {
    let Some(instance_id) = env::args().nth(1) else {
        eprintln!("usage: asynchronous INSTANCE_ID");
        return ExitCode::FAILURE;
    };
    match run(&instance_id).await {
        Ok(Some(console)) => {
            println!("{}", console.url());
            return ExitCode::SUCCESS;
        }
        Ok(None) => eprintln!("the instance doesn't exist, or you may not see it"),
        Err(error) => eprintln!("{}", error.report()),
    }
    ExitCode::FAILURE
}

async fn run(instance_id: &str) -> Result<Option<Console>, alicloud::Error> {
    // Each call ends after 10 seconds, with all its retries and pauses.
    let session = alicloud_config::load()?.call_timeout(Duration::from_secs(10));
    open(&alicloud_reqwest::Client::new(session), instance_id).await
}

/// Opens the console of an instance. Returns `None` if the region has no such instance.
pub(crate) async fn open(
    client: &Client<impl Transport>,
    instance_id: &str,
) -> Result<Option<Console>, alicloud::Error> {
    // The page has to know whether the instance runs Windows. This call comes first, because the
    // URL is valid for 15 seconds only.
    let mut answers = client.send(&RunsWindows::new("", [instance_id])).await?;
    let Some(windows) = answers.remove(instance_id).transpose()? else {
        return Ok(None);
    };
    let open = OpenConsole::new("", instance_id).windows(windows);
    client.send(&open).await.map(Some)
}
