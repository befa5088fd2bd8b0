//! Tests of `ecs-console emulator`, which other processes call.

use std::{
    fs,
    io::{BufRead, BufReader, Read, Write},
    net::{TcpListener, TcpStream},
    path::PathBuf,
    process::{Child, ChildStdout, Stdio},
};

use alicloud::http::Method;
use alicloud_sign::hmac_sha1::{Key, canonical_query, string_to_sign};
use serde_json::Value;

use crate::run::{append_to_trace, outcome, program, with_default_signals};

/// A running `ecs-console emulator`. Dropping this value ends the process.
struct Serving(Child);

impl Serving {
    /// Ends the process and returns the text on stderr.
    fn end(&mut self) -> String {
        let _ = self.0.kill();
        let _ = self.0.wait();
        let mut said = String::new();
        if let Some(mut stderr) = self.0.stderr.take() {
            let _ = stderr.read_to_string(&mut said);
        }
        append_to_trace(said.as_bytes());
        said
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        self.end();
    }
}

/// Starts `ecs-console emulator`. Also returns its stdout.
fn start(args: &str) -> (Serving, BufReader<ChildStdout>) {
    let mut command = with_default_signals(program(args));
    let child = command
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn();
    let mut serving = Serving(child.unwrap());
    let stdout = BufReader::new(serving.0.stdout.take().unwrap());
    (serving, stdout)
}

/// Starts `ecs-console emulator` and reads the variables that the command exports.
fn serve(args: &str) -> (Serving, Vec<(String, String)>) {
    let (serving, stdout) = start(args);
    let mut exports = Vec::new();
    for line in stdout.lines() {
        let line = line.unwrap();
        if line == "unset ALIBABA_CLOUD_SECURITY_TOKEN" {
            break;
        }
        if let Some(export) = line.strip_prefix("export ") {
            let (name, value) = export.split_once('=').unwrap();
            exports.push((name.to_owned(), value.to_owned()));
        }
    }
    (serving, exports)
}

#[test]
fn a_call_succeeds_with_the_exported_variables() {
    let (mut serving, exports) = serve("emulator");
    let names: Vec<&str> = exports.iter().map(|(name, _)| &**name).collect();
    assert_eq!(
        names,
        [
            "ECS_CONSOLE_ENDPOINT",
            "ALIBABA_CLOUD_ENDPOINT",
            "ALIBABA_CLOUD_REGION_ID",
            "ALIBABA_CLOUD_ACCESS_KEY_ID",
            "ALIBABA_CLOUD_ACCESS_KEY_SECRET"
        ]
    );
    // Programs that load their configuration know no variable of this program's own.
    for endpoint in ["ECS_CONSOLE_ENDPOINT", "ALIBABA_CLOUD_ENDPOINT"] {
        let mut command = program("url --instance-id i-emulator-windows --windows");
        let outcome = outcome(command.envs(exports.clone()).env_remove(endpoint));
        assert_eq!(outcome.status, Some(0), "{outcome:?}");
        assert!(
            outcome
                .stdout
                .ends_with("&instanceId=i-emulator-windows&isWindows=true\n")
        );
    }

    let said = serving.end();
    for instance_id in [
        "i-emulator-running",
        "i-emulator-stopped",
        "i-emulator-creating",
    ] {
        assert!(
            said.contains(&format!("--instance-id {instance_id} ")),
            "{said}"
        );
    }
    assert!(
        said.ends_with(
            "and 25 more, which this command lists: \
                 ecs-console instances --region-id cn-hangzhou\n"
        ),
        "{said}"
    );
}

#[test]
fn json_has_the_values_of_the_exports_and_the_banner_on_one_line() {
    let (mut serving, stdout) = start("emulator --output json");
    // The output of the test binary that becomes the program precedes the line.
    let mut lines = stdout.lines().map(Result::unwrap);
    let line = lines.find(|line| line.starts_with('{')).unwrap();
    let document: Value = serde_json::from_str(&line).unwrap();
    let text = |key: &str| document[key].as_str().unwrap().to_owned();
    assert_eq!(document.as_object().unwrap().len(), 6);
    let page = format!("{}/_emulator/console", text("Endpoint"));
    assert_eq!(text("ConsolePage"), page);
    assert_eq!(text("RegionId"), "cn-qingdao");
    let instances = document["Instances"].as_array().unwrap();
    assert_eq!(instances.len(), 30);
    let windows = serde_json::json!({
        "RegionId": "cn-qingdao", "InstanceId": "i-emulator-windows", "Status": "Running",
        "OSType": "windows",
    });
    assert!(instances.contains(&windows), "{line}");

    let mut command = program("url --instance-id i-emulator-running");
    command
        .env("ECS_CONSOLE_ENDPOINT", text("Endpoint"))
        .env("ALIBABA_CLOUD_REGION_ID", text("RegionId"))
        .env("ALIBABA_CLOUD_ACCESS_KEY_ID", text("AccessKeyId"))
        .env("ALIBABA_CLOUD_ACCESS_KEY_SECRET", text("AccessKeySecret"));
    let outcome = outcome(&mut command);
    assert_eq!(outcome.status, Some(0), "{outcome:?}");

    assert_eq!(serving.end(), "");
    assert_eq!(lines.next(), None);
}

