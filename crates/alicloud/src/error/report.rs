//! Errors as people read them.

use std::{error, fmt};

use super::Error;

impl Error {
    /// The error for people: itself and its causes on one line, and [what to do](Self::advice) on
    /// the next. It holds no secret.
    ///
    /// ```
    /// use alicloud::{error::{TransportError, TransportErrorKind}, Error};
    ///
    /// let error: Error = TransportError::new(TransportErrorKind::Connect, "connection refused").into();
    /// assert_eq!(error.to_string(), "no connection");
    ///
    /// let report = error.report().to_string();
    /// assert!(report.starts_with("no connection: connection refused\nNothing was sent."));
    /// ```
    #[must_use]
    pub fn report(&self) -> Report<'_> {
        Report(self)
    }
}

/// What [`Error::report`] returns, to be displayed.
#[derive(Clone, Copy, Debug)]
pub struct Report<'e>(&'e Error);

impl fmt::Display for Report<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", chain(self.0))?;
        match self.0.advice() {
            Some(advice) => write!(f, "\n{advice}"),
            None => Ok(()),
        }
    }
}

/// Any error with its causes, on one line and joined by colons, to be displayed.
///
/// ```
/// use alicloud::error::{chain, TransportError, TransportErrorKind};
///
/// let error = TransportError::new(TransportErrorKind::Connect, "connection refused");
/// assert_eq!(chain(&error).to_string(), "no connection: connection refused");
/// ```
#[must_use]
pub fn chain<'e>(error: &'e (dyn error::Error + 'static)) -> Chain<'e> {
    Chain(error)
}

/// What [`chain`] returns, to be displayed.
#[derive(Clone, Copy, Debug)]
pub struct Chain<'e>(&'e (dyn error::Error + 'static));

impl fmt::Display for Chain<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)?;
        let mut next = self.0.source();
        while let Some(cause) = next {
            write!(f, ": {cause}")?;
            next = cause.source();
        }
        Ok(())
    }
}
