//! The format of the ini file of the vendor's SDKs.

use std::collections::{BTreeMap, BTreeSet};

use alicloud::Value;

use super::format::{DEFAULT, Format, Keys, Mode, Profiles};
use crate::{
    DocumentProblem, FileProblem,
    document::{Document, shown},
    variable,
};

pub(crate) const INI: Format = Format {
    name: "ini profile",
    disabled_by: None,
    file_variable: variable::CREDENTIALS_FILE,
    default_paths: &[".alibabacloud/credentials", ".alibabacloud/credentials.ini"],
    read,
    modes: &[
        ("access_key", Mode::Ak),
        ("sts", Mode::StsToken),
        ("ecs_ram_role", Mode::EcsRamRole),
        ("ram_role_arn", Mode::RamRoleArn),
        ("oidc_role_arn", Mode::Oidc),
    ],
    unsupported_modes: &["rsa_key_pair", "bearer"],
    default_mode: |_| Err(DocumentProblem::Missing("type").into()),
    has_settings: false,
    keys: Keys {
        mode: "type",
        role_arn: "role_arn",
        session_name: "role_session_name",
        duration: "role_session_expiration",
        oidc_token_file: "oidc_token_file_path",
        instance_role: "role_name",
        token: "security_token",
        enable: Some("enable"),
        unsupported: &["bearer_token", "host", "private_key_file", "public_key_id"],
    },
};

/// Parses a file and returns the section `name`. If the section is missing, only the names of the
/// other sections are returned.
///
/// Every line must be a section name, a comment, or `key = value` in a section. The letter case of
/// keys doesn't matter. A duplicate section or key is an error only for the section `name`.
fn read(text: &str, name: Option<&str>) -> Result<Profiles, FileProblem> {
    let name = name.unwrap_or(DEFAULT);
    let (mut names, mut is_wanted, mut stray) = (BTreeSet::new(), false, None);
    let mut found = None::<BTreeMap<String, &str>>;
    for (number, line) in (1..).zip(text.lines().map(str::trim)) {
        let bad = FileProblem::NotIni { line: Some(number) };
        if line.is_empty() || line.starts_with(COMMENT) {
            continue;
        }
        if let Some(header) = line.strip_prefix('[') {
            let other = header_name(header).ok_or(bad)?;
            if let Some(line) = stray {
                return Err(FileProblem::NotIni { line: Some(line) });
            }
            names.insert(other);
            is_wanted = other == name;
            if is_wanted && found.replace(BTreeMap::new()).is_some() {
                return Err(FileProblem::TwoSections {
                    section: shown(name),
                    line: number,
                });
            }
            continue;
        }
        if names.is_empty() {
            stray = stray.or(Some(number));
            continue;
        }
        let (key, value) = pair(line).ok_or(bad)?;
        if let Some(keys) = found.as_mut().filter(|_| is_wanted) {
            let key = key.to_ascii_lowercase();
            if keys.contains_key(&key) {
                return Err(FileProblem::TwoValues {
                    section: shown(name),
                    line: number,
                });
            }
            keys.insert(key, value);
        }
    }
    if found.is_none() && names.is_empty() && stray.is_some() {
        return Err(FileProblem::NotIni { line: None });
    }
    let profiles = match found {
        Some(keys) => {
            let keys = keys.into_iter();
            let object = keys.map(|(key, value)| (key, Value::String(value.to_owned())));
            let section = Document::new(Value::Object(object.collect()));
            vec![(
                Some(name.to_owned()),
                section.map_err(FileProblem::Document)?,
            )]
        }
        None => {
            let others = names.into_iter();
            others
                .map(|name| (Some(name.to_owned()), Document::default()))
                .collect()
        }
    };
    Ok(Profiles {
        current: None,
        profiles,
    })
}

/// The characters that start a comment at the beginning of a line or after whitespace.
const COMMENT: [char; 2] = ['#', ';'];

