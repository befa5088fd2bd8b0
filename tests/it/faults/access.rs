//! Tests wrong clocks, repeated nonces and expired tokens.

use std::{
    sync::atomic::{AtomicU64, Ordering},
    time::{Duration, SystemTime},
};

use alicloud::sign::{Nonce, Stamp};
use alicloud_emulator::{Credentials, Emulator, Fault};
use alicloud_sign::Acs3;

use super::{Failures, Trial, emulator, signed_by};
use crate::{
    clients::{Transport, over_both_transports},
    planted,
};

over_both_transports![
    corrects_a_wrong_clock_once,
    gives_up_if_the_clock_correction_fails,
    a_repeated_nonce_is_an_error,
    an_expired_token_is_an_error,
    the_emulator_accepts_more_credentials_until_they_expire,
    acs3_handles_faults_in_the_same_way,
];

const HOUR: Duration = Duration::from_secs(3600);

fn corrects_a_wrong_clock_once(transport: Transport) {
    let ahead = emulator().clock(|| SystemTime::now() + HOUR);
    let behind = emulator().clock(|| SystemTime::now() - HOUR);
    for emulator in [ahead, behind] {
        let trial = Trial::against(transport, emulator.start().unwrap(), |session| session);
        let outcome = trial.call();
        let refused = outcome.requests[0].code.as_deref();
        assert_eq!(refused, Some("InvalidTimeStamp.Expired"));
        outcome.succeeded_after(2);
        trial.call().succeeded_after(1);
    }
}

/// The clock jumps with each attempt, so the correction fails. The call must end and not retry
/// endlessly.
fn gives_up_if_the_clock_correction_fails(transport: Transport) {
    let trial = Trial::with(transport, |session| {
        let stamps = AtomicU64::new(0);
        session.stamps(move || {
            let number = stamps.fetch_add(1, Ordering::Relaxed);
            let time = SystemTime::now() + 2 * HOUR * u32::try_from(number).unwrap();
            Stamp::new(time + HOUR, u128::from(number))
        })
    });
    let error = trial.call().failed_after(2);
    assert_eq!(error.api().unwrap().code(), "InvalidTimeStamp.Expired");
}

fn a_repeated_nonce_is_an_error(transport: Transport) {
    let trial = Trial::with(transport, |session| {
        session.stamps(|| {
            let nonce: Nonce = "seen-before".parse().unwrap();
            Stamp::new(SystemTime::now(), nonce)
        })
    });
    trial.call().succeeded_after(1);
    let error = trial.call().failed_after(1);
    assert_eq!(error.api().unwrap().code(), "SignatureNonceUsed");
}

fn an_expired_token_is_an_error(transport: Transport) {
    let credentials = Credentials::new(planted::ACCESS_KEY_ID, planted::ACCESS_KEY_SECRET)
        .with_security_token(planted::SECURITY_TOKEN)
        .expiring_at(SystemTime::now() - HOUR);
    let emulator = Emulator::builder().temporary_credentials(credentials);
    let trial = Trial::against(transport, emulator.start().unwrap(), |session| session);
    let error = trial.call().failed_after(1);
    assert_eq!(error.api().unwrap().code(), "InvalidSecurityToken.Expired");
}

fn the_emulator_accepts_more_credentials_until_they_expire(transport: Transport) {
    let clock = SystemTime::now();
    for (expiry, code) in [
        (clock + HOUR, None),
        (clock - HOUR, Some("InvalidSecurityToken.Expired")),
    ] {
        let credentials = Credentials::new(planted::ACCESS_KEY_ID, planted::ACCESS_KEY_SECRET)
            .with_security_token(planted::SECURITY_TOKEN)
            .expiring_at(expiry);
        let other = Credentials::new("another", "key");
        let emulator = Emulator::builder().more_credentials([other, credentials]);
        let trial = Trial::against(transport, emulator.start().unwrap(), |session| session);
        let outcome = trial.call();
        assert_eq!(outcome.requests[0].code.as_deref(), code);
    }
}

/// With ACS3, the timestamp, the nonce and the token are headers.
fn acs3_handles_faults_in_the_same_way(transport: Transport) {
    let emulator = emulator()
        .clock(|| SystemTime::now() + HOUR)
        .start()
        .unwrap();
    let signer = Acs3::new(planted::credentials());
    let session = signed_by(signer, emulator.endpoint(), &Failures::default());
    let trial = Trial::over(transport, emulator, session);
    let outcome = trial.call();
    let refused = outcome.requests[0].code.as_deref();
    assert_eq!(refused, Some("InvalidTimeStamp.Expired"));
    let method = outcome.requests[1].signature_method();
    assert_eq!(method, Some("ACS3-HMAC-SHA256"));
    outcome.succeeded_after(2);
    for fault in [Fault::throttling(), Fault::reset_in_headers()] {
        trial.emulator.inject(fault, 1);
        trial.call().succeeded_after(2);
    }
}
