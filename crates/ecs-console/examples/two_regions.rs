//! Counts the instances of two regions over one client, which finds the host of each region.
//!
//! Run it with `cargo run -p ecs-console --example two_regions -- cn-hangzhou cn-qingdao`.

use std::{env, process::ExitCode};

use alicloud::blocking::{Client, Transport};
use alicloud_ecs::DescribeInstances;

fn main() -> ExitCode {
    let regions: Vec<String> = env::args().skip(1).collect();
    let [first, second] = regions.as_slice() else {
        eprintln!("usage: two_regions REGION_ID REGION_ID");
        return ExitCode::FAILURE;
    };
    match run([first, second]) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{}", error.report());
            ExitCode::FAILURE
        }
    }
}

fn run(regions: [&str; 2]) -> Result<(), alicloud::Error> {
    let client = alicloud_ureq::Client::new(alicloud_config::load()?);
    for (region_id, count) in count_instances(&client, regions)? {
        println!("{region_id}: {count} instances");
    }
    Ok(())
}

/// The number of instances in each region.
pub(crate) fn count_instances<'r>(
    client: &Client<impl Transport + Clone>,
    regions: [&'r str; 2],
) -> Result<Vec<(&'r str, usize)>, alicloud::Error> {
    let mut counts = Vec::new();
    for region_id in regions {
        // The clients of all regions share connections, credentials, retry budget and rate limits.
        let client = client.in_region(region_id);
        let mut count = 0;
        for instance in client.pages(DescribeInstances::default()).items() {
            instance?;
            count += 1;
        }
        counts.push((region_id, count));
    }
    Ok(counts)
}
