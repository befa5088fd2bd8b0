//! Operations whose error codes are known.

use std::borrow::Cow;

use super::Operation;
use crate::error::{Error, ErrorCode};

/// An operation whose specification lists error codes.
///
/// It ties the codes to the operation, so that no other operation's can be meant by mistake.
pub trait Documented: Operation {
    /// The documented codes.
    type Code: ErrorCode;
}

impl<O: Documented + ?Sized> Documented for &O {
    type Code = O::Code;
}

impl<O: Documented + ?Sized> Documented for Box<O> {
    type Code = O::Code;
}

impl Error {
    /// The code of the error document as one that `operation` documents. `None` if the operation
    /// doesn't document it, or if no error document came.
    #[must_use]
    pub fn code_of<O: Documented + ?Sized>(&self, _operation: &O) -> Option<O::Code> {
        self.known()
    }

    /// What to do about the failure of `operation`, in a sentence or two for people: what its
    /// specification says of the code, or else [`advice`](Self::advice).
    #[must_use]
    pub fn advice_for<O: Documented + ?Sized>(&self, operation: &O) -> Option<Cow<'static, str>> {
        let documented = self.code_of(operation).and_then(ErrorCode::description);
        documented.map(Cow::from).or_else(|| self.advice())
    }
}
