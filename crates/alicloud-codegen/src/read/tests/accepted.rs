//! Tests of unusual specifications that are accepted. The vendor publishes such specifications.

use crate::spec::{Endpoints, Kind, Place, Schema, Style};

use super::{spec, whole};

/// Reads the schema of a parameter. Returns the schema and the diagnostics.
fn schema(text: &str) -> (Schema, Vec<String>) {
    let (spec, lines) = spec(
        &format!(r#""parameters":[{{"name":"X","in":"query","schema":{text}}}]"#),
        r#","components":{"schemas":{"C":{"type":"string"}}}"#,
    );
    (spec.apis[0].parameters[0].schema.clone(), lines)
}

#[test]
fn keeps_the_spelling_of_constraints() {
    let (schema, lines) = schema(
        r#"{"type":"string","default":true,"minimum":"9223372036854775807","maximum":18446744073709551615,
            "exclusiveMinimum":true,"exclusiveMaximum":false,"minLength":-1,"maxLength":9223372036854776000,
            "minItems":0,"maxItems":"20","pattern":"^[a-z]\\d*$","format":"iso8601","docRequired":true,
            "isFileTransferUrl":true,"example":{"a":[1]},"readOnly":true,"index":3}"#,
    );
    assert_eq!(lines, [""; 0]);
    let notes = &schema.notes;
    for (found, expected) in [
        (&notes.default, "true"),
        (&notes.minimum, "9223372036854775807"),
        (&notes.maximum, "18446744073709551615"),
        (&notes.min_length, "-1"),
        (&notes.max_length, "9223372036854776000"),
        (&notes.min_items, "0"),
        (&notes.max_items, "20"),
        (&notes.pattern, r"^[a-z]\d*$"),
        (&notes.format, "iso8601"),
        (&notes.example, r#"{"a":[1]}"#),
    ] {
        assert_eq!(found.as_deref(), Some(expected));
    }
    assert!(notes.exclusive_minimum && !notes.exclusive_maximum);
    assert!(notes.doc_required && notes.file_address && !schema.required);
}

#[test]
fn combines_documented_values_of_both_lists() {
    for (text, expected) in [
        (
            r#"{"type":"integer","enum":["1"," 2",3,"1"],"enumValueTitles":{"2":"two","9":"nine"}}"#,
            vec![("1", ""), ("2", "two"), ("3", ""), ("9", "nine")],
        ),
        (
            r#"{"type":"boolean","enum":["true","",""],"enumValueTitles":[]}"#,
            vec![("true", ""), ("", "")],
        ),
        (
            r#"{"type":"string","enum":[],"enumValueTitles":{"a":"A","b":1}}"#,
            vec![("a", "A"), ("b", "1")],
        ),
        (
            r#"{"type":"string","enum":[],"enumValueTitles":{}}"#,
            vec![],
        ),
    ] {
        let (schema, lines) = schema(text);
        let found = schema.notes.values.iter();
        let found: Vec<(&str, &str)> = found.map(|(a, b)| (a.as_str(), b.as_str())).collect();
        assert_eq!(found, expected);
        assert_eq!(lines, [""; 0]);
    }
}

#[test]
fn derives_missing_types_and_ignores_keys_of_other_types() {
    let list = || Kind::List(Box::default());
    for (text, kind, said) in [
        (r#"{"type":"string","properties":{}}"#, Kind::Text, ""),
        (
            r#"{"type":"string","items":{"type":"string"}}"#,
            Kind::Text,
            "/items: warning: the key is ignored, because the type is `string` and not `array`",
        ),
        (
            r#"{"type":"any","properties":{"A":{"type":"string"}}}"#,
            Kind::Any,
            "/properties: warning: the key is ignored, because the type is `any` and not `object`",
        ),
        (r#"{"type":"integer"}"#, Kind::Integer, ""),
        (r#"{"type":"number","format":"float"}"#, Kind::Number, ""),
        (
            r#"{"type":"array","format":"int64"}"#,
            list(),
            ": warning: the key `items` is missing, so the items are of any JSON type",
        ),
        (
            r#"{"type":"array","items":[]}"#,
            list(),
            ": warning: the key `items` is missing, so the items are of any JSON type",
        ),
        (r#"{"type":"object"}"#, Kind::Any, ""),
        (
            r#"{"type":"object","properties":[],"additionalProperties":[]}"#,
            Kind::Any,
            "",
        ),
        (
            r#"{"type":"object","additionalProperties":true}"#,
            Kind::Any,
            "",
        ),
        (
            r##"{"$ref":"#/components/schemas/C","description":"d","required":true,"deprecated":true}"##,
            Kind::Reference("C".into()),
            "",
        ),
        (
            "[]",
            Kind::Any,
            ": warning: the key `type` is missing, so `any` is assumed",
        ),
        (
            r#"{"items":{}}"#,
            Kind::Any,
            ": warning: the key `type` is missing, so `any` is assumed",
        ),
        (
            r#"{"description":"d"}"#,
            Kind::Any,
            ": warning: the key `type` is missing, so `any` is assumed",
        ),
    ] {
        let (schema, lines) = schema(text);
        let said = match said {
            "" => Vec::new(),
            said => vec![format!("f: /apis/A/parameters/0/schema{said}")],
        };
        assert_eq!(lines, said, "{text}");
        let mut found = schema.kind;
        if let Kind::List(items) = &mut found {
            items.pointer.clear();
        }
        assert_eq!(found, kind, "{text}");
    }
}

#[test]
fn reads_booleans_from_strings() {
    let (found, lines) =
        schema(r#"{"type":"string","required":"true","deprecated":"False","docRequired":"TRUE"}"#);
    assert_eq!(
        lines,
        [
            r#"f: /apis/A/parameters/0/schema/required: warning: the string "true" is read as the boolean true"#,
            r#"f: /apis/A/parameters/0/schema/deprecated: warning: the string "False" is read as the boolean false"#,
            r#"f: /apis/A/parameters/0/schema/docRequired: warning: the string "TRUE" is read as the boolean true"#,
        ]
    );
    assert!(found.required && found.notes.doc_required && !found.notes.deprecated);
}

#[test]
fn reads_an_object_with_additional_properties_as_a_map() {
    let (found, lines) =
        schema(r#"{"additionalProperties":{"type":"array","items":{"type":"string"}}}"#);
    assert!(matches!(found.kind, Kind::Map(values) if matches!(values.kind, Kind::List(_))));
    assert_eq!(
        lines,
        [
            "f: /apis/A/parameters/0/schema: warning: the key `type` is missing, so `object` is assumed"
        ]
    );
}

#[test]
fn ignores_common_parameters() {
    let common = [
        "AccessKeyId",
        "Action",
        "Format",
        "Signature",
        "SignatureMethod",
        "SignatureNonce",
        "SignatureType",
        "SignatureVersion",
        "Timestamp",
        "Version",
    ];
    for name in common {
        let (spec, lines) = spec(
            &format!(
                r#""parameters":[{{"name":"{name}","in":"query","schema":{{"type":"string"}}}},
                   {{"name":"{name}","in":"header","schema":{{"type":"string"}}}},
                   {{"name":"{name}s","in":"query","schema":{{"type":"string"}}}}]"#
            ),
            "",
        );
        assert_eq!(
            lines,
            [format!(
                "f: /apis/A/parameters/0: warning: the parameter is ignored, because `{name}` is a common parameter of all calls"
            )]
        );
        let left = spec.apis[0].parameters.iter();
        let left: Vec<(Place, &str)> = left.map(|one| (one.place, &*one.name)).collect();
        let others = format!("{name}s");
        assert_eq!(left, [(Place::Header, name), (Place::Query, &*others)]);
    }
}

#[test]
fn keeps_a_format_with_values_of_its_own() {
    for (schema, is_own) in [
        (r#"{"type":"string"}"#, false),
        (r#"{"type":"string","enum":["JSON","XML"]}"#, false),
        (
            r#"{"type":"string","enum":["json"],"example":"RAW"}"#,
            false,
        ),
        (
            r#"{"type":"string","default":"xml","example":" Json "}"#,
            false,
        ),
        (r#"{"type":"string","example":"JSON or XML"}"#, false),
        (r#"{"type":"string","enum":["JSON","YAML"]}"#, true),
        (r#"{"type":"string","enumValueTitles":{"RAW":"raw"}}"#, true),
        (r#"{"type":"string","example":"qcow2"}"#, false),
        (r#"{"type":"string","x-own":true}"#, true),
        (r#"{"type":"string","default":"YAML"}"#, true),
        (r#"{"type":"integer"}"#, true),
    ] {
        let (spec, lines) = spec(
            &format!(r#""parameters":[{{"name":"Format","in":"query","schema":{schema}}}]"#),
            "",
        );
        assert_eq!(
            spec.apis[0].parameters.len(),
            usize::from(is_own),
            "{schema}"
        );
        assert_eq!(lines.len(), usize::from(!is_own), "{schema}");
    }
}

#[test]
fn sends_a_body_as_json_despite_contradicting_keys() {
    let body = r#"{"name":"Version","in":"body","style":"simple","schema":{"type":"object"}}"#;
    let form = r#"{"name":"F","in":"formData","schema":{"type":"string"}}"#;
    let (spec, lines) = spec(
        &format!(
            r#""consumes":["application/x-www-form-urlencoded"],"parameters":[{form},{body}]"#
        ),
        "",
    );
    let places = spec.apis[0].parameters.iter();
    let places: Vec<(Place, Style)> = places.map(|one| (one.place, one.style)).collect();
    assert_eq!(
        places,
        [(Place::Query, Style::Flat), (Place::Body, Style::Json)]
    );
    assert_eq!(
        lines,
        [
            "f: /apis/A/parameters/1/style: warning: the style is ignored, because a body is sent as JSON",
            "f: /apis/A/consumes: warning: the body is sent as JSON, although the media type is application/x-www-form-urlencoded",
            "f: /apis/A/parameters/0/in: warning: the parameter is sent in the query instead of `formData`, because the request has a JSON body",
        ]
    );
}

#[test]
fn accepts_media_types_that_allow_json() {
    for consumes in [
        r#"["*/*"]"#,
        r#"["application/*"]"#,
        r#"["APPLICATION/JSON; charset=utf-8"]"#,
        r#"["APPLICATION/VND.X+JSON"]"#,
        r#"["application/merge-patch+json","application/json"]"#,
        r#"[""]"#,
        r#"[" "," "]"#,
        "[]",
    ] {
        let (_, lines) = spec(
            &format!(
                r#""consumes":{consumes},"parameters":[{{"name":"A","in":"body","schema":{{"type":"object"}}}}]"#
            ),
            "",
        );
        assert_eq!(lines, [""; 0], "{consumes}");
    }
    let (_, lines) = spec(
        r#""consumes":["","Multipart/Form-Data"],"parameters":[{"name":"A","in":"body","schema":{"type":"object"}}]"#,
        "",
    );
    assert_eq!(
        lines,
        [
            "f: /apis/A/consumes: warning: the body is sent as JSON, although the media type is Multipart/Form-Data"
        ]
    );
}

#[test]
fn renames_a_body_with_the_name_of_another_parameter() {
    let body = r#"{"name":"A","in":"body","schema":{"type":"object","required":true}}"#;
    let query = r#"{"name":"A","in":"query","schema":{"type":"string"}}"#;
    let other = r#"{"name":"ABody","in":"header","schema":{"type":"string"}}"#;
    for (parameters, expected) in [
        ([query, body, other], ["A", "ABodyBody", "ABody"]),
        ([body, other, query], ["ABodyBody", "ABody", "A"]),
    ] {
        let place = parameters.iter().position(|one| *one == body).unwrap();
        let (spec, lines) = spec(&format!(r#""parameters":[{}]"#, parameters.join(",")), "");
        assert_eq!(
            lines,
            [format!(
                "f: /apis/A/parameters/{place}/name: warning: the body is renamed to `ABodyBody`, because another parameter has the same name"
            )]
        );
        let parameters = &spec.apis[0].parameters;
        let names: Vec<&str> = parameters.iter().map(|one| one.name.as_str()).collect();
        assert_eq!(names, expected);
        let required: Vec<Place> = parameters
            .iter()
            .filter(|one| one.schema.required)
            .map(|one| one.place)
            .collect();
        assert_eq!(required, [Place::Body]);
    }
}

#[test]
fn merges_duplicate_parameters() {
    let (spec, lines) = spec(
        r#""parameters":[
            {"name":"X","in":"query","schema":{"type":"string","title":" "}},
            {"name":"x","in":"query","schema":{"type":"string"}},
            {"name":"X","in":"query","allowEmptyValue":true,
             "schema":{"type":"string","required":true,"title":"t","example":"e"}},
            {"name":"L","in":"query","style":"json","schema":{"type":"array","items":{"type":"string","title":"a"}}},
            {"name":"L","in":"query","style":"json","schema":{"type":"array","items":{"type":"string","title":"b"}}}]"#,
        "",
    );
    assert_eq!(lines, [""; 0]);
    let parameters = &spec.apis[0].parameters;
    let names: Vec<&str> = parameters.iter().map(|one| one.name.as_str()).collect();
    assert_eq!(names, ["X", "x", "L"]);
    let schema = &parameters[0].schema;
    assert!(schema.required && schema.notes.may_be_empty);
    assert_eq!(schema.notes.title, "t");
    assert_eq!(schema.notes.example.as_deref(), Some("e"));
}

#[test]
fn warns_about_contradicting_duplicate_parameters() {
    for (second, difference) in [
        (
            r#""in":"formData","schema":{"type":"string"}"#,
            "another place",
        ),
        (
            r#""in":"query","schema":{"type":"integer"}"#,
            "another type",
        ),
        (
            r#""in":"query","style":"json","schema":{"type":"object"}"#,
            "another style",
        ),
    ] {
        let (spec, lines) = spec(
            &format!(
                r#""parameters":[{{"name":"X","in":"query","schema":{{"type":"string"}}}},
                   {{"name":"X",{second}}}]"#
            ),
            "",
        );
        assert_eq!(
            lines,
            [format!(
                "f: /apis/A/parameters/1: warning: duplicate parameter `X` with {difference}; the first one counts"
            )]
        );
        assert_eq!(spec.apis[0].parameters[0].schema.kind, Kind::Text);
    }
}

#[test]
fn reads_every_place_and_style_of_parameters() {
    let (spec, lines) = spec(
        r#""parameters":[
            {"name":"Content-Type","in":"header","schema":{"type":"string"}},
            {"name":"H","in":"header","style":"simple","schema":{"type":"array","items":{"type":"string"}}},
            {"name":"F","in":"formData","style":"repeatList","schema":{"type":"array","items":{"type":"array","items":{"type":"string"}}}},
            {"name":"M","in":"query","style":"flat","schema":{"type":"object","additionalProperties":{"type":"string"}}},
            {"name":"S","in":"query","style":"json","schema":{"type":"string"}},
            {"name":"Filter.1.Key","in":"query","schema":{"type":"string"}},
            {"name":" pad","in":"query","schema":{"type":"string"}},
            {"name":"名","in":"query","style":"pipeDelimited","schema":{"type":"array","items":{"type":"integer"}}}]"#,
        "",
    );
    assert_eq!(
        lines,
        [
            "f: /apis/A/parameters/6/name: warning: the whitespace around the name of the parameter is part of the name",
            "f: /apis/A/parameters/4/style: warning: the style is ignored, because the parameter is a scalar",
        ]
    );
    let found: Vec<(Place, Style)> = spec.apis[0]
        .parameters
        .iter()
        .map(|parameter| (parameter.place, parameter.style))
        .collect();
    assert_eq!(
        found,
        [
            (Place::Header, Style::Flat),
            (Place::Header, Style::Simple),
            (Place::Form, Style::Flat),
            (Place::Query, Style::Flat),
            (Place::Query, Style::Flat),
            (Place::Query, Style::Flat),
            (Place::Query, Style::Flat),
            (Place::Query, Style::PipeDelimited),
        ]
    );
}

#[test]
fn reads_missing_keys_as_empty() {
    let (spec, lines) = spec("", "");
    assert_eq!(lines, [""; 0]);
    let api = &spec.apis[0];
    assert!(api.methods.is_empty() && api.parameters.is_empty() && api.responses.is_empty());
    assert!(
        spec.components.is_empty()
            && spec.endpoints == Endpoints::default()
            && spec.groups.is_empty()
    );
    for apis in ["{}", "[]"] {
        let (spec, lines) = whole(&format!(
            r#"{{"info":{{"style":"RPC","product":"waf-openapi","version":"2021-09-31"}},"apis":{apis}}}"#
        ));
        assert_eq!(lines, [""; 0]);
        assert_eq!(spec.version, "2021-09-31");
    }
}

#[test]
fn reads_all_descriptive_facts_about_an_operation() {
    let (spec, lines) = spec(
        r#""path":"/V2/A","schemes":["https"],"tags":["t"],"consumes":[],"produces":[],"responseDemo":"[]",
           "description":"d","requestParamsDescription":"q","responseParamsDescription":"r","extraInfo":"x",
           "systemTags":{"operationType":"create","chargeType":"paid","riskType":"high","abilityTreeCode":"1"},
           "staticInfo":{"returnType":"asynchronous","callback":"P::v::B","callbackInterval":1000,
                         "substitutions":["P::v::C"]},
           "responses":{"200":[],"201":{"headers":{},"description":"d"},"5XX":{"schema":{"type":"object"}}}"#,
        "",
    );
    assert_eq!(lines, [""; 0]);
    let api = &spec.apis[0];
    assert_eq!(
        [
            &api.about.description,
            &api.about.request_description,
            &api.about.reply_description,
            &api.about.extra_description
        ],
        ["d", "q", "r", "x"]
    );
    assert!(api.about.asynchronous && api.about.paid && api.about.risky && api.reads.is_none());
    assert_eq!(api.about.callback.as_deref(), Some("P::v::B"));
    assert_eq!(api.about.substitutions, ["P::v::C"]);
    assert_eq!(api.responses[0].0, "5XX");
}

#[test]
fn keeps_any_status_of_errors() {
    let (spec, lines) = spec(
        r#""errorCodes":{"200":[{},{"errorCode":" Padded.%s\t"},{"errorCode":" "},
           {"errorMessage":"m"}],"99999999999999999999":[{"errorCode":10003,
           "errorMessage":" m "}],"403":[]}"#,
        "",
    );
    assert_eq!(
        lines,
        [
            "f: /apis/A/errorCodes/200/0: warning: the error is ignored, because it has no `errorCode`",
            "f: /apis/A/errorCodes/200/2: warning: the error is ignored, because its `errorCode` is empty",
            "f: /apis/A/errorCodes/200/3: warning: the error is ignored, because it has no `errorCode`",
        ]
    );
    let errors: Vec<[&str; 3]> = spec.apis[0]
        .errors
        .iter()
        .map(|error| [&*error.status, &*error.code, &*error.message])
        .collect();
    assert_eq!(
        errors,
        [
            ["200", "Padded.%s", ""],
            ["99999999999999999999", "10003", "m"]
        ]
    );
}

/// Reads these entries of `endpoints`. Returns the endpoints and the diagnostics.
fn endpoints(entries: &str, rest: &str) -> (Endpoints, Vec<String>) {
    let (spec, lines) = spec("", &format!(r#","endpoints":[{entries}]{rest}"#));
    (spec.endpoints, lines)
}

fn hosts(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    let owned = pairs.iter().map(|(region, host)| (*region, *host));
    owned
        .map(|(region, host)| (region.to_owned(), host.to_owned()))
        .collect()
}

#[test]
fn reads_public_and_vpc_hosts() {
    let (found, lines) = endpoints(
        r#"{"regionId":"r","endpoint":"a.example\t","regionName":"R","areaId":"a","areaName":"A","public":"a.example","vpc":" v.example\t"},
           {"regionId":"s","endpoint":"a.example","vpc":""},
           {"regionId":"t","endpoint":"a.example","vpc":null},
           {"regionId":"u","endpoint":"","vpc":"v.example"},
           {"regionId":"w","endpoint":"","public":"p.example"}"#,
        "",
    );
    assert_eq!(lines, [""; 0]);
    let public = [
        ("r", "a.example"),
        ("s", "a.example"),
        ("t", "a.example"),
        ("w", "p.example"),
    ];
    assert_eq!(found.public, hosts(&public));
    assert_eq!(found.vpc, hosts(&[("r", "v.example"), ("u", "v.example")]));
    assert_eq!(found.vpc_form, None);
}

#[test]
fn keeps_the_first_host_of_a_region() {
    let (found, lines) = endpoints(
        r#"{"regionId":"r","endpoint":"a.example"},
           {"regionId":"r","endpoint":"a.example","vpc":"v.example"},
           {"regionId":"r","endpoint":"b.example","vpc":"w.example"}"#,
        "",
    );
    assert_eq!(
        lines,
        [
            "f: /endpoints/2/endpoint: warning: the host is ignored, because the region `r` already has the host `a.example`",
            "f: /endpoints/2/vpc: warning: the host is ignored, because the region `r` already has the host `v.example`",
        ]
    );
    assert_eq!(found.public, hosts(&[("r", "a.example")]));
    assert_eq!(found.vpc, hosts(&[("r", "v.example")]));
    let (found, lines) = endpoints(
        r#"{"regionId":"r","public":"a.example"},{"regionId":"r","endpoint":"","public":"b.example"}"#,
        "",
    );
    assert_eq!(
        lines,
        [
            "f: /endpoints/1/public: warning: the host is ignored, because the region `r` already has the host `a.example`"
        ]
    );
    assert_eq!(found.public, hosts(&[("r", "a.example")]));
}

#[test]
fn prefers_endpoint_over_public() {
    let (found, lines) = endpoints(
        r#"{"regionId":"r","endpoint":"a.example","public":"b.example"}"#,
        "",
    );
    assert_eq!(
        lines,
        [
            "f: /endpoints/0/public: warning: the host `b.example` is ignored, because `endpoint` is `a.example`"
        ]
    );
    assert_eq!(found.public, hosts(&[("r", "a.example")]));
}

#[test]
fn reads_the_pattern_of_vpc_hosts() {
    let form = r#","x-vpc-endpoint":"p-vpc.{region}.example""#;
    for entries in [
        "",
        r#"{"regionId":"r","endpoint":"a.example","vpc":"v.example"},{"regionId":"s","endpoint":"a.example"}"#,
        r#"{"regionId":"r","endpoint":"a.example","vpc":"v.example"}"#,
    ] {
        let (found, lines) = endpoints(entries, form);
        assert_eq!(lines, [""; 0]);
        assert_eq!(found.vpc_form.as_deref(), Some("p-vpc.{region}.example"));
    }
}
