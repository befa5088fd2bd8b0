//! One token for several calls.

use std::sync::Arc;

use crate::{
    api::Api, error::DecodeError, exchange::Session, operation::Operation, reply::Reply,
    request::Draft,
};

/// What makes the pages of one operation idempotent together: a token, if the operation takes one.
#[derive(Clone, Debug)]
pub(super) struct OneToken(Option<Arc<str>>);

impl OneToken {
    pub(super) fn new(session: &Session, operation: &impl Operation) -> Self {
        Self(session.new_token(operation.api()))
    }

    /// The operation with the token, unless it says one itself.
    pub(super) fn with<O: Operation>(&self, operation: O) -> WithToken<O> {
        WithToken {
            operation,
            token: self.clone(),
        }
    }
}

pub(super) struct WithToken<O> {
    operation: O,
    token: OneToken,
}

impl<O: Operation> Operation for WithToken<O> {
    type Output = O::Output;

    fn api(&self) -> &Api {
        self.operation.api()
    }

    fn region(&self) -> Option<&str> {
        self.operation.region()
    }

    fn write(&self, draft: &mut Draft<'_>) {
        self.operation.write(draft);
        if let (Some(token), Some(parameter)) = (&self.token.0, self.api().token_parameter()) {
            draft.fill_in(parameter, token);
        }
    }

    fn read(&self, reply: Reply<'_>) -> Result<O::Output, DecodeError> {
        self.operation.read(reply)
    }
}
