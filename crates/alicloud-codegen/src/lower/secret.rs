//! Which fields hold a secret.

use heck::ToSnakeCase as _;

use crate::{product::Type, spec::Schema};

/// What secrets are called, in lower case and without separators. Each ends where a word of the
/// name ends.
const SECRETS: &[&str] = &[
    "accesskey",
    "accesskeys",
    "activationcode",
    "apikey",
    "authkey",
    "credential",
    "credentials",
    "decryptkey",
    "kubeconfig",
    "licensekey",
    "passcode",
    "passphrase",
    "passwd",
    "password",
    "passwords",
    "plaintext",
    "privatekey",
    "privatekeys",
    "psk",
    "pwd",
    "samlassertion",
    "secret",
    "secretkey",
    "secretkeys",
    "secrets",
    "signkey",
    "token",
    "tokens",
];

/// Tokens that are not secrets, by what stands before the word: a place in a list, what makes a
/// call safe to repeat, and `HttpTokens`, a mode of the metadata service.
const HARMLESS_TOKENS: &[&str] = &[
    "client",
    "continuation",
    "continue",
    "cursor",
    "http",
    "idempotency",
    "idempotent",
    "last",
    "next",
    "page",
    "pagination",
    "previous",
    "scroll",
];

/// First words of switches and limits, such as `AllowCredentials` and `MaxTokens`.
const SWITCHES: &[&str] = &[
    "allow", "disable", "disabled", "enable", "has", "is", "max", "min", "need", "require",
    "support", "use",
];

/// Last words of fields that describe a secret, such as `TokenName`. With any other word after its
/// name, as in `PasswordSha256Hex`, the field may hold the secret.
const DESCRIPTIONS: &[&str] = &[
    "access",
    "action",
    "age",
    "algorithm",
    "alias",
    "arn",
    "channel",
    "channels",
    "commands",
    "count",
    "date",
    "day",
    "days",
    "desc",
    "description",
    "duration",
    "enable",
    "enabled",
    "expiration",
    "expire",
    "expired",
    "expires",
    "expiry",
    "history",
    "id",
    "identifier",
    "ids",
    "inherit",
    "key",
    "label",
    "length",
    "level",
    "limit",
    "method",
    "mode",
    "name",
    "names",
    "num",
    "number",
    "period",
    "policies",
    "policy",
    "position",
    "prefix",
    "provider",
    "required",
    "rule",
    "rules",
    "scope",
    "scopes",
    "size",
    "source",
    "state",
    "status",
    "strength",
    "suffix",
    "tag",
    "tags",
    "time",
    "ttl",
    "type",
    "types",
    "validity",
    "version",
];

/// Whether the field `wire` holds a secret: by what the specification says of it in `x-secret`,
/// or else by its name, if it holds any text.
pub(super) fn is_secret(wire: &str, schema: &Schema, kind: &Type) -> bool {
    schema
        .secret
        .unwrap_or_else(|| holds_text(kind) && is_secret_name(wire))
}

/// Looks for the last secret in the name, and at what stands around it.
fn is_secret_name(wire: &str) -> bool {
    let snake = wire.to_snake_case();
    let words: Vec<&str> = snake.split('_').collect();
    let is_secret = (1..=words.len()).rev().find_map(|end| {
        let (name, rest) = words.split_at(end);
        let name = name.concat();
        let secret = SECRETS.iter().filter(|secret| name.ends_with(**secret));
        let secret = secret.max_by_key(|secret| secret.len())?;
        let before = name.strip_suffix(secret).unwrap_or_default();
        let is_harmless = secret.starts_with("token")
            && HARMLESS_TOKENS.iter().any(|word| before.ends_with(word));
        let is_description = rest.last().is_some_and(|word| DESCRIPTIONS.contains(word));
        Some(!is_harmless && !is_description)
    });
    let first = words.first().copied().unwrap_or_default();
    is_secret.unwrap_or_default() && !SWITCHES.contains(&first)
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
mod tests;
