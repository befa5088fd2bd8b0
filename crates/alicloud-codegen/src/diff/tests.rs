mod bump;
mod facts;

use serde_json::{Value, json};

use super::*;
use crate::{
    Diagnostics, Document, Names, lower,
    name::{Published, flatten, name, names_json},
    product::Product,
    read,
};

/// Returns the product and the names of a specification.
fn side(spec: &Value, published: &Published) -> (Product, Names) {
    let mut diagnostics = Diagnostics::new("spec.json");
    let document = Document::parse(&spec.to_string(), &mut diagnostics).unwrap();
    let mut product = lower(&read(&document, &mut diagnostics), &mut diagnostics);
    flatten(&mut product, published);
    assert!(!diagnostics.has_errors(), "{:?}", diagnostics.into_vec());
    let names = name(&product, published);
    (product, names)
}

/// Returns the changes from the `old` specification to the `new` specification.
fn found(old: &Value, new: &Value) -> Vec<Change> {
    let old = side(old, &Published::default());
    let mut diagnostics = Diagnostics::new("names.json");
    let table = names_json(&old.0, &old.1, "");
    let table = Document::parse(&table, &mut diagnostics).unwrap();
    let new = side(new, &Published::read(&table, &mut diagnostics));
    diff((&old.0, &old.1), (&new.0, &new.1))
}

/// Returns the changes between two specifications as text, each after a word for its effects.
fn changes(old: &Value, new: &Value) -> Vec<String> {
    let line = |change: &Change| {
        let breaks = match (change.breaks_rust, change.breaks_wire) {
            (true, true) => "both",
            (true, false) => "rust",
            (false, true) => "wire",
            (false, false) if change.changes_behaviour => "behaviour",
            (false, false) => "none",
        };
        format!("{breaks} {change}")
    };
    found(old, new).iter().map(line).collect()
}

/// Returns a specification with one operation, which has these parameters and this reply.
fn spec(parameters: Value, reply: Value) -> Value {
    json!({
        "version": "1.0",
        "info": { "style": "RPC", "product": "P", "version": "1" },
        "apis": { "Act": {
            "methods": ["post"],
            "parameters": parameters,
            "responses": { "200": { "schema": { "type": "object", "properties": reply } } },
        } },
    })
}

/// Returns the changes of a parameter with an old and a new schema.
fn of_parameter(old: Value, new: Value) -> Vec<String> {
    let with = |schema| {
        spec(
            json!([{ "name": "A", "in": "query", "schema": schema }]),
            json!({}),
        )
    };
    changes(&with(old), &with(new))
}

/// Returns the changes of a reply field with an old and a new schema.
fn of_reply(old: Value, new: Value) -> Vec<String> {
    let with = |schema| spec(json!([]), json!({ "A": schema }));
    changes(&with(old), &with(new))
}

#[test]
fn ignores_order_and_descriptions() {
    let old = spec(
        json!([{ "name": "A", "in": "query", "schema": { "type": "string" } },
               { "name": "B", "in": "query", "schema": { "type": "integer" } }]),
        json!({ "X": { "type": "string" }, "Y": { "type": "boolean" } }),
    );
    let mut new = spec(
        json!([{ "name": "B", "in": "query", "schema": { "type": "integer", "description": "b" } },
               { "name": "A", "in": "query", "schema": { "type": "string", "example": "a" } }]),
        json!({ "Y": { "type": "boolean" }, "X": { "type": "string" } }),
    );
    new["apis"]["Act"]["summary"] = "Acts.".into();
    assert_eq!(changes(&old, &new), [""; 0]);
}

#[test]
fn keeps_constructors_when_a_parameter_becomes_required() {
    let (optional, required) = (
        json!({ "type": "string" }),
        json!({ "type": "string", "required": true }),
    );
    assert_eq!(
        of_parameter(optional.clone(), required.clone()),
        ["wire Act request A: required, was optional"]
    );
    assert_eq!(
        of_parameter(required, optional),
        ["none Act request A: optional, was required"]
    );
}

