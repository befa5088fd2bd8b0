//! Calls of the emulator's gateway, over the client and without a socket.

use std::{cell::RefCell, time::SystemTime};

use alicloud::{
    Draft, Endpoint, Error, Format, Operation, Request, Session, blocking::Client, http::Method,
    retry::NoRetry,
};
use alicloud_emulator::{Gateway, Scenario};
use alicloud_sign::{Acs3, Credentials, HmacSha1};
use percent_encoding::percent_decode_str;

const ID: &str = "testid";
const SECRET: &str = "testsecret";

/// How a call is signed. The signature also selects the format of the reply.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Signature {
    /// Signature 1.0. The reply is JSON.
    V1,
    /// ACS3-HMAC-SHA256. The reply is XML.
    Acs3,
}

pub(crate) fn gateway() -> Gateway {
    let credentials = alicloud_emulator::Credentials::new(ID, SECRET);
    Gateway::new([credentials], Scenario::default(), "localhost")
}

/// Sends an operation. Also returns the body of the reply.
pub(crate) fn send<O: Operation + ?Sized>(
    gateway: &RefCell<Gateway>,
    signature: Signature,
    operation: &O,
) -> (Result<O::Output, Error>, String) {
    let credentials = Credentials::new(ID, SECRET);
    let session = match signature {
        Signature::V1 => Session::new(HmacSha1::new(credentials)).format(Format::Json),
        Signature::Acs3 => Session::new(Acs3::new(credentials)).format(Format::Xml),
    };
    let session = session
        .endpoint("https://localhost")
        .unwrap()
        .retry(NoRetry)
        .idempotency_tokens(false);
    let body = RefCell::new(String::new());
    let transport = |request: Request| {
        let request = request.into_http();
        let response = gateway.borrow_mut().answer(&request, SystemTime::now());
        *body.borrow_mut() = String::from_utf8(response.body().to_vec()).unwrap();
        Ok(response)
    };
    let outcome = Client::with_transport(session, transport).send(operation);
    (outcome, body.into_inner())
}

/// The parameters that an operation sends, decoded and without the common parameters.
pub(crate) fn parameters<O: Operation + ?Sized>(operation: &O) -> Vec<(String, String)> {
    let endpoint = Endpoint::try_from("https://localhost").unwrap();
    let mut draft = Draft::new(operation.api(), &endpoint, Format::Json, Method::POST);
    operation.write(&mut draft);
    let decode = |text| percent_decode_str(text).decode_utf8().unwrap().into_owned();
    draft
        .sorted()
        .map(|parameter| (decode(parameter.name), decode(parameter.value)))
        .collect()
}
