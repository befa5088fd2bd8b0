//! Tests which credentials are used in many environments. The table
//! `tests/fixtures/identities.json` has one environment per row.
//!
//! A row has environment variables, files below the home directory, settings from code, and the
//! answers of each host. [`Services`] sends all requests to a local server and records their
//! original hosts.

use std::{collections::BTreeSet, sync::LazyLock};

use alicloud::{
    Network,
    http::{
        self, HeaderName, HeaderValue,
        header::CONTENT_TYPE,
        uri::{PathAndQuery, Scheme},
    },
};
use alicloud_config::Config;
use serde::Deserialize;
use serde_json::Value;

use super::*;
use crate::clients::{over_both_transports, server::Refusing};

over_both_transports!(every_row_leads_to_its_identity);

static TABLE: LazyLock<Table> =
    LazyLock::new(|| serde_json::from_str(include_str!("../../fixtures/identities.json")).unwrap());

#[derive(Deserialize)]
#[serde(bound(deserialize = "'de: 'static"), deny_unknown_fields)]
struct Table {
    /// Named services, which rows refer to.
    services: BTreeMap<String, Service>,
    /// Reasons why the vendor's library behaves differently. `vendor/identities.py` uses them.
    differences: BTreeMap<String, String>,
    rows: Vec<Row>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    name: String,
    /// The rule that the row tests.
    rule: String,
    #[serde(borrow, default)]
    env: BTreeMap<&'static str, String>,
    /// Files by their path below the home directory. The content is a text, an object that is
    /// written as JSON, `{"run": script}`, or null for a directory. `{home}` is replaced here, in
    /// `env` and in `error`.
    #[serde(default)]
    home: BTreeMap<String, Value>,
    #[serde(default)]
    code: Code,
    /// The answers of each host. All other hosts refuse connections.
    #[serde(default)]
    services: BTreeMap<String, Answers>,
    /// The expected access key id, secret and optional security token.
    identity: Option<Vec<String>>,
    /// The expected number of seconds until the credentials expire.
    lives: Option<u64>,
    /// Texts that the error must contain, ignoring case. Without this field, an error is a failure.
    error: Option<Vec<String>>,
    /// Texts that the error must not contain.
    #[serde(default)]
    error_not: Vec<String>,
    /// The expected requests in order. Keys are `to`, parameter names, `header NAME` and `json`.
    /// The value null means absent.
    #[serde(default)]
    requests: Vec<BTreeMap<String, Value>>,
    /// The expected settings `region`, `vpc` and `endpoint`, or the texts of the expected `error`.
    #[serde(default)]
    settings: BTreeMap<String, Value>,
    /// The key in [`Table::differences`] if the vendor's library behaves differently.
    vendor: Option<String>,
}

/// The settings that the program sets in code.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Code {
    profile: Option<String>,
    region: Option<String>,
    vpc: Option<bool>,
}

/// The replies by `METHOD /path` or by the parameter `Action`. The last reply of a list is
/// repeated.
type Service = BTreeMap<String, Vec<Reply>>;

#[derive(Deserialize)]
#[serde(untagged)]
enum Answers {
    Shared(String),
    Own(Service),
}

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Reply {
    #[serde(default = "success")]
    status: u16,
    body: Value,
}

fn success() -> u16 {
    200
}

/// A sent request.
#[derive(Debug)]
struct Asked {
    /// The method and the URL without the query, separated by a blank.
    to: String,
    parameters: BTreeMap<String, String>,
    headers: Vec<(String, String)>,
    body: String,
}

impl Asked {
    fn new(line: &str, origin: &str, headers: Vec<(String, String)>, body: &str) -> Self {
        let (method, target) = line.split_once(' ').unwrap();
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let mut asked = Self {
            to: format!("{method} {origin}{path}"),
            parameters: BTreeMap::new(),
            headers,
            body: body.to_owned(),
        };
        let has_form = asked.header("content-type") == Some("application/x-www-form-urlencoded");
        let form = if has_form { body } else { "" };
        for pair in query.split('&').chain(form.split('&')) {
            if let Some((name, value)) = pair.split_once('=') {
                let value = percent_encoding::percent_decode_str(value).decode_utf8();
                let value = value.unwrap().into_owned();
                asked.parameters.insert(name.to_owned(), value);
            }
        }
        asked
    }

    fn header(&self, name: &str) -> Option<&str> {
        let mut headers = self.headers.iter();
        let found = headers.find(|(found, _)| found.eq_ignore_ascii_case(name));
        found.map(|(_, value)| &**value)
    }