#[test]
fn keeps_published_wrappers_flattened_or_typed() {
    let with = |fields: &Value| {
        let object = json!({ "type": "object", "properties": fields });
        spec(json!([]), json!({ "Things": object }))
    };
    let list = json!({ "type": "array", "items": { "type": "string" } });
    let alone = with(&json!({ "Thing": list }));
    let grown = with(&json!({ "Thing": list, "Next": { "type": "string" } }));
    assert_eq!(
        changes(&alone, &grown),
        ["none Act reply Things/Next: added, text"]
    );
    assert_eq!(
        changes(&grown, &alone),
        ["both Act reply Things/Next: removed, was text"]
    );
}

#[test]
fn keeps_published_constructor_arguments() {
    let with = |names: &str| {
        let parameter = |name| json!({ "name": name, "in": "query", "schema": { "type": "string", "required": true } });
        spec(names.split(' ').map(parameter).collect(), json!({}))
    };
    for (old, new, expected) in [
        ("A", "B A", "A"),
        ("A B", "B A", "A B"),
        ("A B C D", "B A C", "A B C"),
        ("A B", "C B A", "A B"),
        ("A B C", "A", "A"),
        ("A B C D E", "F B A D C E", "A B C D E"),
    ] {
        let (before, names) = side(&with(old), &Published::default());
        let table = names_json(&before, &names, "");
        let mut diagnostics = Diagnostics::new("names.json");
        let table = Document::parse(&table, &mut diagnostics).unwrap();
        let published = Published::read(&table, &mut diagnostics);
        let (after, kept) = side(&with(new), &published);
        let request = after.operations[0].request;
        let arguments = kept.records[request.0].arguments.as_ref().unwrap();
        let fields = &after.records[request.0].fields;
        let wires: Vec<&str> = arguments
            .iter()
            .map(|index| &*fields[*index].wire)
            .collect();
        assert_eq!(wires.join(" "), expected, "{old} to {new}");
        let was = names.records[before.operations[0].request.0]
            .required
            .clone();
        assert_eq!(kept.records[request.0].required, was, "{old} to {new}");
    }
}

#[test]
fn reports_added_parameters_as_breaking_only_if_required() {
    let none = spec(json!([]), json!({}));
    for (mark, value, expected) in [
        ("required", false, "none Act request A: added, text"),
        (
            "required",
            true,
            "wire Act request A: added, text, required",
        ),
        (
            "docRequired",
            true,
            "wire Act request A: added, text, optional (required by the documentation)",
        ),
    ] {
        let schema = json!({ "type": "string", mark: value });
        let one = spec(
            json!([{ "name": "A", "in": "query", "schema": schema }]),
            json!({}),
        );
        assert_eq!(changes(&none, &one), [expected]);
    }
}

#[test]
fn reports_incompatible_types_as_breaking_the_wire() {
    let kind = |kind: &str| json!({ "type": kind });
    for (old, new, in_request, in_reply) in [
        ("integer", "string", "rust", "both"),
        ("string", "integer", "both", "rust"),
        ("integer", "number", "rust", "both"),
        ("number", "integer", "both", "rust"),
        ("boolean", "integer", "both", "both"),
        ("string", "any", "rust", "both"),
        ("any", "string", "both", "rust"),
    ] {
        for (found, expected) in [
            (of_parameter(kind(old), kind(new)), in_request),
            (of_reply(kind(old), kind(new)), in_reply),
        ] {
            assert_eq!(found.len(), 1, "{old} to {new}: {found:?}");
            assert!(found[0].starts_with(expected), "{old} to {new}: {found:?}");
        }
    }
    let list = json!({ "type": "array", "items": { "type": "string" } });
    assert_eq!(
        of_reply(kind("string"), list),
        ["both Act reply A: list of text, was text"]
    );
}

#[test]
fn reports_removed_reply_fields_as_breaking() {
    let text = json!({ "type": "string" });
    let [none, one] =
        [json!({ "X": text }), json!({ "X": text, "A": text })].map(|reply| spec(json!([]), reply));
    assert_eq!(changes(&none, &one), ["none Act reply A: added, text"]);
    assert_eq!(
        changes(&one, &none),
        ["both Act reply A: removed, was text"]
    );
    let required = |required| json!({ "type": "string", "x-required": required });
    assert_eq!(
        of_reply(required(true), required(false)),
        ["both Act reply A: optional, was required"]
    );
    assert_eq!(
        of_reply(required(false), required(true)),
        ["rust Act reply A: required, was optional"]
    );
    // The vendor's mark `required` is valid only for requests.
    let required = |required| json!({ "type": "string", "required": required });
    assert_eq!(of_reply(required(true), required(false)), [""; 0]);
}

