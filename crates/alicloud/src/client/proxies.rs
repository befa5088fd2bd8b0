//! Selection of the proxy for a request, from environment variables.

mod no_proxy;

use std::{ffi::OsString, fmt};

use http::{Uri, uri::Scheme};

use self::no_proxy::NoProxy;
use crate::{
    error::{TransportError, TransportErrorKind::Connect},
    request::Request,
};

/// The proxies that environment variables set. `P` is the transport's own type for a proxy.
///
/// | endpoint | variables, of which the first non-empty variable applies |
/// |---|---|
/// | `https` | `HTTPS_PROXY`, `https_proxy`, `ALL_PROXY`, `all_proxy` |
/// | `http` | `HTTP_PROXY`, `http_proxy`, `ALL_PROXY`, `all_proxy` |
///
/// `HTTP_PROXY` and `http_proxy` are ignored if `REQUEST_METHOD` is set, because the program then
/// runs under CGI. A CGI server sets `HTTP_PROXY` from the header `Proxy` of a request, so any
/// client could choose the proxy.
///
/// `NO_PROXY` lists hosts that are called without a proxy. If `NO_PROXY` is unset or empty,
/// `no_proxy` applies. Commas separate the entries:
///
/// | entry | hosts |
/// |---|---|
/// | `example.com`, `.example.com` | `example.com` and its subdomains |
/// | `*.example.com` | only the subdomains of `example.com` |
/// | `10.0.0.1`, `::1`, `[::1]` | the address |
/// | `10.0.0.0/8`, `fd00::/8` | the addresses in the block |
/// | `*` | all hosts |
///
/// Letter case, spaces around an entry and a trailing dot of a host name are ignored. An entry that
/// ends in `:PORT` applies only to that port. An IPv6 address needs brackets before `:PORT`. Host
/// names are not resolved, so an address entry never matches a host name.
///
/// If the transport can't use a proxy, each request that needs this proxy fails. Requests that
/// [bypass proxies](Request::bypasses_proxy) or go to a host in `NO_PROXY` need no proxy.
///
/// ```
/// use alicloud::{http::{uri::PathAndQuery, Method}, transport::Proxies, Endpoint, Request};
///
/// let environment = |name: &str| match name {
///     "HTTPS_PROXY" => Some("http://proxy.internal:3128".into()),
///     "NO_PROXY" => Some("localhost, .example.com".into()),
///     _ => None,
/// };
/// let proxies = Proxies::new(environment, &["http"], |_scheme, url| Some(url.to_owned()));
///
/// let to = |endpoint: &str| -> Result<Request, alicloud::error::EndpointError> {
///     Ok(Request::plain(Method::GET, endpoint.parse()?, PathAndQuery::from_static("/")))
/// };
/// let proxy = proxies.choose(&to("https://ecs.aliyuncs.com")?)?;
/// assert_eq!(proxy.map(String::as_str), Some("http://proxy.internal:3128"));
/// assert_eq!(proxies.choose(&to("https://ecs.example.com")?)?, None);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Proxies<P> {
    https: Option<Named<P>>,
    http: Option<Named<P>>,
    no_proxy: NoProxy,
}

/// A proxy, and the variable that sets it.
struct Named<P> {
    variable: &'static str,
    proxy: Result<P, Fault>,
}

/// The reason why the value of a variable can't be used. Only the scheme is kept, because the value
/// may contain a password.
enum Fault {
    NotAUrl,
    Scheme {
        scheme: Box<str>,
        supported: Box<str>,
    },
}

const HTTPS: &[&str] = &["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"];
const HTTP: &[&str] = &["HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"];
/// The variables in [`HTTP`] that a CGI program can trust.
const HTTP_OF_CGI: &[&str] = &["ALL_PROXY", "all_proxy"];

