//! Tests which deviations from the specification are accepted in replies.

use std::time::SystemTime;

use alicloud::{
    Reply,
    error::{DecodeError, DecodeProblem},
    model::Field,
};
use serde_json::json;

use super::{Everything, Tags, tag};
use crate::fixture::record;

fn reply(body: &str) -> Reply<'_> {
    Reply::new(body.as_bytes(), SystemTime::UNIX_EPOCH).expect("expected a document")
}

fn read(body: &str) -> Result<Everything, DecodeError> {
    reply(body).record()
}

fn problem_of(body: &str) -> (String, DecodeProblem) {
    let error = read(body).unwrap_err();
    (error.path().to_owned(), error.problem().clone())
}

fn kind(expected: &'static str, found: &'static str) -> DecodeProblem {
    DecodeProblem::Kind { expected, found }
}

fn with_id() -> Everything {
    Everything {
        id: "i".into(),
        ..Everything::default()
    }
}

fn with_names<const N: usize>(names: [&str; N]) -> Everything {
    Everything {
        names: names.map(str::to_owned).into(),
        ..with_id()
    }
}

#[test]
fn reads_an_xml_document_without_a_root() {
    for (body, expected) in [
        ("<Id>i</Id>", with_id()),
        (
            "<Id>i</Id>\n<Names>x</Names><Names>y</Names>",
            with_names(["x", "y"]),
        ),
        (
            "<?xml version='1.0'?>\n<Names>x</Names> <Id>i</Id >\n",
            with_names(["x"]),
        ),
        (
            "<Unknown><Id>x</Id></Unknown><Names>x</Names><Id>i</Id>",
            with_names(["x"]),
        ),
    ] {
        assert_eq!(read(body).unwrap(), expected, "{body}");
    }
    for (body, expected) in [
        (
            "<A>1</A><B><C>2</C></B>",
            json!({"A": "1", "B": {"C": "2"}}),
        ),
        (
            "<?xml version='1.0'?><A>1</A>\n<B/>\n<A>2</A>",
            json!({"A": ["1", "2"], "B": ""}),
        ),
        ("<A><B>1</B></A><!-- </B-->", json!({"B": "1"})),
    ] {
        assert_eq!(reply(body).value().unwrap(), expected, "{body}");
    }
    assert!(reply("<A>1</A>lost<B/>").value().is_err());
    let expected = (String::new(), kind("an object", "text"));
    assert_eq!(problem_of("<Names>x</Names>lost<Id>i</Id>"), expected);
}

#[test]
fn ignores_comments_after_the_root() {
    for body in [
        "<R><Id>i</Id></R><!-- </Id> -->",
        "<R><Id>i</Id></R><!-- </Id>-->",
        "<R><Id>i</Id></R><!-- </Id-->",
        "<R><Id>i</Id></R><?pi?>\n<!---->",
        "<n:R><Id>i</Id></n:R>",
        "<n:R><n:Id>i</n:Id></n:R>",
        "<R><Id>i</Id></R\n>",
    ] {
        assert_eq!(read(body).unwrap(), with_id(), "{body}");
    }
    for (body, column) in [("<R><Id>i</Id></R><X/>", 22), ("<R><Id>i</Id></R>x", 19)] {
        let syntax = DecodeProblem::Syntax { line: 1, column };
        assert_eq!(problem_of(body), (String::new(), syntax), "{body}");
    }
}

