//! The two rules by which names of secrets are detected: the rule of the generator, and the simpler
//! rule of the emulator.

use std::{collections::BTreeMap, fs, path::Path, time::SystemTime};

use alicloud_codegen::{Diagnostics, Document, lower, product::Type, read};
use alicloud_emulator::{Gateway, Scenario};
use http::Request;

/// The names that only the emulator treats as secrets.
const ONLY_EMULATOR: [&str; 0] = [];

/// Whether each name of a field with text is the name of a secret, by the rule of the generator.
fn marked() -> BTreeMap<String, bool> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../api-specs/ecs/2014-05-26.json");
    let mut diagnostics = Diagnostics::new("2014-05-26.json");
    let text = fs::read_to_string(path).unwrap();
    let document = Document::parse(&text, &mut diagnostics).unwrap();
    let spec = read(&document, &mut diagnostics);
    let product = lower(&spec, &mut diagnostics);
    product
        .records
        .iter()
        .flat_map(|record| &record.fields)
        .filter(|field| holds_text(&field.kind))
        .map(|field| (field.wire.clone(), field.secret))
        .collect()
}

fn holds_text(kind: &Type) -> bool {
    match kind {
        Type::Text | Type::Any => true,
        Type::List(inner) | Type::Map(inner) => holds_text(inner),
        _ => false,
    }
}

#[test]
fn the_emulator_hides_every_parameter_that_the_generator_marks() {
    let marked = marked();
    let query: Vec<String> = marked.keys().map(|name| format!("{name}=1")).collect();
    let mut gateway = Gateway::new([], Scenario::empty(), "localhost");
    let request = Request::get(format!("/?{}", query.join("&"))).body("");
    gateway.answer(&request.unwrap(), SystemTime::now());
    let received = gateway.requests().remove(0);

    assert!(marked.values().any(|is_secret| *is_secret));
    let is_hidden = |name: &str| received.parameter(name).is_none();
    let shown: Vec<&String> = marked
        .iter()
        .filter(|(name, is_secret)| **is_secret && !is_hidden(name))
        .map(|(name, _)| name)
        .collect();
    assert_eq!(shown, [""; 0]);
    let hidden: Vec<&String> = marked
        .iter()
        .filter(|(name, is_secret)| !**is_secret && is_hidden(name))
        .map(|(name, _)| name)
        .collect();
    assert_eq!(hidden, ONLY_EMULATOR);
}
