//! Tests paged lists with both clients.

mod clients;
mod ends;
#[cfg(feature = "golden")]
mod generated;
mod numbers;

use std::{collections::BTreeMap, sync::Mutex};

use alicloud::{
    Api, Client, Draft, Error, Methods, Operation, Reply, Request, Value, blocking,
    error::{DecodeError, TransportError, TransportErrorKind},
    model::{Field, Record},
    paging::{Paged, PagedItems, Paging},
};
use percent_encoding::percent_decode_str;
use serde_json::json;
use tokio::runtime::Builder;

use crate::fixture::{record, response, session};

record!(List {
    token: Option<String> = Field::new("NextToken"),
    token_size: Option<i64> = Field::new("MaxResults"),
    number: Option<i64> = Field::new("PageNumber"),
    size: Option<i64> = Field::new("PageSize"),
});

record!(Page {
    token: Option<String> = Field::new("NextToken"),
    total: Option<i64> = Field::new("TotalCount"),
    number: Option<i64> = Field::new("PageNumber"),
    size: Option<i64> = Field::new("PageSize"),
    items: Names = Field::new("Names"),
});

record!(Names {
    name: Vec<String> = Field::new("Name"),
});

record!(TextList {
    number: Option<String> = Field::new("CurrentPage"),
    size: Option<String> = Field::new("Size"),
});

record!(TextPage {
    data: Option<Value> = Field::new("Data"),
});

record!(IntegerList {
    marker: Option<i64> = Field::new("Marker"),
});

record!(IntegerPage {
    marker: Option<i64> = Field::new("Marker"),
});

const TOKEN: Paging = Paging::new()
    .token("NextToken", &["NextToken"])
    .token_size("MaxResults")
    .items(&["Names", "Name"]);
const NUMBER: Paging = Paging::new()
    .number("PageNumber", &["TotalCount"])
    .size("PageSize", Some(2))
    .size_in_reply(&["PageSize"]);
const ECHOED: Paging = NUMBER.number_in_reply(&["PageNumber"]);
const BOTH: Paging = TOKEN.number("PageNumber", &["TotalCount"]);

/// Defines operations that differ only in their paging.
macro_rules! operation {
    ($($name:ident($inner:ty) -> $output:ty = $paging:expr;)*) => {$(
        #[derive(Clone, Debug, Default)]
        struct $name($inner);

        impl Record for $name {
            fn fields(&self) -> &'static [Field] {
                self.0.fields()
            }
            fn slot(&self, index: usize) -> Option<&dyn alicloud::model::Slot> {
                self.0.slot(index)
            }
            fn slot_mut(&mut self, index: usize) -> Option<&mut dyn alicloud::model::Slot> {
                self.0.slot_mut(index)
            }
        }

        impl Operation for $name {
            type Output = $output;

            fn api(&self) -> &Api {
                static API: Api = Api::new(const { &alicloud::Product::new("Ecs", "2014-05-26") }, "List", Methods::GetOrPost);
                &API
            }
            fn write(&self, draft: &mut Draft<'_>) {
                draft.record(self);
            }
            fn read(&self, reply: Reply<'_>) -> Result<$output, DecodeError> {
                reply.record()
            }
        }

        impl Paged for $name {
            const PAGING: Paging = $paging;
        }
    )*};
}

operation! {
    ByToken(List) -> Page = TOKEN;
    ByNumber(List) -> Page = NUMBER.items(&["Names", "Name"]);
    ByEither(List) -> Page = BOTH;
    ByNumberWithoutItems(List) -> Page = NUMBER;
    ByNumberOfUnknownSize(List) -> Page = Paging::new().number("PageNumber", &["TotalCount"]);
    ByNumberFromZero(List) -> Page = NUMBER.first(0).items(&["Names", "Name"]);
    ByEchoedNumber(List) -> Page = ECHOED.items(&["Names", "Name"]);
    ByEchoedNumberFromZero(List) -> Page = ECHOED.first(0).items(&["Names", "Name"]);
    ByEchoedNumberWithoutItems(List) -> Page = ECHOED.first(0);
    ByNumberWithoutTotal(List) -> Page = Paging::new().number("PageNumber", &[]).items(&["Names", "Name"]);
    ByWrongName(List) -> Page = Paging::new().number("Page", &["TotalCount"]).items(&["Names", "Name"]);
    ByText(TextList) -> TextPage = Paging::new()
        .number("CurrentPage", &["Data", "Total"])
        .size("Size", None)
        .items(&["Data", "Names"]);
    ByIntegerToken(IntegerList) -> IntegerPage = Paging::new().token("Marker", &["Marker"]);
}

impl PagedItems for ByToken {
    type Item = String;
    fn items(page: Page) -> Vec<String> {
        page.items.name
    }
}

impl PagedItems for ByNumber {
    type Item = String;
    fn items(page: Page) -> Vec<String> {
        page.items.name
    }
}

type Parameters = BTreeMap<String, String>;

