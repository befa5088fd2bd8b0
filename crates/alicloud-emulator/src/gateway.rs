//! The emulated service, without a socket.

mod access;
mod call;
mod console_page;
mod control;
mod fault_effect;
mod fault_queue;
mod gzip;
mod journal;
mod nonces;
mod received_request;
mod response;
mod signature;

use std::{fmt, time::SystemTime};

use bytes::Bytes;
use http::{Method, Request, Response, StatusCode};

pub use self::received_request::ReceivedRequest;
use self::{access::Access, fault_queue::FaultQueue, journal::Journal, response::response};
pub(crate) use self::{
    console_page::CONSOLE_PAGE_PATH, control::FAULT_KINDS, fault_effect::Answer,
    received_request::ConnectionNumber,
};
use crate::{
    ControlError, Credentials, Fault, PreparedError, PreparedReply, Scenario, VncUrlStatus,
    arguments::Strictness,
    catalog::Catalog,
    ecs::{Ecs, VNC_PATH, VncOpening},
    identifiers::Identifiers,
    operations::Operations,
    protocol::{ApiError, Parameters},
};

/// The emulated service as a state machine, which maps a request and a time to a response.
///
/// An [`Emulator`](crate::Emulator) serves a gateway on a socket. Tests without a network can call
/// the gateway directly, for example as the transport of a client.
///
/// The vendor doesn't document the codes `InvalidSignatureVersion`, `InvalidSignatureType`,
/// `ReplyTooLarge`, `RequestTooLarge` and `UnsupportedContentType`, nor the status 405 of
/// `UnsupportedHTTPMethod`. The real service may answer differently in these cases.
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
///
/// # Checks
///
/// The emulator checks a call in this order. The first failed check determines the answer:
///
/// | check | error code | HTTP |
/// |---|---|---|
/// | the body has at most 1 MiB ([`Emulator`](crate::Emulator) only) | `RequestTooLarge` | 413 |
/// | the method is GET or POST | `UnsupportedHTTPMethod` | 405 |
/// | the query is percent-encoded UTF-8 and repeats no parameter | `InvalidParameter` | 400 |
/// | the body of a POST is a form | `UnsupportedContentType` | 415 |
/// | the form is percent-encoded UTF-8 and repeats no parameter | `InvalidParameter` | 400 |
/// | `Action` and `Version` are present | `MissingAction`, `MissingVersion` | 400 |
/// | the version exists | `InvalidVersion` | 400 |
/// | the operation exists, and the path is `/` | `InvalidAction.NotFound` | 404 |
/// | `Format` is absent, `JSON` or `XML` | `InvalidParameter.Format` | 400 |
/// | the other common parameters are present | `MissingAccessKeyId`, `MissingTimestamp`, ... | 400 |
/// | the signature is of a known kind | `InvalidSignatureMethod`, `InvalidSignatureVersion`, `InvalidSignatureType` | 400 |
/// | the timestamp has the form `yyyy-MM-ddTHH:mm:ssZ` | `InvalidTimeStamp.Format` | 400 |
/// | the timestamp is at most 15 minutes off | `InvalidTimeStamp.Expired` | 400 |
/// | the AccessKey ID is known | `InvalidAccessKeyId.NotFound` | 404 |
/// | the security token belongs to the AccessKey ID | `MissingSecurityToken`, `InvalidSecurityToken.MismatchWithAccessKey`, `InvalidSecurityToken.Malformed` | 400 |
/// | temporary credentials have not [expired](Credentials::expiring_at) | `InvalidSecurityToken.Expired` | 400 |
/// | the signature is correct | `SignatureDoesNotMatch` | 400 |
/// | the nonce is new | `SignatureNonceUsed` | 400 |
/// | the scenario doesn't [forbid](Scenario::forbidding) the operation | `Forbidden.RAM` | 403 |
/// | the operation has the parameter, and it is sent in the query, the form or a header as declared | `InvalidParameter` | 400 |
/// | the parameter has the declared form (list, object, JSON) and type | `InvalidParameter` | 400 |
/// | the value is within its enumeration, limits and pattern, unless [`lenient`] | `InvalidParameter` | 400 |
/// | the required parameters of the operation are present | `MissingParameter` | 400 |
/// | no [error was added](Gateway::add_error) for the operation | the code of the error | its status |
/// | `DryRun` is not `true` | `DryRunOperation` | 400 |
/// | an earlier call with the same `ClientToken` had the same parameters | `IdempotentParameterMismatch` | 403 |
/// | the instances have a status that allows the operation | see the operation | |
///
/// [`lenient`]: crate::EmulatorBuilder::lenient
///
/// Parameters are checked in the order of their names, and the first invalid parameter determines
/// the answer. A dry run fails like the call if the instances don't allow the operation. Without
/// the default feature `ecs` and without a specification of ECS, only the operations in the table
/// below exist, and they ignore unknown parameters.
///
/// A call is checked as ACS3-HMAC-SHA256 if it has an `Authorization` header, or if it names its
/// operation only in the header `x-acs-action`. ACS3 calls have the common parameters in headers.
/// All other calls are checked as signature 1.0, with the common parameters in the query or the
/// form.
///
/// The emulator recomputes the signature from the raw request, with code that shares nothing with
/// the `alicloud` crates. So an accepted call is evidence that both the emulator and the client
/// sign correctly.
///
/// The parameters of the query and of a POST form are merged. If both contain a parameter, the
/// value in the form counts, as official SDKs expect.
///
/// A nonce counts as used only after a correct signature. The gateway forgets a nonce after 30
/// minutes, because the timestamp of the request that used the nonce is then too old.
///
/// An empty common parameter counts as absent, including `SecurityToken`.
///
/// The vendor documents how to sign with ACS3, but documents few of the server's answers. The
/// emulator assumes these rules:
///
/// - `Host`, `Content-Type` and every `x-acs-*` header that is present must be signed. Other
///   headers may be signed.
/// - The error codes are the same as for signature 1.0. `MissingContentSha256` and
///   `MissingSignedHeaders` are additional error codes.
/// - `x-acs-content-sha256` must be the hash of the body in lower-case hexadecimal. A wrong hash is
///   answered with `SignatureDoesNotMatch`.
/// - The message of `SignatureDoesNotMatch` contains the server's string to sign and canonical
///   request in brackets. The canonical request contains the hash of the received body.
///
/// # Answers
///
/// `Format` selects JSON or XML, and the answer has the envelope of the vendor. Without `Format`,
/// the answer is XML, which is the historical default of the vendor. With ACS3, the `Accept` header
/// selects the format if `Format` is absent, and the default is JSON.
///
/// A [`Scenario`] defines the regions and instances. The default scenario contains a region with
/// several pages of instances. The scenario also contains instances for which
/// `DescribeInstanceVncUrl` succeeds, fails with `IncorrectInstanceStatus`, or fails with
/// `InstanceNotReady`. The constants of [`Scenario`] are the ids of these instances and regions.
///
/// The operations of this table read and change the instances of the scenario:
///
/// | operation | answer |
/// |---|---|
/// | `DescribeRegions` | the regions of the scenario, with names in the language of `AcceptLanguage` |
/// | `DescribeInstances` | the instances of the region that match `InstanceIds`, `InstanceName` (`*` matches any text), `SecurityGroupId`, `Status`, `Tag`, `VSwitchId` and `ZoneId`, paged by `NextToken` and `MaxResults` or by `PageNumber` and `PageSize` |
/// | `DescribeInstanceVncUrl` | the `VncUrl` of a running instance |
/// | `ModifyInstanceVncPasswd` | success if the password is valid |
/// | `DescribeInstanceStatus`, `DescribeInstanceAttribute` | the current status and attributes |
/// | `RunInstances` | the ids of new instances, which are `Pending` and then `Running` |
/// | `CreateInstance` | the id of a new instance, which is `Pending` and then `Stopped` |
/// | `StartInstance(s)`, `RebootInstance(s)` | the instances are `Starting` and then `Running` |
/// | `StopInstance(s)` | the instances are `Stopping` and then `Stopped` |
/// | `DeleteInstance(s)` | the instances are gone |
/// | `ModifyInstanceAttribute` | the instance has the new `InstanceName` and `SecurityGroupIds` |
/// | `JoinSecurityGroup`, `LeaveSecurityGroup` with an `InstanceId` | the instance is in the security group, or no longer |
/// | `TagResources`, `UntagResources`, `ListTagResources` with the `ResourceType` instance | the tags of instances |
///
/// A change of the status takes the time [`Instance::ready_after`](crate::Instance::ready_after).
/// Other filters of `DescribeInstances` are ignored. The old operations for tags, such as
/// `AddTags`, change no instances.
///
/// All other operations of ECS and of added
/// [specifications](crate::EmulatorBuilder::specification) get replies that are made from their
/// specification:
///
/// - A field that has the name of a parameter repeats the argument. All other values are made up,
///   and are the same for the same calls. Calls that change something return new ids each time.
/// - A reply with more than 16 MiB of names and texts is refused with the code `ReplyTooLarge`.
/// - The main list of a reply has pages. The pages end, and the total is the number of all items.
/// - Ids that operations create are in later lists of the same product and region. The emulator
///   remembers nothing else, so an id can't be deleted.
/// - A call with the same `ClientToken` as an earlier call gets the same reply. Replies are
///   remembered for an hour, and at most 16 MiB of them.
///
/// A `VncUrl` can be opened for 15 seconds after its issue. [`Gateway::vnc_url_status`] returns
/// the status of a `VncUrl`. A GET request for the URL, with `http` in place of `ws`, is answered
/// with 200 while the URL can be opened. The answer is 410 after the URL expired, and 404 if the
/// URL is unknown.
///
/// An [`Emulator`](crate::Emulator) also accepts the WebSocket handshake of every `VncUrl`. If the
/// URL can be opened, the first message is a JSON object with the number `secondsLeft`, and the
/// session then stays open without a terminal. A session ends after 60 seconds without a frame, or
/// after the [timeout](crate::EmulatorBuilder::websocket_idle_timeout) of the emulator. If the URL
/// can't be opened, the emulator closes the session:
///
/// | close code | `VncUrl` |
/// |---|---|
/// | 4410 | expired |
/// | 4404 | unknown |
/// | 4400 | issued, but its token is percent-encoded twice or not at all |
///
/// A handshake that violates RFC 6455 is answered with 426 if its version is not 13, else with 400.
/// Such a handshake is missing from [`Emulator::requests`](crate::Emulator::requests).
///
/// A GET request for `/_emulator/console` returns a web page that takes the place of the vendor's
/// page. It reads the same query, opens the WebSocket, and shows the state of the `VncUrl`.
pub struct Gateway {
    access: Access,
    operations: Operations,
    faults: FaultQueue,
    journal: Journal,
    request_ids: Identifiers,
    /// The scenario from the start.
    initial_scenario: Scenario,
}

