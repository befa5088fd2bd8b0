//! A web service with a stable link to the console of each instance.
//!
//! `GET /console/{instance_id}` answers with a page of one button and makes no call, because link
//! previews and prefetchers send GET requests too. The button sends a POST, which the service
//! answers with a redirect to a fresh console URL.
//!
//! Limits: one password opens the consoles of all instances in one region. The service has no TLS
//! and doesn't limit the number of clicks. It listens only on the loopback interface; for other
//! machines, use a reverse proxy with TLS, and set `CONSOLE_ORIGIN` to `https://` and its host.
//!
//! ```sh
//! export CONSOLE_TOKEN=$(openssl rand -hex 16) && echo "$CONSOLE_TOKEN"
//! cargo run -p ecs-console --example console_service
//! ```
//!
//! The browser asks for a user name and a password: `console` and the value of `CONSOLE_TOKEN`.
//! An argument sets another port than 8080.

#![expect(clippy::result_large_err, reason = "a refusal is a response")]

use std::{
    env::{self, VarError},
    error::Error,
    net::Ipv4Addr,
    process::ExitCode,
    sync::Arc,
    time::Duration,
};

use alicloud::{
    Error::{Credentials, Request},
    error::chain,
};
use alicloud_console::{Console, ConsolePage, OpenConsole, RunsWindows};
use alicloud_ecs::describe_instance_vnc_url::ErrorCode;
use alicloud_reqwest::Client;
use axum::{
    Router,
    extract::{Path, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    middleware::map_response,
    response::{Html, IntoResponse, Redirect, Response},
    routing::get,
};
use base64::prelude::{BASE64_STANDARD, Engine};
use tokio::net::TcpListener;

/// The time limit of each call, with all retries.
const CALL_TIMEOUT: Duration = Duration::from_secs(10);

#[tokio::main]
async fn main() -> ExitCode {
    match run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{}", chain(error.as_ref()));
            ExitCode::FAILURE
        }
    }
}

async fn run() -> Result<(), Box<dyn Error>> {
    let token = variable("CONSOLE_TOKEN")?.ok_or("set CONSOLE_TOKEN to a long random text")?;
    let port = env::args().nth(1).map_or(Ok(8080), |port| port.parse())?;
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await?;
    let address = listener.local_addr()?;
    let service = Service {
        authorize: password(&token),
        client: Client::new(alicloud_config::load()?.call_timeout(CALL_TIMEOUT)),
        origin: variable("CONSOLE_ORIGIN")?.unwrap_or_else(|| format!("http://{address}")),
        page: ConsolePage::default(),
    };
    println!("Open {}/console/INSTANCE_ID", service.origin);
    axum::serve(listener, router(service)).await?;
    Ok(())
}

/// An environment variable. The error doesn't show its value, which may be the token.
fn variable(name: &str) -> Result<Option<String>, String> {
    match env::var(name) {
        Ok(value) => Ok(Some(value).filter(|value| !value.is_empty())),
        Err(VarError::NotPresent) => Ok(None),
        Err(VarError::NotUnicode(_)) => Err(format!("{name} isn't UTF-8")),
    }
}

/// Decides whether the sender of these headers may open the console of the instance with this id.
/// `Err` is the response to a sender who may not.
pub(crate) type Authorize = Box<dyn Fn(&HeaderMap, &str) -> Result<(), Response> + Send + Sync>;

/// Accepts the user `console` with this password. Replace this function if not every user may open
/// every console.
pub(crate) fn password(token: &str) -> Authorize {
    let wanted = BASE64_STANDARD.encode(format!("console:{token}"));
    Box::new(move |headers, _instance_id| {
        let given = headers.get(header::AUTHORIZATION);
        let given = given.and_then(|given| given.to_str().ok()?.split_once(' '));
        let is_accepted = given.is_some_and(|(scheme, given)| {
            scheme.eq_ignore_ascii_case("Basic") && is_same(given.trim(), &wanted)
        });
        if is_accepted {
            return Ok(());
        }
        let challenge = r#"Basic realm="console", charset="UTF-8""#;
        let challenge = [(header::WWW_AUTHENTICATE, challenge)];
        let text = "Enter the user name and the password.";
        Err((StatusCode::UNAUTHORIZED, challenge, text).into_response())
    })
}

/// Compares two texts. The duration doesn't depend on the position of a difference.
fn is_same(given: &str, wanted: &str) -> bool {
    let pairs = given.bytes().zip(wanted.bytes());
    given.len() == wanted.len() && pairs.fold(0, |all, (a, b)| all | (a ^ b)) == 0
}

pub(crate) struct Service {
    pub(crate) authorize: Authorize,
    pub(crate) client: Client,
    /// The origin of this service as browsers see it.
    pub(crate) origin: String,
    /// The page to which the button leads.
    pub(crate) page: ConsolePage,
}

