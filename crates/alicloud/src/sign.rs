//! Signing: for those who bring a signature or a source of credentials of their own.

use std::{fmt, sync::Arc};

use http::Method;

use crate::{
    error::{CredentialsError, SignatureDifference},
    machine::{Clock, Machine},
    request::Draft,
};

pub use crate::{
    api::{InvalidNonce, Nonce, Stamp},
    encoding::Plain,
    reply::server_time,
    request::Parameter,
};

/// Gets what a signature needs, such as credentials.
pub type Preparation = dyn Machine<Output = Result<(), CredentialsError>> + Send;

/// Adds authentication to a draft.
///
/// Time and nonce come in with `stamp`, so a signature is a function of its arguments.
/// `alicloud-sign` implements the vendor's schemes, and `alicloud-config` wraps one in
/// credentials that are fetched and renewed.
///
/// A signer that wraps another one forwards every method, the defaulted ones too.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not sign requests",
    label = "not a signer",
    note = "make a signer of credentials: `alicloud_sign::HmacSha1::new(credentials)`, or load a whole \
            session: `alicloud_config::load()`"
)]
pub trait Sign: fmt::Debug + Send + Sync {
    /// Writes the common parameters and the signature over everything in `draft`.
    fn sign(&self, draft: &mut Draft<'_>, stamp: &Stamp);

    /// Whether the signature covers everything in `draft`, which isn't signed yet. If not, the call
    /// is refused before credentials are fetched and before anything is sent.
    ///
    /// By default a signature covers [parameters alone](Draft::has_parameters_alone).
    fn covers(&self, draft: &Draft<'_>) -> bool {
        draft.has_parameters_alone()
    }

    /// The method to take where operation and session leave the choice; `None` leaves it to the
    /// transport.
    fn preferred_method(&self) -> Option<Method> {
        None
    }

    /// How the text that [`sign`](Self::sign) would sign differs from `servers`, the text that the
    /// server says it signed. `draft` isn't signed. `None`, the default, if this signer can't
    /// compare them.
    ///
    /// The result is shown to people and written to logs. Both texts hold values, such as the
    /// security token, and `servers` may hold anything. So an implementation returns names only,
    /// never a value. A name that only `servers` has may be a piece of a value: leave it out, unless
    /// it can't be one.
    fn differs(
        &self,
        _draft: &mut Draft<'_>,
        _stamp: &Stamp,
        _servers: &str,
    ) -> Option<SignatureDifference> {
        None
    }

    /// The machine that gets what the next signature needs; `None` if the signer has it already.
    ///
    /// The requests of the machine go over the transport of the call, so that one signer serves async
    /// and blocking clients. `clock` says how much time the call has. Work that
    /// other calls share is a [`Task`](crate::machine::Task), because it must outlive this call.
    fn prepare(&self, _clock: &Clock) -> Option<Box<Preparation>> {
        None
    }

    /// Says that the server refused the credentials: there is no such key, or its token has
    /// expired. Returns true if other credentials may be available; then the call is repeated with
    /// them, once.
    fn refused(&self) -> bool {
        false
    }
}

macro_rules! sign_through {
    ($($pointer:ty),+) => {$(
        #[deny(
            clippy::missing_trait_methods,
            reason = "each method has to be forwarded"
        )]
        impl<S: Sign + ?Sized> Sign for $pointer {
            fn sign(&self, draft: &mut Draft<'_>, stamp: &Stamp) {
                (**self).sign(draft, stamp);
            }

            fn covers(&self, draft: &Draft<'_>) -> bool {
                (**self).covers(draft)
            }

            fn preferred_method(&self) -> Option<Method> {
                (**self).preferred_method()
            }

            fn differs(
                &self,
                draft: &mut Draft<'_>,
                stamp: &Stamp,
                servers: &str,
            ) -> Option<SignatureDifference> {
                (**self).differs(draft, stamp, servers)
            }

            fn prepare(&self, clock: &Clock) -> Option<Box<Preparation>> {
                (**self).prepare(clock)
            }

            fn refused(&self) -> bool {
                (**self).refused()
            }
        }
    )+};
}
sign_through!(&S, Box<S>, Arc<S>);

/// Sends operations unsigned, for the few that take no signature.
///
/// A session uses it by itself where [`Api::is_anonymous`](crate::Api::is_anonymous) says so.
#[derive(Clone, Copy, Debug, Default)]
#[expect(clippy::exhaustive_structs, reason = "there is nothing to it")]
pub struct Anonymous;

impl Sign for Anonymous {
    fn sign(&self, draft: &mut Draft<'_>, stamp: &Stamp) {
        draft.common_parameters(stamp);
    }

    /// Everything: nothing is signed.
    fn covers(&self, _draft: &Draft<'_>) -> bool {
        true
    }
}
