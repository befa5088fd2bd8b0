//! The part of the version number that each kind of change asks for.

use super::*;

/// An operation with one parameter, one reply field and one error code.
fn operation() -> Value {
    let schema = json!({ "type": "string", "enum": ["x", "y"], "maxLength": 9, "default": "x" });
    let mut spec = spec(
        json!([{ "name": "A", "in": "query", "schema": schema }]),
        json!({ "Password": { "type": "string" } }),
    );
    let act = &mut spec["apis"]["Act"];
    act["methods"] = json!(["get", "post"]);
    act["errorCodes"] = json!({ "400": [{ "errorCode": "Bad", "errorMessage": "m" }] });
    spec
}

/// The operation with `value` at `pointer`.
fn with(pointer: &str, value: Value) -> Value {
    let mut spec = operation();
    let (parent, key) = pointer.rsplit_once('/').unwrap();
    match spec.pointer_mut(parent).unwrap() {
        Value::Array(items) => items.push(value),
        parent => parent[key] = value,
    }
    spec
}

#[test]
fn every_kind_of_change_asks_for_its_part_of_the_version() {
    use Bump::{Major, Minor, None};
    let text = json!({ "type": "string" });
    let parameter = json!({ "name": "B", "in": "query", "schema": text });
    let required =
        json!({ "name": "B", "in": "query", "schema": { "type": "string", "required": true } });
    let act = |key: &str| format!("/apis/Act/{key}");
    let schema = |key: &str| act(&format!("parameters/0/schema/{key}"));
    let reply = act("responses/200/schema/properties/B");
    let secret = act("responses/200/schema/properties/Password/x-secret");
    // What is there instead, and the bumps of the change and of its reverse.
    for (pointer, value, there, back) in [
        ("/apis/B".to_owned(), json!({}), Minor, Major),
        (act("parameters/-"), parameter, Minor, Major),
        (act("parameters/-"), required, Major, Major),
        (reply, text, Minor, Major),
        (schema("type"), "integer".into(), Major, Major),
        (schema("enum"), json!(["x", "y", "z"]), Minor, Major),
        (schema("maxLength"), 10.into(), None, Major),
        (schema("default"), "y".into(), Major, Major),
        (schema("deprecated"), true.into(), Minor, Minor),
        (schema("description"), "d".into(), None, None),
        (secret, true.into(), None, None),
        (act("methods"), json!(["post"]), Major, Minor),
        (act("x-reads"), true.into(), Major, Major),
        (act("x-read-timeout-seconds"), 9.into(), Minor, Minor),
        (act("deprecated"), true.into(), Minor, Minor),
        (
            act("systemTags"),
            json!({ "chargeType": "paid" }),
            None,
            None,
        ),
        (
            act("errorCodes/403"),
            json!([{ "errorCode": "Bad", "errorMessage": "m" }]),
            None,
            None,
        ),
        (
            act("errorCodes/403"),
            json!([{ "errorCode": "Worse", "errorMessage": "m" }]),
            Minor,
            Major,
        ),
        (
            "/endpoints".to_owned(),
            json!([{ "regionId": "r", "endpoint": "r.example" }]),
            Minor,
            Major,
        ),
    ] {
        let (old, new) = (operation(), with(&pointer, value));
        let [forth, reverse] = [found(&old, &new), found(&new, &old)];
        assert_eq!(Bump::of(&forth), there, "{pointer}: {forth:#?}");
        assert_eq!(Bump::of(&reverse), back, "{pointer} back: {reverse:#?}");
    }
}

#[test]
fn the_greatest_of_all_changes_counts() {
    let old = operation();
    let mut new = with("/apis/B", json!({}));
    assert_eq!(Bump::of(&found(&old, &new)), Bump::Minor);
    new["apis"]["Act"]["parameters"] = json!([]);
    assert_eq!(Bump::of(&found(&old, &new)), Bump::Major);
    assert_eq!(Bump::of(&[]), Bump::None);
}
