//! The signed request of an attempt.

use std::{
    sync::Arc,
    time::{Duration, Instant, SystemTime},
};

use http::{Method, uri::PathAndQuery};

use super::Exchange;
use crate::{
    api::{Endpoint, Format, Stamp},
    error::RequestError,
    exchange::{Session, session::Settings},
    machine::Clock,
    operation::Operation,
    request::{Content, Draft, Request, Written},
    retry::Reservation,
    sign::{Anonymous, Preparation, Sign},
};

/// Servers and proxies refuse longer URLs. In bytes.
const QUERY_LIMIT: usize = 8 * 1024;

/// A request that is with the transport.
pub(super) struct Sent {
    pub(super) endpoint: Arc<Endpoint>,
    pub(super) method: Method,
    /// What the call fills in where the operation takes a token.
    pub(super) token: Option<Arc<str>>,
    /// Whether a token makes the call idempotent.
    pub(super) is_idempotent: bool,
    /// The stamp it is signed with, by the server's clock.
    pub(super) stamp: Stamp,
    /// When it was made, by this machine's clock.
    pub(super) at: SystemTime,
    pub(super) since: Instant,
}

/// How far an attempt gets before it waits for something.
#[expect(
    clippy::large_enum_variant,
    reason = "it is taken apart at once, and a box would be an allocation for every request"
)]
pub(super) enum Begun {
    /// The signer has to get something first.
    Preparing(Box<Preparation>),
    /// The rate limit has reserved a time, which is so far ahead.
    Reserved(Reservation, Duration),
    /// The rate limit has no time for the attempt that is early enough.
    Late,
    /// The request can be sent, in the time that was reserved now, or was before.
    Signed(Request, Sent, Option<Reservation>),
}

impl<O: Operation> Exchange<O> {
    /// Writes and signs one attempt. A call that can't be sent is refused before anything is
    /// fetched for it.
    ///
    /// The time of the rate limit is reserved when everything else is there, so that a call that
    /// waits for credentials delays no others.
    pub(super) fn begin(
        &self,
        stamp: &Stamp,
        remaining: Option<Duration>,
        is_prepared: bool,
    ) -> Result<Begun, RequestError> {
        let settings = self.session.settings();
        let api = self.operation.api();
        let at = stamp.time();
        let stamp = stamp.at(settings.skew.correct(at));
        let endpoint = match &self.endpoint {
            Ok(endpoint) => endpoint,
            Err(error) => return Err(RequestError::endpoint(error.clone())),
        };
        let draft = self.draft(endpoint, self.method()?)?;
        let is_idempotent = is_idempotent(&draft);
        if !is_prepared && !api.is_anonymous() {
            let clock = Clock::of(stamp.time(), Arc::clone(&settings.clock), remaining);
            if let Some(machine) = settings.signer.prepare(&clock) {
                return Ok(Begun::Preparing(machine));
            }
        }
        let reservation = match &self.reservation {
            Some(_) => None,
            None => match self.reserve(endpoint, remaining) {
                None => return Ok(Begun::Late),
                Some((reservation, Duration::ZERO)) => Some(reservation),
                Some((reservation, wait)) => return Ok(Begun::Reserved(reservation, wait)),
            },
        };
        let since = self.now();
        let mut written = self.sign(draft, &stamp)?;
        if !matches!(written.content, Content::Form) && written.parameters.len() > QUERY_LIMIT {
            let is_get = written.method == Method::GET;
            if !is_get || !self.may_change_to_post() {
                let bytes = written.parameters.len();
                let may_be_posted = is_get && api.methods().contains(&Method::POST);
                return Err(RequestError::too_long(api.action(), bytes, may_be_posted));
            }
            // The first signature is thrown away unsent, so its nonce is still unused.
            written = self.sign(self.draft(endpoint, Method::POST)?, &stamp)?;
        }
        let method = written.method.clone();
        let request = Request {
            method: written.method,
            endpoint: Endpoint::clone(endpoint),
            path: PathAndQuery::from_static("/"),
            parameters: written.parameters,
            content: written.content,
            headers: written.headers,
            timeout: settings
                .timeout
                .or(api.read_timeout())
                .unwrap_or(Session::DEFAULT_TIMEOUT),
            remaining: None,
            body_limit: settings.body_limit,
            bypasses_proxy: endpoint.is_loopback(),
            user_agent: settings.user_agent.clone(),
        };
        let sent = Sent {
            endpoint: Arc::clone(endpoint),
            method,
            token: self.token.clone(),
            is_idempotent,
            stamp,
            at,
            since,
        };
        Ok(Begun::Signed(request, sent, reservation))
    }

