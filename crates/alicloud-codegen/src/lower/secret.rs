//! Detects fields that contain a secret.

use heck::ToSnakeCase as _;

use crate::product::Type;

/// The names of secrets, in lower case and without separators. Plurals match as well.
///
/// A match must end at a word boundary, unless the name of the secret has at least [`LONG`]
/// letters.
const SECRETS: &[&str] = &[
    "accesskey",
    "activationcode",
    "apikey",
    "authcode",
    "authkey",
    "authorizationcode",
    "authorizationheader",
    "credential",
    "decryptkey",
    "jwtkey",
    "kubeconfig",
    "licensekey",
    "passcode",
    "passphrase",
    "passwd",
    "password",
    "plaintext",
    "privatekey",
    "psk",
    "pwd",
    "samlassertion",
    "secret",
    "secretdata",
    "secretkey",
    "secretvalue",
    "sessionkey",
    "sharedkey",
    "signkey",
    "sshkey",
    "token",
];

/// The minimum length of a secret's name that also matches within a word.
///
/// Such a name is too long to occur in another word by chance. For example, `privatekey` matches in
/// `privatekeybody`.
const LONG: usize = 8;

/// Names of secrets that match only at the end of a field's name.
///
/// For example, `AuthorizationURL` and `JwtIssuer` are public.
const LAST: &[&str] = &["authorization", "dbpass", "jwt", "userpass"];

/// Words before `token` in the names of pagination tokens and idempotency tokens.
///
/// Such tokens are not secrets.
const HARMLESS_TOKENS: &[&str] = &[
    "client",
    "continuation",
    "continue",
    "cursor",
    "idempotency",
    "idempotent",
    "last",
    "marker",
    "next",
    "page",
    "pagination",
    "previous",
    "resume",
    "scroll",
    "sequence",
    "start",
    "sync",
];

/// Words after `token` in the names of fields with the URL of a server that issues tokens.
const TOKEN_ADDRESSES: &[&str] = &["endpoint", "uri", "url"];

/// Words before a secret's name that make the field a switch or a limit.
///
/// The word must be the only word before the secret's name. `AllowCredentials` and `MaxTokens`
/// match, but `MaxComputePassword` does not match.
const SWITCHES: &[&str] = &[
    "allow", "disable", "disabled", "enable", "has", "is", "max", "min", "need", "require",
    "support", "use",
];

/// Last words in the names of fields that describe a secret, such as `TokenName`.
///
/// A field with another last word may contain the secret, such as `PasswordSha256Hex`.
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

/// Whether the field `wire` contains a secret.
///
/// `mark` is the value of `x-secret`, which decides first. Otherwise, a field contains a secret if
/// the field can contain text and has the name of a secret.
pub(super) fn is_secret(wire: &str, mark: Option<bool>, kind: &Type) -> bool {
    mark.unwrap_or_else(|| holds_text(kind) && is_secret_name(wire))
}

/// Whether a field of this name contains a secret. The last match of a name in [`SECRETS`] decides,
/// together with the words before and after the match.
///
/// Digits at the end of a word are ignored, as in `Password2`.
fn is_secret_name(wire: &str) -> bool {
    let snake = wire.to_snake_case();
    let words = snake
        .split('_')
        .map(|word| word.trim_end_matches(|letter: char| letter.is_ascii_digit()));
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    let found = (1..=words.len())
        .rev()
        .find_map(|end| Found::at(&words, end));
    found.is_some_and(|found| !found.is_switch() && !found.is_harmless() && !found.is_described())
}

/// The name of a secret within the name of a field.
struct Found<'a> {
    secret: &'a str,
    is_plural: bool,
    /// The part of the name before the secret, without separators.
    before: String,
    /// The word before the secret, or the beginning of the word that contains the secret.
    previous: &'a str,
    /// Whether the secret begins within a word.
    is_within_word: bool,
    /// The words after the secret.
    rest: Vec<&'a str>,
}

