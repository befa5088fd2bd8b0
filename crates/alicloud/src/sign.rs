//! Signing: traits and types for custom signatures and custom sources of credentials.

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

/// A machine that fetches the data for a signature, such as credentials.
pub type Preparation = dyn Machine<Output = Result<(), CredentialsError>> + Send;

/// Adds authentication to a draft.
///
/// `stamp` contains the time and the nonce, so a signer needs no clock and no random numbers.
/// `alicloud-sign` implements the vendor's signatures. `alicloud-config` adds credentials that are
/// fetched and renewed.
///
/// A signer that wraps another signer must forward every method, including methods with default
/// implementations.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not sign requests",
    label = "not a signer",
    note = "create a signer with `alicloud_sign::HmacSha1::new(credentials)`, or load a session with \
            `alicloud_config::load()`"
)]
pub trait Sign: fmt::Debug + Send + Sync {
    /// Writes the common parameters and the signature. The signature covers the method, the
    /// parameters and the body of `draft`.
    fn sign(&self, draft: &mut Draft<'_>, stamp: &Stamp);

    /// Whether the signature covers the parameters and the body of the unsigned `draft`, and
    /// whether the operation accepts this kind of signature. If this returns false, the call fails
    /// before credentials are fetched and before anything is sent.
    ///
    /// The default implementation returns true if `draft` [has only
    /// parameters](Draft::has_parameters_alone).
    fn covers(&self, draft: &Draft<'_>) -> bool {
        draft.has_parameters_alone()
    }

    /// The HTTP method for operations that support GET and POST, unless the session sets a method.
    /// With `None`, the transport chooses the method.
    fn preferred_method(&self) -> Option<Method> {
        None
    }

    /// Compares the text that [`sign`](Self::sign) would sign with `servers`, the text that the
    /// server says it signed. `draft` is unsigned. Returns `None`, the default, if this signer
    /// can't compare the texts.
    ///
    /// The result may be shown to people and written to logs. The texts contain secret values, such
    /// as the security token. An implementation must therefore return only names, never values. A
    /// name that occurs only in `servers` must be left out, unless the name can't be part of a
    /// value.
    fn differs(
        &self,
        _draft: &mut Draft<'_>,
        _stamp: &Stamp,
        _servers: &str,
    ) -> Option<SignatureDifference> {
        None
    }

    /// Returns the machine that fetches the data for the next signature, such as credentials.
    /// `None` if the signer already has the data.
    ///
    /// The call's transport sends the machine's requests, so one signer works with async and
    /// blocking clients. `clock` tells how much time the call has left. Work that other calls share
    /// must be a [`Task`](crate::machine::Task), because the work must outlive this call.
    fn prepare(&self, _clock: &Clock) -> Option<Box<Preparation>> {
        None
    }

    /// Tells the signer that the server refused the credentials, for example because the access key
    /// doesn't exist or its security token has expired. Returns true if other credentials may be
    /// available. The call is then retried once with the other credentials, if the retry policy
    /// [allows the retry](crate::retry::RetryPolicy::corrects).
    fn refused(&self) -> bool {
        false
    }
}

macro_rules! sign_through {
    ($($pointer:ty),+) => {$(
        #[deny(
            clippy::missing_trait_methods,
            reason = "each method must be forwarded"
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

/// A signer that adds no signature, for the few operations that need no signature.
///
/// A session always uses this signer for operations that are [anonymous](crate::Api::is_anonymous).
#[derive(Clone, Copy, Debug, Default)]
#[expect(
    clippy::exhaustive_structs,
    reason = "the struct will never have fields"
)]
pub struct Anonymous;

impl Sign for Anonymous {
    fn sign(&self, draft: &mut Draft<'_>, stamp: &Stamp) {
        draft.common_parameters(stamp);
    }

    /// Returns true for every draft, because no signature is added.
    fn covers(&self, _draft: &Draft<'_>) -> bool {
        true
    }
}
