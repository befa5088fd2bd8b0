//! Tests serializing and deserializing records with serde.

use std::collections::BTreeMap;

use alicloud::{
    Value,
    model::{self, Field, UnknownFields, impl_serde},
};
use serde_json::{from_str, json, to_value};

use super::{Everything, Tags, everything, tag};
use crate::fixture::record;

record!(Kinds {
    text: Option<String> = Field::new("Text"),
    integer: Option<i64> = Field::new("Integer"),
    number: Option<f64> = Field::new("Number"),
    flag: Option<bool> = Field::new("Flag"),
    record: Option<Tags> = Field::new("Record"),
    lists: Vec<Vec<i64>> = Field::new("Lists"),
    map: BTreeMap<String, Vec<String>> = Field::new("Map"),
    any: Option<Value> = Field::new("Any"),
    again: Option<Box<Kinds>> = Field::new("Again"),
    header: Option<String> = Field::new("Accept-Language").header(),
    password: Option<String> = Field::new("Password").secret(),
});

record!(Pair {
    request: Option<Everything> = Field::new("Request"),
    id: i64 = Field::new("Id").required(),
});

record!(Lenient {
    tags: Tags = Field::new("Tags"),
});

impl_serde!(Refuse => Kinds, Everything, Pair);
impl_serde!(Ignore => Lenient);

fn kinds() -> Kinds {
    Kinds {
        text: Some("ä \"\\\n\u{0}".into()),
        integer: Some(i64::MIN),
        number: Some(99.657_722_473_144_53),
        flag: Some(false),
        record: Some(Tags {
            tag: vec![tag("a", 1)],
        }),
        lists: vec![vec![], vec![1, i64::MAX], vec![]],
        map: [("k".into(), vec!["v".into()]), ("none".into(), vec![])].into(),
        any: Some(json!({"deep": [1, null, {"x": u64::MAX}]})),
        again: Some(Box::new(Kinds {
            again: Some(Box::default()),
            ..Kinds::default()
        })),
        header: Some("en".into()),
        password: Some("hunter2".into()),
    }
}

#[test]
fn serializes_and_deserializes_every_kind_of_value() {
    let written = json!({
        "Text": "ä \"\\\n\u{0}",
        "Integer": i64::MIN,
        "Number": 99.657_722_473_144_53,
        "Flag": false,
        "Record": {"Tag": [{"Key": "a", "Value": 1}]},
        "Lists": [[], [1, i64::MAX], []],
        "Map": {"k": ["v"], "none": []},
        "Any": {"deep": [1, null, {"x": u64::MAX}]},
        "Again": {"Again": {}},
        "Accept-Language": "en",
        "Password": "hunter2",
    });
    assert_eq!(to_value(kinds()).unwrap(), written);
    // serde reads text and values in memory in different ways, so both are tested.
    assert_eq!(from_str::<Kinds>(&written.to_string()).unwrap(), kinds());
    assert_eq!(serde_json::from_value::<Kinds>(written).unwrap(), kinds());

    let text = serde_json::to_string(&everything()).unwrap();
    assert_eq!(from_str::<Everything>(&text).unwrap(), everything());
}

#[test]
fn serializes_fields_with_a_value_in_order() {
    assert_eq!(serde_json::to_string(&Kinds::default()).unwrap(), "{}");
    let kinds = Kinds {
        integer: Some(1),
        lists: vec![],
        any: Some(Value::Null),
        password: Some(String::new()),
        ..Kinds::default()
    };
    assert_eq!(
        serde_json::to_string(&kinds).unwrap(),
        r#"{"Integer":1,"Any":null,"Password":""}"#
    );
}

#[test]
fn treats_null_as_absent_and_converts_scalars() {
    let read: Kinds = from_str(
        r#"{"Text":1,"Integer":"2","Number":"0.5","Flag":"True","Record":null,"Lists":null,
            "Map":null,"Any":null,"Again":null}"#,
    )
    .unwrap();
    let expected = Kinds {
        text: Some("1".into()),
        integer: Some(2),
        number: Some(0.5),
        flag: Some(true),
        ..Kinds::default()
    };
    assert_eq!(read, expected);
}

