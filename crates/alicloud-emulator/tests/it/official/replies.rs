//! Replies to operations for which the vendor has samples.

use std::{fs, path::Path};

use alicloud_emulator::{EmulatorBuilder, Scenario};
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
    let replies: Map<String, Value> = list(&samples, "apis")
        .iter()
        .map(|api| {
            let action = api["name"].as_str().unwrap();
            let forms = list(&requests, "apis");
            let form = forms.iter().find(|form| form["name"] == action).unwrap();
            let replies = ["json", "xml"].map(|format| {
                let text = reply(&emulator, &requests["version"], form, format);
                json!({ "format": format, "text": text })
            });
            (action.to_owned(), json!(replies))
        })
        .collect();
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join("official-replies.json");
    fs::write(file, Value::from(replies).to_string()).unwrap();
}

/// The first successful reply to the requests of an operation.
fn reply(emulator: &EmulatorBuilder, version: &Value, form: &Value, format: &str) -> String {
    let action = form["name"].as_str().unwrap();
    let mut errors = Vec::new();
    // Some operations need a running instance, and others need a stopped instance.
    for instance in [Scenario::RUNNING_INSTANCE_ID, Scenario::STOPPED_INSTANCE_ID] {
        for case in list(form, "cases") {
            let mut case = case.clone();
            let query = case["query"].as_object_mut().unwrap();
            query.remove("DryRun");
            query.insert("Format".to_owned(), json!(format.to_uppercase()));
            if action == "ListTagResources" {
                // The call must name tags or resources, but the metadata requires neither.
                query.insert("ResourceId.1".to_owned(), json!(instance));
            }
            for (name, value) in query.iter_mut() {
                match name.split('.').next() {
                    Some("RegionId") => *value = json!(Scenario::REGION_ID),
                    Some("InstanceId" | "ResourceId") => *value = json!(instance),
                    Some("InstanceIds") => *value = json!(json!([instance]).to_string()),
                    _ => {}
                }
            }
            let response = emulator
                .gateway("localhost")
                .answer(&signed(version, form, &case), now());
            let text = String::from_utf8(response.body().to_vec()).unwrap();
            if response.status() == 200 {
                return text;
            }
            errors.push(text);
        }
    }
    panic!("{action}: {errors:#?}");
}
