//! Tests reading records from JSON and XML.

use std::{sync::LazyLock, time::SystemTime};

use alicloud::{
    Reply,
    error::{DecodeError, DecodeProblem},
    model::{Field, Record, Slot},
};
use serde_json::json;

use super::{Everything, everything};

fn read(body: &str) -> Result<Everything, DecodeError> {
    Reply::new(body.as_bytes(), SystemTime::UNIX_EPOCH)
        .expect("expected a document")
        .record()
}

fn problem_of(body: &str) -> (String, DecodeProblem) {
    let error = read(body).unwrap_err();
    (error.path().to_owned(), error.problem().clone())
}

#[test]
fn reads_the_same_record_from_json_and_xml() {
    let json = r#"{
        "Unknown": {"Id": ["ignored"]},
        "Id": "i", "Text": "a < b & c", "Count": 9223372036854775807,
        "Ratio": 99.65772247314453, "Flag": true, "Names": ["x", "y"],
        "Tags": {"Tag": [{"Key": "a", "Value": 1}, {"Key": "b", "Value": 2}]},
        "Items": [{"Key": "c", "Value": 3}],
        "Labels": {"k1": "v1", "k2": "v2"}, "Any": {"deep": ["1", "2"]}, "Parent": {"Id": "p"}
    }"#;
    let xml = r#"<?xml version="1.0" encoding="UTF-8"?>
        <!-- a comment -->
        <AnyRoot xmlns="urn:x">
            <Unknown><Id>ignored</Id></Unknown>
            <Id>i</Id><Text>a &lt; b <![CDATA[&]]> &#99;</Text><Count> 9223372036854775807 </Count>
            <Ratio>99.65772247314453</Ratio><Flag>true</Flag>
            <Names>x</Names><Names>y</Names>
            <Tags>
                <Tag><Key>a</Key><Value>1</Value></Tag>
                <Tag><Key>b</Key><Value>2</Value></Tag>
            </Tags>
            <Items><Key>c</Key><Value>3</Value></Items>
            <Labels><k1>v1</k1><k2>v2</k2></Labels>
            <Any><deep>1</deep><deep>2</deep></Any>
            <Parent><Id>p</Id></Parent>
        </AnyRoot>
    "#;
    assert_eq!(read(json).unwrap(), everything());
    assert_eq!(read(xml).unwrap(), everything());
}

#[test]
fn null_and_empty_values_count_as_absent() {
    let expected = Everything {
        id: "i".into(),
        ..Everything::default()
    };
    let json = r#"{"Id":"i","Text":null,"Count":"","Ratio":null,"Flag":"","Names":[null],
        "Tags":null,"Items":[],"Labels":null,"Any":null,"Parent":null}"#;
    let xml =
        "<R><Id>i</Id><Count/><Ratio></Ratio><Flag/><Names/><Tags/><Items></Items><Labels/></R>";
    assert_eq!(read(json).unwrap(), expected);
    assert_eq!(read(xml).unwrap(), expected);
}

#[test]
fn converts_scalars_of_another_kind() {
    let body = r#"{"Id":7,"Text":1.50,"Count":"12","Ratio":"0.5","Flag":0,"Names":[true,1]}"#;
    let expected = Everything {
        id: "7".into(),
        text: Some("1.5".into()),
        count: Some(12),
        ratio: Some(0.5),
        flag: Some(false),
        names: vec!["true".into(), "1".into()],
        ..Everything::default()
    };
    assert_eq!(read(body).unwrap(), expected);
}

