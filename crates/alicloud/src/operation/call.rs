//! Calls of any operation by its name.

use std::marker::PhantomData;

use crate::{
    api::{Api, Methods, Product},
    error::{DecodeError, DecodeProblem, RequestError},
    model::View,
    operation::{
        Operation,
        paging::{PagedOperation, Paging, Parameters},
    },
    reply::Reply,
    request::{Draft, is_json},
};
use serde_core::de::DeserializeOwned;
use serde_json::Value;

/// A call of an operation by its name. The parameters and the reply are JSON values. An XML reply
/// is converted to JSON: elements become keys, and repeated elements become lists.
///
/// Use this type for operations that no generated crate contains.
///
/// ```
/// use alicloud::{Call, Operation};
///
/// let call = Call::new("Ecs", "2014-05-26", "DescribeRegions")
///     .reads()
///     .parameter("AcceptLanguage", "en-US");
/// assert!(call.api().is_read());
/// ```
#[derive(Clone)]
pub struct Call {
    api: Api,
    parameters: Vec<(String, String)>,
    /// The name of the first parameter that has no value.
    without_value: Option<String>,
    body: Option<Value>,
}

/// A [`Call`] with a description of how its operation pages.
#[derive(Clone, Debug)]
pub struct PagedCall {
    call: Call,
    paging: Paging,
}

/// A call whose reply is read into `T`.
struct Typed<T> {
    call: Call,
    output: PhantomData<fn() -> T>,
}

impl Call {
    /// Creates a call of the operation `action` of `product`, in the API version `version`. The
    /// call can be sent with GET or POST.
    ///
    /// [`product`](Self::product) sets the product's hosts. Without hosts, the session needs a
    /// fixed endpoint.
    #[must_use]
    pub fn new(
        product: impl Into<String>,
        version: impl Into<String>,
        action: impl Into<String>,
    ) -> Self {
        Self {
            api: Api::dynamic(
                Product::dynamic(product.into(), version.into()),
                action.into(),
            ),
            parameters: Vec::new(),
            without_value: None,
            body: None,
        }
    }

    /// Sets the product with its hosts. The product's name and version replace those that were
    /// passed to [`new`](Self::new).
    ///
    /// The parameter `RegionId`, in any letter case, selects the region's host. Without this
    /// parameter, the session's region applies.
    ///
    /// ```
    /// use alicloud::{model::Endpoints, Call, Operation, Product};
    ///
    /// static SLB: Product = Product::new("Slb", "2014-05-15")
    ///     .endpoints(Endpoints::new(&[]).form("slb.{region}.aliyuncs.com"));
    ///
    /// let call = Call::new("Slb", "2014-05-15", "DescribeLoadBalancers")
    ///     .product(&SLB)
    ///     .parameter("RegionId", "cn-qingdao");
    /// assert_eq!(call.region(), Some("cn-qingdao"));
    /// ```
    #[must_use]
    pub fn product(mut self, product: &'static Product) -> Self {
        self.api.set_product(product);
        self
    }

    /// Adds a parameter by its name on the wire. The value is a text, a number, a boolean, a list
    /// or an object.
    ///
    /// A list or an object becomes one parameter for each of its leaf values. List items are
    /// numbered from 1, and nested names are joined with dots. Null fields of an object are left
    /// out. An empty list or object adds no parameter.
    ///
    /// ```
    /// use alicloud::Call;
    /// use serde_json::json;
    ///
    /// // PageSize=10, InstanceId.1=i-1, InstanceId.2=i-2, Tag.1.Key=env
    /// let call = Call::new("Ecs", "2014-05-26", "DescribeInstances")
    ///     .parameter("PageSize", 10)
    ///     .parameter("InstanceId", ["i-1", "i-2"])
    ///     .parameter("Tag", json!([{ "Key": "env" }]));
    /// # let _ = call;
    /// ```
    ///
    /// If `value` or an item of a list is null, the call fails before it is sent. A number that
    /// isn't finite counts as null.
    #[must_use]
    pub fn parameter(mut self, name: impl Into<String>, value: impl Into<Value>) -> Self {
        self.flatten(name.into(), value.into());
        self
    }

