//! Any operation, by name.

use crate::{
    api::{Api, Methods, Product},
    error::DecodeError,
    operation::Operation,
    reply::Reply,
    request::Draft,
};
use serde_json::Value;

/// An operation by name: parameters are text, the reply is a JSON value (an XML reply becomes one
/// too: elements are keys, repeated elements are lists).
///
/// The way to call what no model crate covers yet.
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
    body: Option<Value>,
}

impl Call {
    /// A call of `action` of a `product`'s API `version`, offered by GET and POST.
    ///
    /// The hosts of the product are for [`product`](Self::product) to say; without it, the session
    /// needs a fixed endpoint.
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
            body: None,
        }
    }

    /// Sets the product, with its version and hosts, in place of those that were given by name.
    ///
    /// A parameter `RegionId`, in any letter case, says which region's host is called; without it
    /// the session's region does.
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

    /// Adds a parameter: name as on the wire (`Tag.1.Key`), value as plain text.
    #[must_use]
    pub fn parameter(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.parameters.push((name.into(), value.into()));
        self
    }

    /// Sets a JSON body. The parameters then travel in the query, and an operation offered by GET and
    /// POST is sent by POST. The session's signer has to [cover](crate::Sign::covers) a body.
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

    /// Says that the operation only reads, so that repeating it is safe.
    #[must_use]
    pub fn reads(mut self) -> Self {
        self.api = self.api.reads();
        self
    }

    /// Says by which methods the operation is offered.
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
        let region = parameters.find(|(name, _)| name.eq_ignore_ascii_case("RegionId"));
        region.map(|(_, value)| value.as_str())
    }

    fn write(&self, draft: &mut Draft<'_>) {
        for (name, value) in &self.parameters {
            draft.parameter(name, value);
        }
        if let Some(body) = &self.body {
            draft.set_json(body);
        }
    }

    fn read(&self, reply: Reply<'_>) -> Result<Value, DecodeError> {
        reply.value()
    }
}

/// Names only: values may be secret.
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
