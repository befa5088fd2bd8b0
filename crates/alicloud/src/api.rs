//! Static descriptions of products and operations: names, HTTP methods and endpoints.

mod endpoint;
mod endpoints;
mod format;
mod product;
mod stamp;

use std::{borrow::Cow, time::Duration};

use http::Method;

use crate::{encoding::is_plain, error::EndpointError};

pub(crate) use self::endpoints::{Found, is_region_id};
pub(crate) use self::stamp::SystemStamps;
pub use self::{
    endpoint::Endpoint,
    endpoints::{Endpoints, Network},
    format::Format,
    product::Product,
    stamp::{InvalidNonce, Nonce, Stamp},
};

/// The static description of an operation, from its API specification.
///
/// ```
/// use alicloud::{Api, Methods, Product};
///
/// static ECS: Product = Product::new("Ecs", "2014-05-26");
/// static API: Api = Api::new(&ECS, "DescribeRegions", Methods::GetOrPost).reads();
/// assert_eq!(API.action(), "DescribeRegions");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Api {
    product: Cow<'static, Product>,
    action: Cow<'static, str>,
    pub(crate) has_plain_action: bool,
    methods: Methods,
    form_by_put: bool,
    reads: bool,
    anonymous: bool,
    acs3_only: bool,
    read_timeout: Option<Duration>,
    central: Option<&'static str>,
    token_parameter: Option<&'static str>,
    ram_prefix: Option<&'static str>,
}

impl Api {
    /// Describes the operation `action` of `product`. The operation supports the HTTP methods in
    /// `methods`.
    ///
    /// By default, an operation counts as writing and needs a signature. [`reads`](Self::reads) and
    /// [`anonymous`](Self::anonymous) change these defaults.
    #[must_use]
    pub const fn new(product: &'static Product, action: &'static str, methods: Methods) -> Self {
        Self {
            product: Cow::Borrowed(product),
            action: Cow::Borrowed(action),
            has_plain_action: is_plain(action),
            methods,
            form_by_put: false,
            reads: false,
            anonymous: false,
            acs3_only: false,
            read_timeout: None,
            central: None,
            token_parameter: None,
            ram_prefix: None,
        }
    }

    /// Describes an operation whose names are known only at run time.
    pub(crate) fn dynamic(product: Product, action: String) -> Self {
        static NONE: Product = Product::new("", "");
        Self {
            product: Cow::Owned(product),
            has_plain_action: is_plain(&action),
            action: Cow::Owned(action),
            ..Self::new(&NONE, "", Methods::GetOrPost)
        }
    }

    pub(crate) fn set_product(&mut self, product: &'static Product) {
        self.product = Cow::Borrowed(product);
    }

    /// Sets the HTTP methods that the operation supports.
    #[must_use]
    pub const fn methods_allowed(mut self, methods: Methods) -> Self {
        self.methods = methods;
        self
    }

    /// Makes PUT and PATCH requests of the operation send their parameters as a form body, as POST
    /// requests always do. GET and DELETE requests never have a form body.
    ///
    /// If the operation sets its own body, the parameters go into the query instead.
    #[must_use]
    pub const fn form_by_put(mut self) -> Self {
        self.form_by_put = true;
        self
    }

    /// Marks the operation as only reading, which makes retries safe.
    #[must_use]
    pub const fn reads(mut self) -> Self {
        self.reads = true;
        self
    }

    /// Marks the operation as anonymous: its requests are sent without a signature.
    #[must_use]
    pub const fn anonymous(mut self) -> Self {
        self.anonymous = true;
        self
    }

    /// Marks the operation as requiring an ACS3 signature. If the signer
    /// [covers](crate::Sign::covers) only parameters, calls of the operation fail before anything
    /// is sent.
    #[must_use]
    pub const fn acs3_only(mut self) -> Self {
        self.acs3_only = true;
        self
    }

    /// Sets the timeout for the operation's reply, in seconds.
    /// [`Session::timeout`](crate::Session::timeout) overrides this timeout.
    #[must_use]
    pub const fn read_timeout_secs(mut self, seconds: u64) -> Self {
        self.read_timeout = Some(Duration::from_secs(seconds));
        self
    }

    /// Sets the public host for calls of the operation that have no region.
    #[must_use]
    pub const fn central(mut self, host: &'static str) -> Self {
        self.central = Some(host);
        self
    }

    /// Sets the parameter for idempotency tokens, such as `ClientToken`. The server carries out
    /// calls with the same token only once. A retry with the same token is as safe as a retry of a
    /// call that only reads.
    ///
    /// If a call that writes doesn't set the parameter, the session by default [generates a
    /// token](crate::Session::idempotency_tokens).
    #[must_use]
    pub const fn idempotent_by(mut self, parameter: &'static str) -> Self {
        self.token_parameter = Some(parameter);
        self
    }

