//! Bytes as the text that an API takes.

use base64::{Engine as _, prelude::BASE64_STANDARD};

/// `bytes` as Base64 with padding, the form in which parameters carry binary data.
///
/// ```
/// assert_eq!(alicloud::model::base64("#!/bin/sh"), "IyEvYmluL3No");
/// ```
#[must_use]
pub fn base64(bytes: impl AsRef<[u8]>) -> String {
    BASE64_STANDARD.encode(bytes)
}
