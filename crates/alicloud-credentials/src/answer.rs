//! What an answer must not repeat.

use alicloud::{Response, Value};

use crate::document::Document;

/// Shorter secrets are ignored, because they match ordinary words.
const SHORTEST_SECRET: usize = 8;
const BLANK: &str = "***";

/// Blanks out of an answer what it repeats of a secret that it was sent, since errors keep what it
/// says.
pub(crate) fn without(secret: &str, answer: Response) -> Response {
    if secret.len() < SHORTEST_SECRET {
        return answer;
    }
    answer.map(|body| {
        let Ok(document) = Document::parse(&body) else {
            let text = String::from_utf8_lossy(&body);
            return match text.contains(secret) {
                true => text.replace(secret, BLANK).into(),
                false => body,
            };
        };
        // Nothing of these gets into an error. And the text that a server signed is not said, but
        // has to be whole to be held against the one that was signed here.
        let is_kept = document.has("Credentials")
            || matches!(document.text("Code"), Ok(Some("SignatureDoesNotMatch")));
        if is_kept {
            return body;
        }
        document
            .with_texts(|text| text.contains(secret).then(|| text.replace(secret, BLANK)))
            .map_or(body, Into::into)
    })
}

/// Replaces the texts in `value` for which `replaced` gives another, and says whether there were any.
pub(crate) fn replace_texts(value: &mut Value, replaced: &impl Fn(&str) -> Option<String>) -> bool {
    match value {
        Value::String(text) => match replaced(text) {
            Some(other) => {
                *text = other;
                true
            }
            None => false,
        },
        Value::Array(values) => values
            .iter_mut()
            .fold(false, |any, value| replace_texts(value, replaced) | any),
        Value::Object(map) => map
            .values_mut()
            .fold(false, |any, value| replace_texts(value, replaced) | any),
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &str = "eyJ/hbGci+OiJ=";

    fn blanked(body: &str) -> String {
        let answer = without(SECRET, Response::new(body.to_owned().into()));
        String::from_utf8(answer.body().to_vec()).unwrap()
    }

    #[test]
    fn a_secret_is_blanked_out_however_json_writes_it() {
        let plain = format!(r#"{{"Code":"A","Message":"The token {SECRET} is bad."}}"#);
        let escaped = r#"{"Code":"A","Message":"The token eyJ\/hbGci\u002bOiJ= is bad."}"#;
        for body in [&plain, escaped] {
            assert_eq!(
                blanked(body),
                r#"{"Code":"A","Message":"The token *** is bad."}"#
            );
        }
        let nested = format!(r#"{{"Details":[{{"Value":"{SECRET}"}}]}}"#);
        assert_eq!(blanked(&nested), r#"{"Details":[{"Value":"***"}]}"#);
        assert_eq!(
            blanked(&format!("<p>{SECRET}{SECRET}</p>")),
            "<p>******</p>"
        );
    }

    #[test]
    fn other_answers_stay_as_they_are() {
        let signed = format!(r#"{{"Code":"SignatureDoesNotMatch","Message":"{SECRET}"}}"#);
        let credentials = format!(r#"{{ "Credentials": {{"SecurityToken":"{SECRET}"}} }}"#);
        for body in [
            &*signed,
            &*credentials,
            r#"{ "Code" : "A" }"#,
            "<p>\u{e9}</p>",
            "",
        ] {
            assert_eq!(blanked(body), body);
        }
        let answer = Response::new("a token".into());
        assert_eq!(&**without("t", answer).body(), b"a token");
    }
}
