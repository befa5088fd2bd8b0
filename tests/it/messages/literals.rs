//! Finds the texts in the source code that have no row in the golden file.
//!
//! A text is a string literal with at least three words. The golden file must contain each part of
//! the text between its placeholders. So a new message without a row fails the test.

use std::{fs, path::Path};

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use serde_json::Value;

use crate::fixture::sources;

/// The crates whose messages are in the golden file.
const CRATES: [&str; 9] = [
    "alicloud",
    "alicloud-codegen",
    "alicloud-config",
    "alicloud-console",
    "alicloud-ecs",
    "alicloud-emulator",
    "alicloud-reqwest",
    "alicloud-sign",
    "alicloud-ureq",
];

/// The string literals in `stream`, without those in attributes, in `assert`s and in test modules.
fn literals(stream: TokenStream, found: &mut Vec<String>) {
    let mut tokens = stream.into_iter().peekable();
    let mut is_test = false;
    let mut is_comment = false;
    while let Some(token) = tokens.next() {
        match token {
            TokenTree::Punct(mark) if mark.as_char() == '#' => {
                if matches!(tokens.peek(), Some(TokenTree::Punct(mark)) if mark.as_char() == '!') {
                    tokens.next();
                }
                if let Some(TokenTree::Group(attribute)) =
                    tokens.next_if(|token| matches!(token, TokenTree::Group(_)))
                {
                    let attribute = attribute.stream().to_string();
                    is_test |= attribute.replace(' ', "").starts_with("cfg(test");
                }
            }
            TokenTree::Punct(mark) if mark.as_char() == ';' => {
                (is_test, is_comment) = (false, false);
            }
            // `expect` and `panic!` state why something can't happen.
            TokenTree::Ident(name) => {
                is_comment = ["expect", "panic", "unreachable", "assert", "assert_eq"]
                    .iter()
                    .any(|known| name == known);
            }
            TokenTree::Group(group) => {
                if !is_test && !is_comment {
                    literals(group.stream(), found);
                }
                is_comment = false;
                if group.delimiter() == Delimiter::Brace {
                    is_test = false;
                }
            }
            TokenTree::Literal(literal) => {
                if let Ok(text) = syn::parse_str::<syn::LitStr>(&literal.to_string()) {
                    if !is_test {
                        found.push(text.value());
                    }
                }
            }
            TokenTree::Punct(_) => {}
        }
    }
}

/// The parts of a text between its placeholders, without outer punctuation.
fn parts(text: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut rest = text.chars().peekable();
    while let Some(letter) = rest.next() {
        match letter {
            '{' | '}' if rest.peek() == Some(&letter) => {
                rest.next();
                parts.last_mut().unwrap().push(letter);
            }
            '{' => {
                rest.find(|letter| *letter == '}');
                parts.push(String::new());
            }
            '\n' => parts.push(String::new()),
            letter => parts.last_mut().unwrap().push(letter),
        }
    }
    parts
        .iter()
        .map(|part| part.trim().to_owned())
        .filter(|part| part.split_whitespace().count() > 1)
        .collect()
}

/// Whether a text is a sentence or a phrase.
fn is_phrase(text: &str) -> bool {
    let is_word = |word: &&str| word.len() > 1 && word.chars().all(char::is_alphabetic);
    text.split(|letter: char| letter.is_whitespace() || ".,;:()'".contains(letter))
        .filter(is_word)
        .count()
        > 2
}

#[test]
fn finds_messages_and_skips_comments_tests_and_panics() {
    let source = r#"
        /// A documented variant of an error.
        #[deprecated(note = "the text of an attribute")]
        fn message(&self) -> String {
            assert!(self.is_valid(), "the text of an assertion");
            self.first().expect("the text of a panic");
            match self {
                Self::New(name) => format!("the variant {name} is new, {{so}} add a row"),
            }
        }
        #[cfg(test)]
        mod tests {
            const TEXT: &str = "the text of a test";
        }
        const LAST: &str = "the text of a constant";
    "#;
    let mut found = Vec::new();
    literals(source.parse().unwrap(), &mut found);
    let texts = [
        "the variant {name} is new, {{so}} add a row",
        "the text of a constant",
    ];
    assert_eq!(found, texts);
    assert_eq!(parts(texts[0]), ["the variant", "is new, {so} add a row"]);
    assert!(is_phrase(texts[1]) && !is_phrase("x-acs-action"));
}

#[test]
fn every_message_has_a_row_in_the_golden_file() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let golden = fs::read_to_string(root.join("golden/messages.md")).unwrap();
    let golden = golden.replace("\\|", "|");
    let allowed: Value =
        serde_json::from_str(include_str!("../../fixtures/messages/other_texts.json")).unwrap();
    let allowed = allowed.as_array().unwrap();
    let mut used = vec![false; allowed.len()];
    let mut missing = Vec::new();
    for (path, source) in CRATES.iter().flat_map(|name| sources(name)) {
        let path = path.split_once("/../crates/").unwrap().1.to_owned();
        if path.ends_with("tests.rs") || path.contains("/tests/") || path.contains("/generated/") {
            continue;
        }
        let mut found = Vec::new();
        literals(source.parse().unwrap(), &mut found);
        for text in found.iter().filter(|text| is_phrase(text)) {
            let is_allowed = |entry: &Value| {
                let is_file = path.starts_with(entry["file"].as_str().unwrap());
                is_file
                    && entry["text"]
                        .as_str()
                        .is_none_or(|part| text.contains(part))
            };
            if parts(text).iter().all(|part| golden.contains(part)) {
                continue;
            }
            match allowed.iter().position(is_allowed) {
                Some(entry) => used[entry] = true,
                None => missing.push(format!("{path}: {text:?}")),
            }
        }
    }
    assert!(missing.is_empty(), "{}", missing.join("\n"));
    let unused = allowed.iter().zip(used).filter(|(_, used)| !used);
    let unused: Vec<String> = unused.map(|(entry, _)| entry.to_string()).collect();
    assert!(unused.is_empty(), "{}", unused.join("\n"));
}
