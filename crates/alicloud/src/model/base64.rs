//! Base64 encoding of binary data in parameters.

use data_encoding::BASE64;

/// Encodes `bytes` as Base64 with padding, the format of binary data in parameters.
///
/// ```
/// assert_eq!(alicloud::model::base64("#!/bin/sh"), "IyEvYmluL3No");
/// ```
#[must_use]
pub fn base64(bytes: impl AsRef<[u8]>) -> String {
    BASE64.encode(bytes.as_ref())
}
