//! Tests reading replies of 8 MiB.

use alicloud::{Call, Operation, Request, Response, Value, blocking};

use super::{MANY, Page, RATIO, Work, assert_linear};
use crate::fixture::session;

const LENGTH: usize = 8 * 1024 * 1024;

/// Creates a body of about `length` bytes, and returns the body and the number of its items.
type Body = fn(length: usize) -> (String, usize);

/// Bodies with records, in JSON and XML. A body of 8 MiB has 10,000 records.
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

/// Bodies with a text in which every character is escaped, in JSON and XML.
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

/// Makes calls with these replies, and checks the work and the memory. `items` counts the items of
/// an output. A call may allocate at most `most` times the length of its reply at a time.
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
fn reads_untyped_records_with_linear_work_and_memory() {
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
fn reads_a_long_untyped_text_with_linear_work_and_memory() {
    for body in TEXT {
        let length = |reply: Value| {
            let names = &reply["Names"];
            names.get(0).unwrap_or(names).as_str().unwrap().len()
        };
        assert_reading_is_linear(&untyped(), body, length, 1.25);
    }
}
