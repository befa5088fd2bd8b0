//! Tests which operations are generated as reads, which are safe to retry.

use alicloud_codegen::{Input, Output, generate};
use serde_json::{Map, Value, json};

/// Generates code for these operations.
fn output(apis: Value) -> Output {
    let specification = json!({
        "info": { "style": "RPC", "product": "Pond", "version": "2024-01-01" },
        "apis": apis,
    });
    generate(&Input::new("f", &specification.to_string())).unwrap()
}

/// An operation with these marks of the vendor. An empty mark is left out.
fn marked(kind: &str, tag: &str) -> Value {
    let mut api = Map::new();
    if !kind.is_empty() {
        api.insert("operationType".to_owned(), kind.into());
    }
    if !tag.is_empty() {
        api.insert("systemTags".to_owned(), json!({ "operationType": tag }));
    }
    Value::Object(api)
}

/// Generates the operation `name`. Returns whether the operation is a read, and the warnings.
fn reads(name: &str, api: Value) -> (bool, Vec<String>) {
    let output = output(json!({ name: api }));
    let [operation] = &*output.product.operations else {
        panic!("{:?}", output.product)
    };
    let is_marked = output
        .files
        .iter()
        .any(|file| file.text.contains(".reads()"));
    assert_eq!(is_marked, operation.reads, "{name}");
    let warnings = output.warnings.iter().map(ToString::to_string).collect();
    (operation.reads, warnings)
}

#[test]
fn is_a_read_if_marks_and_verb_agree() {
    for verb in ["Describe", "Get", "List", "Query"] {
        for (kind, tag) in [
            ("read", ""),
            ("read", "get"),
            ("read", "list"),
            ("", "get"),
            ("", "list"),
        ] {
            let outcome = reads(&format!("{verb}Ducks"), marked(kind, tag));
            assert_eq!(outcome, (true, Vec::new()), "{verb} {kind} {tag}");
        }
    }
}

#[test]
fn is_a_read_without_marks_only_for_describe_and_list() {
    for (name, expected) in [
        ("DescribeDucks", true),
        ("ListDucks", true),
        ("List", true),
        ("Describe3Ducks", true),
        ("GetDucks", false),
        ("QueryDucks", false),
        ("Listen", false),
        ("Describer", false),
        ("FeedDucks", false),
        ("DucksList", false),
    ] {
        // The tag `none` counts as no mark.
        for tag in ["", "none"] {
            let outcome = reads(name, marked("", tag));
            assert_eq!(outcome, (expected, Vec::new()), "{name} {tag}");
        }
    }
}

#[test]
fn is_not_a_read_if_the_verb_writes() {
    for verb in [
        "Add", "Allocate", "App", "Apply", "Assign", "Assume", "Attach", "Cancel", "Check",
        "Create", "Delete", "Download", "Enable", "Estimate", "Execute", "Export", "Fetch",
        "Generate", "Import", "Install", "Modify", "Open", "Order", "Preload", "Preview", "Pull",
        "Purchase", "Reboot", "Release", "Remove", "Renew", "Report", "Reset", "Restart", "Run",
        "Search", "Select", "Send", "Set", "Start", "Stop", "Submit", "Update", "Validate",
        "Valuate", "Verify",
    ] {
        let name = format!("{verb}Ducks");
        assert!(!reads(&name, marked("", "")).0, "{name}");
        for (kind, tag, pointer, mark) in [
            ("read", "", "operationType", "read"),
            ("read", "get", "operationType", "read"),
            ("", "list", "systemTags/operationType", "list"),
        ] {
            let warning = format!(
                "f: /apis/{name}/{pointer}: warning: the mark is `{mark}`, but `{verb}` is not a \
                 reading verb (Describe, Get, List, Query), so the operation counts as writing; \
                 correct the mark, or set `x-reads` to true"
            );
            let outcome = reads(&name, marked(kind, tag));
            assert_eq!(outcome, (false, vec![warning]), "{name} {kind} {tag}");
        }
    }
}

#[test]
fn is_not_a_read_if_a_mark_contradicts() {
    for (kind, tag) in [
        ("read", "update"),
        ("read", "create"),
        ("read", "delete"),
        ("write", "get"),
        ("readAndWrite", "get"),
        ("readAndWrite", "list"),
        ("Read", "get"),
    ] {
        for name in ["DescribeDucks", "OpenPond"] {
            let (reading, reads_at, writing) = match kind {
                "read" => (kind, "operationType", (tag, "systemTags/operationType")),
                _ => (tag, "systemTags/operationType", (kind, "operationType")),
            };
            let (writes, writes_at) = writing;
            let warning = format!(
                "f: /apis/{name}/{reads_at}: warning: the mark is `{reading}`, but `{writes_at}` \
                 is `{writes}`, so the operation counts as writing; correct the wrong mark"
            );
            let outcome = reads(name, marked(kind, tag));
            assert_eq!(outcome, (false, vec![warning]), "{name} {kind} {tag}");
        }
    }
}

#[test]
fn warns_if_only_the_verb_reads() {
    let warning = "f: /apis/GetDucks/operationType: warning: the mark is `write`, so the operation \
                   counts as writing, but `Get` is a reading verb; correct the mark if it is wrong";
    for tag in ["", "none"] {
        let outcome = reads("GetDucks", marked("write", tag));
        assert_eq!(outcome, (false, vec![warning.to_owned()]), "{tag}");
    }
    assert_eq!(reads("FeedDucks", marked("write", "none")).1, [""; 0]);
}

#[test]
fn a_correction_overrides_marks_and_verb() {
    let corrected = |kind: &str, tag: &str, reads: bool| {
        let mut api = marked(kind, tag);
        api["x-reads"] = reads.into();
        api
    };
    for (name, kind, tag) in [
        ("CheckDucks", "read", "get"),
        ("PullDucks", "readAndWrite", "get"),
        ("DucksQuery", "", ""),
    ] {
        let outcome = reads(name, corrected(kind, tag, true));
        assert_eq!(outcome, (true, Vec::new()), "{name}");
    }
    for (name, kind, tag) in [
        ("GetDuckling", "read", "get"),
        ("OpenPond", "read", "update"),
    ] {
        let outcome = reads(name, corrected(kind, tag, false));
        assert_eq!(outcome, (false, Vec::new()), "{name}");
    }
}

#[test]
fn warns_about_a_correction_that_changes_nothing() {
    let mut api = marked("read", "get");
    api["x-reads"] = true.into();
    let warning = "f: /apis/GetDucks/x-reads: warning: the marks and the verb already imply the value `true`; \
                   remove `x-reads`";
    assert_eq!(reads("GetDucks", api), (true, vec![warning.to_owned()]));
}
