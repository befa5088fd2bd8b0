//! Which host is called: held by what a proxy is asked to connect to.

use std::{
    io::{BufRead, BufReader, Write},
    net::TcpListener,
    sync::mpsc,
    thread,
};

use crate::run::{outcome, program};

/// A proxy that refuses, and what it was asked to connect to.
fn proxy() -> (String, mpsc::Receiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let (sender, asked) = mpsc::channel();
    thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = BufReader::new(stream.unwrap());
            let mut head = String::new();
            while stream.read_line(&mut head).unwrap() > 2 {}
            let refusal = b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n";
            let _ = stream.get_mut().write_all(refusal);
            let line = head.lines().next().unwrap_or_default().to_owned();
            if sender.send(line).is_err() {
                break;
            }
        }
    });
    (url, asked)
}

#[test]
fn region_network_and_argument_decide() {
    let (proxy, asked) = proxy();
    for (args, variable, host) in [
        (
            "url --region cn-hangzhou --instance-id i-1",
            "",
            "ecs-cn-hangzhou.aliyuncs.com:443",
        ),
        (
            "url --region moon-1 --instance-id i-1",
            "",
            "ecs.moon-1.aliyuncs.com:443",
        ),
        (
            "url --region cn-hangzhou --vpc --instance-id i-1",
            "",
            "ecs-vpc.cn-hangzhou.aliyuncs.com:443",
        ),
        (
            "instances --region cn-qingdao --vpc",
            "https://other.example",
            "ecs-vpc.cn-qingdao.aliyuncs.com:443",
        ),
        (
            "instances --region cn-qingdao",
            "https://other.example",
            "other.example:443",
        ),
        (
            "url --region cn-1 --instance-id i-1 --endpoint https://own.example:8443",
            "https://other.example",
            "own.example:8443",
        ),
        ("regions", "", "ecs.aliyuncs.com:443"),
    ] {
        for transport in ["ureq", "reqwest"] {
            let args = format!("{args} --transport {transport}");
            let mut command = program(&args);
            command
                .env("HTTPS_PROXY", &proxy)
                .env("ECS_CONSOLE_ENDPOINT", variable)
                .env("ALIBABA_CLOUD_ACCESS_KEY_ID", "testid")
                .env("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "testsecret");
            let outcome = outcome(&mut command);
            assert_eq!(outcome.status, Some(1), "{outcome:?}");
            let noted = args.contains("moon-1");
            let note = "moon-1 is not a known region; using ecs.moon-1.aliyuncs.com";
            assert_eq!(outcome.stderr.contains(note), noted, "{outcome:?}");
            let lines: Vec<String> = asked.try_iter().collect();
            let expected = format!("CONNECT {host} HTTP/1.1");
            assert!(!lines.is_empty(), "{args}: {outcome:?}");
            assert!(lines.iter().all(|line| *line == expected), "{lines:?}");
        }
    }
}

#[test]
fn an_emulator_knows_its_own_regions() {
    let args = "instances --emulator --region moon-1";
    let outcome = outcome(&mut program(args));
    assert_eq!(outcome.status, Some(1), "{outcome:?}");
    assert!(
        outcome.stderr.contains("InvalidRegionId.NotFound"),
        "{outcome:?}"
    );
    let noted = outcome.stderr.contains("not a known region");
    assert!(!noted, "{outcome:?}");
}
