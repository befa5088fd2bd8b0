//! Diagnostics: problems in input files, with their places.

use std::{collections::HashMap, fmt, iter};

/// A problem in an input file.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Diagnostic {
    /// The name of the input file, as passed by the caller.
    pub file: String,
    /// The place of the problem in the file, as a JSON pointer (RFC 6901).
    ///
    /// The pointer is empty if the problem concerns the whole document.
    pub pointer: String,
    /// Whether the problem prevents code generation.
    pub severity: Severity,
    /// The description of the problem. Many descriptions also say what to do.
    pub message: String,
}

/// The severity of a [`Diagnostic`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Severity {
    /// A warning about a problem that the generator works around. Code is generated.
    Warning,
    /// An error, which prevents code generation.
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

/// The diagnostics about an input file, in the order in which they were found.
///
/// Most steps of the generator continue after an error, so that one run reports many problems.
#[derive(Clone, Debug)]
pub struct Diagnostics {
    file: String,
    list: Vec<Diagnostic>,
    /// The origins of parts of the document, by the place of the part in the document.
    origins: HashMap<String, Origin>,
}

/// The origin of one part of a document that was assembled from several files.
#[derive(Clone, Debug)]
pub(crate) struct Origin {
    /// The place of the part in the document.
    at: String,
    /// The name of the file of the part.
    file: String,
    /// The place of the part in the file.
    pointer: String,
    /// Whether places within the part are the same in the document and in the file.
    exact: bool,
}

impl Origin {
    /// The origin of a part at `at`, which was copied from `pointer` in `file`.
    pub(crate) fn exact(at: &str, file: &str, pointer: &str) -> Self {
        Self {
            at: at.to_owned(),
            file: file.to_owned(),
            pointer: pointer.to_owned(),
            exact: true,
        }
    }

    /// The origin of a part at `at`, which was converted from the value at `pointer` in `file`.
    pub(crate) fn near(at: &str, file: &str, pointer: &str) -> Self {
        Self {
            exact: false,
            ..Self::exact(at, file, pointer)
        }
    }
}

impl Diagnostics {
    /// Creates an empty list of diagnostics about `file`.
    #[must_use]
    pub fn new(file: impl Into<String>) -> Self {
        Self {
            file: file.into(),
            list: Vec::new(),
            origins: HashMap::new(),
        }
    }

    /// Adds origins of parts of the document. Later diagnostics name the files of these parts.
    pub(crate) fn trace(&mut self, origins: impl IntoIterator<Item = Origin>) {
        let origins = origins.into_iter();
        let origins = origins.map(|origin| (origin.at.clone(), origin));
        self.origins.extend(origins);
    }

    /// Adds the diagnostics about another file.
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

    /// Finds the innermost part of the document that contains the place `pointer`.
    ///
    /// Returns the part's origin, and the rest of `pointer` within the part.
    fn origin<'p>(&self, pointer: &'p str) -> Option<(&Origin, &'p str)> {
        let ends = pointer.rmatch_indices('/').map(|(end, _)| end);
        let mut parts = iter::once(pointer.len())
            .chain(ends)
            .map(|end| pointer.split_at(end));
        parts.find_map(|(part, rest)| Some((self.origins.get(part)?, rest)))
    }

    /// Whether one of the diagnostics is an error.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.list
            .iter()
            .any(|diagnostic| diagnostic.severity == Severity::Error)
    }

    /// Returns the diagnostics as a list.
    #[must_use]
    pub fn into_vec(self) -> Vec<Diagnostic> {
        self.list
    }
}

/// Appends a reference token to the JSON pointer `pointer`, escaped according to RFC 6901.
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
    fn escapes_tildes_and_slashes_in_pointers() {
        assert_eq!(join("/apis", "a/b~c"), "/apis/a~1b~0c");
        assert_eq!(join("", ""), "/");
    }

    #[test]
    fn prints_file_place_severity_and_message() {
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
