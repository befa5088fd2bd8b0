use crate::{Diagnostics, Document, read, spec::Spec};

const OPERATION: &str = r#"{"methods":["post","get"],"security":[{"AK":[]}],"title":"t",
    "parameters":[{"name":"X","in":"query","schema":{"type":"string","required":true}}],
    "responses":{"200":{"schema":{"type":"object","properties":{"RequestId":{"type":"string"}}}}}}"#;

/// What the files are, and what was said about them.
fn assembled(files: &[(&str, &str)]) -> (Option<Spec>, Vec<String>) {
    let mut diagnostics = Diagnostics::new("f");
    let document = Document::assemble(files, &mut diagnostics);
    let spec = document.map(|document| read(&document, &mut diagnostics));
    let found = diagnostics.into_vec();
    (spec, found.iter().map(ToString::to_string).collect())
}

/// Checks that the files are no specification, for these reasons.
#[track_caller]
fn refused(files: &[(&str, &str)], reasons: &[&str]) {
    assert_eq!(assembled(files).1, reasons);
}

#[test]
fn one_file_may_be_wrapped() {
    for text in [
        r#"{"info":{"style":"RPC","product":"P","version":"v"},"apis":{"A":{"x":1}}}"#.to_owned(),
        r#"{"code":0,"data":{"info":{"style":"RPC","product":"P","version":"v"},"apis":{"A":{"x":1}}}}"#
            .to_owned(),
    ] {
        let (spec, lines) = assembled(&[("f", &text)]);
        assert_eq!(spec.unwrap().apis[0].name, "A");
        let data = if text.contains("data") { "/data" } else { "" };
        assert_eq!(lines.len(), 1);
        assert!(lines[0].starts_with(&format!("f: {data}/apis/A/x: warning: ")), "{lines:?}");
    }
}

#[test]
fn operations_alone_are_called_as_their_paths_say() {
    let wrapped = format!(r#"{{"code":0,"data":{OPERATION}}}"#);
    for [first, second] in [
        [
            "x/products/Ecs/versions/2014-05-26/apis/A/api.json",
            "x/products/Ecs/versions/2014-05-26/apis/B/api.json",
        ],
        ["Ecs/2014-05-26/A.json", "Ecs/2014-05-26/B.json"],
        [
            r"Ecs\2014-05-26\apis\A.json",
            "./Ecs/2014-05-26/apis/B.json",
        ],
    ] {
        let (spec, lines) = assembled(&[(first, OPERATION), (second, &wrapped)]);
        let spec = spec.unwrap();
        assert_eq!(lines, [""; 0]);
        assert_eq!((&*spec.product, &*spec.version), ("Ecs", "2014-05-26"));
        let names: Vec<&str> = spec.apis.iter().map(|api| api.name.as_str()).collect();
        assert_eq!(names, ["A", "B"]);
        assert_eq!(spec.apis[1].parameters[0].name, "X");
        assert_eq!(spec.apis[1].responses.len(), 1);
    }
}

#[test]
fn a_path_that_only_looks_like_one_says_nothing() {
    let product = |file| {
        let (spec, lines) = assembled(&[(file, OPERATION)]);
        (spec.map(|spec| (spec.product, spec.version)), lines)
    };
    for file in [
        "/tmp/fr/mixed/api.json",
        "tmp/fr/A.json",
        "Ecs/2014-5-26/A.json",
        "Ecs/20140526/A.json",
        "Ecs/2014-05-26-1/A.json",
        "Ecs/2014-05-x6/A.json",
        "2014-05-26/A.json",
        "products/Ecs/versions/v1/A.json",
    ] {
        let said = format!(
            "{file}: is one operation without product, version and name; they must be in its path, such as `products/Ecs/versions/2014-05-26/apis/DescribeRegions/api.json`"
        );
        assert_eq!(product(file), (None, vec![said]));
    }
    // Spelt out, any version is one, and so is any product.
    let found = product("/tmp/products/apis/versions/v1/apis/A/api.json");
    assert_eq!(found, (Some(("apis".into(), "v1".into())), vec![]));
}

#[test]
fn components_that_come_with_operations_are_those_of_all() {
    let operation = |kind: &str| {
        format!(
            r##"{{"methods":[],"parameters":[{{"name":"X","in":"query","schema":{{"$ref":"#/components/schemas/C"}}}}],
                "components":{{"schemas":{{"C":{{"type":"{kind}"}}}}}}}}"##
        )
    };
    let (text, number) = (operation("string"), operation("number"));
    let (spec, lines) = assembled(&[
        ("P/2014-05-26/A.json", &text),
        ("P/2014-05-26/B.json", &text),
    ]);
    assert_eq!(lines, [""; 0]);
    assert_eq!(spec.unwrap().components.len(), 1);
    refused(
        &[
            ("P/2014-05-26/A.json", &text),
            ("P/2014-05-26/B.json", &number),
        ],
        &[
            "P/2014-05-26/B.json: /components/schemas/C: is another component than the files before have under this name",
        ],
    );
}

