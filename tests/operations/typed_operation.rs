//! The request types of all operations, behind one type.

use alicloud::{Api, Draft, Operation, Reply, error::DecodeError};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

/// An operation, and how its request is made from arguments with the names of the API.
pub(crate) struct TypedOperation {
    pub(crate) action: &'static str,
    request: fn(&Value) -> Result<AnyOperation, String>,
}

/// An operation whose reply is read into its type, and then becomes JSON with the names of the API.
pub(crate) type AnyOperation = Box<dyn Operation<Output = Value>>;

#[allow(deprecated, reason = "the test calls every operation")]
pub(crate) const OPERATIONS: &[TypedOperation] =
    include!(concat!(env!("OUT_DIR"), "/operations.rs"));

impl TypedOperation {
    const fn new<O>(action: &'static str) -> Self
    where
        O: Operation<Output: Serialize> + Serialize + DeserializeOwned + 'static,
    {
        Self {
            action,
            request: request::<O>,
        }
    }

    /// Makes a request. Fails if the type has no field for an argument.
    pub(crate) fn request(&self, arguments: &Value) -> Result<AnyOperation, String> {
        (self.request)(arguments)
    }
}

fn request<O>(arguments: &Value) -> Result<AnyOperation, String>
where
    O: Operation<Output: Serialize> + Serialize + DeserializeOwned + 'static,
{
    let operation = O::deserialize(arguments).map_err(|error| error.to_string())?;
    let stored = serde_json::to_value(&operation).map_err(|error| error.to_string())?;
    if stored == *arguments {
        Ok(Box::new(Serialized(operation)))
    } else {
        Err(format!("the type contains {stored} and not {arguments}"))
    }
}

struct Serialized<O>(O);

impl<O: Operation<Output: Serialize>> Operation for Serialized<O> {
    type Output = Value;

    fn api(&self) -> &Api {
        self.0.api()
    }

    fn region(&self) -> Option<&str> {
        self.0.region()
    }

    fn write(&self, draft: &mut Draft<'_>) {
        self.0.write(draft);
    }

    fn read(&self, reply: Reply<'_>) -> Result<Value, DecodeError> {
        let output = self.0.read(reply)?;
        Ok(serde_json::to_value(output).expect("every reply can be JSON"))
    }
}
