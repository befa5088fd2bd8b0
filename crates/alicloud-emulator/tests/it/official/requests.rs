//! Requests as the vendor's SDKs write them.

use std::fmt::Write as _;

use alicloud_emulator::Gateway;
use http::Request;
use serde_json::{Value, json};

use super::{Product, list, mark::broken_mark, signed};
use crate::call::{error, now};

const PRODUCTS: [Product; 12] = [
    Product("adb/2021-12-01"),
    Product("aiccs/2019-10-15"),
    Product("alb/2020-06-16"),
    Product("bpstudio/2021-09-31"),
    Product::ECS,
    Product("emr/2021-03-20"),
    Product("mse/2019-05-31"),
    Product("nlb/2022-04-30"),
    Product("r-kvstore/2015-01-01"),
    Product("ros/2019-09-10"),
    Product("slb/2014-05-15"),
    Product("sts/2015-04-01"),
];

/// The requests that break a mark of their own specification: values are missing, masked or
/// repeated in the vendor's examples. The list must not grow. Its 44 entries break these marks:
///
/// | mark | entries |
/// |---|---|
/// | `maxItems` | 18 |
/// | `required` | 15 |
/// | `pattern` | 4 |
/// | `minimum` | 3 |
/// | `maximum` | 2 |
/// | `enum` | 1 |
/// | JSON, which only the description of the parameter demands | 1 |
const REFUSED: &str = include_str!("refused.json");

/// The number of listed requests. If one of them is accepted, lower this number.
const MOST_REFUSED: usize = 44;

#[test]
#[ignore = "needs the vendor's specifications and requests in ALICLOUD_CORPUS"]
fn refuses_only_requests_that_break_a_mark() {
    let mut listed: Vec<Value> = serde_json::from_str(REFUSED).unwrap();
    assert!(listed.len() <= MOST_REFUSED, "the list may only shrink");
    let mut new = String::new();
    let mut accepted = 0;
    for product in PRODUCTS {
        let refusals = refusals(product, &mut accepted);
        for refusal in refusals {
            match listed.iter().position(|other| *other == refusal) {
                Some(index) => drop(listed.remove(index)),
                None => writeln!(new, "{refusal}").unwrap(),
            }
        }
    }
    println!("accepted requests: {accepted}");
    assert!(new.is_empty(), "refused, but not listed:\n{new}");
    assert!(listed.is_empty(), "listed, but not refused: {listed:#?}");
}

/// The refused requests of a product, each with the mark that the request breaks.
fn refusals(product: Product, accepted: &mut usize) -> Vec<Value> {
    let specification: Value = serde_json::from_str(&product.specification()).unwrap();
    let requests = product.requests();
    let (strict, lenient) = (product.emulator(), product.emulator().lenient());
    let mut refusals = Vec::new();
    for api in list(&requests, "apis") {
        let action = api["name"].as_str().unwrap();
        for case in list(api, "cases") {
            let request = signed(&requests["version"], api, case);
            // A `ClientToken` may be used only once, so each request has its own gateway.
            let mut gateway = strict.gateway("localhost");
            let declared = &specification["apis"][action]["errorCodes"];
            let Some((code, message)) = refusal(&mut gateway, &request, declared) else {
                *accepted += 1;
                continue;
            };
            let name = case["case"].as_str().unwrap();
            let parameter = message.split('"').nth(1).unwrap_or_default();
            let broken = broken_mark(&specification, action, parameter, &case["value"]);
            let Some(broken) = broken else {
                panic!("{} {action} {name}: {code}: {message}", product.0);
            };
            let is_limit = broken.mark["description"].is_null();
            let mut entry = json!({
                "specification": product.0,
                "operation": action,
                "cases": [name],
                "parameter": parameter,
                "mark": broken.mark,
                "value": broken.value,
            });
            // Both requests of an operation are one entry, if the same parameter is refused.
            if let Some(other) = refusals.pop_if(|other| is_same(other, &entry)) {
                entry["cases"] = json!([other["cases"][0], name]);
            }
            refusals.push(entry);
            if code == "InvalidParameter" && is_limit {
                // A lenient emulator ignores limits, and nothing else may be invalid.
                let mut gateway = lenient.gateway("localhost");
                let again = refusal(&mut gateway, &request, declared);
                assert_eq!(again, None, "{} {action} {name}", product.0);
            }
        }
    }
    refusals
}

/// Whether two entries differ only in their cases.
fn is_same(one: &Value, other: &Value) -> bool {
    ["operation", "parameter", "mark", "value"]
        .iter()
        .all(|name| one[name] == other[name])
}

/// The code and the message of the error, if the gateway refuses the parameters of a request.
fn refusal(
    gateway: &mut Gateway,
    request: &Request<String>,
    declared: &Value,
) -> Option<(String, String)> {
    let response = gateway.answer(request, now());
    if response.status() == 200 {
        return None;
    }
    let (status, code, message) = error(&response);
    let of_status = declared[status.to_string()].as_array();
    let is_declared =
        of_status.is_some_and(|errors| errors.iter().any(|e| e["errorCode"] == *code));
    match &*code {
        "DryRunOperation" => None,
        "MissingParameter" | "InvalidParameter" => Some((code, message)),
        // The parameters are valid, but the instances of the vendor's examples don't exist.
        _ if is_declared => None,
        _ => Some((code, message)),
    }
}