impl<P> Proxies<P> {
    /// Reads the proxies from environment variables. The function `variable` looks up a variable by
    /// its name.
    ///
    /// `supported` lists the allowed schemes of a proxy's URL. A URL without a scheme counts as
    /// `http`.
    ///
    /// `read` converts the URL of a proxy to the transport's type, or returns `None` if the URL is
    /// invalid. The first argument of `read` is the scheme of the endpoints that the proxy serves:
    /// `http` or `https`.
    pub fn new(
        variable: impl Fn(&str) -> Option<OsString>,
        supported: &[&str],
        read: impl Fn(&Scheme, &str) -> Option<P>,
    ) -> Self {
        let first = |names: &[&'static str]| {
            names.iter().find_map(|name| {
                let value = variable(name)?.to_string_lossy().trim().to_owned();
                (!value.is_empty()).then_some((*name, value))
            })
        };
        let named = |scheme: Scheme, names| {
            first(names).map(|(variable, value)| Named {
                variable,
                proxy: url(&value, supported)
                    .and_then(|url| read(&scheme, &url).ok_or(Fault::NotAUrl)),
            })
        };
        let is_cgi = variable("REQUEST_METHOD").is_some();
        let no_proxy = first(&["NO_PROXY", "no_proxy"]).map(|(_, list)| NoProxy::new(&list));
        Self {
            https: named(Scheme::HTTPS, HTTPS),
            http: named(Scheme::HTTP, if is_cgi { HTTP_OF_CGI } else { HTTP }),
            no_proxy: no_proxy.unwrap_or_default(),
        }
    }

    /// Whether no variable sets a proxy.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.https.is_none() && self.http.is_none()
    }

    /// The proxies that the transport can use.
    pub fn iter(&self) -> impl Iterator<Item = &P> {
        let both = [&self.https, &self.http].into_iter().flatten();
        both.filter_map(|named| named.proxy.as_ref().ok())
    }

    /// The proxy for `request`, or `None` if the request needs no proxy.
    ///
    /// # Errors
    ///
    /// The transport can't use the proxy for `request`.
    pub fn choose(&self, request: &Request) -> Result<Option<&P>, TransportError> {
        if request.bypasses_proxy() {
            return Ok(None);
        }
        let uri = request.endpoint().uri();
        let named = if uri.scheme() == Some(&Scheme::HTTPS) {
            &self.https
        } else {
            &self.http
        };
        match named {
            Some(named) if !self.no_proxy.covers(uri) => match &named.proxy {
                Ok(proxy) => Ok(Some(proxy)),
                Err(fault) => Err(fault.of(named.variable)),
            },
            _ => Ok(None),
        }
    }
}

/// Checks the URL of a proxy, and adds the scheme `http` if the URL has no scheme.
fn url(value: &str, supported: &[&str]) -> Result<String, Fault> {
    let url = match value.split_once("://") {
        Some(_) => value.to_owned(),
        None => format!("http://{value}"),
    };
    let uri: Uri = url.parse().map_err(|_| Fault::NotAUrl)?;
    let (Some(scheme), Some(authority)) = (uri.scheme(), uri.authority()) else {
        return Err(Fault::NotAUrl);
    };
    if scheme.as_str().is_empty() {
        return Err(Fault::NotAUrl);
    }
    if !supported.contains(&scheme.as_str()) {
        return Err(Fault::Scheme {
            scheme: scheme.as_str().into(),
            supported: supported.join(", ").into(),
        });
    }
    let host_and_port = authority.as_str().rsplit('@').next().unwrap_or_default();
    let has_port = host_and_port.len() > authority.host().len();
    if authority.host().is_empty() || (has_port && authority.port_u16().is_none()) {
        return Err(Fault::NotAUrl);
    }
    Ok(url)
}

impl Fault {
    fn of(&self, variable: &str) -> TransportError {
        let what = match self {
            Self::NotAUrl => format!(
                "the value of {variable} is not the URL of a proxy: write http://HOST:PORT, or \
                 exempt the endpoint's host with NO_PROXY"
            ),
            Self::Scheme { scheme, supported } => format!(
                "{variable} sets a proxy with the scheme {scheme:?}, but this transport supports \
                 only {supported}: set another proxy, or exempt the endpoint's host with NO_PROXY"
            ),
        };
        TransportError::new(Connect, what)
    }
}

/// Omits the proxies, because their URLs may contain passwords.
impl<P> fmt::Debug for Proxies<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let variable = |named: &Option<Named<P>>| named.as_ref().map(|named| named.variable);
        f.debug_struct("Proxies")
            .field("https", &variable(&self.https))
            .field("http", &variable(&self.http))
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
