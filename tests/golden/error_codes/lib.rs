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
