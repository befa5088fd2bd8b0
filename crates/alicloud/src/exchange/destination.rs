//! The cache of endpoints by product and region.

use std::sync::{PoisonError, RwLock};

use crate::{
    api::{Api, Endpoint, Network, Product},
    error::EndpointError,
    trace,
};

/// The endpoints found so far.
#[derive(Default)]
pub(super) struct Destinations(RwLock<Vec<Destination>>);

/// The endpoint of a product in one region, or of an operation without a region.
struct Destination {
    product: Product,
    /// The name of the operation. `None` if the calls have a region.
    action: Option<Box<str>>,
    region_id: Option<Box<str>>,
    endpoint: Endpoint,
}

/// The maximum number of cached endpoints. A new endpoint replaces the oldest endpoint.
const KEPT: usize = 64;

impl Destinations {
    /// Returns the endpoint for calls of `api` in a region, over `network`.
    pub(super) fn find(
        &self,
        api: &Api,
        network: Network,
        region_id: Option<&str>,
    ) -> Result<Endpoint, EndpointError> {
        let action = region_id.is_none().then(|| api.action());
        let is_it = |known: &&Destination| {
            known.region_id.as_deref() == region_id
                && known.action.as_deref() == action
                && known.product.is_same(api.product())
        };
        let known = self.0.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = known.iter().find(is_it) {
            return Ok(known.endpoint.clone());
        }
        drop(known);
        let found = api.find(network, region_id)?;
        if found.is_guess {
            trace::guessed(api.product(), region_id, &found.endpoint);
        }
        let mut known = self.0.write().unwrap_or_else(PoisonError::into_inner);
        // Another call may have added the endpoint in the meantime.
        if let Some(known) = known.iter().find(is_it) {
            return Ok(known.endpoint.clone());
        }
        if known.len() == KEPT {
            known.remove(0);
        }
        known.push(Destination {
            product: api.product().clone(),
            action: action.map(Into::into),
            region_id: region_id.map(Into::into),
            endpoint: found.endpoint.clone(),
        });
        Ok(found.endpoint)
    }
}
