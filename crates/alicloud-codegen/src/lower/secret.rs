//! Which fields hold a secret.

use crate::{product::Type, spec::Schema};

/// What the name of a secret ends in, in lower case.
const ENDINGS: &[&str] = &["password", "passwd", "passphrase", "secret", "token"];

/// What it has anywhere.
const PARTS: &[&str] = &[
    "privatekey",
    "secretkey",
    "secretaccesskey",
    "secretdata",
    "secretvalue",
];

/// What ends like a secret and is none: the place in a list, and what makes a call safe to repeat.
const HARMLESS: &[&str] = &["nexttoken", "pagetoken", "clienttoken"];

/// Whether the field `wire` holds a secret: by what the specification says of it in `x-secret`,
/// or else by its name, if it holds any text.
pub(super) fn is_secret(wire: &str, schema: &Schema, kind: &Type) -> bool {
    schema
        .secret
        .unwrap_or_else(|| holds_text(kind) && is_secret_name(wire))
}

fn is_secret_name(wire: &str) -> bool {
    let plain: String = wire
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|letter| letter.to_ascii_lowercase())
        .collect();
    let ends = |ending: &&str| plain.ends_with(*ending);
    !HARMLESS.iter().any(ends)
        && (ENDINGS.iter().any(ends) || PARTS.iter().any(|part| plain.contains(part)))
}

/// A flag such as `ResetPassword` is no secret.
fn holds_text(kind: &Type) -> bool {
    match kind {
        Type::Text | Type::Any => true,
        Type::List(inner) | Type::Map(inner) => holds_text(inner),
        Type::Integer | Type::Number | Type::Boolean | Type::Record(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_tell_secrets() {
        for name in [
            "Password",
            "VncPassword",
            "DBInstance.Password",
            "passwd",
            "AccessKeySecret",
            "Secret_Key",
            "SecurityToken",
            "PrivateKey",
            "PrivateKeyBody",
            "OIDCToken",
            "Token",
            "SecretData",
        ] {
            assert!(is_secret(name, &Schema::default(), &Type::Text), "{name}");
        }
        for name in [
            "NextToken",
            "nextToken",
            "NextPageToken",
            "Data.NextToken",
            "ClientToken",
            "TokenName",
            "PublicKeyBody",
            "PasswordInherit",
            "KeyPairName",
        ] {
            assert!(!is_secret(name, &Schema::default(), &Type::Text), "{name}");
        }
    }

    #[test]
    fn the_specification_has_the_last_word() {
        let says = |secret| Schema {
            secret: Some(secret),
            ..Schema::default()
        };
        assert!(is_secret("VncUrl", &says(true), &Type::Text));
        assert!(!is_secret("Password", &says(false), &Type::Text));
        assert!(!is_secret(
            "ResetPassword",
            &Schema::default(),
            &Type::Boolean
        ));
    }
}
