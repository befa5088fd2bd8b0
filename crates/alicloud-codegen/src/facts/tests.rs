use super::*;
use crate::{Input, generate, names_json};

/// A specification with prose in every place where the vendor's specifications have prose.
const PROSE: &str = include_str!("tests/prose.json");

/// Returns the generated code without its documentation, and the table of names.
fn code(text: &str) -> Vec<(String, String)> {
    let output = generate(&Input::new("f.json", text)).unwrap();
    let names = names_json(&output.product, &output.names, "f.json");
    let mut files: Vec<(String, String)> = output
        .files
        .iter()
        .map(|file| {
            let is_code = |line: &&str| !line.trim_start().starts_with("//");
            let code: Vec<&str> = file.text.lines().filter(is_code).collect();
            (file.path.clone(), code.join("\n"))
        })
        .collect();
    files.push(("names.json".to_owned(), names));
    files.push(("lib.rs".to_owned(), output.index));
    files
}

#[test]
fn generates_the_same_code_from_facts_and_from_the_specification() {
    let facts = facts("f.json", PROSE).unwrap();
    for (reduced, whole) in code(&facts.text).into_iter().zip(code(PROSE)) {
        let lines = |(path, text): &(String, String)| {
            let lines = text.lines().map(|line| format!("{path}: {line}"));
            lines.collect::<Vec<_>>()
        };
        for (reduced, whole) in lines(&reduced).into_iter().zip(lines(&whole)) {
            assert_eq!(reduced, whole);
        }
        assert_eq!(reduced.1.len(), whole.1.len(), "{}", whole.0);
    }
    for prose in ["Prose", "\u{5e42}", "example", "title", "summary", "Demo"] {
        assert!(PROSE.contains(prose), "{prose}");
        assert!(!facts.text.contains(prose), "{prose}: {}", facts.text);
    }
    let marks: Vec<String> = facts.marks.iter().map(ToString::to_string).collect();
    for mark in [
        "x-json",
        "x-base64",
        "x-idempotent",
        "x-first-page",
        "x-own",
        "enum",
    ] {
        let is_there = |line: &String| line.contains(&format!("/{mark} = "));
        assert!(marks.iter().any(is_there), "{mark}: {marks:?}");
        assert!(facts.text.contains(&format!("\"{mark}\":")), "{mark}");
    }
}

#[test]
fn does_not_change_reduced_specifications() {
    let facts_once = facts("f.json", PROSE).unwrap();
    let again = facts("f.json", &facts_once.text).unwrap();
    assert_eq!(again.text, facts_once.text);
    assert_eq!(again.marks, []);
    assert_eq!(check_facts("f.json", &facts_once.text), []);
}

#[test]
fn reports_the_places_that_are_not_reduced() {
    let lines = |text: &str| {
        let found = check_facts("f", text);
        found.iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    let reduced = facts("f.json", PROSE).unwrap().text;
    let with = |from: &str, to: &str| {
        assert!(reduced.contains(from), "{from}");
        lines(&reduced.replacen(from, to, 1))
    };
    assert_eq!(
        with(
            "\"methods\": [",
            "\"title\": \"List\",\n      \"methods\": ["
        ),
        [
            "f: /apis/ListActs/title: a reduced file must not have this key; run `cargo xtask spec facts`"
        ]
    );
    assert_eq!(
        with(
            "\"Bad\"",
            "{ \"errorCode\": \"Bad\", \"errorMessage\": \"bad\" }"
        ),
        ["f: /apis/ListActs/errorCodes/400/0: a reduced file must have \"Bad\" here"]
    );
    let layout =
        "f: key order or formatting differs from a reduced file; run `cargo xtask spec facts`";
    assert_eq!(with("{\n  \"version\"", "{\n\t\"version\""), [layout]);
    assert!(lines("{")[0].starts_with("f: invalid JSON"));
}

#[test]
fn keeps_values_of_the_wrong_type() {
    let whole = |api: &str| {
        format!(
            r#"{{"info":{{"style":"RPC","product":"P","version":"1"}},"apis":{{"A":{api}}},
                "endpoints":[{{"regionId":false,"endpoint":"e"}}]}}"#
        )
    };
    let parameter = |schema: &str| {
        whole(&format!(
            r#"{{"parameters":[{{"name":"X","in":"query","schema":{schema}}}]}}"#
        ))
    };
    let errors = |text: &str| {
        let found = generate(&Input::new("f", text)).unwrap_err();
        let lines = found.iter().map(ToString::to_string);
        lines
            .filter(|line| !line.contains(": warning: "))
            .collect::<Vec<_>>()
    };
    for text in [
        parameter(r#"{"type":[]}"#),
        parameter(r#"{"type":false}"#),
        parameter(r#"{"type":"string","required":[]}"#),
        parameter(r#"{"type":"string","deprecated":{}}"#),
        whole(r#"{"security":{"AK":[]}}"#),
        whole(r#"{"errorCodes":{"400":[{"errorCode":true}]}}"#),
        whole(r#"{"errorCodes":{"400":[0]}}"#),
        whole(r#"{"systemTags":{"operationType":false}}"#),
    ] {
        let reduced = facts("f", &text).unwrap().text;
        assert_eq!(errors(&reduced), errors(&text), "{text}");
    }
}

#[test]
fn refuses_files_that_are_not_specifications() {
    for (text, problem) in [
        (
            "[1]",
            "f: /info/style: the key is missing or has the wrong type, so the file is not a specification",
        ),
        (r#"{"info":{"style":"ROA"},"apis":{}}"#, "f: /info/style"),
        (
            r#"{"info":{"style":null},"apis":{}}"#,
            "f: /info/style: the key is missing or has the wrong type",
        ),
        (
            r#"{"info":{"style":"RPC"},"apis":false}"#,
            "f: /apis: the key is missing or has the wrong type",
        ),
        (
            r#"{"info":{"style":"RPC"},"apis":{"A":{},"A":{}}}"#,
            "f: /apis/A: duplicate key in an object",
        ),
    ] {
        let found = facts("f", text).unwrap_err();
        let line = found.first().map(ToString::to_string).unwrap_or_default();
        assert!(line.starts_with(problem), "{text}: {line}");
    }
}
