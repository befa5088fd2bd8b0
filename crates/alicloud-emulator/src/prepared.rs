//! Replies and errors that a test adds for an operation.

mod answers;

use std::{fmt, vec};

use serde_json::{Map, Value as Json, json};

pub(crate) use self::answers::PreparedAnswers;
use crate::{
    InvalidReply,
    invalid_reply::Problem,
    protocol::{Fields, Value},
};

/// A reply for calls of one operation, for [`Emulator::add_reply`] or [`Gateway::add_reply`].
///
/// The call itself is checked normally: the signature, the nonce and the parameters. An invalid
/// call is refused and doesn't use up the reply. A valid call is answered with the reply, in the
/// format that the call requests. The call changes no instances.
///
/// The reply is a JSON object with the names of the API. The emulator adds `RequestId`, unless the
/// object contains it. In XML, a list becomes one element for each item. A list of the API usually
/// has a wrapper object, whose member names the elements:
/// `{"Vpcs": {"Vpc": [{"VpcId": "vpc-1"}]}}`.
///
/// ```
/// use alicloud_emulator::{Emulator, PreparedReply};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let emulator = Emulator::start()?;
/// let vpc = PreparedReply::new("CreateVpc", r#"{"VpcId": "vpc-1"}"#)?;
/// emulator.add_reply(vpc.times(2))?;
/// assert_eq!(emulator.pending_replies()[0].action(), "CreateVpc");
/// emulator.clear_replies();
/// # Ok(())
/// # }
/// ```
///
/// [`Emulator::add_reply`]: crate::Emulator::add_reply
/// [`Gateway::add_reply`]: crate::Gateway::add_reply
#[derive(Clone)]
pub struct PreparedReply {
    target: Target,
    fields: Fields,
}

/// An error for calls of one operation, for [`Emulator::add_error`] or [`Gateway::add_error`].
///
/// The specification of the operation must declare the error. The specification provides the HTTP
/// status and, if it contains texts, the message. [`Fault::error`](crate::Fault::error) answers
/// with any other error.
///
/// The call itself is checked normally. An invalid call is refused and doesn't use up the error.
///
/// ```
/// use alicloud_emulator::{Emulator, PreparedError};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let emulator = Emulator::start()?;
/// emulator.add_error(PreparedError::new("DescribeVpcs", "InvalidRegionId.NotFound").always())?;
/// assert_eq!(emulator.pending_errors().len(), 1);
///
/// let misspelt = PreparedError::new("DescribeVpcs", "InvalidRegionId.NotFond");
/// let error = emulator.add_error(misspelt).unwrap_err();
/// assert!(error.to_string().contains("did you mean \"InvalidRegionId.NotFound\"?"));
/// # Ok(())
/// # }
/// ```
///
/// [`Emulator::add_error`]: crate::Emulator::add_error
/// [`Gateway::add_error`]: crate::Gateway::add_error
#[derive(Clone, PartialEq, Eq)]
pub struct PreparedError {
    target: Target,
    code: String,
}

/// The calls to which a prepared answer applies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Target {
    pub(crate) action: String,
    /// `None` if the answer applies to every version of the operation.
    pub(crate) version: Option<String>,
    pub(crate) times: Times,
}

/// The number of calls to which a prepared answer applies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Times {
    Count(u64),
    Always,
}

impl PreparedReply {
    /// Creates a reply for the next call of the operation `action`. `reply` is the text of a JSON
    /// object.
    ///
    /// # Errors
    ///
    /// Fails if `reply` is not a JSON object, or contains an integer that is too large.
    pub fn new(action: impl Into<String>, reply: &str) -> Result<Self, InvalidReply> {
        let action = action.into();
        match serde_json::from_str(reply) {
            Ok(Json::Object(members)) => Self::from_members(action, members),
            Ok(_) => Err(InvalidReply::new(action, Problem::NotAnObject)),
            Err(error) => Err(InvalidReply::new(action, Problem::InvalidJson(error))),
        }
    }

    /// The reply as the text of a JSON object. The text can contain a secret.
    ///
    /// ```
    /// use alicloud_emulator::PreparedReply;
    ///
    /// # fn main() -> Result<(), alicloud_emulator::InvalidReply> {
    /// let vpc = PreparedReply::new("CreateVpc", r#"{ "VpcId": "vpc-1" }"#)?;
    /// assert_eq!(vpc.json(), r#"{"VpcId":"vpc-1"}"#);
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn json(&self) -> String {
        Json::Object(self.members()).to_string()
    }

