//! The operations of all specifications, and how calls of them are carried out.

use std::{sync::Arc, time::SystemTime};

use http::HeaderMap;

use crate::{
    arguments::{Arguments, Check, Strictness},
    catalog::Catalog,
    ecs::{self, Ecs},
    idempotency::IdempotentReplies,
    protocol::{ApiError, Document, Parameters},
    schema_reply::{CreatedIds, ReplyMaker, complete},
    specification::{Specification, nearest},
};

/// The operations that a gateway serves, with the state that calls read and change.
pub(crate) struct Operations {
    pub(crate) catalog: Catalog,
    pub(crate) strictness: Strictness,
    /// The seed of made-up values.
    pub(crate) seed: u64,
    pub(crate) ecs: Ecs,
    created: CreatedIds,
    idempotent: IdempotentReplies,
}

/// The operation that a call names. At least one of the fields is present.
pub(crate) struct Operation {
    specification: Option<Arc<Specification>>,
    /// The code of an operation that reads or changes the instances.
    scripted: Option<ecs::Operation>,
}

impl Operations {
    pub(crate) fn new(ecs: Ecs) -> Self {
        Self {
            catalog: Catalog::built_in(),
            strictness: Strictness::Strict,
            seed: 0,
            ecs,
            created: CreatedIds::default(),
            idempotent: IdempotentReplies::default(),
        }
    }

    /// Finds the operation that a call names.
    pub(crate) fn find(
        &self,
        action: &str,
        version: &str,
        headers: &HeaderMap,
        parameters: &Parameters,
    ) -> Result<Operation, ApiError> {
        let specifications = self.catalog.of(version, headers);
        let specification = specifications
            .iter()
            .find(|specification| specification.operation(action).is_some());
        let is_ecs = version == Ecs::VERSION
            && specification.is_none_or(|specification| specification.is_of(Ecs::PRODUCT));
        let scripted = ecs::operation(action, parameters).filter(|_| is_ecs);
        if specification.is_some() || scripted.is_some() {
            return Ok(Operation {
                specification: specification.map(|specification| Arc::clone(specification)),
                scripted,
            });
        }
        if specifications.is_empty() && version != Ecs::VERSION {
            return Err(ApiError::INVALID_VERSION);
        }
        let known = specifications
            .iter()
            .flat_map(|specification| specification.operation_names());
        Err(ApiError::unknown_action(nearest(action, known)))
    }

    /// Carries out an authentic call.
    pub(crate) fn carry_out(
        &mut self,
        operation: &Operation,
        action: &str,
        headers: &HeaderMap,
        parameters: &Parameters,
        now: SystemTime,
    ) -> Result<Document, ApiError> {
        let declared = operation
            .specification
            .as_ref()
            .and_then(|specification| Some((&**specification, specification.operation(action)?)));
        let arguments = match declared {
            Some((specification, operation)) => {
                Check::new(specification, action, operation, self.strictness)
                    .read(parameters, headers)?
            }
            None => Arguments::default(),
        };
        self.ecs.settle(now);
        let is_dry_run = parameters
            .given("DryRun")
            .is_some_and(|flag| flag.eq_ignore_ascii_case("true"));
        if is_dry_run {
            if let Some(scripted) = operation.scripted {
                // The call must be valid, but must change nothing.
                scripted(&mut self.ecs.clone(), parameters, now)?;
            }
            return Err(ApiError::DRY_RUN_OPERATION);
        }
        if let Some(reply) = self.idempotent.earlier(action, parameters, now)? {
            return Ok(reply);
        }
        let reply = match (operation.scripted, declared) {
            (Some(scripted), declared) => {
                let mut fields = scripted(&mut self.ecs, parameters, now)?;
                if let Some((specification, operation)) = declared {
                    complete(
                        specification,
                        operation.properties(specification),
                        &mut fields,
                    );
                }
                Document::reply(action, fields)
            }
            (None, Some((specification, operation))) => {
                let maker = ReplyMaker::new(
                    specification,
                    action,
                    operation,
                    &arguments,
                    &self.created,
                    self.seed,
                )?;
                let reply = maker.reply(action, operation);
                if operation.creates() {
                    self.created.note(&reply);
                }
                reply
            }
            // `find` returns a specification or scripted code.
            (None, None) => return Err(ApiError::API_NOT_FOUND),
        };
        self.idempotent.note(action, parameters, &reply, now);
        Ok(reply)
    }
}
