//! Tests of the version increments that changes require.

use super::*;

/// Returns a specification whose operation has one parameter, one reply field and one error code.
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

/// Returns the specification with `value` at `pointer`.
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
fn requires_an_increment_for_every_kind_of_change() {
    use Bump::{Major, Minor, None};
    let text = json!({ "type": "string" });
    let parameter = json!({ "name": "B", "in": "query", "schema": text });
    let required =
        json!({ "name": "B", "in": "query", "schema": { "type": "string", "required": true } });
    let act = |key: &str| format!("/apis/Act/{key}");
    let schema = |key: &str| act(&format!("parameters/0/schema/{key}"));
    let reply = act("responses/200/schema/properties/B");
    let secret = act("responses/200/schema/properties/Password/x-secret");
    // Each row contains a JSON pointer, the new value, the increment for the change, and the
    // increment for the reverse change.
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
fn requires_the_greatest_increment_of_all_changes() {
    let old = operation();
    let mut new = with("/apis/B", json!({}));
    assert_eq!(Bump::of(&found(&old, &new)), Bump::Minor);
    new["apis"]["Act"]["parameters"] = json!([]);
    assert_eq!(Bump::of(&found(&old, &new)), Bump::Major);
    assert_eq!(Bump::of(&[]), Bump::None);
}
