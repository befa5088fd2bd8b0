//! Tests paging if replies contain the page number.

use alicloud::{
    Error, Request, Value, blocking,
    error::{PagingError, TransportError},
};
use serde_json::json;

use super::{
    ByEchoedNumber, ByEchoedNumberFromZero, ByEchoedNumberWithoutItems, ByNumber, List, Parameters,
    fetch, number, numbered, outcome, pages, parameters,
};
use crate::fixture::{response, session};

/// A server that returns two names per page. `page` maps the requested page number to the returned
/// page. `said` maps the returned page to the page number in the reply.
fn server(
    names: &'static str,
    first: usize,
    page: impl Fn(Option<usize>) -> usize + Sync,
    said: impl Fn(usize) -> usize + Sync,
) -> impl Fn(&Parameters) -> Value + Sync {
    move |parameters| {
        let page = page(number(parameters, "PageNumber"));
        let parameters = [("PageNumber".to_owned(), page.to_string())].into();
        let mut document = numbered(names, 2, first)(&parameters);
        document["PageNumber"] = said(page).into();
        document
    }
}

fn at(number: i64) -> List {
    List {
        number: Some(number),
        ..List::default()
    }
}

fn wrong(asked: i64, received: i64) -> Result<Value, String> {
    let error = PagingError::WrongPage {
        name: "PageNumber",
        asked,
        received,
    };
    Err(format!("{error:?}"))
}

#[test]
fn continues_from_the_page_number_in_the_reply() {
    // The server's page numbers start at 1, and the server treats page 0 as page 1.
    let from_one = server("abcde", 1, |asked| asked.unwrap_or(0).max(1), |page| page);
    let names = ["ab", "cd", "e"];
    assert_eq!(
        fetch(&ByEchoedNumber::default(), &from_one),
        outcome(names, ["", "PageNumber=2", "PageNumber=3"])
    );
    assert_eq!(
        fetch(&ByEchoedNumberFromZero::default(), &from_one),
        outcome(names, ["", "PageNumber=2", "PageNumber=3"])
    );
    let numbers = ["PageNumber=0", "PageNumber=2", "PageNumber=3"];
    let expected = outcome(names, numbers);
    assert_eq!(fetch(&ByEchoedNumber(at(0)), &from_one), expected);
    assert_eq!(fetch(&ByEchoedNumberFromZero(at(0)), &from_one), expected);
    assert_eq!(
        fetch(&ByEchoedNumberWithoutItems(at(0)), &from_one),
        expected
    );

    // The server's page numbers start at 0.
    let from_zero = server("abcde", 0, |asked| asked.unwrap_or(0), |page| page);
    let numbers = ["", "PageNumber=1", "PageNumber=2"];
    let expected = outcome(names, numbers);
    assert_eq!(fetch(&ByEchoedNumber::default(), &from_zero), expected);
    assert_eq!(
        fetch(&ByEchoedNumberFromZero::default(), &from_zero),
        expected
    );
}

#[test]
fn starts_at_a_later_page_without_skipping_pages() {
    for first in [0, 1] {
        let answer = server("abcdef", first, |asked| asked.unwrap_or(first), |page| page);
        let fetched = fetch(&ByEchoedNumberFromZero(at(2)), answer);
        let items: Vec<_> = fetched.pages.into_iter().map(Result::unwrap).collect();
        let expected: &[Value] = match first {
            0 => &[json!(["e", "f"]), json!([])],
            _ => &[json!(["c", "d"]), json!(["e", "f"])],
        };
        assert_eq!(items, expected);
    }
}

