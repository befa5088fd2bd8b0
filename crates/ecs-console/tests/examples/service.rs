//! The example of a web service, as HTTP clients see it.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use alicloud::{
    Anonymous, Session,
    http::{HeaderMap, HeaderValue, StatusCode, header},
};
use alicloud_console::ConsolePage;
use alicloud_emulator::{Emulator, Fault, Scenario};
use alicloud_reqwest::Client;
use alicloud_ureq::ureq::{self, Agent, http::Request};
use base64::prelude::{BASE64_STANDARD, Engine};

use crate::{
    console_service::{Authorize, Service, password, secure},
    running::{self, assert_opens, calls, parameter, serve},
};
use axum::response::{IntoResponse, Redirect, Response};

const LINK: &str = "/console/i-emulator-running";
const TOKEN: &str = "open sesame";

fn start(emulator: &Emulator) -> String {
    start_with(emulator, password(TOKEN))
}

fn start_with(emulator: &Emulator, authorize: Authorize) -> String {
    start_session(running::session(emulator), authorize)
}

fn start_session(session: Session, authorize: Authorize) -> String {
    let client = Client::new(session);
    serve(|origin| Service {
        authorize,
        client,
        origin,
        page: ConsolePage::default(),
    })
}

fn authorization(token: &str) -> String {
    let credentials = BASE64_STANDARD.encode(format!("console:{token}"));
    format!("Basic {credentials}")
}

struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    body: String,
}

impl Answer {
    fn header(&self, name: header::HeaderName) -> Option<&str> {
        Some(self.headers.get(name)?.to_str().unwrap())
    }
}

/// Sends a request, and checks what holds for every response.
fn ask(method: &str, url: &str, headers: &[(&str, &str)]) -> Answer {
    let config = Agent::config_builder()
        .http_status_as_error(false)
        .max_redirects(0)
        .proxy(None)
        .timeout_global(Some(Duration::from_secs(30)));
    let agent: Agent = config.build().into();
    let request = Request::builder().method(method).uri(url);
    let request = headers.iter().fold(request, |request, (name, value)| {
        request.header(*name, *value)
    });
    let response: ureq::http::Response<ureq::Body> = match method {
        "POST" => agent.run(request.body("").unwrap()),
        _ => agent.run(request.body(()).unwrap()),
    }
    .unwrap();
    let (parts, mut body) = response.into_parts();
    let answer = Answer {
        status: parts.status,
        headers: parts.headers,
        body: body.read_to_string().unwrap(),
    };
    assert_eq!(answer.header(header::CACHE_CONTROL), Some("no-store"));
    assert_eq!(answer.header(header::REFERRER_POLICY), Some("no-referrer"));
    assert_eq!(
        answer.header(header::X_CONTENT_TYPE_OPTIONS),
        Some("nosniff")
    );
    assert_eq!(
        answer.header(header::CONTENT_SECURITY_POLICY),
        Some("default-src 'none'; base-uri 'none'; frame-ancestors 'none'")
    );
    answer
}

/// Presses the button for `path`, as the page of the service does.
fn press(origin: &str, path: &str) -> Answer {
    let headers = [("origin", origin), ("authorization", &authorization(TOKEN))];
    ask("POST", &format!("{origin}{path}"), &headers)
}

#[test]
fn get_returns_the_button_without_a_call() {
    let emulator = Emulator::start().unwrap();
    let origin = start(&emulator);
    let url = format!("{origin}{LINK}");
    for headers in [
        [("user-agent", "Slackbot-LinkExpanding 1.0")],
        [("sec-purpose", "prefetch;prerender")],
    ] {
        let answer = ask("GET", &url, &headers);
        assert_eq!(answer.status, StatusCode::OK);
        let content_type = answer.header(header::CONTENT_TYPE);
        assert_eq!(content_type, Some("text/html; charset=utf-8"));
        assert_eq!(
            answer.body,
            "<!doctype html><html lang=\"en\"><title>Console</title>\
             <meta name=\"referrer\" content=\"same-origin\"><form method=\"post\"><button>\
             Open the console of i-emulator-running</button></form>"
        );
    }
    let head = ask("HEAD", &url, &[]);
    assert_eq!((head.status, &*head.body), (StatusCode::OK, ""));
    assert_eq!(ask("PUT", &url, &[]).status, StatusCode::METHOD_NOT_ALLOWED);
    assert_eq!(emulator.request_count(), 0);
}

