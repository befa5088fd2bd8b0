#[rustfmt::skip]
#[allow(
    clippy::enum_variant_names,
    clippy::exhaustive_structs,
    clippy::module_inception,
    clippy::should_implement_trait,
    clippy::wrong_self_convention,
    reason = "names are the API's own, and a struct of required fields is written out whole"
)]
mod generated {
    #[cfg(feature = "text")]
    pub mod check_text;
    #[cfg(feature = "text")]
    pub mod change_thing;
    #[cfg(feature = "text")]
    pub mod replace_thing;
    #[cfg(feature = "text")]
    pub mod patch_thing;
    #[cfg(feature = "text")]
    pub mod delete_thing;
    #[cfg(feature = "text")]
    pub mod import_thing;
    #[cfg(feature = "text")]
    pub mod list_things;
    #[cfg(feature = "text")]
    pub mod trace_thing;
    #[cfg(feature = "text")]
    pub mod rename_thing;
    #[cfg(feature = "text")]
    pub mod upload_thing;
    pub(super) mod endpoints;
}

#[cfg(feature = "text")]
pub use self::generated::change_thing::{self, ChangeThing};
#[cfg(feature = "text")]
pub use self::generated::check_text::{self, CheckText};
#[cfg(feature = "text")]
pub use self::generated::delete_thing::{self, DeleteThing};
pub use self::generated::endpoints::PRODUCT;
#[cfg(feature = "text")]
pub use self::generated::import_thing::{self, ImportThing};
#[cfg(feature = "text")]
pub use self::generated::list_things::{self, ListThings};
#[cfg(feature = "text")]
pub use self::generated::patch_thing::{self, PatchThing};
#[cfg(feature = "text")]
pub use self::generated::rename_thing::{self, RenameThing};
#[cfg(feature = "text")]
pub use self::generated::replace_thing::{self, ReplaceThing};
#[cfg(feature = "text")]
pub use self::generated::trace_thing::{self, TraceThing};
#[cfg(feature = "text")]
pub use self::generated::upload_thing::{self, UploadThing};
