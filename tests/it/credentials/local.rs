//! Tests credentials from real files and processes.

#![cfg(unix)]

use std::{os::unix::fs::PermissionsExt as _, time::Instant};

use alicloud::{
    Call, Request as Sent, Response,
    blocking::drive,
    error::{TransportError, TransportErrorKind},
};
use alicloud_config::{
    CliProfile, CredentialsUri, ExternalProcess, IniProfile, OidcRole, RefreshingSigner, variable,
};
use alicloud_sign::{Credentials, HmacSha1};

use super::*;
use crate::{
    clients::{self, over_both_transports},
    trace::told,
};
use tracing_subscriber::filter::LevelFilter;

over_both_transports!(
    reads_credentials_from_the_output_of_a_process,
    kills_a_process_that_takes_too_long,
    reads_output_until_the_process_ends_although_a_child_keeps_the_pipe_open,
    splits_a_command_into_words,
    a_variable_disables_processes_and_urls_of_profiles,
    a_process_outlives_the_call_that_started_it,
    runs_a_process_again_after_10_minutes_if_it_prints_no_expiration,
);

fn nobody(_: Sent) -> Result<Response, TransportError> {
    Err(TransportError::new(
        TransportErrorKind::Connect,
        "the test should send no request",
    ))
}

fn run(machine: &Machine, provider: &dyn Provider) -> Result<Fetched, ProviderError> {
    drive(&nobody, Fetch::new(provider, machine.clone()))
}

/// Creates a shell script, and a profile that runs the script.
fn script(machine: &Machine, text: &str) -> CliProfile {
    let path = machine.file("script.sh", text);
    machine.cli_profiles(&format!(
        r#"{{"name":"p","mode":"External","process_command":"sh {}"}}"#,
        path.display()
    ));
    CliProfile::default()
}

fn external(machine: &Machine, text: &str, limit: Duration) -> ExternalProcess {
    let mut process = Process::new("sh");
    let path = machine.file("script.sh", text);
    process.arguments = vec![path.to_str().unwrap().to_owned()];
    process.time_limit = limit;
    ExternalProcess::new(process)
}

/// Extends a script to write its process id into a file. Returns the path of the file and the
/// script.
fn with_pid(machine: &Machine, script: &str) -> (PathBuf, String) {
    let path = machine.home.path().join("pid");
    let script = format!("echo $$ > {}\n{script}", path.display());
    (path, script)
}

