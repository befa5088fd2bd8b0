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
    #[cfg(feature = "things")]
    pub mod list_things;
    pub(super) mod endpoints;
}

pub use self::generated::endpoints::PRODUCT;
#[cfg(feature = "things")]
pub use self::generated::list_things::{self, ListThings};
