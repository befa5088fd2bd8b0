//! Tests the behaviour of compiled generated types.

use std::time::UNIX_EPOCH;

use alicloud::{
    Draft, Endpoint, Error, Format, KnownCode, Methods, Network, Operation, Reply, Session, Value,
    blocking::Client,
    error::{DecodeError, DecodeProblem},
    model::{Record, equal},
    paging::PagedItems,
    testing::Script,
};
use alicloud_tests::golden::{
    error_codes::{Described, described, fail},
    names::DescribeNames,
    paging::{
        DescribeThings, ListByToken, ListEither, ListInside, ListNestedTotal, ListShared,
        describe_things::Thing, list_by_token,
    },
    parameters::{
        GetOnly, ManyRequired, PutOnly, SendEverything, SendForm, many_required, send_everything,
    },
    references::{
        GetTree,
        types::{Node, Query},
    },
    replies::{
        ListShelves, PutShelf, list_shelves,
        types::{Label, Shelf},
    },
    types::{
        self, DescribeEverything, ListNothing,
        describe_everything::{Required, Where},
    },
    v3,
};
use http::Method;

use alicloud_sign::{Acs3, Credentials};

use crate::fixture::session;

/// The percent-encoded parameters of `operation` in canonical order.
fn parameters(operation: &impl Operation) -> Vec<String> {
    let endpoint = "https://golden.aliyuncs.com".parse::<Endpoint>().unwrap();
    let mut draft = Draft::new(operation.api(), &endpoint, Format::Json, Method::POST);
    operation.write(&mut draft);
    draft
        .sorted()
        .map(|parameter| format!("{}={}", parameter.name, parameter.value))
        .collect()
}

fn read<O: Operation>(operation: &O, body: &str) -> O::Output {
    let reply = Reply::new(body.as_bytes(), UNIX_EPOCH).unwrap();
    operation.read(reply).unwrap()
}

#[test]
fn uses_the_vpc_hosts_of_the_specification() {
    let vpc = |region_id| types::PRODUCT.endpoint(Network::Vpc, Some(region_id));
    let host = vpc("cn-hangzhou").unwrap();
    assert_eq!(host.host(), "golden.vpc-proxy.aliyuncs.com");
    let error = vpc("cn-beijing").unwrap_err();
    assert_eq!(
        error.to_string(),
        "Types has no known VPC endpoint in cn-beijing: set Session::endpoint, or use the public \
         endpoint"
    );
}

