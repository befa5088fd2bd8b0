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
    #[cfg(feature = "tree")]
    pub mod put_tree;
    #[cfg(feature = "tree")]
    pub mod get_tree;
    #[cfg(feature = "tree")]
    pub mod query;
    pub(super) mod endpoints;
    pub mod types;
}

pub use self::generated::endpoints::PRODUCT;
#[cfg(feature = "tree")]
pub use self::generated::get_tree::{self, GetTree};
#[cfg(feature = "tree")]
pub use self::generated::put_tree::{self, PutTree};
#[cfg(feature = "tree")]
pub use self::generated::query::{self, Query};
pub use self::generated::types;
