//! Replies that are made from the schema of an operation.

use std::collections::BTreeSet;

use alicloud_emulator::{Credentials, Emulator, EmulatorBuilder, Gateway, PreparedReply};
use bytes::Bytes;
use http::Response;
use quick_xml::{Reader, events::Event};
use serde_json::{Value, json};

use crate::call::{Call, gateway, json, now};

/// A specification with lists, ids and limits.
const GAME: &str = r##"{
    "info": {"style": "RPC", "product": "Game", "version": "2020-01-01"},
    "components": {"schemas": {
        "Hero": {"type": "object", "properties": {
            "HeroId": {"type": "string"},
            "Name": {"type": "string"},
            "RegionId": {"type": "string"},
            "Rank": {"type": "string", "enum": ["Knight", "Squire", "King"]},
            "Health": {"type": "integer", "minimum": 1, "maximum": 9},
            "Speed": {"type": "number"},
            "Alive": {"type": "boolean"},
            "Items": {"type": "array", "items": {"type": "object", "properties": {
                "ItemId": {"type": "string"},
                "HeroId": {"type": "string"}
            }}}
        }}
    }},
    "apis": {
        "CreateHero": {
            "systemTags": {"operationType": "create"},
            "parameters": [
                {"name": "Name", "in": "query", "schema": {"type": "string"}},
                {"name": "Level", "in": "query", "schema": {"type": "integer", "maximum": 10}}
            ],
            "responses": {"200": {"schema": {"type": "object", "properties": {
                "RequestId": {"type": "string"},
                "HeroId": {"type": "string"},
                "Name": {"type": "string"}
            }}}}
        },
        "CreateItem": {
            "systemTags": {"operationType": "create"},
            "responses": {"200": {"schema": {"type": "object", "properties": {
                "ItemId": {"type": "string"}
            }}}}
        },
        "DescribeHeroes": {
            "parameters": [
                {"name": "RegionId", "in": "query", "schema": {"type": "string"}},
                {"name": "HeroIds", "in": "query", "style": "flat",
                    "schema": {"type": "array", "items": {"type": "string"}}}
            ],
            "responses": {"200": {"schema": {"type": "object", "properties": {
                "Heroes": {"type": "array", "items": {"$ref": "#/components/schemas/Hero"}}
            }}}}
        },
        "ListHeroes": {
            "parameters": [
                {"name": "PageNumber", "in": "query", "schema": {"type": "integer"}},
                {"name": "PageSize", "in": "query", "schema": {"type": "integer"}}
            ],
            "responses": {"200": {"schema": {"type": "object", "properties": {
                "TotalCount": {"type": "integer"},
                "PageNumber": {"type": "integer"},
                "PageSize": {"type": "integer"},
                "Heroes": {"type": "array", "items": {"$ref": "#/components/schemas/Hero"}}
            }}}}
        },
        "ScrollHeroes": {
            "parameters": [
                {"name": "NextToken", "in": "query", "schema": {"type": "string"}},
                {"name": "MaxResults", "in": "query", "schema": {"type": "integer"}}
            ],
            "responses": {"200": {"schema": {"type": "object", "properties": {
                "TotalCount": {"type": "integer"},
                "NextToken": {"type": "string"},
                "Heroes": {"type": "array", "items": {"$ref": "#/components/schemas/Hero"}}
            }}}}
        }
    }
}"##;

/// A specification of ECS with one operation that the built-in specification lacks.
const OTHER_ECS: &str = r#"{
    "info": {"style": "RPC", "product": "Ecs", "version": "2014-05-26"},
    "apis": {"DescribeCastles": {}}
}"#;

fn builder() -> EmulatorBuilder {
    Emulator::builder().credentials(Credentials::new("testid", "testsecret"))
}

fn game() -> EmulatorBuilder {
    builder().specification(GAME).unwrap()
}

/// A gateway, with a counter for nonces.
struct Service {
    gateway: Gateway,
    version: &'static str,
    calls: usize,
}

impl Service {
    fn new(builder: &EmulatorBuilder, version: &'static str) -> Self {
        Self {
            gateway: builder.gateway("localhost"),
            version,
            calls: 0,
        }
    }

    fn game() -> Self {
        Self::new(&game(), "2020-01-01")
    }

