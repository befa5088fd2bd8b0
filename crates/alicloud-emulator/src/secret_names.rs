//! Detects names of secrets.
//!
//! The words resemble the words by which the generator of the workspace marks secret fields. The
//! rule here is simpler, so it also matches some names that are harmless. `UserData` is not a
//! secret, because the vendor documents that it must not contain secrets.

/// The names of secrets, in lower case and without separators.
#[rustfmt::skip]
const SECRETS: &[&str] = &[
    "accesskey", "activationcode", "apikey", "authcode", "authkey", "authorization", "authorizationcode",
    "authorizationheader", "credential", "dbpass", "decryptkey", "jwt", "jwtkey", "kubeconfig",
    "licensekey", "passcode", "passphrase", "passwd", "password", "plaintext", "privatekey", "psk",
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

/// The last words of names of secrets. In other places, they mean something else, as in
/// `SignatureNonce` and `PassThroughList`.
const LAST: &[&str] = &["pass", "signature"];

/// The number of bytes of the longest name that is examined.
const LONGEST_NAME: usize = 1024;

/// Whether a field, a parameter or a variable of this name contains a secret. Each part of a dotted
/// name counts. A very long name counts as the name of a secret, because examining it takes long.
pub(crate) fn is_secret(name: &str) -> bool {
    name.len() > LONGEST_NAME || name.split('.').any(is_secret_part)
}

/// Whether the text contains a word that occurs in names of secrets. The text is in lower case.
pub(crate) fn mentions_secret(text: &str) -> bool {
    SECRETS
        .iter()
        .chain(LAST)
        .any(|secret| text.contains(secret))
}

fn is_secret_part(name: &str) -> bool {
    let words = words(name);
    let joined = words.concat();
    let last = words.last().map_or("", String::as_str);
    if LAST.contains(&last) && !SWITCHES.contains(&&joined[..joined.len() - last.len()]) {
        return true;
    }
    let mut ends = Vec::with_capacity(words.len());
    for word in &words {
        ends.push(ends.last().unwrap_or(&0) + word.len());
    }
    // The last secret in the name decides, and of several that end there, the longest.
    let found = SECRETS
        .iter()
        .flat_map(|secret| {
            let matches = joined.match_indices(secret);
            matches.map(|(start, _)| (start + secret.len(), *secret))
        })
        .filter(|(end, secret)| {
            let is_plural =
                joined[*end..].starts_with('s') && ends.binary_search(&(end + 1)).is_ok();
            secret.len() >= LONG || ends.binary_search(end).is_ok() || is_plural
        })
        .max_by_key(|(end, secret)| (*end, secret.len()));
    let Some((end, secret)) = found else {
        return false;
    };
    let before = &joined[..end - secret.len()];
    // `HttpTokens` is a mode of the metadata service.
    let is_mode = before == "http" && joined[end..].starts_with('s');
    let is_harmless_token = secret == "token"
        && (is_mode
            || HARMLESS_TOKENS
                .iter()
                .any(|harmless| before.ends_with(harmless)));
    let is_described = end < joined.len() && DESCRIPTIONS.contains(&last);
    !is_harmless_token && !is_described && !SWITCHES.contains(&before)
}

/// The words of a name in lower case, without digits. A capital letter after a small letter begins
/// a word, and so does the last of several capital letters before a small letter.
fn words(name: &str) -> Vec<String> {
    let letters: Vec<char> = name.chars().collect();
    let mut words = vec![String::new()];
    for (place, letter) in letters.iter().enumerate() {
        let previous = place.checked_sub(1).and_then(|place| letters.get(place));
        let next = letters.get(place + 1);
        let begins_word = letter.is_ascii_uppercase()
            && previous.is_some_and(|previous| {
                previous.is_ascii_lowercase()
                    || (previous.is_ascii_uppercase() && next.is_some_and(char::is_ascii_lowercase))
            });
        if begins_word || !letter.is_ascii_alphabetic() {
            words.push(String::new());
        }
        if let (true, Some(word)) = (letter.is_ascii_alphabetic(), words.last_mut()) {
            word.push(letter.to_ascii_lowercase());
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

#[cfg(test)]
mod tests {
    use super::*;

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
