mod accepted;
mod groups;
mod ram;
mod refused;

use crate::{
    Diagnostics, Document, Input, generate, read,
    spec::{Protocol, Spec},
};

/// Reads a specification whose operation `A` has the keys in `api`. `rest` follows `apis`.
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
fn reports_missing_keys_of_a_specification() {
    assert_eq!(whole("[1]").1[0], "f: expected an object, found a list");
    assert_eq!(
        whole("{}").1,
        [
            "f: the required key `info` is missing",
            "f: the required key `apis` is missing",
        ]
    );
    assert_eq!(
        whole(r#"{"info":{"style":7,"version":1},"apis":[]}"#).1,
        [
            "f: /info/style: expected a string, found a number",
            "f: /info: the required key `product` is missing",
            "f: /info/version: expected a string, found a number",
        ]
    );
}

/// The advice for an unsupported style.
const WAY_OUT: &str = "use the vendor's command line `aliyun` or the vendor's SDK for this product";

#[test]
fn reports_only_the_style_if_it_is_unsupported() {
    for style in ["ROA", "OSS", "roa"] {
        let text = r#"{"version":"9","info":{"style":"STYLE","version":1},"colour":"red",
            "apis":{"A":{"parameters":[{"name":"x","in":"path","schema":{"type":"text"}}]}},
            "endpoints":[{"regionId":"r","endpoint":"https://a.example"}]}"#;
        let text = text.replace("STYLE", style);
        let expected = format!(
            r#"f: /info/style: unsupported style "{style}" (supported: RPC, V3 without paths); {WAY_OUT}"#
        );
        let (spec, lines) = whole(&text);
        assert_eq!(lines, [&*expected]);
        assert_eq!(spec.protocol, Protocol::Other);
        // The later stages report nothing, even for an unknown operation.
        let nothing = ["Nothing".to_owned()];
        let found = generate(&Input::new("f", &text).operations(&nothing)).unwrap_err();
        let found: Vec<String> = found.iter().map(ToString::to_string).collect();
        assert_eq!(found, [expected]);
    }
}

#[test]
fn reads_the_style_v3_as_rpc_if_no_operation_has_a_path() {
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
            r#"f: /info/style: the style "V3" is supported only without paths, but `B` has the path `/b/{{id}}` (supported: RPC, V3 without paths); {WAY_OUT}"#
        )]
    );
    assert_eq!(refused.protocol, Protocol::Other);
    // RPC calls use the path `/`, even if the specification has another path.
    let (spec, lines) = spec(r#""path":"/V2/A""#, "");
    assert_eq!(lines, [""; 0]);
    assert_eq!(spec.protocol, Protocol::Rpc);
}

#[test]
fn ignores_the_case_of_styles() {
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
            ["f: /info/style: the style is empty (supported: RPC, V3 without paths)"]
        );
    }
}

#[test]
fn reports_all_wrong_json_types() {
    let (_, lines) = spec(
        r#""methods":"post","deprecated":"no","parameters":[1,{"name":2,"in":"query","schema":[1]}],
           "responses":{"200":7},"errorCodes":{"403":{}},"x-read-timeout-seconds":0"#,
        r#","endpoints":{}"#,
    );
    assert_eq!(
        lines,
        [
            "f: /apis/A/deprecated: expected true or false, found a string",
            "f: /apis/A/methods: expected a list, found a string",
            "f: /apis/A/x-read-timeout-seconds: expected a whole number of seconds from 1 to 3600, found 0",
            "f: /apis/A/parameters/0: expected an object, found a number",
            "f: /apis/A/parameters/1/name: expected a string, found a number",
            "f: /apis/A/parameters/1/schema: expected an object, found a list",
            "f: /apis/A/responses/200: expected an object, found a number",
            "f: /apis/A/errorCodes/403: expected a list, found an object",
            "f: /endpoints: expected a list, found an object",
        ]
    );
}

#[test]
fn lists_known_types_places_and_styles_after_unknown_ones() {
    let (_, lines) = spec(
        r#""parameters":[{"name":"X","in":"path","style":"deep","schema":{"type":"strnig"}}],
           "responses":{"200":{"schema":{"$ref":"other.json#/X"}}}"#,
        "",
    );
    assert_eq!(
        lines,
        [
            "f: /apis/A/parameters/0/style: unknown style `deep`; expected flat, repeatList, json, simple, spaceDelimited or pipeDelimited",
            "f: /apis/A/parameters/0/in: unknown place `path`; expected query, formData, body or header",
            "f: /apis/A/parameters/0/schema/type: unknown type `strnig`; expected string, integer, number, boolean, array, object or any",
            "f: /apis/A/responses/200/schema/$ref: invalid reference `other.json#/X`; expected `#/components/schemas/NAME`",
        ]
    );
}

#[test]
fn checks_names_versions_and_timeouts() {
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
            r#"f: /info/product: invalid product "E\"c"; expected an ASCII letter followed by at most 199 ASCII letters, digits, `_`, `.` and `-`"#,
            r#"f: /info/version: invalid version ""; expected an ASCII letter or digit followed by at most 199 ASCII letters, digits, `.` and `-`, such as `2014-05-26`"#,
            "f: /apis/A b: invalid name of an operation; expected an ASCII letter followed by at most 199 ASCII letters, digits, `_`, `.` and `-`",
            "f: /apis/B/x-read-timeout-seconds: expected a whole number of seconds from 1 to 3600, found 3601",
            "f: /apis/B/parameters/0/name: the name of a parameter must not be empty",
            "f: /apis/B/parameters/0/schema/properties/: the name of a property must not be empty",
            "f: /apis/E/x-read-timeout-seconds: expected a whole number of seconds from 1 to 3600, found 1.5",
        ]
    );
}

#[test]
fn signs_unless_all_schemes_are_anonymous() {
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
fn warns_about_unknown_keys() {
    let (_, lines) = spec(
        r#""colour":"red""#,
        r#","endpoints":[{"regionId":"r","endpoint":" "}]"#,
    );
    assert!(lines[0].starts_with("f: /apis/A/colour: warning: unknown key"));
    assert!(lines[1].starts_with("f: /endpoints/0: warning: the endpoint is ignored"));
    assert_eq!(lines.len(), 2);
}

#[test]
fn reads_an_empty_list_as_an_empty_object() {
    let (spec, lines) = spec(
        r#""systemTags":[],"errorCodes":[],"responses":{"200":[],"201":{"schema":
           {"type":"object","properties":[],"additionalProperties":[]}}}"#,
        r#","components":{"schemas":[]}"#,
    );
    assert_eq!(lines, [""; 0]);
    assert_eq!(spec.apis[0].responses.len(), 1);
}

#[test]
fn trims_endpoints_and_error_codes() {
    let (spec, _) = spec(
        r#""errorCodes":{"400":[{"errorCode":"Bad\t","errorMessage":" m "}]}"#,
        r#","endpoints":[{"regionId":"r","endpoint":"h\t"}]"#,
    );
    assert_eq!(spec.endpoints.public, [("r".to_owned(), "h".to_owned())]);
    let error = &spec.apis[0].errors[0];
    assert_eq!((error.code.as_str(), error.message.as_str()), ("Bad", "m"));
}
