//! The integration tests, one module per theme.
