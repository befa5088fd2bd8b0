//! The example of a web service, as HTTP clients see it.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use alicloud::http::{HeaderMap, HeaderValue, StatusCode, header};
use alicloud_console::ConsolePage;
use alicloud_emulator::{Emulator, Fault, Scenario};
use alicloud_ureq::ureq::{self, Agent, http::Request};
use base64::prelude::{BASE64_STANDARD, Engine};

use crate::{
    console_service::{Authorize, Service, password},
    running::{self, assert_opens, calls, parameter, serve},
};

const LINK: &str = "/console/i-emulator-running";
const TOKEN: &str = "open sesame";

fn start(emulator: &Emulator) -> String {
    start_with(emulator, password(TOKEN).unwrap())
}

fn start_with(emulator: &Emulator, authorize: Authorize) -> String {
    let client = running::asynchronous(emulator);
    serve(|origin| Service {
        authorize,
        client,
        origin,
        page: ConsolePage::default(),
    })
}

fn authorization(token: &str) -> String {
    format!(
        "Basic {}",
        BASE64_STANDARD.encode(format!("console:{token}"))
    )
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
        Some(
            "default-src 'none'; base-uri 'none'; frame-ancestors 'none'; \
             form-action 'self' https://g.alicdn.com"
        )
    );
    answer
}

/// Presses the button for `path`, as the page of the service does.
fn press(origin: &str, path: &str) -> Answer {
    let headers = [("origin", origin), ("authorization", &authorization(TOKEN))];
    ask("POST", &format!("{origin}{path}"), &headers)
}

#[test]
fn previews_and_prefetchers_get_the_button_and_cost_no_call() {
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
fn each_click_is_redirected_to_a_fresh_url() {
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
        assert_opens(&emulator, location);
    }
    assert_ne!(locations[0], locations[1]);
    assert_eq!(calls(&emulator), [0, 2]);
}

#[test]
fn other_origins_are_refused_before_anything_else() {
    let emulator = Emulator::start().unwrap();
    let origin = start_with(&emulator, Box::new(|_, _| panic!("nobody is asked")));
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
        assert!(
            answer
                .body
                .ends_with("The request comes from another site.")
        );
    }
    assert_eq!(emulator.request_count(), 0);
}

#[test]
fn the_password_is_asked_for_and_checked() {
    let emulator = Emulator::start().unwrap();
    let origin = start(&emulator);
    let url = format!("{origin}{LINK}");
    let nearly = authorization("open sesamf");
    let longer = authorization("open sesame!");
    let bearer = format!("Bearer {TOKEN}");
    for given in [None, Some(""), Some(&*nearly), Some(&longer), Some(&bearer)] {
        let mut headers = vec![("origin", &*origin)];
        headers.extend(given.map(|given| ("authorization", given)));
        let answer = ask("POST", &url, &headers);
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{given:?}");
        let challenge = answer.header(header::WWW_AUTHENTICATE);
        assert_eq!(challenge, Some("Basic realm=\"console\""));
    }
    assert_eq!(emulator.request_count(), 0);
    assert_eq!(press(&origin, LINK).status, StatusCode::SEE_OTHER);

    let error = password("").err().unwrap().to_string();
    assert!(error.starts_with("CONSOLE_TOKEN isn't set"), "{error}");
}

#[test]
fn the_authorization_function_decides_by_headers_and_instance() {
    let emulator = Emulator::start().unwrap();
    let asked = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&asked);
    let origin = start_with(
        &emulator,
        Box::new(move |headers, instance_id| {
            count.fetch_add(1, Ordering::Relaxed);
            let team = HeaderValue::from_static("office");
            headers.get("x-team") == Some(&team) && instance_id == "i-emulator-windows"
        }),
    );
    for (team, instance_id, status) in [
        ("office", "i-emulator-windows", StatusCode::SEE_OTHER),
        ("office", "i-emulator-running", StatusCode::UNAUTHORIZED),
        ("web", "i-emulator-windows", StatusCode::UNAUTHORIZED),
    ] {
        let headers = [("origin", &*origin), ("x-team", team)];
        let answer = ask("POST", &format!("{origin}/console/{instance_id}"), &headers);
        assert_eq!(answer.status, status, "{team} {instance_id}");
    }
    assert_eq!(asked.load(Ordering::Relaxed), 3);
    assert_eq!(calls(&emulator), [0, 1]);
}

#[test]
fn only_instance_ids_are_taken() {
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
}

#[test]
fn errors_have_a_status_by_kind_and_their_text() {
    let scenario = Scenario::default().with_region("cn-qingdao");
    let emulator = Emulator::builder().scenario(scenario).start().unwrap();
    let origin = start(&emulator);
    for (instance_id, status, text) in [
        (
            "i-gone",
            StatusCode::NOT_FOUND,
            "InvalidInstanceId.NotFound: ",
        ),
        (
            Scenario::STOPPED_INSTANCE_ID,
            StatusCode::CONFLICT,
            "IncorrectInstanceStatus: ",
        ),
        (
            Scenario::CREATING_INSTANCE_ID,
            StatusCode::CONFLICT,
            "InstanceNotReady: ",
        ),
    ] {
        let answer = press(&origin, &format!("/console/{instance_id}"));
        assert_eq!(answer.status, status, "{instance_id}");
        assert!(answer.body.contains(text), "{}", answer.body);
        assert_eq!(answer.header(header::LOCATION), None);
    }

    let html = Fault::error(StatusCode::BAD_REQUEST, "Odd", "<b class=\"x\">R&D's</b>");
    emulator.inject(html, 1);
    let answer = press(&origin, LINK);
    assert_eq!(answer.status, StatusCode::BAD_GATEWAY);
    let escaped = "Odd: &lt;b class=&quot;x&quot;&gt;R&amp;D&#39;s&lt;/b&gt; (HTTP 400";
    assert!(answer.body.contains(escaped), "{}", answer.body);

    emulator.inject(Fault::html(StatusCode::BAD_GATEWAY), 3);
    assert_eq!(press(&origin, LINK).status, StatusCode::BAD_GATEWAY);

    let scenario = Scenario::default().forbidding("DescribeInstanceVncUrl");
    let forbidding = Emulator::builder().scenario(scenario).start().unwrap();
    let answer = press(&start(&forbidding), LINK);
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    assert!(answer.body.contains("Forbidden.RAM: "), "{}", answer.body);
}