#[test]
fn each_post_redirects_to_a_fresh_url() {
    let emulator = Emulator::start().unwrap();
    let origin = start(&emulator);
    let locations = [(); 2].map(|()| {
        let answer = press(&origin, LINK);
        assert_eq!((answer.status, &*answer.body), (StatusCode::SEE_OTHER, ""));
        answer.header(header::LOCATION).unwrap().to_owned()
    });
    for location in &locations {
        assert!(location.starts_with(ConsolePage::VNC.base()), "{location}");
        assert_eq!(parameter(location, "instanceId"), "i-emulator-running");
        assert_eq!(parameter(location, "isWindows"), "false");
        assert_opens(&emulator, location);
    }
    assert_ne!(locations[0], locations[1]);
    assert_eq!(calls(&emulator), [2, 2]);

    let windows = format!("/console/{}", Scenario::WINDOWS_INSTANCE_ID);
    let answer = press(&origin, &windows);
    let location = answer.header(header::LOCATION).unwrap();
    assert_eq!(parameter(location, "isWindows"), "true");
}

#[tokio::test]
async fn marks_the_console_url_as_sensitive() {
    let redirect = Redirect::to("https://console.example/?vncUrl=secret");
    let response: Response = secure(redirect.into_response()).await;
    let location = response.headers().get(header::LOCATION).unwrap();
    assert!(location.is_sensitive());
    assert!(!format!("{response:?}").contains("secret"));
}

#[test]
fn refuses_other_origins_before_the_authorization() {
    let emulator = Emulator::start().unwrap();
    let origin = start_with(
        &emulator,
        Box::new(|_, _| panic!("the function was called")),
    );
    let url = format!("{origin}{LINK}");
    let other_port = format!("{origin}0");
    let https = origin.replace("http:", "https:");
    let with_slash = format!("{origin}/");
    for headers in [
        &[][..],
        &[("origin", "null")],
        &[("origin", "")],
        &[("origin", "https://evil.example")],
        &[("origin", &other_port)],
        &[("origin", &https)],
        &[("origin", &with_slash)],
        // These headers don't replace `Origin`.
        &[("referer", &url), ("sec-fetch-site", "same-origin")],
    ] {
        let answer = ask("POST", &url, headers);
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{headers:?}");
        assert_eq!(answer.body, format!("Open this page at {origin}"));
    }
    assert_eq!(emulator.request_count(), 0);
}

#[test]
fn password_accepts_only_the_token_of_the_user_console() {
    let emulator = Emulator::start().unwrap();
    let origin = start(&emulator);
    let url = format!("{origin}{LINK}");
    let right = authorization(TOKEN);
    let credentials = right.trim_start_matches("Basic ");
    let refused = [
        authorization("open sesamf"),
        authorization("open sesame!"),
        authorization(""),
        format!("Bearer {TOKEN}"),
        format!("Bearer {credentials}"),
        credentials.to_owned(),
        "Basic".to_owned(),
        String::new(),
    ];
    for given in refused.iter().map(|given| Some(&**given)).chain([None]) {
        let mut headers = vec![("origin", &*origin)];
        headers.extend(given.map(|given| ("authorization", given)));
        let answer = ask("POST", &url, &headers);
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{given:?}");
        let challenge = answer.header(header::WWW_AUTHENTICATE);
        let expected = "Basic realm=\"console\", charset=\"UTF-8\"";
        assert_eq!(challenge, Some(expected));
    }
    assert_eq!(emulator.request_count(), 0);
    for scheme in ["Basic", "basic", "BASIC", "Basic "] {
        let given = format!("{scheme} {credentials}");
        let headers = [("origin", &*origin), ("authorization", &given)];
        let answer = ask("POST", &url, &headers);
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{scheme}");
    }
}

#[test]
fn authorization_function_decides_by_headers_and_instance() {
    let emulator = Emulator::start().unwrap();
    let asked = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&asked);
    let origin = start_with(
        &emulator,
        Box::new(move |headers, instance_id| {
            count.fetch_add(1, Ordering::Relaxed);
            let team = HeaderValue::from_static("office");
            if headers.get("x-team") != Some(&team) {
                return Err(Redirect::to("/login").into_response());
            }
            if instance_id != "i-emulator-windows" {
                return Err((StatusCode::FORBIDDEN, "Ask the web team.").into_response());
            }
            Ok(())
        }),
    );
    for (team, instance_id, status, location) in [
        ("office", "i-emulator-running", StatusCode::FORBIDDEN, None),
        (
            "web",
            "i-emulator-windows",
            StatusCode::SEE_OTHER,
            Some("/login"),
        ),
    ] {
        let headers = [("origin", &*origin), ("x-team", team)];
        let answer = ask("POST", &format!("{origin}/console/{instance_id}"), &headers);
        assert_eq!(answer.status, status, "{team} {instance_id}");
        assert_eq!(answer.header(header::LOCATION), location);
    }
    assert_eq!(calls(&emulator), [0, 0]);
    let headers = [("origin", &*origin), ("x-team", "office")];
    let url = format!("{origin}/console/i-emulator-windows");
    let answer = ask("POST", &url, &headers);
    assert_opens(&emulator, answer.header(header::LOCATION).unwrap());
    assert_eq!(asked.load(Ordering::Relaxed), 3);
}