impl<'a> Found<'a> {
    /// Finds the longest name of a secret at the end of the first `end` words.
    ///
    /// If there is no such name, the function searches within the last of these words.
    fn at(words: &[&'a str], end: usize) -> Option<Self> {
        let (head, rest) = words.split_at(end);
        let name = head.concat();
        let ending = |name: &str, secrets: &[&'static str]| {
            let secrets = secrets.iter().filter(|secret| name.ends_with(**secret));
            secrets.copied().max_by_key(|secret| secret.len())
        };
        let last = match (rest, head) {
            ([], [.., "pass"]) => Some("pass"),
            ([], _) => ending(&name, LAST),
            _ => None,
        };
        let plural = || Some((ending(name.strip_suffix('s')?, SECRETS)?, true));
        let at_end = last.or_else(|| ending(&name, SECRETS));
        let found = at_end.map(|secret| (secret, false)).or_else(plural);
        if let Some((secret, is_plural)) = found {
            let start = name.len() - secret.len() - usize::from(is_plural);
            return Some(Self::new(secret, is_plural, head, start, rest.to_vec()));
        }
        let word = head.last()?;
        let long = SECRETS.iter().filter(|secret| secret.len() >= LONG);
        let ends = long.filter_map(|secret| Some((word.rfind(secret)? + secret.len(), *secret)));
        let (end, secret) = ends.max_by_key(|(end, secret)| (*end, secret.len()))?;
        let start = name.len() - word.len() + end - secret.len();
        let rest = [&[word.get(end..)?], rest].concat();
        Some(Self::new(secret, false, head, start, rest))
    }

    /// Creates the match of a secret that begins after `start` letters of `head`.
    fn new(
        secret: &'a str,
        is_plural: bool,
        head: &[&'a str],
        start: usize,
        rest: Vec<&'a str>,
    ) -> Self {
        let mut before = String::new();
        let mut previous = "";
        let mut is_within_word = false;
        for word in head {
            let left = start - before.len();
            if left == 0 {
                break;
            }
            is_within_word = left < word.len();
            previous = word.get(..left).unwrap_or(word);
            before.push_str(previous);
        }
        Self {
            secret,
            is_plural,
            before,
            previous,
            is_within_word,
            rest,
        }
    }

    /// Whether the field is a switch or a limit, such as `AllowCredentials`.
    fn is_switch(&self) -> bool {
        SWITCHES.contains(&self.before.as_str())
    }

    /// Whether the name matches a secret's name, but has another meaning.
    ///
    /// Examples are pagination tokens, `ByPass`, and `HttpTokens`, which is a mode of the metadata
    /// service.
    fn is_harmless(&self) -> bool {
        match (self.secret, self.previous) {
            ("token", "http") => self.is_plural,
            ("token", word) if self.is_within_word => {
                let mut harmless = HARMLESS_TOKENS.iter();
                harmless.any(|harmless| word.ends_with(harmless))
            }
            ("token", word) => HARMLESS_TOKENS.contains(&word),
            ("pass", word) => word == "by",
            _ => false,
        }
    }

    /// Whether the field describes a secret, such as `PasswordPolicy`.
    fn is_described(&self) -> bool {
        self.rest.last().is_some_and(|word| {
            DESCRIPTIONS.contains(word)
                || (self.secret == "token" && TOKEN_ADDRESSES.contains(word))
                || (self.secret == "sshkey" && matches!(*word, "fingerprint" | "pair" | "pairs"))
        })
    }
}

/// Whether values of this type can contain text. A boolean such as `ResetPassword` is not a secret.
fn holds_text(kind: &Type) -> bool {
    match kind {
        Type::Text | Type::Any => true,
        Type::List(inner) | Type::Map(inner) => holds_text(inner),
        Type::Integer | Type::Number | Type::Boolean | Type::Record(_) => false,
    }
}

#[cfg(test)]
mod tests;