#[test]
fn operations_of_style_v3_require_acs3() {
    let operation = v3::ListThings::new().kind("a");
    assert!(operation.api().is_acs3_only());
    assert!(!ListNothing::new().api().is_acs3_only());

    // The call must fail before sending, because the script has no answer.
    let client = Client::with_transport(session(), Script::new());
    let Err(Error::Request(error)) = client.send(&operation) else {
        panic!("the operation is sent");
    };
    assert_eq!(
        error.to_string(),
        "the session's signer signs only parameters, so it can't sign ListThings: use an ACS3 signer"
    );

    let script = Script::new().reply(r#"{"RequestId":"r","Things":["x"]}"#);
    let signer = Acs3::new(Credentials::new("testid", "testsecret"));
    let session = Session::new(signer)
        .endpoint("https://v3.aliyuncs.com")
        .unwrap();
    let client = Client::with_transport(session, script.clone());
    assert_eq!(client.send(&operation).unwrap().things, ["x"]);
}

#[test]
fn operations_have_the_facts_of_their_specification() {
    let api = SendEverything::new("s").api().clone();
    assert_eq!(
        (api.product().name(), api.version()),
        ("Parameters", "2024-01-01")
    );
    assert_eq!(api.action(), "SendEverything");
    assert!(api.is_anonymous() && !api.is_read());
    // The operation has a secret parameter, which must not be in a URL.
    assert_eq!(api.methods(), Methods::Post);
    assert_eq!(SendForm::new("i", "r").api().methods(), Methods::Post);
    assert_eq!(GetOnly::new().api().methods(), Methods::Get);
    assert_eq!(PutOnly::new().api().methods(), Methods::Put);
    #[expect(deprecated, reason = "the operation is marked as deprecated")]
    let any_method = alicloud_tests::golden::parameters::AnyMethod::new();
    assert_eq!(any_method.api().methods(), Methods::GetOrPost);
    assert!(ListNothing::new().api().is_read());
    assert!(!ListNothing::new().api().is_anonymous());
}

#[test]
fn serializes_parameters_in_every_style() {
    let tag = || send_everything::Tag::new().key("k").values(["v", "w"]);
    let config =
        send_everything::Config::new().limits(send_everything::ConfigLimits::new().least(1));
    let request = SendEverything::new("secret")
        .tag([tag(), tag()])
        .ids(["a", "b"])
        .config(config)
        .numbers([1, 2])
        .names(["x", "y"])
        .ports([80, 443])
        .zones(["a", "b"])
        .variables([("on", Value::from(true))])
        .system_disk(send_everything::SystemDisk::new().category("ssd"))
        .system_disk_size(40)
        .reset_password(false);
    assert_eq!(
        parameters(&request),
        [
            "AccessKeySecret=secret",
            "Config.Limits.Least=1",
            "Ids.1=a",
            "Ids.2=b",
            "Names=x%2Cy",
            "Numbers=%5B1%2C2%5D",
            "Ports=80%20443",
            "ResetPassword=false",
            "SystemDisk.Category=ssd",
            "SystemDisk.Size=40",
            "Tag.1.Key=k",
            "Tag.1.Values.1=v",
            "Tag.1.Values.2=w",
            "Tag.2.Key=k",
            "Tag.2.Values.1=v",
            "Tag.2.Values.2=w",
            "Variables=%7B%22on%22%3Atrue%7D",
            "Zones=a%7Cb",
        ]
    );
}

#[test]
fn takes_a_required_region_first_and_one_more_value() {
    let request = SendForm::new("r", "i");
    assert_eq!(parameters(&request), ["Image=i", "RegionId=r"]);
}

#[test]
fn takes_more_required_values_by_name() {
    let text = String::from;
    let request = ManyRequired::new(many_required::Required {
        eight: text("8"),
        two: text("2"),
        three: text("3"),
        four: text("4"),
        five: text("5"),
        six: text("6"),
        seven: text("7"),
        one: text("1"),
    });
    assert_eq!((request.one.as_str(), request.eight.as_str()), ("1", "8"));
    let request = DescribeEverything::new(Required {
        text: text("t"),
        count: 1,
        ratio: 0.5,
        flag: true,
        anything: Value::from("any"),
        names: vec![text("n")],
        labels: [(text("k"), text("v"))].into(),
        where_: Where::new("z").rack(3),
    })
    .optional_count(2);
    assert_eq!(request.anything, Value::from("any"));
    assert_eq!(request.where_.rack, Some(3));
    assert_eq!(
        (request.optional_count, request.optional_text),
        (Some(2), None)
    );
}

#[test]
fn records_with_equal_values_are_equal() {
    let json = r#"{"Text":"t","Count":1,"Ratio":0.5,"Flag":true,"Anything":{"a":[1]},"Names":["n"],
        "Labels":{"k":"v"},"Where":{"ZoneId":"z","Rack":3}}"#;
    let same = |json: &str, other: &str| {
        let of = |json| serde_json::from_str::<DescribeEverything>(json).unwrap();
        let is_same = of(json) == of(other);
        assert_eq!(is_same, equal(&of(json), &of(other)));
        is_same
    };
    assert!(same(json, json));
    for (old, new) in [
        (r#""t""#, r#""u""#),
        ("1,", "2,"),
        ("0.5", "0.6"),
        ("true", "false"),
        ("[1]", "[2]"),
        (r#"["n"]"#, r#"["m"]"#),
        (r#"["n"]"#, r#"["n","n"]"#),
        (r#""k""#, r#""l""#),
        (r#""v""#, r#""w""#),
        (r#""Rack":3"#, r#""Rack":4"#),
        (r#","Rack":3"#, ""),
    ] {
        assert!(!same(json, &json.replace(old, new)), "{old} -> {new}");
    }
}

#[test]
fn numbers_compare_like_floats() {
    let request = |ratio| DescribeEverything::default().optional_ratio(ratio);
    assert_eq!(request(0.0), request(-0.0));
    assert_ne!(request(f64::NAN), request(f64::NAN));
}

#[test]
fn lists_of_keys_and_values_are_set_from_pairs() {
    let request = alicloud_ecs::DescribeInstances::new("r").tag([("env", "prod")]);
    let tag = &request.tag[0];
    assert_eq!(
        (tag.key.as_deref(), tag.value.as_deref()),
        (Some("env"), Some("prod"))
    );
}

#[test]
fn parameters_with_json_text_are_set_from_lists() {
    let request = SendForm::new("r", "i").instance_ids(["i-1", "i-2"]);
    let expected = r#"InstanceIds=["i-1","i-2"]"#;
    assert!(decoded(&request).contains(&expected.to_owned()));
    let file = serde_json::to_string(&request).unwrap();
    assert_eq!(serde_json::from_str::<SendForm>(&file).unwrap(), request);
    // An empty list is sent, because it is a filter that nothing matches.
    let request = SendForm::new("r", "i").instance_ids(Vec::<String>::new());
    assert!(decoded(&request).contains(&"InstanceIds=[]".to_owned()));
}

#[test]
fn base64_parameters_are_set_from_bytes() {
    let request = SendForm::new("r", "i").user_data([0xfb, 0xff]);
    assert_eq!(request.user_data.as_deref(), Some("+/8="));
    assert!(decoded(&request).contains(&"UserData=+/8=".to_owned()));
}

fn decoded(operation: &impl Operation) -> Vec<String> {
    let parameters = parameters(operation).into_iter();
    let decode = |text: String| {
        percent_encoding::percent_decode_str(&text)
            .decode_utf8_lossy()
            .into_owned()
    };
    parameters.map(decode).collect()
}

#[test]
fn documented_values_are_associated_constants() {
    assert_eq!(Thing::STATUS_RUNNING, "Running");
    assert_eq!(Thing::STATUS_STOPPED, "Stopped");
    let body = r#"{"Things":{"Thing":[{"Status":"Running"},{"Status":"Molten"}]}}"#;
    let things = read(&DescribeThings::new(), body).things;
    assert_eq!(things[0].status.as_deref(), Some(Thing::STATUS_RUNNING));
    assert_eq!(things[1].status.as_deref(), Some("Molten"));
}

#[test]
fn finds_the_items_of_a_page_at_any_place() {
    let page = read(
        &ListByToken::new(),
        r#"{"NextToken":"t","Names":["a","b"]}"#,
    );
    assert_eq!(ListByToken::items(page), ["a", "b"]);
    let page = read(
        &ListEither::new(),
        r#"{"Instances":{"Instance":[{"Id":"i"}]}}"#,
    );
    assert_eq!(ListEither::items(page)[0].id.as_deref(), Some("i"));
    let page = read(&ListEither::new(), r#"{"TotalCount":0}"#);
    assert!(ListEither::items(page).is_empty());
    let page = read(&ListInside::new(), r#"{"Data":{"List":[{"Id":"i"}]}}"#);
    assert_eq!(ListInside::items(page).len(), 1);
    let page = read(&ListShared::new(), r#"{"Table":{"Rows":[{"Id":"i"}]}}"#);
    assert_eq!(ListShared::items(page)[0].id.as_deref(), Some("i"));
    let page = read(&ListNestedTotal::new(), r#"{"Rows":[[1,2],[3]]}"#);
    assert_eq!(ListNestedTotal::items(page), [vec![1, 2], vec![3]]);
}

#[test]
fn requests_and_replies_support_serde() {
    let json = r#"{"NextToken":"t","MaxResults":20}"#;
    let request: ListByToken = serde_json::from_str(json).unwrap();
    assert!(equal(
        &request,
        &ListByToken::new().next_token("t").max_results(20)
    ));
    assert_eq!(serde_json::to_string(&request).unwrap(), json);
    let error = serde_json::from_str::<ListByToken>(r#"{"MaxResult":1}"#).unwrap_err();
    assert!(error.to_string().contains("MaxResult"), "{error}");
    let reply = r#"{"NextToken":"t","Names":["a"]}"#;
    let page: list_by_token::Response = serde_json::from_str(reply).unwrap();
    assert_eq!(serde_json::to_string(&page).unwrap(), reply);
}

#[test]
fn parameters_keep_their_wire_names() {
    let request = DescribeNames::new()
        .key("1")
        .key_3("2")
        .self_("3")
        .field_405pv("4");
    assert_eq!(
        parameters(&request),
        ["405Pv=4", "Key=1", "Self=3", "key=2"]
    );
}

#[test]
fn debug_hides_secrets() {
    let request = SendEverything::new("hidden-1")
        .password("hidden-2")
        .secrets([send_everything::Secrets::new().private_key("hidden-3")])
        .next_token("shown");
    let text = format!("{request:?} {request:#?}");
    assert!(!text.contains("hidden"), "{text}");
    assert!(text.contains("shown"), "{text}");
}

#[test]
fn operations_have_ram_actions() {
    let actions = [
        ListShelves::new().api().ram_action(),
        PutShelf::new(Shelf::new("s")).api().ram_action(),
        // The specification of this operation has no RAM action.
        DescribeEverything::default().api().ram_action(),
    ];
    let actions = actions.each_ref().map(Option::as_deref);
    assert_eq!(
        actions,
        [Some("replies:ListShelves"), Some("shelves:PutShelf"), None]
    );
}

#[test]
fn reads_nested_replies() {
    let request = DescribeEverything::default();
    let reply = read(
        &request,
        r#"{"RequestId":"r","TotalCount":7,"Average":0.1,"Truncated":false,"Extra":[1],
            "Regions":{"Region":[{"RegionId":"a","Zones":{"Zone":[{"ZoneId":"z","Disks":["d"]}]}}]},
            "Counts":{"x":1},"ByName":{"n":{"Size":2}},"Matrix":[[0.5]],"Owner":{"Name":"o"}}"#,
    );
    let zone = &reply.regions[0].zones[0];
    assert_eq!(zone.disks, ["d"]);
    assert_eq!(reply.extra, Some(Value::from(vec![1])));
    assert_eq!(reply.by_name["n"].size, Some(2));
    assert_eq!(reply.matrix, [[0.5]]);
    assert_eq!(reply.owner.name, "o");
    assert_eq!(reply.items.len(), 0);
}

fn shelves(body: &str) -> Result<list_shelves::Response, DecodeError> {
    let reply = Reply::new(body.as_bytes(), UNIX_EPOCH).unwrap();
    ListShelves::new().read(reply)
}

#[test]
fn reads_replies_without_fields_that_the_vendor_marks_as_required() {
    for body in [
        r#"{"Building":"b"}"#,
        r#"{"Building":"b","RequestId":"","NextToken":"","Shelves":[],"Owner":{"Name":"","Floor":""}}"#,
        r#"{"Building":"b","RequestId":null,"NextToken":null,"Shelves":null,"Owner":null}"#,
        "<R><Building>b</Building></R>",
        "<R><Building>b</Building><RequestId/><NextToken/><Shelves/><Owner><Floor/></Owner></R>",
    ] {
        let reply = shelves(body).unwrap();
        assert_eq!(reply.building, "b");
        assert_eq!(reply.next_token.unwrap_or_default(), "", "{body}");
        assert!(reply.shelves.is_empty());
        assert_eq!(reply.owner.and_then(|owner| owner.floor), None, "{body}");
    }
    let shared = r#"{"Building":"b","Shelves":[{"ShelfId":"s"}]}"#;
    assert_eq!(shelves(shared).unwrap().shelves[0].room, None);
}

#[test]
fn an_empty_required_token_ends_a_list() {
    let page = |token: &str, shelf: &str| {
        format!(r#"{{"Building":"b","NextToken":"{token}","Shelves":[{{"ShelfId":"{shelf}"}}]}}"#)
    };
    let script = Script::new().reply(page("t", "1")).reply(page("", "2"));
    let client = Client::with_transport(session(), script.clone());
    let shelves = client.pages(ListShelves::new()).items();
    let ids: Vec<String> = shelves.map(|shelf| shelf.unwrap().shelf_id).collect();
    assert_eq!(ids, ["1", "2"]);
    assert_eq!(script.requests().len(), 2);
}

#[test]
fn refuses_replies_without_fields_that_a_correction_requires() {
    for (body, path, problem) in [
        ("{}", "Building", DecodeProblem::Missing),
        (r#"{"Building":null}"#, "Building", DecodeProblem::Missing),
        (r#"{"Building":""}"#, "Building", DecodeProblem::Empty),
        ("<R><Building/></R>", "Building", DecodeProblem::Empty),
        (
            r#"{"Building":"b","Shelves":[{"ShelfId":"s"},{}]}"#,
            "Shelves.1.ShelfId",
            DecodeProblem::Missing,
        ),
        (
            r#"{"Building":"b","Shelves":[{"ShelfId":""}]}"#,
            "Shelves.0.ShelfId",
            DecodeProblem::Empty,
        ),
    ] {
        let error = shelves(body).unwrap_err();
        assert_eq!((error.path(), error.problem()), (path, &problem), "{body}");
    }
}

#[test]
fn constructors_take_fields_that_the_vendor_marks_as_required() {
    let request = PutShelf::new(Shelf::new("s").room("r")).label(Label::new("l"));
    assert_eq!(
        parameters(&request),
        [
            "Label=%7B%22Text%22%3A%22l%22%7D",
            "Shelf=%7B%22ShelfId%22%3A%22s%22%2C%22Room%22%3A%22r%22%7D",
        ]
    );
    assert!(!request.api().is_read());
}

#[test]
fn reads_a_reply_without_schema_as_a_value() {
    let value = read(&ListNothing::new(), r#"{"a":[1]}"#);
    assert_eq!(value["a"][0], 1);
}

#[test]
fn supports_recursive_types() {
    let leaf = Node::new().name("leaf");
    let tree = Node::new()
        .name("root")
        .children([leaf.clone()])
        .by_name([("x", leaf)]);
    let body = r#"{"Name":"root","Children":[{"Name":"leaf"}],"ByName":{"x":{"Name":"leaf"}}}"#;
    assert!(equal(&read(&GetTree::new(), body), &tree));
    let query = Query::new().and(Query::new().field("f"));
    assert_eq!(query.and.unwrap().field.as_deref(), Some("f"));
}

#[test]
fn error_codes_keep_their_wire_text() {
    for (_, code) in fail::ErrorCode::CODES {
        assert_eq!(fail::ErrorCode::from_code(code.as_str()), Some(*code));
    }
    let colliding = [
        fail::ErrorCode::OnsInternalError,
        fail::ErrorCode::OnsInternalError2,
    ];
    let texts = ["ONS.INTERNAL.ERROR", "ONS_INTERNAL_ERROR"];
    assert_eq!(colliding.map(fail::ErrorCode::as_str), texts);
    assert_eq!(fail::ErrorCode::from_code("InvalidParameter.%s"), None);
    assert_eq!(fail::ErrorCode::Code10003.description(), None);
    assert_eq!(
        fail::ErrorCode::InvalidInstanceIdNotFound.description(),
        Some("Check the id and the account.")
    );
    assert_eq!(
        described::ErrorCode::Gone.description(),
        Some("Create it again.")
    );
    assert_eq!(
        described::ErrorCode::GoneForever.description(),
        Some(
            "See the list (https://help.aliyun.com/document_detail/25609.html). - Use a_b, not a_c."
        )
    );
    assert_eq!(described::ErrorCode::GoneSilently.description(), None);
    assert_eq!(Described::new().fields(), []);
}
