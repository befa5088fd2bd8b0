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
    #[cfg(feature = "by-token")]
    pub mod list_by_token;
    #[cfg(feature = "things")]
    pub mod describe_things;
    #[cfg(feature = "things")]
    pub mod list_inside;
    #[cfg(feature = "things")]
    pub mod list_nested_total;
    #[cfg(feature = "by-token")]
    pub mod list_either;
    #[cfg(feature = "ambiguous")]
    pub mod list_ambiguous;
    #[cfg(feature = "ambiguous")]
    pub mod list_without_total;
    #[cfg(feature = "ambiguous")]
    pub mod list_records;
    #[cfg(feature = "count-all")]
    pub mod count_all;
    #[cfg(feature = "ambiguous")]
    pub mod list_shared;
    #[cfg(feature = "things")]
    pub mod describe_balancers;
    #[cfg(feature = "ambiguous")]
    pub mod list_by_page_token;
    #[cfg(feature = "ambiguous")]
    pub mod list_by_show_size;
    #[cfg(feature = "ambiguous")]
    pub mod list_by_size;
    pub(super) mod endpoints;
    pub mod types;
}

#[cfg(feature = "count-all")]
pub use self::generated::count_all::{self, CountAll};
#[cfg(feature = "things")]
pub use self::generated::describe_balancers::{self, DescribeBalancers};
#[cfg(feature = "things")]
pub use self::generated::describe_things::{self, DescribeThings};
pub use self::generated::endpoints::PRODUCT;
#[cfg(feature = "ambiguous")]
pub use self::generated::list_ambiguous::{self, ListAmbiguous};
#[cfg(feature = "ambiguous")]
pub use self::generated::list_by_page_token::{self, ListByPageToken};
#[cfg(feature = "ambiguous")]
pub use self::generated::list_by_show_size::{self, ListByShowSize};
#[cfg(feature = "ambiguous")]
pub use self::generated::list_by_size::{self, ListBySize};
#[cfg(feature = "by-token")]
pub use self::generated::list_by_token::{self, ListByToken};
#[cfg(feature = "by-token")]
pub use self::generated::list_either::{self, ListEither};
#[cfg(feature = "things")]
pub use self::generated::list_inside::{self, ListInside};
#[cfg(feature = "things")]
pub use self::generated::list_nested_total::{self, ListNestedTotal};
#[cfg(feature = "ambiguous")]
pub use self::generated::list_records::{self, ListRecords};
#[cfg(feature = "ambiguous")]
pub use self::generated::list_shared::{self, ListShared};
#[cfg(feature = "ambiguous")]
pub use self::generated::list_without_total::{self, ListWithoutTotal};
pub use self::generated::types;