/// Whether the process whose id is in `file` ends within 5 s.
fn is_gone(file: &Path) -> bool {
    let pid = std::fs::read_to_string(file).unwrap();
    let is_there = || {
        let mut kill = std::process::Command::new("sh");
        kill.args(["-c", &format!("kill -0 {}", pid.trim())]);
        kill.stderr(std::process::Stdio::null());
        kill.status().unwrap().success()
    };
    let began = Instant::now();
    while is_there() {
        if began.elapsed() > Duration::from_secs(5) {
            return false;
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    true
}

const LONG: Duration = Duration::from_secs(20);

fn reads_credentials_from_the_output_of_a_process(transport: Transport) {
    let machine = Machine::new();
    let profile = script(
        &machine,
        "echo '{\"mode\":\"StsToken\",\"access_key_id\":\"a\",\"access_key_secret\":\"pL4nT3\",\
         \"sts_token\":\"t\",\"expiration\":\"2030-01-01T01:00:00Z\"}'",
    );
    let fetched = fetch(transport, &machine, &profile).unwrap();
    assert_eq!(
        fetched.credentials,
        Credentials::new("a", "pL4nT3").with_security_token("t")
    );
    let hour = Duration::from_secs(3600);
    assert_eq!(fetched.expires_at, Some(machine.clock.now() + hour));
}

#[test]
fn the_error_of_a_process_hides_its_output() {
    for (script, problem) in [
        ("echo pL4nT3; exit 3", "failed with exit status 3"),
        ("kill -9 $$", "was terminated by a signal"),
        (
            "echo pL4nT3",
            "printed no usable credentials: the output is not JSON: see line 1, column 1",
        ),
        (
            "echo '{\"mode\":\"RamRoleArn\"}'",
            "printed no usable credentials: the output has the mode \"RamRoleArn\" instead of AK \
             or StsToken",
        ),
        (
            "head -c 70000 /dev/zero; sleep 20",
            "wrote more than 65536 bytes to stdout",
        ),
    ] {
        let began = Instant::now();
        let machine = Machine::new();
        let error = run(&machine, &external(&machine, script, LONG)).unwrap_err();
        assert_eq!(message(&error), format!("the process \"sh\" {problem}"));
        assert!(began.elapsed() < Duration::from_secs(10), "{script}");
    }
    let machine = Machine::new();
    let process = Process::new("/no/such/program");
    let error = run(&machine, &ExternalProcess::new(process)).unwrap_err();
    assert_eq!(
        message(&error),
        "the process \"/no/such/program\" can't be run: No such file or directory (os error 2)"
    );
}

fn kills_a_process_that_takes_too_long(transport: Transport) {
    for script in ["sleep 20", "exec >&-; sleep 20", "sleep 20 & sleep 20"] {
        let machine = Machine::new();
        let (pid, script) = with_pid(&machine, script);
        let process = external(&machine, &script, Duration::from_secs(1));
        let began = Instant::now();
        let error = fetch(transport, &machine, &process).unwrap_err();
        let took = began.elapsed();
        assert!(took < Duration::from_secs(8), "{script}: {took:?}");
        assert!(error.is_transient());
        assert_eq!(
            message(&error),
            "the process \"sh\" took longer than 1s and was killed"
        );
        assert!(is_gone(&pid), "{script}");
    }
}

fn reads_output_until_the_process_ends_although_a_child_keeps_the_pipe_open(transport: Transport) {
    let machine = Machine::new();
    let child = machine.home.path().join("child");
    // The output is nearly as long as allowed, and all of it must be read.
    let text = format!(
        "sleep 100 &\necho $! > {}\nhead -c 60000 /dev/zero | tr '\\0' ' '\n\
         printf '{{\"access_key_id\":\"a\",\"access_key_secret\":\"pL4nT3\"}}'",
        child.display()
    );
    let process = external(&machine, &text, Duration::from_secs(60));
    let began = Instant::now();
    let outcome = fetch(transport, &machine, &process);
    let took = began.elapsed();
    let pid = std::fs::read_to_string(&child).unwrap();
    let killed = std::process::Command::new("kill").arg(pid.trim()).status();
    assert!(
        killed.unwrap().success(),
        "the child process should not be killed"
    );
    assert_eq!(
        outcome.unwrap().credentials,
        Credentials::new("a", "pL4nT3")
    );
    assert!(took < Duration::from_secs(30), "{took:?}");
}

fn splits_a_command_into_words(transport: Transport) {
    let machine = Machine::new();
    let program = machine.file(
        "my tools/print args",
        "#!/bin/sh\nfor word; do\n  printf '%s\\n' \"$word\"\ndone > \"$0.seen\"\n\
         echo '{\"access_key_id\":\"a\",\"access_key_secret\":\"pL4nT3\"}'\n",
    );
    std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o700)).unwrap();
    let command = format!(
        r#"'{}' "it's \"me\"" two\ words '' --tag #1 $HOME *"#,
        program.display()
    );
    let command = command.replace('\\', "\\\\").replace('"', "\\\"");
    machine.cli_profiles(&format!(
        r#"{{"name":"p","mode":"External","process_command":"{command}"}}"#
    ));
    fetch(transport, &machine, &CliProfile::default()).unwrap();
    let seen = std::fs::read_to_string(program.with_extension("seen")).unwrap();
    assert_eq!(seen, "it's \"me\"\ntwo words\n\n--tag\n#1\n$HOME\n*\n");

    machine
        .cli_profiles(r#"{"name":"p","mode":"External","process_command":"sh -c 'echo pL4nT3"}"#);
    let error = fetch(transport, &machine, &CliProfile::default()).unwrap_err();
    let message = message(&error);
    assert!(
        message.ends_with(
            "profile \"p\": the profile has an unclosed quote, a trailing backslash or a control character in \
             process_command"
        ),
        "{message}"
    );
}

fn a_variable_disables_processes_and_urls_of_profiles(transport: Transport) {
    let server = Server::replying(|_| {
        json(&format!(
            "{{{}}}",
            document("STS.url", "2030-01-01T01:00:00Z")
        ))
    });
    let url = server.url();
    for (profile, mode) in [
        (
            r#""mode":"External","process_command":"echo pL4nT3""#.to_owned(),
            "External",
        ),
        (
            format!(r#""mode":"CredentialsURI","credentials_uri":"{url}""#),
            "CredentialsURI",
        ),
    ] {
        let machine = Machine::new()
            .with(variable::DISABLE_EXTERNAL_PROCESS, "True")
            .with(variable::CREDENTIALS_URI, &url);
        machine.cli_profiles(&format!(r#"{{"name":"p",{profile}}}"#));
        let error = fetch(transport, &machine, &CliProfile::default()).unwrap_err();
        assert!(!error.is_absent(), "{error:?}");
        let message = message(&error);
        assert!(
            message.ends_with(&format!(
                "profile \"p\": the mode {mode} is disabled by \
                 ALIBABA_CLOUD_DISABLE_EXTERNAL_PROCESS: unset the variable or choose another \
                 profile"
            )),
            "{message}"
        );
        assert_eq!(server.requests().len(), 0);
    }
    // The variable doesn't disable the URL in the environment, because the URL isn't part of a
    // profile.
    let machine = Machine::new()
        .with(variable::DISABLE_EXTERNAL_PROCESS, "1")
        .with(variable::CREDENTIALS_URI, &url);
    let fetched = fetch(transport, &machine, &CredentialsUri::default()).unwrap();
    assert!(is_of(&fetched, "STS.url"));
}

fn a_process_outlives_the_call_that_started_it(transport: Transport) {
    let machine = Machine::new();
    let go = machine.home.path().join("go");
    // The script ends when the test creates the file `go`.
    let text = format!(
        "echo run >> {runs}\nwhile [ ! -e {go} ]; do sleep 0.05; done\n\
         echo '{{\"mode\":\"AK\",\"access_key_id\":\"id\",\"access_key_secret\":\"pL4nT3\"}}'",
        runs = machine.home.path().join("runs").display(),
        go = go.display(),
    );
    let profile = script(&machine, &text);
    let signer = RefreshingSigner::new(profile, HmacSha1::new).system(machine.clone());
    let api = Server::replying(|_| clients::server::ok());
    let session = Session::new(signer).endpoint(endpoint(&api)).unwrap();
    let client = transport.client_that_connects_within(Duration::from_secs(1), session);
    let call = Call::new("Ecs", "2014-05-26", "DescribeRegions").reads();
    let limited = client.with(
        client
            .session()
            .clone()
            .call_timeout(Duration::from_millis(300)),
    );
    let error = limited.send(&call).unwrap_err();
    assert!(
        error.is_timeout() && !error.may_have_been_sent(),
        "{error:?}"
    );
    std::fs::write(&go, "").unwrap();
    client.send(&call).unwrap();
    let runs = std::fs::read_to_string(machine.home.path().join("runs")).unwrap();
    assert_eq!(runs, "run\n");
}

fn runs_a_process_again_after_10_minutes_if_it_prints_no_expiration(transport: Transport) {
    let machine = Machine::new();
    let home = machine.home.path().display();
    // The script fails while the file `fail` exists.
    let text = format!(
        "echo run >> {home}/runs\n[ ! -e {home}/fail ] || {{ : > {home}/failed; exit 1; }}\n\
         id=id$(wc -l < {home}/runs | tr -d ' ')\n\
         printf '{{\"access_key_id\":\"%s\",\"access_key_secret\":\"pL4nT3\"}}' $id"
    );
    let profile = script(&machine, &text);
    let signer = RefreshingSigner::new(profile, HmacSha1::new).system(machine.clone());
    let api = Server::replying(|_| clients::server::ok());
    let session = Session::new(signer).endpoint(endpoint(&api)).unwrap();
    let client = transport.client_that_connects_within(Duration::from_secs(5), session);
    let call = Call::new("Ecs", "2014-05-26", "DescribeRegions").reads();
    let id_of_next_call = || {
        client.send(&call).unwrap();
        parameter(api.requests().last().unwrap(), "AccessKeyId").unwrap()
    };
    assert_eq!(id_of_next_call(), "id1");
    machine.clock.forward(449);
    assert_eq!(id_of_next_call(), "id1");

    // Before their expiry, the old credentials stay in use if the renewal fails.
    let fail = machine.file("fail", "");
    machine.clock.forward(1);
    let began = Instant::now();
    while !machine.home.path().join("failed").exists() {
        assert_eq!(id_of_next_call(), "id1");
        assert!(began.elapsed() < LONG, "the script is not run");
    }
    machine.clock.forward(149);
    assert_eq!(id_of_next_call(), "id1");

    // After their expiry, the old credentials are not used.
    machine.clock.forward(60);
    let error = client.send(&call).unwrap_err();
    assert!(
        matches!(error, alicloud::Error::Credentials(_)),
        "{error:?}"
    );
    std::fs::remove_file(fail).unwrap();
    machine.clock.forward(60);
    assert_ne!(id_of_next_call(), "id1");
}

#[test]
fn refuses_directories_and_special_and_large_files() {
    let machine = Machine::new();
    let home = machine.home.path();
    let fifo = home.join("fifo");
    let made = std::process::Command::new("mkfifo").arg(&fifo).status();
    assert!(made.unwrap().success());
    for (path, problem) in [
        (home.to_owned(), "is a directory, not a file"),
        (fifo, "can't be read: not a regular file"),
        (
            machine.file("large", &"x".repeat(1024 * 1024 + 1)),
            "is larger than 1048576 bytes",
        ),
        (
            home.join("none"),
            "can't be read: No such file or directory (os error 2)",
        ),
    ] {
        for provider in [
            &CliProfile::default().path(&path) as &dyn Provider,
            &IniProfile::default().path(&path),
        ] {
            let error = run(&machine, provider).unwrap_err();
            assert_eq!(message(&error), format!("{} {problem}", path.display()));
        }
    }
    let binary = home.join("binary");
    std::fs::write(&binary, b"[default]\n\xff\xfe").unwrap();
    let error = run(&machine, &IniProfile::default().path(&binary)).unwrap_err();
    assert_eq!(
        message(&error),
        format!("{} is not UTF-8 text", binary.display())
    );
}

#[test]
fn ignores_a_byte_order_mark() {
    let machine = Machine::new();
    machine.file(
        ".alibabacloud/credentials",
        "\u{feff}[default]\r\ntype=access_key\r\naccess_key_id=a\r\naccess_key_secret=s\r\n",
    );
    let fetched = run(&machine, &IniProfile::default()).unwrap();
    assert_eq!(fetched.credentials, Credentials::new("a", "s"));
}

#[test]
fn uses_a_file_that_others_can_access_and_warns() {
    for (mode, warned) in [
        (0o600, None),
        (0o400, None),
        (0o640, Some("read a file that holds a secret")),
        (0o604, Some("read a file that holds a secret")),
        (0o644, Some("read a file that holds a secret")),
        (0o620, Some("change a file that credentials are read from")),
        (0o602, Some("change a file that credentials are read from")),
        (0o664, Some("read and change a file that holds a secret")),
        (0o666, Some("read and change a file that holds a secret")),
        (0o642, Some("read and change a file that holds a secret")),
        // With this mode, other users can neither read nor change the file.
        (0o611, None),
    ] {
        let machine = Machine::new();
        let path = machine.file(
            ".alibabacloud/credentials",
            "[default]\ntype=access_key\naccess_key_id=a\naccess_key_secret=pL4nT3\n",
        );
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode)).unwrap();
        let lines = told(LevelFilter::WARN, || {
            run(&machine, &IniProfile::default()).unwrap();
        });
        let expected = warned.map(|problem| {
            format!(
                "WARN alicloud_config: other users can {problem}: restrict access to the file with \
                 chmod 600 path={} mode={mode:o}",
                path.display()
            )
        });
        assert_eq!(lines, Vec::from_iter(expected), "{mode:o}");
    }
}

#[test]
fn warns_about_a_token_file_that_others_can_change() {
    let machine = Machine::new();
    let path = machine.file("token", "pL4nT3.token");
    let role = OidcRole::new(ROLE_ARN, "o", &path);
    for (mode, is_warned_about) in [(0o644, false), (0o664, true), (0o646, true)] {
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode)).unwrap();
        let lines = told(LevelFilter::WARN, || {
            // Reading the token succeeds, and sending the request to STS fails.
            let error = run(&machine, &role).unwrap_err();
            assert!(matches!(error, ProviderError::Sts { .. }), "{error:?}");
        });
        let warning = format!(
            "WARN alicloud_config: other users can change a file that credentials are read from: \
             restrict access to the file with chmod go-w path={} mode={mode:o}",
            path.display()
        );
        assert_eq!(lines, Vec::from_iter(is_warned_about.then_some(warning)));
    }
}
