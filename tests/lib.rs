//! Tests of the workspace as a whole.

pub mod golden;

/// Compiles the code examples of the README.
#[cfg(doctest)]
mod documentation {
    #[doc = include_str!("../README.md")]
    struct Readme;
}
