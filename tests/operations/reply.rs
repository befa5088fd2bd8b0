//! Comparison of the reply that the emulator wrote with the reply that a type read.

use std::collections::{BTreeMap, BTreeSet};

use quick_xml::{Reader, escape::resolve_predefined_entity, events::Event};
use serde_json::{Map, Value};

/// Returns the differences between a JSON body and the reply that was read from it. Adds the paths
/// of all scalars in the body to `written`.
pub(crate) fn compare_json(
    body: &str,
    read: &Value,
    written: &mut BTreeSet<String>,
) -> Vec<String> {
    let body: Value = serde_json::from_str(body).unwrap();
    note_paths(&body, "", written);
    let mut differences = Vec::new();
    compare(
        &without_empty(&body),
        &without_empty(read),
        "",
        &mut differences,
    );
    differences
}

fn note_paths(value: &Value, path: &str, written: &mut BTreeSet<String>) {
    match value {
        Value::Array(items) => items
            .iter()
            .for_each(|item| note_paths(item, path, written)),
        Value::Object(fields) => {
            for (name, value) in fields {
                note_paths(value, &format!("{path}/{name}"), written);
            }
        }
        _ => {
            written.insert(path.to_owned());
        }
    }
}

fn compare(wrote: &Value, read: &Value, path: &str, differences: &mut Vec<String>) {
    match (wrote, read) {
        (Value::Object(wrote), Value::Object(read)) => {
            let names: BTreeSet<&String> = wrote.keys().chain(read.keys()).collect();
            for name in names {
                let [wrote, read] = [wrote, read].map(|side| side.get(name));
                let null = Value::Null;
                let path = format!("{path}/{name}");
                compare(
                    wrote.unwrap_or(&null),
                    read.unwrap_or(&null),
                    &path,
                    differences,
                );
            }
        }
        (Value::Array(wrote), Value::Array(read)) if wrote.len() == read.len() => {
            for (number, (wrote, read)) in wrote.iter().zip(read).enumerate() {
                compare(wrote, read, &format!("{path}/{number}"), differences);
            }
        }
        (Value::Number(wrote), Value::Number(read)) if wrote.as_f64() == read.as_f64() => {}
        _ if wrote == read => {}
        _ => differences.push(format!("{path}: the type read {read}, not {wrote}")),
    }
}

/// Leaves out nulls, empty objects and empty lists, which mean the same as an absent field.
fn without_empty(value: &Value) -> Value {
    let is_empty = |value: &Value| match value {
        Value::Null => true,
        Value::Array(items) => items.is_empty(),
        Value::Object(fields) => fields.is_empty(),
        _ => false,
    };
    match value {
        Value::Array(items) => items.iter().map(without_empty).collect(),
        Value::Object(fields) => {
            let fields = fields
                .iter()
                .map(|(name, value)| (name.clone(), without_empty(value)));
            fields
                .filter(|(_, value)| !is_empty(value))
                .collect::<Map<_, _>>()
                .into()
        }
        other => other.clone(),
    }
}

/// The texts of all scalars by path. The texts of one path are in the order of the document.
type Texts = BTreeMap<String, Vec<String>>;

/// Returns the differences between an XML body and the reply that was read from it.
pub(crate) fn compare_xml(body: &str, read: &Value) -> Vec<String> {
    let wrote = xml_texts(body);
    let mut typed = Texts::new();
    note_texts(read, "", &mut typed);
    let paths: BTreeSet<&String> = wrote.keys().chain(typed.keys()).collect();
    let none = Vec::new();
    paths
        .into_iter()
        .filter_map(|path| {
            let [wrote, read] = [&wrote, &typed].map(|side| side.get(path).unwrap_or(&none));
            let is_same = wrote.len() == read.len()
                && wrote
                    .iter()
                    .zip(read)
                    .all(|(wrote, read)| is_same_scalar(wrote, read));
            (!is_same).then(|| format!("{path}: the type read {read:?}, not {wrote:?}"))
        })
        .collect()
}

/// Whether two texts are the same, or the same number, such as `2` and `2.0`.
fn is_same_scalar(one: &str, other: &str) -> bool {
    let number = |text: &str| text.parse::<f64>().ok();
    one == other || (number(one).is_some() && number(one) == number(other))
}

fn note_texts(value: &Value, path: &str, texts: &mut Texts) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| note_texts(item, path, texts)),
        Value::Object(fields) => {
            for (name, value) in fields {
                note_texts(value, &format!("{path}/{name}"), texts);
            }
        }
        Value::Null => {}
        Value::String(text) => note_text(path, text.clone(), texts),
        scalar => note_text(path, scalar.to_string(), texts),
    }
}

/// Notes a text. In XML, an empty text can't be told from an empty object.
fn note_text(path: &str, text: String, texts: &mut Texts) {
    if !text.is_empty() {
        texts.entry(path.to_owned()).or_default().push(text);
    }
}

fn xml_texts(body: &str) -> Texts {
    let mut reader = Reader::from_str(body);
    let mut texts = Texts::new();
    let mut open: Vec<String> = Vec::new();
    let mut text = String::new();
    loop {
        match reader.read_event().unwrap() {
            Event::Start(start) => {
                open.push(start.name().as_ref().to_owned());
                text.clear();
            }
            Event::End(_) => {
                // The path leaves out the root.
                let path: String = open.iter().skip(1).map(|name| format!("/{name}")).collect();
                note_text(&path, std::mem::take(&mut text), &mut texts);
                open.pop();
            }
            Event::Text(content) => text += &content.xml10_content(),
            Event::GeneralRef(reference) => match reference.resolve_char_ref().unwrap() {
                Some(character) => text.push(character),
                None => text += resolve_predefined_entity(&reference).unwrap(),
            },
            Event::Eof => return texts,
            _ => {}
        }
    }
}

#[test]
fn comparison_finds_lost_and_invented_fields() {
    let body = r#"{"A":{"B":[{"C":"1","D":2},{"C":"3"}]},"E":{"F":[]}}"#;
    let read = serde_json::json!({"A": {"B": [{"C": "1", "D": 2.0}, {"C": "3"}]}});
    let mut written = BTreeSet::new();
    assert!(compare_json(body, &read, &mut written).is_empty());
    assert_eq!(Vec::from_iter(&written), ["/A/B/C", "/A/B/D"]);

    let read = serde_json::json!({"A": {"B": [{"C": "1"}, {"C": "4", "G": true}]}});
    assert_eq!(
        compare_json(body, &read, &mut written),
        [
            "/A/B/0/D: the type read null, not 2",
            "/A/B/1/C: the type read \"4\", not \"3\"",
            "/A/B/1/G: the type read true, not null",
        ]
    );
    let body = "<X><A><B><C>1</C><D>2</D></B><B><C>&lt;3</C></B></A><E></E></X>";
    assert_eq!(
        compare_xml(body, &read),
        [
            r#"/A/B/C: the type read ["1", "4"], not ["1", "<3"]"#,
            r#"/A/B/D: the type read [], not ["2"]"#,
            r#"/A/B/G: the type read ["true"], not []"#,
        ]
    );
}