    /// Sets the prefix of the operation's [RAM action](Self::ram_action), if it differs from the
    /// [product's prefix](Product::ram_prefix).
    #[must_use]
    pub const fn ram_prefix(mut self, prefix: &'static str) -> Self {
        self.ram_prefix = Some(prefix);
        self
    }

    /// The product that the operation belongs to.
    #[must_use]
    pub fn product(&self) -> &Product {
        &self.product
    }

    /// The version of the product's API, such as `2014-05-26`.
    #[must_use]
    pub fn version(&self) -> &str {
        self.product.version()
    }

    /// The host for calls about `region_id`, or for calls without a region.
    pub(crate) fn find(
        &self,
        network: Network,
        region_id: Option<&str>,
    ) -> Result<Found, EndpointError> {
        match (network, region_id, self.central) {
            (Network::Public, None, Some(host)) => endpoints::known(host),
            _ => self.product.find(network, region_id),
        }
    }

    /// The operation's name, such as `DescribeInstanceVncUrl`.
    #[must_use]
    pub fn action(&self) -> &str {
        &self.action
    }

    /// The RAM action that permits the operation, such as `ecs:StartInstance`. A RAM policy lists
    /// this name under `Action`. `None` if neither the operation nor the product has a prefix.
    ///
    /// ```
    /// use alicloud::{Api, Methods, Product};
    ///
    /// static ECS: Product = Product::new("Ecs", "2014-05-26").ram_prefix("ecs");
    /// static START: Api = Api::new(&ECS, "StartInstance", Methods::GetOrPost);
    /// assert_eq!(START.ram_action().as_deref(), Some("ecs:StartInstance"));
    ///
    /// static CREATE: Api = Api::new(&ECS, "CreateVpc", Methods::GetOrPost).ram_prefix("vpc");
    /// assert_eq!(CREATE.ram_action().as_deref(), Some("vpc:CreateVpc"));
    /// ```
    #[must_use]
    pub fn ram_action(&self) -> Option<String> {
        let prefix = self.ram_prefix.or(self.product.ram_prefix)?;
        Some(format!("{prefix}:{}", self.action))
    }

    /// The HTTP methods that the operation supports.
    #[must_use]
    pub const fn methods(&self) -> Methods {
        self.methods
    }

    /// Whether a request with `method` sends its parameters as a form body. If the operation sets
    /// its own body, the parameters go into the query instead.
    #[must_use]
    pub fn has_form(&self, method: &Method) -> bool {
        match *method {
            Method::POST => true,
            Method::PUT | Method::PATCH => self.form_by_put,
            _ => false,
        }
    }

    /// Whether the operation only reads, which makes retries safe.
    #[must_use]
    pub const fn is_read(&self) -> bool {
        self.reads
    }

    /// The parameter for idempotency tokens, if the operation has this parameter.
    #[must_use]
    pub const fn token_parameter(&self) -> Option<&'static str> {
        self.token_parameter
    }

    /// Whether the operation is sent without a signature.
    #[must_use]
    pub const fn is_anonymous(&self) -> bool {
        self.anonymous
    }

    /// Whether the operation requires an ACS3 signature.
    #[must_use]
    pub const fn is_acs3_only(&self) -> bool {
        self.acs3_only
    }

    /// The timeout for the operation's reply, if the operation sets its own timeout.
    #[must_use]
    pub const fn read_timeout(&self) -> Option<Duration> {
        self.read_timeout
    }
}

/// The HTTP methods that an RPC operation supports.
///
/// Most operations support GET, POST or both. A few operations support only PUT, PATCH or DELETE.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Methods {
    /// Only GET.
    Get,
    /// GET and POST.
    GetOrPost,
    /// Only POST.
    Post,
    /// Only PUT.
    Put,
    /// Only PATCH.
    Patch,
    /// Only DELETE.
    Delete,
}

impl Methods {
    /// Whether the operation supports `method`.
    #[must_use]
    pub fn contains(self, method: &Method) -> bool {
        self == Self::GetOrPost && method == Method::GET || *method == self.last_resort()
    }

    /// Chooses the method for a call. If `fixed` is set, the result is `fixed`, or `None` if the
    /// operation doesn't support it. Otherwise the result is `preferred` if the operation supports
    /// it, or else a method that the operation supports.
    pub(crate) fn choose(self, fixed: Option<&Method>, preferred: &Method) -> Option<Method> {
        match fixed {
            Some(fixed) => self.contains(fixed).then(|| fixed.clone()),
            None if self.contains(preferred) => Some(preferred.clone()),
            None => Some(self.last_resort()),
        }
    }

    /// The only supported method, or POST if several are supported.
    const fn last_resort(self) -> Method {
        match self {
            Self::Get => Method::GET,
            Self::GetOrPost | Self::Post => Method::POST,
            Self::Put => Method::PUT,
            Self::Patch => Method::PATCH,
            Self::Delete => Method::DELETE,
        }
    }
}