    fn ecs() -> Self {
        Self::new(&builder(), "2014-05-26")
    }

    fn answer(&mut self, action: &str, parameters: &[(&str, &str)]) -> Response<Bytes> {
        self.answer_at(None, action, parameters)
    }

    /// Like [`answer`](Self::answer), with this `Host` header.
    fn answer_at(
        &mut self,
        host: Option<&str>,
        action: &str,
        parameters: &[(&str, &str)],
    ) -> Response<Bytes> {
        self.calls += 1;
        let call = Call::of(action, "cn-qingdao")
            .with("Version", self.version)
            .with("SignatureNonce", &self.calls.to_string());
        let call = parameters
            .iter()
            .fold(call, |call, (name, value)| call.with(name, value));
        let mut request = call.get();
        if let Some(host) = host {
            request.headers_mut().insert("host", host.parse().unwrap());
        }
        self.gateway.answer(&request, now())
    }

    #[track_caller]
    fn ok(&mut self, action: &str, parameters: &[(&str, &str)]) -> Value {
        let response = self.answer(action, parameters);
        assert_eq!(response.status(), 200, "{:?}", response.body());
        let mut body = json(&response);
        body.as_object_mut().unwrap().remove("RequestId");
        body
    }

    /// All items of a list that is paged by number, with the total of the last page.
    fn by_number(&mut self, action: &str, list: &str, size: &str) -> (Vec<Value>, Value) {
        let mut items = Vec::new();
        for number in 1.. {
            let number = number.to_string();
            let page = self.ok(action, &[("PageSize", size), ("PageNumber", &number)]);
            assert_eq!(page["PageSize"].to_string(), size);
            assert_eq!(page["PageNumber"].to_string(), number);
            let found = items_at(&page, list);
            if found.is_empty() {
                return (items, page["TotalCount"].clone());
            }
            items.extend(found);
        }
        unreachable!("a list ends")
    }

    /// All items of a list that is paged by token, with the total of the last page.
    fn by_token(&mut self, action: &str, list: &str, size: &str) -> (Vec<Value>, Value) {
        let mut items = Vec::new();
        let mut token = String::new();
        loop {
            let page = self.ok(action, &[("MaxResults", size), ("NextToken", &token)]);
            items.extend(items_at(&page, list));
            page["NextToken"].as_str().unwrap().clone_into(&mut token);
            if token.is_empty() {
                return (items, page["TotalCount"].clone());
            }
        }
    }
}

/// The items of the list at a JSON pointer.
fn items_at(body: &Value, list: &str) -> Vec<Value> {
    body.pointer(list).unwrap().as_array().unwrap().clone()
}

fn texts<'a>(items: &'a [Value], field: &str) -> Vec<&'a str> {
    items
        .iter()
        .map(|item| item[field].as_str().unwrap())
        .collect()
}

#[test]
fn the_seed_determines_the_values() {
    let replies = |seed| {
        let mut service = Service::new(&game().seed(seed), "2020-01-01");
        [
            service.ok("CreateHero", &[]),
            service.ok("CreateHero", &[]),
            service.ok("ListHeroes", &[]),
        ]
    };
    let (zero, one) = (replies(0), replies(1));
    assert_eq!(zero, replies(0));
    let ids = [&zero, &one].map(|replies| {
        [0, 1].map(|number: usize| replies[number]["HeroId"].as_str().unwrap().to_owned())
    });
    let distinct: BTreeSet<&String> = ids.iter().flatten().collect();
    assert_eq!(distinct.len(), 4, "{ids:?}");
    assert_ne!(zero[2], one[2]);
}

#[test]
fn a_lenient_emulator_ignores_limits_only() {
    let outcome = |builder: &EmulatorBuilder, level| {
        let mut service = Service::new(builder, "2020-01-01");
        let response = service.answer("CreateHero", &[("Level", level)]);
        response.status().as_u16()
    };
    assert_eq!(outcome(&game(), "10"), 200);
    assert_eq!(outcome(&game(), "11"), 400);
    assert_eq!(outcome(&game().lenient(), "11"), 200);
    assert_eq!(outcome(&game().lenient(), "high"), 400);
}

