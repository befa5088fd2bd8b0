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
    #[cfg(feature = "everything")]
    pub mod describe_everything;
    #[cfg(feature = "everything")]
    pub mod list_nothing;
    pub(super) mod endpoints;
}

#[cfg(feature = "everything")]
pub use self::generated::describe_everything::{self, DescribeEverything};
pub use self::generated::endpoints::PRODUCT;
#[cfg(feature = "everything")]
pub use self::generated::list_nothing::{self, ListNothing};
