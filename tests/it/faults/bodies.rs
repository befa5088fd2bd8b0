//! Tests replies that are too long, compressed or wrongly labelled.

use alicloud::{Error, error::TransportErrorKind::BodyTooLarge, http::HeaderValue};
use alicloud_emulator::Fault;

use super::{BODY_LIMIT, Trial, assert_kind};
use crate::clients::{Transport, over_both_transports};

over_both_transports![
    reads_replies_up_to_the_body_limit,
    an_endless_body_is_too_large,
    an_unrequested_compressed_body_is_an_unexpected_reply,
    invalid_utf_8_is_a_decode_error,
    ignores_a_wrong_content_type_or_format,
];

fn reads_replies_up_to_the_body_limit(transport: Transport) {
    let trial = Trial::new(transport);
    for fault in [Fault::body_of, Fault::unannounced_body_of] {
        trial.emulator.inject(fault(BODY_LIMIT), 1);
        trial.call().succeeded_after(1);
        trial.emulator.inject(fault(BODY_LIMIT + 1), 1);
        assert_kind(&trial.call().failed_after(1), BodyTooLarge);
    }
}

fn an_endless_body_is_too_large(transport: Transport) {
    let trial = Trial::new(transport).inject(Fault::endless_body(), 1);
    let error = trial.call().failed_after(1);
    assert_kind(&error, BodyTooLarge);
    assert!(error.may_have_been_sent());
    trial.call().succeeded_after(1);
}

fn an_unrequested_compressed_body_is_an_unexpected_reply(transport: Transport) {
    let trial = Trial::new(transport).inject(Fault::gzip(), 1);
    let error = trial.call().failed_after(1);
    assert!(matches!(error, Error::Unexpected(_)), "{error:?}");
}

fn invalid_utf_8_is_a_decode_error(transport: Transport) {
    let trial = Trial::new(transport).inject(Fault::invalid_utf8(), 1);
    let error = trial.call().failed_after(1);
    assert!(matches!(error, Error::Decode(_)), "{error:?}");
}

fn ignores_a_wrong_content_type_or_format(transport: Transport) {
    let html = Fault::content_type(HeaderValue::from_static("text/html"));
    let trial = Trial::new(transport);
    for fault in [html, Fault::other_format()] {
        trial.emulator.inject(fault, 1);
        let reply = trial.call().succeeded_after(1);
        assert!(reply.vnc_url.starts_with("ws"));
    }
}
