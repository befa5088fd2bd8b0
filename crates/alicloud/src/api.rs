//! What is known about an operation before any call is made.

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

/// The facts of one operation, as its specification states them.
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
    /// An operation of `product`, called `action`, that is sent by `methods`.
    ///
    /// It is taken to change something and to need a signature until [`reads`](Self::reads) and
    /// [`anonymous`](Self::anonymous) say otherwise.
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

    /// The same for names that are known only at run time.
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

    /// Sets the HTTP methods the operation is offered by.
    #[must_use]
    pub const fn methods_allowed(mut self, methods: Methods) -> Self {
        self.methods = methods;
        self
    }

    /// Marks the operation as one whose parameters travel as a form by PUT and PATCH. By POST they
    /// always do, and by other methods they never do.
    #[must_use]
    pub const fn form_by_put(mut self) -> Self {
        self.form_by_put = true;
        self
    }

    /// Marks the operation as one that only reads, so that repeating it is safe.
    #[must_use]
    pub const fn reads(mut self) -> Self {
        self.reads = true;
        self
    }

    /// Marks the operation as one that is sent unsigned.
    #[must_use]
    pub const fn anonymous(mut self) -> Self {
        self.anonymous = true;
        self
    }

    /// Marks the operation as one whose signature is ACS3. With a signer that
    /// [covers](crate::Sign::covers) parameters alone, its calls are refused before anything is
    /// sent.
    #[must_use]
    pub const fn acs3_only(mut self) -> Self {
        self.acs3_only = true;
        self
    }

    /// Sets how long this operation's reply may take, in whole seconds.
    #[must_use]
    pub const fn read_timeout_secs(mut self, seconds: u64) -> Self {
        self.read_timeout = Some(Duration::from_secs(seconds));
        self
    }

    /// Sets the public host that serves the operation when the call has no region.
    #[must_use]
    pub const fn central(mut self, host: &'static str) -> Self {
        self.central = Some(host);
        self
    }

    /// Marks the operation as one that `parameter` makes idempotent, such as `ClientToken`: calls with
    /// one value of it are carried out once. A call that doesn't set it gets a
    /// [value of its own](crate::Session::idempotency_tokens), and is repeated like one that only reads.
    #[must_use]
    pub const fn idempotent_by(mut self, parameter: &'static str) -> Self {
        self.token_parameter = Some(parameter);
        self
    }

    /// Sets what the operation's [RAM action](Self::ram_action) begins with, where it is not the
    /// [product's prefix](Product::ram_prefix).
    #[must_use]
    pub const fn ram_prefix(mut self, prefix: &'static str) -> Self {
        self.ram_prefix = Some(prefix);
        self
    }

    /// The product.
    #[must_use]
    pub fn product(&self) -> &Product {
        &self.product
    }

    /// The version of the product's API, such as `2014-05-26`.
    #[must_use]
    pub fn version(&self) -> &str {
        self.product.version()
    }

    /// The host for calls about `region_id`, or about no region.
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

    /// The RAM action that permits the operation, such as `ecs:StartInstance`: what a policy has under
    /// `Action`. `None` if it is not known.
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

    /// The HTTP methods the operation is offered by.
    #[must_use]
    pub const fn methods(&self) -> Methods {
        self.methods
    }

    /// Whether the parameters of a request by `method` travel as its body, a form, unless the request
    /// has another body.
    #[must_use]
    pub fn has_form(&self, method: &Method) -> bool {
        match *method {
            Method::POST => true,
            Method::PUT | Method::PATCH => self.form_by_put,
            _ => false,
        }
    }

    /// Whether the operation only reads, which makes it safe to repeat.
    #[must_use]
    pub const fn is_read(&self) -> bool {
        self.reads
    }

    /// The parameter that makes calls of the operation idempotent, if there is one.
    #[must_use]
    pub const fn token_parameter(&self) -> Option<&'static str> {
        self.token_parameter
    }

    /// Whether the operation is sent unsigned.
    #[must_use]
    pub const fn is_anonymous(&self) -> bool {
        self.anonymous
    }

    /// Whether the operation can be signed after ACS3 alone.
    #[must_use]
    pub const fn is_acs3_only(&self) -> bool {
        self.acs3_only
    }

    /// The operation's own limit on the time its reply may take, if it has one.
    #[must_use]
    pub const fn read_timeout(&self) -> Option<Duration> {
        self.read_timeout
    }
}

/// The HTTP methods an RPC operation is offered by.
///
/// Most operations are offered by GET and POST. The few that are offered by neither have one of the
/// other methods.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Methods {
    /// GET alone.
    Get,
    /// GET and POST.
    GetOrPost,
    /// POST alone.
    Post,
    /// PUT alone.
    Put,
    /// PATCH alone.
    Patch,
    /// DELETE alone.
    Delete,
}

impl Methods {
    /// Whether `method` is among them.
    #[must_use]
    pub fn contains(self, method: &Method) -> bool {
        self == Self::GetOrPost && method == Method::GET || *method == self.last_resort()
    }

    /// The method for a call: `fixed` if that is given, else `preferred` if the operation is offered by
    /// it, else a method that the operation is offered by. `None` if it is not offered by `fixed`.
    pub(crate) fn choose(self, fixed: Option<&Method>, preferred: &Method) -> Option<Method> {
        match fixed {
            Some(fixed) => self.contains(fixed).then(|| fixed.clone()),
            None if self.contains(preferred) => Some(preferred.clone()),
            None => Some(self.last_resort()),
        }
    }

    /// The only method, or POST.
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