#[test]
fn keeps_published_names() {
    let fields = |names: &[&str]| {
        let fields = names
            .iter()
            .map(|name| ((*name).to_owned(), json!({ "type": "string" })));
        spec(json!([]), Value::Object(fields.collect()))
    };
    assert_eq!(
        changes(&fields(&["key"]), &fields(&["Key", "key"])),
        ["none Act reply Key: added, text"]
    );
}

#[test]
fn compares_recursive_shared_types_once() {
    let with = |leaf: &str| {
        let tree = json!({ "$ref": "#/components/schemas/Tree" });
        let mut spec = spec(
            json!([{ "name": "Tree", "in": "query", "style": "json", "schema": tree }]),
            json!({ "Tree": tree, "Trees": { "type": "array", "items": tree } }),
        );
        spec["components"] = json!({ "schemas": { "Tree": { "type": "object", "properties": {
            "Leaf": { "type": leaf }, "Left": tree,
        } } } });
        spec
    };
    assert_eq!(
        changes(&with("integer"), &with("string")),
        ["both component Tree Leaf: text, was integer"]
    );
}

#[test]
fn reports_changes_between_reading_and_writing_as_behaviour() {
    let with = |name: &str, tag: &str| {
        let mut spec = spec(json!([]), json!({}));
        spec["apis"] = json!({ name: { "systemTags": { "operationType": tag } } });
        spec
    };
    let [reads, writes] = [with("GetIt", "get"), with("GetIt", "update")];
    assert_eq!(
        changes(&reads, &writes),
        ["behaviour GetIt: may write, was only reads"]
    );
    assert_eq!(
        changes(&writes, &reads),
        ["behaviour GetIt: only reads, was may write"]
    );
    let verb_decides = [with("SetIt", "get"), with("SetIt", "update")];
    assert_eq!(changes(&verb_decides[0], &verb_decides[1]), [""; 0]);
}

#[test]
fn reports_another_api_version_as_breaking_the_wire() {
    let old = spec(json!([]), json!({}));
    let mut new = old.clone();
    new["info"]["version"] = "2".into();
    assert_eq!(changes(&old, &new), ["wire P: version 2, was 1"]);
}

#[test]
fn reports_another_first_page() {
    let with = |minimum: &str| {
        let page = json!({ "type": "integer", "default": "0", "minimum": minimum });
        spec(
            json!([{ "name": "Page", "in": "query", "schema": page },
                   { "name": "PageSize", "in": "query", "schema": { "type": "integer" } }]),
            json!({ "Total": { "type": "integer" }, "Page": { "type": "integer" } }),
        )
    };
    let changes = changes(&with("0"), &with("1"));
    let of_paging: Vec<_> = changes
        .iter()
        .filter(|change| change.contains("paging"))
        .collect();
    let (from_zero, from_one) = (
        "by number Page <- Page from 0 of PageSize, total Total",
        "by number Page <- Page from 1 of PageSize, total Total",
    );
    assert_eq!(of_paging.len(), 1);
    assert!(of_paging[0].contains(from_zero) && of_paging[0].contains(from_one));
}

#[test]
fn reports_a_parameter_that_becomes_the_body() {
    let with = |place| {
        let schema = json!({ "type": "object", "properties": { "a": { "type": "string" } } });
        let parameter = json!({ "name": "body", "in": place, "style": "json", "schema": schema });
        spec(json!([parameter]), json!({}))
    };
    assert_eq!(
        changes(&with("formData"), &with("body")),
        [
            "behaviour Act: signed with ACS3 only, was signed",
            "wire Act request body: in the body, was form"
        ]
    );
}

#[test]
fn reports_another_method_as_breaking_the_wire() {
    let with = |method| {
        let mut spec = spec(json!([]), json!({}));
        spec["apis"]["Act"]["methods"] = json!([method]);
        spec
    };
    assert_eq!(
        changes(&with("post"), &with("put")),
        ["wire Act: sent by PUT, was POST"]
    );
}

/// Returns a specification with one operation, which has these methods and parameters.
fn sent_by(methods: Value, parameters: Value) -> Value {
    let mut spec = spec(parameters, json!({}));
    spec["apis"]["Act"]["methods"] = methods;
    spec["apis"]["Act"]["security"] = json!([{ "AK": [] }]);
    spec
}

