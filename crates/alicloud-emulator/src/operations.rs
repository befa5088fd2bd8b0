//! The operations of all specifications, and how calls of them are carried out.

use std::{sync::Arc, time::SystemTime};

use http::HeaderMap;

use crate::{
    ControlError, PreparedError, PreparedReply, Scenario,
    arguments::{Arguments, Check, Strictness},
    catalog::Catalog,
    ecs::{self, Ecs},
    idempotency::IdempotentReplies,
    prepared::PreparedAnswers,
    protocol::{ApiError, Document, Parameters},
    schema_reply::{CreatedIds, ReplyMaker, Scope, complete},
    specification::{self, Specification, nearest},
};

/// The operations that a gateway serves, with the state that calls read and change.
pub(crate) struct Operations {
    pub(crate) catalog: Catalog,
    pub(crate) strictness: Strictness,
    /// The seed of made-up values.
    pub(crate) seed: u64,
    pub(crate) ecs: Ecs,
    /// Replies and errors that tests have set.
    pub(crate) replies: PreparedAnswers<PreparedReply>,
    pub(crate) errors: PreparedAnswers<PreparedError>,
    created: CreatedIds,
    idempotent: IdempotentReplies,
}

/// The operation that a call names. At least one of the fields is present.
pub(crate) struct Operation {
    specification: Option<Arc<Specification>>,
    /// The code of an operation that reads or changes the instances.
    scripted: Option<ecs::Operation>,
}

/// The specification of an operation, and the operation in it.
type Declared<'a> = Option<(&'a Specification, &'a specification::Operation)>;

impl Operations {
    pub(crate) fn new(catalog: Catalog, strictness: Strictness, seed: u64, ecs: Ecs) -> Self {
        Self {
            catalog,
            strictness,
            seed,
            ecs,
            replies: PreparedAnswers::default(),
            errors: PreparedAnswers::default(),
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
        let is_scripted = version == Ecs::VERSION
            && match specification {
                Some(specification) => specification.is_of(Ecs::PRODUCT),
                None => serves_scripts_alone(
                    specifications.iter().map(|specification| &***specification),
                ),
            };
        let scripted = ecs::operation(action, parameters).filter(|_| is_scripted);
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
        let api = match declared {
            Some((specification, _)) => {
                format!("{} {}", specification.product, specification.version)
            }
            None => format!("{} {}", Ecs::PRODUCT, Ecs::VERSION),
        };
        let scope = Scope::new(&api, &arguments);
        self.ecs.settle(now);
        let error = self.prepared_error(action, declared);
        if parameters.is_true("DryRun") {
            if let (None, Some(scripted)) = (&error, operation.scripted) {
                // The call must be valid, but must change nothing.
                scripted(&mut self.ecs.clone(), parameters, now)?;
            }
            return Err(error.unwrap_or(ApiError::DRY_RUN_OPERATION));
        }
        if let Some(error) = error {
            return Err(error);
        }
        if let Some(reply) = self.idempotent.earlier(&api, action, parameters, now)? {
            return Ok(reply);
        }
        if let Some(reply) = self.prepared_reply(action, declared, &scope, &arguments) {
            self.idempotent.note(&api, action, parameters, &reply, now);
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
                    (&scope, &self.created),
                    self.seed,
                )?;
                let reply = maker.reply(action, operation)?;
                if operation.writes(action) {
                    self.created
                        .note(&scope, specification, action, &arguments, &reply);
                }
                reply
            }
            // `find` returns a specification or scripted code.
            (None, None) => return Err(ApiError::API_NOT_FOUND),
        };
        self.idempotent.note(&api, action, parameters, &reply, now);
        Ok(reply)
    }
}

/// Whether the scripted operations are served without a specification, because none of these
/// specifications is that of ECS.
fn serves_scripts_alone<'a>(mut specifications: impl Iterator<Item = &'a Specification>) -> bool {
    !specifications.any(|specification| {
        specification.is_of(Ecs::PRODUCT) && specification.version == Ecs::VERSION
    })
}

