//! Replies that are too long, encoded, or not what they are said to be.

use alicloud::{Error, error::TransportErrorKind::BodyTooLarge, http::HeaderValue};
use alicloud_emulator::Fault;

use super::{BODY_LIMIT, Trial, assert_kind};
use crate::clients::{Transport, over_both_transports};

over_both_transports![
    a_reply_of_the_limit_is_read_and_a_longer_one_is_not,
    a_body_without_end,
    a_compressed_body_nobody_asked_for,
    text_that_is_not_utf_8,
    another_content_type_or_format_changes_nothing,
];

fn a_reply_of_the_limit_is_read_and_a_longer_one_is_not(transport: Transport) {
    let trial = Trial::new(transport);
    for fault in [Fault::body_of, Fault::unannounced_body_of] {
        trial.emulator.inject(fault(BODY_LIMIT), 1);
        trial.call().succeeded_after(1);
        trial.emulator.inject(fault(BODY_LIMIT + 1), 1);
        assert_kind(&trial.call().failed_after(1), BodyTooLarge);
    }
}

fn a_body_without_end(transport: Transport) {
    let trial = Trial::new(transport).inject(Fault::endless_body(), 1);
    let error = trial.call().failed_after(1);
    assert_kind(&error, BodyTooLarge);
    assert!(error.may_have_been_sent());
    trial.call().succeeded_after(1);
}

fn a_compressed_body_nobody_asked_for(transport: Transport) {
    let trial = Trial::new(transport).inject(Fault::gzip(), 1);
    let error = trial.call().failed_after(1);
    assert!(matches!(error, Error::Unexpected(_)), "{error:?}");
}

fn text_that_is_not_utf_8(transport: Transport) {
    let trial = Trial::new(transport).inject(Fault::invalid_utf8(), 1);
    let error = trial.call().failed_after(1);
    assert!(matches!(error, Error::Decode(_)), "{error:?}");
}

fn another_content_type_or_format_changes_nothing(transport: Transport) {
    let html = Fault::content_type(HeaderValue::from_static("text/html"));
    let trial = Trial::new(transport);
    for fault in [html, Fault::other_format()] {
        trial.emulator.inject(fault, 1);
        let reply = trial.call().succeeded_after(1);
        assert!(reply.vnc_url.starts_with("ws"));
    }
}
