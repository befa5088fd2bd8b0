//! The examples in the workspace's specifications are replies that generated types read.

use std::{fs, path::Path, time::UNIX_EPOCH};

use alicloud::{KnownCode, Operation, Reply, error::DecodeProblem};
use alicloud_ecs::{DescribeInstanceVncUrl, describe_instance_vnc_url::ErrorCode};
use serde_json::Value;

/// The members `member` of the JSON and the XML example of an operation.
fn examples(specification: &str, operation: &str, member: &str) -> [String; 2] {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../api-specs");
    let text = fs::read_to_string(path.join(specification)).unwrap();
    let specification: Value = serde_json::from_str(&text).unwrap();
    let demo = specification["apis"][operation]["responseDemo"].as_str();
    let demo: Value = serde_json::from_str(demo.unwrap()).unwrap();
    ["json", "xml"].map(|format| {
        let mut entries = demo.as_array().unwrap().iter();
        let entry = entries.find(|entry| entry["type"] == format).unwrap();
        entry[member].as_str().unwrap().to_owned()
    })
}

fn reply(body: &str) -> Reply<'_> {
    Reply::new(body.as_bytes(), UNIX_EPOCH).unwrap()
}

#[test]
fn both_examples_of_a_reply_say_the_same() {
    for body in examples("ecs/2014-05-26.json", "DescribeInstanceVncUrl", "example") {
        let output = DescribeInstanceVncUrl::default()
            .read(reply(&body))
            .unwrap();
        assert_eq!(
            output.request_id.as_deref(),
            Some("1450F2D7-5435-4420-BBC9-49C514B0157E")
        );
        assert_eq!(
            output.vnc_url,
            "ws%3A%2F%2Fhz01-vncproxy.aliyun.com%2Fwebsockify%2F%3Fs%3DDvh%252FIA%252BYc73gWO48cBx2gBxUDVzaAnSKr74pq30mzqUYgeUMcB%252FbkNixDxdEA996"
        );
    }
}

#[test]
fn no_example_of_an_error_is_taken_for_a_reply() {
    let member = "errorExample";
    let examples = examples("ecs/2014-05-26.json", "DescribeInstanceVncUrl", member);
    for body in &examples {
        let error = DescribeInstanceVncUrl::default().read(reply(body));
        let problem = error.unwrap_err().problem().clone();
        assert_eq!(problem, DecodeProblem::ErrorDocument);
    }
    let error: Value = serde_json::from_str(&examples[0]).unwrap();
    assert_eq!(
        ErrorCode::from_code(error["Code"].as_str().unwrap()),
        Some(ErrorCode::InvalidInstanceIdNotFound)
    );
}
