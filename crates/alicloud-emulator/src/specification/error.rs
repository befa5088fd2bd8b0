//! Errors of specifications.

use std::fmt;

/// A specification can't be read, or can't be served beside another one.
#[derive(Debug)]
pub struct SpecificationError {
    /// Where the fault is, from the inside out: a property, a parameter, an operation.
    path: Vec<String>,
    problem: String,
}

impl SpecificationError {
    pub(crate) fn new(problem: impl Into<String>) -> Self {
        Self {
            path: Vec::new(),
            problem: problem.into(),
        }
    }

    /// Adds the name of the part that contains the fault.
    pub(crate) fn within(mut self, part: impl Into<String>) -> Self {
        self.path.push(part.into());
        self
    }
}

impl fmt::Display for SpecificationError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for part in self.path.iter().rev() {
            write!(f, "{part}: ")?;
        }
        f.write_str(&self.problem)
    }
}

impl std::error::Error for SpecificationError {}