#[test]
fn errors_have_path_line_and_column() {
    for (text, message) in [
        ("{}", "Id: required, but missing or null at line 1 column 2"),
        (
            r#"{"Id":null}"#,
            "Id: required, but missing or null at line 1 column 11",
        ),
        (
            r#"{"Id":"i","Parent":{"Text":"t"}}"#,
            "Parent.Id: required, but missing or null at line 1 column 31",
        ),
        (r#"{"Id":""}"#, "Id: required, but empty at line 1 column 9"),
        (
            r#"{"Id":"i","Id":"i"}"#,
            "Id: appears more than once at line 1 column 14",
        ),
        (
            r#"{"Id":"i","Tags":{"Tag":[{"Value":"x"}]}}"#,
            "Tags.Tag.0.Value: expected an integer, found text at line 1 column 37",
        ),
        (
            r#"{"Id":"i","Cuont":1}"#,
            "Cuont: unknown field (did you mean Count?) at line 1 column 17",
        ),
        (
            r#"{"Id":"i","Parent":{"Id":"i","Tags":{"Tag":[{"X":1}]}}}"#,
            "Parent.Tags.Tag.0.X: unknown field at line 1 column 48",
        ),
        ("null", "required, but missing or null"),
        ("[]", "expected an object, found a list at line 1 column 2"),
        (
            r#"{"Id":"i""#,
            "EOF while parsing an object at line 1 column 9",
        ),
    ] {
        let error = from_str::<Everything>(text).unwrap_err();
        assert_eq!(error.to_string(), message, "{text}");
    }
}

#[test]
fn refuses_or_ignores_unknown_fields_at_any_depth() {
    let text = r#"{"X":1,"Tags":{"X":[{}],"Tag":[{"Key":"a","Value":1,"X":null}]}}"#;
    let expected = Lenient {
        tags: Tags {
            tag: vec![tag("a", 1)],
        },
    };
    assert_eq!(from_str::<Lenient>(text).unwrap(), expected);

    let mut strict = serde_json::Deserializer::from_str(text);
    let error = model::deserialize::<Lenient, _>(&mut strict, UnknownFields::Refuse).unwrap_err();
    assert_eq!(error.to_string(), "X: unknown field at line 1 column 4");
    // The setting of a record applies to all nested records.
    let pair = r#"{"Id":1,"Request":{"Id":"i","Tags":{"Y":1}}}"#;
    let error = from_str::<Pair>(pair).unwrap_err();
    assert!(
        error
            .to_string()
            .starts_with("Request.Tags.Y: unknown field")
    );
}

#[test]
fn refuses_to_serialize_a_number_that_is_not_finite() {
    let kinds = Kinds {
        number: Some(f64::INFINITY),
        ..Kinds::default()
    };
    let error = to_value(kinds).unwrap_err();
    assert_eq!(error.to_string(), "the number is not finite");
}

#[test]
fn serde_errors_hide_values() {
    for text in [
        r#"{"Password":"hunter2","Integer":"hunter2"}"#,
        r#"{"Password":"hunter2","Password":"hunter2"}"#,
        r#"{"Password":["hunter2"]}"#,
        r#"{"Password":{"hunter2":1}}"#,
        r#"{"Lists":"hunter2"}"#,
    ] {
        let error = from_str::<Kinds>(text).unwrap_err();
        assert!(!format!("{error} {error:?}").contains("hunter2"), "{error}");
    }
}

record!(Inner {
    id: String = Field::new("Id").required(),
});
record!(Free {
    tags: Tags = Field::new("Tags").required(),
    name: Option<String> = Field::new("Name"),
});
record!(Outer {
    free: Free = Field::new("Free").required(),
    bound: Inner = Field::new("Bound").required(),
});

record!(Named {
    name: String = Field::new("Name").required(),
    inner: Option<Inner> = Field::new("Inner"),
});
record!(Unnamed {
    name: String = Field::new("Name").required().may_be_empty(),
});

#[test]
fn a_request_may_have_the_same_empty_texts_as_a_call() {
    fn read<R: model::Record + Default>(text: &str, unknown: UnknownFields) -> Option<String> {
        let mut json = serde_json::Deserializer::from_str(text);
        let read = model::deserialize::<R, _>(&mut json, unknown);
        read.err().map(|error| error.to_string())
    }
    let nested = r#"{"Name":"n","Inner":{"Id":""}}"#;
    assert_eq!(read::<Named>(nested, UnknownFields::Refuse), None);
    assert_eq!(
        read::<Unnamed>(r#"{"Name":""}"#, UnknownFields::Refuse),
        None
    );

    let at_the_root = read::<Named>(r#"{"Name":""}"#, UnknownFields::Refuse);
    assert!(
        at_the_root
            .unwrap()
            .starts_with("Name: required, but empty")
    );
    let in_a_reply = read::<Named>(nested, UnknownFields::Ignore);
    assert!(
        in_a_reply
            .unwrap()
            .starts_with("Inner.Id: required, but empty")
    );
}

#[test]
fn a_request_may_omit_an_object_without_required_fields() {
    let read = |text: &str, unknown| {
        let mut json = serde_json::Deserializer::from_str(text);
        model::deserialize::<Outer, _>(&mut json, unknown).map_err(|error| error.to_string())
    };
    let bound = r#"{"Bound":{"Id":"i"}}"#;
    let outer = read(bound, UnknownFields::Refuse).unwrap();
    assert_eq!(outer.bound.id, "i");
    let error = read(bound, UnknownFields::Ignore).unwrap_err();
    assert!(error.starts_with("Free: required, but"), "{error}");
    let error = read(r#"{"Free":{}}"#, UnknownFields::Refuse).unwrap_err();
    assert!(error.starts_with("Bound: required, but"), "{error}");
}
