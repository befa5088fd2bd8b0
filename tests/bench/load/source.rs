//! A credentials source whose credentials expire after some seconds.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, SystemTime},
};

use alicloud_config::{CredentialsUri, RefreshingSigner};
use alicloud_emulator::Credentials;
use alicloud_sign::HmacSha1;

use crate::http_server;

/// The interval in seconds at which the source creates new credentials.
const PERIOD: u64 = 4;
/// The validity of new credentials in seconds. Credentials that the source hands out are 0 to 4 s
/// old. Such credentials are valid for another 8 to 12 s and are renewed after 6 to 9 s.
const LIFETIME: u64 = 12;

/// Creates a signer that fetches credentials from the source. The counter counts the fetches.
pub(crate) fn signer() -> (RefreshingSigner, Arc<AtomicU64>) {
    let fetches = Arc::<AtomicU64>::default();
    let counter = Arc::clone(&fetches);
    let url = http_server::serve(move |_| {
        counter.fetch_add(1, Ordering::Relaxed);
        let number = newest();
        let expiry = jiff::Timestamp::try_from(expiry(number)).expect("expected a time");
        let body = format!(
            r#"{{"AccessKeyId":"STS.{number}","AccessKeySecret":"secret-{number}","SecurityToken":"token-{number}","Expiration":"{expiry}"}}"#
        );
        ("200 OK", body)
    });
    let signer = RefreshingSigner::new(CredentialsUri::new(url), HmacSha1::new);
    (signer, fetches)
}

/// All credentials that the source hands out in the next hour, and older credentials that are still
/// valid.
pub(crate) fn accepted() -> impl Iterator<Item = Credentials> {
    let newest = newest();
    (newest - LIFETIME / PERIOD..newest + 3600 / PERIOD).map(|number| {
        Credentials::new(format!("STS.{number}"), format!("secret-{number}"))
            .with_security_token(format!("token-{number}"))
            .expiring_at(expiry(number))
    })
}

fn newest() -> u64 {
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    now.expect("the clock should be after 1970").as_secs() / PERIOD
}

fn expiry(number: u64) -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(number * PERIOD + LIFETIME)
}
