// Generated functions are `#[inline]`, because rustc then compiles only those that are called.
#[rustfmt::skip]
#[allow(
    clippy::enum_variant_names,
    clippy::exhaustive_structs,
    clippy::module_inception,
    clippy::should_implement_trait,
    clippy::wrong_self_convention,
    deprecated,
    reason = "names are the API's own, a struct of required fields is written out whole, and the \
              modules contain what the vendor deprecates"
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
