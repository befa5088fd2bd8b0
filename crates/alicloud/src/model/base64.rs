//! Bytes as the text that an API takes.

use data_encoding::BASE64;

/// `bytes` as Base64 with padding, the form in which parameters carry binary data.
///
/// ```
/// assert_eq!(alicloud::model::base64("#!/bin/sh"), "IyEvYmluL3No");
/// ```
#[must_use]
pub fn base64(bytes: impl AsRef<[u8]>) -> String {
    BASE64.encode(bytes.as_ref())
}
