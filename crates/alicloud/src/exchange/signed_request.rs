//! The signed request of an attempt. Every call runs these steps, which cause most of the library's
//! overhead per call:
//!
//! 1. [`Exchange::attempt`] takes a stamp, which is a time and a nonce (`api/stamp.rs`). `attempt`
//!    corrects the time by the known clock skew (`clock_skew.rs`).
//! 2. The operation writes its fields into a draft (`request/draft/record.rs`). The draft
//!    percent-encodes all names and values once into one text, and keeps their positions
//!    (`encoding.rs`, `request/draft.rs`). A call that can't be written is refused in this step,
//!    for example because a required field is empty. A GET with a body becomes a POST if possible.
//! 3. If the signer must fetch credentials or a rate limit delays the call, the attempt starts
//!    again afterwards (`exchange.rs`).
//! 4. The signer signs the draft (`alicloud-sign`). Signature 1.0 adds the common parameters and
//!    its own parameters, reads the pairs in canonical order, and adds the signature
//!    (`hmac_sha1.rs`). ACS3 writes its values and the signature into headers, and signs the hash
//!    of the body (`acs3.rs`). A GET with a query that is too long becomes a POST if possible.
//!    Repeated parameters are refused in this step.
//! 5. The text of the draft becomes the form or the query of the request without changes. The
//!    transport sends the request.
//! 6. The response is read (`outcome.rs`, `reply.rs`, `model/read/`). After an error,
//!    `corrections.rs` and `settle` in `exchange.rs` decide about a retry.
//!
//! For a call with few and flat parameters, with signature 1.0 and without an idempotency token,
//! steps 1 to 5 allocate only two texts: the parameters and the string to sign.

use std::{
    sync::Arc,
    time::{Duration, Instant, SystemTime},
};

use http::{Method, uri::PathAndQuery};

use super::{Exchange, Next, Preparing, State};
use crate::{
    api::{Endpoint, Format, Stamp},
    error::RequestError,
    exchange::{Session, session::Settings},
    machine::{Clock, Step},
    operation::Operation,
    request::{Draft, Request},
    sign::{Anonymous, Sign},
};

/// The maximum length of a query in bytes. Servers and proxies refuse longer URLs.
const QUERY_LIMIT: usize = 8 * 1024;

/// The data about a request that the transport is sending.
pub(super) struct Sent {
    pub(super) endpoint: Endpoint,
    pub(super) method: Method,
    /// The idempotency token that the call adds if the operation takes a token.
    pub(super) token: Option<Arc<str>>,
    /// The stamp of the signature. Its time is corrected to the server's clock.
    pub(super) stamp: Stamp,
    /// The time of the stamp by this machine's clock.
    pub(super) at: SystemTime,
    pub(super) since: Instant,
}

impl<O: Operation> Exchange<O> {
    /// Returns the signed request of an attempt, or the step that the attempt must wait for.
    /// `is_prepared` means that the signer has just fetched its credentials.
    ///
    /// A call that can't be written is refused before credentials are fetched. The rate limit is
    /// reserved last, so that a call that waits for credentials delays no other calls.
    pub(super) fn attempt(
        &mut self,
        now: Instant,
        remaining: Option<Duration>,
        is_prepared: bool,
    ) -> Next<O> {
        let settings = self.session.settings();
        let api = self.operation.api();
        let stamp = (settings.stamps)();
        let at = stamp.time();
        let stamp = stamp.at(settings.skew.correct(at));
        let endpoint = match &self.endpoint {
            Ok(endpoint) => endpoint,
            Err(error) => return self.refuse(RequestError::endpoint(error.clone())),
        };
        let method = match self.method() {
            Ok(method) => method,
            Err(refusal) => return self.refuse(refusal),
        };
        let mut draft = Draft::new(api, endpoint, settings.format, method);
        if let Err(refusal) = self.write(&mut draft) {
            return self.refuse(refusal);
        }
        let is_idempotent = is_idempotent(&draft);
        if !is_prepared && !api.is_anonymous() {
            let clock = Clock::of(stamp.time(), Arc::clone(&settings.clock), now, remaining);
            if let Some(machine) = settings.signer.prepare(&clock) {
                return self.prepare(
                    Preparing {
                        machine,
                        since: now,
                    },
                    now,
                    remaining,
                );
            }
        }
        let mut reservation = None;
        if self.reservation.is_none() {
            match settings.reserve(api, endpoint, now, remaining) {
                None => {
                    return self.end_late(
                        "the rate limit allows no attempt within the time limit of the call",
                    );
                }
                Some((reserved, Duration::ZERO)) => reservation = Some(reserved),
                Some((reserved, wait)) => {
                    self.reservation = Some(reserved);
                    self.state = State::Reserved;
                    return Step::Wait(wait);
                }
            }
        }
        if let Err(refusal) = self.sign(&mut draft, &stamp) {
            return self.refuse(refusal);
        }

        let endpoint = endpoint.clone();
        let method = draft.method().clone();
        let (parameters, content, headers) = draft.into_parts();
        if let Some(reservation) = self.reservation.take().or(reservation) {
            reservation.spend();
        }
        self.owes_repeat = false;
        self.is_idempotent = is_idempotent;
        self.state = State::Sent(Sent {
            endpoint: endpoint.clone(),
            method: method.clone(),
            token: self.token.clone(),
            stamp,
            at,
            since: now,
        });
        Step::Send(Request {
            method,
            bypasses_proxy: endpoint.is_loopback(),
            endpoint,
            path: PathAndQuery::from_static("/"),
            parameters,
            content,
            headers,
            timeout: settings
                .timeout
                .or(api.read_timeout())
                .unwrap_or(Session::DEFAULT_TIMEOUT),
            remaining,
            body_limit: settings.body_limit,
            user_agent: settings.user_agent.clone(),
        })
    }

