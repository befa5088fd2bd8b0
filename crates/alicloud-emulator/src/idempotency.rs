//! Replies that are repeated for the same `ClientToken`.

use std::{
    hash::{BuildHasher, RandomState},
    time::{Duration, SystemTime},
};

use crate::{
    arguments::is_common,
    expiring_map::ExpiringMap,
    protocol::{ApiError, Document, Parameters},
};

/// The parameter with the token.
const CLIENT_TOKEN: &str = "ClientToken";

/// The time for which a reply is remembered.
const REMEMBERED: Duration = Duration::from_secs(60 * 60);

/// The number of bytes of the replies that are remembered.
const CAPACITY: usize = 16 << 20;

/// The replies to calls with a `ClientToken`.
pub(crate) struct IdempotentReplies {
    hasher: RandomState,
    /// The replies by a hash of the product with its version, the operation and the token. A hash
    /// is small, however long the token is.
    replies: ExpiringMap<u64, Earlier>,
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
            replies: ExpiringMap::new(REMEMBERED, CAPACITY),
        }
    }
}

impl IdempotentReplies {
    /// The reply to an earlier call with the same token and the same parameters. `api` is the
    /// product with its version.
    ///
    /// # Errors
    ///
    /// Fails if the parameters of the earlier call were different.
    pub(crate) fn earlier(
        &mut self,
        api: &str,
        action: &str,
        parameters: &Parameters,
        now: SystemTime,
    ) -> Result<Option<Document>, ApiError> {
        let Some(key) = self.key(api, action, parameters) else {
            return Ok(None);
        };
        let hash = self.hash(parameters);
        match self.replies.get(&key, now) {
            Some((_, earlier)) if earlier.parameters == hash => Ok(Some(earlier.reply.clone())),
            Some(_) => Err(ApiError::IDEMPOTENT_PARAMETER_MISMATCH),
            None => Ok(None),
        }
    }

    /// Remembers the reply to a call, if the call has a token and no earlier call had it.
    pub(crate) fn note(
        &mut self,
        api: &str,
        action: &str,
        parameters: &Parameters,
        reply: &Document,
        now: SystemTime,
    ) {
        if let Some(key) = self.key(api, action, parameters) {
            let earlier = Earlier {
                parameters: self.hash(parameters),
                reply: reply.clone(),
            };
            let size = size_of::<Earlier>() + reply.size();
            self.replies.insert(key, earlier, size, now);
        }
    }

    /// A hash of the parameters of the operation. The common parameters may differ between two
    /// attempts of a call, for example after new temporary credentials.
    fn hash(&self, parameters: &Parameters) -> u64 {
        let of_operation: Vec<_> = parameters
            .iter()
            .filter(|(name, _)| *name == "RegionId" || !is_common(name))
            // An empty parameter counts as absent.
            .filter(|(_, value)| !value.is_empty())
            .collect();
        self.hasher.hash_one(of_operation)
    }

    fn key(&self, api: &str, action: &str, parameters: &Parameters) -> Option<u64> {
        let token = parameters.given(CLIENT_TOKEN)?;
        Some(self.hasher.hash_one((api, action, token)))
    }
}
