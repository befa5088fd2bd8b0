//! Tests which page is the next page and which is the last page.

use alicloud::{
    Request, Value, blocking,
    error::{PagingError, TransportError},
};
use serde_json::json;

use super::{
    ByEither, ByIntegerToken, ByNumber, ByNumberFromZero, ByNumberOfUnknownSize,
    ByNumberWithoutItems, ByNumberWithoutTotal, ByText, ByToken, ByWrongName, List, Parameters,
    TextList, fetch, number, numbered, outcome, pages, parameters, tokens,
};
use crate::fixture::{response, session};

#[test]
fn pages_by_token_end_without_a_token() {
    assert_eq!(
        fetch(&ByToken::default(), tokens("abcde", 2)),
        outcome(["ab", "cd", "e"], ["", "NextToken=t1", "NextToken=t2"])
    );
    let sized = ByToken(List {
        token: Some("t1".into()),
        token_size: Some(2),
        ..List::default()
    });
    assert_eq!(
        fetch(&sized, tokens("abcde", 2)),
        outcome(
            ["cd", "e"],
            ["MaxResults=2&NextToken=t1", "MaxResults=2&NextToken=t2"]
        )
    );
    assert_eq!(
        fetch(&ByToken::default(), |_| json!({})),
        outcome([""], [""])
    );
    // An empty page with a token is not the end.
    let gap = |parameters: &Parameters| match parameters.get("NextToken") {
        None => json!({"NextToken": "t"}),
        Some(_) => json!({"Names": {"Name": ["a"]}}),
    };
    assert_eq!(
        fetch(&ByToken::default(), gap),
        outcome(["", "a"], ["", "NextToken=t"])
    );
}

#[test]
fn a_repeated_token_is_an_error() {
    let same = |_: &Parameters| json!({"NextToken": "t", "Names": {"Name": ["a"]}});
    let fetched = fetch(&ByToken::default(), same);
    let mut expected = pages(["a", "a"]);
    expected.push(Err("RepeatedToken".into()));
    assert_eq!(fetched.pages, expected);
    assert_eq!(fetched.requests, ["", "NextToken=t"]);
}

#[test]
fn pages_by_number_end_at_the_total() {
    assert_eq!(
        fetch(&ByNumber::default(), numbered("abcde", 2, 1)),
        outcome(["ab", "cd", "e"], ["", "PageNumber=2", "PageNumber=3"])
    );
    assert_eq!(
        fetch(&ByNumber::default(), numbered("abcd", 2, 1)),
        outcome(["ab", "cd"], ["", "PageNumber=2"])
    );
    assert_eq!(
        fetch(&ByNumber::default(), numbered("", 2, 1)),
        outcome([""], [""])
    );
    assert_eq!(
        fetch(&ByNumberFromZero::default(), numbered("abc", 2, 0)),
        outcome(["ab", "c"], ["", "PageNumber=1"])
    );
}

#[test]
fn continues_after_a_page_that_the_server_shortened() {
    let many = ByNumber(List {
        size: Some(1000),
        ..List::default()
    });
    assert_eq!(
        fetch(&many, numbered("abcde", 2, 1)).pages,
        pages(["ab", "cd", "e"])
    );
}

#[test]
fn counts_the_items_of_skipped_pages() {
    let third = ByNumber(List {
        number: Some(2),
        ..List::default()
    });
    assert_eq!(
        fetch(&third, numbered("abcdef", 2, 1)),
        outcome(["cd", "ef"], ["PageNumber=2", "PageNumber=3"])
    );
    // The last page alone doesn't reveal the page size, so another page is requested.
    assert_eq!(
        fetch(&third, numbered("abc", 2, 1)),
        outcome(["c", ""], ["PageNumber=2", "PageNumber=3"])
    );
}

#[test]
fn an_empty_page_is_the_end_without_a_total() {
    let unsaid = |inner: fn(&Parameters) -> Value| inner;
    let answer = unsaid(|parameters| {
        let mut page = numbered("abcd", 2, 1)(parameters);
        page.as_object_mut().unwrap().remove("TotalCount");
        page
    });
    let expected = outcome(["ab", "cd", ""], ["", "PageNumber=2", "PageNumber=3"]);
    assert_eq!(fetch(&ByNumber::default(), answer), expected);
    assert_eq!(fetch(&ByNumberWithoutTotal::default(), answer), expected);
    // Some products always return a total of 0.
    let nothing = unsaid(|parameters| {
        let mut page = numbered("abcd", 2, 1)(parameters);
        page["TotalCount"] = 0.into();
        page
    });
    assert_eq!(fetch(&ByNumber::default(), nothing), expected);
}

