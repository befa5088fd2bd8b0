//! How a gateway checks and answers a call.

use std::time::SystemTime;

use http::{HeaderValue, Request, StatusCode};

use super::{Answer, Gateway, ReceivedRequest, response::response};
use crate::{
    Fault,
    ecs::Ecs,
    protocol::{ApiError, Common, Document, Envelope, Format, Parameters},
};

impl Gateway {
    /// Answers a call, to which a fault may apply.
    pub(super) fn answer_call(
        &mut self,
        request: &Request<impl AsRef<[u8]>>,
        now: SystemTime,
    ) -> Answer {
        // A browser also requests an icon, for example, which isn't a call.
        let is_call = request.uri().path() == "/";
        let fault = is_call.then(|| self.faults.next()).flatten();
        match Parameters::read(request) {
            Ok(parameters) => {
                let outcome = self.call(request, &parameters, now);
                self.respond(request, &parameters, outcome, fault, now)
            }
            Err(error) => self.refuse(request, error, fault, now),
        }
    }

    fn call(
        &mut self,
        request: &Request<impl AsRef<[u8]>>,
        parameters: &Parameters,
        now: SystemTime,
    ) -> Result<Document, ApiError> {
        let envelope = Envelope::of(request, parameters);
        let action = envelope.required(Common::ACTION)?;
        let version = envelope.required(Common::VERSION)?;
        let operation = self
            .operations
            .find(action, version, request.headers(), parameters)?;
        if request.uri().path() != "/" {
            return Err(ApiError::API_NOT_FOUND);
        }
        Format::of(envelope, parameters)?;
        self.access.check(request, parameters, now)?;
        if self.operations.ecs.scenario.forbids(action) {
            return Err(ApiError::FORBIDDEN);
        }
        self.operations
            .carry_out(&operation, action, request.headers(), parameters, now)
    }

    /// Answers a request whose parameters can't be read, in the format that its query requests.
    pub(super) fn refuse<B>(
        &mut self,
        request: &Request<B>,
        error: ApiError,
        fault: Option<Fault>,
        now: SystemTime,
    ) -> Answer {
        let query = request.uri().query().unwrap_or_default();
        let parameters = Parameters::parse(query).unwrap_or_default();
        self.respond(request, &parameters, Err(error), fault, now)
    }

    fn respond<B>(
        &mut self,
        request: &Request<B>,
        parameters: &Parameters,
        outcome: Result<Document, ApiError>,
        fault: Option<Fault>,
        now: SystemTime,
    ) -> Answer {
        let outcome = match &fault {
            Some(fault) => fault.outcome(outcome),
            None => outcome,
        };
        let mut request_id = self.request_ids.request_id();
        let (status, code, document) = match outcome {
            Ok(document) => (StatusCode::OK, None, document),
            Err(error) => {
                let product = self.product(request, parameters);
                let document = Document::error(product, &error, &request_id);
                (error.status, Some(error.code), document)
            }
        };
        if let Some(own) = document.request_id() {
            request_id = own.to_owned();
        }

        let format = Format::of(Envelope::of(request, parameters), parameters).unwrap_or_default();
        let written = match &fault {
            Some(fault) if fault.writes_other_format() => format.other(),
            _ => format,
        };
        let body = document.with_request_id(&request_id).write(written);
        let mut response = response(status, format.content_type(), body, now);
        if let Ok(value) = HeaderValue::try_from(request_id) {
            response.headers_mut().insert("x-acs-request-id", value);
        }

        let faulty = fault.is_some();
        let code = code.filter(|_| !fault.as_ref().is_some_and(Fault::has_own_response));
        let answer = match fault {
            Some(fault) => fault.answer(response),
            None => response.into(),
        };
        let status = answer.response.status();
        let received = ReceivedRequest::new(request, parameters, status, code, faulty);
        self.journal.note(received);
        answer
    }

    /// The product of the operation that a call names.
    fn product<B>(&self, request: &Request<B>, parameters: &Parameters) -> &str {
        let envelope = Envelope::of(request, parameters);
        let action = envelope.given(Common::ACTION).unwrap_or_default();
        let version = envelope.given(Common::VERSION).unwrap_or_default();
        let catalog = &self.operations.catalog;
        let product = catalog.product(action, version, request.headers());
        product.unwrap_or(Ecs::PRODUCT)
    }
}
