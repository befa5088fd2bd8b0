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
    pub mod check_text;
    #[cfg(feature = "things")]
    pub mod change_thing;
    #[cfg(feature = "things")]
    pub mod replace_thing;
    #[cfg(feature = "things")]
    pub mod patch_thing;
    #[cfg(feature = "things")]
    pub mod delete_thing;
    #[cfg(feature = "things")]
    pub mod import_thing;
    #[cfg(feature = "things")]
    pub mod list_things;
    #[cfg(feature = "things")]
    pub mod trace_thing;
    #[cfg(feature = "things")]
    pub mod rename_thing;
    #[cfg(feature = "things")]
    pub mod upload_thing;
    pub(super) mod endpoints;
}

#[cfg(feature = "things")]
pub use self::generated::change_thing::{self, ChangeThing};
#[cfg(feature = "things")]
pub use self::generated::check_text::{self, CheckText};
#[cfg(feature = "things")]
pub use self::generated::delete_thing::{self, DeleteThing};
pub use self::generated::endpoints::PRODUCT;
#[cfg(feature = "things")]
pub use self::generated::import_thing::{self, ImportThing};
#[cfg(feature = "things")]
pub use self::generated::list_things::{self, ListThings};
#[cfg(feature = "things")]
pub use self::generated::patch_thing::{self, PatchThing};
#[cfg(feature = "things")]
pub use self::generated::rename_thing::{self, RenameThing};
#[cfg(feature = "things")]
pub use self::generated::replace_thing::{self, ReplaceThing};
#[cfg(feature = "things")]
pub use self::generated::trace_thing::{self, TraceThing};
#[cfg(feature = "things")]
pub use self::generated::upload_thing::{self, UploadThing};