#[test]
fn empty_strings_count_as_absent_objects_and_lists() {
    for body in [
        r#"{"Id":"i","Parent":"","Tags":" ","Names":"","Labels":""}"#,
        "<R><Id>i</Id><Parent/><Tags/><Names/><Labels/></R>",
        "<R><Id>i</Id><Parent> </Parent><Tags> </Tags><Labels>\n</Labels></R>",
    ] {
        assert_eq!(read(body).unwrap(), with_id(), "{body}");
    }
    // A missing required field is still an error.
    let missing = ("Parent.Id".to_owned(), DecodeProblem::Missing);
    assert_eq!(problem_of(r#"{"Id":"i","Parent":{}}"#), missing);
    assert_eq!(
        problem_of("<R><Id>i</Id><Parent><Text>t</Text></Parent></R>"),
        missing
    );
}

record!(Demanding {
    tags: Tags = Field::new("Tags").required(),
    parent: Option<Box<Everything>> = Field::new("Parent").required(),
});

#[test]
fn an_empty_string_for_a_required_object_counts_as_missing() {
    for (body, path) in [
        (r#"{"Tags":"","Parent":{"Id":"i"}}"#, "Tags"),
        (r#"{"Tags":{},"Parent":""}"#, "Parent"),
        ("<R><Tags/><Parent/></R>", "Parent"),
    ] {
        let error = reply(body).record::<Demanding>().unwrap_err();
        assert_eq!(
            (error.path(), error.problem()),
            (path, &DecodeProblem::Missing),
            "{body}"
        );
    }
}

#[test]
fn reads_a_list_without_its_wrapper_object() {
    let expected = Everything {
        tags: Tags {
            tag: vec![tag("a", 1), tag("b", 2)],
        },
        ..with_id()
    };
    let body = r#"{"Id":"i","Tags":[{"Key":"a","Value":1},null,{"Key":"b","Value":2}]}"#;
    assert_eq!(read(body).unwrap(), expected);
    assert_eq!(
        problem_of(r#"{"Id":"i","Tags":[{"Value":"x"}]}"#),
        ("Tags.0.Value".into(), kind("an integer", "text"))
    );
    // Only an object whose only field is the list can be left out.
    assert_eq!(
        problem_of(r#"{"Id":"i","Parent":["i"]}"#),
        ("Parent".into(), kind("an object", "a list"))
    );
}

#[test]
fn reads_a_list_from_json_text() {
    let items = r#"[{\"Key\":\"a\",\"Value\":1}]"#;
    let expected = Everything {
        items: vec![tag("a", 1)],
        ..with_names(["x", "y"])
    };
    let body = format!(r#"{{"Id":"i","Names":"[\"x\",\"y\"]","Items":"{items}"}}"#);
    assert_eq!(read(&body).unwrap(), expected);
    let body = r#"<R><Id>i</Id><Names>["x",&quot;y&quot;]</Names>
        <Items> [{"Key":"a","Value":1}] </Items></R>"#;
    assert_eq!(read(body).unwrap(), expected);
    assert_eq!(
        read("<R><Id>i</Id><Names>[]</Names></R>").unwrap(),
        with_id()
    );
}

record!(Tree {
    trees: Vec<Tree> = Field::new("Trees"),
    names: Vec<String> = Field::new("Names"),
});

/// If JSON text inside JSON text were accepted, each level could have the maximum nesting depth
/// again.
#[test]
fn refuses_json_text_inside_json_text() {
    let mut text = "[]".to_owned();
    for levels in 1..10 {
        let inner = json!([{ "Trees": text, "Names": ["x"] }]).to_string();
        let quoted = json!({ "Trees": inner }).to_string();
        let error = reply(&quoted).record::<Tree>().unwrap_err();
        let expected = ("Trees", &kind("a list", "text"));
        assert_eq!((error.path(), error.problem()), expected, "{levels} levels");
        // Wrap the text in a hundred more levels.
        for _ in 0..50 {
            text = format!(r#"[{{"Trees":{text}}}]"#);
        }
        text = inner;
    }
    let tree: Tree = reply(r#"{"Trees":"[{\"Names\":[\"x\"]}]"}"#)
        .record()
        .unwrap();
    assert_eq!(tree.trees[0].names, ["x"]);
}

#[test]
fn a_text_that_is_not_a_json_list_is_an_item() {
    for text in ["[x]", "[", "[] and more", r#"["x""#, r#"[{"a":1}]"#] {
        let body = format!("<R><Id>i</Id><Names>{text}</Names></R>");
        assert_eq!(read(&body).unwrap(), with_names([text]));
    }
    let body = "<R><Id>i</Id><Names>x</Names><Names>[]</Names></R>";
    assert_eq!(read(body).unwrap(), with_names(["x", "[]"]));
    assert_eq!(
        problem_of(r#"{"Id":"i","Names":"[x]"}"#),
        ("Names".into(), kind("a list", "text"))
    );
    assert_eq!(
        problem_of(r#"<R><Id>i</Id><Items>[{"Value":"x"}]</Items></R>"#),
        ("Items.0".into(), kind("an object", "text"))
    );
}

#[test]
fn reads_names_in_another_letter_case() {
    let expected = Everything {
        tags: Tags {
            tag: vec![tag("a", 1)],
        },
        ..with_names(["x", "y"])
    };
    let body = r#"{"id":"i","NAMES":["x","y"],"tags":{"tag":[{"key":"a","vALUE":1}]}}"#;
    assert_eq!(read(body).unwrap(), expected);
    let body = "<R><id>i</id><names>x</names><names>y</names>\
                <tags><tag><key>a</key><value>1</value></tag></tags></R>";
    assert_eq!(read(body).unwrap(), expected);
}

#[test]
fn the_exact_name_has_precedence_over_another_letter_case() {
    for body in [
        r#"{"Id":"i","id":"x","names":["z"],"Names":["x","y"]}"#,
        r#"{"names":["z"],"id":"x","Id":"i","Names":["x","y"],"NAMES":{}}"#,
        "<R><Id>i</Id><id>x</id><names>z</names><Names>x</Names><Names>y</Names><names>z</names></R>",
    ] {
        assert_eq!(read(body).unwrap(), with_names(["x", "y"]), "{body}");
    }
    let body = r#"{"text":"x","Text":null,"Id":"i","count":1,"COUNT":2}"#;
    let expected = Everything {
        count: Some(1),
        ..with_id()
    };
    assert_eq!(read(body).unwrap(), expected);
}

record!(Both {
    upper: Option<String> = Field::new("Key"),
    lower: Option<String> = Field::new("key"),
});

#[test]
fn distinguishes_fields_whose_names_differ_only_in_case() {
    for body in [
        r#"{"key":"l","Key":"u"}"#,
        r#"{"Key":"u","key":"l"}"#,
        "<R><key>l</key><Key>u</Key></R>",
    ] {
        let read: Both = reply(body).record().unwrap();
        assert_eq!(read.upper.as_deref(), Some("u"));
        assert_eq!(read.lower.as_deref(), Some("l"));
    }
}

#[test]
fn recognizes_an_error_document_in_another_letter_case() {
    let body = r#"{"requestId":"R","code":"X","message":"m"}"#;
    assert_eq!(
        problem_of(body),
        (String::new(), DecodeProblem::ErrorDocument)
    );
}

#[test]
fn a_document_with_a_field_of_the_record_is_not_an_error_document() {
    for (json, xml, is_reply) in [
        ("1", "<Count>1</Count>", true),
        // A value of the wrong kind also counts.
        ("[]", "<Count><a/></Count>", true),
        (r#""x""#, "<Count>x</Count>", true),
        ("null", "", false),
        (r#""""#, "<Count/>", false),
        (r#"" ""#, "<Count> </Count>", false),
        (r#"null,"count":1"#, "<count>1</count>", false),
        (r#"null,"Count":null"#, "<Count/><Count/>", true),
    ] {
        for body in [
            format!(r#"{{"Code":"C","Message":"m","Count":{json}}}"#),
            format!("<Error><Code>C</Code><Message>m</Message>{xml}</Error>"),
        ] {
            let is_error = problem_of(&body).1 == DecodeProblem::ErrorDocument;
            assert_eq!(is_error, !is_reply, "{body}");
        }
    }
}

/// Guessing the meaning of these values could be wrong. In contrast, an unknown field is not an
/// error.
#[test]
fn refuses_ambiguous_values() {
    for (body, path, problem) in [
        (
            r#"{"Id":"i","Items":{"Item":[{"Key":"a"}]}}"#,
            "Items",
            kind("a list", "an object"),
        ),
        (
            r#"{"Id":"i","Items":{"Key":"a"}}"#,
            "Items",
            kind("a list", "an object"),
        ),
        (
            r#"{"Id":"i","Count":0.5}"#,
            "Count",
            kind("an integer", "a number with a fraction"),
        ),
        (
            r#"{"Id":"i","Flag":"yes"}"#,
            "Flag",
            kind("a boolean", "text"),
        ),
    ] {
        assert_eq!(problem_of(body), (path.to_owned(), problem), "{body}");
    }
    let body = "<R><Id>i</Id><Items><New>x</New><Key>c</Key><Value>3</Value></Items></R>";
    assert_eq!(read(body).unwrap().items, [tag("c", 3)]);
}

record!(Shared {
    name: String = Field::new("Name").required(),
});
record!(Holder {
    shared: Shared = Field::new("Shared").required(),
});

#[test]
fn refuses_empty_required_text_in_required_objects() {
    for body in [
        r#"{"Shared":{"Name":""}}"#,
        "<R><Shared><Name/></Shared></R>",
    ] {
        let error = reply(body).record::<Holder>().unwrap_err();
        assert_eq!(error.path(), "Shared.Name");
        assert_eq!(error.problem(), &DecodeProblem::Empty);
    }
    let error = reply(r#"{"Shared":{}}"#).record::<Holder>().unwrap_err();
    assert_eq!(error.path(), "Shared.Name");
    assert_eq!(error.problem(), &DecodeProblem::Missing);
}

#[test]
fn ignores_unicode_white_space_between_elements() {
    let body = "<R>\u{a0}<Id>i</Id>\u{3000}\n</R>";
    assert_eq!(read(body).unwrap(), with_id());
}
