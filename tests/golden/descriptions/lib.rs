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
    #[cfg(feature = "text")]
    pub mod describe_text;
    pub(super) mod endpoints;
}

#[cfg(feature = "text")]
#[allow(deprecated, reason = "the feature chooses it")]
pub use self::generated::describe_text::{self, DescribeText};
pub use self::generated::endpoints::PRODUCT;
