use crate::{Diagnostics, Document, NameTable, lower, name, read};

/// The table of names of a specification with these members of `apis`.
fn table(apis: &str) -> Vec<String> {
    let text =
        format!(r#"{{"info":{{"style":"RPC","product":"P","version":"v"}},"apis":{{{apis}}}}}"#);
    let mut diagnostics = Diagnostics::new("f");
    let document = Document::parse(&text, &mut diagnostics).unwrap();
    let product = lower(&read(&document, &mut diagnostics), &mut diagnostics);
    assert!(!diagnostics.has_errors());
    let names = name(&product);
    NameTable::new(&product, &names)
        .to_string()
        .lines()
        .map(str::to_owned)
        .collect()
}

/// An operation `api` whose parameters are of these names.
fn with_parameters(api: &str, names: &[&str]) -> String {
    let parameters: Vec<String> = names
        .iter()
        .map(|name| format!(r#"{{"name":"{name}","in":"query","schema":{{"type":"string"}}}}"#))
        .collect();
    format!(r#""{api}":{{"parameters":[{}]}}"#, parameters.join(","))
}

#[test]
fn the_usual_spelling_gets_the_plain_name() {
    let names = table(&with_parameters(
        "A",
        &["key", "Key", "KEY", "New", "Key_2", "Type", "type"],
    ));
    assert_eq!(
        names[2..],
        [
            "A request . key => A::key_3",
            "A request . Key => A::key",
            "A request . KEY => A::key_4",
            "A request . New => A::new_2",
            "A request . Key_2 => A::key_2",
            "A request . Type => A::type_",
            "A request . type => A::type_2",
        ]
    );
}

#[test]
fn operations_that_are_called_like_something_else_get_a_number() {
    let names = table(r#""Option":{},"Types":{},"Self":{},"Get":{},"get":{}"#);
    let expected = [
        "Option => mod option",
        "Types => mod types_2",
        "Self => mod self_",
        "Get => mod get",
        "get => mod get_2",
        "Option request => struct Option2",
        "Types request => struct Types",
        "Self request => struct Self2",
        "Get request => struct Get",
        "get request => struct Get2",
    ];
    assert_eq!(names, expected);
}

#[test]
fn patterns_have_no_variant_and_colliding_codes_have_one_each() {
    let names = table(
        r#""A":{"errorCodes":{"400":[{"errorCode":"Invalid%s"},{"errorCode":"ONS_ERROR"},
            {"errorCode":"Ons.Error"},{"errorCode":"1"},{"errorCode":"-1"}]}}"#,
    );
    assert_eq!(
        names[1..6],
        [
            "A error Invalid%s => none, it is a pattern",
            "A error ONS_ERROR => AErrorCode::OnsError",
            "A error Ons.Error => AErrorCode::OnsError2",
            "A error 1 => AErrorCode::Code1",
            "A error -1 => AErrorCode::Code1_2",
        ]
    );
}

#[test]
fn additions_that_want_no_name_that_is_taken_rename_nothing() {
    let old = table(&with_parameters("CreateTag", &["Key", "Value", "Scope"]));
    let new = table(&format!(
        "{},{},{}",
        with_parameters("AddTag", &["Key"]),
        with_parameters(
            "CreateTag",
            &[
                "key", "Region", "Key", "Type", "Value", "value", "Scope", "New"
            ]
        ),
        with_parameters("CreateTagRequest", &["X"]),
    ));
    for line in old {
        assert!(new.contains(&line), "{line}");
    }
}

#[test]
fn an_addition_that_wants_a_taken_name_may_get_it() {
    let codes = |codes: &[&str]| {
        let list: Vec<String> = codes
            .iter()
            .map(|code| format!(r#"{{"errorCode":"{code}"}}"#))
            .collect();
        format!(r#""A":{{"errorCodes":{{"400":[{}]}}}}"#, list.join(","))
    };
    for (old, new, renamed, to) in [
        (
            with_parameters("A", &["key"]),
            with_parameters("A", &["key", "Key"]),
            "A request . key => A::key",
            "A request . key => A::key_2",
        ),
        (
            with_parameters("A", &["key", "Key"]),
            with_parameters("A", &["key", "Key", "Key_2"]),
            "A request . key => A::key_2",
            "A request . key => A::key_3",
        ),
        (
            codes(&["Ons.Error"]),
            codes(&["ONS_ERROR", "Ons.Error"]),
            "A error Ons.Error => AErrorCode::OnsError",
            "A error Ons.Error => AErrorCode::OnsError2",
        ),
    ] {
        assert!(table(&old).iter().any(|line| line == renamed), "{renamed}");
        assert!(table(&new).iter().any(|line| line == to), "{to}");
    }
    // Behind the older one, it takes the number.
    let new = table(&codes(&["Ons.Error", "ONS_ERROR"]));
    assert!(new.contains(&"A error Ons.Error => AErrorCode::OnsError".to_owned()));
}
