//! What is wrong with an input, and where.

use std::{collections::HashMap, fmt, iter};

/// One finding about an input file.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Diagnostic {
    /// The file, as the caller named it.
    pub file: String,
    /// The place in the file as a JSON pointer (RFC 6901); empty for the document as a whole.
    pub pointer: String,
    /// Whether anything can be generated in spite of it.
    pub severity: Severity,
    /// What is wrong and what would be right.
    pub message: String,
}

/// How bad a [`Diagnostic`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Severity {
    /// Something was passed over or understood in spite of the format.
    Warning,
    /// Nothing can be generated.
    Error,
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ", self.file)?;
        if !self.pointer.is_empty() {
            write!(f, "{}: ", self.pointer)?;
        }
        if self.severity == Severity::Warning {
            f.write_str("warning: ")?;
        }
        f.write_str(&self.message)
    }
}

/// The findings about one file, in the order they were made.
///
/// Every stage adds to them and goes on, so that one run reports everything.
#[derive(Clone, Debug)]
pub struct Diagnostics {
    file: String,
    list: Vec<Diagnostic>,
    /// By the place in the document.
    origins: HashMap<String, Origin>,
}

/// Where a part of a document comes from that was put together from several files.
#[derive(Clone, Debug)]
pub(crate) struct Origin {
    /// The place in the document.
    at: String,
    /// The name of the file.
    file: String,
    /// The place in the file.
    pointer: String,
    /// Whether what is below is called the same in both.
    exact: bool,
}

impl Origin {
    /// What is at `at` stands as it is at `pointer` of `file`.
    pub(crate) fn exact(at: &str, file: &str, pointer: &str) -> Self {
        Self {
            at: at.to_owned(),
            file: file.to_owned(),
            pointer: pointer.to_owned(),
            exact: true,
        }
    }

    /// What is at `at` was made from what stands at `pointer` of `file`.
    pub(crate) fn near(at: &str, file: &str, pointer: &str) -> Self {
        Self {
            exact: false,
            ..Self::exact(at, file, pointer)
        }
    }
}

impl Diagnostics {
    /// No findings yet about `file`.
    #[must_use]
    pub fn new(file: impl Into<String>) -> Self {
        Self {
            file: file.into(),
            list: Vec::new(),
            origins: HashMap::new(),
        }
    }

    /// From here on, findings about these parts of the document are about the files they are from.
    pub(crate) fn trace(&mut self, origins: impl IntoIterator<Item = Origin>) {
        let origins = origins.into_iter();
        let origins = origins.map(|origin| (origin.at.clone(), origin));
        self.origins.extend(origins);
    }

    /// Adds the findings about another file.
    pub(crate) fn append(&mut self, other: Self) {
        self.list.extend(other.list);
    }

    /// Adds an error about another file.
    pub(crate) fn append_error(&mut self, file: &str, pointer: &str, message: &str) {
        let mut other = Self::new(file);
        other.error(pointer, message);
        self.append(other);
    }

    /// Adds an error at `pointer`.
    pub fn error(&mut self, pointer: impl Into<String>, message: impl Into<String>) {
        self.add(Severity::Error, pointer.into(), message.into());
    }

    /// Adds a warning at `pointer`.
    pub fn warning(&mut self, pointer: impl Into<String>, message: impl Into<String>) {
        self.add(Severity::Warning, pointer.into(), message.into());
    }

    fn add(&mut self, severity: Severity, pointer: String, message: String) {
        let (file, pointer) = match self.origin(&pointer) {
            Some((origin, rest)) if origin.exact => {
                (origin.file.clone(), format!("{}{rest}", origin.pointer))
            }
            Some((origin, _)) => (origin.file.clone(), origin.pointer.clone()),
            None => (self.file.clone(), pointer),
        };
        self.list.push(Diagnostic {
            file,
            pointer,
            severity,
            message,
        });
    }

    /// The innermost part of the document that `pointer` leads to or into, and the rest of it.
    fn origin<'p>(&self, pointer: &'p str) -> Option<(&Origin, &'p str)> {
        let ends = pointer.rmatch_indices('/').map(|(end, _)| end);
        let mut parts = iter::once(pointer.len())
            .chain(ends)
            .map(|end| pointer.split_at(end));
        parts.find_map(|(part, rest)| Some((self.origins.get(part)?, rest)))
    }

    /// Whether there is an error among them.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.list
            .iter()
            .any(|diagnostic| diagnostic.severity == Severity::Error)
    }

    /// The findings.
    #[must_use]
    pub fn into_vec(self) -> Vec<Diagnostic> {
        self.list
    }
}

/// `pointer` with one more reference token, escaped as RFC 6901 wants it.
pub(crate) fn join(pointer: &str, token: &str) -> String {
    let mut joined = String::with_capacity(pointer.len() + 1 + token.len());
    joined.push_str(pointer);
    joined.push('/');
    for letter in token.chars() {
        match letter {
            '~' => joined.push_str("~0"),
            '/' => joined.push_str("~1"),
            _ => joined.push(letter),
        }
    }
    joined
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pointers_escape_tilde_and_slash() {
        assert_eq!(join("/apis", "a/b~c"), "/apis/a~1b~0c");
        assert_eq!(join("", ""), "/");
    }

    #[test]
    fn a_diagnostic_names_file_place_and_what_to_do() {
        let mut diagnostics = Diagnostics::new("ecs/2014-05-26.json");
        diagnostics.warning("/apis/A", "unknown key");
        assert!(!diagnostics.has_errors());
        diagnostics.error("", "is not JSON");
        assert!(diagnostics.has_errors());
        let lines: Vec<String> = diagnostics
            .into_vec()
            .iter()
            .map(ToString::to_string)
            .collect();
        assert_eq!(
            lines,
            [
                "ecs/2014-05-26.json: /apis/A: warning: unknown key",
                "ecs/2014-05-26.json: is not JSON",
            ]
        );
    }
}