    /// What the operation says, unsigned: by `method`, or by POST if there is a body that the
    /// method can't carry.
    fn draft<'a>(
        &'a self,
        endpoint: &'a Endpoint,
        method: Method,
    ) -> Result<Draft<'a>, RequestError> {
        let settings = self.session.settings();
        if settings.format == Format::Xml && !cfg!(feature = "xml") {
            let why = "is XML, which only the feature `xml` of the crate `alicloud` can read";
            return Err(RequestError::invalid_parameter("Format", why));
        }
        let api = self.operation.api();
        let token = self.token.as_deref();
        let mut draft = draft(&self.session, endpoint, &self.operation, method, token);
        if *draft.method() == Method::GET && draft.body().is_some() {
            if !self.may_change_to_post() {
                let may_be_posted = api.methods().contains(&Method::POST);
                return Err(RequestError::body_of_get(api.action(), may_be_posted));
            }
            let method = Method::POST;
            draft = self::draft(&self.session, endpoint, &self.operation, method, token);
        }
        match draft.refusal() {
            Some(refusal) => Err(refusal.clone()),
            None if signer(settings, &self.operation).covers(&draft) => Ok(draft),
            None => Err(RequestError::uncovered(api.action())),
        }
    }

    fn sign(&self, mut draft: Draft<'_>, stamp: &Stamp) -> Result<Written, RequestError> {
        signer(self.session.settings(), &self.operation).sign(&mut draft, stamp);
        draft.finish()
    }

    /// Whether the call may go as POST where a GET can't carry it.
    fn may_change_to_post(&self) -> bool {
        let is_fixed = self.session.settings().method.is_some();
        !is_fixed && self.operation.api().methods().contains(&Method::POST)
    }

    /// The session's method if it fixes one, else what signer and transport prefer, else what there
    /// is.
    fn method(&self) -> Result<Method, RequestError> {
        let settings = self.session.settings();
        let api = self.operation.api();
        let preferred = settings.signer.preferred_method();
        let preferred = preferred.as_ref().unwrap_or(&self.preferred);
        let fixed = settings.method.as_ref();
        let chosen = api.methods().choose(fixed, preferred);
        chosen.ok_or_else(|| RequestError::method(api.action(), fixed.unwrap_or(preferred)))
    }
}

/// What `operation` says, unsigned, with `token` if it takes one and has none.
pub(super) fn draft<'a>(
    session: &'a Session,
    endpoint: &'a Endpoint,
    operation: &'a impl Operation,
    method: Method,
    token: Option<&str>,
) -> Draft<'a> {
    let format = session.settings().format;
    let mut draft = Draft::new(operation.api(), endpoint, format, method);
    draft.region = session.region_of(operation);
    draft.given_region = session.given_region();
    operation.write(&mut draft);
    if let Some(options) = session.options() {
        options.write(&mut draft);
    }
    if let (Some(token), Some(parameter)) = (token, operation.api().token_parameter()) {
        draft.fill_in(parameter, token);
    }
    draft
}

/// Whether the draft has a token that makes the call idempotent, filled in or the caller's own.
fn is_idempotent(draft: &Draft<'_>) -> bool {
    let token = draft.api().token_parameter();
    let token = token.and_then(|parameter| draft.value_of(parameter));
    token.is_some_and(|token| !token.is_empty())
}

/// What signs `operation`.
pub(super) fn signer<'a>(settings: &'a Settings, operation: &impl Operation) -> &'a dyn Sign {
    if operation.api().is_anonymous() {
        &Anonymous
    } else {
        &*settings.signer
    }
}

impl Sent {
    /// Whether `date` is more than `tolerance` from the time that was signed.
    pub(super) fn is_off(&self, date: SystemTime, tolerance: Duration) -> bool {
        let signed = self.stamp.time();
        let difference = date
            .duration_since(signed)
            .unwrap_or_else(|before| before.duration());
        difference > tolerance
    }
}
