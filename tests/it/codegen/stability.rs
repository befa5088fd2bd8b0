//! Tests that output is reproducible and that names are stable when a specification grows.

use alicloud_codegen::{Diagnostics, Document, Input, Output, Published, generate, names_json};
use alicloud_tests::golden::CASES;
use serde_json::{Map, Value, json};

const PARAMETERS: &str = include_str!("../../golden/parameters/spec.json");

fn output(specification: &str) -> Output {
    generate(&Input::new("f", specification)).unwrap()
}

fn names(specification: &str) -> Vec<String> {
    let output = output(specification);
    table(&output)
}

/// The lines of the name table.
fn table(output: &Output) -> Vec<String> {
    let table = names_json(&output.product, &output.names, "f");
    let lines = table.lines().skip_while(|line| !line.contains("\"names\""));
    lines
        .skip(1)
        .map(|line| line.trim_end_matches(',').to_owned())
        .collect()
}

#[test]
fn generated_files_are_reproducible() {
    for (_, case) in CASES {
        assert_eq!(output(case).files, output(case).files);
    }
}

#[test]
fn selecting_operations_does_not_change_their_names() {
    let whole = names(PARAMETERS);
    let wanted = ["SendForm".to_owned()];
    let output = generate(&Input::new("f", PARAMETERS).operations(&wanted)).unwrap();
    assert_eq!(output.product.operations.len(), 1);
    for line in table(&output) {
        assert!(whole.contains(&line), "{line}");
    }
}

#[test]
fn additions_rename_nothing() {
    for (_, case) in CASES {
        let mut grown: Value = serde_json::from_str(case).unwrap();
        grow(&mut grown);
        let old = output(case);
        let mut diagnostics = Diagnostics::new("names.json");
        let old_names = names_json(&old.product, &old.names, "f");
        let old_names = Document::parse(&old_names, &mut diagnostics).unwrap();
        let published = Published::read(&old_names, &mut diagnostics);
        assert_eq!(diagnostics.into_vec(), []);
        let grown = grown.to_string();
        let grown = generate(&Input::new("f", &grown).published(&published)).unwrap();
        let (old, grown) = (table(&old), table(&grown));
        assert!(grown.len() > old.len() + 10);
        for line in old {
            assert!(grown.contains(&line), "{line}");
        }
    }
}

/// Adds new elements before and after the existing elements of a specification.
fn grow(specification: &mut Value) {
    for api in specification["apis"].as_object_mut().unwrap().values_mut() {
        grow_objects(api);
        let new =
            |name: &str| json!({ "name": name, "in": "query", "schema": { "type": "string" } });
        let parameters = api["parameters"].as_array_mut().unwrap();
        parameters.insert(0, new("AddedFirst"));
        parameters.push(new("AddedLast"));
        let entry = json!({ "errorCode": "Added.Code", "errorMessage": "m" });
        match api.get_mut("errorCodes").and_then(Value::as_object_mut) {
            Some(codes) => codes
                .values_mut()
                .for_each(|list| list.as_array_mut().unwrap().insert(0, entry.clone())),
            None => api["errorCodes"] = json!({ "400": [entry] }),
        }
    }
    grow_objects(&mut specification["components"]);
    let api = json!({ "parameters": [], "responses": {} });
    for name in ["AddedOperation", "ZAddedOperation"] {
        around(specification["apis"].as_object_mut().unwrap(), name, &api);
    }
}

fn grow_objects(value: &mut Value) {
    match value {
        Value::Array(list) => list.iter_mut().for_each(grow_objects),
        Value::Object(map) => {
            map.values_mut().for_each(grow_objects);
            let schema = map.get("type").is_some_and(|kind| kind == "object");
            let fields = map.get_mut("properties").and_then(Value::as_object_mut);
            if let Some(fields) = fields.filter(|fields| schema && !fields.is_empty()) {
                let object = json!({ "type": "object", "properties": { "AddedInner": { "type": "string" } } });
                around(fields, "Added", &object);
            }
        }
        _ => {}
    }
}

/// Inserts `value` at the start and at the end of `map`.
fn around(map: &mut Map<String, Value>, name: &str, value: &Value) {
    let old = std::mem::take(map);
    map.insert(format!("{name}Before"), value.clone());
    map.extend(old);
    map.insert(format!("{name}After"), value.clone());
}
