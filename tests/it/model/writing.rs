//! Tests writing records as parameters.

use alicloud::{
    Anonymous, Api, Draft, Error, Methods, Operation, Reply, Session, Value,
    error::{DecodeError, RequestError},
    machine::{Machine as _, Step},
    model::{Field, Record, Style},
};
use percent_encoding::percent_decode_str;
use serde_json::json;

use super::{Everything, Tag, everything, tag};
use crate::fixture::record;

/// The decoded parameters of `record`.
fn parameters(record: impl Record) -> Result<Vec<(String, String)>, RequestError> {
    let session = Session::new(Anonymous)
        .endpoint("https://ecs.aliyuncs.com")
        .unwrap();
    let operation = Written(record);
    match session.exchange(&operation).step() {
        Step::Send(request) => {
            let pairs = request
                .parameters()
                .split('&')
                .map(|pair| pair.split_once('=').unwrap());
            let plain = |text| percent_decode_str(text).decode_utf8().unwrap().into_owned();
            let pairs = pairs.map(|(name, value)| (plain(name), plain(value)));
            Ok(pairs.take_while(|(name, _)| name != "Action").collect())
        }
        Step::Done(Err(Error::Request(error))) => Err(error),
        other => panic!("{other:?}"),
    }
}

struct Written<R>(R);

impl<R: Record> Operation for Written<R> {
    type Output = ();

    fn api(&self) -> &Api {
        static API: Api = Api::new(
            const { &alicloud::Product::new("Ecs", "2014-05-26") },
            "Any",
            Methods::GetOrPost,
        );
        &API
    }

    fn write(&self, draft: &mut Draft<'_>) {
        draft.record(&self.0);
    }

    fn read(&self, _: Reply<'_>) -> Result<(), DecodeError> {
        Ok(())
    }
}

fn pairs<const N: usize>(pairs: [(&str, &str); N]) -> Vec<(String, String)> {
    pairs
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .into()
}

#[test]
fn flattens_nested_values_with_lists_counted_from_one() {
    let written = parameters(everything()).unwrap();
    let expected = pairs([
        ("Id", "i"),
        ("Text", "a < b & c"),
        ("Count", "9223372036854775807"),
        ("Ratio", "99.65772247314453"),
        ("Flag", "true"),
        ("Names.1", "x"),
        ("Names.2", "y"),
        ("Tags.Tag.1.Key", "a"),
        ("Tags.Tag.1.Value", "1"),
        ("Tags.Tag.2.Key", "b"),
        ("Tags.Tag.2.Value", "2"),
        ("Items.1.Key", "c"),
        ("Items.1.Value", "3"),
        ("Labels.k1", "v1"),
        ("Labels.k2", "v2"),
        ("Any.deep.1", "1"),
        ("Any.deep.2", "2"),
        ("Parent.Id", "p"),
    ]);
    assert_eq!(written, expected);
}

record!(Styled {
    json: Vec<Tag> = Field::new("Json").style(Style::Json),
    json_text: Option<String> = Field::new("JsonText").style(Style::Json),
    simple: Vec<i64> = Field::new("Simple").style(Style::Simple),
    spaces: Vec<String> = Field::new("Spaces").style(Style::SpaceDelimited),
    pipes: Vec<String> = Field::new("Pipes").style(Style::PipeDelimited),
    any: Option<Value> = Field::new("Any").style(Style::Simple),
    number: Option<f64> = Field::new("Number"),
    numbers: Vec<f64> = Field::new("Numbers").style(Style::Json),
    language: Option<String> = Field::new("Accept-Language").header(),
});

