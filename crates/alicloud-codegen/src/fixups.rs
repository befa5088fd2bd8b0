//! Corrections of a specification, each with its reason, applied before it is read.

use serde_json::Value;

use crate::{
    diagnostic::{Diagnostics, join},
    document::Document,
    node::{Node, Object},
};

/// One correction: at a place, an old value becomes a new one.
///
/// The old value is stated, so that a correction the vendor has made meanwhile is noticed.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Fixup {
    /// The specification it is for, as `product/version` in any case.
    pub spec: String,
    /// The place in it, as a JSON pointer (RFC 6901).
    pub at: String,
    /// The value that must be there; `None` if there must be none.
    pub expect: Option<Value>,
    /// The value to put there; `None` to remove the old one.
    pub set: Option<Value>,
    /// Where it stands in the file of corrections.
    pub pointer: String,
}

/// The corrections for all specifications.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Fixups {
    list: Vec<Fixup>,
}

impl Fixups {
    /// Reads a file of corrections: a list of objects with the keys `spec`, `at`, `expect`, `set`,
    /// `why` and `see`, of which none may be missing.
    #[must_use]
    pub fn read(document: &Document, diagnostics: &mut Diagnostics) -> Self {
        let list = Node::root(&document.root)
            .list(diagnostics)
            .into_iter()
            .map(|node| fixup(&node.object(diagnostics), diagnostics))
            .collect();
        Self { list }
    }

    /// The corrections for the specification in `document`: those whose `product/version` is what
    /// its `info` says, wherever it is kept.
    pub fn of(&self, document: &Document) -> impl Iterator<Item = &Fixup> {
        let info = |key: &str| document.root["info"][key].as_str();
        let spec = info("product")
            .zip(info("version"))
            .map(|(product, version)| format!("{product}/{version}"));
        self.list.iter().filter(move |fixup| {
            spec.as_ref()
                .is_some_and(|spec| fixup.spec.eq_ignore_ascii_case(spec))
        })
    }

    /// Complains about every correction of a specification that is not among `specs`.
    pub fn expect_only(&self, specs: &[&str], diagnostics: &mut Diagnostics) {
        for fixup in &self.list {
            if !specs
                .iter()
                .any(|spec| fixup.spec.eq_ignore_ascii_case(spec))
            {
                diagnostics.error(
                    join(&fixup.pointer, "spec"),
                    format!(
                        "`{}` is neither a specification of this workspace nor listed under \
                         `elsewhere` in SOURCES.json; known are {}",
                        fixup.spec,
                        specs.join(", ")
                    ),
                );
            }
        }
    }
}

fn fixup(entry: &Object<'_>, diagnostics: &mut Diagnostics) -> Fixup {
    const KEYS: &[&str] = &["spec", "at", "expect", "set", "why", "see"];
    entry.expect_only(KEYS, diagnostics);
    for key in KEYS {
        if entry.entries().all(|(other, _)| other != *key) {
            diagnostics.error(
                &entry.pointer,
                format!("has no `{key}`; a correction needs {}", KEYS.join(", ")),
            );
        }
    }
    for key in ["why", "see"] {
        if entry.text(key, diagnostics).trim().is_empty() {
            diagnostics.error(
                join(&entry.pointer, key),
                "is empty; a correction needs its reason and where that can be checked",
            );
        }
    }
    let fixup = Fixup {
        spec: entry.text("spec", diagnostics),
        at: entry.text("at", diagnostics),
        expect: entry.get("expect").map(|node| node.value.clone()),
        set: entry.get("set").map(|node| node.value.clone()),
        pointer: entry.pointer.clone(),
    };
    if fixup.expect == fixup.set {
        diagnostics.error(
            join(&entry.pointer, "set"),
            "is what the correction expects to be there; it would change nothing",
        );
    }
    fixup
}

/// Applies `fixups` to `document`, in their order.
///
/// One whose place is not there, or holds another value than it expects, is an error in
/// `diagnostics`, which are those about the file of corrections. In a document put together from
/// single operations it is a warning, and nothing at all if its operation is not among them.
pub fn fix<'a>(
    document: &mut Document,
    fixups: impl IntoIterator<Item = &'a Fixup>,
    diagnostics: &mut Diagnostics,
) {
    for fixup in fixups {
        let Err(message) = apply(&mut document.root, fixup) else {
            continue;
        };
        let place = join(&fixup.pointer, "at");
        if !document.partial {
            diagnostics.error(place, message);
        } else if operation_is_there(&document.root, fixup) {
            diagnostics.warning(place, message);
        }
    }
}