/// The section name in the text after `[`. Only a comment may follow `]`.
fn header_name(header: &str) -> Option<&str> {
    let (name, rest) = header.split_once(']')?;
    let (name, rest) = (name.trim(), rest.trim());
    let is_header = !name.is_empty() && (rest.is_empty() || rest.starts_with(COMMENT));
    is_header.then_some(name)
}

/// Splits a line into a key and a value.
///
/// A key begins with a letter, a digit or `_`. Other lines are probably the rest of a value that
/// was split across lines.
fn pair(line: &str) -> Option<(&str, &str)> {
    let (key, value) = line.split_once(['=', ':'])?;
    let key = key.trim();
    let is_key = key.starts_with(|first: char| first.is_alphanumeric() || first == '_');
    (is_key && without_comment(key) == key).then(|| (key, plain(value)))
}

/// Removes surrounding whitespace, matching quotes and a comment from a value.
fn plain(value: &str) -> &str {
    let quoted = value.trim();
    for quote in ['"', '\''] {
        // Inside quotes, `#` and `;` don't start a comment.
        let inside = quoted
            .strip_prefix(quote)
            .and_then(|rest| rest.split_once(quote));
        if let Some((inside, rest)) = inside {
            if without_comment(rest).trim().is_empty() {
                return inside;
            }
        }
    }
    let value = without_comment(value).trim();
    let inside = ['"', '\''].iter().find_map(|quote| {
        let rest = value.strip_prefix(*quote)?;
        rest.strip_suffix(*quote)
    });
    inside.unwrap_or(value)
}

fn without_comment(text: &str) -> &str {
    let is_behind_blank =
        |(start, _): &(usize, &str)| text[..*start].ends_with(char::is_whitespace);
    let comment = text.match_indices(COMMENT).find(is_behind_blank);
    &text[..comment.map_or(text.len(), |(start, _)| start)]
}

#[cfg(test)]
mod tests {
    use super::FileProblem;

    /// Describes the result of parsing a file: the secret in the section `default`, the text "no
    /// section", or the line of the error.
    fn read(text: &str) -> String {
        match super::read(text, None) {
            Ok(file) => match &*file.profiles {
                [(Some(name), keys)] if name == "default" => match keys.text("access_key_secret") {
                    Ok(secret) => format!("secret {}", secret.unwrap_or("none")),
                    Err(problem) => problem.to_string(),
                },
                _ => "no section".to_owned(),
            },
            Err(
                FileProblem::NotIni { line: Some(line) }
                | FileProblem::TwoSections { line, .. }
                | FileProblem::TwoValues { line, .. },
            ) => format!("line {line}"),
            Err(problem) => problem.to_string(),
        }
    }

    /// The results are the same as in version 1.0.12 of the vendor's Python library.
    #[test]
    fn reads_files_like_the_vendors_library() {
        for (text, expected) in [
            ("[default]\naccess_key_secret = s\n", "secret s"),
            ("[default]\naccess_key_secret=s", "secret s"),
            ("[default]\n\taccess_key_secret\t:\ts\t# c\n", "secret s"),
            ("[default]\r\naccess_key_secret = s\r\n", "secret s"),
            ("[default]\n  a = 1\n  access_key_secret = s\n", "secret s"),
            (
                "# c\n; c\n\n[default] # c\n # c\naccess_key_secret = s # c\n",
                "secret s",
            ),
            ("[default]#c\naccess_key_secret = s\n", "secret s"),
            ("[default]\naccess_key_secret = s;t\n", "secret s;t"),
            ("[default]\naccess_key_secret = a=b:c==\n", "secret a=b:c=="),
            ("[default]\naccess_key_secret = \"s\n", "secret \"s"),
            ("[default]\naccess_key_secret = \"\n", "secret \""),
            ("[default]\naccess_key_secret = s\\\n", "secret s\\"),
            ("[default]\naccess_key_secret =\n", "secret none"),
            ("[default]\naccess_key_secret = # c\n", "secret none"),
            ("[default]\nAccess_Key_Secret = s\n", "secret s"),
            ("[Default]\naccess_key_secret = s\n", "no section"),
            // The following files are errors in the Python library, too.
            ("[default]\naccess_key_secret = s\nhunter2\n", "line 3"),
            (
                "[default]\naccess_key_secret = s\n[other]\nhunter2\n",
                "line 4",
            ),
            ("[default]\naccess_key_secret\n", "line 2"),
            ("[default]\n= hunter2\n", "line 2"),
            (
                "[default]\naccess_key_secret = s\naccess_key_secret = t\n",
                "line 3",
            ),
            (
                "[default]\na = 1\n[default]\naccess_key_secret = s\n",
                "line 3",
            ),
            ("[default]\n[other\n", "line 2"),
            ("[default]\n[]\n", "line 2"),
            ("a = 1\n[default]\naccess_key_secret = s\n", "line 1"),
        ] {
            assert_eq!(read(text), expected, "{text:?}");
        }
    }

