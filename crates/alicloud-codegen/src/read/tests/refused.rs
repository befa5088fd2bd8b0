//! What a specification must not be: each with all that is said about it.

use super::{spec, whole};

/// Checks what is said about a parameter `X` in the query, of this schema.
#[track_caller]
fn schema(text: &str, said: &[&str]) {
    let (_, lines) = spec(
        &format!(r#""parameters":[{{"name":"X","in":"query","schema":{text}}}]"#),
        "",
    );
    compare(&lines, "/apis/A/parameters/0/schema", said, text);
}

/// Checks what is said about this parameter, whose component `C` is an object, and `D` a string.
#[track_caller]
fn parameter(text: &str, said: &[&str]) {
    let (_, lines) = spec(
        &format!(r#""parameters":[{text}]"#),
        r##","components":{"schemas":{"C":{"type":"object","properties":{"a":{"type":"string"}}},
            "D":{"$ref":"#/components/schemas/E"},"E":{"type":"string"},"L":{"$ref":"#/components/schemas/L"}}}"##,
    );
    compare(&lines, "/apis/A/parameters/0", said, text);
}

/// Checks what is said about these members of an operation.
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
fn schemas_of_the_wrong_form() {
    for (text, found) in [
        ("1", "a number"),
        ("\"string\"", "a string"),
        ("true", "a boolean"),
        ("[1]", "a list"),
    ] {
        schema(text, &[&format!(": is {found}; it must be an object")]);
    }
    schema(
        r#"{"type":["string"]}"#,
        &["/type: is a list; it must be a string"],
    );
    schema(
        r#"{"type":"array","items":"string"}"#,
        &["/items: is a string; it must be an object"],
    );
    schema(
        r#"{"type":"array","items":[{"type":"string"}]}"#,
        &["/items: is a list; it must be an object"],
    );
    schema(
        r#"{"type":"object","properties":[{"type":"string"}]}"#,
        &["/properties: is a list; it must be an object"],
    );
    schema(
        r#"{"type":"object","additionalProperties":"string"}"#,
        &["/additionalProperties: is a string; it must be an object"],
    );
    schema(
        r#"{"type":"object","properties":{"a":null,"b":{"type":"object","properties":{"c/d":7}}}}"#,
        &[
            "/properties/a: is null; it must be an object",
            "/properties/b/properties/c~1d: is a number; it must be an object",
        ],
    );
    schema(
        r#"{"type":"string","required":["a"],"deprecated":"yes","docRequired":1,"x-secret":"no",
            "title":1,"description":[],"enum":"a","enumValueTitles":["a"],"exclusiveMinimum":3,
            "isFileTransferUrl":{}}"#,
        &[
            "/required: is a list; it must be true or false",
            "/x-secret: is a string; it must be true or false",
            "/deprecated: is a string; it must be true or false",
            "/exclusiveMinimum: is a number; it must be true or false",
            "/docRequired: is a number; it must be true or false",
            "/isFileTransferUrl: is an object; it must be true or false",
            "/title: is a number; it must be a string",
            "/description: is a list; it must be a string",
            "/enumValueTitles: is a list; it must be an object",
            "/enum: is a string; it must be a list",
        ],
    );
}