/// Whether the operation is there that the correction is about; also if it is about none.
fn operation_is_there(root: &Value, fixup: &Fixup) -> bool {
    let Some(rest) = fixup.at.strip_prefix("/apis/") else {
        return true;
    };
    let name = rest.split('/').next().unwrap_or_default();
    root.pointer(&join("/apis", name)).is_some()
}

fn apply(root: &mut Value, fixup: &Fixup) -> Result<(), String> {
    let found = root.pointer(&fixup.at).filter(|value| !value.is_null());
    if found != fixup.expect.as_ref() {
        return Err(mismatch(fixup, found));
    }
    let nowhere = || format!("`{}` in {} is no place for a value", fixup.at, fixup.spec);
    let (parent, key) = fixup.at.rsplit_once('/').ok_or_else(nowhere)?;
    let key = key.replace("~1", "/").replace("~0", "~");
    match (root.pointer_mut(parent).ok_or_else(nowhere)?, &fixup.set) {
        (Value::Object(map), Some(value)) => {
            map.insert(key, value.clone());
        }
        (Value::Object(map), None) => {
            map.shift_remove(&key);
        }
        (Value::Array(list), set) => {
            let index: usize = key.parse().map_err(|_| nowhere())?;
            let is_next = index == list.len();
            match (list.get_mut(index), set) {
                (Some(item), Some(value)) => *item = value.clone(),
                (Some(_), None) => drop(list.remove(index)),
                (None, Some(value)) if is_next => list.push(value.clone()),
                (None, _) => return Err(nowhere()),
            }
        }
        _ => return Err(nowhere()),
    }
    Ok(())
}

