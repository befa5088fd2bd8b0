//! What keeps a secret overwrites it when it is dropped.

use sha1::Sha1;
use sha2::Sha256;
use zeroize::{ZeroizeOnDrop, Zeroizing};

use crate::fixture::sources;

/// A crate, a type in it, and its fields with a secret in them.
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
fn types_that_keep_a_secret_overwrite_it() {
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

/// A key is two states of its hash. That a hash overwrites its state is a feature of each of these
/// crates, which could get lost.
#[test]
fn hashes_overwrite_their_state() {
    fn overwrites_itself<T: ZeroizeOnDrop>() {}

    overwrites_itself::<Sha1>();
    overwrites_itself::<Sha256>();
    overwrites_itself::<Zeroizing<String>>();
}
