//! Prints the console URLs of all running instances of a region, up to 16 calls at a time.
//!
//! Run it with `cargo run -p ecs-console --example many`. It prints each URL as soon as it arrives,
//! because a URL is valid for 15 seconds only. A failed call doesn't stop the other calls.

use std::{num::NonZeroUsize, process::ExitCode};

use alicloud::{Client, Transport};
use alicloud_console::{Console, OpenConsole};
use alicloud_ecs::DescribeInstances;

const CONCURRENCY: NonZeroUsize = NonZeroUsize::new(16).unwrap();

#[tokio::main]
async fn main() -> ExitCode {
    match run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{}", error.report());
            ExitCode::FAILURE
        }
    }
}

async fn run() -> Result<(), alicloud::Error> {
    let client = alicloud_reqwest::Client::new(alicloud_config::load()?);
    let failures = open_all(&client, |instance_id, console| {
        println!("{instance_id}\t{}", console.url());
    });
    for (instance_id, error) in failures.await? {
        eprintln!("{instance_id}: {error}");
    }
    Ok(())
}

/// Calls `opened` for each console as it arrives. Returns the instances whose calls failed.
pub(crate) async fn open_all(
    client: &Client<impl Transport + Sync>,
    mut opened: impl FnMut(&str, &Console),
) -> Result<Vec<(String, alicloud::Error)>, alicloud::Error> {
    let mut calls = Vec::new();
    let running = DescribeInstances::default().status(DescribeInstances::STATUS_RUNNING);
    let mut instances = client.pages(running).items();
    while let Some(instance) = instances.next().await {
        let instance = instance?;
        let windows = instance.os_type.as_deref() == Some("windows");
        calls.push(OpenConsole::new("", instance.instance_id).windows(windows));
    }

    let mut failures = Vec::new();
    let mut results = client.send_all(calls, CONCURRENCY);
    while let Some((open, result)) = results.next().await {
        match result {
            Ok(console) => opened(open.instance_id(), &console),
            Err(error) => failures.push((open.instance_id().to_owned(), error)),
        }
    }
    Ok(failures)
}
