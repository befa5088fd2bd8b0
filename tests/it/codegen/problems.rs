//! Specifications that nothing can be generated from.

use alicloud_codegen::{Diagnostics, Document, Fixups, Input, Severity, generate};

#[test]
fn everything_is_reported_at_once() {
    let specification = r##"{
        "version": "1.0",
        "info": { "style": "RPC", "product": "P", "version": "v" },
        "components": { "schemas": {} },
        "apis": {
            "A": { "parameters": [ { "name": "X", "in": "query", "schema": { "type": "text" } } ] },
            "A": {},
            "B": { "responses": { "200": { "schema": { "$ref": "#/components/schemas/Gone" } } } }
        },
        "endpoints": {}
    }"##;
    let fixups = r#"[{ "spec": "p/v", "at": "/info/style", "expect": "ROA", "set": "RPC", "why": "w", "see": "s" }]"#;

    let mut diagnostics = Diagnostics::new("fixups.json");
    let fixups = Document::parse(fixups, &mut diagnostics).unwrap();
    let fixups = Fixups::read(&fixups, &mut diagnostics);
    let input = Input::new("p/v.json", specification).fixups("fixups.json", &fixups);
    let lines: Vec<String> = generate(&input)
        .unwrap_err()
        .iter()
        .map(ToString::to_string)
        .collect();
    assert_eq!(
        lines,
        [
            "fixups.json: /0/at: `/info/style` in p/v is \"RPC\" already; the correction is no longer needed, remove it",
            "p/v.json: /apis/A: the key is there twice in its object; remove one or give it another name",
            "p/v.json: /apis/A/parameters/0/schema/type: is the unknown type `text`; it must be string, integer, number, boolean, array, object or any",
            "p/v.json: /endpoints: is an object; it must be a list",
            "p/v.json: /apis/B/responses/200/schema/$ref: refers to the component `Gone`, which is not there; there are none",
        ]
    );
}

#[test]
fn each_of_these_is_an_error_and_none_a_panic() {
    for text in [
        "",
        "null",
        "nonsense",
        "{\"info\":",
        "[]",
        "\"text\"",
        "{}",
        "{\"apis\":null}",
        "{\"apis\":7,\"info\":\"\",\"components\":[1],\"endpoints\":[[]]}",
        r#"{"info":{"style":"RPC","product":"P","version":"v"},"apis":{"":{}}}"#,
        r#"{"info":{"style":"RPC","product":"P","version":"v"},"apis":{"a b":[1]}}"#,
        r#"{"info":{"style":"RPC","product":"P","version":"v"},"apis":{"1":{}}}"#,
    ] {
        let diagnostics = generate(&Input::new("f", text)).unwrap_err();
        assert!(
            diagnostics
                .iter()
                .any(|one| one.severity == Severity::Error),
            "{text}"
        );
    }
}

#[test]
fn a_specification_cut_off_anywhere_is_an_error() {
    let text = include_str!("../../golden/error_codes/spec.json").trim_end();
    for (end, _) in text.char_indices().step_by(37) {
        assert!(
            generate(&Input::new("f", &text[..end])).is_err(),
            "cut off at {end}"
        );
    }
}

#[test]
fn operations_that_are_not_there_are_named_with_those_that_are() {
    let text = include_str!("../../golden/types/spec.json");
    let wanted = ["ListNothing".to_owned(), "ListNothin".to_owned()];
    let lines: Vec<String> = generate(&Input::new("f", text).operations(&wanted))
        .unwrap_err()
        .iter()
        .filter(|one| one.severity == Severity::Error)
        .map(ToString::to_string)
        .collect();
    assert_eq!(
        lines,
        ["f: /apis: has no operation `ListNothin`; there is DescribeEverything, ListNothing"]
    );
}
