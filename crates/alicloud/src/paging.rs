//! Lists that come page by page.
//!
//! A generated operation that pages is [`Paged`]: it says in a constant under which names it pages.
//! What follows from that is here, in [`Pager`], once for both clients:
//! [`Client::pages`](crate::Client::pages) gives a stream, and
//! [`blocking::Client::pages`](crate::blocking::Client::pages) an iterator.
//!
//! ```
//! use alicloud::{Error, Paged, PagedItems, blocking, paging::Pager};
//!
//! fn count<T: blocking::Transport, O: Paged>(
//!     client: &blocking::Client<T>,
//!     operation: O,
//! ) -> Result<usize, Error> {
//!     client.pages(operation).try_fold(0, |count, page| page.map(|_| count + 1))
//! }
//!
//! async fn first<T, O>(client: &alicloud::Client<T>, operation: O) -> Option<Result<O::Item, Error>>
//! where
//!     T: alicloud::Transport + Sync,
//!     O: PagedItems<Output: Send> + Send + Sync,
//! {
//!     client.pages(operation).at_most(10).items().next().await
//! }
//! ```
//!
//! # Which pages come
//!
//! The request given is the request of the first page. By what it goes on from there:
//!
//! - **by number**, if the request says which page it is for;
//! - **by token**, if the request has a token, or says how many items a token is to stand for;
//! - else by token if there is one in the first reply, and otherwise by number.
//!
//! By token, the end is a reply without a token. Totals and page numbers in such replies are
//! ignored.
//!
//! By number, a reply may say which page it is. The reply to a request for the first page, or for no
//! page, may be page 0 or 1, and the next request goes on from there. Any other page than the one asked
//! for is an error in place of that page ([`WrongPage`](crate::PagingError::WrongPage)).
//!
//! Where the end is depends on what else the description knows:
//!
//! - The list of items is known. The last page is the one where the number of items seen reaches the
//!   total, or an empty page. The size of a page is ignored, since servers cap it. If the total of an
//!   empty page is above the number of items seen, an error follows that page
//!   ([`Incomplete`](crate::PagingError::Incomplete)). A total below the number of items on its own
//!   page counts something else and is ignored.
//! - The list isn't known. The last page is the one where the number of pages, times the size of a
//!   page, reaches the total. The size is that of the reply. Without it, the size is the one asked for,
//!   unless that is above the documented one, or the documented one. If the size or the total isn't
//!   known, there is an error after the first page, since more may be missing.

mod pager;
mod stream;
mod turn;
mod values;

pub use self::{
    pager::Pager,
    stream::{Items, Pages},
};
use crate::{Operation, model::Record};

/// An operation that answers page by page. Implemented by generated code.
pub trait Paged: Operation<Output: Record> + Record + Clone {
    /// Under which names.
    const PAGING: Paging;
}

/// An operation whose pages are lists of one kind of item. Implemented by generated code.
pub trait PagedItems: Paged {
    /// What the list holds.
    type Item;

    /// The items of a page, in order.
    fn items(page: Self::Output) -> Vec<Self::Item>;
}

/// How an operation pages, in names of the wire. A path leads from the reply to a field of it,
/// through the fields of its records.
///
/// ```
/// use alicloud::Paging;
///
/// const PAGING: Paging = Paging::new()
///     .token("NextToken", &["NextToken"])
///     .token_size("MaxResults")
///     .number("PageNumber", &["TotalCount"])
///     .first(1)
///     .number_in_reply(&["PageNumber"])
///     .size("PageSize", Some(10))
///     .size_in_reply(&["PageSize"])
///     .items(&["Instances", "Instance"]);
/// # let _ = PAGING;
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Paging {
    token: Option<(&'static str, Path)>,
    token_size: Option<&'static str>,
    number: Option<(&'static str, Path)>,
    first: i64,
    number_in_reply: Path,
    size: Option<(&'static str, Option<i64>)>,
    size_in_reply: Path,
    items: Option<Path>,
}

type Path = &'static [&'static str];

impl Paging {
    /// No way to page yet; [`token`](Self::token) or [`number`](Self::number) adds one.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            token: None,
            token_size: None,
            number: None,
            first: 1,
            number_in_reply: &[],
            size: None,
            size_in_reply: &[],
            items: None,
        }
    }

    /// Pages by token: `parameter` takes the one that stands at `path` in the reply before.
    #[must_use]
    pub const fn token(mut self, parameter: &'static str, path: Path) -> Self {
        self.token = Some((parameter, path));
        self
    }

    /// The parameter that says how many items a page by token has. Setting it chooses that way.
    #[must_use]
    pub const fn token_size(mut self, parameter: &'static str) -> Self {
        self.token_size = Some(parameter);
        self
    }

    /// Pages by number: `parameter` takes it, and how many items there are on all pages stands at
    /// `path` in each reply. An empty path says that it stands nowhere.
    #[must_use]
    pub const fn number(mut self, parameter: &'static str, path: Path) -> Self {
        self.number = Some((parameter, path));
        self
    }

    /// The number of the first page; 1 unless it is said.
    #[must_use]
    pub const fn first(mut self, number: i64) -> Self {
        self.first = number;
        self
    }

    /// Where each reply says which page it is: the pages go on from there, and a page that is not
    /// the one asked for is an [error](crate::PagingError::WrongPage).
    #[must_use]
    pub const fn number_in_reply(mut self, path: Path) -> Self {
        self.number_in_reply = path;
        self
    }

    /// The parameter that says how many items a page by number has, and what the documentation
    /// says that it is when it isn't set.
    #[must_use]
    pub const fn size(mut self, parameter: &'static str, default: Option<i64>) -> Self {
        self.size = Some((parameter, default));
        self
    }

    /// Where each reply says how many items a page has.
    #[must_use]
    pub const fn size_in_reply(mut self, path: Path) -> Self {
        self.size_in_reply = path;
        self
    }

    /// Where in the reply the list of items stands.
    #[must_use]
    pub const fn items(mut self, path: Path) -> Self {
        self.items = Some(path);
        self
    }
}

impl Default for Paging {
    fn default() -> Self {
        Self::new()
    }
}