fn parameter(name: &str, place: &str) -> Value {
    json!({ "name": name, "in": place, "schema": { "type": "string" } })
}

#[test]
fn reports_effects_of_an_added_body_on_other_parameters() {
    let body = json!({ "name": "B", "in": "body", "schema": { "type": "object", "properties": { "X": { "type": "string" } } } });
    let without = sent_by(json!(["post"]), json!([parameter("A", "query")]));
    let with = sent_by(json!(["post"]), json!([parameter("A", "query"), body]));
    assert_eq!(
        changes(&without, &with),
        [
            "behaviour Act: signed with ACS3 only, was signed",
            "behaviour Act request: in the query, was form",
            "none Act request B: added, act::B",
        ]
    );
    assert_eq!(
        changes(&with, &without),
        [
            "behaviour Act: signed, was signed with ACS3 only",
            "behaviour Act request: in the form, was query",
            "both Act request B: removed, was act::B",
        ]
    );
    // For unsigned calls, no change of the signing is reported.
    let unsigned = |mut spec: Value| {
        spec["apis"]["Act"]["security"] = json!([{ "Anonymous": [] }]);
        spec
    };
    assert_eq!(
        changes(&unsigned(without), &unsigned(with)),
        [
            "behaviour Act request: in the query, was form",
            "none Act request B: added, act::B",
        ]
    );
}

#[test]
fn reports_parameters_that_move_to_the_form() {
    for method in ["put", "patch"] {
        let [one, two] = [
            json!([parameter("A", "query")]),
            json!([parameter("A", "query"), parameter("F", "formData")]),
        ]
        .map(|parameters| sent_by(json!([method]), parameters));
        assert_eq!(
            changes(&one, &two),
            [
                "behaviour Act request: in the form, was query",
                "none Act request F: added, text",
            ]
        );
    }
    let [one, two] = [
        json!([parameter("A", "query")]),
        json!([parameter("A", "query"), parameter("F", "formData")]),
    ]
    .map(|parameters| sent_by(json!(["delete"]), parameters));
    assert_eq!(changes(&one, &two), ["none Act request F: added, text"]);
}

#[test]
fn reports_methods_as_breaking_only_if_no_longer_listed() {
    let [text, secret] = [false, true].map(|secret| {
        let schema = json!({ "type": "string", "x-secret": secret });
        let parameter = json!({ "name": "A", "in": "query", "schema": schema });
        sent_by(json!(["get", "post"]), json!([parameter]))
    });
    assert_eq!(
        changes(&text, &secret),
        [
            "behaviour Act: sent by POST, was GET or POST",
            "none Act request A: secret, was not secret",
        ]
    );
    let methods = |methods| sent_by(methods, json!([]));
    for (old, new, expected) in [
        (
            json!(["put"]),
            json!(["put", "post"]),
            "behaviour Act: sent by POST, was PUT",
        ),
        (
            json!(["post"]),
            json!(["head"]),
            "wire Act: sent by POST (not listed), was POST",
        ),
        (
            json!(["get", "post"]),
            json!(["head", "get"]),
            "wire Act: sent by GET, was GET or POST",
        ),
        (
            json!(["post"]),
            json!([]),
            "none Act: sent by GET or POST, was POST",
        ),
    ] {
        assert_eq!(changes(&methods(old), &methods(new)), [expected]);
    }
}

#[test]
fn reports_new_lists_of_values_as_limits() {
    let listed = |values: &[&str]| match values {
        [] => json!({ "type": "string" }),
        values => json!({ "type": "string", "enum": values }),
    };
    for (old, new, expected) in [
        (
            &[][..],
            &["a"][..],
            &[
                "wire Act request A: listed values only, was any value",
                "none Act request A = a: added, Act::A_A",
            ][..],
        ),
        (
            &["a", "b"],
            &[],
            &[
                "none Act request A: any value, was listed values only",
                "rust Act request A = a: removed, was Act::A_A",
                "rust Act request A = b: removed, was Act::A_B",
            ],
        ),
        (
            &["a", "b"],
            &["b", "c"],
            &[
                "both Act request A = a: removed, was Act::A_A",
                "none Act request A = c: added, Act::A_C",
            ],
        ),
    ] {
        assert_eq!(of_parameter(listed(old), listed(new)), expected);
    }
}