fn mismatch(fixup: &Fixup, found: Option<&Value>) -> String {
    let show = |value: Option<&Value>| value.map_or("nothing".to_owned(), Value::to_string);
    let place = format!("`{}` in {}", fixup.at, fixup.spec);
    if found == fixup.set.as_ref() {
        return format!(
            "{place} is {} already; the correction is no longer needed, remove it",
            show(found)
        );
    }
    format!(
        "{place} is {}, where the correction expects {}; check whether it is still right",
        show(found),
        show(fixup.expect.as_ref())
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    const INFO: &str = r#","info":{"product":"P","version":"v"}}"#;

    /// Applies one correction to `{"a":{"b":1},"l":[1,2]}` and gives the outcome.
    fn outcome(at: &str, expect: &str, set: &str) -> String {
        let text = format!(
            r#"[{{"spec":"p/v","at":"{at}","expect":{expect},"set":{set},"why":"w","see":"s"}}]"#
        );
        let mut diagnostics = Diagnostics::new("fixups.json");
        let list = Document::parse(&text, &mut diagnostics).unwrap();
        let fixups = Fixups::read(&list, &mut diagnostics);
        let text = format!(r#"{{"a":{{"b":1}},"l":[1,2]{INFO}"#);
        let mut document = Document::parse(&text, &mut diagnostics).unwrap();
        let chosen: Vec<&Fixup> = fixups.of(&document).collect();
        fix(&mut document, chosen, &mut diagnostics);
        match diagnostics.into_vec().first() {
            Some(diagnostic) => diagnostic.to_string(),
            None => document.root.to_string().replace(INFO, "}"),
        }
    }

    #[test]
    fn a_correction_replaces_adds_or_removes_one_value() {
        assert_eq!(outcome("/a/b", "1", "2"), r#"{"a":{"b":2},"l":[1,2]}"#);
        assert_eq!(
            outcome("/a/x~1y", "null", "true"),
            r#"{"a":{"b":1,"x/y":true},"l":[1,2]}"#
        );
        assert_eq!(outcome("/a/b", "1", "null"), r#"{"a":{},"l":[1,2]}"#);
        assert_eq!(outcome("/l/0", "1", "7"), r#"{"a":{"b":1},"l":[7,2]}"#);
        assert_eq!(outcome("/l/2", "null", "3"), r#"{"a":{"b":1},"l":[1,2,3]}"#);
        assert_eq!(outcome("/l/0", "1", "null"), r#"{"a":{"b":1},"l":[2]}"#);
    }

    #[test]
    fn a_correction_is_for_one_product_in_one_version() {
        let list =
            r#"[{"spec":"ecs/2014-05-26","at":"/a","expect":null,"set":1,"why":"w","see":"s"}]"#;
        let mut diagnostics = Diagnostics::new("fixups.json");
        let list = Document::parse(list, &mut diagnostics).unwrap();
        let fixups = Fixups::read(&list, &mut diagnostics);
        for (info, count) in [
            (r#"{"product":"Ecs","version":"2014-05-26"}"#, 1),
            (r#"{"product":"ECS","version":"2014-05-26"}"#, 1),
            (r#"{"product":"Ecs","version":"2016-03-14"}"#, 0),
            (r#"{"product":"Slb","version":"2014-05-26"}"#, 0),
            (r#"{"product":1}"#, 0),
            ("[]", 0),
        ] {
            let text = format!(r#"{{"info":{info}}}"#);
            let document = Document::parse(&text, &mut diagnostics).unwrap();
            assert_eq!(fixups.of(&document).count(), count, "{info}");
        }
        let document = Document::parse("[]", &mut diagnostics).unwrap();
        assert_eq!(fixups.of(&document).count(), 0);
        assert_eq!(diagnostics.into_vec(), []);
    }

    #[test]
    fn a_correction_that_no_longer_fits_says_so() {
        assert_eq!(
            outcome("/a/b", "3", "2"),
            "fixups.json: /0/at: `/a/b` in p/v is 1, where the correction expects 3; check whether it is still right"
        );
        assert_eq!(
            outcome("/a/b", "null", "1"),
            "fixups.json: /0/at: `/a/b` in p/v is 1 already; the correction is no longer needed, remove it"
        );
        assert_eq!(
            outcome("/gone/b", "null", "1"),
            "fixups.json: /0/at: `/gone/b` in p/v is no place for a value"
        );
        assert_eq!(
            outcome("/gone", "null", "null"),
            "fixups.json: /0/set: is what the correction expects to be there; it would change nothing"
        );
        assert_eq!(
            outcome("/l/9", "null", "1"),
            "fixups.json: /0/at: `/l/9` in p/v is no place for a value"
        );
    }

    #[test]
    fn of_single_operations_only_those_given_are_corrected() {
        let text = r#"[
            {"spec":"P/1","at":"/apis/A/deprecated","expect":null,"set":true,"why":"w","see":"s"},
            {"spec":"P/1","at":"/apis/A/responses/200","expect":{},"set":{"x":1},"why":"w","see":"s"},
            {"spec":"P/1","at":"/apis/B/title","expect":"b","set":null,"why":"w","see":"s"}]"#;
        let mut diagnostics = Diagnostics::new("fixups.json");
        let list = Document::parse(text, &mut diagnostics).unwrap();
        let fixups = Fixups::read(&list, &mut diagnostics);
        let files = [(
            "products/P/versions/1/apis/A/api.json",
            r#"{"methods":["get"]}"#,
        )];
        let mut document = Document::assemble(&files, &mut diagnostics).unwrap();
        let chosen: Vec<&Fixup> = fixups.of(&document).collect();
        fix(&mut document, chosen, &mut diagnostics);
        assert_eq!(document.root["apis"]["A"]["deprecated"], true);
        let lines: Vec<String> = diagnostics
            .into_vec()
            .iter()
            .map(ToString::to_string)
            .collect();
        assert_eq!(
            lines,
            [
                "fixups.json: /1/at: warning: `/apis/A/responses/200` in P/1 is nothing, where the correction expects {}; check whether it is still right"
            ]
        );
    }

    #[test]
    fn a_correction_needs_its_reason_and_a_known_specification() {
        let mut diagnostics = Diagnostics::new("fixups.json");
        let text = r#"[{"spec":"x/1","at":"/a","expect":null,"set":1,"why":" "}]"#;
        let list = Document::parse(text, &mut diagnostics).unwrap();
        Fixups::read(&list, &mut diagnostics).expect_only(&["ecs/2014-05-26"], &mut diagnostics);
        let lines: Vec<String> = diagnostics
            .into_vec()
            .iter()
            .map(ToString::to_string)
            .collect();
        assert_eq!(
            lines,
            [
                "fixups.json: /0: has no `see`; a correction needs spec, at, expect, set, why, see",
                "fixups.json: /0/why: is empty; a correction needs its reason and where that can be checked",
                "fixups.json: /0/see: is empty; a correction needs its reason and where that can be checked",
                "fixups.json: /0/spec: `x/1` is neither a specification of this workspace nor listed under `elsewhere` in SOURCES.json; known are ecs/2014-05-26",
            ]
        );
    }
}
