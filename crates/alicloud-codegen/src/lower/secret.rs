//! Which fields hold a secret.

use crate::{product::Type, spec::Schema};

/// What the name of a secret ends in, in lower case.
const ENDINGS: &[&str] = &[
    "password",
    "passwd",
    "passphrase",
    "secret",
    "secretkey",
    "securitytoken",
    "privatekey",
];

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
    ENDINGS.iter().any(|ending| plain.ends_with(ending))
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
        ] {
            assert!(is_secret(name, &Schema::default(), &Type::Text), "{name}");
        }
        for name in ["NextToken", "ClientToken", "PasswordInherit", "KeyPairName"] {
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
