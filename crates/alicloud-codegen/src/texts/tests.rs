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

/// Returns the specification with `texts` added, and the diagnostics.
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
fn adds_texts_under_the_keys_of_the_vendor() {
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
fn finds_names_with_slashes_and_ids_with_spaces() {
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
fn refuses_values_that_enum_does_not_list() {
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
        ["texts.json: /operations/A/reply/Acts~1Id: `b` is not one of the values in `enum`"]
    );
}

#[test]
fn refuses_texts_for_unknown_places() {
    let (_, lines) = put(
        r#"{ "features": { "8": "x" }, "default": ["y"], "operations": {
            "B": {},
            "A": { "parameters": { "Tag/Value": "", "Y": "" }, "reply": { "Acts/Name": "" },
                   "errors": { "Best": {} } } } }"#,
    );
    assert_eq!(
        lines,
        [
            "texts.json: /default/0: \"y\" is not a feature name in `features`",
            "texts.json: /features/8: the specification has no directory `8` (known: 7)",
            "texts.json: /operations/B: the specification has no operation `B` (known: A)",
            "texts.json: /operations/A/parameters/Tag~1Value: the specification has no parameter `Tag/Value` (known: Tag, Tag/Key, X/Y)",
            "texts.json: /operations/A/parameters/Y: the specification has no parameter `Y` (known: Tag, Tag/Key, X/Y)",
            "texts.json: /operations/A/reply/Acts~1Name: the specification has no field `Acts/Name` (known: Acts/Id, Acts)",
            "texts.json: /operations/A/errors/Best: the specification has no error code `Best` (known: Bad, Worse, Bad)",
        ]
    );
}

#[test]
fn reports_the_place_of_malformed_texts() {
    let (_, lines) = put(
        r#"{ "feature": {}, "features": { "7": 1 }, "operations": { "A": {
            "title": 2, "parameters": { "Tag": 3, "X/Y": { "message": "m" } } }, "B": 4 } }"#,
    );
    assert_eq!(
        lines,
        [
            "texts.json: /feature: warning: unknown key, which is ignored (did you mean `features`?)",
            "texts.json: /features/7: expected a string, found a number",
            "texts.json: /operations/A/title: expected a string, found a number",
            "texts.json: /operations/A/parameters/Tag: expected an object, found a number",
            "texts.json: /operations/A/parameters/X~1Y/message: warning: unknown key, which is ignored (known keys: description, example, values)",
            "texts.json: /operations/B: expected an object, found a number",
            "texts.json: /operations/B: the specification has no operation `B` (known: A)",
        ]
    );
}