/// Answers that tests set, and the scenario.
impl Operations {
    /// The error that a test has set for a valid call.
    fn prepared_error(&mut self, action: &str, declared: Declared<'_>) -> Option<ApiError> {
        let (specification, operation) = declared?;
        let is_declared = |error: &PreparedError| operation.error(error.code()).is_some();
        let error = self
            .errors
            .next(action, &specification.version, is_declared)?;
        operation.error(error.code()).map(ApiError::from)
    }

    /// The reply that a test has set for a valid call.
    fn prepared_reply(
        &mut self,
        action: &str,
        declared: Declared<'_>,
        scope: &Scope,
        arguments: &Arguments,
    ) -> Option<Document> {
        let version = declared.map_or(Ecs::VERSION, |(specification, _)| &specification.version);
        let reply = self.replies.next(action, version, |_| true)?;
        let mut document = Document::reply(action, reply.into_fields());
        if let Some((specification, operation)) = declared {
            if let Some(name) = operation.request_id_name(specification) {
                document = document.with_request_id_name(name.clone());
            }
            if operation.writes(action) {
                self.created
                    .note(scope, specification, action, arguments, &document);
            }
        }
        Some(document)
    }

    /// Checks that the operation of a reply is served.
    pub(crate) fn check_reply(&self, reply: &PreparedReply) -> Result<(), ControlError> {
        self.check_served(reply.action(), reply.version())
    }

    /// Checks that the operation of an error is served and declares the error.
    pub(crate) fn check_error(&self, error: &PreparedError) -> Result<(), ControlError> {
        let (action, version) = (error.action(), error.version());
        self.check_served(action, version)?;
        let of_version = self
            .catalog
            .iter()
            .filter(|specification| version.is_none_or(|version| specification.version == version));
        let mut declared: Vec<&str> = of_version
            .filter_map(|specification| specification.operation(action))
            .flat_map(|operation| operation.errors.iter().map(|error| &*error.code))
            .collect();
        if declared.contains(&error.code()) {
            return Ok(());
        }
        declared.sort_unstable();
        declared.dedup();
        Err(ControlError::UndeclaredError {
            action: action.to_owned(),
            code: error.code().to_owned(),
            suggestion: nearest(error.code(), declared.iter().copied()).map(str::to_owned),
            declared: declared.into_iter().map(str::to_owned).collect(),
        })
    }

    /// Checks that an operation of this name is served.
    pub(crate) fn check_action(&self, action: &str) -> Result<(), ControlError> {
        self.check_served(action, None)
    }

    fn check_served(&self, action: &str, version: Option<&str>) -> Result<(), ControlError> {
        let mut served: Vec<&str> = self
            .catalog
            .iter()
            .filter(|specification| specification.operation(action).is_some())
            .map(|specification| &*specification.version)
            .collect();
        if ecs::has_operation(action) && serves_scripts_alone(self.catalog.iter()) {
            served.push(Ecs::VERSION);
        }
        if served.is_empty() {
            let known = self.catalog.iter().flat_map(Specification::operation_names);
            return Err(ControlError::UnknownOperation {
                action: action.to_owned(),
                suggestion: nearest(action, known).map(str::to_owned),
            });
        }
        match version {
            Some(version) if !served.contains(&version) => {
                served.sort_unstable();
                served.dedup();
                Err(ControlError::UnknownVersion {
                    action: action.to_owned(),
                    version: version.to_owned(),
                    served: served.into_iter().map(str::to_owned).collect(),
                })
            }
            _ => Ok(()),
        }
    }

    /// Begins again with a scenario, and forgets what calls created.
    pub(crate) fn begin(&mut self, scenario: Scenario) {
        self.ecs.begin(scenario);
        self.created = CreatedIds::default();
        self.idempotent = IdempotentReplies::default();
    }

    /// The scenario in its state at the time `now`.
    pub(crate) fn scenario(&mut self, now: SystemTime) -> &Scenario {
        self.ecs.settle(now);
        &self.ecs.scenario
    }
}
