//! Errors of specifications.

use std::{error::Error, fmt};

/// A specification can't be read, or can't be served beside another specification.
#[derive(Debug)]
pub struct SpecificationError {
    /// Where the fault is, from the inside out: a property, a parameter, an operation.
    path: Vec<String>,
    problem: String,
    source: Option<Box<dyn Error + Send + Sync>>,
}

impl SpecificationError {
    pub(crate) fn new(problem: impl Into<String>) -> Self {
        Self {
            path: Vec::new(),
            problem: problem.into(),
            source: None,
        }
    }

    pub(crate) fn caused_by(
        problem: impl Into<String>,
        source: impl Into<Box<dyn Error + Send + Sync>>,
    ) -> Self {
        Self {
            source: Some(source.into()),
            ..Self::new(problem)
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

impl Error for SpecificationError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        let source: &(dyn Error + 'static) = &**self.source.as_ref()?;
        Some(source)
    }
}
