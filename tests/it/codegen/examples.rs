//! Tests that generated types read the examples of the vendor's reference.

use std::time::UNIX_EPOCH;

use alicloud::{KnownCode, Operation, Reply, error::DecodeProblem};
use alicloud_ecs::{DescribeInstanceVncUrl, describe_instance_vnc_url::ErrorCode};
use serde_json::Value;

/// The example reply of the vendor's reference in JSON and XML.
const REPLIES: [&str; 2] = [
    r#"{"RequestId":"1450F2D7-5435-4420-BBC9-49C514B0157E",
        "VncUrl":"ws%3A%2F%2Fhz01-vncproxy.aliyun.com%2Fwebsockify%2F%3Fs%3DDvh%252FIA%252BYc73gWO48cBx2gBxUDVzaAnSKr74pq30mzqUYgeUMcB%252FbkNixDxdEA996"}"#,
    "<DescribeInstanceVncUrlResponse>
       <RequestId>1450F2D7-5435-4420-BBC9-49C514B0157E</RequestId>
       <VncUrl>ws%3A%2F%2Fhz01-vncproxy.aliyun.com%2Fwebsockify%2F%3Fs%3DDvh%252FIA%252BYc73gWO48cBx2gBxUDVzaAnSKr74pq30mzqUYgeUMcB%252FbkNixDxdEA996</VncUrl>
     </DescribeInstanceVncUrlResponse>",
];

/// An error of the operation in JSON and XML.
const ERRORS: [&str; 2] = [
    r#"{"RequestId":"1450F2D7-5435-4420-BBC9-49C514B0157E","HostId":"ecs.aliyuncs.com",
        "Code":"InvalidInstanceId.NotFound","Message":"The specified InstanceId does not exist."}"#,
    "<Error>
       <RequestId>1450F2D7-5435-4420-BBC9-49C514B0157E</RequestId>
       <HostId>ecs.aliyuncs.com</HostId>
       <Code>InvalidInstanceId.NotFound</Code>
       <Message>The specified InstanceId does not exist.</Message>
     </Error>",
];

fn reply(body: &str) -> Reply<'_> {
    Reply::new(body.as_bytes(), UNIX_EPOCH).unwrap()
}

#[test]
fn reads_the_same_reply_from_both_examples() {
    for body in REPLIES {
        let output = DescribeInstanceVncUrl::default().read(reply(body)).unwrap();
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
fn an_error_document_is_not_read_as_a_reply() {
    for body in ERRORS {
        let error = DescribeInstanceVncUrl::default().read(reply(body));
        let problem = error.unwrap_err().problem().clone();
        assert_eq!(problem, DecodeProblem::ErrorDocument);
    }
    let error: Value = serde_json::from_str(ERRORS[0]).unwrap();
    assert_eq!(
        ErrorCode::from_code(error["Code"].as_str().unwrap()),
        Some(ErrorCode::InvalidInstanceIdNotFound)
    );
}
