use super::*;

const SPECIFICATION: &str = r#"{
    "info": { "style": "RPC", "product": "P", "version": "1" },
    "directories": [{ "id": 7, "children": ["A"] }],
    "apis": { "A": {
        "parameters": [
            { "name": "Tag", "in": "query", "schema": { "type": "array", "items": {
                "type": "object", "properties": { "Key": { "type": "string" } } } } },
            { "name": "X/Y", "in": "query", "schema": { "type": "string" } }
        ],
        "responses": { "200": { "schema": { "type": "object", "properties": {
            "Acts": { "type": "array", "items": { "type": "object", "properties": {
                "Id": { "type": "string" } } } } } } } },
        "errorCodes": { "400": ["Bad", "Worse"], "404": ["Bad"] }
    } }
}"#;

/// The specification with `texts` put in, and what was wrong with them.
fn put(texts: &str) -> (Value, Vec<String>) {
    let mut diagnostics = Diagnostics::new("texts.json");
    let texts = Document::parse(texts, &mut diagnostics).unwrap();
    let texts = Texts::read(&texts, &mut diagnostics);
    let mut document = Document::parse(SPECIFICATION, &mut diagnostics).unwrap();
    texts.put(&mut document, &mut diagnostics);
    let found = diagnostics.into_vec();
    (
        document.root,
        found.iter().map(ToString::to_string).collect(),
    )
}

#[test]
fn texts_go_where_the_vendor_would_have_them() {
    let (root, lines) = put(
        r#"{ "features": { "7": "acts" }, "default": ["acts"], "operations": { "A": {
            "title": "T", "summary": "S", "description": "D",
            "parameters": { "Tag": "Tags.", "Tag/Key": { "description": "Key.", "example": "k" },
                            "X/Y": { "values": { "on": "lit" } } },
            "reply": { "Acts/Id": "The id." },
            "errors": { "Bad": { "message": "m", "description": "d" } } } } }"#,
    );
    assert_eq!(lines, [""; 0]);
    assert_eq!(root["x-features"], json!({ "7": "acts" }));
    assert_eq!(root["x-default-features"], json!(["acts"]));
    let api = &root["apis"]["A"];
    assert_eq!(
        [&api["title"], &api["summary"], &api["description"]],
        ["T", "S", "D"]
    );
    let tag = &api["parameters"][0]["schema"];
    assert_eq!(tag["description"], "Tags.");
    assert_eq!(tag["items"]["properties"]["Key"]["example"], "k");
    assert_eq!(
        api["parameters"][1]["schema"]["enumValueTitles"],
        json!({ "on": "lit" })
    );
    let acts = &api["responses"]["200"]["schema"]["properties"]["Acts"];
    assert_eq!(acts["items"]["properties"]["Id"]["description"], "The id.");
    let bad = json!({ "errorCode": "Bad", "errorMessage": "m", "description": "d" });
    assert_eq!(api["errorCodes"]["400"][0], bad);
    assert_eq!(api["errorCodes"]["404"][0], bad);
}

#[test]
fn odd_names_and_ids_are_found() {
    let specification = r#"{
        "directories": [{ "title": "x", "children": [{ "id": " 7 ", "children": ["A"] }] }],
        "apis": { "A": {
            "responses": { "200": { "schema": { "properties": {
                "x/y": { "properties": { "x": { "type": "string" } } }, "x": { "type": "string" } } } } },
            "errorCodes": { "400": [{ "errorCode": 5 }] } } } }"#;
    let mut diagnostics = Diagnostics::new("texts.json");
    let texts = r#"{ "features": { "7": "f" }, "operations": { "A": {
        "reply": { "x/y": "One.", "x/y/x": "Two.", "x": "Three." }, "errors": { "5": "Four." } } } }"#;
    let texts = Document::parse(texts, &mut diagnostics).unwrap();
    let texts = Texts::read(&texts, &mut diagnostics);
    let mut document = Document::parse(specification, &mut diagnostics).unwrap();
    texts.put(&mut document, &mut diagnostics);
    assert_eq!(diagnostics.into_vec(), []);
    let api = &document.root["apis"]["A"];
    let fields = &api["responses"]["200"]["schema"]["properties"];
    assert_eq!(fields["x/y"]["description"], "One.");
    assert_eq!(fields["x/y"]["properties"]["x"]["description"], "Two.");
    assert_eq!(fields["x"]["description"], "Three.");
    assert_eq!(api["errorCodes"]["400"][0]["description"], "Four.");
}

