//! Tests of invalid specifications, with all expected diagnostics.

use super::{spec, whole};

/// Checks the diagnostics about a query parameter `X` with this schema.
#[track_caller]
fn schema(text: &str, said: &[&str]) {
    let (_, lines) = spec(
        &format!(r#""parameters":[{{"name":"X","in":"query","schema":{text}}}]"#),
        "",
    );
    compare(&lines, "/apis/A/parameters/0/schema", said, text);
}

/// Checks the diagnostics about this parameter. The component `C` is an object, `D` is a string.
#[track_caller]
fn parameter(text: &str, said: &[&str]) {
    let (_, lines) = spec(
        &format!(r#""parameters":[{text}]"#),
        r##","components":{"schemas":{"C":{"type":"object","properties":{"a":{"type":"string"}}},
            "D":{"$ref":"#/components/schemas/E"},"E":{"type":"string"},"L":{"$ref":"#/components/schemas/L"}}}"##,
    );
    compare(&lines, "/apis/A/parameters/0", said, text);
}

/// Checks the diagnostics about an operation with these keys.
#[track_caller]
fn api(text: &str, said: &[&str]) {
    compare(&spec(text, "").1, "/apis/A", said, text);
}

#[track_caller]
fn compare(lines: &[String], place: &str, said: &[&str], text: &str) {
    let said: Vec<String> = said.iter().map(|one| format!("f: {place}{one}")).collect();
    assert_eq!(lines, said, "{text}");
}

#[test]
fn refuses_schemas_with_wrong_json_types() {
    for (text, found) in [
        ("1", "a number"),
        ("\"string\"", "a string"),
        ("true", "a boolean"),
        ("[1]", "a list"),
    ] {
        schema(text, &[&format!(": expected an object, found {found}")]);
    }
    schema(
        r#"{"type":["string"]}"#,
        &["/type: expected a string, found a list"],
    );
    schema(
        r#"{"type":"array","items":"string"}"#,
        &["/items: expected an object, found a string"],
    );
    schema(
        r#"{"type":"array","items":[{"type":"string"}]}"#,
        &["/items: expected an object, found a list"],
    );
    schema(
        r#"{"type":"object","properties":[{"type":"string"}]}"#,
        &["/properties: expected an object, found a list"],
    );
    schema(
        r#"{"type":"object","additionalProperties":"string"}"#,
        &["/additionalProperties: expected an object, found a string"],
    );
    schema(
        r#"{"type":"object","properties":{"a":null,"b":{"type":"object","properties":{"c/d":7}}}}"#,
        &[
            "/properties/a: expected an object, found null",
            "/properties/b/properties/c~1d: expected an object, found a number",
        ],
    );
    schema(
        r#"{"type":"string","required":["a"],"deprecated":"yes","docRequired":1,"x-secret":"no",
            "title":1,"description":[],"enum":"a","enumValueTitles":["a"],"exclusiveMinimum":3,
            "isFileTransferUrl":{}}"#,
        &[
            "/required: expected true or false, found a list",
            "/x-secret: expected true or false, found a string",
            "/deprecated: expected true or false, found a string",
            "/exclusiveMinimum: expected true or false, found a number",
            "/docRequired: expected true or false, found a number",
            "/isFileTransferUrl: expected true or false, found an object",
            "/title: expected a string, found a number",
            "/description: expected a string, found a list",
            "/enumValueTitles: expected an object, found a list",
            "/enum: expected a list, found a string",
        ],
    );
}

