//! The host that is called, observed through a proxy.

use std::{
    io::{BufRead, BufReader, Write},
    net::TcpListener,
    sync::mpsc,
    thread,
};

use alicloud_emulator::Emulator;

use crate::run::{outcome, program, program_at};

/// Starts a proxy that refuses every request, and returns its URL and the received request lines.
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
fn region_network_and_options_select_the_host() {
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

/// The proxy requests of a command with `args`, in order, without adjacent duplicates.
fn hosts(args: &str, variables: &[(&str, &str)], profile: &serde_json::Value) -> Vec<String> {
    let (proxy, asked) = proxy();
    let home = tempfile::tempdir().unwrap();
    std::fs::create_dir(home.path().join(".aliyun")).unwrap();
    let config = serde_json::json!({ "profiles": [profile] });
    std::fs::write(home.path().join(".aliyun/config.json"), config.to_string()).unwrap();
    let mut command = program(args);
    command
        .env("HOME", home.path())
        .env("HTTPS_PROXY", &proxy)
        .envs(variables.iter().copied());
    let outcome = outcome(&mut command);
    assert_eq!(outcome.status, Some(1), "{outcome:?}");
    let mut hosts: Vec<String> = asked.try_iter().collect();
    hosts.dedup();
    hosts
}

#[test]
fn variables_and_profiles_select_the_host_without_options() {
    let key = |more: serde_json::Value| {
        let mut profile = serde_json::json!({ "name": "default", "mode": "AK",
            "access_key_id": "testid", "access_key_secret": "testsecret" });
        let keys = more.as_object().unwrap().clone();
        profile.as_object_mut().unwrap().extend(keys);
        profile
    };
    let url = "url --instance-id i-1 --windows";
    let beijing = serde_json::json!({ "region_id": "cn-beijing" });
    let inside = serde_json::json!({ "region_id": "cn-beijing", "endpoint_type": "vpc" });
    let fixed = serde_json::json!({ "region_id": "cn-beijing", "endpoint": "own.example" });
    let role = serde_json::json!({ "region_id": "cn-beijing", "mode": "RamRoleArn",
        "ram_role_arn": "acs:ram::1:role/r" });
    for (args, variables, more, host) in [
        (url, &[][..], &beijing, "ecs.cn-beijing.aliyuncs.com"),
        (
            url,
            &[("ALIBABA_CLOUD_REGION_ID", "moon-1")],
            &beijing,
            "ecs.moon-1.aliyuncs.com",
        ),
        (
            "instances --region sun-1",
            &[("ALIBABA_CLOUD_REGION_ID", "moon-1")],
            &beijing,
            "ecs.sun-1.aliyuncs.com",
        ),
        (url, &[], &inside, "ecs-vpc.cn-beijing.aliyuncs.com"),
        (
            url,
            &[("ALICLOUD_ENDPOINT_TYPE", "VPC")],
            &beijing,
            "ecs-vpc.cn-beijing.aliyuncs.com",
        ),
        (
            url,
            &[("ALIBABA_CLOUD_ENDPOINT_TYPE", "public")],
            &inside,
            "ecs.cn-beijing.aliyuncs.com",
        ),
        ("regions", &[], &inside, "ecs-vpc.cn-beijing.aliyuncs.com"),
        // The list of regions must work with a mistyped region.
        ("regions", &[], &beijing, "ecs.aliyuncs.com"),
        (
            "regions",
            &[("ALIBABA_CLOUD_REGION_ID", "cn-bejing")],
            &beijing,
            "ecs.aliyuncs.com",
        ),
        (url, &[], &fixed, "own.example"),
        ("regions", &[], &fixed, "own.example"),
        (
            "instances --vpc",
            &[],
            &fixed,
            "ecs-vpc.cn-beijing.aliyuncs.com",
        ),
        // With an AccessKey in the environment, the profile still provides the settings.
        (
            url,
            &[
                ("ALIBABA_CLOUD_ACCESS_KEY_ID", "id"),
                ("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "s"),
            ],
            &fixed,
            "own.example",
        ),
        // The first call assumes the role.
        (url, &[], &role, "sts.aliyuncs.com"),
        (
            "instances --vpc",
            &[],
            &role,
            "sts-vpc.cn-beijing.aliyuncs.com",
        ),
        (
            "instances --vpc --region sun-1",
            &[],
            &role,
            "sts-vpc.sun-1.aliyuncs.com",
        ),
    ] {
        for transport in ["ureq", "reqwest"] {
            let args = format!("{args} --transport {transport} --timeout 8s");
            let hosts = hosts(&args, variables, &key(more.clone()));
            assert_eq!(
                hosts,
                [format!("CONNECT {host}:443 HTTP/1.1")],
                "{args} {more}"
            );
        }
    }
}

#[test]
fn the_vpc_endpoint_for_listing_regions_needs_a_region() {
    let mut command = program("regions");
    command
        .env("ALIBABA_CLOUD_ENDPOINT_TYPE", "vpc")
        .env("ALIBABA_CLOUD_ACCESS_KEY_ID", "testid")
        .env("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "testsecret");
    let outcome = outcome(&mut command);
    assert_eq!(outcome.status, Some(2), "{outcome:?}");
    let message = "the VPC endpoint needs a region: set ALIBABA_CLOUD_REGION_ID";
    assert!(outcome.stderr.contains(message), "{outcome:?}");
}

#[test]
fn names_unusable_settings() {
    for (variable, value, part) in [
        (
            "ALIBABA_CLOUD_ENDPOINT_TYPE",
            "internal",
            "ALIBABA_CLOUD_ENDPOINT_TYPE must be vpc or public",
        ),
        (
            "ALIBABA_CLOUD_ENDPOINT",
            "http://ecs.example",
            "ALIBABA_CLOUD_ENDPOINT can't be used: the endpoint uses http",
        ),
        (
            "ALICLOUD_REGION_ID",
            "cn hangzhou",
            "ALICLOUD_REGION_ID can't be used: the region id \"cn hangzhou\" contains ' '",
        ),
        (
            "ALIBABA_CLOUD_CONFIG_FILE",
            "/nonexistent",
            "/nonexistent (named by ALIBABA_CLOUD_CONFIG_FILE) can't be read",
        ),
    ] {
        let mut command = program("instances");
        let outcome = outcome(command.env(variable, value));
        assert_eq!(outcome.status, Some(2), "{outcome:?}");
        assert!(outcome.stderr.contains(part), "{outcome:?}");
    }
}

#[test]
fn suggests_a_region_that_is_similar_to_the_refused_region() {
    let emulator = Emulator::start().unwrap();
    for (args, known) in [
        ("instances --region cn-hangzho", Some("cn-hangzhou")),
        ("url --region cn-beijng --name web", Some("cn-beijing")),
        (
            "url --region cn-beijng --instance-id i-1",
            Some("cn-beijing"),
        ),
        (
            "url --region cn-beijng --instance-id i-1 --windows",
            Some("cn-beijing"),
        ),
        (
            "url --region cn-beijng --instance-id i-1 --instance-id i-2",
            Some("cn-beijing"),
        ),
        (
            "url --region cn-beijng --windows --instance-id i-1 --instance-id i-2",
            Some("cn-beijing"),
        ),
        ("instances --region moon-1", None),
        // This region exists, but this server doesn't know the region.
        ("instances --region cn-chengdu", None),
    ] {
        let of_emulator = outcome(&mut program(&format!("{args} --emulator")));
        let endpoint = format!("{args} --endpoint {}", emulator.endpoint());
        let mut command = program_at(&emulator, emulator.credentials(), &endpoint);
        for outcome in [of_emulator, outcome(&mut command)] {
            assert_eq!(outcome.status, Some(1), "{outcome:?}");
            let code = "InvalidRegionId.NotFound";
            assert!(outcome.stderr.contains(code), "{outcome:?}");
            let hint = known.map(|known| format!("\nhelp: Did you mean the region {known}? Check"));
            let has_hint = outcome.stderr.contains("Did you mean");
            assert_eq!(has_hint, hint.is_some(), "{outcome:?}");
            assert!(
                outcome.stderr.contains(&hint.unwrap_or_default()),
                "{outcome:?}"
            );
        }
    }
    let args = "instances --region cn-hangzho --emulator --output json";
    let document: serde_json::Value =
        serde_json::from_str(&outcome(&mut program(args)).stderr).unwrap();
    let advice = document["Advice"].as_str().unwrap();
    assert!(
        advice.starts_with("Did you mean the region cn-hangzhou? "),
        "{advice}"
    );
    let message = "The specified RegionId does not exist.";
    assert_eq!(document["Message"], message);
}

#[test]
fn does_not_note_an_unknown_region_with_the_emulator() {
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