impl Gateway {
    /// Creates a gateway that accepts `credentials` and simulates `scenario`. The `VncUrl`s of the
    /// gateway point to `authority`, which is a host with an optional port. A
    /// [forbidden](Scenario::forbidding) operation that the gateway doesn't serve has no effect.
    #[must_use]
    pub fn new(
        credentials: impl IntoIterator<Item = Credentials>,
        scenario: Scenario,
        authority: impl Into<String>,
    ) -> Self {
        let ecs = Ecs::new(scenario, authority.into());
        let operations = Operations::new(Catalog::built_in(), Strictness::Strict, 0, ecs);
        Self::with_operations(credentials, operations)
    }

    /// Creates a gateway that accepts `credentials` and serves `operations`.
    pub(crate) fn with_operations(
        credentials: impl IntoIterator<Item = Credentials>,
        operations: Operations,
    ) -> Self {
        Self {
            access: Access::new(credentials.into_iter().collect()),
            initial_scenario: operations.ecs.scenario.clone(),
            operations,
            faults: FaultQueue::default(),
            journal: Journal::default(),
            request_ids: Identifiers::default(),
        }
    }

    /// Answers one request at the time `now`. An invalid request gets an error response.
    ///
    /// The URI of the request may be absolute, or may be a path with a query. The gateway reads
    /// `Content-Type`, `Accept` and the headers of a signature. The gateway ignores the host of an
    /// absolute URI, and reads the `Host` header.
    pub fn answer(
        &mut self,
        request: &Request<impl AsRef<[u8]>>,
        now: SystemTime,
    ) -> Response<Bytes> {
        self.answer_over_wire(request, now).response
    }

