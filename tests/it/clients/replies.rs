//! Tests that the same response leads to the same result over every transport, including closures.

use alicloud::{
    Client, Error, Format, Request, Response, Session, Value, blocking,
    error::TransportError,
    http::{StatusCode, header::CONTENT_TYPE},
};

use super::{Transport, call, runtime, server::Server, session};

struct Answer {
    status: u16,
    content_type: &'static str,
    body: &'static [u8],
}

impl Answer {
    fn json(status: u16, body: &'static str) -> Self {
        Self {
            status,
            content_type: "application/json;charset=utf-8",
            body: body.as_bytes(),
        }
    }

    fn raw(&self) -> Vec<u8> {
        let Self {
            status,
            content_type,
            body,
        } = self;
        let length = body.len();
        let head = format!(
            "HTTP/1.1 {status} \r\nContent-Type: {content_type}\r\nContent-Length: {length}\r\n\r\n"
        );
        [head.as_bytes(), body].concat()
    }

    fn response(&self) -> Response {
        let mut response = Response::new(self.body.into());
        *response.status_mut() = StatusCode::from_u16(self.status).unwrap();
        let content_type = self.content_type.parse().unwrap();
        response.headers_mut().insert(CONTENT_TYPE, content_type);
        response
    }

    /// The results of a call with this answer over every transport.
    fn outcomes(&self, adjust: impl Fn(Session) -> Session) -> [Result<Value, Error>; 4] {
        let server = Server::answering(self.raw());
        let session = adjust(session(&server.url()));
        let response = self.response();
        let blocking = |_: Request| Ok::<_, TransportError>(response.clone());
        let asynchronous = |_: Request| {
            let response = response.clone();
            async { Ok::<_, TransportError>(response) }
        };
        [
            blocking::Client::with_transport(session.clone(), blocking).send(&call()),
            runtime().block_on(async {
                let client = Client::with_transport(session.clone(), asynchronous);
                client.send(&call()).await
            }),
            Transport::Ureq.client(session.clone()).send(&call()),
            Transport::Reqwest.client(session).send(&call()),
        ]
    }

    fn errors(&self) -> [Error; 4] {
        self.outcomes(|session| session).map(Result::unwrap_err)
    }
}

#[test]
fn reads_json() {
    let answer = Answer::json(200, r#"{"RequestId":"1450F2D7","Regions":{"Region":[1]}}"#);
    for outcome in answer.outcomes(|session| session) {
        let reply = outcome.unwrap();
        assert_eq!(reply["RequestId"], "1450F2D7");
        assert_eq!(reply["Regions"]["Region"][0], 1);
    }
}

#[test]
fn reads_xml() {
    let answer = Answer {
        status: 200,
        content_type: "text/xml;charset=utf-8",
        body: "<?xml version='1.0'?><R><RequestId>1450F2D7</RequestId><Zone>青岛</Zone></R>"
            .as_bytes(),
    };
    for outcome in answer.outcomes(|session| session.format(Format::Xml)) {
        let reply = outcome.unwrap();
        assert_eq!(reply["RequestId"], "1450F2D7");
        assert_eq!(reply["Zone"], "青岛");
    }
}

#[test]
fn an_error_document_is_an_api_error_with_any_status() {
    for status in [200, 400, 404, 500, 503] {
        let answer = Answer::json(
            status,
            r#"{"Code":"Throttling.User","Message":"Slow down.","RequestId":"8C2A","HostId":"ecs"}"#,
        );
        for error in answer.errors() {
            let api = error.api().unwrap();
            assert_eq!(api.code(), "Throttling.User");
            assert_eq!(api.message(), "Slow down.");
            assert_eq!(api.request_id(), Some("8C2A"));
            assert_eq!(api.status(), status);
            assert!(error.may_have_been_sent());
        }
    }
}

#[test]
fn an_html_page_of_a_gateway_is_an_unexpected_reply() {
    let answer = Answer {
        status: 502,
        content_type: "text/html",
        body: b"<html><body>502 Bad Gateway</body></html>",
    };
    for error in answer.errors() {
        let Error::Unexpected(reply) = error else {
            panic!("{error:?}")
        };
        assert_eq!(reply.status(), 502);
        assert_eq!(reply.content_type(), Some("text/html"));
        assert_eq!(reply.body(), answer.body);
    }
}

#[test]
fn a_redirect_is_an_unexpected_reply() {
    for status in [301, 302, 303, 307, 308] {
        for body in ["", "<html>moved</html>"] {
            for error in Answer::json(status, body).errors() {
                let Error::Unexpected(reply) = error else {
                    panic!("{error:?}")
                };
                assert_eq!(reply.status(), status);
                assert_eq!(reply.body(), body.as_bytes());
            }
        }
    }
}

#[test]
fn an_empty_body_is_unexpected() {
    for status in [200, 204, 404] {
        for error in Answer::json(status, "").errors() {
            let Error::Unexpected(reply) = error else {
                panic!("{error:?}")
            };
            assert_eq!(reply.status(), status);
            assert!(reply.body().is_empty());
        }
    }
}

#[test]
fn a_body_that_is_not_utf_8_cannot_be_read() {
    let answer = Answer {
        body: b"{\"RequestId\":\"\xFF\"}",
        ..Answer::json(200, "")
    };
    for error in answer.errors() {
        assert!(matches!(error, Error::Decode(_)), "{error:?}");
        assert!(error.may_have_been_sent());
    }
}