pub(crate) fn router(service: Service) -> Router {
    Router::new()
        .route("/console/{instance_id}", get(show).post(open))
        .with_state(Arc::new(service))
        .layer(map_response(secure))
}

/// Adds headers to a response.
pub(crate) async fn secure(mut response: Response) -> Response {
    let headers = response.headers_mut();
    for (name, value) in [
        (header::CACHE_CONTROL, "no-store"),
        (
            header::CONTENT_SECURITY_POLICY,
            "default-src 'none'; base-uri 'none'; frame-ancestors 'none'",
        ),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    // Everyone with the URL can use the terminal. Layers that log headers hide sensitive values.
    if let Some(location) = headers.get_mut(header::LOCATION) {
        location.set_sensitive(true);
    }
    response
}

/// Answers with the button. The page shows only the id from its own URL, so everybody may see it.
async fn show(Path(instance_id): Path<String>) -> Response {
    if !is_instance_id(&instance_id) {
        return (StatusCode::BAD_REQUEST, NOT_AN_ID).into_response();
    }
    // With `no-referrer`, Chromium sends `Origin: null`. So the page sets another policy.
    let page = format!(
        "<!doctype html><html lang=\"en\"><title>Console</title>\
         <meta name=\"referrer\" content=\"same-origin\">\
         <form method=\"post\"><button>Open the console of {instance_id}</button></form>"
    );
    Html(page).into_response()
}

/// Opens the console, and redirects to it.
async fn open(
    State(service): State<Arc<Service>>,
    Path(instance_id): Path<String>,
    headers: HeaderMap,
) -> Response {
    if !is_instance_id(&instance_id) {
        return (StatusCode::BAD_REQUEST, NOT_AN_ID).into_response();
    }
    // Browsers send `Origin` with every POST, so a page of another site can't press the button.
    let origin = headers.get(header::ORIGIN);
    if origin.is_none_or(|origin| *origin != *service.origin) {
        let text = format!("Open this page at {}", service.origin);
        return (StatusCode::FORBIDDEN, text).into_response();
    }
    if let Err(refusal) = (service.authorize)(&headers, &instance_id) {
        return refusal;
    }
    match open_console(&service, &instance_id).await {
        Ok(Some(console)) => Redirect::to(console.url()).into_response(),
        Ok(None) => (StatusCode::NOT_FOUND, NO_INSTANCE).into_response(),
        Err(error) => failure(&instance_id, &error),
    }
}

/// Looks up whether the instance runs Windows, and opens its console. Returns `None` if the region
/// has no such instance.
async fn open_console(
    service: &Service,
    instance_id: &str,
) -> Result<Option<Console>, alicloud::Error> {
    let lookup = RunsWindows::new("", [instance_id]);
    let mut answers = service.client.send(&lookup).await?;
    let Some(windows) = answers.remove(instance_id).transpose()? else {
        return Ok(None);
    };
    let open = OpenConsole::new("", instance_id).windows(windows);
    let open = open.page(service.page.clone());
    service.client.send(&open).await.map(Some)
}

/// Logs the error, and answers with its request id. Visitors don't see the error itself, because it
/// can name resources of the account.
fn failure(instance_id: &str, error: &alicloud::Error) -> Response {
    eprintln!("{instance_id}: {}", error.report());
    let (status, text) = match error.known() {
        Some(ErrorCode::IncorrectInstanceStatus | ErrorCode::InstanceNotReady) => {
            (StatusCode::CONFLICT, "The instance isn't running.")
        }
        _ if error.is_not_found() => (StatusCode::NOT_FOUND, NO_INSTANCE),
        _ if error.is_throttling() => (StatusCode::SERVICE_UNAVAILABLE, "Try again later."),
        _ if error.is_timeout() => (StatusCode::GATEWAY_TIMEOUT, "Try again later."),
        _ if matches!(error, Request(_) | Credentials(_)) => (
            StatusCode::INTERNAL_SERVER_ERROR,
            "The service needs a correction.",
        ),
        _ => (StatusCode::BAD_GATEWAY, "The console can't be opened."),
    };
    let text = match error.request_id() {
        Some(request_id) => format!("{text} Request id: {request_id}"),
        None => text.to_owned(),
    };
    let mut response = (status, text).into_response();
    if status == StatusCode::SERVICE_UNAVAILABLE {
        // Rounded up to a whole second.
        let seconds = error.retry_after().unwrap_or_default().as_secs() + 1;
        response
            .headers_mut()
            .insert(header::RETRY_AFTER, seconds.into());
    }
    response
}

const NO_INSTANCE: &str = "The region has no such instance.";
const NOT_AN_ID: &str = "This is not an instance id.";

fn is_instance_id(text: &str) -> bool {
    let is_allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"-_".contains(&byte);
    (1..=64).contains(&text.len()) && text.bytes().all(is_allowed)
}
