//! Tests how XML elements are interpreted: as root, field, list item or map entry.

use std::{collections::BTreeMap, time::SystemTime};

use alicloud::{
    Reply, Value,
    error::{DecodeError, DecodeProblem},
    model::Field,
};
use serde_json::json;

use crate::fixture::record;

record!(Listing {
    request_id: Option<String> = Field::new("RequestId"),
    regions: Regions = Field::new("Regions"),
    zones: Vec<Zone> = Field::new("Zones"),
    names: Vec<String> = Field::new("Names"),
    count: Option<i64> = Field::new("Count"),
    labels: BTreeMap<String, String> = Field::new("Labels"),
    by_name: BTreeMap<String, Zone> = Field::new("ByName"),
    rows: Vec<Vec<Zone>> = Field::new("Rows"),
    maps: Vec<BTreeMap<String, String>> = Field::new("Maps"),
    stack: Option<Stack> = Field::new("Stack"),
    any: Option<Value> = Field::new("Any"),
});

record!(Regions {
    region: Vec<Zone> = Field::new("Region"),
});

record!(Zone {
    id: Option<String> = Field::new("Id"),
    names: Vec<String> = Field::new("ZoneNames"),
});

record!(Stack {
    request_id: Option<String> = Field::new("RequestId"),
    status: Option<String> = Field::new("Status"),
});

fn read(body: &str) -> Result<Listing, DecodeError> {
    Reply::new(body.as_bytes(), SystemTime::UNIX_EPOCH)
        .expect("expected a document")
        .record()
}

fn problem_of(body: &str) -> (String, DecodeProblem) {
    let error = read(body).expect_err(body);
    (error.path().to_owned(), error.problem().clone())
}

fn text(text: &str) -> Option<String> {
    Some(text.to_owned())
}

fn zone(id: &str) -> Zone {
    Zone {
        id: text(id),
        ..Zone::default()
    }
}

const FIELDS: [&str; 11] = [
    "RequestId",
    "Regions",
    "Zones",
    "Names",
    "Count",
    "Labels",
    "ByName",
    "Rows",
    "Maps",
    "Stack",
    "Any",
];

#[test]
fn reads_a_root_named_like_a_field() {
    let expected = Listing {
        request_id: text("r"),
        regions: Regions {
            region: vec![zone("a"), zone("b")],
        },
        ..Listing::default()
    };
    for root in FIELDS {
        for new in ["", "<New>x</New>", "<New><Id>x</Id></New>"] {
            let body = format!(
                "<{root}>{new}<RequestId>r</RequestId><Regions><Region><Id>a</Id></Region>\
                 <Region><Id>b</Id></Region></Regions></{root}>"
            );
            assert_eq!(read(&body).unwrap(), expected, "{body}");
        }
    }
}

#[test]
fn reads_a_root_named_like_the_only_field_in_it() {
    let expected = Listing {
        names: vec!["x".to_owned(), "y".to_owned()],
        ..Listing::default()
    };
    let body = "<Names><Names>x</Names><Names>y</Names></Names>";
    assert_eq!(read(body).unwrap(), expected);
    let body = "<any><Any><Any>1</Any></Any></any>";
    assert_eq!(read(body).unwrap().any, Some(json!({"Any": "1"})));
    let body = "<Any><Any><Any>1</Any></Any></Any>";
    assert_eq!(read(body).unwrap().any, Some(json!({"Any": "1"})));
}

#[test]
fn reads_a_single_field_without_a_root() {
    let none = Listing::default;
    for (body, expected) in [
        (
            "<RequestId>r</RequestId>",
            Listing {
                request_id: text("r"),
                ..none()
            },
        ),
        (
            "<Regions>\n <Region><Id>a</Id></Region>\n</Regions>\n",
            Listing {
                regions: Regions {
                    region: vec![zone("a")],
                },
                ..none()
            },
        ),
        (
            "<Zones><Id>a</Id></Zones><!-- </Id-->",
            Listing {
                zones: vec![zone("a")],
                ..none()
            },
        ),
        (
            "<Rows><Id>a</Id></Rows>",
            Listing {
                rows: vec![vec![zone("a")]],
                ..none()
            },
        ),
        (
            "<Names>[\"x\"]</Names>",
            Listing {
                names: vec!["x".to_owned()],
                ..none()
            },
        ),
        (
            "<Labels><k>v</k></Labels>",
            Listing {
                labels: [("k".to_owned(), "v".to_owned())].into(),
                ..none()
            },
        ),
        (
            "<Any><k>v</k></Any>",
            Listing {
                any: Some(json!({"k": "v"})),
                ..none()
            },
        ),
        ("<Zones/>", none()),
        ("<Regions> </Regions>", none()),
    ] {
        assert_eq!(read(body).unwrap(), expected, "{body}");
    }
}

