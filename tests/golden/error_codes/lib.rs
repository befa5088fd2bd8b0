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
    #[cfg(feature = "fail")]
    pub mod fail;
    #[cfg(feature = "fail")]
    pub mod only_patterns;
    #[cfg(feature = "fail")]
    pub mod described;
    pub(super) mod endpoints;
}

#[cfg(feature = "fail")]
pub use self::generated::described::{self, Described};
pub use self::generated::endpoints::PRODUCT;
#[cfg(feature = "fail")]
pub use self::generated::fail::{self, Fail};
#[cfg(feature = "fail")]
pub use self::generated::only_patterns::{self, OnlyPatterns};