    pub(crate) fn from_members(
        action: String,
        members: Map<String, Json>,
    ) -> Result<Self, InvalidReply> {
        match fields(members) {
            Ok(fields) => Ok(Self {
                target: Target::next(action),
                fields,
            }),
            Err(problem) => Err(InvalidReply::new(action, problem)),
        }
    }

    /// The names and values of the reply.
    pub(crate) fn members(&self) -> Map<String, Json> {
        self.fields
            .iter()
            .map(|(name, value)| (name.to_string(), json!(value)))
            .collect()
    }

    pub(crate) fn into_fields(self) -> Fields {
        self.fields
    }
}

impl PreparedError {
    /// Creates an error for the next call of the operation `action`.
    pub fn new(action: impl Into<String>, code: impl Into<String>) -> Self {
        Self {
            target: Target::next(action.into()),
            code: code.into(),
        }
    }

    /// The error code.
    #[must_use]
    pub fn code(&self) -> &str {
        &self.code
    }
}

/// The methods that replies and errors share.
macro_rules! target_methods {
    ($type:ident, $what:literal) => {
        impl $type {
            #[doc = concat!("Limits the ", $what, " to one version of the operation, such as")]
            /// `2014-05-26`. By default, the version doesn't matter.
            #[must_use]
            pub fn with_version(mut self, version: impl Into<String>) -> Self {
                self.target.version = Some(version.into());
                self
            }

            #[doc = concat!("Applies the ", $what, " to the next `count` calls. If `count` is 0,")]
            #[doc = concat!("adding the ", $what, " has no effect.")]
            #[must_use]
            pub fn times(mut self, count: u64) -> Self {
                self.target.times = Times::Count(count);
                self
            }

            #[doc = concat!("Applies the ", $what, " to all further calls, until it is cleared.")]
            #[doc = concat!("Each ", $what, " with a number of calls comes first.")]
            #[must_use]
            pub fn always(mut self) -> Self {
                self.target.times = Times::Always;
                self
            }

            /// The name of the operation.
            #[must_use]
            pub fn action(&self) -> &str {
                &self.target.action
            }

            /// The version of the operation, or `None` for every version.
            #[must_use]
            pub fn version(&self) -> Option<&str> {
                self.target.version.as_deref()
            }

            #[doc = concat!("The number of calls to which the ", $what, " will apply. `None` if it")]
            /// applies to all further calls.
            #[must_use]
            pub fn remaining(&self) -> Option<u64> {
                match self.target.times {
                    Times::Count(count) => Some(count),
                    Times::Always => None,
                }
            }
        }

        impl Prepared for $type {
            fn target(&self) -> &Target {
                &self.target
            }

            fn target_mut(&mut self) -> &mut Target {
                &mut self.target
            }
        }
    };
}

target_methods!(PreparedReply, "reply");
target_methods!(PreparedError, "error");

impl PartialEq for PreparedReply {
    fn eq(&self, other: &Self) -> bool {
        self.target == other.target && self.members() == other.members()
    }
}

/// The content of the reply is left out, because it can contain a secret.
impl fmt::Debug for PreparedReply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PreparedReply")
            .field("target", &self.target)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for PreparedError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PreparedError")
            .field("target", &self.target)
            .field("code", &self.code)
            .finish()
    }
}

impl Target {
    fn next(action: String) -> Self {
        Self {
            action,
            version: None,
            times: Times::Count(1),
        }
    }
}

/// A prepared answer.
pub(crate) trait Prepared: Clone {
    fn target(&self) -> &Target;

    fn target_mut(&mut self) -> &mut Target;
}

fn fields(members: Map<String, Json>) -> Result<Fields, Problem> {
    members
        .into_iter()
        .map(|(name, value)| Ok((name.into(), value_of(value)?)))
        .collect()
}

fn value_of(json: Json) -> Result<Value, Problem> {
    Ok(match json {
        Json::Null => Value::Null,
        Json::Bool(flag) => Value::Boolean(flag),
        Json::String(text) => Value::Text(text),
        Json::Number(number) => match (number.as_i64(), number.as_f64()) {
            (Some(integer), _) => Value::Integer(integer),
            (None, Some(float)) if number.is_f64() => Value::Float(float),
            _ => return Err(Problem::TooLarge(number.to_string())),
        },
        Json::Array(items) => {
            let items: vec::IntoIter<Json> = items.into_iter();
            Value::List(items.map(value_of).collect::<Result<_, _>>()?)
        }
        Json::Object(members) => Value::Object(fields(members)?),
    })
}