/// `RequestId` is a field of both the reply and the stack.
#[test]
fn a_single_element_is_matched_by_its_content() {
    let body = "<Stack><RequestId>r</RequestId><Status>s</Status></Stack>";
    let stack = Stack {
        request_id: text("r"),
        status: text("s"),
    };
    let expected = Listing {
        stack: Some(stack),
        ..Listing::default()
    };
    assert_eq!(read(body).unwrap(), expected);

    for body in [
        "<Stack><RequestId>r</RequestId><Count>1</Count></Stack>",
        "<Stack><RequestId>r</RequestId><Status>s</Status><Count>1</Count></Stack>",
    ] {
        let expected = Listing {
            request_id: text("r"),
            count: Some(1),
            ..Listing::default()
        };
        assert_eq!(read(body).unwrap(), expected, "{body}");
    }
}

#[test]
fn reads_several_outermost_elements_as_fields() {
    let body = "<Stack><RequestId>inner</RequestId></Stack><RequestId>r</RequestId>";
    let expected = Listing {
        request_id: text("r"),
        stack: Some(Stack {
            request_id: text("inner"),
            status: None,
        }),
        ..Listing::default()
    };
    assert_eq!(read(body).unwrap(), expected);
}

#[test]
fn refuses_items_in_an_unknown_element() {
    for (body, path) in [
        (
            "<Zones><Zone><Id>a</Id></Zone><Zone><Id>b</Id></Zone></Zones>",
            "Zones.0.Zone",
        ),
        (
            "<Zones><Id>a</Id></Zones><Zones><element>x</element></Zones>",
            "Zones.1.element",
        ),
        (
            "<Regions><Region><Identity>a</Identity></Region></Regions>",
            "Regions.Region.0.Identity",
        ),
        ("<Zones><IdX>a</IdX></Zones>", "Zones.0.IdX"),
        ("<Zones><ZoneName>a</ZoneName></Zones>", "Zones.0.ZoneName"),
        ("<Rows><Row><Id>a</Id></Row></Rows>", "Rows.0.0.Row"),
        (
            "<ByName><entry><key>k</key><value>v</value></entry></ByName>",
            "ByName.entry.key",
        ),
    ] {
        let body = format!("<R><RequestId>r</RequestId>{body}</R>");
        let problem = DecodeProblem::Unknown { nearest: None };
        assert_eq!(problem_of(&body), (path.to_owned(), problem), "{body}");
    }
}

#[test]
fn refuses_elements_in_place_of_scalars() {
    let problem = DecodeProblem::Kind {
        expected: "text",
        found: "an object",
    };
    for (body, path) in [
        ("<Names><Name>x</Name></Names>", "Names.0"),
        (
            "<Labels><entry><key>k</key></entry></Labels>",
            "Labels.entry",
        ),
        ("<Maps><Map><k>v</k></Map></Maps>", "Maps.0.Map"),
    ] {
        let body = format!("<R><RequestId>r</RequestId>{body}</R>");
        let expected = (path.to_owned(), problem.clone());
        assert_eq!(problem_of(&body), expected, "{body}");
    }
}

#[test]
fn ignores_unknown_elements_beside_known_ones_and_in_objects() {
    let body = "<R><Zones><New>x</New><Id>a</Id></Zones><Zones><Id>b</Id><New/></Zones></R>";
    assert_eq!(read(body).unwrap().zones, [zone("a"), zone("b")]);
    let body = "<R><Stack><New>x</New></Stack><Regions><New>x</New></Regions></R>";
    let expected = Listing {
        stack: Some(Stack::default()),
        ..Listing::default()
    };
    assert_eq!(read(body).unwrap(), expected);
}

#[test]
fn ignores_blank_elements_in_a_list_of_objects() {
    for body in [
        "<R><Zones>\n</Zones></R>",
        "<R><Regions><Region> </Region></Regions></R>",
        "<R><Zones></Zones><Zones><!-- none --></Zones></R>",
        "<R><Rows>\n</Rows><Rows/></R>",
    ] {
        assert_eq!(read(body).unwrap(), Listing::default(), "{body}");
    }
    let body = "<R><Zones><Id>a</Id></Zones><Zones>\n</Zones></R>";
    assert_eq!(read(body).unwrap().zones, [zone("a")]);
    // A blank element in a map is an entry, because its name is the key.
    let body = "<R><ByName><k/></ByName></R>";
    let expected = [("k".to_owned(), Zone::default())];
    assert_eq!(read(body).unwrap().by_name, expected.into());
}
