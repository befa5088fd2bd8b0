//! Tests pages as iterators and streams: page limits, errors, items and continuing.

use std::{
    future::Future as _,
    pin::pin,
    sync::Mutex,
    task::{Context, Poll, Waker},
};

use alicloud::{
    Client, Error, Request, Response, Value, blocking,
    error::{PagingError, TransportError, TransportErrorKind},
    paging::Pager,
};
use tokio::runtime::Builder;

use super::{
    ByNumber, ByToken, Names, Page, Parameters, fetch, number, numbered, pages, parameters, tokens,
};
use crate::fixture::{response, session};

#[test]
fn more_pages_than_the_limit_are_an_error() {
    let fetched = fetch(&ByToken::default(), tokens("abcdefg", 1));
    let mut expected = pages(["a", "b", "c", "d", "e", "f"]);
    expected.push(Err("Bound { pages: 6 }".into()));
    assert_eq!(fetched.pages, expected);
    assert_eq!(fetched.requests.len(), 6);
    let fetched = fetch(&ByToken::default(), tokens("abcdef", 1));
    assert_eq!(fetched.pages, pages(["a", "b", "c", "d", "e", "f"]));
    assert_eq!(Pager::<ByToken>::DEFAULT_BOUND, 1_000);
}

#[test]
fn a_pager_that_ended_early_can_be_continued() {
    let mut pager = Pager::new(ByNumber::default()).at_most(1);
    assert!(pager.step().unwrap().is_ok());
    assert!(
        pager.step().unwrap().is_ok(),
        "repeating a step should change nothing"
    );
    let page = Page {
        total: Some(3),
        items: Names {
            name: vec!["a".into(), "b".into()],
        },
        ..Page::default()
    };
    pager.receive(Ok(page)).unwrap();
    let error = Error::from(pager.step().unwrap().unwrap_err());
    assert!(matches!(
        error,
        Error::Paging(PagingError::Bound { pages: 1 })
    ));
    assert!(!error.may_have_been_sent());
    assert_eq!(
        error.to_string(),
        "the list may be incomplete: \
         the page limit of 1 is reached, but more pages exist: raise the limit with `at_most`, or \
         call `pages` again with the request that `request()` returns"
    );
    assert!(pager.step().is_none());
    assert_eq!(pager.request().0.number, Some(2));
}

#[test]
fn an_error_ends_the_pages_and_keeps_the_request() {
    let answer = |parameters: &Parameters| match number(parameters, "PageNumber") {
        Some(2) => Value::Null,
        _ => numbered("abcde", 2, 1)(parameters),
    };
    let fetched = fetch(&ByNumber::default(), answer);
    let mut expected = pages(["ab"]);
    expected.push(Err("Transport".into()));
    assert_eq!(fetched.pages, expected);

    let client = blocking::Client::with_transport(session(), |request: Request| {
        match answer(&parameters(&request)) {
            Value::Null => Err(TransportError::new(TransportErrorKind::Timeout, "late")),
            page => Ok(response(200, page.to_string())),
        }
    });
    let mut pages = client.pages(ByNumber::default());
    assert!(pages.next().unwrap().is_ok() && pages.next().unwrap().is_err());
    assert_eq!(pages.request().0.number, Some(2));
}

#[test]
fn yields_items_one_by_one_and_then_the_error() {
    let respond = |request: Request| {
        let answer = tokens("abc", 2)(&parameters(&request));
        Ok::<Response, TransportError>(response(200, answer.to_string()))
    };
    let client = blocking::Client::with_transport(session(), respond);
    let items: Result<Vec<String>, Error> = client.pages(ByToken::default()).items().collect();
    assert_eq!(items.unwrap(), ["a", "b", "c"]);
    let mut items = client.pages(ByToken::default()).at_most(1).items();
    assert_eq!(items.next().unwrap().unwrap(), "a");
    assert_eq!(items.next().unwrap().unwrap(), "b");
    assert_eq!(items.request().0.token.as_deref(), Some("t1"));
    let error = items.next().unwrap().unwrap_err();
    assert!(matches!(
        error,
        Error::Paging(PagingError::Bound { pages: 1 })
    ));
    assert!(items.next().is_none());

    let client = Client::with_transport(session(), async |request| respond(request));
    Builder::new_current_thread()
        .build()
        .unwrap()
        .block_on(async {
            let mut items = client.pages(ByToken::default()).at_most(1).items();
            assert_eq!(items.next().await.unwrap().unwrap(), "a");
            assert_eq!(items.next().await.unwrap().unwrap(), "b");
            let error = items.next().await.unwrap().unwrap_err();
            assert!(matches!(
                error,
                Error::Paging(PagingError::Bound { pages: 1 })
            ));
            assert!(items.next().await.is_none());
        });
}

/// The pages keep a request in flight when the future of `next` is dropped.
#[test]
fn dropping_next_loses_no_page() {
    let sent = Mutex::new(0);
    let transport = |_: Request| {
        *sent.lock().unwrap() += 1;
        let mut asked = false;
        std::future::poll_fn(move |_| {
            if std::mem::replace(&mut asked, true) {
                let page = r#"{"Names":{"Name":["a"]}}"#;
                Poll::Ready(Ok::<_, TransportError>(response(200, page)))
            } else {
                Poll::Pending
            }
        })
    };
    let client = Client::with_transport(session(), transport);
    let mut pages = client.pages(ByToken::default());
    let mut context = Context::from_waker(Waker::noop());
    assert!(pin!(pages.next()).poll(&mut context).is_pending());
    let Poll::Ready(Some(Ok(page))) = pin!(pages.next()).poll(&mut context) else {
        panic!("no page is returned")
    };
    assert_eq!(page.items.name, ["a"]);
    assert_eq!(*sent.lock().unwrap(), 1);
}

#[test]
fn pages_can_be_sent_to_another_thread() {
    fn is_send<T: Send + Unpin>(_: &T) {}
    let transport = async |_: Request| Ok::<_, TransportError>(Response::default());
    let client = Client::with_transport(session(), transport);
    is_send(&client.pages(ByToken::default()));
    is_send(&client.pages(ByToken::default()).items());
    let blocking = blocking::Client::with_transport(session(), |_: Request| {
        Ok::<_, TransportError>(Response::default())
    });
    is_send(&blocking.pages(ByToken::default()));
}