#[test]
fn marks_of_text_on_other_types() {
    for mark in ["x-json", "x-base64"] {
        schema(
            &format!(r#"{{"type":"integer","{mark}":true}}"#),
            &[": has `x-json`, `x-base64` or `x-idempotent`, and its type is not `string`"],
        );
    }
}

#[test]
fn references_that_lead_nowhere() {
    const MUST: &str = "a reference must be `#/components/schemas/` and a name";
    for target in ["", "X", "#/definitions/X", "https://a.example/X", "#"] {
        schema(
            &format!(r#"{{"$ref":"{target}"}}"#),
            &[&format!("/$ref: refers to `{target}`; {MUST}")],
        );
    }
    schema(
        r#"{"$ref":{"type":"string"}}"#,
        &["/$ref: is an object; it must be a string"],
    );
}

#[test]
fn names_that_cannot_be_sent_or_seen() {
    let long = "x".repeat(201);
    for (name, problem) in [
        ("", "is empty"),
        (" \\t", "is empty"),
        ("a\\u0000b", "has control characters"),
        ("a\\nb", "has control characters"),
        (&long, "is longer than 200 bytes"),
    ] {
        parameter(
            &format!(r#"{{"name":"{name}","in":"query","schema":{{"type":"string"}}}}"#),
            &[&format!(
                "/name: {problem}, so it cannot be the name of a parameter"
            )],
        );
    }
    schema(
        r#"{"type":"object","properties":{"\u0007":{"type":"string"}}}"#,
        &["/properties/\u{7}: has control characters, so it cannot be the name of a property"],
    );
    let (_, lines) = spec("", r#","components":{"schemas":{" ":{"type":"string"}}}"#);
    assert_eq!(
        lines,
        ["f: /components/schemas/ : is empty, so it cannot be the name of a component"]
    );
}

#[test]
fn parameters_without_what_they_need() {
    parameter(
        "{}",
        &[
            ": has no `name`; it is needed here",
            ": has no `in`; it is needed here",
            ": has no `schema`; it is needed here",
        ],
    );
    parameter("null", &[": is null; it must be an object"]);
    parameter("\"X\"", &[": is a string; it must be an object"]);
    parameter(
        r#"{"name":["X"],"in":true,"style":1,"allowEmptyValue":"no","schema":{"type":"string"}}"#,
        &[
            "/style: is a number; it must be a string",
            "/in: is a boolean; it must be a string",
            "/name: is a list; it must be a string",
            "/allowEmptyValue: is a string; it must be true or false",
        ],
    );
    for place in ["path", "host", "Query", ""] {
        parameter(
            &format!(r#"{{"name":"X","in":"{place}","schema":{{"type":"string"}}}}"#),
            &[&format!(
                "/in: is the unknown place `{place}`; it must be query, formData, body or header"
            )],
        );
    }
}

#[test]
fn bodies_that_cannot_be_sent() {
    const ONE: &str = "/schema: must be an object, because it is the body";
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
            "f: /apis/A/parameters/1/in: is a second body beside `A`; make them properties of one object"
        ]
    );
    // A patch has a meaning of its own, which `application/json` would not tell.
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
                "f: /apis/A/consumes: has {media_type}; a body can only be sent as `application/json`"
            )]
        );
    }
}

#[test]
fn styles_that_cannot_carry_the_type() {
    const JOINED: &str = "/style: joins the items of a list of scalars, and the type is another; `json` and `flat` can carry it";
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
    // what the component is made of is for the next stage to complain about
    parameter(
        r##"{"name":"X","in":"query","style":"simple","schema":{"$ref":"#/components/schemas/L"}}"##,
        &[],
    );
}

#[test]
fn headers_that_are_none() {
    const ONE: &str = ": is a header with a list or an object, and a header has one value; the style must be `json`, or `simple` for a list of scalars";
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
            &["/name: is no name of a header; it must be ASCII letters, digits and `-`"],
        );
    }
}