#[test]
fn refuses_texts_that_are_not_instance_ids() {
    let emulator = Emulator::start().unwrap();
    let origin = start(&emulator);
    let long = "i".repeat(65);
    for (id, status) in [
        (
            "%3Cscript%3Ealert(1)%3C%2Fscript%3E",
            StatusCode::BAD_REQUEST,
        ),
        ("i-1%26Action%3DStopInstance", StatusCode::BAD_REQUEST),
        ("i-1%0D%0ALocation:%20x", StatusCode::BAD_REQUEST),
        ("i-%C3%A4", StatusCode::BAD_REQUEST),
        ("i-%FF", StatusCode::BAD_REQUEST),
        ("%2E%2E", StatusCode::BAD_REQUEST),
        ("%22", StatusCode::BAD_REQUEST),
        (&*long, StatusCode::BAD_REQUEST),
        ("", StatusCode::NOT_FOUND),
        ("i-1/i-2", StatusCode::NOT_FOUND),
    ] {
        let path = format!("/console/{id}");
        let shown = ask("GET", &format!("{origin}{path}"), &[]);
        assert_eq!(shown.status, status, "{id}");
        assert_eq!(press(&origin, &path).status, status, "{id}");
        assert!(!shown.body.contains("script"), "{}", shown.body);
    }
    assert_eq!(emulator.request_count(), 0);
    // The vendor's reference has ids of this form.
    let old = format!("/console/{}", Scenario::REFERENCE_INSTANCE_ID);
    assert_eq!(press(&origin, &old).status, StatusCode::SEE_OTHER);
    // `ecs-console` also accepts underscores.
    let underscore = press(&origin, "/console/i_1");
    assert_eq!(underscore.status, StatusCode::NOT_FOUND);
    assert_eq!(underscore.body, "The region has no such instance.");
}

/// A failure of the first call of a click, or of its second call.
#[derive(Clone, Copy, Debug, PartialEq)]
enum At {
    Lookup,
    Open,
}

#[test]
fn failures_have_a_status_by_kind_and_a_fixed_text() {
    for (at, status, code, expected, text) in [
        (
            At::Open,
            StatusCode::FORBIDDEN,
            "IncorrectInstanceStatus",
            StatusCode::CONFLICT,
            "The instance isn't running. Request id: ",
        ),
        (
            At::Open,
            StatusCode::NOT_FOUND,
            "InvalidInstanceId.NotFound",
            StatusCode::NOT_FOUND,
            "The region has no such instance. Request id: ",
        ),
        (
            At::Lookup,
            StatusCode::FORBIDDEN,
            "Forbidden.RAM",
            StatusCode::BAD_GATEWAY,
            "The console can't be opened. Request id: ",
        ),
        (
            At::Open,
            StatusCode::FORBIDDEN,
            "Forbidden.RAM",
            StatusCode::BAD_GATEWAY,
            "The console can't be opened. Request id: ",
        ),
    ] {
        let emulator = Emulator::start().unwrap();
        let origin = start(&emulator);
        if at == At::Open {
            emulator.inject(Fault::delay(Duration::ZERO), 1);
        }
        emulator.inject(Fault::error(status, code, "<b>123456</b>"), 1);
        let answer = press(&origin, LINK);
        assert_eq!(answer.status, expected, "{at:?} {code}");
        assert!(answer.body.starts_with(text), "{}", answer.body);
        let content_type = answer.header(header::CONTENT_TYPE);
        assert_eq!(content_type, Some("text/plain; charset=utf-8"));
        assert!(!answer.body.contains("123456"), "{}", answer.body);
        assert_eq!(answer.header(header::LOCATION), None);
    }
}

#[test]
fn throttling_timeouts_and_own_mistakes_have_their_own_status() {
    let emulator = Emulator::start().unwrap();
    let origin = start(&emulator);
    emulator.inject(Fault::throttling(), 3);
    let answer = press(&origin, LINK);
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
    let seconds = answer.header(header::RETRY_AFTER).unwrap();
    assert!(seconds.parse::<u64>().unwrap() >= 1, "{seconds}");

    emulator.inject(Fault::html(StatusCode::BAD_GATEWAY), 3);
    let answer = press(&origin, LINK);
    assert_eq!(answer.status, StatusCode::BAD_GATEWAY);
    assert_eq!(answer.body, "The console can't be opened.");

    let session = running::session(&emulator).call_timeout(Duration::from_millis(500));
    let origin = start_session(session, password(TOKEN));
    emulator.inject(Fault::delay(Duration::from_secs(5)), 1);
    assert_eq!(press(&origin, LINK).status, StatusCode::GATEWAY_TIMEOUT);

    // Without a region, the request can't be built.
    let origin = start_session(Session::new(Anonymous), password(TOKEN));
    let answer = press(&origin, LINK);
    assert_eq!(answer.status, StatusCode::INTERNAL_SERVER_ERROR);
    assert_eq!(answer.body, "The service needs a correction.");
}
