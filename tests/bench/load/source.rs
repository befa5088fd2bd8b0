//! A source of credentials that expire after some seconds.

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

/// There are new credentials this often, in seconds.
const PERIOD: u64 = 4;
/// How long credentials are valid after they were new, in seconds. So those that the source hands out
/// are valid for 8 to 12 s, and renewed after 6 to 9 s.
const LIFETIME: u64 = 12;

/// A signer of credentials that the source hands out, and how often it was asked.
pub(crate) fn signer() -> (RefreshingSigner, Arc<AtomicU64>) {
    let fetches = Arc::<AtomicU64>::default();
    let counter = Arc::clone(&fetches);
    let url = http_server::serve(move |_| {
        counter.fetch_add(1, Ordering::Relaxed);
        let number = newest();
        let expiry = jiff::Timestamp::try_from(expiry(number)).expect("a time");
        let body = format!(
            r#"{{"AccessKeyId":"STS.{number}","AccessKeySecret":"secret-{number}","SecurityToken":"token-{number}","Expiration":"{expiry}"}}"#
        );
        ("200 OK", body)
    });
    let signer = RefreshingSigner::new(CredentialsUri::new(url), HmacSha1::new);
    (signer, fetches)
}

/// All credentials that the source hands out in the next hour, and the last ones before.
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
    now.expect("a clock that is set").as_secs() / PERIOD
}

fn expiry(number: u64) -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(number * PERIOD + LIFETIME)
}
