//! Corrections of a specification, which are applied before the specification is read.

use serde_json::Value;

use crate::{
    diagnostic::{Diagnostics, join},
    document::Document,
    node::{Node, Object},
};

/// A correction, which adds, replaces or removes one value in a specification.
///
/// A correction states the expected old value. If the vendor changes the value, the correction is
/// not applied, and the generator reports the correction.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Fixup {
    /// The corrected specification as `product/version`. Case is ignored.
    pub spec: String,
    /// The place of the value in the specification, as a JSON pointer (RFC 6901).
    pub at: String,
    /// The expected old value. If `expect` is `None`, the place must have no value.
    pub expect: Option<Value>,
    /// The new value. If `set` is `None`, the correction removes the old value.
    pub set: Option<Value>,
    /// The place of the correction in the file of corrections, as a JSON pointer.
    pub pointer: String,
}

/// The corrections for all specifications.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Fixups {
    list: Vec<Fixup>,
}

impl Fixups {
    /// Reads a file of corrections, which is a list of objects.
    ///
    /// Each object must have the keys `spec`, `at`, `expect`, `set`, `why` and `see`.
    #[must_use]
    pub fn read(document: &Document, diagnostics: &mut Diagnostics) -> Self {
        let list = Node::root(&document.root)
            .list(diagnostics)
            .into_iter()
            .map(|node| fixup(&node.object(diagnostics), diagnostics))
            .collect();
        Self { list }
    }

    /// Returns the corrections for the specification in `document`.
    ///
    /// The field [`spec`](Fixup::spec) of these corrections equals the product and the version in
    /// the document's `info`. Case is ignored.
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

    /// Adds an error for each correction whose specification is not in `specs`.
    pub fn expect_only(&self, specs: &[&str], diagnostics: &mut Diagnostics) {
        for fixup in &self.list {
            if !specs
                .iter()
                .any(|spec| fixup.spec.eq_ignore_ascii_case(spec))
            {
                diagnostics.error(
                    join(&fixup.pointer, "spec"),
                    format!(
                        "unknown specification `{}` (known: {}); list a specification without a crate under \
                         `elsewhere` in SOURCES.json",
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
                format!(
                    "the key `{key}` is missing; a correction needs the keys {}",
                    KEYS.join(", ")
                ),
            );
        }
    }
    for key in ["why", "see"] {
        if entry.text(key, diagnostics).trim().is_empty() {
            diagnostics.error(
                join(&entry.pointer, key),
                "the reason (`why`) and the place to check it (`see`) must not be empty",
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
            "`set` equals `expect`, so the correction changes nothing; remove the correction",
        );
    }
    fixup
}

/// Applies the corrections `fixups` to `document`, in order.
///
/// `diagnostics` are the diagnostics about the file of corrections. A correction fails if the
/// corrected place does not have the expected value, or if the place can't be set. A failed
/// correction is an error.
///
/// In a document assembled from one file per operation, a failed correction is only a warning. In
/// an assembled document, corrections of missing operations are ignored.
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

/// Whether the document has the corrected operation, or the correction is not for an operation.
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
    let nowhere = || {
        format!(
            "`{}` in {} can't be set: the parent must be an object, or a list with this index",
            fixup.at, fixup.spec
        )
    };
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
    let show = |value: Option<&Value>| value.map_or("no value".to_owned(), Value::to_string);
    let place = format!("`{}` in {}", fixup.at, fixup.spec);
    if found == fixup.set.as_ref() {
        return format!(
            "{place} already has the corrected value ({}); remove the correction",
            show(found)
        );
    }
    format!(
        "{place}: found {}, but the correction expects {}; check whether the correction still \
         applies",
        show(found),
        show(fixup.expect.as_ref())
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    const INFO: &str = r#","info":{"product":"P","version":"v"}}"#;

    /// Applies one correction to `{"a":{"b":1},"l":[1,2]}`. Returns the document or the first
    /// error.
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
    fn replaces_adds_and_removes_values() {
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
    fn selects_corrections_by_product_and_version() {
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
    fn reports_corrections_that_do_not_apply() {
        assert_eq!(
            outcome("/a/b", "3", "2"),
            "fixups.json: /0/at: `/a/b` in p/v: found 1, but the correction expects 3; check whether the correction still applies"
        );
        assert_eq!(
            outcome("/a/b", "null", "1"),
            "fixups.json: /0/at: `/a/b` in p/v already has the corrected value (1); remove the correction"
        );
        assert_eq!(
            outcome("/gone/b", "null", "1"),
            "fixups.json: /0/at: `/gone/b` in p/v can't be set: the parent must be an object, or a list with this index"
        );
        assert_eq!(
            outcome("/gone", "null", "null"),
            "fixups.json: /0/set: `set` equals `expect`, so the correction changes nothing; remove the correction"
        );
        assert_eq!(
            outcome("/l/9", "null", "1"),
            "fixups.json: /0/at: `/l/9` in p/v can't be set: the parent must be an object, or a list with this index"
        );
    }

    #[test]
    fn ignores_corrections_of_missing_operations() {
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
                "fixups.json: /1/at: warning: `/apis/A/responses/200` in P/1: found no value, but the correction expects {}; check whether the correction still applies"
            ]
        );
    }

    #[test]
    fn refuses_corrections_without_a_reason_or_a_known_specification() {
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
                "fixups.json: /0: the key `see` is missing; a correction needs the keys spec, at, expect, set, why, see",
                "fixups.json: /0/why: the reason (`why`) and the place to check it (`see`) must not be empty",
                "fixups.json: /0/see: the reason (`why`) and the place to check it (`see`) must not be empty",
                "fixups.json: /0/spec: unknown specification `x/1` (known: ecs/2014-05-26); list a specification without a crate under `elsewhere` in SOURCES.json",
            ]
        );
    }
}