    /// Lists the differences between the request and `expected`.
    fn differences(&self, expected: &BTreeMap<String, Value>) -> Vec<String> {
        let mut out = Vec::new();
        for (key, expected) in expected {
            let found = match key.as_str() {
                "to" => Value::from(&*self.to),
                "json" => serde_json::from_str(&self.body).unwrap_or(Value::Null),
                key => match key.strip_prefix("header ") {
                    Some(name) => Value::from(self.header(name)),
                    None => Value::from(self.parameters.get(key).map(String::as_str)),
                },
            };
            if found != *expected {
                out.push(format!("{}: {key} is {found}, not {expected}", self.to));
            }
        }
        out
    }
}

/// The header with the original scheme and host of a rerouted request.
const ORIGIN: HeaderName = HeaderName::from_static("x-origin");

/// A local server that stands for all hosts of a row.
struct Services {
    server: Server,
    refusing: Refusing,
    row: Arc<Mutex<Played>>,
}

/// The state of the current row.
#[derive(Default)]
struct Played {
    services: BTreeMap<String, Service>,
    asked: Vec<Asked>,
}

impl Services {
    fn new() -> Self {
        let row = Arc::new(Mutex::new(Played::default()));
        let shared = Arc::clone(&row);
        let server = Server::replying(move |request| shared.lock().unwrap().reply(request));
        Self {
            server,
            refusing: Refusing::new(),
            row,
        }
    }

    fn start(&self, row: &Row) {
        let mut services = BTreeMap::new();
        for (host, answers) in &row.services {
            let service = match answers {
                Answers::Shared(name) => TABLE.services[name].clone(),
                Answers::Own(service) => service.clone(),
            };
            services.insert(host.clone(), service);
        }
        let asked = Vec::new();
        *self.row.lock().unwrap() = Played { services, asked };
    }

    fn asked(&self) -> Vec<Asked> {
        std::mem::take(&mut self.row.lock().unwrap().asked)
    }

    /// Returns the same request with the local server as its host.
    fn reroute(&self, request: alicloud::Request) -> alicloud::Request {
        let limit = request.time_limit(Duration::MAX);
        let (parts, body) = request.into_http().into_parts();
        let host = parts.uri.authority().unwrap().as_str();
        let origin = format!("{}://{host}", parts.uri.scheme().unwrap_or(&Scheme::HTTP));
        let path = parts.uri.path_and_query().unwrap();
        let mut row = self.row.lock().unwrap();
        let url = if row.services.contains_key(host) {
            self.server.url()
        } else {
            let headers = parts.headers.iter();
            let headers =
                headers.map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned()));
            let line = format!("{} {path}", parts.method);
            let body = std::str::from_utf8(&body).unwrap();
            row.asked
                .push(Asked::new(&line, &origin, headers.collect(), body));
            self.refusing.url()
        };
        let endpoint = url.parse().unwrap();
        let mut out = alicloud::Request::plain(parts.method, endpoint, PathAndQuery::clone(path))
            .with_timeout(limit.reply())
            .with_header(ORIGIN, HeaderValue::from_str(&origin).unwrap());
        if let Some(remaining) = limit.remaining() {
            out = out.with_remaining(remaining);
        }
        for (name, value) in &parts.headers {
            out = out.with_header(name.clone(), value.clone());
        }
        match parts.headers.get(CONTENT_TYPE) {
            Some(kind) => out.with_body(kind.clone(), body),
            None => out,
        }
    }
}

impl Played {
    fn reply(&mut self, request: &Request) -> String {
        let origin = request.header(ORIGIN.as_str()).unwrap();
        let headers = request.head.lines().skip(1).filter_map(|line| {
            let (name, value) = line.split_once(':')?;
            Some((name.to_owned(), value.trim().to_owned()))
        });
        let asked = Asked::new(request.line(), origin, headers.collect(), &request.body);
        let (_, host) = origin.split_once("://").unwrap();
        let path = asked.to.replacen(origin, "", 1);
        let action = asked.parameters.get("Action").unwrap_or(&path);
        let replies = self.services.get_mut(host).unwrap().get_mut(action);
        let reply = match replies {
            Some(replies) if replies.len() > 1 => replies.remove(0),
            Some(replies) => replies[0].clone(),
            None => Reply {
                status: 404,
                body: Value::from(""),
            },
        };
        self.asked.push(asked);
        let body = match reply.body {
            Value::String(text) => text,
            document => document.to_string(),
        };
        let status = http::StatusCode::from_u16(reply.status).unwrap();
        response(
            &status.to_string(),
            "Content-Type: application/json\r\n",
            &body,
        )
    }
}