    fn refuse(&mut self, refusal: RequestError) -> Next<O> {
        self.end(Err(refusal.into()))
    }

    /// Writes the unsigned request into the draft. A GET with a body becomes a POST.
    fn write<'a>(&'a self, draft: &mut Draft<'a>) -> Result<(), RequestError> {
        let settings = self.session.settings();
        if settings.format == Format::Xml && !cfg!(feature = "xml") {
            let why = "can't be XML: enable the feature `xml` of the crate `alicloud`";
            return Err(RequestError::invalid_parameter("Format", why));
        }
        let api = self.operation.api();
        let token = self.token.as_deref();
        write_unsigned(&self.session, &self.operation, token, draft);
        if *draft.method() == Method::GET && draft.body().is_some() {
            if !self.may_change_to_post() {
                let may_be_posted = api.methods().contains(&Method::POST);
                return Err(RequestError::body_of_get(api.action(), may_be_posted));
            }
            draft.restart(Method::POST);
            write_unsigned(&self.session, &self.operation, token, draft);
        }
        draft.check()?;
        if signer(settings, &self.operation).covers(draft) {
            Ok(())
        } else {
            Err(RequestError::uncovered(api.action()))
        }
    }

    /// Signs the draft. A GET whose signed query is too long becomes a POST.
    fn sign<'a>(&'a self, draft: &mut Draft<'a>, stamp: &Stamp) -> Result<(), RequestError> {
        let signer = signer(self.session.settings(), &self.operation);
        signer.sign(draft, stamp);
        draft.finish()?;
        let bytes = draft.parameters().len();
        if bytes <= QUERY_LIMIT || draft.has_form() {
            return Ok(());
        }
        let is_get = *draft.method() == Method::GET;
        if !is_get || !self.may_change_to_post() {
            let api = self.operation.api();
            let may_be_posted = is_get && api.methods().contains(&Method::POST);
            return Err(RequestError::too_long(api.action(), bytes, may_be_posted));
        }
        // The first signature is never sent, so its nonce can be used again.
        draft.restart(Method::POST);
        self.write(draft)?;
        signer.sign(draft, stamp);
        draft.finish()
    }

    /// Whether a call that does not fit into a GET may be sent as a POST.
    fn may_change_to_post(&self) -> bool {
        let is_fixed = self.session.settings().method.is_some();
        !is_fixed && self.operation.api().methods().contains(&Method::POST)
    }

    /// Returns the session's method if set, else the method that the signer or the transport
    /// prefers, else a method that the operation supports.
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

/// Writes the unsigned request of `operation` into `draft`. Adds `token` if the operation takes an
/// idempotency token but doesn't set a token itself.
pub(super) fn write_unsigned<'a>(
    session: &'a Session,
    operation: &'a impl Operation,
    token: Option<&str>,
    draft: &mut Draft<'a>,
) {
    draft.region = session.region_of(operation);
    draft.given_region = session.given_region();
    operation.write(draft);
    if let Some(options) = session.options() {
        options.write(draft);
    }
    if let (Some(token), Some(parameter)) = (token, operation.api().token_parameter()) {
        draft.fill_in(parameter, token);
    }
}

/// Whether the draft has an idempotency token, either generated or set by the caller.
fn is_idempotent(draft: &Draft<'_>) -> bool {
    let token = draft.api().token_parameter();
    let token = token.and_then(|parameter| draft.value_of(parameter));
    token.is_some_and(|token| !token.is_empty())
}

/// The signer for calls of `operation`.
pub(super) fn signer<'a>(settings: &'a Settings, operation: &impl Operation) -> &'a dyn Sign {
    if operation.api().is_anonymous() {
        &Anonymous
    } else {
        &*settings.signer
    }
}

impl Sent {
    /// Whether `date` differs from the signed time by more than `tolerance`.
    pub(super) fn is_off(&self, date: SystemTime, tolerance: Duration) -> bool {
        let signed = self.stamp.time();
        let difference = date
            .duration_since(signed)
            .unwrap_or_else(|before| before.duration());
        difference > tolerance
    }
}
