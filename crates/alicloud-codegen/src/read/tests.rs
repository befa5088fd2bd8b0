mod accepted;
mod groups;
mod ram;
mod refused;

use crate::{
    Diagnostics, Document, Input, generate, read,
    spec::{Protocol, Spec},
};

/// A specification whose operation `A` has the members `api`, and `rest` after its `apis`.
fn spec(api: &str, rest: &str) -> (Spec, Vec<String>) {
    whole(&format!(
        r#"{{"version":"1.0","info":{{"style":"RPC","product":"P","version":"v"}},
            "apis":{{"A":{{{api}}}}}{rest}}}"#
    ))
}

fn whole(text: &str) -> (Spec, Vec<String>) {
    let mut diagnostics = Diagnostics::new("f");
    let document = Document::parse(text, &mut diagnostics).unwrap();
    let spec = read(&document, &mut diagnostics);
    let lines = diagnostics
        .into_vec()
        .iter()
        .map(ToString::to_string)
        .collect();
    (spec, lines)
}

#[test]
fn a_document_that_is_no_specification_says_what_it_lacks() {
    assert_eq!(whole("[1]").1[0], "f: is a list; it must be an object");
    assert_eq!(
        whole("{}").1,
        [
            "f: has no `info`; it is needed here",
            "f: has no `apis`; it is needed here",
        ]
    );
    assert_eq!(
        whole(r#"{"info":{"style":7,"version":1},"apis":[]}"#).1,
        [
            "f: /info/style: is a number; it must be a string",
            "f: /info: has no `product`; it is needed here",
            "f: /info/version: is a number; it must be a string",
        ]
    );
}

/// What to do about a specification of another style.
const WAY_OUT: &str = "call its operations with the vendor's command line, `aliyun`, or with the vendor's SDK of the product";

#[test]
fn another_style_is_the_only_thing_reported() {
    for style in ["ROA", "OSS", "roa"] {
        let text = r#"{"version":"9","info":{"style":"STYLE","version":1},"colour":"red",
            "apis":{"A":{"parameters":[{"name":"x","in":"path","schema":{"type":"text"}}]}},
            "endpoints":[{"regionId":"r","endpoint":"https://a.example"}]}"#;
        let text = text.replace("STYLE", style);
        let expected = format!(
            r#"f: /info/style: has the unsupported style "{style}" (supported: RPC, V3 without paths); {WAY_OUT}"#
        );
        let (spec, lines) = whole(&text);
        assert_eq!(lines, [&*expected]);
        assert_eq!(spec.protocol, Protocol::Other);
        // The later stages have nothing to say, whatever else is wanted.
        let nothing = ["Nothing".to_owned()];
        let found = generate(&Input::new("f", &text).operations(&nothing)).unwrap_err();
        let found: Vec<String> = found.iter().map(ToString::to_string).collect();
        assert_eq!(found, [expected]);
    }
}

