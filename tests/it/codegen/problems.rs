//! Tests specifications from which no code can be generated.

use alicloud_codegen::{Diagnostics, Document, Fixups, Input, Severity, generate};

#[test]
fn reports_all_problems_at_once() {
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
            "fixups.json: /0/at: `/info/style` in p/v already has the corrected value (\"RPC\"); remove the correction",
            "p/v.json: /apis/A: duplicate key in an object; remove or rename one of the two keys",
            "p/v.json: /apis/A/parameters/0/schema/type: unknown type `text`; expected string, integer, number, boolean, array, object or any",
            "p/v.json: /endpoints: expected a list, found an object",
            "p/v.json: /apis/B/responses/200/schema/$ref: unknown component `Gone`",
        ]
    );
}

#[test]
fn broken_specifications_are_errors() {
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
fn a_truncated_specification_is_an_error() {
    let text = include_str!("../../golden/error_codes/spec.json").trim_end();
    for (end, _) in text.char_indices().step_by(37) {
        assert!(
            generate(&Input::new("f", &text[..end])).is_err(),
            "truncated at byte {end}"
        );
    }
}

#[test]
fn the_error_about_an_unknown_operation_lists_the_known_operations() {
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
        ["f: /apis: unknown operation `ListNothin` (did you mean `ListNothing`?)"]
    );
}

/// The diagnostics for a specification with these operations and components.
fn said(apis: &str, components: &str) -> Vec<String> {
    let text = format!(
        r#"{{"info":{{"style":"RPC","product":"P","version":"v"}},"apis":{{{apis}}},
            "components":{{"schemas":{{{components}}}}}}}"#
    );
    match generate(&Input::new("f", &text)) {
        Ok(output) => output.warnings.iter().map(ToString::to_string).collect(),
        Err(diagnostics) => diagnostics.iter().map(ToString::to_string).collect(),
    }
}

#[test]
fn refuses_endless_references_but_allows_recursion_through_objects() {
    let refers = |name: &str| {
        format!(
            r##""A":{{"responses":{{"200":{{"schema":{{"type":"object","properties":{{"X":{{"$ref":"#/components/schemas/{name}"}}}}}}}}}}}}"##
        )
    };
    const LOOP: &str = "contains itself without an object in between; put an object in between";
    assert_eq!(
        said(&refers("C"), r##""C":{"$ref":"#/components/schemas/C"}"##),
        [format!(
            "f: /components/schemas/C/$ref: the component `C` {LOOP}"
        )]
    );
    assert_eq!(
        said(
            &refers("C"),
            r##""C":{"$ref":"#/components/schemas/D"},"D":{"type":"array","items":{"$ref":"#/components/schemas/C"}}"##
        ),
        [format!(
            "f: /components/schemas/D/items/$ref: the component `C` {LOOP}"
        )]
    );
    assert_eq!(
        said(
            &refers("C"),
            r##""C":{"type":"object","properties":{"D":{"$ref":"#/components/schemas/D"}}},
                "D":{"type":"object","properties":{"C":{"$ref":"#/components/schemas/C"}}}"##
        ),
        [""; 0]
    );
}

#[test]
fn operations_whose_names_differ_in_case_are_different() {
    let text = r#"{"info":{"style":"RPC","product":"P","version":"v"},"apis":{"GetX":{},"getX":{},"GETX":{}}}"#;
    let output = generate(&Input::new("f", text)).unwrap();
    let mut paths: Vec<String> = output
        .files
        .iter()
        .map(|file| file.path.to_lowercase())
        .collect();
    paths.sort();
    paths.dedup();
    assert_eq!(paths.len(), output.files.len());
    assert_eq!(output.product.operations.len(), 3);
}

#[test]
fn a_deeply_nested_specification_is_an_error() {
    let deep = |levels: usize| {
        format!(
            r#""A":{{"parameters":[{{"name":"X","in":"query","schema":{}{{"type":"string"}}{}}}]}}"#,
            r#"{"type":"array","items":"#.repeat(levels),
            "}".repeat(levels)
        )
    };
    assert_eq!(said(&deep(16), ""), [""; 0]);
    let found = said(&deep(17), "");
    assert!(
        found[0]
            .ends_with("/items: nested in more than 16 lists or maps; put an object in between"),
        "{found:?}"
    );
    assert!(said(&deep(200), "")[0].starts_with("f: invalid JSON: recursion limit"));
}

#[test]
fn accepts_a_specification_without_operations() {
    assert_eq!(said("", ""), [""; 0]);
    let text = "\u{feff}{\"info\":{\"style\":\"RPC\",\"product\":\"P\",\"version\":\"v\"},\r\n\"apis\":[]}";
    let output = generate(&Input::new("f", text)).unwrap();
    assert!(output.product.operations.is_empty());
}

#[test]
fn reads_one_specification_from_several_files() {
    let operation = r#"{"methods":["post"],"responses":{"200":{"schema":{"type":"strnig"}}}}"#;
    let input = Input::new("Ecs/2014-05-26/A.json", r#"{"methods":["get"]}"#)
        .file("Ecs/2014-05-26/B.json", operation);
    let lines: Vec<String> = generate(&input)
        .unwrap_err()
        .iter()
        .map(ToString::to_string)
        .collect();
    assert_eq!(
        lines,
        [
            "Ecs/2014-05-26/B.json: /responses/200/schema/type: unknown type `strnig`; expected string, integer, number, boolean, array, object or any"
        ]
    );
}
