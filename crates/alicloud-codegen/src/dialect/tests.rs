use crate::{Diagnostics, Document, read, spec::Spec};

const OPERATION: &str = r#"{"methods":["post","get"],"security":[{"AK":[]}],"title":"t",
    "parameters":[{"name":"X","in":"query","schema":{"type":"string","required":true}}],
    "responses":{"200":{"schema":{"type":"object","properties":{"RequestId":{"type":"string"}}}}}}"#;

/// Assembles and reads the files. Returns the specification and the diagnostics.
fn assembled(files: &[(&str, &str)]) -> (Option<Spec>, Vec<String>) {
    let mut diagnostics = Diagnostics::new("f");
    let document = Document::assemble(files, &mut diagnostics);
    let spec = document.map(|document| read(&document, &mut diagnostics));
    let found = diagnostics.into_vec();
    (spec, found.iter().map(ToString::to_string).collect())
}

/// Checks that the files are refused with these diagnostics.
#[track_caller]
fn refused(files: &[(&str, &str)], reasons: &[&str]) {
    assert_eq!(assembled(files).1, reasons);
}

#[test]
fn accepts_a_wrapped_file() {
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
fn reads_product_version_and_operation_from_paths() {
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
fn refuses_paths_without_a_product_or_a_version() {
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
            "{file}: the path must contain the product, the version and the operation, as in `products/Ecs/versions/2014-05-26/apis/DescribeRegions/api.json`"
        );
        assert_eq!(product(file), (None, vec![said]));
    }
    // In the vendor's layout, the names of the product and the version may be any text.
    let found = product("/tmp/products/apis/versions/v1/apis/A/api.json");
    assert_eq!(found, (Some(("apis".into(), "v1".into())), vec![]));
}

#[test]
fn merges_equal_components_and_refuses_different_ones() {
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
            "P/2014-05-26/B.json: /components/schemas/C: the component differs from the component of the same name in an earlier file",
        ],
    );
}

#[test]
fn reports_problems_with_the_name_of_their_file() {
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
            "P/2014-05-26/A.json: /x: warning: unknown key, which is ignored (known keys: consumes, deprecated, description, errorCodes, extraInfo, methods, operationType, parameters, path, produces, requestParamsDescription, responseDemo, responseParamsDescription, responses, schemes, security, staticInfo, summary, systemTags, tags, title, x-central-endpoint, x-read-timeout-seconds, x-reads)",
            "P/2014-05-26/A.json: /parameters/0: the required key `name` is missing",
            "P/2014-05-26/A.json: /parameters/0: the required key `in` is missing",
            "P/2014-05-26/A.json: /parameters/0: the required key `schema` is missing",
            "P/2014-05-26/AB.json: /data/methods: expected a list, found an object",
        ]
    );
}

#[test]
fn refuses_files_that_do_not_belong_together() {
    let whole = r#"{"info":{"style":"RPC","product":"P","version":"v"},"apis":{}}"#;
    refused(
        &[
            ("P/2014-05-26/A.json", OPERATION),
            ("w.json", whole),
            ("n.json", "{}"),
        ],
        &[
            "w.json: a complete specification can't be combined with other files; pass it alone",
            "n.json: unknown file format; expected a specification or the file of an operation",
        ],
    );
    refused(
        &[
            ("P/2014-05-26/A.json", OPERATION),
            ("p/B.json", r#"{"name":"B","method":"GET"}"#),
        ],
        &["p/B.json: the file has another format than the first file; pass files of one format"],
    );
    refused(
        &[
            ("P/2014-05-26/A.json", OPERATION),
            ("P/2014-05-27/A.json", OPERATION),
        ],
        &[
            "P/2014-05-27/A.json: the path is for P 2014-05-27, but earlier files are for P 2014-05-26; pass the files of one product version",
        ],
    );
    refused(
        &[
            ("P/2014-05-26/A.json", OPERATION),
            ("P/2014-05-26/apis/A/api.json", OPERATION),
        ],
        &["P/2014-05-26/apis/A/api.json: an earlier file has the same operation; remove one file"],
    );
    refused(
        &[("A.json", OPERATION)],
        &[
            "A.json: the path must contain the product, the version and the operation, as in `products/Ecs/versions/2014-05-26/apis/DescribeRegions/api.json`",
        ],
    );
    refused(
        &[("a.json", "{"), ("b.json", "]")],
        &[
            "a.json: invalid JSON: EOF while parsing an object at line 1 column 1",
            "b.json: invalid JSON: expected value at line 1 column 1",
        ],
    );
    assert_eq!(assembled(&[]), (None, vec![]));
}
