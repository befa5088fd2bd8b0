//! A test of a program, whose server throttles before it answers. Nothing waits.

use std::{
    error::Error,
    time::{Duration, SystemTime},
};

use alicloud::{
    Anonymous, Session,
    blocking::{Client, Transport},
    http::StatusCode,
    testing::{Script, VirtualClock},
};
use alicloud_ecs::DescribeRegions;

/// What is tested.
fn count_regions(client: &Client<impl Transport>) -> Result<usize, alicloud::Error> {
    Ok(client.send(&DescribeRegions::new())?.regions.len())
}

fn main() -> Result<(), Box<dyn Error>> {
    let clock = VirtualClock::new(SystemTime::UNIX_EPOCH);
    let regions = r#"{"RequestId":"1450F2D7","Regions":{"Region":[
        {"RegionId":"cn-hangzhou","LocalName":"Hangzhou","RegionEndpoint":"ecs.aliyuncs.com"}]}}"#;
    let script = Script::new().clock(&clock).on(
        "DescribeRegions",
        Script::new()
            .error_document(
                StatusCode::BAD_REQUEST,
                "Throttling.User",
                "Too many calls.",
            )
            .error_document(
                StatusCode::BAD_REQUEST,
                "Throttling.User",
                "Too many calls.",
            )
            .reply(regions),
    );
    let session = clock.session(Session::new(Anonymous).endpoint("https://ecs.aliyuncs.com")?);
    let client = Client::with_transport(session, script.clone());
    assert_eq!(count_regions(&client)?, 1);
    assert_eq!(script.requests().len(), 3);
    let passed = clock.now().duration_since(SystemTime::UNIX_EPOCH)?;
    assert!(passed >= Duration::from_secs(2), "{passed:?}");
    Ok(())
}
