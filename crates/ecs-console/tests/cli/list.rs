//! Tests of `ecs-console instances` and `ecs-console regions`.

use alicloud_emulator::{Emulator, Instance, Scenario};
use serde_json::{Value, json};

use crate::run::{Outcome, outcome, program, program_at};

/// All combinations of transport and format.
const WAYS: [&str; 4] = [
    "--transport ureq --wire-format json",
    "--transport ureq --wire-format xml",
    "--transport reqwest --wire-format json",
    "--transport reqwest --wire-format xml",
];

fn call(emulator: &Emulator, args: &str) -> Outcome {
    outcome(&mut program_at(emulator, emulator.credentials(), args))
}

fn play(scenario: Scenario) -> Emulator {
    Emulator::builder().scenario(scenario).start().unwrap()
}

/// The text on stdout of a successful run. Asserts that stderr is empty.
fn printed(emulator: &Emulator, args: &str) -> String {
    let outcome = call(emulator, args);
    assert_eq!(
        (outcome.status, &*outcome.stderr),
        (Some(0), ""),
        "{args}: {outcome:?}"
    );
    outcome.stdout
}

/// The list that a successful run prints as JSON on one line.
fn listed(emulator: &Emulator, args: &str) -> Vec<Value> {
    let text = printed(emulator, &format!("{args} --output json"));
    assert_eq!(text.find('\n'), Some(text.len() - 1), "{text}");
    serde_json::from_str(&text).unwrap()
}

fn ids(instances: &[Value]) -> Vec<&str> {
    let ids = instances.iter();
    ids.map(|instance| instance["InstanceId"].as_str().unwrap())
        .collect()
}

#[test]
fn prints_instances_as_a_table() {
    let emulator = Emulator::start().unwrap();
    for way in WAYS {
        assert_eq!(
            printed(&emulator, &format!("instances --region cn-qingdao {way}")),
            "\
INSTANCE ID              NAME       STATUS   OS       TYPE          PRIVATE IP  PUBLIC IP
i-emulator-running       web        Running  linux    ecs.g5.large  172.17.0.1  192.0.2.1
i-emulator-windows       办公室     Running  windows  ecs.g5.large  172.17.0.2  -
AY121018033933eaxxxxxxx  reference  Running  linux    ecs.g5.large  -           -
i-emulator-stopped       archive    Stopped  linux    ecs.g5.large  -           -
i-emulator-creating      new        Pending  linux    ecs.g5.large  -           -
"
        );
    }
}

#[test]
fn prints_instances_as_json_with_the_names_of_the_api() {
    let emulator = Emulator::start().unwrap();
    for way in WAYS {
        let instances = listed(&emulator, &format!("instances --region cn-qingdao {way}"));
        assert_eq!(instances.len(), 5);
        // The reply also has the other fields of the specification, which are empty.
        let expected = json!({
            "InstanceId": "i-emulator-running",
            "InstanceName": "web",
            "Status": "Running",
            "RegionId": "cn-qingdao",
            "ZoneId": "cn-qingdao-b",
            "OSType": "linux",
            "OSName": "Alibaba Cloud Linux  3.2104 LTS 64位",
            "InstanceType": "ecs.g5.large",
            "Cpu": 2,
            "Memory": 8192,
            "CreationTime": "2017-12-10T04:04Z",
            "PublicIpAddress": { "IpAddress": ["192.0.2.1"] },
            "VpcAttributes": {
                "VpcId": "vpc-emulator",
                "VSwitchId": "vsw-emulator",
                "PrivateIpAddress": { "IpAddress": ["172.17.0.1"] },
            },
            "EipAddress": { "IpAddress": "" },
            "Tags": { "Tag": [{ "TagKey": "environment", "TagValue": "production" }] },
        });
        assert!(contains(&instances[0], &expected), "{way} {}", instances[0]);
    }
}

/// Whether `found` has all the fields of `expected`.
fn contains(found: &Value, expected: &Value) -> bool {
    match expected {
        Value::Object(fields) => fields
            .iter()
            .all(|(name, value)| contains(&found[name], value)),
        _ => found == expected,
    }
}

#[test]
fn prints_regions_as_a_table_and_as_json() {
    let region = |id: &str| Instance::new(id, format!("i-{id}"));
    let emulator = play(
        Scenario::empty()
            .with_instance(region("cn-hangzhou"))
            .with_instance(region("us-east-1"))
            .with_instance(region("mars-1")),
    );
    for way in WAYS {
        assert_eq!(
            printed(&emulator, &format!("regions {way}")),
            "\
REGION ID    NAME              ENDPOINT
cn-hangzhou  华东1（杭州）     ecs-cn-hangzhou.aliyuncs.com
us-east-1    美国（弗吉尼亚）  ecs.us-east-1.aliyuncs.com
mars-1       mars-1            ecs.mars-1.aliyuncs.com
"
        );
        let regions = listed(&emulator, &format!("regions --language en-US {way}"));
        assert_eq!(
            regions,
            [
                (
                    "cn-hangzhou",
                    "China (Hangzhou)",
                    "ecs-cn-hangzhou.aliyuncs.com"
                ),
                ("us-east-1", "US (Virginia)", "ecs.us-east-1.aliyuncs.com"),
                ("mars-1", "mars-1", "ecs.mars-1.aliyuncs.com"),
            ]
            .map(|(id, name, endpoint)| json!({
                "RegionId": id,
                "LocalName": name,
                "RegionEndpoint": endpoint,
                "Status": "available",
            })),
            "{way}"
        );
    }
}

