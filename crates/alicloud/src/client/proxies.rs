//! Which proxy a request goes through, by the environment.

mod no_proxy;

use std::{ffi::OsString, fmt};

use http::{Uri, uri::Scheme};

use self::no_proxy::NoProxy;
use crate::{
    error::{TransportError, TransportErrorKind::Connect},
    request::Request,
};

/// The proxies that environment variables name, as a transport uses them. `P` is what the transport
/// makes of a proxy's URL.
///
/// | endpoint | variables, the first that is set and not empty |
/// |---|---|
/// | `https` | `HTTPS_PROXY`, `https_proxy`, `ALL_PROXY`, `all_proxy` |
/// | `http` | `HTTP_PROXY`, `http_proxy`, `ALL_PROXY`, `all_proxy` |
///
/// The first two for `http` are ignored where `REQUEST_METHOD` is set: in a CGI program, whoever
/// sends the request sets `HTTP_PROXY` by a header `Proxy`.
///
/// `NO_PROXY`, or else `no_proxy`, lists the hosts that are called directly, separated by commas:
///
/// | entry | hosts |
/// |---|---|
/// | `example.com`, `.example.com` | that host and its subdomains |
/// | `*.example.com` | its subdomains alone |
/// | `10.0.0.1`, `::1`, `[::1]` | that address |
/// | `10.0.0.0/8`, `fd00::/8` | the addresses of that block |
/// | `*` | all |
///
/// Blanks around an entry, upper and lower case, and a dot at the end of a name make no difference.
/// An entry that ends in `:PORT` holds for that port alone. Names are not looked up, so an address
/// covers no host that is written as a name.
///
/// A value that the transport can't use is an error of every request that would go through that
/// proxy. Requests that [bypass proxies](Request::bypasses_proxy) or go to a host in `NO_PROXY` are
/// not affected.
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

/// What one variable says.
struct Named<P> {
    variable: &'static str,
    proxy: Result<P, Fault>,
}

/// Why a variable's value can't be used. It may hold a password, so only the scheme is kept.
enum Fault {
    NotAUrl,
    Scheme {
        scheme: Box<str>,
        supported: Box<str>,
    },
}

const HTTPS: &[&str] = &["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"];
const HTTP: &[&str] = &["HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"];
/// [`HTTP`] without what a CGI program must not trust.
const HTTP_OF_CGI: &[&str] = &["ALL_PROXY", "all_proxy"];

impl<P> Proxies<P> {
    /// What the environment says that `variable` looks up.
    ///
    /// A proxy's URL may have one of the schemes `supported`; without a scheme it is `http`. `read`
    /// turns the URL of the proxy for endpoints of a scheme, `http` or `https`, into what the
    /// transport uses, and gives `None` for a URL that it can't read.
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

    /// Whether no variable names a proxy.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.https.is_none() && self.http.is_none()
    }

    /// All proxies that can be used.
    pub fn iter(&self) -> impl Iterator<Item = &P> {
        let both = [&self.https, &self.http].into_iter().flatten();
        both.filter_map(|named| named.proxy.as_ref().ok())
    }

    /// The proxy that `request` goes through, or `None` if it goes out directly.
    ///
    /// # Errors
    ///
    /// It would go through a proxy that the transport can't use.
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

/// The URL of a proxy, with a scheme that is supported.
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
                "{variable} names a proxy of the scheme {scheme:?}, but this transport supports \
                 only the schemes {supported}: name another proxy, or exempt the endpoint's host \
                 with NO_PROXY"
            ),
        };
        TransportError::new(Connect, what)
    }
}

/// Without the proxies, whose URLs may hold passwords.
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