#[test]
#[cfg(unix)]
fn a_signal_ends_the_emulator() {
    use std::os::unix::process::ExitStatusExt;

    let (mut serving, _) = serve("emulator");
    crate::run::signal(&serving.0, "TERM");
    assert_eq!(serving.0.wait().unwrap().signal(), Some(15));
}

#[test]
fn listens_on_the_given_address() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap();
    let outcome = outcome(&mut program(&format!("emulator --listen {address}")));
    assert_eq!((outcome.status, &*outcome.stdout), (Some(1), ""));
    assert!(
        outcome
            .stderr
            .contains("error: the emulator did not start: can't listen on "),
        "{outcome:?}"
    );

    // Another test may take a port between the check and its use.
    let served = (0..10).find_map(|_| {
        let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr();
        let free = free.unwrap();
        let (_serving, exports) = serve(&format!("emulator --listen {free}"));
        let (_, endpoint) = exports.first()?;
        Some((endpoint.clone(), format!("http://{free}")))
    });
    let (endpoint, expected) = served.unwrap();
    assert_eq!(endpoint, expected);
}

/// Writes a specification of one operation into a temporary file. The reply has one field, which
/// has the name of the product.
fn specification(name: &str, product: &str, operation: &str) -> PathBuf {
    let text = serde_json::json!({
        "info": { "style": "RPC", "product": product, "version": "2020-01-01" },
        "apis": { operation: {
            "parameters": [{
                "name": "Size", "in": "query", "schema": { "type": "integer", "maximum": 5 }
            }],
            "responses": { "200": { "schema": {
                "type": "object",
                "properties": { product: { "type": "integer" } }
            } } }
        } }
    });
    let directory = PathBuf::from(env!("CARGO_TARGET_TMPDIR"));
    let path = directory.join(format!("{name}.json"));
    fs::write(&path, text.to_string()).unwrap();
    path
}

/// The status and body of the answer to a PUT request.
fn put(endpoint: &str, path: &str, body: &str) -> (String, String) {
    let host = endpoint.strip_prefix("http://").unwrap();
    send(endpoint, &format!("PUT {path}"), host, body)
}

/// The status and document of the answer to a call of `Play` at a host.
fn play(exports: &[(String, String)], host: &str, size: &str) -> (String, Value) {
    let value = |name| &exports.iter().find(|(other, _)| other == name).unwrap().1;
    let time = jiff::Timestamp::now().strftime("%Y-%m-%dT%H:%M:%SZ");
    let time = time.to_string();
    let nonce = format!("{host}-{size}");
    let parameters = [
        ("AccessKeyId", &**value("ALIBABA_CLOUD_ACCESS_KEY_ID")),
        ("Action", "Play"),
        ("Format", "JSON"),
        ("SignatureMethod", "HMAC-SHA1"),
        ("SignatureNonce", &nonce),
        ("SignatureVersion", "1.0"),
        ("Size", size),
        ("Timestamp", &time),
        ("Version", "2020-01-01"),
    ];
    let signature = Key::new(value("ALIBABA_CLOUD_ACCESS_KEY_SECRET"))
        .sign(&string_to_sign(&Method::GET, parameters));
    // `canonical_query` leaves out the signature.
    let signature = canonical_query([("", signature.as_str())]);
    let line = format!("GET /?{}&Signature{signature}", canonical_query(parameters));
    let (status, body) = send(value("ECS_CONSOLE_ENDPOINT"), &line, host, "");
    (status, serde_json::from_str(&body).unwrap())
}

/// Sends a request, and returns the status and body of the answer. `line` is the method and path.
fn send(endpoint: &str, line: &str, host: &str, body: &str) -> (String, String) {
    let address = endpoint.strip_prefix("http://").unwrap();
    let mut stream = TcpStream::connect(address).unwrap();
    let length = body.len();
    write!(
        stream,
        "{line} HTTP/1.1\r\nHost: {host}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n\
         {body}"
    )
    .unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    let status = head.split(' ').nth(1).unwrap();
    (status.to_owned(), body.to_owned())
}

#[test]
fn serves_the_operations_of_specifications() {
    let plain = specification("serves-plain", "Toy", "Play");
    let at_host = specification("serves-at-host", "Game", "Play");
    let (_serving, exports) = serve(&format!(
        "emulator --lenient --seed 7 --spec {} --spec game.example={}",
        plain.display(),
        at_host.display()
    ));
    let (_, endpoint) = &exports[0];
    let reply = |action: &str| {
        let body = serde_json::json!({ "action": action, "reply": {} }).to_string();
        put(endpoint, "/_emulator/replies", &body)
    };
    assert_eq!(reply("Play"), ("204".to_owned(), String::new()));
    assert_eq!(reply("CreateVpc"), ("204".to_owned(), String::new()));
    let unknown = "unknown operation \"Plai\" (did you mean \"Play\"?)\n".to_owned();
    assert_eq!(reply("Plai"), ("400".to_owned(), unknown));
}