    /// Adds a parameter whose text is JSON, such as `["i-1","i-2"]`. `value` is either a value to
    /// serialize or the JSON text of a list or an object. Any other text becomes a JSON string.
    ///
    /// ```
    /// use alicloud::Call;
    ///
    /// let call = Call::new("Ecs", "2014-05-26", "DescribeInstances")
    ///     .json_parameter("InstanceIds", ["i-1", "i-2"]);
    /// # let _ = call;
    /// ```
    #[must_use]
    pub fn json_parameter(mut self, name: impl Into<String>, value: impl Into<Value>) -> Self {
        let text = match value.into() {
            Value::String(text) if is_json(&text) => text,
            value => value.to_string(),
        };
        self.parameters.push((name.into(), text));
        self
    }

    fn flatten(&mut self, name: String, value: Value) {
        let text = match value {
            Value::Array(items) => {
                for (number, item) in (1..).zip(items) {
                    self.flatten(format!("{name}.{number}"), item);
                }
                return;
            }
            Value::Object(fields) => {
                for (field, value) in fields {
                    if !value.is_null() {
                        self.flatten(format!("{name}.{field}"), value);
                    }
                }
                return;
            }
            Value::Null => {
                self.without_value.get_or_insert(name);
                return;
            }
            Value::String(text) => text,
            other => other.to_string(),
        };
        self.parameters.push((name, text));
    }

    /// Sets how the operation pages, so that [`Client::pages`](crate::Client::pages) can fetch its
    /// pages.
    #[must_use]
    pub fn paged(self, paging: Paging) -> PagedCall {
        PagedCall { call: self, paging }
    }

    /// Reads the reply into `T` instead of a JSON value.
    ///
    /// ```
    /// use alicloud::{Call, Client, Error, Transport};
    /// use serde::Deserialize;
    ///
    /// #[derive(Deserialize)]
    /// #[serde(rename_all = "PascalCase")]
    /// struct Caller {
    ///     account_id: String,
    /// }
    ///
    /// async fn account(client: &Client<impl Transport>) -> Result<String, Error> {
    ///     let call = Call::new("Sts", "2015-04-01", "GetCallerIdentity").reads();
    ///     Ok(client.send(&call.output::<Caller>()).await?.account_id)
    /// }
    /// ```
    #[must_use]
    pub fn output<T: DeserializeOwned>(self) -> impl Operation<Output = T> + Clone {
        Typed {
            call: self,
            output: PhantomData,
        }
    }

    /// Sets a JSON body. The parameters are then sent in the query, and an operation that supports
    /// GET and POST is sent with POST. If the session sets the method GET, the call fails before it
    /// is sent. The session's signer must [cover](crate::Sign::covers) bodies.
    ///
    /// ```
    /// use alicloud::{Call, Operation};
    /// use serde_json::json;
    ///
    /// let call = Call::new("RAI", "2024-07-01", "ContentSyncDetect")
    ///     .parameter("RegionId", "cn-hangzhou")
    ///     .json(json!({ "serviceParameter": { "content": "a text" } }));
    /// assert_eq!(call.api().action(), "ContentSyncDetect");
    /// ```
    #[must_use]
    pub fn json(mut self, body: Value) -> Self {
        self.body = Some(body);
        self
    }

    /// Marks the operation as only reading, which makes retries safe.
    #[must_use]
    pub fn reads(mut self) -> Self {
        self.api = self.api.reads();
        self
    }

    /// Sets the parameter for idempotency tokens, such as `ClientToken`. By default, a writing call
    /// that doesn't set this parameter gets a [generated
    /// token](crate::Session::idempotency_tokens), so that retries are safe.
    #[must_use]
    pub fn idempotent_by(mut self, parameter: &'static str) -> Self {
        self.api = self.api.idempotent_by(parameter);
        self
    }

