//! Tests of the `User-Agent` header.

use std::{
    io::{BufRead, BufReader, Write},
    net::TcpListener,
    process::Command,
    sync::mpsc,
    thread,
};

use alicloud_emulator::{Credentials, Emulator};

use crate::run::{outcome, program, program_at};

/// Starts a server that refuses every call, and returns its URL and the received `User-Agent`
/// headers.
fn server() -> (String, mpsc::Receiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let (sender, said) = mpsc::channel();
    thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = BufReader::new(stream.unwrap());
            let mut head = String::new();
            while stream.read_line(&mut head).unwrap() > 2 {}
            let mut headers = head.lines().filter_map(|line| line.split_once(": "));
            let said = headers.find(|(name, _)| name.eq_ignore_ascii_case("user-agent"));
            let _ = sender.send(said.unwrap_or_default().1.to_owned());
            let body = r#"{"Code":"Forbidden","Message":"no","RequestId":"1"}"#;
            let _ = write!(
                stream.get_mut(),
                "HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: {}\r\n\r\n{body}",
                body.len()
            );
        }
    });
    (url, said)
}

fn regions(url: &str, transport: &str) -> Command {
    let mut command = program("regions");
    command
        .args(["--endpoint", url, "--transport", transport])
        .env("ALIBABA_CLOUD_ACCESS_KEY_ID", "testid")
        .env("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "testsecret");
    command
}

#[test]
fn appends_the_variable_after_the_program() {
    let (url, said) = server();
    for transport in ["ureq", "reqwest"] {
        for (variable, end) in [
            (None, ""),
            (Some(""), ""),
            (Some(" terraform/1.2 (ci)\n"), " terraform/1.2 (ci)"),
        ] {
            let mut command = regions(&url, transport);
            command.envs(variable.map(|text| ("ALIBABA_CLOUD_USER_AGENT", text)));
            assert_eq!(outcome(&mut command).status, Some(1));
            let said = said.recv().unwrap();
            let version = env!("CARGO_PKG_VERSION");
            assert!(said.starts_with("alicloud/"), "{said}");
            let expected = format!("alicloud-{transport}/{version} ecs-console/{version}{end}");
            assert!(said.ends_with(&expected), "{said}");
        }
    }
}

#[test]
fn refuses_an_invalid_header_value_before_sending() {
    let (url, said) = server();
    let mut command = regions(&url, "ureq");
    command.env("ALIBABA_CLOUD_USER_AGENT", "a\r\nX-Evil: b");
    let outcome = outcome(&mut command);
    assert_eq!(outcome.status, Some(2));
    let expected = "error: ALIBABA_CLOUD_USER_AGENT: the user agent has '\\r' at byte 1";
    assert!(outcome.stderr.starts_with(expected), "{outcome:?}");
    assert!(said.try_recv().is_err());
}

#[test]
fn the_emulator_option_ignores_the_variable() {
    let emulator = Emulator::start().unwrap();
    let credentials: &Credentials = emulator.credentials();
    for mut command in [
        program("regions --emulator"),
        program_at(&emulator, credentials, "regions"),
    ] {
        let is_read = command.get_args().count() == 1;
        command.env("ALIBABA_CLOUD_USER_AGENT", "a\nb");
        let expected = if is_read { 2 } else { 0 };
        assert_eq!(outcome(&mut command).status, Some(expected));
    }
}
