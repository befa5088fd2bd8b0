//! Tests responses that are not replies of the service.

use alicloud::{
    Error,
    http::{HeaderValue, StatusCode},
};
use alicloud_emulator::Fault;

use super::{Trial, emulator};
use crate::clients::{Transport, over_both_transports};

over_both_transports![
    an_html_error_page_is_an_unexpected_reply,
    does_not_follow_redirects,
];

fn an_html_error_page_is_an_unexpected_reply(transport: Transport) {
    let trial = Trial::new(transport).inject(Fault::html(StatusCode::BAD_GATEWAY), 3);
    let error = trial.call().failed_after(3);
    let Error::Unexpected(reply) = &error else {
        panic!("{error:?}")
    };
    assert_eq!(reply.status(), 502);
    assert_eq!(reply.content_type(), Some("text/html"));
    assert!(reply.body().starts_with(b"<html"));
    trial.call().succeeded_after(1);
}

fn does_not_follow_redirects(transport: Transport) {
    let elsewhere = emulator().start().unwrap();
    for status in [301, 302, 303, 307, 308] {
        let status = StatusCode::from_u16(status).unwrap();
        let location = HeaderValue::from_str(elsewhere.endpoint()).unwrap();
        let trial = Trial::new(transport).inject(Fault::redirect(status, location), 1);
        let error = trial.call().failed_after(1);
        assert!(matches!(error, Error::Unexpected(_)), "{error:?}");
        assert_eq!(error.status(), Some(status));
    }
    assert_eq!(elsewhere.connections(), 0);
}
