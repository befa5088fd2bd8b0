//! Extraction of the signed text from the message of a `SignatureDoesNotMatch` error.

/// The words that precede the signed text in a server's message, in lower case.
///
/// The words for the canonical request come first, because the string to sign of ACS3 is only a
/// hash of the canonical request.
const INTRODUCTIONS: [&str; 4] = [
    "canonicalrequest",
    "canonical request",
    "stringtosign",
    "string to sign",
];

/// Returns the start of `message` up to the signed text.
pub(super) fn without_signed_text(message: &str) -> &str {
    let lower = message.to_ascii_lowercase();
    let starts = INTRODUCTIONS.iter().filter_map(|introduction| {
        let start = lower.find(introduction)? + introduction.len();
        Some(message.len() - behind_introduction(&message[start..]).len())
    });
    &message[..starts.min().unwrap_or(message.len())]
}

/// Returns the text that the server signed, if `message` contains that text.
pub(super) fn signed_text(message: &str) -> Option<&str> {
    let lower = message.to_ascii_lowercase();
    INTRODUCTIONS.iter().find_map(|introduction| {
        let start = lower.find(introduction)? + introduction.len();
        let next = INTRODUCTIONS
            .iter()
            .filter_map(|next| lower[start..].find(next));
        let end = next.min().map_or(message.len(), |length| start + length);
        let text = behind_introduction(&message[start..end]);
        let is_bracketed = message[start..end - text.len()].ends_with('[');
        let text = if is_bracketed {
            &text[..text.rfind(']').unwrap_or(text.len())]
        } else {
            text.trim_end()
        };
        // The string to sign of ACS3 contains only a hash, so a comparison can't name the
        // difference.
        (!text.is_empty() && !text.starts_with("ACS3-")).then_some(text)
    })
}

/// Removes the separators between an introduction and the signed text.
fn behind_introduction(rest: &str) -> &str {
    let rest = rest.strip_prefix(" is").unwrap_or(rest);
    rest.trim_start_matches([':', ' ', '['])
}

#[cfg(test)]
mod tests {
    use super::*;

    const OURS: &str = "POST&%2F&AccessKeyId%3Dtestid%26Action%3DModifyInstanceVncPasswd%26Name%3Da%2520b%26SecurityToken%3Dplanted-token%26VncPassword%3DpL4nT3";

    const CANONICAL: &str = "POST\n/\nInstanceId=i-1&VncPassword=pL4nT3\nhost:ecs.aliyuncs.com\n\
                             x-acs-action:ModifyInstanceVncPasswd\nx-acs-security-token:planted-token\n\n\
                             host;x-acs-action;x-acs-security-token\n\
                             e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    #[test]
    fn finds_and_hides_the_signed_text() {
        let bracketed = format!(
            "Specified signature does not match our calculation. server StringToSign is \
             [ACS3-HMAC-SHA256\n7ea0] server CanonicalRequest is [{CANONICAL}]"
        );
        let other_order = format!(
            "no match. server CanonicalRequest is [{CANONICAL}] server StringToSign is \
             [ACS3-HMAC-SHA256\n7ea0]"
        );
        for (message, shown, text) in [
            (
                format!("not matched. server string to sign is:{OURS}"),
                "not matched. server string to sign is:",
                Some(OURS),
            ),
            (
                format!("Server String To Sign is: {OURS}\n"),
                "Server String To Sign is: ",
                Some(OURS),
            ),
            (
                format!("server string to sign is:{CANONICAL}"),
                "server string to sign is:",
                Some(CANONICAL),
            ),
            (
                bracketed,
                "Specified signature does not match our calculation. server StringToSign is [",
                Some(CANONICAL),
            ),
            (
                other_order,
                "no match. server CanonicalRequest is [",
                Some(CANONICAL),
            ),
            (
                "server StringToSign is [ACS3-HMAC-SHA256\n7ea0]".into(),
                "server StringToSign is [",
                None,
            ),
            ("string to sign".into(), "string to sign", None),
            ("string to sign is [".into(), "string to sign is [", None),
            ("é not matched".into(), "é not matched", None),
        ] {
            assert_eq!(without_signed_text(&message), shown);
            assert_eq!(signed_text(&message), text, "{message}");
        }
    }
}
