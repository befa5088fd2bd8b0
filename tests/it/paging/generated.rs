//! Tests paging of generated operations with servers that number pages like the vendor's servers.

use std::collections::BTreeSet;

use alicloud::{
    Error, Request, Response, Value, blocking,
    error::TransportError,
    model::{Record, serialize},
    paging::PagedItems,
};
use alicloud_tests::golden::paging::{
    DescribeBalancers, ListByPageToken, ListByShowSize, ListBySize,
};
use serde_json::json;

use super::{number, parameters};
use crate::fixture::{response, session};

/// A server whose page numbers start at 1 and that treats page 0 as page 1. The reply contains the
/// page number and the page size.
fn balancers(count: usize) -> impl Fn(Request) -> Result<Response, TransportError> {
    move |request| {
        let parameters = parameters(&request);
        let page = number(&parameters, "PageNumber").unwrap_or(0).max(1);
        let size = number(&parameters, "PageSize").unwrap_or(10);
        let ids = (0..count).skip((page - 1) * size).take(size);
        let list: Vec<Value> = ids.map(|id| json!({"Id": format!("lb-{id}")})).collect();
        let page = json!({
            "TotalCount": count,
            "PageNumber": page,
            "PageSize": size,
            "Balancers": {"Balancer": list},
        });
        Ok(response(200, page.to_string()))
    }
}

#[test]
fn yields_every_item_once_if_page_0_equals_page_1() {
    let client = blocking::Client::with_transport(session(), balancers(25));
    let sized = DescribeBalancers::new().page_size(10);
    for operation in [
        sized.clone().page_number(0),
        sized.clone().page_number(1),
        sized,
    ] {
        let items: Result<Vec<_>, Error> = client.pages(operation).items().collect();
        let ids: Vec<_> = items
            .unwrap()
            .into_iter()
            .filter_map(|item| item.id)
            .collect();
        let distinct: BTreeSet<_> = ids.iter().collect();
        assert_eq!((ids.len(), distinct.len()), (25, 25));
    }
}

/// Fetches two pages, and returns the ids of their items. The server returns `first` for a request
/// without `parameter` and `second` for other requests.
fn ids_of_two_pages<O>(operation: O, parameter: &str, first: Value, second: Value) -> Vec<String>
where
    O: PagedItems<Item: Record>,
{
    let client = blocking::Client::with_transport(session(), |request: Request| {
        let is_second = parameters(&request).contains_key(parameter);
        let page = if is_second { &second } else { &first };
        Ok::<_, TransportError>(response(200, page.to_string()))
    });
    let items: Result<Vec<_>, Error> = client.pages(operation).items().collect();
    let id = |item: O::Item| {
        let item = serialize(&item, serde_json::value::Serializer).unwrap();
        item["Id"].as_str().unwrap().to_owned()
    };
    items.unwrap().into_iter().map(id).collect()
}

#[test]
fn pages_lists_with_unusual_names() {
    let (first, second) = (json!([{"Id": "a"}, {"Id": "b"}]), json!([{"Id": "c"}]));
    let by_token = ids_of_two_pages(
        ListByPageToken::new(),
        "NextPageToken",
        json!({"NextPageToken": "t", "TotalSize": 1, "Items": first}),
        json!({"NextPageToken": "", "TotalSize": 1, "Items": second}),
    );
    assert_eq!(by_token, ["a", "b", "c"]);

    let page = |number: &str, items: &Value| {
        json!({"Data": {
            "TotalItemNum": 3, "CurrentPage": number, "ShowSize": 2, "Items": items,
        }})
    };
    let pages = (page("1", &first), page("2", &second));
    let by_show_size = ids_of_two_pages(ListByShowSize::new(), "PageNo", pages.0, pages.1);
    assert_eq!(by_show_size, ["a", "b", "c"]);

    // The field `Size` in the reply is not the page size.
    let page = |number: i64, items: &Value| json!({"TotalCnt": 3, "Page": number, "Size": 4096, "Items": items});
    let pages = (page(1, &first), page(2, &second));
    let by_size = ids_of_two_pages(ListBySize::new(), "Page", pages.0, pages.1);
    assert_eq!(by_size, ["a", "b", "c"]);
}
