//! The signed request of an attempt. Every call takes this path, so its cost is nearly all that
//! the library adds to a call:
//!
//! 1. [`Exchange::attempt`] takes a stamp, the time and a nonce (`api/stamp.rs`), and corrects the time by
//!    what servers told (`clock_skew.rs`).
//! 2. The operation writes its fields into a draft (`request/draft/record.rs`). The draft percent-encodes
//!    each name and value once into one text, and notes where each stands (`encoding.rs`,
//!    `request/draft.rs`). A call that can't be sent is refused here. A body makes a GET a POST.
//! 3. If the signer has to fetch credentials first, or a rate limit lets the call wait, the attempt begins
//!    anew after that (`exchange.rs`).
//! 4. The signer signs (`alicloud-sign`). Signature 1.0 adds the common parameters and its own, reads the
//!    pairs back in canonical order, and adds the signature (`hmac_sha1.rs`). ACS3 writes all of that into
//!    headers, and signs a form by its hash (`acs3.rs`). A query that is too long makes a GET a POST.
//! 5. The draft's text becomes the form or the query of the request as it stands, and the transport
//!    sends it.
//! 6. The answer is read (`outcome.rs`, `reply.rs`, `model/read/`). After an error, `corrections.rs` and
//!    `settle` in `exchange.rs` decide whether the call is repeated.
//!
//! A call with few, flat parameters that is signed after signature 1.0 by a clock that is right allocates
//! two texts: the parameters, and what is signed.

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

/// Servers and proxies refuse longer URLs. In bytes.
const QUERY_LIMIT: usize = 8 * 1024;

/// A request that is with the transport.
pub(super) struct Sent {
    pub(super) endpoint: Endpoint,
    pub(super) method: Method,
    /// What the call fills in where the operation takes a token.
    pub(super) token: Option<Arc<str>>,
    /// The stamp it is signed with, by the server's clock.
    pub(super) stamp: Stamp,
    /// When it was made, by this machine's clock.
    pub(super) at: SystemTime,
    pub(super) since: Instant,
}

impl<O: Operation> Exchange<O> {
    /// Writes, signs and hands out the request of an attempt, or says what the attempt has to wait for.
    /// `is_prepared` says that the signer has just got what it needs.
    ///
    /// A call that can't be sent is refused before anything is fetched for it. The time of the rate limit
    /// is reserved when everything else is there, so that a call that waits for credentials delays no
    /// others.
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
                    return self.end_late("the rate limit allows no attempt in the call's time");
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

    /// Writes what the operation says, unsigned. If there is a body that the method can't carry, the
    /// method becomes POST.
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

    /// Signs what was written. If the query is too long then, the method becomes POST.
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
        // The first signature is thrown away unsent, so its nonce is still unused.
        draft.restart(Method::POST);
        self.write(draft)?;
        signer.sign(draft, stamp);
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

/// Writes what `operation` says, unsigned, with `token` if it takes one and has none.
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