    /// Like [`answer`](Self::answer), but also returns the delivery fault.
    pub(crate) fn answer_over_wire(
        &mut self,
        request: &Request<impl AsRef<[u8]>>,
        now: SystemTime,
    ) -> Answer {
        if control::is_control_path(request.uri().path()) {
            return control::answer(self, request, now).into();
        }
        if request.method() == Method::GET && request.uri().path() == VNC_PATH {
            return self.open_vnc_url(request, now).into();
        }
        self.answer_call(request, now)
    }

    /// Answers a request whose body is too large to be read.
    pub(crate) fn answer_too_large<B>(&mut self, request: &Request<B>, now: SystemTime) -> Answer {
        if control::is_control_path(request.uri().path()) {
            return control::answer_too_large(now).into();
        }
        self.refuse(request, ApiError::REQUEST_TOO_LARGE, None, now)
    }

    /// Applies `fault` to the next `times` calls, or to no call if `times` is 0. Faults apply in
    /// the order in which they were injected.
    pub fn inject(&mut self, fault: Fault, times: u64) {
        self.faults.push(fault, times);
    }

    /// Removes the pending faults.
    pub fn clear_faults(&mut self) {
        self.faults.clear();
    }

    /// The number of calls to which the pending faults will apply.
    #[must_use]
    pub fn pending_faults(&self) -> u64 {
        self.faults.pending()
    }