#[test]
fn the_style_v3_is_rpc_signed_by_acs3_where_no_operation_has_a_path() {
    let with = |api: &str| {
        whole(&format!(
            r#"{{"info":{{"style":"V3","product":"P","version":"v"}},"apis":{{"A":{{}},"B":{{{api}}}}}}}"#
        ))
    };
    for api in ["", r#""path":"/""#, r#""path":"""#, r#""path":null"#] {
        let (spec, lines) = with(api);
        assert_eq!(lines, [""; 0]);
        assert_eq!(spec.protocol, Protocol::RpcByAcs3);
        assert_eq!(spec.apis.len(), 2);
    }
    let (refused, lines) = with(r#""path":"/b/{id}""#);
    assert_eq!(
        lines,
        [format!(
            r#"f: /info/style: has the style "V3", and `B` has the path `/b/{{id}}` (supported: RPC, V3 without paths); {WAY_OUT}"#
        )]
    );
    assert_eq!(refused.protocol, Protocol::Other);
    // RPC calls go to `/` whatever their specification says.
    let (spec, lines) = spec(r#""path":"/V2/A""#, "");
    assert_eq!(lines, [""; 0]);
    assert_eq!(spec.protocol, Protocol::Rpc);
}

#[test]
fn a_style_is_known_in_any_case() {
    for (style, protocol) in [
        ("rpc", Protocol::Rpc),
        ("Rpc", Protocol::Rpc),
        ("v3", Protocol::RpcByAcs3),
    ] {
        let (spec, lines) = whole(&format!(
            r#"{{"info":{{"style":"{style}","product":"P","version":"v"}},"apis":{{}}}}"#
        ));
        assert_eq!(lines, [""; 0]);
        assert_eq!(spec.protocol, protocol, "{style}");
    }
    for style in ["", " "] {
        let (_, lines) = whole(&format!(
            r#"{{"info":{{"style":"{style}","product":"P","version":"v"}},"apis":{{}}}}"#
        ));
        assert_eq!(
            lines,
            ["f: /info/style: is empty (supported: RPC, V3 without paths)"]
        );
    }
}

#[test]
fn wrong_json_types_are_all_reported() {
    let (_, lines) = spec(
        r#""methods":"post","deprecated":"no","parameters":[1,{"name":2,"in":"query","schema":[1]}],
           "responses":{"200":7},"errorCodes":{"403":{}},"x-read-timeout-seconds":0"#,
        r#","endpoints":{}"#,
    );
    assert_eq!(
        lines,
        [
            "f: /apis/A/deprecated: is a string; it must be true or false",
            "f: /apis/A/methods: is a string; it must be a list",
            "f: /apis/A/x-read-timeout-seconds: is 0; it must be a whole number of seconds from 1 to 3600",
            "f: /apis/A/parameters/0: is a number; it must be an object",
            "f: /apis/A/parameters/1/name: is a number; it must be a string",
            "f: /apis/A/parameters/1/schema: is a list; it must be an object",
            "f: /apis/A/responses/200: is a number; it must be an object",
            "f: /apis/A/errorCodes/403: is an object; it must be a list",
            "f: /endpoints: is an object; it must be a list",
        ]
    );
}

#[test]
fn unknown_types_places_and_styles_name_the_known_ones() {
    let (_, lines) = spec(
        r#""parameters":[{"name":"X","in":"path","style":"deep","schema":{"type":"strnig"}}],
           "responses":{"200":{"schema":{"$ref":"other.json#/X"}}}"#,
        "",
    );
    assert_eq!(
        lines,
        [
            "f: /apis/A/parameters/0/style: is the unknown style `deep`; it must be flat, repeatList, json, simple, spaceDelimited or pipeDelimited",
            "f: /apis/A/parameters/0/in: is the unknown place `path`; it must be query, formData, body or header",
            "f: /apis/A/parameters/0/schema/type: is the unknown type `strnig`; it must be string, integer, number, boolean, array, object or any",
            "f: /apis/A/responses/200/schema/$ref: refers to `other.json#/X`; a reference must be `#/components/schemas/` and a name",
        ]
    );
}

#[test]
fn names_versions_and_times_are_checked() {
    let (_, lines) = whole(
        r#"{"info":{"style":"RPC","product":"E\"c","version":""},"apis":{
            "A b":{},"A_b.c-2":{},
            "B":{"parameters":[{"name":" ","in":"query","schema":{"type":"object","properties":
                {"":{"type":"string"}}}}],"x-read-timeout-seconds":3601},
            "C":{"x-read-timeout-seconds":3600},"D":{"x-read-timeout-seconds":1},
            "E":{"x-read-timeout-seconds":1.5}}}"#,
    );
    assert_eq!(
        lines,
        [
            r#"f: /info/product: is "E\"c", which is no product; it must begin with a letter A to Z, and go on with letters, digits, `_`, `.` and `-`, 200 at most"#,
            r#"f: /info/version: is "", which is no version; it must begin with a letter or digit, and go on with those, `.` and `-`, such as `2014-05-26`"#,
            "f: /apis/A b: is not the name of an operation; it must begin with a letter A to Z, and go on with letters, digits, `_`, `.` and `-`, 200 at most",
            "f: /apis/B/x-read-timeout-seconds: is 3601; it must be a whole number of seconds from 1 to 3600",
            "f: /apis/B/parameters/0/name: is empty, so it cannot be the name of a parameter",
            "f: /apis/B/parameters/0/schema/properties/: is empty, so it cannot be the name of a property",
            "f: /apis/E/x-read-timeout-seconds: is 1.5; it must be a whole number of seconds from 1 to 3600",
        ]
    );
}

#[test]
fn what_may_be_signed_is_signed() {
    for (security, unsigned) in [
        (r#"[{"Anonymous":[]}]"#, true),
        (r#"[{"AK":[]},{"Anonymous":[]}]"#, false),
        (r#"[{"Anonymous":[]},{"AK":[]}]"#, false),
        (r#"[{"AK":[],"Anonymous":[]}]"#, false),
        (r#"[{"AK":[]}]"#, false),
        ("[{}]", false),
        ("[]", false),
    ] {
        let (spec, lines) = spec(&format!(r#""security":{security}"#), "");
        assert_eq!(lines, [""; 0]);
        assert_eq!(spec.apis[0].anonymous, unsigned, "{security}");
    }
}

#[test]
fn unknown_keys_are_warnings() {
    let (_, lines) = spec(
        r#""colour":"red""#,
        r#","endpoints":[{"regionId":"r","endpoint":" "}]"#,
    );
    assert!(lines[0].starts_with("f: /apis/A/colour: warning: is not part of the format"));
    assert!(lines[1].starts_with("f: /endpoints/0: warning: was passed over"));
    assert_eq!(lines.len(), 2);
}

#[test]
fn an_empty_list_is_an_empty_object() {
    let (spec, lines) = spec(
        r#""systemTags":[],"errorCodes":[],"responses":{"200":[],"201":{"schema":
           {"type":"object","properties":[],"additionalProperties":[]}}}"#,
        r#","components":{"schemas":[]}"#,
    );
    assert_eq!(lines, [""; 0]);
    assert_eq!(spec.apis[0].responses.len(), 1);
}

#[test]
fn endpoints_are_trimmed_and_codes_too() {
    let (spec, _) = spec(
        r#""errorCodes":{"400":[{"errorCode":"Bad\t","errorMessage":" m "}]}"#,
        r#","endpoints":[{"regionId":"r","endpoint":"h\t"}]"#,
    );
    assert_eq!(spec.endpoints.public, [("r".to_owned(), "h".to_owned())]);
    let error = &spec.apis[0].errors[0];
    assert_eq!((error.code.as_str(), error.message.as_str()), ("Bad", "m"));
}