#[test]
fn errors_name_the_product_of_the_specification() {
    let response = Service::game().answer("CreateHero", &[("Level", "11")]);
    let body = json(&response);
    assert_eq!(body["HostId"], "game.aliyuncs.com");
    let recommend = body["Recommend"].as_str().unwrap();
    assert!(recommend.contains("&product=Game&"), "{recommend}");
}

#[test]
fn a_host_selects_its_specification() {
    let builder = builder().specification_at("Game.example", GAME).unwrap();
    let mut service = Service::new(&builder, "2020-01-01");
    for (host, status) in [
        (Some("game.example"), 200),
        (Some("GAME.example:8080"), 200),
        (Some("game.example."), 200),
        (Some("example"), 400),
        (Some("[::1]:8080"), 400),
        (None, 400),
    ] {
        let response = service.answer_at(host, "ListHeroes", &[]);
        assert_eq!(response.status(), status, "{host:?}");
    }
}

#[test]
fn a_specification_of_ecs_at_a_host_leaves_other_hosts_alone() {
    let here = builder()
        .specification_at("ecs.example", OTHER_ECS)
        .unwrap();
    let everywhere = builder().specification(OTHER_ECS).unwrap();
    let status = |builder: &EmulatorBuilder, host, action| {
        let mut service = Service::new(builder, "2014-05-26");
        let response = service.answer_at(Some(host), action, &[]);
        response.status().as_u16()
    };
    assert_eq!(status(&here, "ecs.example", "DescribeCastles"), 200);
    // The host's specification comes first, and is not the only one.
    assert_eq!(status(&here, "ecs.example", "DescribeVpcs"), 200);
    assert_eq!(status(&here, "localhost", "DescribeCastles"), 404);
    assert_eq!(status(&here, "localhost", "DescribeVpcs"), 200);
    assert_eq!(status(&everywhere, "localhost", "DescribeCastles"), 200);
    assert_eq!(status(&everywhere, "localhost", "DescribeVpcs"), 404);
}

#[test]
fn refuses_a_host_that_no_request_can_have() {
    for host in ["", "game.example:80", "[::1]", "http://game.example"] {
        let problem = builder().specification_at(host, GAME).unwrap_err();
        assert!(problem.to_string().contains("host"), "{problem}");
    }
}

#[test]
fn pages_of_every_size_contain_the_same_list() {
    let game = ["1", "7", "23", "100", "100000"].map(|size| {
        let (mut service, list) = (Service::game(), "/Heroes");
        let by_number = service.by_number("ListHeroes", list, size);
        let (heroes, total) = service.by_token("ScrollHeroes", list, size);
        assert_eq!(heroes.len() as u64, total.as_u64().unwrap());
        (by_number, heroes)
    });
    let ecs = ["1", "50"].map(|size| Service::ecs().by_number("DescribeVpcs", "/Vpcs/Vpc", size));
    for ((heroes, total), _) in &game {
        assert_eq!(heroes.len() as u64, total.as_u64().unwrap());
        let ids: BTreeSet<&str> = texts(heroes, "HeroId").into_iter().collect();
        assert_eq!(ids.len(), heroes.len());
    }
    assert!(game.iter().all(|pages| *pages == game[0]));
    assert_eq!(ecs[0], ecs[1]);
    assert_eq!(json!(ecs[0].0.len()), ecs[0].1);
}

#[test]
fn ids_in_nested_lists_are_unique() {
    let (heroes, _) = Service::game().by_number("ListHeroes", "/Heroes", "100");
    let items: Vec<Value> = heroes
        .iter()
        .flat_map(|hero| items_at(hero, "/Items"))
        .collect();
    for field in ["ItemId", "HeroId"] {
        let ids: BTreeSet<&str> = texts(&items, field).into_iter().collect();
        assert_eq!(ids.len(), items.len(), "{field}");
    }
}