#[test]
fn a_value_that_is_not_listed_is_an_error() {
    let specification = SPECIFICATION.replace(
        r#""Id": { "type": "string" }"#,
        r#""Id": { "type": "array", "items": { "enum": ["a", 1] } }"#,
    );
    let mut diagnostics = Diagnostics::new("texts.json");
    let texts = r#"{ "operations": { "A": { "reply": { "Acts/Id": { "values": { "1": "", "b": "" } } } } } }"#;
    let texts = Document::parse(texts, &mut diagnostics).unwrap();
    let texts = Texts::read(&texts, &mut diagnostics);
    let mut document = Document::parse(&specification, &mut diagnostics).unwrap();
    texts.put(&mut document, &mut diagnostics);
    let lines: Vec<String> = diagnostics
        .into_vec()
        .iter()
        .map(ToString::to_string)
        .collect();
    assert_eq!(
        lines,
        [
            "texts.json: /operations/A/reply/Acts~1Id: documents `b`, which is none of the values in `enum`"
        ]
    );
}

#[test]
fn a_text_for_nothing_is_an_error() {
    let (_, lines) = put(
        r#"{ "features": { "8": "x" }, "default": ["y"], "operations": {
            "B": {},
            "A": { "parameters": { "Tag/Value": "", "Y": "" }, "reply": { "Acts/Name": "" },
                   "errors": { "Best": {} } } } }"#,
    );
    assert_eq!(
        lines,
        [
            "texts.json: /default/0: is \"y\", which is none of `features`",
            "texts.json: /features/8: is for the directory `8`, which the specification doesn't have; there is 7",
            "texts.json: /operations/B: is for the operation `B`, which the specification doesn't have; there is A",
            "texts.json: /operations/A/parameters/Tag~1Value: is for the parameter `Tag/Value`, which the specification doesn't have; there is Tag, Tag/Key, X/Y",
            "texts.json: /operations/A/parameters/Y: is for the parameter `Y`, which the specification doesn't have; there is Tag, Tag/Key, X/Y",
            "texts.json: /operations/A/reply/Acts~1Name: is for the field `Acts/Name`, which the specification doesn't have; there is Acts/Id, Acts",
            "texts.json: /operations/A/errors/Best: is for the error code `Best`, which the specification doesn't have; there is Bad, Worse, Bad",
        ]
    );
}

#[test]
fn what_is_malformed_is_an_error_with_its_place() {
    let (_, lines) = put(
        r#"{ "feature": {}, "features": { "7": 1 }, "operations": { "A": {
            "title": 2, "parameters": { "Tag": 3, "X/Y": { "message": "m" } } }, "B": 4 } }"#,
    );
    assert_eq!(
        lines,
        [
            "texts.json: /feature: warning: is not part of the format and was passed over; known here: features, default, operations",
            "texts.json: /features/7: is a number; it must be a string",
            "texts.json: /operations/A/title: is a number; it must be a string",
            "texts.json: /operations/A/parameters/Tag: is a number; it must be an object",
            "texts.json: /operations/A/parameters/X~1Y/message: warning: is not part of the format and was passed over; known here: description, example, values",
            "texts.json: /operations/B: is a number; it must be an object",
            "texts.json: /operations/B: is for the operation `B`, which the specification doesn't have; there is A",
        ]
    );
}