    /// The comments give the reasons and the behaviour of the vendor's Python library.
    #[test]
    fn documents_differences_from_the_vendors_ini_reader() {
        for (text, expected) in [
            // A secret may contain `#`. The Python library truncates the secret at `#`.
            ("[default]\naccess_key_secret = s#t\n", "secret s#t"),
            ("[default]\naccess_key_secret =#s\n", "secret #s"),
            // The vendor documents comments after values. In the Python library, `;` after a value
            // doesn't start a comment.
            ("[default]\naccess_key_secret = s ; c\n", "secret s"),
            ("[default] # see [1]\naccess_key_secret = s\n", "secret s"),
            // The Python library keeps quotes, and the vendor's Go library removes quotes.
            ("[default]\naccess_key_secret = \"s\"\n", "secret s"),
            ("[default]\naccess_key_secret = 's' # c's\n", "secret s"),
            (
                "[default]\naccess_key_secret = \"s # t\" ; c\n",
                "secret s # t",
            ),
            (
                "[default]\naccess_key_secret = \"{\"a\":\"b\"}\" # c\n",
                "secret {\"a\":\"b\"}",
            ),
            ("[default]\naccess_key_secret = \"\"\n", "secret none"),
            // The Python library interprets `%` in any value as a reference.
            ("[default]\naccess_key_secret = a%b\n", "secret a%b"),
            ("[default]\naccess_key_secret = a%%b\n", "secret a%%b"),
            (
                "[default]\nb = 1\naccess_key_secret = %(b)s\n",
                "secret %(b)s",
            ),
            // Of the vendor's libraries, only the Python library treats an indented line as part of
            // the previous value.
            ("[default]\naccess_key_secret = s\n  hunter2\n", "line 3"),
            ("[default]\na = {\n  \"b\": 1\n", "line 3"),
            ("[default]\na = 1\n  access_key_secret = s\n", "secret s"),
            // The Python library treats a comment after a key as part of the key.
            ("[default]\naccess_key_secret # c = s\n", "line 2"),
            // The Python library ignores the rest of a section line.
            ("[default] access_key_secret = s\n", "line 1"),
            ("[ default ]\naccess_key_secret = s\n", "secret s"),
            // Of the vendor's libraries, only in the Python library do all sections inherit from
            // `DEFAULT`.
            (
                "[DEFAULT]\naccess_key_secret = s\n[default]\na = 1\n",
                "secret none",
            ),
            // Duplicate keys and duplicate sections are ignored if they are not part of the
            // profile, as in the Go library.
            (
                "[default]\naccess_key_secret = s\n[a]\nb=1\nb=2\n[a]\n",
                "secret s",
            ),
            // Only a line feed ends a line, as in the Go library.
            ("[default]\raccess_key_secret = s\r", "line 1"),
        ] {
            assert_eq!(read(text), expected, "{text:?}");
        }
    }

    #[test]
    fn names_a_file_without_sections() {
        for text in ["", "# c\n"] {
            assert_eq!(read(text), "no section");
        }
        for text in ["hunter2", "a = 1\n", "{\"a\": \"hunter2\"}"] {
            assert_eq!(
                read(text),
                "is not an ini file: a section such as [default] is missing"
            );
        }
    }
}