    /// Sets the HTTP methods that the operation supports.
    #[must_use]
    pub fn methods(mut self, methods: Methods) -> Self {
        self.api = self.api.methods_allowed(methods);
        self
    }
}

impl Operation for Call {
    type Output = Value;

    fn api(&self) -> &Api {
        &self.api
    }

    fn region(&self) -> Option<&str> {
        let mut parameters = self.parameters.iter();
        let region = parameters.find(|(name, _)| is_region(name));
        region.map(|(_, value)| value.as_str())
    }

    fn write(&self, draft: &mut Draft<'_>) {
        for (name, value) in &self.parameters {
            match draft.given_region {
                Some(region_id) if is_region(name) => draft.parameter(name, region_id),
                _ => draft.parameter(name, value),
            }
        }
        if let Some(name) = &self.without_value {
            draft.refuse(RequestError::invalid_parameter(
                name,
                "has no value: set a value, or remove the parameter",
            ));
        }
        if let Some(body) = &self.body {
            draft.set_json(body);
        }
    }

    fn read(&self, reply: Reply<'_>) -> Result<Value, DecodeError> {
        reply.value()
    }
}

impl Operation for PagedCall {
    type Output = Value;

    fn api(&self) -> &Api {
        self.call.api()
    }

    fn region(&self) -> Option<&str> {
        self.call.region()
    }

    fn write(&self, draft: &mut Draft<'_>) {
        self.call.write(draft);
    }

    fn read(&self, reply: Reply<'_>) -> Result<Value, DecodeError> {
        self.call.read(reply)
    }
}

impl PagedOperation for PagedCall {
    fn paging(&self) -> Paging {
        self.paging
    }

    fn page(output: &Value) -> View<'_> {
        View::Any(output)
    }
}

impl Parameters for PagedCall {
    fn parameter(&self, name: &str) -> Option<View<'_>> {
        let mut parameters = self.call.parameters.iter();
        let (_, value) = parameters.find(|(own, _)| own == name)?;
        Some(View::Text(value))
    }

    fn set_parameter(&mut self, name: &str, value: View<'_>) -> bool {
        let value = match value {
            View::Text(text) => text.to_owned(),
            View::Integer(number) => number.to_string(),
            _ => return false,
        };
        let parameters = &mut self.call.parameters;
        match parameters.iter_mut().find(|(own, _)| own == name) {
            Some((_, own)) => *own = value,
            None => parameters.push((name.to_owned(), value)),
        }
        true
    }
}

impl<T> Clone for Typed<T> {
    fn clone(&self) -> Self {
        Self {
            call: self.call.clone(),
            output: PhantomData,
        }
    }
}

impl<T: DeserializeOwned> Operation for Typed<T> {
    type Output = T;

    fn api(&self) -> &Api {
        self.call.api()
    }

    fn region(&self) -> Option<&str> {
        self.call.region()
    }

    fn write(&self, draft: &mut Draft<'_>) {
        self.call.write(draft);
    }

    fn read(&self, reply: Reply<'_>) -> Result<T, DecodeError> {
        serde_json::from_value(reply.value()?).map_err(|error| {
            let problem = DecodeProblem::Invalid(without_value(&error.to_string()));
            DecodeError::new("", problem)
        })
    }
}

fn is_region(name: &str) -> bool {
    name.eq_ignore_ascii_case("RegionId")
}

/// Removes the value from an error message of serde, because the value may be secret.
fn without_value(message: &str) -> String {
    match message.rsplit_once(", expected ") {
        Some((_, expected)) => format!("expected {expected}"),
        None if message.starts_with("missing field") => message.to_owned(),
        None => "the reply does not match the output type".to_owned(),
    }
}

/// Omits the values of parameters, because they may be secret.
impl std::fmt::Debug for Call {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let names: Vec<&str> = self
            .parameters
            .iter()
            .map(|(name, _)| name.as_str())
            .collect();
        f.debug_struct("Call")
            .field("api", &self.api)
            .field("parameters", &names)
            .field("has_body", &self.body.is_some())
            .finish()
    }
}
