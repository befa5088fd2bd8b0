//! A headless Chromium for tests, driven over WebDriver (<https://www.w3.org/TR/webdriver2/>).
//!
//! This module needs nothing but ureq, serde_json, base64 and tempfile, so that tests of other
//! crates can include it by `#[path]`.

#![expect(clippy::panic, reason = "it fails the test that needs the browser")]

use std::{
    env, fs,
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread,
    time::Duration,
};

use alicloud_ureq::ureq::{Agent, http::Request};
use base64::prelude::{BASE64_STANDARD, Engine};
use serde_json::{Value, json};
use tempfile::TempDir;

/// A browser window. The browser and its driver end with this value.
pub(crate) struct Browser {
    driver: Child,
    agent: Agent,
    /// The URL of the session.
    session: String,
    /// The directory for temporary files, which Chromium leaves behind.
    _scratch: TempDir,
}

impl Browser {
    /// Starts chromedriver and Chromium. The browser reaches this machine and no other host.
    ///
    /// # Panics
    ///
    /// A program isn't installed. The message names its Debian package.
    pub(crate) fn start() -> Self {
        let chromium = program("chromium", "chromium");
        let scratch = TempDir::new().unwrap();
        let mut driver = Command::new(program("chromedriver", "chromium-driver"))
            .arg("--port=0")
            .env("TMPDIR", scratch.path())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(driver.stdout.take().unwrap()).lines();
        let port = lines.by_ref().find_map(|line| {
            // "ChromeDriver was started successfully on port 43251."
            let line = line.unwrap();
            let (_, port) = line.split_once(" successfully on port ")?;
            port.trim_end_matches('.').parse::<u16>().ok()
        });
        let port = port.unwrap_or_else(|| panic!("chromedriver ended before it listened"));
        // A full pipe would stop chromedriver.
        thread::spawn(move || lines.for_each(drop));

        let config = Agent::config_builder()
            .http_status_as_error(false)
            .proxy(None)
            .timeout_global(Some(Duration::from_secs(60)));
        let mut browser = Self {
            driver,
            agent: config.build().into(),
            session: format!("http://127.0.0.1:{port}/session"),
            _scratch: scratch,
        };
        let arguments = [
            "--headless=new",
            "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
            "--no-proxy-server",
            "--disable-background-networking",
            "--disable-dev-shm-usage",
            // The sandbox starts neither for root nor in most containers. Tests load their own
            // pages.
            "--no-sandbox",
            "--window-size=800,400",
        ];
        let options = json!({ "binary": chromium, "args": arguments });
        let capabilities = json!({ "browserName": "chrome", "goog:chromeOptions": options });
        let wanted = json!({ "capabilities": { "alwaysMatch": capabilities } });
        let session = browser.command("POST", "", wanted);
        browser.session += &format!("/{}", session["sessionId"].as_str().unwrap());
        browser
    }

    /// Loads `url`, and returns when the page is loaded.
    pub(crate) fn open(&self, url: &str) {
        self.command("POST", "/url", json!({ "url": url }));
    }

    /// The URL of the page.
    pub(crate) fn url(&self) -> String {
        let url = self.command("GET", "/url", Value::Null);
        url.as_str().unwrap().to_owned()
    }

    /// Sets a cookie for the host of the page.
    pub(crate) fn set_cookie(&self, name: &str, value: &str) {
        let cookie = json!({ "name": name, "value": value, "sameSite": "Strict" });
        self.command("POST", "/cookie", json!({ "cookie": cookie }));
    }

    /// Clicks the first element that the CSS selector finds, and waits for the page it leads to.
    pub(crate) fn click(&self, selector: &str) {
        let element = self.element(selector);
        self.command("POST", &format!("/element/{element}/click"), json!({}));
    }

    /// The text of the first element that the CSS selector finds, as it is shown.
    pub(crate) fn text(&self, selector: &str) -> String {
        let element = self.element(selector);
        let text = self.command("GET", &format!("/element/{element}/text"), Value::Null);
        text.as_str().unwrap().to_owned()
    }

    /// Writes a PNG of the window.
    pub(crate) fn save_screenshot(&self, path: &Path) {
        let image = self.command("GET", "/screenshot", Value::Null);
        let image = BASE64_STANDARD.decode(image.as_str().unwrap()).unwrap();
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, image).unwrap();
    }

    fn element(&self, selector: &str) -> String {
        let wanted = json!({ "using": "css selector", "value": selector });
        let found = self.command("POST", "/element", wanted);
        let (_, id) = found.as_object().unwrap().iter().next().unwrap();
        id.as_str().unwrap().to_owned()
    }

    /// Sends a command of the protocol, and returns its value.
    fn command(&self, method: &str, path: &str, body: Value) -> Value {
        let request = Request::builder().method(method);
        let request = request.uri(format!("{}{path}", self.session));
        let response = match body {
            Value::Null => self.agent.run(request.body(()).unwrap()),
            body => self.agent.run(request.body(body.to_string()).unwrap()),
        };
        let mut response = response.unwrap();
        // Screenshots are large.
        let text = response
            .body_mut()
            .with_config()
            .limit(64 << 20)
            .read_to_string();
        let mut answer: Value = serde_json::from_str(&text.unwrap()).unwrap();
        let value = answer["value"].take();
        let status = response.status();
        assert!(status.is_success(), "{method} {path}: {status}: {value}");
        value
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // Ends Chromium. A test that failed because Chromium is gone must not fail here again.
        let request = Request::builder().method("DELETE").uri(&self.session);
        let _ = self.agent.run(request.body(()).unwrap());
        let _ = self.driver.kill();
        let _ = self.driver.wait();
    }
}

/// The path of a program.
fn program(name: &str, package: &str) -> PathBuf {
    let paths = env::var_os("PATH").unwrap_or_default();
    let mut places = env::split_paths(&paths).map(|directory| directory.join(name));
    let found = places.find(|path| path.is_file());
    found.unwrap_or_else(|| panic!("{name} isn't installed; run apt-get install {package}"))
}