#[test]
fn findings_are_about_the_file_they_were_made_in() {
    let (_, lines) = assembled(&[
        ("P/2014-05-26/A.json", r#"{"parameters":[{}],"x":1}"#),
        (
            "P/2014-05-26/AB.json",
            r#"{"code":0,"data":{"methods":{}}}"#,
        ),
    ]);
    assert_eq!(
        lines,
        [
            "P/2014-05-26/A.json: /x: warning: is not part of the format and was passed over; known here: consumes, deprecated, description, errorCodes, extraInfo, methods, operationType, parameters, path, produces, requestParamsDescription, responseDemo, responseParamsDescription, responses, schemes, security, staticInfo, summary, systemTags, tags, title, x-central-endpoint, x-read-timeout-seconds, x-reads",
            "P/2014-05-26/A.json: /parameters/0: has no `name`; it is needed here",
            "P/2014-05-26/A.json: /parameters/0: has no `in`; it is needed here",
            "P/2014-05-26/A.json: /parameters/0: has no `schema`; it is needed here",
            "P/2014-05-26/AB.json: /data/methods: is an object; it must be a list",
        ]
    );
}

#[test]
fn files_that_are_no_specification_together() {
    let whole = r#"{"info":{"style":"RPC","product":"P","version":"v"},"apis":{}}"#;
    refused(
        &[
            ("P/2014-05-26/A.json", OPERATION),
            ("w.json", whole),
            ("n.json", "{}"),
        ],
        &[
            "w.json: is a specification of its own; give it alone",
            "n.json: is no part of a specification",
        ],
    );
    refused(
        &[
            ("P/2014-05-26/A.json", OPERATION),
            ("p/B.json", r#"{"name":"B","method":"GET"}"#),
        ],
        &["p/B.json: is of another form than the files before; give it alone"],
    );
    refused(
        &[
            ("P/2014-05-26/A.json", OPERATION),
            ("P/2014-05-27/A.json", OPERATION),
        ],
        &[
            "P/2014-05-27/A.json: is of P 2014-05-27, and the files before are of P 2014-05-26; give those of one alone",
        ],
    );
    refused(
        &[
            ("P/2014-05-26/A.json", OPERATION),
            ("P/2014-05-26/apis/A/api.json", OPERATION),
        ],
        &["P/2014-05-26/apis/A/api.json: is an operation given before"],
    );
    refused(
        &[("A.json", OPERATION)],
        &[
            "A.json: is one operation without product, version and name; they must be in its path, such as `products/Ecs/versions/2014-05-26/apis/DescribeRegions/api.json`",
        ],
    );
    refused(
        &[("a.json", "{"), ("b.json", "]")],
        &[
            "a.json: is not a JSON document: EOF while parsing an object at line 1 column 1",
            "b.json: is not a JSON document: expected value at line 1 column 1",
        ],
    );
    assert_eq!(assembled(&[]), (None, vec![]));
}
