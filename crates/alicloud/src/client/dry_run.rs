//! Dry runs: the server checks a call without carrying it out.

use crate::{
    api::Api,
    error::{DecodeError, DecodeProblem, Error},
    operation::Operation,
    reply::Reply,
    request::Draft,
};

/// An operation that the server only checks, because its parameter `DryRun` is set.
pub(super) struct DryRun<O>(pub(super) O);

impl<O: Operation> Operation for DryRun<O> {
    type Output = ();

    fn api(&self) -> &Api {
        self.0.api()
    }

    fn region(&self) -> Option<&str> {
        self.0.region()
    }

    fn write(&self, draft: &mut Draft<'_>) {
        draft.dry_run(|draft| self.0.write(draft));
    }

    /// A successful dry run returns an error code. A reply without an error code therefore means
    /// that the server may have carried out the operation.
    fn read(&self, _reply: Reply<'_>) -> Result<(), DecodeError> {
        let why = "the server ignored DryRun, so the operation may have been carried out";
        Err(DecodeError::new("", DecodeProblem::Invalid(why.to_owned())))
    }
}

/// Turns the error code of a successful dry run into `Ok`.
pub(super) fn outcome(result: Result<(), Error>) -> Result<(), Error> {
    match result {
        Err(error) if error.is_dry_run() => Ok(()),
        result => result,
    }
}
