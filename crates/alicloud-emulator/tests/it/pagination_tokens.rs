//! Pagination tokens of operations whose replies are made up.

use serde_json::{Value, json};

use crate::call::{Call, error, gateway, json, now};

fn disks() -> Call {
    Call::of("DescribeDisks", "cn-qingdao").with("MaxResults", "10")
}

fn page(call: &Call) -> Value {
    json(&gateway().answer(&call.get(), now()))
}

#[test]
fn a_token_of_the_real_service_requests_the_last_page() {
    let page = page(&disks().with("NextToken", "caeba0bbb2be03f84eb48b699f0a4883"));
    assert_eq!(page["NextToken"], "");
    let rest = page["TotalCount"].as_u64().unwrap() % 10;
    assert_eq!(
        page["Disks"]["Disk"].as_array().map(Vec::len),
        Some(rest as usize)
    );
}

#[test]
fn refuses_a_damaged_token() {
    let first = page(&disks());
    let token = first["NextToken"].as_str().unwrap();
    assert_eq!(page(&disks().with("NextToken", token))["Code"], json!(null));
    let encoded_twice = disks().with("NextToken", &token.replace('=', "%3D"));
    let (status, code, message) = error(&gateway().answer(&encoded_twice.get(), now()));
    assert_eq!((status, &*code), (400, "InvalidParameter"));
    assert!(message.contains("NextToken"), "{message}");
}
