//! Messages of `alicloud-codegen` about its input files.

use alicloud::Value;
use alicloud_codegen::{
    Diagnostic, Diagnostics, Document, Fixups, Input, Published, Sources, Texts, check_facts,
    generate,
};
use serde_json::json;

use super::table::{table, tables_of};

pub(super) fn tables() -> Vec<String> {
    let mut tables = tables_of(include_str!("../../fixtures/messages/codegen.json"), said);
    let deep = "when objects are nested too deeply".to_owned();
    tables.push(table("Depth", vec![(deep, said(&nested_objects()))]));
    tables
}

fn lines(diagnostics: &[Diagnostic]) -> String {
    let lines: Vec<String> = diagnostics.iter().map(ToString::to_string).collect();
    lines.join("\n")
}

/// The diagnostics about the files of an input.
fn said(row: &Value) -> String {
    let (mut specification, mut found) = (Vec::new(), Vec::new());
    let (mut fixups, mut texts) = (Fixups::default(), Texts::default());
    for (file, content) in row["files"].as_object().unwrap() {
        let text = content.as_str().map_or(content.to_string(), str::to_owned);
        let mut diagnostics = Diagnostics::new(file);
        let document = Document::parse(&text, &mut Diagnostics::new(""));
        match (&**file, document) {
            ("fixups.json", Some(document)) => {
                fixups = Fixups::read(&document, &mut diagnostics);
                fixups.expect_only(&["Weather/2024-01-01"], &mut diagnostics);
            }
            ("texts.json", Some(document)) => texts = Texts::read(&document, &mut diagnostics),
            ("names.json", Some(document)) => drop(Published::read(&document, &mut diagnostics)),
            ("SOURCES.json", Some(document)) => drop(Sources::read(&document, &mut diagnostics)),
            ("reduced.json", _) => found.extend(check_facts(file, &text)),
            _ => specification.push((&**file, text)),
        }
        found.extend(diagnostics.into_vec());
    }
    if !found.is_empty() {
        return lines(&found);
    }
    let (file, text) = &specification[0];
    let input = Input::new(file, text).fixups("fixups.json", &fixups);
    let input = input.texts("texts.json", &texts);
    let others = specification[1..].iter();
    let input = others.fold(input, |input, (file, text)| input.file(file, text));
    let operations: Option<Vec<String>> =
        serde_json::from_value(row["operations"].clone()).unwrap();
    let input = match &operations {
        Some(operations) => input.operations(operations),
        None => input,
    };
    generate(&input).map_or_else(|errors| lines(&errors), |output| lines(&output.warnings))
}

fn nested_objects() -> Value {
    let reference = |number| json!({ "$ref": format!("#/components/schemas/C{number}") });
    let nested = |number| json!({ "type": "object", "properties": { "Inner": reference(number) } });
    let schemas: serde_json::Map<String, Value> = (0..130)
        .map(|number| (format!("C{number}"), nested((number + 1) % 130)))
        .collect();
    let api =
        json!({ "parameters": [{ "name": "Filter", "in": "query", "schema": reference(0) }] });
    let info = json!({ "style": "RPC", "product": "Weather", "version": "2024-01-01" });
    json!({ "files": { "weather.json": { "info": info, "apis": { "ListStations": api }, "components": { "schemas": schemas } } } })
}
