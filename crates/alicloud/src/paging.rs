//! Paging through lists: the pager for paging by hand, and the streams of the async client.
//!
//! A generated operation that pages is [`Paged`]: its constant `PAGING` contains the names of its
//! paging parameters and fields. A [`Pager`] builds the requests for both clients.
//! [`Client::pages`](crate::Client::pages) returns a stream, and
//! [`blocking::Client::pages`](crate::blocking::Client::pages) returns an iterator.
//!
//! ```
//! use alicloud::{blocking, paging::{Paged, PagedItems, Pager}, Error};
//!
//! fn count<T: blocking::Transport, O: Paged>(
//!     client: &blocking::Client<T>,
//!     operation: O,
//! ) -> Result<usize, Error> {
//!     client.pages(operation).try_fold(0, |count, page| page.map(|_| count + 1))
//! }
//!
//! async fn first<T, O>(
//!     client: &alicloud::Client<T>,
//!     operation: O,
//! ) -> Option<Result<O::Item, Error>>
//! where
//!     T: alicloud::Transport + Sync,
//!     O: PagedItems<Output: Send> + Send + Sync,
//! {
//!     client.pages(operation).at_most(10).items().next().await
//! }
//! ```
//!
//! For a call by name, the program passes the names of the paging parameters and fields:
//!
//! ```
//! use alicloud::{Call, Error, blocking, paging::Paging};
//!
//! fn names<T: blocking::Transport>(client: &blocking::Client<T>) -> Result<Vec<String>, Error> {
//!     let paging = Paging::new()
//!         .token("NextToken", &["NextToken"])
//!         .items(&["Instances", "Instance"]);
//!     let call = Call::new("Ecs", "2014-05-26", "DescribeInstances").reads();
//!     let mut names = Vec::new();
//!     for page in client.pages(call.paged(paging)) {
//!         let page = page?;
//!         let instances = page["Instances"]["Instance"].as_array();
//!         for instance in instances.into_iter().flatten() {
//!             names.push(instance["Name"].to_string());
//!         }
//!     }
//!     Ok(names)
//! }
//! ```
//!
//! # Choice of the paging method
//!
//! Paging starts at the page that the program's request asks for. The request and the first reply
//! determine how paging continues:
//!
//! - by number, if the request sets the page number;
//! - by token, if the request sets a token or the page size for paging by token;
//! - otherwise by token if the first reply has a token, and by number if it doesn't.
//!
//! # Paging by token
//!
//! A reply without a token is the last page. Totals and page numbers in the replies are ignored.
//!
//! # Paging by number
//!
//! A reply may contain its page number. The reply to a request for the first page, or to a request
//! without a page number, may be page 0 or page 1. The next request continues from the number in
//! the reply. A reply with any other unexpected number is an error that replaces the page
//! ([`WrongPage`](crate::error::PagingError::WrongPage)). The page number of an empty page is
//! ignored.
//!
//! The last page is determined in one of two ways:
//!
//! - If [`Paging`] has the path of the item list, the last page is an empty page, or the page where
//!   the number of received items reaches the total. The requested page size is ignored, because
//!   servers may reduce the size. A total below the number of items on its own page is ignored too.
//!   If an empty page comes before the total is reached, an error follows that page
//!   ([`Incomplete`](crate::error::PagingError::Incomplete)). If paging starts at a later page and
//!   the first reply has no page size, no error follows an empty page.
//! - If [`Paging`] lacks this path, the last page is the page where the number of pages times the
//!   page size reaches the total. The page size comes from the reply, or else from the request,
//!   or else from the documented default. A requested page size counts as unknown if it is above
//!   the default, or if no default is documented. If the page size or the total is unknown, an
//!   error follows the page, because there may be more pages.

pub use crate::{
    client::{Items, Pages},
    operation::{
        PagedCall,
        paging::{Paged, PagedItems, PagedOperation, Pager, Paging, Parameters},
    },
};