#[test]
fn styles_join_lists_or_write_json() {
    let styled = Styled {
        json: vec![
            Tag {
                key: Some("ä\"".into()),
                value: None,
            },
            tag("b", 2),
        ],
        json_text: Some("plain".into()),
        simple: vec![1, 2],
        spaces: vec!["a".into(), "b".into()],
        pipes: vec!["a".into(), "b".into()],
        any: Some(json!(["a", null, 1])),
        number: Some(0.1),
        ..Styled::default()
    };
    let expected = pairs([
        ("Json", r#"[{"Key":"ä\""},{"Key":"b","Value":2}]"#),
        ("JsonText", "plain"),
        ("Simple", "1,2"),
        ("Spaces", "a b"),
        ("Pipes", "a|b"),
        ("Any", "a,1"),
        ("Number", "0.1"),
    ]);
    assert_eq!(parameters(styled).unwrap(), expected);
}

#[test]
fn writes_header_fields_as_headers() {
    let session = Session::new(Anonymous)
        .endpoint("https://ecs.aliyuncs.com")
        .unwrap();
    let styled = Styled {
        language: Some("en".into()),
        ..Styled::default()
    };
    let operation = Written(styled);
    let Step::Send(request) = session.exchange(&operation).step() else {
        panic!("no request is sent")
    };
    assert_eq!(request.into_http().headers()["accept-language"], "en");
}

#[test]
fn errors_name_parameters_that_cannot_be_encoded() {
    let nan = Some(f64::NAN);
    for (styled, name) in [
        (
            Styled {
                number: nan,
                ..Styled::default()
            },
            "Number",
        ),
        (
            Styled {
                numbers: vec![1.0, f64::INFINITY],
                ..Styled::default()
            },
            "Numbers",
        ),
        (
            Styled {
                language: Some("a\nb".into()),
                ..Styled::default()
            },
            "Accept-Language",
        ),
    ] {
        let error = parameters(styled).unwrap_err();
        assert_eq!(error.parameter(), Some(name));
    }
}

record!(WithBody {
    body: Option<Value> = Field::new("Body").body(),
});

#[test]
fn refuses_a_body_that_is_not_an_object() {
    for body in [json!([1]), json!("x"), json!(7), json!(true), Value::Null] {
        let refused = parameters(WithBody { body: Some(body) });
        const WHY: &str = "must be an object, because its value is the request body";
        assert_eq!(refused, Err(RequestError::invalid_parameter("Body", WHY)));
    }
    for body in [Some(json!({})), Some(json!({ "a": [1] })), None] {
        assert_eq!(parameters(WithBody { body }), Ok(pairs([])));
    }
}

#[test]
fn refuses_an_empty_required_parameter() {
    assert_eq!(
        parameters(Everything::default()),
        Err(RequestError::empty_parameter("Id"))
    );
}

record!(Disk {
    size: Option<i64> = Field::new("Size"),
    category: Option<String> = Field::new("Category"),
});
record!(Price {
    first_size: Option<i64> = Field::new("Disk.1.Size"),
    third_size: Option<i64> = Field::new("Disk.3.Size"),
    disk: Vec<Disk> = Field::new("Disk"),
    first_category: Option<String> = Field::new("Disk.1.Category"),
});

#[test]
fn last_of_dotted_and_structured_fields_wins() {
    let disk = |size| Disk {
        size: Some(size),
        category: Some("slow".into()),
    };
    let price = Price {
        first_size: Some(1),
        third_size: Some(3),
        disk: vec![disk(10), disk(20)],
        first_category: Some("fast".into()),
    };
    assert_eq!(
        parameters(price).unwrap(),
        pairs([
            ("Disk.3.Size", "3"),
            ("Disk.1.Size", "10"),
            ("Disk.2.Size", "20"),
            ("Disk.2.Category", "slow"),
            ("Disk.1.Category", "fast"),
        ])
    );
    let price = Price {
        first_size: Some(1),
        ..Price::default()
    };
    assert_eq!(parameters(price).unwrap(), pairs([("Disk.1.Size", "1")]));
}

record!(Disks {
    first: Disk = Field::new("First").required(),
});
record!(Settings {
    disk: Disk = Field::new("Disk").required().style(Style::Json),
    disks: Disks = Field::new("Disks").required().style(Style::Json),
    other: Option<Disk> = Field::new("Other").style(Style::Json),
});

#[test]
fn omits_an_empty_required_object() {
    let mut settings = Settings {
        other: Some(Disk::default()),
        ..Settings::default()
    };
    assert_eq!(
        parameters(settings.clone()).unwrap(),
        pairs([("Other", "{}")])
    );
    settings.disks.first.size = Some(1);
    assert_eq!(
        parameters(settings).unwrap(),
        pairs([("Disks", r#"{"First":{"Size":1}}"#), ("Other", "{}")])
    );
}

record!(Empty {
    text: String = Field::new("Text").required().may_be_empty(),
    other: Option<String> = Field::new("Other").required().may_be_empty(),
});

#[test]
fn accepts_an_empty_required_text_if_the_specification_allows_it() {
    let empty = Empty {
        other: Some(String::new()),
        ..Empty::default()
    };
    assert_eq!(
        parameters(empty).unwrap(),
        pairs([("Text", ""), ("Other", "")])
    );
    let error = parameters(Empty::default()).unwrap_err();
    assert_eq!(error.parameter(), Some("Other"));
}
