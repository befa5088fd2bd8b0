//! A web service with a stable link to the console of each instance.
//!
//! `GET /console/{instance_id}` answers with a page of one button and makes no call, because link
//! previews and prefetchers send GET requests too. The button sends a POST, which is answered with
//! a redirect to a fresh URL. Run it with
//! `CONSOLE_TOKEN=secret cargo run -p ecs-console --example console_service`.

use std::{env, error::Error, future::ready, sync::Arc, time::Duration};

use alicloud_console::{ConsolePage, OpenConsole};
use alicloud_ecs::describe_instance_vnc_url::ErrorCode;
use alicloud_reqwest::Client;
use axum::{
    Router,
    extract::{Path, State},
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, Uri, header},
    middleware::map_response,
    response::{Html, IntoResponse, Redirect, Response},
    routing::get,
};
use base64::prelude::{BASE64_STANDARD, Engine};
use tokio::net::TcpListener;

/// The limit for a click, with all retries.
const CALL_TIMEOUT: Duration = Duration::from_secs(10);

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let authorize = password(&env::var("CONSOLE_TOKEN").unwrap_or_default())?;
    let listener = TcpListener::bind("127.0.0.1:8080").await?;
    let service = Service {
        authorize,
        client: Client::new(alicloud_config::load()?.call_timeout(CALL_TIMEOUT)),
        origin: format!("http://{}", listener.local_addr()?),
        page: ConsolePage::default(),
    };
    println!("Open {}/console/INSTANCE_ID", service.origin);
    axum::serve(listener, router(service)?).await?;
    Ok(())
}

/// Decides whether the sender of these headers may open the console of the instance with this id.
pub(crate) type Authorize = Box<dyn Fn(&HeaderMap, &str) -> bool + Send + Sync>;

/// Accepts requests with this token. The browser asks for a user name and a password: `console` and
/// the token. Replace this function if not every user may open every console.
pub(crate) fn password(token: &str) -> Result<Authorize, Box<dyn Error>> {
    if token.is_empty() {
        return Err("CONSOLE_TOKEN isn't set; set it to the password of the service".into());
    }
    let wanted = BASE64_STANDARD.encode(format!("console:{token}"));
    let wanted = format!("Basic {wanted}").into_bytes();
    Ok(Box::new(move |headers, _instance_id| {
        let given = headers.get(header::AUTHORIZATION);
        let given = given.map_or(&[][..], HeaderValue::as_bytes);
        // The time of the comparison doesn't depend on where the texts differ.
        let pairs = given.iter().zip(&wanted);
        given.len() == wanted.len() && pairs.fold(0, |all, (a, b)| all | (a ^ b)) == 0
    }))
}

pub(crate) struct Service {
    pub(crate) authorize: Authorize,
    pub(crate) client: Client,
    /// The origin of this service as browsers see it. Behind a reverse proxy, set the origin of the
    /// proxy.
    pub(crate) origin: String,
    /// The page to which the button leads.
    pub(crate) page: ConsolePage,
}

pub(crate) fn router(service: Service) -> Result<Router, Box<dyn Error>> {
    // Chromium applies `form-action` to redirects too, so the policy has to allow the console page.
    let page: Uri = service.page.base().parse()?;
    let page = page.scheme_str().zip(page.authority());
    let (scheme, host) = page.ok_or("the URL of the console page has no host")?;
    let policy = HeaderValue::try_from(format!(
        "default-src 'none'; base-uri 'none'; frame-ancestors 'none'; \
         form-action 'self' {scheme}://{host}"
    ))?;
    let secure = move |mut response: Response| {
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_SECURITY_POLICY, policy.clone());
        for (name, value) in HEADERS {
            headers.insert(name, HeaderValue::from_static(value));
        }
        // Everyone with the URL can use the terminal. Layers that log headers hide a sensitive
        // value.
        if let Some(location) = headers.get_mut(header::LOCATION) {
            location.set_sensitive(true);
        }
        ready(response)
    };
    Ok(Router::new()
        .route("/console/{instance_id}", get(show).post(open))
        .with_state(Arc::new(service))
        .layer(map_response(secure)))
}

const HEADERS: [(HeaderName, &str); 3] = [
    (header::CACHE_CONTROL, "no-store"),
    (header::REFERRER_POLICY, "no-referrer"),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
];

/// Answers with the button. It shows only the id from its own URL, so everybody may see it.
async fn show(Path(instance_id): Path<String>) -> Response {
    if !is_instance_id(&instance_id) {
        return page(StatusCode::BAD_REQUEST, "This is not an instance id.");
    }
    // With `no-referrer`, Chromium sends `Origin: null`. So the page sets another policy.
    let policy = "<meta name=\"referrer\" content=\"same-origin\">";
    let button = format!("Open the console of {}", escape(&instance_id));
    let form = format!("<form method=\"post\"><button>{button}</button></form>");
    page(StatusCode::OK, &format!("{policy}{form}"))
}

/// Opens the console, and redirects to it. The URL is for an instance without Windows. See the
/// example `asynchronous` for the lookup.
async fn open(
    State(service): State<Arc<Service>>,
    Path(instance_id): Path<String>,
    headers: HeaderMap,
) -> Response {
    if !is_instance_id(&instance_id) {
        return page(StatusCode::BAD_REQUEST, "This is not an instance id.");
    }
    // Browsers send `Origin` with every POST, so a page of another site can't press the button.
    let origin = headers.get(header::ORIGIN);
    if origin.is_none_or(|origin| *origin != *service.origin) {
        return page(
            StatusCode::FORBIDDEN,
            "The request comes from another site.",
        );
    }
    if !(service.authorize)(&headers, &instance_id) {
        let challenge = [(header::WWW_AUTHENTICATE, "Basic realm=\"console\"")];
        let refusal = page(StatusCode::UNAUTHORIZED, "You may not open this console.");
        return (challenge, refusal).into_response();
    }
    let open = OpenConsole::new("", instance_id).page(service.page.clone());
    match service.client.send(&open).await {
        Ok(console) => Redirect::to(console.url()).into_response(),
        Err(error) => {
            let status = match error.code_of(&open) {
                Some(ErrorCode::IncorrectInstanceStatus | ErrorCode::InstanceNotReady) => {
                    StatusCode::CONFLICT
                }
                _ if error.is_not_found() => StatusCode::NOT_FOUND,
                _ if error.is_denied() => StatusCode::FORBIDDEN,
                _ => StatusCode::BAD_GATEWAY,
            };
            page(status, &escape(&error.to_string()))
        }
    }
}

fn is_instance_id(text: &str) -> bool {
    let is_allowed = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
    (1..=64).contains(&text.len()) && text.bytes().all(is_allowed)
}

fn page(status: StatusCode, content: &str) -> Response {
    let start = "<!doctype html><html lang=\"en\"><title>Console</title>";
    (status, Html(format!("{start}{content}"))).into_response()
}

fn escape(text: &str) -> String {
    let text = text.replace('&', "&amp;").replace('<', "&lt;");
    text.replace('>', "&gt;")
        .replace('"', "&quot;")
        .replace('\'', "&#39;")
}
