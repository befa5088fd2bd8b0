//! The code that the generator creates from the specification in each subdirectory. Compiling this
//! module checks that the code compiles. The build script lists the subdirectories.
//!
//! To regenerate the code, run
//!
//! ```sh
//! UPDATE_GOLDENS=1 cargo test -p alicloud-tests --no-default-features codegen::goldens
//! ```

include!(concat!(env!("OUT_DIR"), "/golden.rs"));
