//! Replies and errors that a test sets for an operation.

use std::{fmt, vec};

use serde_json::{Map, Value as Json};

use crate::{
    ControlError,
    protocol::{Fields, Value},
};

/// A reply for calls of one operation, for [`Emulator::set_reply`] or [`Gateway::set_reply`].
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
/// emulator.set_reply(vpc.times(2))?;
/// assert_eq!(emulator.replies()[0].action(), "CreateVpc");
/// emulator.clear_replies();
/// # Ok(())
/// # }
/// ```
///
/// [`Emulator::set_reply`]: crate::Emulator::set_reply
/// [`Gateway::set_reply`]: crate::Gateway::set_reply
#[derive(Clone)]
pub struct PreparedReply {
    target: Target,
    fields: Fields,
}

/// An error for calls of one operation, for [`Emulator::set_error`] or [`Gateway::set_error`].
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
/// emulator.set_error(PreparedError::new("DescribeVpcs", "InvalidRegionId.NotFound").always())?;
/// assert_eq!(emulator.errors().len(), 1);
///
/// let misspelt = PreparedError::new("DescribeVpcs", "InvalidRegionId.NotFond");
/// let error = emulator.set_error(misspelt).unwrap_err();
/// assert!(error.to_string().contains("did you mean \"InvalidRegionId.NotFound\"?"));
/// # Ok(())
/// # }
/// ```
///
/// [`Emulator::set_error`]: crate::Emulator::set_error
/// [`Gateway::set_error`]: crate::Gateway::set_error
#[derive(Clone)]
pub struct PreparedError {
    target: Target,
    code: String,
}

/// The calls to which a prepared answer applies.
#[derive(Clone, Debug)]
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
    /// Fails with [`ControlError::InvalidReply`] if `reply` is not a JSON object.
    pub fn new(action: impl Into<String>, reply: &str) -> Result<Self, ControlError> {
        let action = action.into();
        match serde_json::from_str(reply) {
            Ok(Json::Object(members)) => Self::from_members(action, members),
            Ok(_) => Err(ControlError::invalid_reply(
                action,
                "it must be a JSON object",
            )),
            Err(error) => Err(ControlError::invalid_reply(action, error.to_string())),
        }
    }

    pub(crate) fn from_members(
        action: String,
        members: Map<String, Json>,
    ) -> Result<Self, ControlError> {
        match fields(members) {
            Ok(fields) => Ok(Self {
                target: Target::next(action),
                fields,
            }),
            Err(problem) => Err(ControlError::invalid_reply(action, problem)),
        }
    }

    pub(crate) fn fields(&self) -> &Fields {
        &self.fields
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

            #[doc = concat!("Applies the ", $what, " to the next `count` calls.")]
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

    fn is_for(&self, action: &str, version: &str) -> bool {
        self.action == action && self.version.as_deref().is_none_or(|own| own == version)
    }
}

/// A prepared answer.
pub(crate) trait Prepared: Clone {
    fn target(&self) -> &Target;

    fn target_mut(&mut self) -> &mut Target;
}

/// Prepared answers in the order in which they were set.
#[derive(Debug)]
pub(crate) struct PreparedAnswers<T>(Vec<T>);

impl<T> Default for PreparedAnswers<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T: Prepared> PreparedAnswers<T> {
    /// Adds an answer. A lasting answer replaces another lasting answer for the same operation.
    pub(crate) fn push(&mut self, answer: T) {
        let target = answer.target();
        match target.times {
            Times::Count(0) => return,
            Times::Count(_) => {}
            Times::Always => self.0.retain(|other| {
                let other = other.target();
                let is_same = other.action == target.action && other.version == target.version;
                !(is_same && other.times == Times::Always)
            }),
        }
        self.0.push(answer);
    }

    pub(crate) fn clear(&mut self) {
        self.0.clear();
    }

    pub(crate) fn pending(&self) -> &[T] {
        &self.0
    }

    /// Takes the answer to a call that has arrived. Answers with a number of calls come first, and
    /// of the lasting answers, the latest counts.
    pub(crate) fn next(
        &mut self,
        action: &str,
        version: &str,
        is_usable: impl Fn(&T) -> bool,
    ) -> Option<T> {
        let is_for_call = |answer: &T| answer.target().is_for(action, version) && is_usable(answer);
        let counted = self.0.iter().position(|answer| {
            matches!(answer.target().times, Times::Count(_)) && is_for_call(answer)
        });
        let Some(place) = counted else {
            return self
                .0
                .iter()
                .rev()
                .find(|answer| is_for_call(answer))
                .cloned();
        };
        let answer = self.0.get_mut(place)?;
        match &mut answer.target_mut().times {
            Times::Count(count) if *count > 1 => {
                *count -= 1;
                Some(answer.clone())
            }
            _ => Some(self.0.remove(place)),
        }
    }
}

fn fields(members: Map<String, Json>) -> Result<Fields, String> {
    members
        .into_iter()
        .map(|(name, value)| Ok((name.into(), value_of(value)?)))
        .collect()
}

fn value_of(json: Json) -> Result<Value, String> {
    Ok(match json {
        Json::Null => Value::Null,
        Json::Bool(flag) => Value::Boolean(flag),
        Json::String(text) => Value::Text(text),
        Json::Number(number) => match (number.as_i64(), number.as_f64()) {
            (Some(integer), _) => Value::Integer(integer),
            (None, Some(float)) if number.is_f64() => Value::Float(float),
            _ => return Err(format!("the number {number} is too large")),
        },
        Json::Array(items) => {
            let items: vec::IntoIter<Json> = items.into_iter();
            Value::List(items.map(value_of).collect::<Result<_, _>>()?)
        }
        Json::Object(members) => Value::Object(fields(members)?),
    })
}
