//! Generated code that has to compile: what the generator makes of the specification in each
//! directory beside this file.
//!
//! To write it anew, run
//!
//! ```sh
//! UPDATE_GOLDENS=1 cargo test -p alicloud-tests --no-default-features codegen::goldens
//! ```

/// What becomes of bodies, of methods other than GET and POST, and of parameters called `Format`.
#[rustfmt::skip]
#[path = "bodies/generated/mod.rs"]
pub mod bodies;

/// What becomes of descriptions that are not made for rustdoc.
#[rustfmt::skip]
#[path = "descriptions/generated/mod.rs"]
pub mod descriptions;

/// What becomes of error codes of all kinds.
#[rustfmt::skip]
#[path = "error_codes/generated/mod.rs"]
pub mod error_codes;

/// What becomes of names that Rust does not take, or that are the same in Rust.
#[rustfmt::skip]
#[path = "names/generated/mod.rs"]
pub mod names;

/// What becomes of operations whose result comes in pages, and of groups.
#[rustfmt::skip]
#[path = "paging/generated/mod.rs"]
pub mod paging;

/// What becomes of parameters in every place, style and method.
#[rustfmt::skip]
#[path = "parameters/generated/mod.rs"]
pub mod parameters;

/// What becomes of references, recursive ones too.
#[rustfmt::skip]
#[path = "references/generated/mod.rs"]
pub mod references;

/// What replies must have, what the vendor only says they must have, and marks that contradict each
/// other.
#[rustfmt::skip]
#[path = "replies/generated/mod.rs"]
pub mod replies;

/// What becomes of every type, nested and not.
#[rustfmt::skip]
#[path = "types/generated/mod.rs"]
pub mod types;

/// What becomes of the style V3: RPC that is signed after ACS3 alone.
#[rustfmt::skip]
#[path = "v3/generated/mod.rs"]
pub mod v3;
