//! Generated code that has to compile: what the generator makes of the specification in each
//! directory beside this file. The build script finds the directories.
//!
//! To write the generated code anew, run
//!
//! ```sh
//! UPDATE_GOLDENS=1 cargo test -p alicloud-tests --no-default-features codegen::goldens
//! ```

include!(concat!(env!("OUT_DIR"), "/golden.rs"));
