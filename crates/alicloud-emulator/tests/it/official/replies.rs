//! Replies to operations for which the vendor has samples.

use std::{fs, path::Path};

use serde_json::{Map, Value, json};

use super::{Product, list, signed};
use crate::call::now;

/// Writes the replies to `official-replies.json` in cargo's directory for test files. The script
/// `.ci/reply_shapes.py` compares them with the samples.
#[test]
#[ignore = "needs the vendor's specifications, requests and samples in ALICLOUD_CORPUS"]
fn writes_the_replies_of_operations_with_samples() {
    let (requests, samples) = (Product::ECS.requests(), Product::ECS.samples());
    let emulator = Product::ECS.emulator().lenient();
    let mut replies = Map::new();
    for api in list(&samples, "apis") {
        let action = &api["name"];
        let mut of_operation = Vec::new();
        for sample in list(api, "samples") {
            if sample["source"] != "example" {
                continue;
            }
            let form = list(&requests, "apis")
                .iter()
                .find(|form| form["name"] == *action)
                .unwrap();
            let mut case = list(form, "cases")[0].clone();
            case["query"]["Format"] = json!(sample["format"].as_str().unwrap().to_uppercase());
            let request = signed(&requests["version"], form, &case);
            let response = emulator.gateway("localhost").answer(&request, now());
            let text = String::from_utf8(response.body().to_vec()).unwrap();
            of_operation.push(json!({
                "format": sample["format"],
                "status": response.status().as_u16(),
                "text": text,
            }));
        }
        if !of_operation.is_empty() {
            replies.insert(action.as_str().unwrap().to_owned(), of_operation.into());
        }
    }
    assert!(replies.len() >= 275, "{}", replies.len());
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join("official-replies.json");
    fs::write(file, Value::from(replies).to_string()).unwrap();
}
