//! Replies that are repeated for the same `ClientToken`.

use std::{
    collections::BTreeMap,
    hash::{BuildHasher, RandomState},
    time::{Duration, SystemTime},
};

use crate::{
    expiring_keys::ExpiringKeys,
    protocol::{ApiError, Document, Parameters},
};

/// The parameter with the token.
const CLIENT_TOKEN: &str = "ClientToken";

/// The time for which a reply is remembered.
const REMEMBERED: Duration = Duration::from_secs(60 * 60);

/// The replies to calls with a `ClientToken`.
pub(crate) struct IdempotentReplies {
    hasher: RandomState,
    tokens: ExpiringKeys<(String, String)>,
    replies: BTreeMap<(String, String), Earlier>,
}

struct Earlier {
    /// A hash of the parameters of the call.
    parameters: u64,
    reply: Document,
}

impl Default for IdempotentReplies {
    fn default() -> Self {
        Self {
            hasher: RandomState::new(),
            tokens: ExpiringKeys::new(REMEMBERED),
            replies: BTreeMap::new(),
        }
    }
}

impl IdempotentReplies {
    /// The reply to an earlier call with the same token and the same parameters.
    ///
    /// # Errors
    ///
    /// Fails if the parameters of the earlier call were different.
    pub(crate) fn earlier(
        &mut self,
        action: &str,
        parameters: &Parameters,
        now: SystemTime,
    ) -> Result<Option<Document>, ApiError> {
        let Some(key) = key(action, parameters) else {
            return Ok(None);
        };
        if self.tokens.noted_at(&key, now).is_none() {
            return Ok(None);
        }
        match self.replies.get(&key) {
            Some(earlier) if earlier.parameters == self.hash(parameters) => {
                Ok(Some(earlier.reply.clone()))
            }
            Some(_) => Err(ApiError::IDEMPOTENT_PARAMETER_MISMATCH),
            None => Ok(None),
        }
    }

    /// Remembers the reply to a call, if the call has a token.
    pub(crate) fn note(
        &mut self,
        action: &str,
        parameters: &Parameters,
        reply: &Document,
        now: SystemTime,
    ) {
        let Some(key) = key(action, parameters) else {
            return;
        };
        let earlier = Earlier {
            parameters: self.hash(parameters),
            reply: reply.clone(),
        };
        for expired in self.tokens.note(key.clone(), now) {
            self.replies.remove(&expired);
        }
        self.replies.insert(key, earlier);
    }

    /// A hash of the parameters that don't differ between two attempts of a call.
    fn hash(&self, parameters: &Parameters) -> u64 {
        const OF_ATTEMPT: [&str; 3] = ["Signature", "SignatureNonce", "Timestamp"];
        let of_call: Vec<_> = parameters
            .iter()
            .filter(|(name, _)| !OF_ATTEMPT.contains(name))
            .collect();
        self.hasher.hash_one(of_call)
    }
}

fn key(action: &str, parameters: &Parameters) -> Option<(String, String)> {
    let token = parameters.given(CLIENT_TOKEN)?;
    Some((action.to_owned(), token.to_owned()))
}