#[test]
fn fetches_all_pages() {
    let scenario = (0..250).fold(Scenario::empty(), |scenario, number| {
        scenario.with_instance(Instance::new("mars-1", format!("i-{number:03}")))
    });
    let expected: Vec<String> = (0..250).map(|number| format!("i-{number:03}")).collect();
    for way in WAYS {
        let emulator = play(scenario.clone());
        let instances = listed(&emulator, &format!("instances --region mars-1 {way}"));
        assert_eq!(ids(&instances), expected, "{way}");
        let requests = emulator.requests();
        let first = &requests[0];
        assert_eq!(
            (first.parameter("MaxResults"), first.parameter("NextToken")),
            (Some("100"), None)
        );
        assert_eq!((requests.len(), emulator.connections()), (3, 1), "{way}");

        let table = printed(&emulator, &format!("instances --region mars-1 {way}"));
        assert_eq!(table.lines().count(), 251);
    }
}

#[test]
fn filters_instances() {
    let emulator = Emulator::start().unwrap();
    for way in WAYS {
        for (args, expected) in [
            ("--status Stopped", 5),
            ("--status Running", 20),
            ("--status Starting", 0),
            ("--name page-07", 1),
            ("--name *1*", 12),
            ("--name *1* --status Stopped", 2),
        ] {
            let args = format!("instances --region cn-hangzhou {args} {way}");
            assert_eq!(listed(&emulator, &args).len(), expected, "{args}");
        }
    }
}

#[test]
fn prints_a_note_for_an_empty_list() {
    let emulator = Emulator::start().unwrap();
    for way in WAYS {
        let args = format!("instances --region us-east-1 {way}");
        assert_eq!(printed(&emulator, &format!("{args} --output json")), "[]\n");

        let outcome = call(&emulator, &args);
        assert_eq!(outcome.status, Some(0));
        assert_eq!(
            outcome.stdout,
            "INSTANCE ID  NAME  STATUS  OS  TYPE  PRIVATE IP  PUBLIC IP\n"
        );
        assert_eq!(
            outcome.stderr,
            "No instances found. \
             Instances that the user has no permission to see are not listed.\n"
        );
    }
}

#[test]
fn the_emulator_needs_no_environment() {
    let emulator = Emulator::start().unwrap();
    for (args, same) in [
        ("instances --emulator", "instances --region cn-qingdao"),
        ("regions --emulator --output json", "regions --output json"),
    ] {
        let outcome = outcome(&mut program(args));
        assert_eq!(
            (outcome.status, outcome.stdout),
            (Some(0), printed(&emulator, same)),
            "{args}"
        );
        if args.contains("json") {
            assert_eq!(outcome.stderr, "");
            continue;
        }
        let note = outcome
            .stderr
            .strip_prefix("Using the emulator at http://127.0.0.1:");
        let (port, rest) = note.unwrap().split_once(':').unwrap();
        assert!(port.parse::<u16>().is_ok(), "{port}");
        assert_eq!(rest, " its instances are simulated.\n");
    }
}

#[test]
fn prints_advice_for_refused_calls() {
    let forbidding = play(
        Scenario::default()
            .forbidding("DescribeInstances")
            .forbidding("DescribeRegions"),
    );
    let empty = play(Scenario::empty());
    for (emulator, args, code, advice) in [
        (
            &forbidding,
            "instances --region cn-qingdao",
            "Forbidden.RAM",
            "policy",
        ),
        (&forbidding, "regions", "Forbidden.RAM", "policy"),
        (
            &empty,
            "regions",
            "Unauthorized.EmptyRegion",
            "The account has no permission to use any region.",
        ),
        (
            &empty,
            "instances --region moon-1",
            "InvalidRegionId.NotFound",
            "Check the spelling of the region id",
        ),
    ] {
        for way in WAYS {
            let outcome = call(emulator, &format!("{args} {way}"));
            assert_eq!((outcome.status, &*outcome.stdout), (Some(1), ""));
            let refusal = format!("error: {code}: ");
            assert!(outcome.stderr.starts_with(&refusal), "{outcome:?}");
            let (_, help) = outcome.stderr.split_once("\nhelp: ").unwrap();
            assert!(help.contains(advice), "{outcome:?}");
        }
    }
}

#[test]
fn secrets_are_in_no_output() {
    let emulator = Emulator::start().unwrap();
    let credentials = emulator.temporary_credentials();
    let token = credentials.security_token().unwrap();
    for args in [
        "instances --region cn-qingdao",
        "instances --region moon-1",
        "regions",
    ] {
        for way in WAYS {
            for output in ["table", "json"] {
                let args = format!("{args} {way} --output {output}");
                let outcome = outcome(&mut program_at(&emulator, credentials, &args));
                for secret in [credentials.access_key_secret(), token, "Signature"] {
                    assert!(!outcome.stdout.contains(secret), "{outcome:?}");
                    assert!(!outcome.stderr.contains(secret), "{outcome:?}");
                }
            }
        }
    }
}
