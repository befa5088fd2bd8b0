//! Descriptions of how operations page, and the pager that builds the next request.

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

/// An operation whose pages can be fetched: a generated operation that is [`Paged`], or a [call by
/// name](crate::Call::paged).
pub trait PagedOperation: Operation + Parameters + Clone + fmt::Debug {
    /// The names of the operation's paging parameters and fields.
    fn paging(&self) -> Paging;

    /// The fields of a page, to which the paths in [`Paging`] refer.
    fn page(output: &Self::Output) -> View<'_>;
}

/// Access to the parameters of a request by their names on the wire.
pub trait Parameters {
    /// The value of the parameter `name`, or `None` if the parameter isn't set.
    fn parameter(&self, name: &str) -> Option<View<'_>>;

    /// Sets the parameter `name` to a text or a number. Returns false if the request has no such
    /// parameter, or if the parameter doesn't accept the value.
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

/// An operation that returns its results in pages. Generated code implements this trait.
pub trait Paged: Operation<Output: Record> + Record + Clone {
    /// The names of the operation's paging parameters and fields.
    const PAGING: Paging;
}

/// An operation whose pages contain a list of items. Generated code implements this trait.
pub trait PagedItems: Paged {
    /// The type of the items.
    type Item;

    /// The items of a page, in order.
    fn items(page: Self::Output) -> Vec<Self::Item>;
}

/// A description of how an operation pages, with the API's own names. A path is a list of nested
/// field names, which leads from the reply to a field.
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
    /// Creates an empty description. [`token`](Self::token) adds paging by token, and
    /// [`number`](Self::number) adds paging by number.
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

    /// Adds paging by token. `parameter` takes the pagination token that the previous reply has at
    /// `path`.
    #[must_use]
    pub const fn token(mut self, parameter: &'static str, path: Path) -> Self {
        self.token = Some((parameter, path));
        self
    }

    /// Sets the parameter for the page size in paging by token. A request that sets this parameter
    /// pages by token, unless the request also sets a page number.
    #[must_use]
    pub const fn token_size(mut self, parameter: &'static str) -> Self {
        self.token_size = Some(parameter);
        self
    }

    /// Adds paging by number. `parameter` takes the page number, and each reply has the total
    /// number of items at `path`. An empty path means that replies have no total.
    #[must_use]
    pub const fn number(mut self, parameter: &'static str, path: Path) -> Self {
        self.number = Some((parameter, path));
        self
    }

    /// Sets the number of the first page, 1 by default.
    #[must_use]
    pub const fn first(mut self, number: i64) -> Self {
        self.first = number;
        self
    }

    /// Sets the path to the page number in each reply. The next request continues from this number.
    /// A reply with an unexpected page number is an [error](crate::error::PagingError::WrongPage).
    #[must_use]
    pub const fn number_in_reply(mut self, path: Path) -> Self {
        self.number_in_reply = path;
        self
    }

    /// Sets the parameter for the page size in paging by number, and the documented default of this
    /// parameter.
    #[must_use]
    pub const fn size(mut self, parameter: &'static str, default: Option<i64>) -> Self {
        self.size = Some((parameter, default));
        self
    }

    /// Sets the path to the page size in each reply.
    #[must_use]
    pub const fn size_in_reply(mut self, path: Path) -> Self {
        self.size_in_reply = path;
        self
    }

    /// Sets the path to the list of items in each reply.
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
