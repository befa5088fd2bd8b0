//! The ini file of the vendor's SDKs.

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

/// Finds the section `name`. If it isn't there, only the names of the others are returned.
///
/// Every line has to be a section's name, a comment, or `key = value` below a name. Keys are in any
/// letter case. What appears twice is refused in this section, and is ignored in others.
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

/// Begins a comment, at the beginning of a line or behind a blank.
const COMMENT: [char; 2] = ['#', ';'];

/// The name in what follows `[`. Behind `]` there can only be a comment.
fn header_name(header: &str) -> Option<&str> {
    let (name, rest) = header.split_once(']')?;
    let (name, rest) = (name.trim(), rest.trim());
    let is_header = !name.is_empty() && (rest.is_empty() || rest.starts_with(COMMENT));
    is_header.then_some(name)
}

/// A key and its value. A key begins with a letter, a digit or `_`; a line that doesn't is most
/// likely the rest of a value that was broken into lines.
fn pair(line: &str) -> Option<(&str, &str)> {
    let (key, value) = line.split_once(['=', ':'])?;
    let key = key.trim();
    let is_key = key.starts_with(|first: char| first.is_alphanumeric() || first == '_');
    (is_key && without_comment(key) == key).then(|| (key, plain(value)))
}

/// A value without blanks, matching quotes and comment around it.
fn plain(value: &str) -> &str {
    let quoted = value.trim();
    for quote in ['"', '\''] {
        // A `#` within quotes begins no comment.
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

    /// What comes of a file: the secret in the section `default`, that there is no such section, or
    /// the line of the problem.
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

    /// Comes to the same as in the vendor's library for Python, version 1.0.12.
    #[test]
    fn reads_as_the_vendors_library() {
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
            // Errors there, too.
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

    /// Each with the reason, and what the library for Python does.
    #[test]
    fn reads_otherwise_than_the_vendors_library_for_a_reason() {
        for (text, expected) in [
            // A secret may hold a `#`; there it is cut off.
            ("[default]\naccess_key_secret = s#t\n", "secret s#t"),
            ("[default]\naccess_key_secret =#s\n", "secret #s"),
            // The vendor's documentation has comments; there `;` begins none behind a value.
            ("[default]\naccess_key_secret = s ; c\n", "secret s"),
            ("[default] # see [1]\naccess_key_secret = s\n", "secret s"),
            // Quotes are kept there, and taken off by the library for Go.
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
            // A `%` is taken for a reference there, in any value.
            ("[default]\naccess_key_secret = a%b\n", "secret a%b"),
            ("[default]\naccess_key_secret = a%%b\n", "secret a%%b"),
            (
                "[default]\nb = 1\naccess_key_secret = %(b)s\n",
                "secret %(b)s",
            ),
            // A line that is indented continues a value there, in none of the other libraries.
            ("[default]\naccess_key_secret = s\n  hunter2\n", "line 3"),
            ("[default]\na = {\n  \"b\": 1\n", "line 3"),
            ("[default]\na = 1\n  access_key_secret = s\n", "secret s"),
            // That comment is part of a key there.
            ("[default]\naccess_key_secret # c = s\n", "line 2"),
            // The rest of the line is ignored there.
            ("[default] access_key_secret = s\n", "line 1"),
            ("[ default ]\naccess_key_secret = s\n", "secret s"),
            // All sections inherit from it there, and in none of the other libraries.
            (
                "[DEFAULT]\naccess_key_secret = s\n[default]\na = 1\n",
                "secret none",
            ),
            // What nobody asked for is nobody's business; the library for Go agrees.
            (
                "[default]\naccess_key_secret = s\n[a]\nb=1\nb=2\n[a]\n",
                "secret s",
            ),
            // A line ends with a line feed, as in the library for Go.
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
                "is no ini file: it has no section such as [default]"
            );
        }
    }
}
