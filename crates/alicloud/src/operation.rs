//! What is called: operations, by type and by name, and their pages.

mod call;
mod documented;
pub(crate) mod paging;

use std::sync::Arc;

pub use self::{
    call::{Call, PagedCall},
    documented::Documented,
};
use crate::{api::Api, error::DecodeError, reply::Reply, request::Draft};

/// One API call as a value: how its input is written and how its reply is read.
///
/// Performs nothing. A [`Client`](crate::Client) or a [`blocking::Client`](crate::blocking::Client)
/// sends it; [`Session::exchange`](crate::Session::exchange) takes it through every step without
/// either.
///
/// An operation can decorate another one: delegate `api`, `region` and `write`, and make more of
/// what `read` returns.
///
/// ```
/// use alicloud::{error::DecodeError, Api, Draft, Methods, Operation, Product, Reply};
///
/// struct DescribeRegions;
///
/// impl Operation for DescribeRegions {
///     type Output = alicloud::Value;
///
///     fn api(&self) -> &Api {
///         static ECS: Product = Product::new("Ecs", "2014-05-26");
///         static API: Api = Api::new(&ECS, "DescribeRegions", Methods::GetOrPost).reads();
///         &API
///     }
///     fn write(&self, draft: &mut Draft) {
///         draft.parameter("AcceptLanguage", "en-US");
///     }
///     fn read(&self, reply: Reply<'_>) -> Result<Self::Output, DecodeError> {
///         reply.value()
///     }
/// }
/// # let _: &dyn Operation<Output = alicloud::Value> = &DescribeRegions;
/// ```
pub trait Operation {
    /// What a successful reply becomes.
    type Output;

    /// The operation's name, version, methods and limits.
    fn api(&self) -> &Api;

    /// The id of the region that the call is about, which decides where it goes; `None` leaves that
    /// to the [`Session`](crate::Session).
    fn region(&self) -> Option<&str> {
        None
    }

    /// Writes the operation's own parameters; common ones are added by whoever signs. A parameter for
    /// the region is [`Draft::given_region`], if the call was given one.
    fn write(&self, draft: &mut Draft);

    /// Reads a successful reply.
    ///
    /// # Errors
    ///
    /// A reply that isn't a document of this operation. The request was sent and carried out, so
    /// only one that [reads](Api::is_read) is safe to repeat.
    fn read(&self, reply: Reply<'_>) -> Result<Self::Output, DecodeError>;
}

macro_rules! operation_through {
    ($($pointer:ty),+) => {$(
        #[deny(
            clippy::missing_trait_methods,
            reason = "each method has to be forwarded"
        )]
        impl<O: Operation + ?Sized> Operation for $pointer {
            type Output = O::Output;

            fn api(&self) -> &Api {
                (**self).api()
            }

            fn region(&self) -> Option<&str> {
                (**self).region()
            }

            fn write(&self, draft: &mut Draft) {
                (**self).write(draft);
            }

            fn read(&self, reply: Reply<'_>) -> Result<Self::Output, DecodeError> {
                (**self).read(reply)
            }
        }
    )+};
}
operation_through!(&O, Box<O>, Arc<O>);