#[test]
fn refuses_string_marks_on_other_types() {
    for mark in ["x-json", "x-base64"] {
        schema(
            &format!(r#"{{"type":"integer","{mark}":true}}"#),
            &[": `x-json`, `x-base64` and `x-idempotent` require the type `string`"],
        );
    }
}

#[test]
fn refuses_invalid_references() {
    const MUST: &str = "expected `#/components/schemas/NAME`";
    for target in ["", "X", "#/definitions/X", "https://a.example/X", "#"] {
        schema(
            &format!(r#"{{"$ref":"{target}"}}"#),
            &[&format!("/$ref: invalid reference `{target}`; {MUST}")],
        );
    }
    schema(
        r#"{"$ref":{"type":"string"}}"#,
        &["/$ref: expected a string, found an object"],
    );
}

#[test]
fn refuses_invalid_names() {
    let long = "x".repeat(201);
    for (name, problem) in [
        ("", "must not be empty"),
        (" \\t", "must not be empty"),
        ("a\\u0000b", "must not contain control characters"),
        ("a\\nb", "must not contain control characters"),
        (&long, "must not be longer than 200 bytes"),
    ] {
        parameter(
            &format!(r#"{{"name":"{name}","in":"query","schema":{{"type":"string"}}}}"#),
            &[&format!("/name: the name of a parameter {problem}")],
        );
    }
    schema(
        r#"{"type":"object","properties":{"\u0007":{"type":"string"}}}"#,
        &["/properties/\u{7}: the name of a property must not contain control characters"],
    );
    let (_, lines) = spec("", r#","components":{"schemas":{" ":{"type":"string"}}}"#);
    assert_eq!(
        lines,
        ["f: /components/schemas/ : the name of a component must not be empty"]
    );
}

#[test]
fn refuses_incomplete_parameters() {
    parameter(
        "{}",
        &[
            ": the required key `name` is missing",
            ": the required key `in` is missing",
            ": the required key `schema` is missing",
        ],
    );
    parameter("null", &[": expected an object, found null"]);
    parameter("\"X\"", &[": expected an object, found a string"]);
    parameter(
        r#"{"name":["X"],"in":true,"style":1,"allowEmptyValue":"no","schema":{"type":"string"}}"#,
        &[
            "/style: expected a string, found a number",
            "/in: expected a string, found a boolean",
            "/name: expected a string, found a list",
            "/allowEmptyValue: expected true or false, found a string",
        ],
    );
    for place in ["path", "host", "Query", ""] {
        parameter(
            &format!(r#"{{"name":"X","in":"{place}","schema":{{"type":"string"}}}}"#),
            &[&format!(
                "/in: unknown place `{place}`; expected query, formData, body or header"
            )],
        );
    }
}

#[test]
fn refuses_bodies_that_are_not_json_objects() {
    const ONE: &str = "/schema: the body must be an object";
    for kind in [
        r#"{"type":"string","format":"binary"}"#,
        r#"{"type":"integer"}"#,
        r#"{"type":"array","items":{"type":"object"}}"#,
    ] {
        let body = format!(r#"{{"name":"body","in":"body","schema":{kind}}}"#);
        parameter(&body, &[ONE]);
    }
    let object = r#""schema":{"type":"object"}"#;
    let (_, lines) = spec(
        &format!(
            r#""parameters":[{{"name":"A","in":"body",{object}}},{{"name":"B","in":"body",{object}}}]"#
        ),
        "",
    );
    assert_eq!(
        lines,
        [
            "f: /apis/A/parameters/1/in: the parameter `A` is already the body; merge both parameters into one object"
        ]
    );
    // `application/merge-patch+json` is refused, because a merge patch has semantics that
    // `application/json` does not express.
    for media_type in [
        "text/xml",
        "application/merge-patch+json",
        "application/xform",
    ] {
        let (_, lines) = spec(
            &format!(
                r#""consumes":["{media_type}"],"parameters":[{{"name":"A","in":"body",{object}}}]"#
            ),
            "",
        );
        assert_eq!(
            lines,
            [format!(
                "f: /apis/A/consumes: unsupported media type {media_type}; a body must be `application/json`"
            )]
        );
    }
}

#[test]
fn refuses_styles_that_do_not_support_the_type() {
    const JOINED: &str = "/style: this style supports only lists of scalars; use `json` or `flat`";
    for style in ["simple", "spaceDelimited", "pipeDelimited"] {
        for kind in [
            r#"{"type":"object","properties":{"a":{"type":"string"}}}"#,
            r#"{"type":"object","additionalProperties":{"type":"string"}}"#,
            r#"{"type":"array","items":{"type":"array","items":{"type":"string"}}}"#,
            r##"{"type":"array","items":{"$ref":"#/components/schemas/C"}}"##,
            r##"{"$ref":"#/components/schemas/C"}"##,
        ] {
            parameter(
                &format!(r#"{{"name":"X","in":"query","style":"{style}","schema":{kind}}}"#),
                &[JOINED],
            );
        }
    }
    parameter(
        r##"{"name":"X","in":"query","style":"simple","schema":{"type":"array","items":{"$ref":"#/components/schemas/D"}}}"##,
        &[],
    );
    // The next stage reports the cyclic component.
    parameter(
        r##"{"name":"X","in":"query","style":"simple","schema":{"$ref":"#/components/schemas/L"}}"##,
        &[],
    );
}

#[test]
fn refuses_invalid_headers() {
    const ONE: &str = ": a header can't carry a list or an object in the style `flat`; use `json`, or `simple` for a list of scalars";
    for kind in [
        r#"{"type":"array","items":{"type":"string"}}"#,
        r#"{"type":"object","properties":{"a":{"type":"string"}}}"#,
    ] {
        parameter(
            &format!(r#"{{"name":"X","in":"header","schema":{kind}}}"#),
            &[ONE],
        );
    }
    for name in ["X Y", "X:", "名"] {
        parameter(
            &format!(r#"{{"name":"{name}","in":"header","schema":{{"type":"string"}}}}"#),
            &["/name: invalid name of a header; use ASCII letters, digits and `-`"],
        );
    }
}

#[test]
fn refuses_operations_with_wrong_json_types() {
    for (text, said) in [
        (r#""title":1"#, "/title: expected a string, found a number"),
        (
            r#""methods":[1]"#,
            "/methods/0: expected a string, found a number",
        ),
        (
            r#""parameters":{"X":1}"#,
            "/parameters: expected a list, found an object",
        ),
        (
            r#""responses":[1]"#,
            "/responses: expected an object, found a list",
        ),
        (
            r#""responses":{"200":null}"#,
            "/responses/200: expected an object, found null",
        ),
        (
            r#""responses":{"200":{"schema":"x"}}"#,
            "/responses/200/schema: expected an object, found a string",
        ),
        (
            r#""security":["AK"]"#,
            "/security/0: expected an object, found a string",
        ),
        (
            r#""systemTags":"x""#,
            "/systemTags: expected an object, found a string",
        ),
        (
            r#""staticInfo":{"substitutions":"x"}"#,
            "/staticInfo/substitutions: expected a list, found a string",
        ),
        (
            r#""errorCodes":{"400":"x"}"#,
            "/errorCodes/400: expected a list, found a string",
        ),
        (
            r#""errorCodes":{"400":[7]}"#,
            "/errorCodes/400/0: expected an object, found a number",
        ),
        (
            r#""errorCodes":{"400":[{"errorCode":true}]}"#,
            "/errorCodes/400/0/errorCode: expected a string, found a boolean",
        ),
    ] {
        api(text, &[said]);
    }
}

#[test]
fn refuses_documents_with_wrong_json_types() {
    for (members, said) in [
        (
            r#""apis":["A"]"#,
            "/apis: expected an object, found a list".to_owned(),
        ),
        (
            r#""apis":{"A":null}"#,
            "/apis/A: expected an object, found null".to_owned(),
        ),
        (r#""apis":null"#, ": the required key `apis` is missing".to_owned()),
        (
            r#""apis":{},"components":{"schemas":["C"]}"#,
            "/components/schemas: expected an object, found a list".to_owned(),
        ),
        (
            r#""apis":{},"endpoints":[1]"#,
            "/endpoints/0: expected an object, found a number".to_owned(),
        ),
        (
            r#""apis":{},"endpoints":[{"regionId":1,"endpoint":"a.example"}]"#,
            "/endpoints/0/regionId: expected a string, found a number".to_owned(),
        ),
        (
            r#""apis":{},"version":"2.0""#,
            "/version: warning: unknown version \"2.0\" of the specification format; reading the file as version 1.0".to_owned(),
        ),
    ] {
        let (_, lines) = whole(&format!(
            r#"{{"info":{{"style":"RPC","product":"P","version":"v"}},{members}}}"#
        ));
        let place = if said.starts_with(':') { "f" } else { "f: " };
        assert_eq!(lines[0], format!("{place}{said}"), "{members}");
    }
}

#[test]
fn refuses_products_and_versions_that_could_be_paths() {
    for product in ["../evil", "a/b", "a\\\\b", ".", "", "1st", "名"] {
        let (_, lines) = whole(&format!(
            r#"{{"info":{{"style":"RPC","product":"{product}","version":"v"}},"apis":{{}}}}"#
        ));
        assert!(
            lines[0].starts_with("f: /info/product: invalid product \"") && lines.len() == 1,
            "{product}: {lines:?}"
        );
    }
    for version in ["..", "../../evil", "v/1", "-v", "2014 05"] {
        let (_, lines) = whole(&format!(
            r#"{{"info":{{"style":"RPC","product":"P","version":"{version}"}},"apis":{{}}}}"#
        ));
        assert!(
            lines[0].starts_with("f: /info/version: invalid version \"") && lines.len() == 1,
            "{version}: {lines:?}"
        );
    }
}

#[test]
fn refuses_endpoints_that_are_not_host_names() {
    for host in [
        "https://a.example",
        "a.example/path",
        "a.example:443",
        "a b.example",
        ".example",
        "-a.example",
        "a..example",
        "ä.example",
        "user@a.example",
    ] {
        for key in ["endpoint", "public", "vpc"] {
            let (_, lines) = spec(
                "",
                &format!(r#","endpoints":[{{"regionId":"r","{key}":"{host}"}}]"#),
            );
            assert_eq!(
                lines,
                [format!(
                    "f: /endpoints/0/{key}: invalid host name `{host}`; expected a host name without scheme, port and path, such as `ecs.aliyuncs.com`"
                )]
            );
        }
        let (_, lines) = spec("", &format!(r#","x-vpc-endpoint":"{{region}}.{host}""#));
        assert_eq!(
            lines,
            [format!(
                "f: /x-vpc-endpoint: invalid pattern `{{region}}.{host}` of VPC hosts; expected a host name with `{{region}}` before the top-level domain, such as `ecs-vpc.{{region}}.aliyuncs.com`"
            )]
        );
    }
    for form in [
        "demo-vpc.aliyuncs.com",
        "{region}",
        "ecs.{region}",
        "{region}.{region}",
        "{region}.",
        "{Region}.aliyuncs.com",
    ] {
        let (read, lines) = spec("", &format!(r#","x-vpc-endpoint":"{form}""#));
        assert_eq!(
            lines,
            [format!(
                "f: /x-vpc-endpoint: invalid pattern `{form}` of VPC hosts; expected a host name with `{{region}}` before the top-level domain, such as `ecs-vpc.{{region}}.aliyuncs.com`"
            )]
        );
        assert_eq!(read.endpoints.vpc_form, None);
    }
    let (_, lines) = spec("", r#","endpoints":[{"regionId":"r\"","endpoint":"h"}]"#);
    assert_eq!(
        lines,
        [
            "f: /endpoints/0/regionId: invalid region id; only ASCII letters, digits, `-`, `_` and `.` are allowed"
        ]
    );
}