#[test]
fn lists_begin_with_the_newest_created_ids() {
    let mut service = Service::game();
    let (before, total) = service.by_token("ScrollHeroes", "/Heroes", "10");
    let created = ["1", "2"].map(|name| service.ok("CreateHero", &[("Name", name)]));
    let item = service.ok("CreateItem", &[]);
    for (heroes, after) in [
        service.by_token("ScrollHeroes", "/Heroes", "10"),
        service.by_number("ListHeroes", "/Heroes", "100"),
    ] {
        assert_eq!(after.as_u64(), total.as_u64().map(|total| total + 2));
        assert_eq!(heroes.len(), before.len() + 2);
        let ids = texts(&heroes, "HeroId");
        assert_eq!(ids[0], created[1]["HeroId"]);
        assert_eq!(ids[1], created[0]["HeroId"]);
        // An inner list isn't a list of created resources.
        let inner = Value::from(heroes).to_string();
        assert!(!inner.contains(item["ItemId"].as_str().unwrap()));
    }

    let mut ecs = Service::ecs();
    let disk = ecs.ok("CreateDisk", &[]);
    let disks = ecs.ok("DescribeDisks", &[("MaxResults", "10")]);
    assert_eq!(disks["Disks"]["Disk"][0]["DiskId"], disk["DiskId"]);
    let vpc = ecs.ok("CreateVpc", &[]);
    let vpcs = ecs.ok("DescribeVpcs", &[]);
    assert_eq!(vpcs["Vpcs"]["Vpc"][0]["VpcId"], vpc["VpcId"]);
}