/// The operation's parameters in a request.
fn parameters(request: &Request) -> Parameters {
    let pairs = request.parameters().split('&');
    pairs
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap();
            let value = percent_decode_str(value).decode_utf8().unwrap();
            (name.to_owned(), value.into_owned())
        })
        .take_while(|(name, _)| name != "AccessKeyId")
        .collect()
}

/// The result of fetching all pages.
#[derive(Debug, PartialEq)]
struct Outcome {
    /// The items or the error of each page.
    pages: Vec<Result<Value, String>>,
    /// The parameters of each request.
    requests: Vec<String>,
}

const BOUND: u32 = 6;

/// Fetches all pages with both clients, and checks that both get the same result. The server's
/// answer depends on the parameters.
fn fetch<O>(operation: &O, answer: impl Fn(&Parameters) -> Value + Sync) -> Outcome
where
    O: Paged<Output: Send> + Send + Sync,
{
    let requests = Mutex::new(Vec::new());
    let respond = |request: Request| {
        let parameters = parameters(&request);
        let text = parameters
            .iter()
            .map(|(name, value)| format!("{name}={value}"));
        requests
            .lock()
            .unwrap()
            .push(text.collect::<Vec<_>>().join("&"));
        match answer(&parameters) {
            Value::Null => Err(TransportError::new(TransportErrorKind::Connect, "down")),
            document => Ok(response(200, document.to_string())),
        }
    };
    let shown = |page: Result<O::Output, Error>| match page {
        Ok(page) => Ok(items_of(&page)),
        Err(error) => Err(problem_of(&error)),
    };

    let client = blocking::Client::with_transport(session(), respond);
    let mut pages = client.pages(operation.clone()).at_most(BOUND);
    let came: Vec<_> = pages.by_ref().map(shown).collect();
    assert!(pages.next().is_none(), "the pages should stay at their end");
    let sent = std::mem::take(&mut *requests.lock().unwrap());

    let client = Client::with_transport(session(), async |request| respond(request));
    let mut async_came = Vec::new();
    Builder::new_current_thread()
        .build()
        .unwrap()
        .block_on(async {
            let mut pages = client.pages(operation.clone()).at_most(BOUND);
            while let Some(page) = pages.next().await {
                async_came.push(shown(page));
            }
            assert!(
                pages.next().await.is_none(),
                "the pages should stay at their end"
            );
        });
    assert_eq!(async_came, came);
    assert_eq!(requests.into_inner().unwrap(), sent);
    Outcome {
        pages: came,
        requests: sent,
    }
}

fn problem_of(error: &Error) -> String {
    match error {
        Error::Paging(problem) => format!("{problem:?}"),
        Error::Transport(_) => "Transport".to_owned(),
        other => panic!("{other:?}"),
    }
}

/// The items of all lists in a page.
fn items_of(page: &dyn Record) -> Value {
    let page = alicloud::model::serialize(page, serde_json::value::Serializer).unwrap();
    let mut found = Vec::new();
    let mut waiting = vec![&page];
    while let Some(value) = waiting.pop() {
        match value {
            Value::Array(items) => found.extend(items.iter().cloned()),
            Value::Object(object) => waiting.extend(object.values()),
            _ => {}
        }
    }
    found.into()
}

fn number(parameters: &Parameters, name: &str) -> Option<usize> {
    parameters.get(name).map(|text| text.parse().unwrap())
}

/// A server that returns `names` in pages of at most `cap` names. Page numbers start at `first`.
fn numbered(names: &str, cap: usize, first: usize) -> impl Fn(&Parameters) -> Value + Sync {
    let names: Vec<String> = names.chars().map(String::from).collect();
    move |parameters| {
        let page = number(parameters, "PageNumber").unwrap_or(first) - first;
        let size = number(parameters, "PageSize").unwrap_or(cap).min(cap);
        let list: Vec<_> = names.iter().skip(page * size).take(size).collect();
        json!({"TotalCount": names.len(), "Names": {"Name": list}})
    }
}

/// A server that returns `names` in pages of `cap` names. The pagination tokens are `t1`, `t2` and
/// so on.
fn tokens(names: &str, cap: usize) -> impl Fn(&Parameters) -> Value + Sync {
    let names: Vec<String> = names.chars().map(String::from).collect();
    move |parameters| {
        let page = parameters
            .get("NextToken")
            .map_or(0, |token| token[1..].parse().unwrap());
        let list: Vec<_> = names.iter().skip(page * cap).take(cap).collect();
        let more = names.len() > (page + 1) * cap;
        let token = if more {
            format!("t{}", page + 1)
        } else {
            String::new()
        };
        json!({"TotalCount": names.len(), "NextToken": token, "Names": {"Name": list}})
    }
}

fn pages<const N: usize>(pages: [&str; N]) -> Vec<Result<Value, String>> {
    let page = |names: &str| names.chars().map(String::from).collect::<Vec<_>>().into();
    pages.into_iter().map(page).map(Ok).collect()
}

fn outcome<const N: usize, const M: usize>(names: [&str; N], requests: [&str; M]) -> Outcome {
    Outcome {
        pages: pages(names),
        requests: requests.map(str::to_owned).into(),
    }
}