#[test]
fn a_wrong_page_is_an_error() {
    // The server always returns page 1.
    let first = server("abcde", 1, |_| 1, |page| page);
    let mut expected = pages(["ab"]);
    expected.push(wrong(2, 1));
    let fetched = fetch(&ByEchoedNumber::default(), &first);
    assert_eq!(fetched.pages, expected);
    assert_eq!(fetched.requests, ["", "PageNumber=2"]);
    assert_eq!(fetch(&ByEchoedNumber(at(3)), &first).pages, [wrong(3, 1)]);
    assert_eq!(
        fetch(&ByEchoedNumberWithoutItems::default(), &first).pages,
        expected
    );

    // The page number in the reply is always 0, which is wrong for the second page.
    let zero = server("abcde", 1, |asked| asked.unwrap_or(1), |_| 0);
    expected.truncate(1);
    expected.push(wrong(1, 0));
    assert_eq!(fetch(&ByEchoedNumber::default(), zero).pages, expected);

    // Page numbers start at 0 in requests and at 1 in replies.
    let shifted = server("abcde", 0, |asked| asked.unwrap_or(0), |page| page + 1);
    expected.truncate(1);
    expected.push(wrong(2, 3));
    assert_eq!(
        fetch(&ByEchoedNumberFromZero::default(), shifted).pages,
        expected
    );

    // The first page can't have the number 5.
    let fifth = server("abcde", 1, |_| 1, |_| 5);
    assert_eq!(
        fetch(&ByEchoedNumber::default(), fifth).pages,
        [wrong(1, 5)]
    );
}

#[test]
fn a_repeated_last_page_is_an_error() {
    let clamped = |said: Option<fn(usize) -> usize>| {
        move |parameters: &Parameters| {
            let page = |asked: Option<usize>| asked.unwrap_or(1).min(3);
            let mut document = server("abcde", 1, page, said.unwrap_or(|page| page))(parameters);
            document["TotalCount"] = Value::Null;
            document
        }
    };
    let mut expected = pages(["ab", "cd", "e"]);
    expected.push(wrong(4, 3));
    let fetched = fetch(&ByEchoedNumber::default(), clamped(None));
    assert_eq!(fetched.pages, expected);
    assert_eq!(fetched.requests.len(), 4);

    // With a total, no page after the end is requested.
    let page = |asked: Option<usize>| asked.unwrap_or(1).min(3);
    let fetched = fetch(
        &ByEchoedNumber::default(),
        server("abcde", 1, page, |page| page),
    );
    assert_eq!(fetched.pages, expected[..3]);
}

#[test]
fn ignores_the_number_of_an_empty_page() {
    let answer = |parameters: &Parameters| match number(parameters, "PageNumber") {
        None => json!({"PageNumber": 1, "Names": {"Name": ["a"]}}),
        Some(_) => json!({"PageNumber": 0, "Names": {"Name": []}}),
    };
    assert_eq!(
        fetch(&ByEchoedNumber::default(), answer),
        outcome(["a", ""], ["", "PageNumber=2"])
    );
}

#[test]
fn a_number_below_the_first_page_requires_a_number_in_the_reply() {
    let answer = numbered("abc", 2, 0);
    let fetched = fetch(&ByNumber(at(0)), &answer);
    let mut expected = pages(["ab"]);
    expected.push(Err(r#"Parameter { name: "PageNumber" }"#.into()));
    assert_eq!(fetched.pages, expected);
    // A list with a single page needs no second request.
    assert_eq!(
        fetch(&ByNumber(at(0)), numbered("ab", 2, 0)).pages,
        pages(["ab"])
    );
}

#[test]
fn the_error_of_a_wrong_page_has_both_numbers_and_allows_a_retry() {
    let client = blocking::Client::with_transport(session(), |request: Request| {
        let answer = server("abcde", 1, |_| 1, |page| page);
        let page = answer(&parameters(&request));
        Ok::<_, TransportError>(response(200, page.to_string()))
    });
    let mut pages = client.pages(ByEchoedNumber::default());
    assert!(pages.next().unwrap().is_ok());
    let error: Error = pages.next().unwrap().unwrap_err();
    assert!(pages.next().is_none());
    assert!(error.may_have_been_sent());
    assert_eq!(
        error.to_string(),
        "the list may be incomplete: \
         parameter PageNumber requested page 2, but the reply contains page 1: check PageNumber, or \
         request each page separately"
    );
    assert_eq!(pages.request().0.number, Some(2));
}
