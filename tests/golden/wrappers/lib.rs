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
    #[cfg(feature = "things")]
    pub mod describe_things;
    pub(super) mod endpoints;
}

#[cfg(feature = "things")]
pub use self::generated::describe_things::{self, DescribeThings};
pub use self::generated::endpoints::PRODUCT;
