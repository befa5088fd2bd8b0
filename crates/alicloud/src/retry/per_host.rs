//! Shared values for each host of a product, such as retry budgets and rate limits.

use std::sync::{Arc, PoisonError, RwLock};

use crate::api::{Api, Endpoint};

/// Shared values by product and host.
pub(super) struct PerHost<T>(RwLock<Vec<Entry<T>>>);

struct Entry<T> {
    product: Box<str>,
    endpoint: Endpoint,
    value: Arc<T>,
}

/// The maximum number of entries. A new entry replaces the oldest entry.
const KEPT: usize = 64;

impl<T> Default for PerHost<T> {
    fn default() -> Self {
        Self(RwLock::default())
    }
}

impl<T> PerHost<T> {
    pub(super) fn get(&self, api: &Api, endpoint: &Endpoint) -> Option<Arc<T>> {
        let entries = self.0.read().unwrap_or_else(PoisonError::into_inner);
        find(&entries, api, endpoint)
    }

    pub(super) fn get_or(
        &self,
        api: &Api,
        endpoint: &Endpoint,
        make: impl FnOnce() -> T,
    ) -> Arc<T> {
        if let Some(known) = self.get(api, endpoint) {
            return known;
        }
        let mut entries = self.0.write().unwrap_or_else(PoisonError::into_inner);
        // Another thread may have added the entry in the meantime.
        if let Some(known) = find(&entries, api, endpoint) {
            return known;
        }
        if entries.len() == KEPT {
            entries.remove(0);
        }
        let value = Arc::new(make());
        entries.push(Entry {
            product: api.product().name().into(),
            endpoint: endpoint.clone(),
            value: Arc::clone(&value),
        });
        value
    }
}

fn find<T>(entries: &[Entry<T>], api: &Api, endpoint: &Endpoint) -> Option<Arc<T>> {
    let mut entries = entries.iter();
    let entry = entries
        .find(|entry| entry.endpoint == *endpoint && *entry.product == *api.product().name())?;
    Some(Arc::clone(&entry.value))
}
