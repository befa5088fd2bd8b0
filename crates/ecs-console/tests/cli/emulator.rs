//! Tests of `ecs-console emulator`, which other processes call.

use std::{
    io::{BufRead, BufReader, Read},
    net::TcpListener,
    process::{Child, ChildStdout, Stdio},
};

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
