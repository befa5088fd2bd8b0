//! Detects names of secrets.
//!
//! The words resemble the words by which the generator of the workspace marks secret fields. The
//! rule here is simpler, so it also matches some names that are harmless. `UserData` is not a
//! secret, because the vendor documents that it must not contain secrets.

use std::{array, sync::LazyLock};

/// The names of secrets, in lower case and without separators.
#[rustfmt::skip]
const SECRETS: &[&str] = &[
    "accesskey", "activationcode", "apikey", "authcode", "authkey", "authorization", "authorizationcode",
    "authorizationheader", "cookie", "credential", "dbpass", "decryptkey", "encryptionkey", "jwt",
    "jwtkey", "kubeconfig", "licensekey", "masterkey", "passcode", "passphrase", "passwd", "password",
    "pemkey", "plaintext", "privatekey", "psk",
    "pwd", "rootpass", "samlassertion", "secret", "secretdata", "secretkey", "secretvalue",
    "sessionkey", "sharedkey", "signkey", "sshkey", "token", "userpass",
];

/// The minimum length of a secret's name that also matches within a word, as in `PrivateKeyBody`.
const LONG: usize = 8;

/// Endings of the text before `token` in pagination tokens and idempotency tokens.
#[rustfmt::skip]
const HARMLESS_TOKENS: &[&str] = &[
    "client", "continuation", "continue", "cursor", "idempotency", "idempotent", "last", "marker",
    "next", "page", "pagination", "previous", "resume", "scroll", "sequence", "start", "sync",
];

/// Words that make a field a switch or a limit, if nothing else comes before the secret's name.
#[rustfmt::skip]
const SWITCHES: &[&str] = &[
    "allow", "disable", "disabled", "enable", "has", "is", "max", "min", "need", "require",
    "support", "use",
];

/// Last words in the names of fields that describe a secret, such as `TokenName`.
#[rustfmt::skip]
const DESCRIPTIONS: &[&str] = &[
    "access", "action", "age", "algorithm", "alias", "arn", "channel", "channels", "commands", "count",
    "date", "day", "days", "desc", "description", "duration", "enable", "enabled", "endpoint",
    "expiration", "expire", "expired", "expires", "expiry", "fingerprint", "history", "id",
    "identifier", "ids", "inherit", "label", "length", "level", "limit", "method", "mode", "name",
    "names", "num", "number", "pair", "pairs", "period", "policies", "policy", "position", "prefix",
    "provider", "required", "rule", "rules", "scope", "scopes", "size", "source", "state", "status",
    "strength", "suffix", "tag", "tags", "time", "ttl", "type", "types", "uri", "url", "validity",
    "version",
];

/// Words that mark a secret only at the end of a name, unlike in `SignatureNonce` and
/// `PassThroughList`.
const LAST: &[&str] = &["pass", "signature"];

/// Whether a field, a parameter or a variable of this name contains a secret. Each part of a dotted
/// name counts.
pub(crate) fn is_secret(name: &str) -> bool {
    #[cfg(test)]
    tests::EXAMINED.with(|examined| examined.set(examined.get() + name.len()));
    name.split('.').any(is_secret_part)
}

fn is_secret_part(name: &str) -> bool {
    let name = &*pascal_case(name);
    let last = &name[name
        .rfind(|letter: char| letter.is_ascii_uppercase())
        .unwrap_or(0)..];
    if contains(LAST, last) && !contains(SWITCHES, &name[..name.len() - last.len()]) {
        return true;
    }
    // The last secret in the name decides, and of several that end there, the longest.
    let Some((start, end)) = (1..=name.len())
        .rev()
        .find_map(|end| Some((secret_that_ends(name, end)?, end)))
    else {
        return false;
    };
    let (before, secret, after) = (&name[..start], &name[start..end], &name[end..]);
    // `HttpTokens` is a mode of the metadata service.
    let is_mode = before.eq_ignore_ascii_case("http") && after.starts_with(['s', 'S']);
    let is_harmless_token = secret.eq_ignore_ascii_case("token")
        && (is_mode || HARMLESS_TOKENS.iter().any(|word| ends_with(before, word)));
    let is_described = !after.is_empty() && contains(DESCRIPTIONS, last);
    !is_harmless_token && !is_described && !contains(SWITCHES, before)
}

