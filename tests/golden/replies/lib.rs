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
    #[cfg(feature = "shelves")]
    pub mod list_shelves;
    #[cfg(feature = "shelves")]
    pub mod put_shelf;
    pub(super) mod endpoints;
    pub mod types;
}

pub use self::generated::endpoints::PRODUCT;
#[cfg(feature = "shelves")]
pub use self::generated::list_shelves::{self, ListShelves};
#[cfg(feature = "shelves")]
pub use self::generated::put_shelf::{self, PutShelf};
pub use self::generated::types;
