//! Error reports for people.

use std::{error, fmt};

use super::Error;

impl Error {
    /// Returns a report for people: the error with its causes, joined by colons, and the
    /// [advice](Self::advice) on a new line. The report contains a secret only if the server
    /// repeats it in an error document; see [`Session::redact`](crate::Session::redact).
    ///
    /// ```
    /// use alicloud::{error::{TransportError, TransportErrorKind}, Error};
    ///
    /// let error = TransportError::new(TransportErrorKind::Connect, "connection refused");
    /// let error: Error = error.into();
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

/// A printable error with its causes and advice, from [`Error::report`].
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

/// Returns a printable form of any error with its causes, joined by colons.
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

/// A printable error with its causes, from [`chain`].
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