#[test]
fn operations_of_the_wrong_form() {
    for (text, said) in [
        (r#""title":1"#, "/title: is a number; it must be a string"),
        (
            r#""methods":[1]"#,
            "/methods/0: is a number; it must be a string",
        ),
        (
            r#""parameters":{"X":1}"#,
            "/parameters: is an object; it must be a list",
        ),
        (
            r#""responses":[1]"#,
            "/responses: is a list; it must be an object",
        ),
        (
            r#""responses":{"200":null}"#,
            "/responses/200: is null; it must be an object",
        ),
        (
            r#""responses":{"200":{"schema":"x"}}"#,
            "/responses/200/schema: is a string; it must be an object",
        ),
        (
            r#""security":["AK"]"#,
            "/security/0: is a string; it must be an object",
        ),
        (
            r#""systemTags":"x""#,
            "/systemTags: is a string; it must be an object",
        ),
        (
            r#""staticInfo":{"substitutions":"x"}"#,
            "/staticInfo/substitutions: is a string; it must be a list",
        ),
        (
            r#""errorCodes":{"400":"x"}"#,
            "/errorCodes/400: is a string; it must be a list",
        ),
        (
            r#""errorCodes":{"400":[7]}"#,
            "/errorCodes/400/0: is a number; it must be an object",
        ),
        (
            r#""errorCodes":{"400":[{"errorCode":true}]}"#,
            "/errorCodes/400/0/errorCode: is a boolean; it must be a string",
        ),
    ] {
        api(text, &[said]);
    }
}

#[test]
fn documents_of_the_wrong_form() {
    for (members, said) in [
        (
            r#""apis":["A"]"#,
            "/apis: is a list; it must be an object".to_owned(),
        ),
        (
            r#""apis":{"A":null}"#,
            "/apis/A: is null; it must be an object".to_owned(),
        ),
        (r#""apis":null"#, ": has no `apis`; it is needed here".to_owned()),
        (
            r#""apis":{},"components":{"schemas":["C"]}"#,
            "/components/schemas: is a list; it must be an object".to_owned(),
        ),
        (
            r#""apis":{},"endpoints":[1]"#,
            "/endpoints/0: is a number; it must be an object".to_owned(),
        ),
        (
            r#""apis":{},"endpoints":[{"regionId":1,"endpoint":"a.example"}]"#,
            "/endpoints/0/regionId: is a number; it must be a string".to_owned(),
        ),
        (
            r#""apis":{},"version":"2.0""#,
            "/version: warning: is \"2.0\", a version of the format that is not known here; it is read as 1.0".to_owned(),
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
fn products_and_versions_that_could_be_paths() {
    for product in ["../evil", "a/b", "a\\\\b", ".", "", "1st", "名"] {
        let (_, lines) = whole(&format!(
            r#"{{"info":{{"style":"RPC","product":"{product}","version":"v"}},"apis":{{}}}}"#
        ));
        assert!(
            lines[0].starts_with("f: /info/product: is \"") && lines.len() == 1,
            "{product}: {lines:?}"
        );
    }
    for version in ["..", "../../evil", "v/1", "-v", "2014 05"] {
        let (_, lines) = whole(&format!(
            r#"{{"info":{{"style":"RPC","product":"P","version":"{version}"}},"apis":{{}}}}"#
        ));
        assert!(
            lines[0].starts_with("f: /info/version: is \"") && lines.len() == 1,
            "{version}: {lines:?}"
        );
    }
}

#[test]
fn endpoints_must_be_host_names() {
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
                    "f: /endpoints/0/{key}: is `{host}`, which is not a host name; it must be a bare host name, without scheme, port and path, such as `ecs.aliyuncs.com`"
                )]
            );
        }
        let (_, lines) = spec("", &format!(r#","x-vpc-endpoint":"{{region}}.{host}""#));
        assert_eq!(
            lines,
            [format!(
                "f: /x-vpc-endpoint: is `{{region}}.{host}`, which is not the form of VPC hosts; it must be a host name with `{{region}}` in front of the domain, such as `ecs-vpc.{{region}}.aliyuncs.com`"
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
                "f: /x-vpc-endpoint: is `{form}`, which is not the form of VPC hosts; it must be a host name with `{{region}}` in front of the domain, such as `ecs-vpc.{{region}}.aliyuncs.com`"
            )]
        );
        assert_eq!(read.endpoints.vpc_form, None);
    }
    let (_, lines) = spec("", r#","endpoints":[{"regionId":"r\"","endpoint":"h"}]"#);
    assert_eq!(
        lines,
        [
            "f: /endpoints/0/regionId: is not a region id; it must be letters, digits, `-`, `_` and `.`"
        ]
    );
}