fn every_row_leads_to_its_identity(transport: Transport) {
    let services = Services::new();
    let session = Session::new(Anonymous)
        .endpoint("http://127.0.0.1")
        .unwrap();
    let client = transport.client_that_connects_within(Duration::from_secs(1), session);
    let mut wrong = String::new();
    for row in &TABLE.rows {
        for difference in play(row, &services, &client) {
            let start = if wrong.contains(&format!("\n{}:", row.name)) {
                String::new()
            } else {
                format!("\n{}: {}", row.name, row.rule)
            };
            wrong = format!("{wrong}{start}\n    {difference}");
        }
    }
    assert!(wrong.is_empty(), "{wrong}\n");
}

/// Runs a row, and lists the differences from the expectations.
fn play(row: &Row, services: &Services, client: &Client) -> Vec<String> {
    let Some(machine) = machine(row) else {
        return Vec::new();
    };
    let files = contents(row, &machine);
    let config = config(&row.code);
    let mut out = settings(row, &machine, &config);
    services.start(row);
    let now = Instant::now();
    let clock = alicloud::machine::Clock::measured_by(machine.now(), move || now);
    let fetch = Fetch::with_clock(config.chain(), machine.clone(), clock);
    let fetched: Result<Fetched, ProviderError> = match client {
        Client::Ureq(client) => {
            let transport = |request| {
                let request = services.reroute(request);
                blocking::Transport::send(client.transport(), request)
            };
            blocking::drive(&transport, fetch)
        }
        Client::Reqwest(runtime, client) => {
            let transport = |request| {
                let request = services.reroute(request);
                alicloud::Transport::send(client.transport(), request)
            };
            runtime.block_on(drive(&transport, fetch))
        }
    };
    match (&fetched, &row.error) {
        (Ok(fetched), None) => {
            let credentials = &fetched.credentials;
            let mut found = vec![credentials.access_key_id(), credentials.access_key_secret()];
            found.extend(credentials.security_token());
            let expected = row.identity.as_ref().unwrap();
            if found != *expected {
                out.push(format!("the identity is {found:?}, not {expected:?}"));
            }
            let lives = fetched.expires_at.map(|time| {
                let left = time.duration_since(machine.now());
                left.map_or(0, |left| left.as_secs())
            });
            if row.lives.is_some() && lives != row.lives {
                out.push(format!(
                    "the credentials expire in {lives:?} s, not {:?}",
                    row.lives
                ));
            }
        }
        (Ok(fetched), Some(_)) => {
            let id = fetched.credentials.access_key_id();
            out.push(format!("no error, but the identity {id:?}"));
        }
        (Err(error), Some(expected)) => {
            out.extend(told(error, expected, &row.error_not, &machine));
        }
        (Err(error), None) => out.push(format!("an error: {}", alicloud::error::chain(error))),
    }
    let asked = services.asked();
    if asked.len() != row.requests.len() {
        let asked: Vec<_> = asked.iter().map(|asked| &asked.to).collect();
        let expected = row.requests.len();
        out.push(format!(
            "{} requests, not {expected}: {asked:?}",
            asked.len()
        ));
    }
    for (asked, expected) in asked.iter().zip(&row.requests) {
        out.extend(asked.differences(expected));
    }
    if contents(row, &machine) != files {
        out.push("a file was changed".to_owned());
    }
    out
}

/// The contents of the files of a row.
fn contents(row: &Row, machine: &Machine) -> Vec<Option<Vec<u8>>> {
    let home = machine.home.path();
    let files = row.home.keys();
    files
        .map(|path| std::fs::read(home.join(path)).ok())
        .collect()
}

/// Sets up the machine of a row. Returns `None` if the row has a script that can't run on this
/// system.
fn machine(row: &Row) -> Option<Machine> {
    let mut machine = Machine::new();
    let home = machine.home.path().to_owned();
    let fill = |text: &str| text.replace("{home}", home.to_str().unwrap());
    for (&name, value) in &row.env {
        machine = machine.with(name, fill(value));
    }
    for (path, content) in &row.home {
        match content {
            Value::Null => std::fs::create_dir_all(home.join(path)).unwrap(),
            Value::String(text) => drop(machine.file(path, &fill(text))),
            Value::Object(object) if object.contains_key("run") => {
                let script = machine.file(path, &fill(object["run"].as_str().unwrap()));
                make_executable(&script)?;
            }
            document => {
                let mut document = document.clone();
                fill_texts(&mut document, &fill);
                machine.file(path, &document.to_string());
            }
        }
    }
    Some(machine)
}

fn fill_texts(value: &mut Value, fill: &impl Fn(&str) -> String) {
    match value {
        Value::String(text) => *text = fill(text),
        Value::Array(items) => items.iter_mut().for_each(|item| fill_texts(item, fill)),
        Value::Object(object) => object.values_mut().for_each(|item| fill_texts(item, fill)),
        _ => {}
    }
}