    /// Answers calls of an operation with a reply. Several replies for one operation apply in the
    /// order in which they were added.
    ///
    /// # Errors
    ///
    /// Fails if the gateway doesn't serve the operation.
    pub fn add_reply(&mut self, reply: PreparedReply) -> Result<(), ControlError> {
        self.operations.check_reply(&reply)?;
        self.operations.replies.push(reply);
        Ok(())
    }

    /// Replaces all pending replies. If one of the replies can't be added, nothing changes.
    pub(crate) fn replace_replies(
        &mut self,
        replies: Vec<PreparedReply>,
    ) -> Result<(), ControlError> {
        let mut checked = replies.iter();
        checked.try_for_each(|reply| self.operations.check_reply(reply))?;
        self.clear_replies();
        replies
            .into_iter()
            .for_each(|reply| self.operations.replies.push(reply));
        Ok(())
    }

    /// Removes the pending replies.
    pub fn clear_replies(&mut self) {
        self.operations.replies.clear();
    }

    /// The pending replies, in the order in which they were added.
    #[must_use]
    pub fn pending_replies(&self) -> Vec<PreparedReply> {
        let replies = self.operations.replies.pending();
        replies.into_iter().cloned().collect()
    }

    /// Answers calls of an operation with an error that the operation declares. Several errors for
    /// one operation apply in the order in which they were added, and before all replies.
    ///
    /// # Errors
    ///
    /// Fails if the gateway doesn't serve the operation, or if the operation doesn't declare the
    /// error.
    pub fn add_error(&mut self, error: PreparedError) -> Result<(), ControlError> {
        self.operations.check_error(&error)?;
        self.operations.errors.push(error);
        Ok(())
    }

    /// Replaces all pending errors. If one of the errors can't be added, nothing changes.
    pub(crate) fn replace_errors(
        &mut self,
        errors: Vec<PreparedError>,
    ) -> Result<(), ControlError> {
        let mut checked = errors.iter();
        checked.try_for_each(|error| self.operations.check_error(error))?;
        self.clear_errors();
        errors
            .into_iter()
            .for_each(|error| self.operations.errors.push(error));
        Ok(())
    }

    /// Removes the pending errors.
    pub fn clear_errors(&mut self) {
        self.operations.errors.clear();
    }

    /// The pending errors, in the order in which they were added.
    #[must_use]
    pub fn pending_errors(&self) -> Vec<PreparedError> {
        let errors = self.operations.errors.pending();
        errors.into_iter().cloned().collect()
    }

