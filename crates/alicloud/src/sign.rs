//! What signing needs to know, as a trait.

use std::fmt;

use crate::{Draft, Stamp};

/// Adds authentication to a draft.
///
/// Time and nonce come in with `stamp`, so a signature is a function of its arguments.
/// `alicloud-sign` implements the vendor's schemes.
pub trait Sign: fmt::Debug + Send + Sync {
    /// Writes the common parameters and the signature over everything in `draft`.
    fn sign(&self, draft: &mut Draft, stamp: &Stamp);
}

/// Sends operations unsigned, for the few that take no signature.
///
/// A session uses it by itself where [`Api::is_anonymous`](crate::Api::is_anonymous) says so.
#[derive(Clone, Copy, Debug, Default)]
#[non_exhaustive]
pub struct Anonymous;

impl Sign for Anonymous {
    fn sign(&self, draft: &mut Draft, stamp: &Stamp) {
        draft.common_parameters(stamp);
    }
}
