//! Tests reading and writing records.

use std::collections::BTreeMap;

use alicloud::{Value, model::Field};
use serde_json::json;

use crate::fixture::record;

mod elements;
mod leniency;
mod reading;
mod serde;
mod wrappers;
mod writing;

record!(Everything {
    id: String = Field::new("Id").required(),
    text: Option<String> = Field::new("Text"),
    count: Option<i64> = Field::new("Count"),
    ratio: Option<f64> = Field::new("Ratio"),
    flag: Option<bool> = Field::new("Flag"),
    names: Vec<String> = Field::new("Names"),
    tags: Tags = Field::new("Tags"),
    items: Vec<Tag> = Field::new("Items"),
    labels: BTreeMap<String, String> = Field::new("Labels"),
    any: Option<Value> = Field::new("Any"),
    parent: Option<Box<Everything>> = Field::new("Parent"),
});

record!(Tags {
    tag: Vec<Tag> = Field::new("Tag"),
});

record!(Tag {
    key: Option<String> = Field::new("Key"),
    value: Option<i64> = Field::new("Value"),
});

fn tag(key: &str, value: i64) -> Tag {
    Tag {
        key: Some(key.into()),
        value: Some(value),
    }
}

fn everything() -> Everything {
    Everything {
        id: "i".into(),
        text: Some("a < b & c".into()),
        count: Some(i64::MAX),
        ratio: Some(99.657_722_473_144_53),
        flag: Some(true),
        names: vec!["x".into(), "y".into()],
        tags: Tags {
            tag: vec![tag("a", 1), tag("b", 2)],
        },
        items: vec![tag("c", 3)],
        labels: [("k1".into(), "v1".into()), ("k2".into(), "v2".into())].into(),
        any: Some(json!({"deep": ["1", "2"]})),
        parent: Some(Box::new(Everything {
            id: "p".into(),
            ..Everything::default()
        })),
    }
}
