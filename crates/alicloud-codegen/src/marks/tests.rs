use serde_json::{Value, json};

use super::*;
use crate::Diagnostics;

/// Returns the marks in an operation with one parameter called `name`, which has this `schema`.
fn marked(name: &str, schema: &Value) -> Vec<String> {
    let parameters = json!([{ "name": name, "in": "query", "schema": schema }]);
    of_parameters(&parameters)
}

fn of_parameters(parameters: &Value) -> Vec<String> {
    let text = json!({ "apis": { "A": { "parameters": parameters } } }).to_string();
    let mut document = Document::parse(&text, &mut Diagnostics::new("f")).unwrap();
    let found = mark(&mut document);
    let again = mark(&mut document);
    assert_eq!(again, [], "a marked document gets no more marks");
    let marks = found.iter().map(|one| {
        let place = one.at.replace("/apis/A/parameters/", "");
        format!("{place} = {}", one.value)
    });
    marks.collect()
}

#[test]
fn marks_strings_as_json_if_the_example_is_a_list_or_an_object() {
    for (example, is_json) in [
        (r#"["i-1", "i-2"]"#, true),
        (r#" [ "i-1", "i-2", … "i-9" ] "#, true),
        ("[“i-1”, “i-2”]", true),
        (r#"[{"Port":80}]"#, true),
        (r#"{"Port":80}"#, true),
        ("[]", true),
        ("[int]", false),
        ("[i-1]", false),
        (r#"{\"Port\":80}"#, false),
        (r#"["i-1""#, false),
        ("i-1,i-2", false),
        ("", false),
    ] {
        let found = marked("Ids", &json!({ "type": "string", "example": example }));
        let expected = is_json.then(|| "0/schema/x-json = true".to_owned());
        assert_eq!(found, expected.into_iter().collect::<Vec<_>>(), "{example}");
    }
    let list = json!({ "type": "array", "example": "[\"i-1\"]" });
    assert_eq!(marked("Ids", &list), [""; 0]);
    let body =
        json!([{ "name": "B", "in": "body", "schema": { "type": "string", "example": "[]" } }]);
    assert_eq!(of_parameters(&body), [""; 0]);
}

#[test]
fn marks_client_tokens_as_idempotent_if_the_description_says_so() {
    for (name, description, is_idempotent) in [
        ("ClientToken", "用于保证请求的幂等性。", true),
        ("clientToken", "It makes the request Idempotent.", true),
        ("ClientToken", "A token.", false),
        ("ClientToken", "该接口不支持幂等。", false),
        ("NextToken", "用于保证请求的幂等性。", false),
    ] {
        let schema = json!({ "type": "string", "description": description });
        let found = marked(name, &schema);
        let expected = is_idempotent.then(|| "0/schema/x-idempotent = true".to_owned());
        assert_eq!(
            found,
            expected.into_iter().collect::<Vec<_>>(),
            "{description}"
        );
    }
}

#[test]
fn marks_strings_as_base64_unless_plain_text_is_offered() {
    let asked = json!({ "type": "string", "description": "需要以Base64方式编码，最多32 KB。" });
    assert_eq!(marked("UserData", &asked), ["0/schema/x-base64 = true"]);
    let inside = json!({ "type": "object", "properties": { "UserData": asked } });
    assert_eq!(
        marked("Launch", &inside),
        ["0/schema/properties/UserData/x-base64 = true"]
    );
    let given = json!({ "type": "string", "description": "Base64编码后的SAML断言。" });
    assert_eq!(marked("Assertion", &given), [""; 0]);
    let choice = json!([
        { "name": "Content", "in": "query", "schema": asked },
        { "name": "Encoding", "in": "query",
          "schema": { "type": "string", "enum": ["PlainText", "Base64"] } },
    ]);
    assert_eq!(of_parameters(&choice), [""; 0]);
}

#[test]
fn marks_the_first_page_or_contradictions_about_it() {
    let first = |schema: Value| marked("PageNumber", &schema);
    for (schema, mark) in [
        (json!({ "description": "起始值：1。" }), Some("1")),
        (json!({ "description": "页号，从 0 开始。" }), Some("0")),
        (
            json!({ "description": "The page. Pages start from 1." }),
            Some("1"),
        ),
        (
            json!({ "description": "起始值为**1**。", "default": "1" }),
            None,
        ),
        (
            json!({ "description": "起始值为1。", "default": "0" }),
            Some("\"unknown\""),
        ),
        (
            json!({ "description": "从0开始。", "minimum": "1" }),
            Some("\"unknown\""),
        ),
        (json!({ "example": "0" }), Some("\"unknown\"")),
        (json!({ "example": 0, "minimum": 1 }), None),
        (json!({ "example": "1" }), None),
        (json!({ "description": "从第12页开始" }), None),
    ] {
        let expected = mark.map(|mark| format!("0/schema/x-first-page = {mark}"));
        let expected: Vec<String> = expected.into_iter().collect();
        assert_eq!(first(schema.clone()), expected, "{schema}");
    }
    assert_eq!(marked("PageSize", &json!({ "example": "0" })), [""; 0]);
}

#[test]
fn adds_titled_values_to_enums() {
    let schema =
        json!({ "type": "string", "enum": ["b"], "enumValueTitles": { " a ": "A", "b": "B" } });
    assert_eq!(marked("X", &schema), [r#"0/schema/enum = ["b","a"]"#]);
    let numbers = json!({ "type": "integer", "enumValueTitles": { "1": "one", "01": "?" } });
    assert_eq!(marked("X", &numbers), [r#"0/schema/enum = [1,"01"]"#]);
    let inside = json!({ "type": "array", "items": { "type": "object", "properties": {
        "Y": { "type": "string", "enumValueTitles": { "y": "" } },
    } } });
    assert_eq!(
        marked("X", &inside),
        [r#"0/schema/items/properties/Y/enum = ["y"]"#]
    );
}

#[test]
fn marks_format_as_own_if_the_example_is_not_a_reply_format() {
    for (schema, is_own) in [
        (json!({ "type": "string", "example": "mp4" }), true),
        (json!({ "type": "string", "example": "JSON" }), false),
        (json!({ "type": "string", "example": "json or xml" }), false),
        (
            json!({ "type": "string", "example": "mp4", "enum": ["JSON", "XML"] }),
            false,
        ),
    ] {
        let expected = is_own.then(|| "0/schema/x-own = true".to_owned());
        let expected: Vec<String> = expected.into_iter().collect();
        assert_eq!(marked("Format", &schema), expected, "{schema}");
    }
}

#[test]
fn leaves_malformed_documents_unchanged() {
    for text in [
        "1",
        r#"{"apis":[]}"#,
        r#"{"apis":{"A":1}}"#,
        r#"{"apis":{"A":{"parameters":[1,{"schema":2},{"name":1,"in":2,"schema":{"enum":3,"properties":4}}],"responses":5}}}"#,
        r#"{"components":{"schemas":6}}"#,
    ] {
        let mut document = Document::parse(text, &mut Diagnostics::new("f")).unwrap();
        assert_eq!(mark(&mut document), [], "{text}");
        assert_eq!(document.root.to_string(), text);
    }
}
