//! Lists that come page by page: for those who page by hand, or name the type of a stream of pages.
//!
//! A generated operation that pages is [`Paged`]: it says in a constant under which names it pages.
//! What follows from that is here, in [`Pager`], once for both clients:
//! [`Client::pages`](crate::Client::pages) gives a stream, and
//! [`blocking::Client::pages`](crate::blocking::Client::pages) an iterator.
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
//! async fn first<T, O>(client: &alicloud::Client<T>, operation: O) -> Option<Result<O::Item, Error>>
//! where
//!     T: alicloud::Transport + Sync,
//!     O: PagedItems<Output: Send> + Send + Sync,
//! {
//!     client.pages(operation).at_most(10).items().next().await
//! }
//! ```
//!
//! A call by name pages by the names that the program gives it:
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
//!         names.extend(instances.into_iter().flatten().map(|instance| instance["Name"].to_string()));
//!     }
//!     Ok(names)
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
//! for is an error in place of that page ([`WrongPage`](crate::error::PagingError::WrongPage)).
//!
//! Where the end is depends on what else the description knows:
//!
//! - The list of items is known. The last page is the one where the number of items seen reaches the
//!   total, or an empty page. The size of a page is ignored, since servers cap it. If the total of an
//!   empty page is above the number of items seen, an error follows that page
//!   ([`Incomplete`](crate::error::PagingError::Incomplete)). A total below the number of items on its own
//!   page counts something else and is ignored.
//! - The list isn't known. The last page is the one where the number of pages, times the size of a
//!   page, reaches the total. The size is that of the reply. Without it, the size is the one asked for,
//!   unless that is above the documented one, or the documented one. If the size or the total isn't
//!   known, there is an error after the first page, since more may be missing.

pub use crate::{
    client::{Items, Pages},
    operation::{
        PagedCall,
        paging::{Paged, PagedItems, PagedOperation, Pager, Paging, Parameters},
    },
};
