//! Tests that types overwrite their secrets when they are dropped.

use sha1::Sha1;
use sha2::Sha256;
use zeroize::{ZeroizeOnDrop, Zeroizing};

use crate::fixture::sources;

/// Crates, types in them, and the fields of these types that contain secrets.
const KEEPERS: &[(&str, &str, &[&str])] = &[
    (
        "alicloud-sign",
        "pub struct Credentials {",
        &[
            "access_key_secret: Zeroizing<String>,",
            "security_token: Option<Zeroizing<String>>,",
        ],
    ),
    (
        "alicloud-sign",
        "pub struct HmacSha1 {",
        &["security_token: Option<Zeroizing<String>>,", "key: Key,"],
    ),
    ("alicloud-sign", "pub struct Key(Hmac<Sha1>);", &[]),
    (
        "alicloud-sign",
        "pub struct Acs3 {",
        &["security_token: Option<Zeroizing<String>>,", "key: Key,"],
    ),
    ("alicloud-sign", "pub struct Key(Hmac<Sha256>);", &[]),
    (
        "alicloud-console",
        "pub struct VncPassword(Zeroizing<String>);",
        &[],
    ),
    (
        "alicloud-console",
        "pub struct VncUrl(Zeroizing<String>);",
        &[],
    ),
    (
        "alicloud-console",
        "pub struct ConsoleUrl(Zeroizing<String>);",
        &[],
    ),
];

#[test]
fn types_with_secrets_overwrite_them_on_drop() {
    for (name, declaration, fields) in KEEPERS {
        let sources = sources(name);
        let (_, declared) = sources
            .iter()
            .find_map(|(_, text)| text.split_once(declaration))
            .unwrap_or_else(|| panic!("no `{declaration}` in {name}"));
        let declared = declared.split("\n}").next().unwrap();
        for field in *fields {
            assert!(declared.contains(field), "{declaration} {field}");
        }
    }
}

/// A signing key consists of hash states. Overwriting the state is an optional feature of the hash
/// crates, which must be enabled.
#[test]
fn hashes_overwrite_their_state_on_drop() {
    fn overwrites_itself<T: ZeroizeOnDrop>() {}

    overwrites_itself::<Sha1>();
    overwrites_itself::<Sha256>();
    overwrites_itself::<Zeroizing<String>>();
}
