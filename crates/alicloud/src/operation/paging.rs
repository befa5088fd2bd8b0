//! How an operation pages, and which request comes next.

mod fields_by_name;
mod item_count;
mod next_page;
mod pager;

pub use self::pager::Pager;
use std::fmt;

use crate::{
    model::{Record, RecordView, View},
    operation::Operation,
};

/// An operation whose pages can be asked for: a generated one that is [`Paged`], or a
/// [call by name](crate::Call::paged).
pub trait PagedOperation: Operation + Parameters + Clone + fmt::Debug {
    /// Under which names it pages.
    fn paging(&self) -> Paging;

    /// The fields of a page, in which the paths of the [`Paging`] lead.
    fn page(output: &Self::Output) -> View<'_>;
}

/// The parameters of a request by their names on the wire.
pub trait Parameters {
    /// The value of a parameter; `None` if it isn't set.
    fn parameter(&self, name: &str) -> Option<View<'_>>;

    /// Sets a parameter to a text or a number, and says whether there is such a parameter that takes
    /// the value.
    fn set_parameter(&mut self, name: &str, value: View<'_>) -> bool;
}

impl<R: Record> Parameters for R {
    fn parameter(&self, name: &str) -> Option<View<'_>> {
        fields_by_name::value(RecordView::new(self), name)
    }

    fn set_parameter(&mut self, name: &str, value: View<'_>) -> bool {
        fields_by_name::set(self, name, value)
    }
}

impl<O: Paged> PagedOperation for O {
    fn paging(&self) -> Paging {
        O::PAGING
    }

    fn page(output: &O::Output) -> View<'_> {
        View::Record(RecordView::new(output))
    }
}

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
/// use alicloud::paging::Paging;
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
    /// the one asked for is an [error](crate::error::PagingError::WrongPage).
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
