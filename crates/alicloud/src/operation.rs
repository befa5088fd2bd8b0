//! Operations: typed operations, calls by name, and paging.

mod call;
mod documented;
pub(crate) mod paging;

use std::sync::Arc;

pub use self::{
    call::{Call, PagedCall},
    documented::Documented,
};
use crate::{api::Api, error::DecodeError, reply::Reply, request::Draft};

/// One API call as a value. An operation writes the parameters of the call and reads the reply.
///
/// An operation performs no I/O. A [`Client`](crate::Client) or a
/// [`blocking::Client`](crate::blocking::Client) sends the operation.
/// [`Session::exchange`](crate::Session::exchange) runs an operation step by step without a client.
///
/// An operation can wrap another operation: delegate `api`, `region` and `write`, and convert the
/// output of `read`.
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
    /// The type that a successful reply is read into.
    type Output;

    /// The static description of the operation, with its name, API version and HTTP methods.
    fn api(&self) -> &Api;

    /// The id of the region that the call is about, which determines the endpoint. With `None`, the
    /// [`Session`](crate::Session) determines the region.
    fn region(&self) -> Option<&str> {
        None
    }

    /// Writes the operation's own parameters. The signer adds the common parameters. If
    /// [`Draft::given_region`] returns a region, write this region as the operation's region
    /// parameter.
    fn write(&self, draft: &mut Draft);

    /// Reads a successful reply.
    ///
    /// # Errors
    ///
    /// The reply is not a valid document of this operation. The server has most likely carried out
    /// the request, so a retry is unsafe unless the operation [only reads](Api::is_read) or is
    /// [idempotent](Api::idempotent_by).
    fn read(&self, reply: Reply<'_>) -> Result<Self::Output, DecodeError>;
}

macro_rules! operation_through {
    ($($pointer:ty),+) => {$(
        #[deny(
            clippy::missing_trait_methods,
            reason = "each method must be forwarded"
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
