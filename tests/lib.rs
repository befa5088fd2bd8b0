//! Tests of the workspace as a whole.

pub mod golden;

/// The code in the documentation, compiled and run.
#[cfg(doctest)]
mod documentation {
    #[doc = include_str!("../README.md")]
    struct Readme;

    #[doc = include_str!("../docs/errors.md")]
    struct Errors;

    #[doc = include_str!("../docs/reliability.md")]
    struct Reliability;

    #[doc = include_str!("../docs/signing.md")]
    struct Signing;

    #[doc = include_str!("../docs/testing.md")]
    struct Testing;

    #[doc = include_str!("../docs/transports.md")]
    struct Transports;
}
