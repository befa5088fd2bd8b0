// Generated functions are `#[inline]`, so that rustc emits code only for functions that are called.
#[rustfmt::skip]
#[allow(
    clippy::enum_variant_names,
    clippy::exhaustive_structs,
    clippy::module_inception,
    clippy::should_implement_trait,
    clippy::wrong_self_convention,
    deprecated,
    reason = "names follow the API, callers write structs of required fields as literals, and the \
              modules contain deprecated operations"
)]
mod generated {
    #[cfg(feature = "names")]
    pub mod describe_names;
    #[cfg(feature = "names")]
    pub mod describe_db_instances;
    #[cfg(feature = "names")]
    pub mod pub_;
    #[cfg(feature = "names")]
    pub mod types_2;
    #[cfg(feature = "names")]
    pub mod endpoints_2;
    #[cfg(feature = "names")]
    pub mod result;
    #[cfg(feature = "names")]
    pub mod option;
    #[cfg(feature = "names")]
    pub mod create_ticket_with_biz_data;
    #[cfg(feature = "names")]
    pub mod string;
    #[cfg(feature = "names")]
    pub mod record;
    #[cfg(feature = "names")]
    pub mod create_thing;
    #[cfg(feature = "names")]
    pub mod create_thing_request;
    #[cfg(feature = "names")]
    pub mod create_thing_response;
    pub(super) mod endpoints;
}

#[cfg(feature = "names")]
pub use self::generated::create_thing::{self, CreateThing};
#[cfg(feature = "names")]
pub use self::generated::create_thing_request::{self, CreateThingRequest};
#[cfg(feature = "names")]
pub use self::generated::create_thing_response::{self, CreateThingResponse};
#[cfg(feature = "names")]
pub use self::generated::create_ticket_with_biz_data::{self, CreateTicketWithBizData};
#[cfg(feature = "names")]
pub use self::generated::describe_db_instances::{self, DescribeDBInstances};
#[cfg(feature = "names")]
pub use self::generated::describe_names::{self, DescribeNames};
pub use self::generated::endpoints::PRODUCT;
#[cfg(feature = "names")]
pub use self::generated::endpoints_2::{self, Endpoints};
#[cfg(feature = "names")]
pub use self::generated::option::{self, Option2};
#[cfg(feature = "names")]
pub use self::generated::pub_::{self, Pub};
#[cfg(feature = "names")]
pub use self::generated::record::{self, Record};
#[cfg(feature = "names")]
pub use self::generated::result::{self, Result};
#[cfg(feature = "names")]
pub use self::generated::string::{self, String2};
#[cfg(feature = "names")]
pub use self::generated::types_2::{self, Types};
