//! Which page is next, and which is the last.

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
fn by_token_until_there_is_none() {
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
    // An empty page with a token is no end.
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
fn a_token_that_comes_again_is_an_error_and_not_the_end() {
    let same = |_: &Parameters| json!({"NextToken": "t", "Names": {"Name": ["a"]}});
    let fetched = fetch(&ByToken::default(), same);
    let mut expected = pages(["a", "a"]);
    expected.push(Err("RepeatedToken".into()));
    assert_eq!(fetched.pages, expected);
    assert_eq!(fetched.requests, ["", "NextToken=t"]);
}

#[test]
fn by_number_until_the_total_is_seen() {
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
fn a_page_that_the_server_caps_is_not_the_last() {
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
fn from_a_later_page_on_the_items_before_are_reckoned_with() {
    let third = ByNumber(List {
        number: Some(2),
        ..List::default()
    });
    assert_eq!(
        fetch(&third, numbered("abcdef", 2, 1)),
        outcome(["cd", "ef"], ["PageNumber=2", "PageNumber=3"])
    );
    // The last page alone says too little of the size, so one more is asked for.
    assert_eq!(
        fetch(&third, numbered("abc", 2, 1)),
        outcome(["c", ""], ["PageNumber=2", "PageNumber=3"])
    );
}

#[test]
fn without_a_total_an_empty_page_is_the_end() {
    let unsaid = |inner: fn(&Parameters) -> Value| inner;
    let answer = unsaid(|parameters| {
        let mut page = numbered("abcd", 2, 1)(parameters);
        page.as_object_mut().unwrap().remove("TotalCount");
        page
    });
    let expected = outcome(["ab", "cd", ""], ["", "PageNumber=2", "PageNumber=3"]);
    assert_eq!(fetch(&ByNumber::default(), answer), expected);
    assert_eq!(fetch(&ByNumberWithoutTotal::default(), answer), expected);
    // Some products leave the total at nothing.
    let nothing = unsaid(|parameters| {
        let mut page = numbered("abcd", 2, 1)(parameters);
        page["TotalCount"] = 0.into();
        page
    });
    assert_eq!(fetch(&ByNumber::default(), nothing), expected);
}

/// Pages by number with these names, each with its total.
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

    // An empty page that doesn't repeat the total takes nothing back.
    let answer = with_totals([("ab", 9.into()), ("", Value::Null)]);
    let fetched = fetch(&ByNumber::default(), answer);
    assert_eq!(fetched.pages.last(), Some(&incomplete(2, 9)));

    // The items are said to be there, so they are in another list.
    let elsewhere = |_: &Parameters| json!({"TotalCount": 2, "Errors": ["a"]});
    let fetched = fetch(&ByNumber::default(), elsewhere);
    assert_eq!(fetched.pages.last(), Some(&incomplete(0, 2)));
    let none = |_: &Parameters| json!({"TotalCount": 0});
    assert_eq!(fetch(&ByNumber::default(), none), outcome([""], [""]));
}

#[test]
fn an_incomplete_list_says_how_many_items_came_and_where_to_go_on() {
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
        "the list is incomplete: \
         the list stopped after 2 of 9 items: call `pages` again with the request that \
         `request()` returns"
    );
    assert_eq!(items.request().0.number, Some(2));
}

#[test]
fn a_total_that_shrinks_to_what_was_seen_is_the_end() {
    // Items were deleted meanwhile.
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
fn a_short_page_is_not_the_last() {
    let answer = with_totals([("ab", 5.into()), ("c", 5.into()), ("de", 5.into())]);
    assert_eq!(
        fetch(&ByNumber::default(), answer).pages,
        pages(["ab", "c", "de"])
    );
}

#[test]
fn a_total_below_the_items_of_its_page_is_ignored() {
    // Such a total is the number of pages, or counts something else.
    let pairs = [("abc", 2), ("def", 2), ("gh", 2)].map(|(names, total)| (names, total.into()));
    assert_eq!(
        fetch(&ByNumber::default(), with_totals(pairs)).pages,
        pages(["abc", "def", "gh"])
    );
}

#[test]
fn totals_of_lists_by_token_mean_nothing() {
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
fn a_later_part_of_a_list_is_incomplete_where_the_reply_says_the_size() {
    let third = ByNumber(List {
        number: Some(3),
        ..List::default()
    });
    let empty = |size: Value| move |_: &Parameters| json!({"TotalCount": 9, "PageSize": size, "Names": {"Name": []}});
    let fetched = fetch(&third, empty(2.into()));
    assert_eq!(fetched.pages.last(), Some(&incomplete(4, 9)));
    // Five on each page before are enough, and of an unknown size it can't be said.
    assert_eq!(fetch(&third, empty(5.into())).pages, pages([""]));
    assert_eq!(fetch(&third, empty(Value::Null)).pages, pages([""]));
}

#[test]
fn without_items_the_size_tells_the_end() {
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
    // The server may cap what was asked for, if it is more than usual.
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
    // What the reply says of the size counts.
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
fn an_end_that_can_not_be_known_is_an_error() {
    let mut expected = pages(["ab"]);
    expected.push(Err("UnknownEnd".into()));
    let fetched = fetch(&ByNumberOfUnknownSize::default(), numbered("abcde", 2, 1));
    assert_eq!(fetched.pages, expected);

    let no_total = |_: &Parameters| json!({"Names": {"Name": ["a", "b"]}});
    let fetched = fetch(&ByNumberWithoutItems::default(), no_total);
    assert_eq!(fetched.pages, expected);
}

#[test]
fn the_request_chooses_between_two_ways_and_else_the_first_reply_does() {
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
    // The reply has a token as well, which is left alone.
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
    // No token is the end then, whatever the total.
    assert_eq!(
        fetch(&by_token, numbered("abc", 2, 1)),
        outcome(["ab"], ["MaxResults=2"])
    );
}

#[test]
fn a_parameter_that_is_not_there_is_named() {
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
fn numbers_may_be_text_and_lists_untyped() {
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
fn a_token_may_be_an_integer() {
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