/// The start of the longest secret that ends at `end` in a name in Pascal case.
fn secret_that_ends(name: &str, end: usize) -> Option<usize> {
    let letters = name.as_bytes();
    let ends_word = |end: usize| letters.get(end).is_none_or(u8::is_ascii_uppercase);
    let is_plural = || letters.get(end) == Some(&b's') && ends_word(end + 1);
    let last_letter = letters[end - 1].to_ascii_lowercase();
    let secrets = BY_LAST_LETTER.get(usize::from(last_letter.checked_sub(b'a')?))?;
    let lengths = secrets
        .iter()
        .filter(|secret| ends_with(&name[..end], secret))
        .filter(|secret| secret.len() >= LONG || ends_word(end) || is_plural())
        .map(|secret| secret.len());
    lengths.max().map(|length| end - length)
}

/// The secrets that end in `a`, `b` and so on.
static BY_LAST_LETTER: LazyLock<[Vec<&str>; 26]> = LazyLock::new(|| {
    let letters: [u8; 26] = array::from_fn(|place| b'a' + place as u8);
    letters.map(|letter| {
        let secrets = SECRETS.iter().copied();
        secrets
            .filter(|secret| secret.as_bytes().last() == Some(&letter))
            .collect()
    })
});

/// The letters of a name. Each word begins with a capital letter. In `name`, a capital letter after
/// a small letter begins a word, and so does the last of several capital letters before a small
/// letter.
fn pascal_case(name: &str) -> String {
    let mut letters = String::with_capacity(name.len());
    let mut previous = b' ';
    let mut rest = name.bytes().peekable();
    while let Some(letter) = rest.next() {
        let mut is_before_small = || rest.peek().is_some_and(u8::is_ascii_lowercase);
        let begins_word = match letter {
            b'A'..=b'Z' => !previous.is_ascii_uppercase() || is_before_small(),
            _ => !previous.is_ascii_alphabetic(),
        };
        if letter.is_ascii_alphabetic() {
            letters.push(char::from(match begins_word {
                true => letter.to_ascii_uppercase(),
                false => letter.to_ascii_lowercase(),
            }));
        }
        previous = letter;
    }
    letters
}

/// Whether the list contains the word in any case.
fn contains(list: &[&str], word: &str) -> bool {
    list.iter().any(|listed| listed.eq_ignore_ascii_case(word))
}

/// Whether the text ends with the word in any case. Both are ASCII.
fn ends_with(text: &str, word: &str) -> bool {
    let start = text.len().checked_sub(word.len());
    start.is_some_and(|start| text[start..].eq_ignore_ascii_case(word))
}

#[cfg(test)]
pub(crate) mod tests {
    use std::cell::Cell;

    use super::*;

    thread_local! {
        /// The number of bytes of all names that this thread has examined.
        pub(crate) static EXAMINED: Cell<usize> = const { Cell::new(0) };
    }

    #[test]
    fn detects_secrets_by_name() {
        for name in [
            "Signature",
            "SecurityToken",
            "VncPassword",
            "Password",
            "PassWord",
            "MasterUserPasswd",
            "LaunchConfiguration.Password",
            "Account.1.Password",
            "Secret.1.Value",
            "PrivateKeyBody",
            "AccessKeySecret",
            "AccessKey",
            "OIDCToken",
            "SAMLAssertion",
            "AccessTokens",
            "password2",
            "HttpToken",
            "HttpPassword",
            "x-acs-security-token",
            "x-acs-signature",
            "secretkey",
            "rootpass",
            "DBInstancePass",
            "DB_PASSWORD",
            "api_key",
            "PreviousTokenSecret",
            "PasswordId.Pwd",
        ] {
            assert!(is_secret(name), "{name}");
        }
        for name in [
            "SignatureNonce",
            "AccessKeyId",
            "NextToken",
            "ClientToken",
            "TokenName",
            "PasswordPolicy",
            "AllowCredentials",
            "HttpTokens",
            "HTTP_TOKENS",
            "Tokenizer",
            "UserData",
            "KeyPairName",
            "PublicKeyBody",
            "Tag.1.Value",
            "InstanceIds",
            "PassThroughList",
            "IsPass",
            "x-acs-signature-nonce",
            "",
            ".",
            "密码",
        ] {
            assert!(!is_secret(name), "{name}");
        }
    }
}