/// A server that returns these pages by number. Each page has its names and its total.
fn with_totals<const N: usize>(
    pages: [(&'static str, Value); N],
) -> impl Fn(&Parameters) -> Value + Sync {
    move |parameters| {
        let page = number(parameters, "PageNumber").unwrap_or(1) - 1;
        let (names, total) = &pages[page];
        let names: Vec<String> = names.chars().map(String::from).collect();
        json!({"TotalCount": total, "Names": {"Name": names}})
    }
}

fn incomplete(seen: u64, total: u64) -> Result<Value, String> {
    Err(format!("{:?}", PagingError::Incomplete { seen, total }))
}

#[test]
fn an_empty_page_before_the_total_is_an_error_after_all_items() {
    let answer = with_totals([("ab", 9.into()), ("cd", 9.into()), ("", 9.into())]);
    let fetched = fetch(&ByNumber::default(), answer);
    let mut expected = pages(["ab", "cd", ""]).to_vec();
    expected.push(incomplete(4, 9));
    assert_eq!(fetched.pages, expected);
    assert_eq!(fetched.requests, ["", "PageNumber=2", "PageNumber=3"]);

    // The last known total still counts if an empty page has no total.
    let answer = with_totals([("ab", 9.into()), ("", Value::Null)]);
    let fetched = fetch(&ByNumber::default(), answer);
    assert_eq!(fetched.pages.last(), Some(&incomplete(2, 9)));

    // The total is not 0, so the items must be in another list.
    let elsewhere = |_: &Parameters| json!({"TotalCount": 2, "Errors": ["a"]});
    let fetched = fetch(&ByNumber::default(), elsewhere);
    assert_eq!(fetched.pages.last(), Some(&incomplete(0, 2)));
    let none = |_: &Parameters| json!({"TotalCount": 0});
    assert_eq!(fetch(&ByNumber::default(), none), outcome([""], [""]));
}

#[test]
fn the_error_of_an_incomplete_list_has_both_counts() {
    let answer = with_totals([("ab", 9.into()), ("", 9.into())]);
    let client = blocking::Client::with_transport(session(), |request: Request| {
        let page = answer(&parameters(&request));
        Ok::<_, TransportError>(response(200, page.to_string()))
    });
    let mut items = client.pages(ByNumber::default()).items();
    assert_eq!(items.next().unwrap().unwrap(), "a");
    assert_eq!(items.next().unwrap().unwrap(), "b");
    let error = items.next().unwrap().unwrap_err();
    assert!(items.next().is_none());
    assert!(!error.may_have_been_sent());
    assert_eq!(
        error.to_string(),
        "the list may be incomplete: \
         a page is empty after 2 of 9 items: call `pages` again with the request that \
         `request()` returns"
    );
    assert_eq!(items.request().0.number, Some(2));
}

#[test]
fn ends_when_the_total_shrinks_below_the_items_read() {
    // Items were deleted while the pages were fetched.
    let answer = with_totals([("ab", 5.into()), ("cd", 5.into()), ("", 4.into())]);
    let names = ["ab", "cd", ""];
    assert_eq!(fetch(&ByNumber::default(), answer).pages, pages(names));
    let answer = with_totals([("ab", 5.into()), ("c", 3.into())]);
    assert_eq!(
        fetch(&ByNumber::default(), answer).pages,
        pages(["ab", "c"])
    );
    let answer = with_totals([("ab", 5.into()), ("", 0.into())]);
    assert_eq!(fetch(&ByNumber::default(), answer).pages, pages(["ab", ""]));
}

#[test]
fn continues_after_a_short_page() {
    let answer = with_totals([("ab", 5.into()), ("c", 5.into()), ("de", 5.into())]);
    assert_eq!(
        fetch(&ByNumber::default(), answer).pages,
        pages(["ab", "c", "de"])
    );
}

#[test]
fn a_total_below_the_items_of_its_page_is_ignored() {
    // Such a total counts pages or something else.
    let pairs = [("abc", 2), ("def", 2), ("gh", 2)].map(|(names, total)| (names, total.into()));
    assert_eq!(
        fetch(&ByNumber::default(), with_totals(pairs)).pages,
        pages(["abc", "def", "gh"])
    );
}

#[test]
fn ignores_totals_of_lists_by_token() {
    for total in [0, 1, 99] {
        let answer = |parameters: &Parameters| {
            let mut page = tokens("abc", 2)(parameters);
            page["TotalCount"] = total.into();
            page["PageNumber"] = 7.into();
            page
        };
        let expected = outcome(["ab", "c"], ["", "NextToken=t1"]);
        assert_eq!(fetch(&ByToken::default(), answer), expected);
        assert_eq!(fetch(&ByEither::default(), answer), expected);
    }
}

#[test]
fn a_list_from_a_later_page_is_incomplete_if_the_page_size_is_known() {
    let third = ByNumber(List {
        number: Some(3),
        ..List::default()
    });
    let empty = |size: Value| move |_: &Parameters| json!({"TotalCount": 9, "PageSize": size, "Names": {"Name": []}});
    let fetched = fetch(&third, empty(2.into()));
    assert_eq!(fetched.pages.last(), Some(&incomplete(4, 9)));
    // With 5 items per page, the skipped pages can contain all items. With an unknown page size,
    // nothing can be concluded.
    assert_eq!(fetch(&third, empty(5.into())).pages, pages([""]));
    assert_eq!(fetch(&third, empty(Value::Null)).pages, pages([""]));
}

#[test]
fn uses_the_page_size_to_find_the_end_without_items() {
    let all = numbered("abcde", 2, 1);
    let expected = ["", "PageNumber=2", "PageNumber=3"];
    assert_eq!(
        fetch(&ByNumberWithoutItems::default(), &all).requests,
        expected
    );
    let single = ByNumberWithoutItems(List {
        size: Some(5),
        ..List::default()
    });
    // The server may reduce a page size that is larger than the default.
    let all = numbered("abcde", 5, 1);
    assert_eq!(
        fetch(&single, &all).pages.last(),
        Some(&Err("UnknownEnd".into()))
    );
    let few = ByNumberWithoutItems(List {
        size: Some(1),
        ..List::default()
    });
    let all = numbered("abc", 1, 1);
    assert_eq!(fetch(&few, &all).requests.len(), 3);
    // The page size in the reply has precedence.
    let capped = |parameters: &Parameters| {
        let mut page = numbered("abcde", 2, 1)(parameters);
        page["PageSize"] = 2.into();
        page
    };
    assert_eq!(
        fetch(&single, capped).requests,
        [
            "PageSize=5",
            "PageNumber=2&PageSize=5",
            "PageNumber=3&PageSize=5"
        ]
    );
}

#[test]
fn refuses_lists_whose_end_is_unknown() {
    let mut expected = pages(["ab"]);
    expected.push(Err("UnknownEnd".into()));
    let fetched = fetch(&ByNumberOfUnknownSize::default(), numbered("abcde", 2, 1));
    assert_eq!(fetched.pages, expected);

    let no_total = |_: &Parameters| json!({"Names": {"Name": ["a", "b"]}});
    let fetched = fetch(&ByNumberWithoutItems::default(), no_total);
    assert_eq!(fetched.pages, expected);
}

#[test]
fn request_or_first_reply_select_token_or_number_paging() {
    let either = ByEither::default();
    assert_eq!(
        fetch(&either, tokens("abc", 2)),
        outcome(["ab", "c"], ["", "NextToken=t1"])
    );
    assert_eq!(
        fetch(&either, numbered("abc", 2, 1)),
        outcome(["ab", "c"], ["", "PageNumber=2"])
    );
    let by_number = ByEither(List {
        number: Some(1),
        ..List::default()
    });
    // The reply also has a token, which is ignored.
    let with_token = |parameters: &Parameters| {
        let mut page = numbered("abc", 2, 1)(parameters);
        page["NextToken"] = "t".into();
        page
    };
    assert_eq!(
        fetch(&by_number, with_token),
        outcome(["ab", "c"], ["PageNumber=1", "PageNumber=2"])
    );
    let by_token = ByEither(List {
        token_size: Some(2),
        ..List::default()
    });
    // The list ends without a token, even if the total is larger.
    assert_eq!(
        fetch(&by_token, numbered("abc", 2, 1)),
        outcome(["ab"], ["MaxResults=2"])
    );
}

#[test]
fn the_error_names_a_missing_paging_parameter() {
    let fetched = fetch(&ByWrongName::default(), numbered("abc", 2, 1));
    let mut expected = pages(["ab"]);
    expected.push(Err(r#"Parameter { name: "Page" }"#.into()));
    assert_eq!(fetched.pages, expected);

    let last = ByNumber(List {
        number: Some(i64::MAX),
        ..List::default()
    });
    let fetched = fetch(&last, |_: &Parameters| json!({"Names": {"Name": ["a"]}}));
    assert_eq!(
        fetched.pages[1],
        Err(r#"Parameter { name: "PageNumber" }"#.into())
    );
}

#[test]
fn accepts_page_numbers_as_text_and_untyped_lists() {
    let answer = |parameters: &Parameters| {
        let first = parameters.get("CurrentPage").is_none_or(|page| page == "1");
        let names = if first {
            json!(["a", "b"])
        } else {
            json!(["c"])
        };
        json!({"Data": {"Total": "3", "Names": names}})
    };
    let expected = outcome(["ab", "c"], ["", "CurrentPage=2"]);
    assert_eq!(fetch(&ByText::default(), answer), expected);

    let odd = ByText(TextList {
        number: Some("one".into()),
        ..TextList::default()
    });
    let fetched = fetch(&odd, |_: &Parameters| json!({"Data": {"Names": ["a"]}}));
    assert_eq!(
        fetched.pages[1],
        Err(r#"Parameter { name: "CurrentPage" }"#.into())
    );
}

#[test]
fn accepts_an_integer_as_token() {
    let answer = |parameters: &Parameters| match parameters.get("Marker").map(String::as_str) {
        None => json!({"Marker": 17}),
        Some("17") => json!({"Marker": 5}),
        Some(_) => json!({}),
    };
    assert_eq!(
        fetch(&ByIntegerToken::default(), answer).requests,
        ["", "Marker=17", "Marker=5"]
    );
}