/// The program parses the built-in specification with the first call of one of its operations.
#[cfg(target_os = "linux")]
#[test]
fn the_built_in_specification_needs_little_memory() {
    let (serving, exports) = serve("emulator");
    let kibibytes = || -> u64 {
        let status = fs::read_to_string(format!("/proc/{}/status", serving.0.id())).unwrap();
        let mut lines = status.lines();
        let line = lines.find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
        line.trim().trim_end_matches(" kB").parse().unwrap()
    };
    let before = kibibytes();
    let (_, endpoint) = &exports[0];
    let line = "GET /?Action=DescribeVpcs&Version=2014-05-26&Format=JSON";
    let (_, refusal) = send(endpoint, line, "localhost", "");
    assert!(refusal.contains("\"Code\":\"Missing"), "{refusal}");
    let grown = kibibytes().saturating_sub(before);
    assert!(grown <= 40 * 1024, "{grown} KiB");
}

#[test]
fn options_select_hosts_seed_and_leniency() {
    let plain = specification("options-plain", "Toy", "Play");
    let at_host = specification("options-at-host", "Game", "Play");
    let specs = format!(
        "--spec {} --spec game.example={}",
        plain.display(),
        at_host.display()
    );
    let field = |(status, reply): (String, Value), product: &str| {
        assert_eq!(status, "200", "{reply}");
        reply[product].as_i64().unwrap()
    };
    let (_seven, seven) = serve(&format!("emulator --lenient --seed 7 {specs}"));
    let toy = field(play(&seven, "toy.example", "5"), "Toy");
    field(play(&seven, "game.example", "5"), "Game");
    // The maximum is 5.
    field(play(&seven, "toy.example", "6"), "Toy");

    let (_again, again) = serve(&format!("emulator --seed 7 {specs}"));
    assert_eq!(field(play(&again, "toy.example", "5"), "Toy"), toy);
    let (status, refusal) = play(&again, "toy.example", "6");
    assert_eq!(
        (&*status, &refusal["Code"]),
        ("400", &"InvalidParameter".into())
    );

    let (_eight, eight) = serve(&format!("emulator --seed 8 {specs}"));
    assert_ne!(field(play(&eight, "toy.example", "5"), "Toy"), toy);
}

#[test]
fn names_the_files_of_unusable_specifications() {
    let (one, other) = (
        specification("conflict-one", "Toy", "Play"),
        specification("conflict-other", "Game", "Play"),
    );
    let (one, other) = (one.display(), other.display());
    let refused = |args: String| {
        let outcome = outcome(&mut program(&args));
        assert_eq!((outcome.status, &*outcome.stdout), (Some(2), ""));
        let (line, _) = outcome.stderr.split_once('\n').unwrap();
        line.to_owned()
    };
    assert_eq!(
        refused(format!("emulator --spec {one} --spec {other}")),
        format!(
            "error: --spec: {one} and {other} both have the operation Play of version 2020-01-01: \
             serve each of them at a host of its own"
        )
    );
    let at_one_host = format!("emulator --spec a.example={one} --spec A.example={other}");
    assert!(refused(at_one_host).contains("both have the operation Play"));

    let broken = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("broken.json");
    for (text, problem) in [
        (
            "{",
            "the JSON can't be read: EOF while parsing an object at line 1 column 1",
        ),
        (
            r#"{"info": {"style": "ROA", "product": "P", "version": "V"}, "apis": {}}"#,
            "the style is \"ROA\", but only RPC specifications can be served",
        ),
        (
            r#"{"info": {"style": "RPC", "product": "P", "version": "V"}, "apis": {"A": {"parameters": [
                {"name": "B", "in": "query", "schema": {"type": "text"}}]}}}"#,
            "operation A: parameter B: unknown type \"text\"; known types: any, array, boolean, \
             integer, number, object, string",
        ),
    ] {
        fs::write(&broken, text).unwrap();
        let line = refused(format!("emulator --spec {}", broken.display()));
        assert_eq!(
            line,
            format!("error: --spec: {}: {problem}", broken.display())
        );
    }
}

/// The list of kinds comes from the emulator's own table.
#[test]
fn the_help_lists_the_kinds_of_faults() {
    let help = outcome(&mut program("emulator --help")).stdout;
    let (_, list) = help.split_once("Kinds of faults:\n").unwrap();
    let (list, _) = list.split_once("\n\n").unwrap();
    let kinds: Vec<&str> = list.split_whitespace().collect();
    assert_eq!(kinds, alicloud_emulator::Fault::KINDS);
}
