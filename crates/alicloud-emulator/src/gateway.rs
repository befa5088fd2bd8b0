//! From a raw request to the answer, without a socket.

mod access;
mod fault_effect;
mod fault_endpoint;
mod fault_queue;
mod gzip;
mod journal;
mod received_request;
mod response;
mod signature;

use std::{fmt, time::SystemTime};

use bytes::Bytes;
use http::{HeaderValue, Method, Request, Response, StatusCode};

pub use self::received_request::ReceivedRequest;
use self::{
    access::Access, fault_endpoint::FAULT_PATH, fault_queue::FaultQueue, journal::Journal,
    response::response,
};
pub(crate) use self::{fault_effect::Answer, received_request::ConnectionNumber};
use crate::{
    Credentials, Fault, Scenario, VncUrlStatus,
    ecs::{self, Ecs, VNC_PATH},
    identifiers::Identifiers,
    protocol::{ApiError, Common, Document, Envelope, Format, Parameters},
};

/// The emulated service as a state machine: requests and the time go in, responses come out.
///
/// An [`Emulator`](crate::Emulator) is this behind a socket. Used directly it serves a test that
/// wants no network, for instance as the transport of a client.
///
/// ```
/// use std::time::SystemTime;
///
/// use alicloud_emulator::{Credentials, Gateway, Scenario};
/// use http::Request;
///
/// # fn main() -> Result<(), http::Error> {
/// let credentials = Credentials::new("testid", "testsecret");
/// let mut gateway = Gateway::new([credentials], Scenario::default(), "localhost");
///
/// let request = Request::get("/?Action=DescribeInstanceVncUrl&Format=JSON").body("")?;
/// let response = gateway.answer(&request, SystemTime::now());
///
/// assert_eq!(response.status(), 400);
/// assert_eq!(gateway.requests()[0].code.as_deref(), Some("MissingVersion"));
/// # Ok(())
/// # }
/// ```
pub struct Gateway {
    access: Access,
    ecs: Ecs,
    faults: FaultQueue,
    journal: Journal,
    request_ids: Identifiers,
}

impl Gateway {
    /// A service that accepts these credentials, plays this scenario, and hands out `VncUrl`s that
    /// point at `authority` (a host, with `:port` if need be).
    #[must_use]
    pub fn new(
        credentials: impl IntoIterator<Item = Credentials>,
        scenario: Scenario,
        authority: impl Into<String>,
    ) -> Self {
        Self {
            access: Access::new(credentials.into_iter().collect()),
            ecs: Ecs::new(scenario, authority.into()),
            faults: FaultQueue::default(),
            journal: Journal::default(),
            request_ids: Identifiers::default(),
        }
    }

    /// Answers one request at the time `now`. Whatever is wrong with it is said in the response.
    ///
    /// The request's URI may be absolute or only a path with a query. Of the headers `Content-Type`
    /// counts, and those that belong to a signature; a host in the URI counts as no `Host` header.
    pub fn answer(
        &mut self,
        request: &Request<impl AsRef<[u8]>>,
        now: SystemTime,
    ) -> Response<Bytes> {
        self.answer_over_wire(request, now).response
    }

    /// The same, with what is to go wrong on the answer's way.
    pub(crate) fn answer_over_wire(
        &mut self,
        request: &Request<impl AsRef<[u8]>>,
        now: SystemTime,
    ) -> Answer {
        if request.uri().path() == FAULT_PATH {
            return fault_endpoint::answer(request, &mut self.faults, now).into();
        }
        if request.method() == Method::GET && request.uri().path() == VNC_PATH {
            return self.open_vnc_url(request, now).into();
        }
        let fault = self.faults.next();
        match Parameters::read(request) {
            Ok(parameters) => {
                let outcome = self.call(request, &parameters, now);
                self.respond(request, &parameters, outcome, fault, now)
            }
            Err(error) => self.refuse(request, error, fault, now),
        }
    }

    /// Answers a request whose body is not worth reading.
    pub(crate) fn answer_too_large<B>(&mut self, request: &Request<B>, now: SystemTime) -> Answer {
        self.refuse(request, ApiError::REQUEST_TOO_LARGE, None, now)
    }

    /// Makes the answers to the next `times` calls go wrong. Faults are played in the order of their
    /// injection.
    pub fn inject(&mut self, fault: Fault, times: usize) {
        self.faults.push(fault, times);
    }

    /// Forgets the faults that have not been played yet.
    pub fn clear_faults(&mut self) {
        self.faults.clear();
    }

    /// How many calls are still to go wrong.
    #[must_use]
    pub fn pending_faults(&self) -> usize {
        self.faults.pending()
    }

    /// What arrived so far, oldest first: the last 1000 requests.
    #[must_use]
    pub fn requests(&self) -> Vec<ReceivedRequest> {
        self.journal.requests()
    }

    /// How many requests arrived so far, those that [`requests`](Self::requests) no longer lists
    /// included.
    #[must_use]
    pub fn request_count(&self) -> u64 {
        self.journal.count()
    }

    /// Whether a `VncUrl` can be opened at the time `now`. The URL is taken as it was handed out
    /// (percent-encoded once) or decoded (`ws://...`).
    #[must_use]
    pub fn vnc_url_status(&mut self, vnc_url: &str, now: SystemTime) -> VncUrlStatus {
        self.ecs.vnc.url_status(vnc_url, now)
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
        if version != Ecs::VERSION {
            return Err(ApiError::INVALID_VERSION);
        }
        let operation = ecs::operation(action).ok_or(ApiError::API_NOT_FOUND)?;
        if request.uri().path() != "/" {
            return Err(ApiError::API_NOT_FOUND);
        }
        Format::of(envelope, parameters)?;
        self.access.check(request, parameters, now)?;
        if self.ecs.scenario.forbids(action) {
            return Err(ApiError::FORBIDDEN);
        }
        let fields = operation(&mut self.ecs, parameters, now)?;
        Ok(Document::reply(action, fields))
    }

    /// Answers a request that could not be read as a whole, in the format its query asks for.
    fn refuse<B>(
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
        let request_id = self.request_ids.request_id();
        let (status, code, document) = match outcome {
            Ok(document) => (StatusCode::OK, None, document),
            Err(error) => {
                let document = Document::error(&error, &request_id);
                (error.status, Some(error.code), document)
            }
        };

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

    /// Stands in for the WebSocket behind a `VncUrl`.
    fn open_vnc_url<B>(&mut self, request: &Request<B>, now: SystemTime) -> Response<Bytes> {
        let query = request.uri().query().unwrap_or_default();
        let (status, text) = match self.ecs.vnc.query_status(query, now) {
            VncUrlStatus::Valid => (StatusCode::OK, "This VncUrl can be opened.\n"),
            VncUrlStatus::Expired => (StatusCode::GONE, "This VncUrl has expired.\n"),
            VncUrlStatus::Unknown => (StatusCode::NOT_FOUND, "This VncUrl was never handed out.\n"),
        };
        let received = ReceivedRequest::new(request, &Parameters::default(), status, None, false);
        self.journal.note(received);
        response(status, "text/plain;charset=utf-8", text.into(), now)
    }
}

impl fmt::Debug for Gateway {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Gateway")
            .field("request_count", &self.request_count())
            .finish_non_exhaustive()
    }
}