#[test]
fn the_error_for_a_wrong_kind_has_the_path() {
    let kind = |expected, found| DecodeProblem::Kind { expected, found };
    for (body, path, problem) in [
        (
            r#"{"Id":"i","Tags":{"Tag":[{"Value":1},{"Value":"x"}]}}"#,
            "Tags.Tag.1.Value",
            kind("an integer", "text"),
        ),
        (
            r#"{"Id":"i","Parent":[]}"#,
            "Parent",
            kind("an object", "a list"),
        ),
        (
            r#"{"Id":"i","Tags":"x"}"#,
            "Tags",
            kind("an object", "text"),
        ),
        (
            r#"{"Id":"i","Names":{"a":1}}"#,
            "Names",
            kind("a list", "an object"),
        ),
        (r#"{"Id":{}}"#, "Id", kind("text", "an object")),
        (
            r#"{"Id":"i","Labels":{"k":[1]}}"#,
            "Labels.k",
            kind("text", "a list"),
        ),
        (r#"["Id"]"#, "", kind("an object", "a list")),
        (
            "<R><Id>i</Id><Tags>text</Tags></R>",
            "Tags",
            kind("an object", "text"),
        ),
        ("<R><Id><X/></Id></R>", "Id", kind("text", "an object")),
        (
            "<R><Id>i</Id><Items><Value>x</Value></Items></R>",
            "Items.0.Value",
            kind("an integer", "text"),
        ),
    ] {
        assert_eq!(problem_of(body), (path.to_owned(), problem), "{body}");
    }
}

#[test]
fn refuses_missing_required_fields() {
    for (body, problem) in [
        ("{}", DecodeProblem::Missing),
        (r#"{"Id":null}"#, DecodeProblem::Missing),
        (r#"{"Id":""}"#, DecodeProblem::Empty),
        ("<R/>", DecodeProblem::Missing),
        ("<R><Id/></R>", DecodeProblem::Empty),
    ] {
        assert_eq!(problem_of(body), ("Id".to_owned(), problem), "{body}");
    }
}

#[test]
fn refuses_missing_required_fields_at_any_depth() {
    for (body, problem) in [
        (r#"{"Id":"i","Parent":{}}"#, DecodeProblem::Missing),
        (r#"{"Id":"i","Parent":{"Id":null}}"#, DecodeProblem::Missing),
        (r#"{"Id":"i","Parent":{"Id":""}}"#, DecodeProblem::Empty),
        (
            "<R><Id>i</Id><Parent><Text>t</Text></Parent></R>",
            DecodeProblem::Missing,
        ),
        (
            "<R><Id>i</Id><Parent><Id/></Parent></R>",
            DecodeProblem::Empty,
        ),
    ] {
        assert_eq!(
            problem_of(body),
            ("Parent.Id".to_owned(), problem),
            "{body}"
        );
    }
}

#[test]
fn refuses_duplicate_known_fields_only() {
    let twice = DecodeProblem::Duplicate;
    assert_eq!(
        problem_of(r#"{"Id":"a","Id":"b"}"#),
        ("Id".into(), twice.clone())
    );
    assert_eq!(
        problem_of(r#"{"Id":null,"Id":"b"}"#),
        ("Id".into(), twice.clone())
    );
    assert_eq!(
        problem_of("<R><Id>a</Id><Id>b</Id></R>"),
        ("Id".into(), twice)
    );
    assert!(read(r#"{"Id":"a","X":1,"X":2}"#).is_ok());
}

/// A record with the fields `F0` to `F69`. Only `F69` is required.
#[derive(Debug)]
struct Wide([Option<i64>; 70]);

impl Default for Wide {
    fn default() -> Self {
        Self([None; 70])
    }
}

impl Record for Wide {
    fn fields(&self) -> &'static [Field] {
        static FIELDS: LazyLock<[Field; 70]> = LazyLock::new(|| {
            std::array::from_fn(|index| {
                let field = Field::new(format!("F{index}").leak());
                if index == 69 { field.required() } else { field }
            })
        });
        &*FIELDS
    }

    fn slot(&self, index: usize) -> Option<&dyn Slot> {
        self.0.get(index).map(|slot| slot as &dyn Slot)
    }

    fn slot_mut(&mut self, index: usize) -> Option<&mut dyn Slot> {
        self.0.get_mut(index).map(|slot| slot as &mut dyn Slot)
    }
}

#[test]
fn reads_records_of_many_fields() {
    let read = |body: &str| {
        let reply = Reply::new(body.as_bytes(), SystemTime::UNIX_EPOCH).unwrap();
        let read = reply.record::<Wide>();
        read.map_err(|error| (error.path().to_owned(), error.problem().clone()))
    };
    let json: Vec<String> = (0..70)
        .map(|index| format!(r#""F{index}":{index}"#))
        .collect();
    let elements = (0..70).map(|index| format!("<F{index}>{index}</F{index}>"));
    let json = format!("{{{}}}", json.join(","));
    let xml = format!("<R>{}</R>", elements.collect::<String>());
    for body in [json, xml] {
        let values = read(&body).unwrap().0;
        assert!(values.into_iter().flatten().eq(0..70));
    }
    let problem = |body| read(body).unwrap_err();
    let of = |name: &str, problem| (name.to_owned(), problem);
    let twice = problem(r#"{"F67":1,"F69":2,"F67":3}"#);
    assert_eq!(twice, of("F67", DecodeProblem::Duplicate));
    for body in [r#"{"F68":1}"#, r#"{"F69":null}"#, "<R><F5>1</F5></R>"] {
        assert_eq!(problem(body), of("F69", DecodeProblem::Missing), "{body}");
    }
}

#[test]
fn syntax_errors_have_line_and_column() {
    let syntax = |line, column| DecodeProblem::Syntax { line, column };
    for (body, problem) in [
        ("{\"Id\":\"i\",\n\"Text\":", syntax(2, 7)),
        (r#"{"Id":"i"} x"#, syntax(1, 12)),
        (r#"{"Id" "i"}"#, syntax(1, 7)),
        ("<R><Id>i</Id>", syntax(1, 14)),
        ("<R><Id>i</R>", syntax(1, 13)),
        ("<R><Id>&nbsp;</Id></R>", syntax(1, 14)),
        ("<R><Id>i</Id></R>\n<R/>", syntax(2, 5)),
    ] {
        assert_eq!(problem_of(body), (String::new(), problem), "{body}");
    }
}

#[test]
fn reports_text_that_is_not_utf8() {
    for body in [b"{\"Id\":\"\xFF\"}".as_slice(), b"<R><Id>\xFF</Id></R>"] {
        let reply = Reply::new(body, SystemTime::UNIX_EPOCH).unwrap();
        let error = reply.record::<Everything>().unwrap_err();
        assert_eq!(*error.problem(), DecodeProblem::NotUtf8);
    }
}

#[test]
fn limits_the_nesting_depth() {
    let levels = 100_000;
    let json = format!(r#"{{"Id":"i","Any":{}"#, "[".repeat(levels));
    assert_eq!(problem_of(&json).1, DecodeProblem::TooDeep);
    let json = format!(r#"{{"Id":"i"{}"#, r#","Parent":{"Id":"p""#.repeat(levels));
    assert_eq!(problem_of(&json).1, DecodeProblem::TooDeep);
    for element in ["<Any>", "<Unknown>", "<Parent>"] {
        let xml = format!("<R><Id>i</Id>{}", element.repeat(levels));
        assert_eq!(problem_of(&xml).1, DecodeProblem::TooDeep);
    }
    let reply = Reply::new(b"<R><A><B>1</B></A></R>", SystemTime::UNIX_EPOCH).unwrap();
    assert_eq!(reply.value().unwrap(), json!({"A": {"B": "1"}}));
}

/// Long padding must not overflow the stack.
#[test]
fn skips_long_padding_around_the_root() {
    let padding = " <!-- -->\n".repeat(200_000);
    let body = format!("<?xml version='1.0'?>{padding}<R><Id>i</Id>{padding}</R>{padding}");
    let small_stack = std::thread::Builder::new().stack_size(256 * 1024);
    let read = small_stack
        .spawn(move || read(&body).map(|record| record.id))
        .unwrap()
        .join();
    assert_eq!(read.unwrap().unwrap(), "i");
}

#[test]
fn values_and_maps_refuse_duplicate_keys_and_skip_null() {
    let twice = DecodeProblem::Duplicate;
    for (body, path) in [
        (r#"{"Id":"i","Any":{"a":[{"b":1,"b":2}]}}"#, "Any.a.0.b"),
        (r#"{"Id":"i","Labels":{"k":"1","k":"2"}}"#, "Labels.k"),
        (
            "<R><Id>i</Id><Labels><k>1</k><k>2</k></Labels></R>",
            "Labels.k",
        ),
    ] {
        assert_eq!(problem_of(body), (path.to_owned(), twice.clone()), "{body}");
    }
    let reply = Reply::new(br#"{"VncUrl":"a","VncUrl":"b"}"#, SystemTime::UNIX_EPOCH).unwrap();
    assert_eq!(*reply.value().unwrap_err().problem(), twice);

    let labels = read(r#"{"Id":"i","Labels":{"gone":null,"empty":""}}"#)
        .unwrap()
        .labels;
    assert_eq!(labels, [("empty".to_owned(), String::new())].into());
}

#[test]
fn refuses_text_next_to_elements() {
    for body in [
        "<R><Id>i</Id><Any>lost<b>1</b></Any></R>",
        "<R><Id>i</Id><Any><b>1</b>lost</Any></R>",
    ] {
        let (path, problem) = problem_of(body);
        assert_eq!(path, "Any");
        assert!(matches!(problem, DecodeProblem::Kind { found: "both", .. }));
    }
}

#[test]
fn does_not_round_an_id_with_too_many_digits() {
    assert_eq!(
        problem_of(r#"{"Id":123456789012345678901234}"#),
        (
            "Id".to_owned(),
            DecodeProblem::Kind {
                expected: "text",
                found: "a number beyond 64 bits"
            }
        )
    );
}

#[test]
fn refuses_a_document_type_before_expanding_entities() {
    let bomb = r#"<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>
        <R><Id>&b;</Id></R>"#;
    assert_eq!(
        problem_of(bomb),
        (String::new(), DecodeProblem::DocumentType)
    );
}

#[test]
fn decode_errors_hide_values() {
    for body in [
        r#"{"Id":"i","Count":"hunter2"}"#,
        r#"{"Id":"hunter2","Id":"hunter2"}"#,
        r#"{"Id":"hunter2"#,
    ] {
        let error = read(body).unwrap_err();
        assert!(!format!("{error} {error:?}").contains("hunter2"));
    }
}
