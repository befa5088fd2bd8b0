//! Operations with documented error codes.

use std::{borrow::Cow, sync::Arc};

use super::Operation;
use crate::error::{Error, KnownCode};

/// An operation whose specification lists its error codes.
///
/// This trait assigns the error codes to their operation. [`Error::code_of`] compares an error with
/// the codes of one operation.
///
/// ```
/// use alicloud::{
///     blocking::Client, error::{DecodeError, TransportError}, http::StatusCode, Anonymous, Api,
///     Call, Documented, Draft, KnownCode, Operation, Reply, Request, Response, Session, Value,
/// };
///
/// struct StopInstance(Call);
///
/// impl Operation for StopInstance {
///     type Output = Value;
///     fn api(&self) -> &Api { self.0.api() }
///     fn region(&self) -> Option<&str> { self.0.region() }
///     fn write(&self, draft: &mut Draft) { self.0.write(draft) }
///     fn read(&self, reply: Reply<'_>) -> Result<Value, DecodeError> { self.0.read(reply) }
/// }
///
/// #[derive(Clone, Copy, Debug, PartialEq, Eq)]
/// enum Code { IncorrectStatus }
///
/// impl KnownCode for Code {
///     const CODES: &'static [(&'static str, Self)] =
///         &[("IncorrectInstanceStatus", Self::IncorrectStatus)];
///     fn description(self) -> Option<&'static str> { Some("Start the instance first.") }
/// }
///
/// impl Documented for StopInstance {
///     type Code = Code;
/// }
///
/// let transport = |_request: Request| {
///     let body = r#"{"Code":"IncorrectInstanceStatus","Message":"Stopped already."}"#;
///     let mut response = Response::new(body.into());
///     *response.status_mut() = StatusCode::FORBIDDEN;
///     Ok::<_, TransportError>(response)
/// };
/// let session = Session::new(Anonymous).endpoint("https://ecs.aliyuncs.com")?;
/// let client = Client::with_transport(session, transport);
/// let stop = StopInstance(Call::new("Ecs", "2014-05-26", "StopInstance"));
/// let error = client.send(&stop).unwrap_err();
/// assert_eq!(error.code_of(&stop), Some(Code::IncorrectStatus));
/// assert_eq!(error.advice_for(&stop).as_deref(), Some("Start the instance first."));
/// # Ok::<(), alicloud::error::EndpointError>(())
/// ```
pub trait Documented: Operation {
    /// The enum of the documented error codes.
    type Code: KnownCode;
}

impl<O: Documented + ?Sized> Documented for &O {
    type Code = O::Code;
}

impl<O: Documented + ?Sized> Documented for Box<O> {
    type Code = O::Code;
}

impl<O: Documented + ?Sized> Documented for Arc<O> {
    type Code = O::Code;
}

impl Error {
    /// The error code of the error document, as one of the codes that `operation` documents. `None`
    /// if the operation doesn't document the code, or if the server returned no error document.
    #[must_use]
    pub fn code_of<O: Documented + ?Sized>(&self, _operation: &O) -> Option<O::Code> {
        self.known()
    }

    /// Advice on the failure of `operation`, in a few sentences for people. The advice comes from
    /// the operation's documentation of the error code, or else from [`advice`](Self::advice).
    #[must_use]
    pub fn advice_for<O: Documented + ?Sized>(&self, operation: &O) -> Option<Cow<'static, str>> {
        let documented = self.code_of(operation).and_then(KnownCode::description);
        documented.map(Cow::from).or_else(|| self.advice())
    }
}
