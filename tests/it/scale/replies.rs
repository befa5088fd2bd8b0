//! Reading replies of 8 MiB.

use alicloud::{Call, Operation, Request, Response, Value, blocking};

use super::{MANY, Page, RATIO, Work, assert_linear};
use crate::fixture::session;

const LENGTH: usize = 8 * 1024 * 1024;

/// Makes a body of about this many bytes, and says how many items are in it.
type Body = fn(length: usize) -> (String, usize);

/// As many records for each byte as there are in a reply of 8 MiB with 10,000 records.
const RECORDS: [Body; 2] = [
    |length| {
        let (value, count) = ("text ".repeat(155), length * MANY / LENGTH);
        let record = |number| format!(r#"{{"Key":"key-{number:06}","Value":"{value}\n"}}"#);
        let records: Vec<String> = (0..count).map(record).collect();
        (format!(r#"{{"Tags":[{}]}}"#, records.join(",")), count)
    },
    |length| {
        let (value, count) = ("text ".repeat(155), length * MANY / LENGTH);
        let record =
            |number| format!("<Tags><Key>key-{number:06}</Key><Value>{value}&amp;</Value></Tags>");
        let records: String = (0..count).map(record).collect();
        (format!("<Page>{records}</Page>"), count)
    },
];

/// A text in which every character is escaped.
const TEXT: [Body; 2] = [
    |length| {
        let count = length / 2;
        (format!(r#"{{"Names":["{}"]}}"#, r"\n".repeat(count)), count)
    },
    |length| {
        let count = length / 5;
        let text = "&amp;".repeat(count);
        (format!("<Page><Names>{text}</Names></Page>"), count)
    },
];

/// Calls get these replies. `items` counts the items of an output. At no time may a call hold more than
/// `most` times the bytes of its reply.
fn assert_reading_is_linear<O: Operation>(
    operation: &O,
    body: Body,
    items: impl Fn(O::Output) -> usize,
    most: f64,
) {
    assert_linear(LENGTH / RATIO, |length| {
        let (body, count) = body(length);
        let response = Response::new(body.into());
        let length = response.body().len();
        let client = blocking::Client::with_transport(session(), |_: Request| Ok(response.clone()));
        let work = Work::of(|| {
            let output = client.send(operation).unwrap();
            assert_eq!(items(output), count);
        });
        let allowed = most * length as f64;
        assert!(
            work.most_bytes as f64 <= allowed,
            "{work:?}, {length} bytes"
        );
        work
    });
}

fn untyped() -> Call {
    Call::new("Ecs", "2014-05-26", "DescribeAny").reads()
}

#[test]
fn reads_records_with_linear_work_and_memory() {
    for body in RECORDS {
        assert_reading_is_linear(&Page::default(), body, |page| page.tags.len(), 1.25);
    }
}

#[test]
fn reads_records_without_a_type_with_linear_work_and_memory() {
    for body in RECORDS {
        let count = |reply: Value| reply["Tags"].as_array().unwrap().len();
        assert_reading_is_linear(&untyped(), body, count, 2.0);
    }
}

#[test]
fn reads_a_long_text_with_linear_work_and_memory() {
    for body in TEXT {
        let length = |page: Page| page.names[0].0.len();
        assert_reading_is_linear(&Page::default(), body, length, 1.25);
    }
}

#[test]
fn reads_a_long_text_without_a_type_with_linear_work_and_memory() {
    for body in TEXT {
        let length = |reply: Value| {
            let names = &reply["Names"];
            names.get(0).unwrap_or(names).as_str().unwrap().len()
        };
        assert_reading_is_linear(&untyped(), body, length, 1.25);
    }
}
