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
    #[cfg(feature = "only")]
    pub mod send_everything;
    #[cfg(feature = "only")]
    pub mod send_form;
    #[cfg(feature = "only")]
    pub mod get_only;
    #[cfg(feature = "only")]
    pub mod put_only;
    #[cfg(feature = "only")]
    pub mod any_method;
    #[cfg(feature = "only")]
    pub mod many_required;
    pub(super) mod endpoints;
}

#[cfg(feature = "only")]
#[allow(deprecated, reason = "a feature enables this operation")]
pub use self::generated::any_method::{self, AnyMethod};
pub use self::generated::endpoints::PRODUCT;
#[cfg(feature = "only")]
pub use self::generated::get_only::{self, GetOnly};
#[cfg(feature = "only")]
pub use self::generated::many_required::{self, ManyRequired};
#[cfg(feature = "only")]
pub use self::generated::put_only::{self, PutOnly};
#[cfg(feature = "only")]
pub use self::generated::send_everything::{self, SendEverything};
#[cfg(feature = "only")]
pub use self::generated::send_form::{self, SendForm};