#[test]
fn fields_repeat_the_arguments_of_the_same_name() {
    let mut service = Service::game();
    let hero = service.ok("CreateHero", &[("Name", "Lancelot & <Co>")]);
    assert_eq!(hero["Name"], "Lancelot & <Co>");
    let ids = [
        ("HeroIds.1", "h-1"),
        ("HeroIds.2", "h-2"),
        ("HeroIds.3", "h-3"),
    ];
    let heroes = items_at(&service.ok("DescribeHeroes", &ids), "/Heroes");
    assert_eq!(texts(&heroes, "HeroId"), ["h-1", "h-2", "h-3"]);
    assert_eq!(texts(&heroes, "RegionId"), ["cn-qingdao"; 3]);

    let mut ecs = Service::ecs();
    let vpcs = ecs.ok("DescribeVpcs", &[("VpcId", "vpc-1")]);
    assert_eq!(vpcs["TotalCount"], 1);
    let vpcs = items_at(&vpcs, "/Vpcs/Vpc");
    assert_eq!(texts(&vpcs, "VpcId"), ["vpc-1"]);
    assert_eq!(texts(&vpcs, "RegionId"), ["cn-qingdao"]);
    let disks = ecs.ok("DescribeDisks", &[("DiskIds", r#"["d-1", "d-2"]"#)]);
    let disks = items_at(&disks, "/Disks/Disk");
    assert_eq!(texts(&disks, "DiskId"), ["d-1", "d-2"]);
}

/// A program that lists resources, and then reads one of them by its id, must find the same values.
#[test]
fn a_resource_has_the_same_values_in_lists_and_by_its_id() {
    let mut ecs = Service::ecs();
    for (action, list, parameter) in [
        ("DescribeVpcs", "/Vpcs/Vpc", "VpcId"),
        ("DescribeKeyPairs", "/KeyPairs/KeyPair", "KeyPairName"),
        ("DescribeDisks", "/Disks/Disk", "DiskIds"),
        ("DescribeImages", "/Images/Image", "ImageId"),
    ] {
        let field = parameter.trim_end_matches('s');
        for item in items_at(&ecs.ok(action, &[]), list) {
            let id = item[field].as_str().unwrap();
            let argument = match parameter.ends_with('s') {
                true => json!([id]).to_string(),
                false => id.to_owned(),
            };
            let found = ecs.ok(action, &[(parameter, &argument)]);
            assert_eq!(items_at(&found, list), [item], "{action}");
        }
    }
}

#[test]
fn creating_a_resource_changes_no_other_resource() {
    let mut service = Service::game();
    let (before, _) = service.by_number("ListHeroes", "/Heroes", "100");
    service.ok("CreateHero", &[]);
    let (after, _) = service.by_number("ListHeroes", "/Heroes", "100");
    assert_eq!(before, after[1..]);
}

/// A program that walks pages must see each resource once, even if another program creates some.
#[test]
fn a_token_leads_to_the_next_resource_after_others_were_created() {
    let mut service = Service::game();
    let mut page = service.ok("ScrollHeroes", &[]);
    let mut ids = Vec::new();
    loop {
        let found = items_at(&page, "/Heroes");
        ids.extend(texts(&found, "HeroId").into_iter().map(str::to_owned));
        let token = page["NextToken"].as_str().unwrap().to_owned();
        if token.is_empty() {
            break;
        }
        service.ok("CreateHero", &[]);
        page = service.ok("ScrollHeroes", &[("NextToken", &token)]);
    }
    let distinct: BTreeSet<&String> = ids.iter().collect();
    assert_eq!((ids.len(), distinct.len()), (23, 23));
}

#[test]
fn a_created_resource_is_in_the_list_of_its_kind() {
    let disk = ("DiskId", "d-1");
    let command = ("CommandId", "c-1");
    let instance = ("InstanceId.1", "i-emulator-running");
    for (create, parameters, field, list, own) in [
        (
            "AllocateEipAddress",
            &[][..],
            "AllocationId",
            "DescribeEipAddresses",
            true,
        ),
        (
            "CreateSnapshot",
            &[disk],
            "SnapshotId",
            "DescribeSnapshots",
            true,
        ),
        (
            "CreateForwardEntry",
            &[
                ("ForwardTableId", "ft-1"),
                ("ExternalIp", "192.0.2.1"),
                ("ExternalPort", "80"),
                ("InternalIp", "10.0.0.1"),
                ("InternalPort", "80"),
                ("IpProtocol", "TCP"),
            ],
            "ForwardEntryId",
            "DescribeForwardTableEntries",
            true,
        ),
        (
            "CreateKeyPair",
            &[("KeyPairName", "my-key")],
            "KeyPairName",
            "DescribeKeyPairs",
            true,
        ),
        (
            "InvokeCommand",
            &[command, instance],
            "InvokeId",
            "DescribeInvocations",
            true,
        ),
        // Replies also contain ids of resources that nobody created.
        (
            "CreateNetworkInterface",
            &[("VSwitchId", "vsw-1")],
            "VpcId",
            "DescribeVpcs",
            false,
        ),
        (
            "CreateElasticityAssurance",
            &[
                ("InstanceType.1", "ecs.g5.large"),
                ("ZoneId.1", "cn-qingdao-b"),
            ],
            "PrivatePoolOptionsId",
            "DescribeCapacityReservations",
            false,
        ),
        (
            "CreateElasticityAssurance",
            &[
                ("InstanceType.1", "ecs.g5.large"),
                ("ZoneId.1", "cn-qingdao-b"),
            ],
            "PrivatePoolOptionsId",
            "DescribeElasticityAssurances",
            true,
        ),
    ] {
        let mut ecs = Service::ecs();
        let list_parameters: &[(&str, &str)] = match list {
            "DescribeForwardTableEntries" => &[("ForwardTableId", "ft-1")],
            _ => &[],
        };
        let total = |reply: &Value| reply["TotalCount"].as_u64().unwrap_or_default();
        let before = total(&ecs.ok(list, list_parameters));
        let created = ecs.ok(create, parameters);
        let id = created[field].as_str().unwrap().to_owned();
        let after = ecs.ok(list, list_parameters);
        let is_listed = after.to_string().contains(&format!("\"{id}\""));
        assert_eq!(is_listed, own, "{create} {list}: {id} {after}");
        assert_eq!(
            total(&after),
            before + u64::from(own && before > 0),
            "{list}"
        );
    }
}

#[test]
fn calls_that_change_something_return_new_ids() {
    let mut ecs = Service::ecs();
    let call = [("CommandId", "c-1"), ("InstanceId.1", "i-emulator-running")];
    let [one, other] = [(); 2].map(|()| ecs.ok("InvokeCommand", &call)["InvokeId"].clone());
    assert_ne!(one, other);
}

#[test]
fn a_text_in_brackets_is_repeated() {
    let hero = Service::game().ok("CreateHero", &[("Name", "[prod] web")]);
    assert_eq!(hero["Name"], "[prod] web");
}

#[test]
fn a_header_parameter_is_checked_and_repeated_like_others() {
    const TEAM: &str = r#"{
        "info": {"style": "RPC", "product": "Team", "version": "2020-01-01"},
        "apis": {"Greet": {
            "parameters": [
                {"name": "x-acs-team", "in": "header",
                    "schema": {"type": "string", "required": true}}
            ],
            "responses": {"200": {"schema": {"type": "object", "properties": {
                "x-acs-team": {"type": "string"}
            }}}}
        }}
    }"#;
    let builder = builder().specification(TEAM).unwrap();
    let answer = |header: Option<&[u8]>| {
        let mut request = Call::of("Greet", "cn-qingdao")
            .with("Version", "2020-01-01")
            .get();
        if let Some(header) = header {
            let header = http::HeaderValue::from_bytes(header).unwrap();
            request.headers_mut().insert("x-acs-team", header);
        }
        json(&builder.gateway("localhost").answer(&request, now()))
    };
    assert_eq!(answer(Some(b"web"))["x-acs-team"], "web");
    assert_eq!(answer(Some("é".as_bytes()))["Code"], "InvalidParameter");
    for absent in [None, Some(&b""[..])] {
        assert_eq!(answer(absent)["Code"], "MissingParameter");
    }
}

#[test]
fn only_served_operations_get_replies() {
    let mut gateway = builder()
        .specification(OTHER_ECS)
        .unwrap()
        .gateway("localhost");
    for action in ["DescribeRegions", "TagResources", "DescribeVpcs"] {
        let reply = PreparedReply::new(action, "{}").unwrap();
        assert!(gateway.add_reply(reply).is_err(), "{action}");
    }
    let reply = PreparedReply::new("DescribeCastles", "{}").unwrap();
    gateway.add_reply(reply).unwrap();
}

#[test]
fn a_list_of_names_selects_items() {
    let names = [
        ("LaunchTemplateName.1", "web"),
        ("LaunchTemplateName.2", "db"),
    ];
    let reply = Service::ecs().ok("DescribeLaunchTemplates", &names);
    let templates = items_at(&reply, "/LaunchTemplateSets/LaunchTemplateSet");
    assert_eq!(texts(&templates, "LaunchTemplateName"), ["web", "db"]);
    assert_eq!(reply["TotalCount"], 2);
}

#[test]
fn a_list_of_texts_has_the_requested_items() {
    let call = [
        ("NetworkInterfaceId", "eni-1"),
        ("PrivateIpAddress.1", "10.0.0.1"),
        ("PrivateIpAddress.2", "10.0.0.2"),
        ("PrivateIpAddress.3", "10.0.0.3"),
    ];
    let reply = Service::ecs()
        .ok("AssignPrivateIpAddresses", &call)
        .to_string();
    for (_, address) in &call[1..] {
        assert!(reply.contains(address), "{reply}");
    }
}

#[test]
fn regions_have_different_resources() {
    let mut ecs = Service::ecs();
    let [one, other] = ["cn-qingdao", "cn-hangzhou"].map(|region| {
        let reply = ecs.ok("DescribeVpcs", &[("RegionId", region)]);
        let vpcs = items_at(&reply, "/Vpcs/Vpc");
        texts(&vpcs, "VpcId").join(" ")
    });
    assert!(
        one.split(' ').all(|id| !other.contains(id)),
        "{one}\n{other}"
    );
}

/// A long argument is repeated in each item, so a small request could cause an enormous reply.
#[test]
fn refuses_enormous_replies() {
    let ids = |count: usize| {
        let ids: Vec<String> = (0..count).map(|number| format!("i-{number}")).collect();
        json!(ids).to_string()
    };
    let name = "n".repeat(20_000);
    let mut ecs = Service::ecs();
    for (count, status) in [(100, 200), (1000, 400)] {
        let call = [("InstanceIds", &*ids(count)), ("RamRoleName", &name)];
        let response = ecs.answer("DetachInstanceRamRole", &call);
        assert_eq!(response.status(), status);
        let code = json(&response)["Code"].clone();
        assert_eq!(code == "ReplyTooLarge", status == 400, "{code}");
    }
}

#[test]
fn a_specification_may_begin_with_a_byte_order_mark() {
    builder().specification(&format!("\u{feff}{GAME}")).unwrap();
}

#[test]
fn a_repeated_id_counts_once() {
    let disks = Service::ecs().ok("DescribeDisks", &[("DiskIds", r#"["d-1", "d-2", "d-1"]"#)]);
    assert_eq!(
        texts(&items_at(&disks, "/Disks/Disk"), "DiskId"),
        ["d-1", "d-2"]
    );
    assert_eq!(disks["TotalCount"], 2);
}

#[test]
fn json_and_xml_have_the_same_content() {
    for (new, action) in [
        (Service::game as fn() -> Service, "ListHeroes"),
        (Service::ecs, "DescribeVpcs"),
        (Service::ecs, "DescribeDisks"),
    ] {
        let json = new().ok(action, &[]);
        let response = new().answer(action, &[("Format", "XML")]);
        let mut xml = Node::read(std::str::from_utf8(response.body()).unwrap());
        assert_eq!(xml.name, format!("{action}Response"));
        xml.children.retain(|child| child.name != "RequestId");
        let mut expected = Node::of(&xml.name, &json);
        expected.sort();
        xml.sort();
        assert_eq!(xml, expected, "{action}");
    }
}

/// An XML element.
#[derive(Debug, Default, PartialEq)]
struct Node {
    name: String,
    text: String,
    children: Vec<Self>,
}

impl Node {
    fn read(text: &str) -> Self {
        let mut reader = Reader::from_str(text);
        let mut open = vec![Self::default()];
        loop {
            match reader.read_event().unwrap() {
                Event::Start(start) => open.push(Self {
                    name: start.name().as_ref().to_owned(),
                    ..Self::default()
                }),
                Event::Text(text) => open.last_mut().unwrap().text += &text,
                Event::End(_) => {
                    let node = open.pop().unwrap();
                    open.last_mut().unwrap().children.push(node);
                }
                Event::Eof => return open.pop().unwrap().children.pop().unwrap(),
                _ => {}
            }
        }
    }

    /// The element that corresponds to a JSON value. A list becomes one element for each item.
    fn of(name: &str, value: &Value) -> Self {
        let mut node = Self {
            name: name.to_owned(),
            ..Self::default()
        };
        match value {
            Value::Object(fields) => {
                for (name, value) in fields {
                    match value {
                        Value::Array(items) => node
                            .children
                            .extend(items.iter().map(|item| Self::of(name, item))),
                        value => node.children.push(Self::of(name, value)),
                    }
                }
            }
            Value::String(text) => text.clone_into(&mut node.text),
            other => node.text = other.to_string(),
        }
        node
    }

    /// Sorts the elements by name, because the order of JSON members has no meaning.
    fn sort(&mut self) {
        self.children
            .sort_by(|one, other| one.name.cmp(&other.name));
        self.children.iter_mut().for_each(Self::sort);
    }
}

#[test]
fn created_ids_are_listed_in_their_region_only_if_it_is_known() {
    let mut gateway = gateway();
    let mut nonce = 0;
    let mut answer = |action: &str, region: &str, parameters: &[(&str, &str)]| {
        nonce += 1;
        let call = Call::of(action, region).with("SignatureNonce", &nonce.to_string());
        let call = match region {
            "" => call.without("RegionId"),
            _ => call,
        };
        let call = parameters
            .iter()
            .fold(call, |call, (name, value)| call.with(name, value));
        json(&gateway.answer(&call.get(), now()))
    };
    let vpc = answer("CreateVpc", "cn-hangzhou", &[])["VpcId"].clone();
    let lists = |reply: Value, id: &Value| reply.to_string().contains(id.as_str().unwrap());
    assert!(lists(answer("DescribeVpcs", "cn-hangzhou", &[]), &vpc));
    assert!(!lists(answer("DescribeVpcs", "cn-beijing", &[]), &vpc));
    // `CreateSnapshot` has no region.
    let snapshot = answer("CreateSnapshot", "", &[("DiskId", "d-1")])["SnapshotId"].clone();
    for region in ["cn-hangzhou", "cn-beijing"] {
        assert!(lists(answer("DescribeSnapshots", region, &[]), &snapshot));
    }
    // An argument that a reply repeats is not a new id.
    let vswitch = [("VSwitchId", "vsw-1"), ("SecurityGroupId", "sg-1")];
    answer("CreateNetworkInterface", "cn-hangzhou", &vswitch);
    let reply = answer("DescribeVSwitches", "cn-hangzhou", &[]);
    assert!(!reply.to_string().contains("vsw-1\""), "{reply}");
}