#[cfg(unix)]
fn make_executable(path: &Path) -> Option<()> {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o700)).unwrap();
    Some(())
}

#[cfg(not(unix))]
fn make_executable(_: &Path) -> Option<()> {
    None
}

fn config(code: &Code) -> Config {
    let mut config = Config::default();
    if let Some(profile) = &code.profile {
        config = config.profile(profile);
    }
    if let Some(region) = &code.region {
        config = config.region(region);
    }
    if let Some(vpc) = code.vpc {
        config = config.network(if vpc { Network::Vpc } else { Network::Public });
    }
    config
}

/// Lists the differences between the settings and the expectations of the row.
fn settings(row: &Row, machine: &Machine, config: &Config) -> Vec<String> {
    if row.settings.is_empty() {
        return Vec::new();
    }
    let settings = match (
        config.settings_on(machine.clone()),
        row.settings.get("error"),
    ) {
        (Ok(settings), None) => settings,
        (Ok(_), Some(_)) => return vec!["the settings should be an error".to_owned()],
        (Err(error), None) => {
            return vec![format!(
                "the settings are an error: {}",
                alicloud::error::chain(&error)
            )];
        }
        (Err(error), Some(expected)) => {
            let expected: Vec<String> = serde_json::from_value(expected.clone()).unwrap();
            return told(&error, &expected, &[], machine);
        }
    };
    let mut out = Vec::new();
    for (key, expected) in &row.settings {
        let found = match key.as_str() {
            "region" => Value::from(settings.region()),
            "vpc" => Value::from(settings.network() == Network::Vpc),
            "endpoint" => Value::from(settings.endpoint().map(|endpoint| {
                let url = endpoint.uri().to_string();
                url.trim_end_matches('/').to_owned()
            })),
            other => panic!("{}: {other}", row.name),
        };
        if found != *expected {
            out.push(format!("{key} is {found}, not {expected}"));
        }
    }
    out
}

/// Lists the expected texts that the error lacks, and the unwanted texts that the error contains.
fn told(
    error: &ProviderError,
    expected: &[String],
    unwanted: &[String],
    machine: &Machine,
) -> Vec<String> {
    let text = alicloud::error::chain(error).to_string();
    let lower = text.to_lowercase();
    let home = machine.home.path().to_str().unwrap();
    let has = |part: &String| lower.contains(&part.replace("{home}", home).to_lowercase());
    let mut out = Vec::new();
    for part in expected.iter().filter(|part| !has(part)) {
        out.push(format!("the error doesn't contain {part:?}: {text}"));
    }
    for part in unwanted.iter().filter(|part| has(part)) {
        out.push(format!("the error contains {part:?}: {text}"));
    }
    if text.contains(planted::MARK) {
        out.push(format!("the error contains a secret: {text}"));
    }
    let debug = format!("{error:?} {error:#?}");
    if debug.contains(planted::MARK) {
        out.push(format!(
            "the error's Debug output contains a secret: {debug}"
        ));
    }
    out
}

#[test]
fn rows_of_identities_are_complete() {
    let rows = &TABLE.rows;
    assert!(rows.len() >= 60, "{} rows", rows.len());
    let names: BTreeSet<_> = rows.iter().map(|row| &row.name).collect();
    assert_eq!(
        names.len(),
        rows.len(),
        "the names of rows should be unique"
    );
    for row in rows {
        let name = &row.name;
        assert!(
            row.rule.ends_with('.'),
            "{name}: the rule should be a sentence"
        );
        assert_ne!(row.identity.is_some(), row.error.is_some(), "{name}");
        if let Some(reason) = &row.vendor {
            assert!(TABLE.differences.contains_key(reason), "{name}: {reason}");
        }
    }
}

#[test]
fn differences_from_the_vendors_library_are_documented() {
    let page = include_str!("../../vendor/README.md");
    for (reason, text) in &TABLE.differences {
        let rows = TABLE.rows.iter();
        let count = rows
            .filter(|row| row.vendor.as_ref() == Some(reason))
            .count();
        let line = format!("| {count} | {text} |");
        assert!(page.contains(&line), "tests/vendor/README.md lacks: {line}");
    }
    let differ = TABLE.rows.iter().filter(|row| row.vendor.is_some()).count();
    for total in [
        format!("of {} rows agreed", TABLE.rows.len()),
        format!("{differ} rows differ"),
    ] {
        assert!(
            page.contains(&total),
            "tests/vendor/README.md lacks: {total}"
        );
    }
}