    /// Replaces the scenario. The gateway forgets the ids that calls created, and the replies to
    /// calls with a `ClientToken`. Pagination tokens of `DescribeInstances` become invalid.
    ///
    /// # Errors
    ///
    /// Fails if the scenario [forbids](Scenario::forbidding) an operation that the gateway doesn't
    /// serve.
    pub fn set_scenario(&mut self, scenario: Scenario) -> Result<(), ControlError> {
        self.check_scenario(&scenario)?;
        self.operations.begin(scenario);
        Ok(())
    }

    /// Checks that the gateway serves the operations that a scenario forbids.
    pub(crate) fn check_scenario(&self, scenario: &Scenario) -> Result<(), ControlError> {
        let mut forbidden = scenario.forbidden().iter();
        forbidden.try_for_each(|action| self.operations.check_action(action))
    }

    /// Restores the scenario from the start, and forgets what calls created.
    pub fn reset_scenario(&mut self) {
        self.operations.begin(self.initial_scenario.clone());
    }

    /// The scenario in its state at the time `now`. The method needs a mutable gateway, because it
    /// first completes the changes of instances that are due at `now`.
    #[must_use]
    pub fn scenario(&mut self, now: SystemTime) -> &Scenario {
        self.operations.scenario(now)
    }

    /// The latest received requests, oldest first: at most 1000, and at most 16 MiB. Requests to
    /// the [control endpoints](crate::guide::control_endpoints) and for the console page are not
    /// listed.
    #[must_use]
    pub fn requests(&self) -> Vec<ReceivedRequest> {
        self.journal.requests()
    }

    /// The number of received requests, including older requests than
    /// [`requests`](Self::requests) lists.
    #[must_use]
    pub fn request_count(&self) -> u64 {
        self.journal.count()
    }

    /// Forgets the received requests. [`request_count`](Self::request_count) is then 0.
    pub fn clear_requests(&mut self) {
        self.journal = Journal::default();
    }

    /// The status of a `VncUrl` at the time `now`. The URL may be percent-encoded once, as it was
    /// issued, or decoded (`ws://...`).
    #[must_use]
    pub fn vnc_url_status(&mut self, vnc_url: &str, now: SystemTime) -> VncUrlStatus {
        self.operations.ecs.vnc.url_status(vnc_url, now)
    }

    /// Answers a GET request for a `VncUrl`, in place of the WebSocket of the real service.
    fn open_vnc_url<B>(&mut self, request: &Request<B>, now: SystemTime) -> Response<Bytes> {
        let query = request.uri().query().unwrap_or_default();
        let (status, text) = match self.operations.ecs.vnc.query_status(query, now) {
            VncUrlStatus::Valid => (StatusCode::OK, "This VncUrl can be opened.\n"),
            VncUrlStatus::Expired => (StatusCode::GONE, "This VncUrl has expired.\n"),
            VncUrlStatus::Unknown => (StatusCode::NOT_FOUND, "This VncUrl is unknown.\n"),
        };
        let received = ReceivedRequest::new(request, &Parameters::default(), status, None, false);
        self.journal.note(received);
        response(status, "text/plain;charset=utf-8", text.into(), now)
    }

    /// Records a valid WebSocket handshake for a `VncUrl`, and decides how the session begins.
    pub(crate) fn open_websocket<B>(
        &mut self,
        request: &Request<B>,
        now: SystemTime,
    ) -> VncOpening {
        let query = request.uri().query().unwrap_or_default();
        let opening = self.operations.ecs.vnc.opening(query, now);
        let status = match opening {
            VncOpening::Valid { .. } => StatusCode::SWITCHING_PROTOCOLS,
            VncOpening::Expired => StatusCode::GONE,
            VncOpening::Unknown => StatusCode::NOT_FOUND,
            VncOpening::EncodedWrongly => StatusCode::BAD_REQUEST,
        };
        let received = ReceivedRequest::new(request, &Parameters::default(), status, None, false);
        self.journal.note(received);
        opening
    }
}

impl fmt::Debug for Gateway {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Gateway")
            .field("request_count", &self.request_count())
            .finish_non_exhaustive()
    }
}
