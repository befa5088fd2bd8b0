//! Where calls go: by product and region.

use std::collections::BTreeSet;

use alicloud::{
    Anonymous, Api, Call, Draft, Error, Network, Operation, Product, Reply, Request, Session,
    blocking::Client,
    error::DecodeError,
    machine::{Machine as _, Step},
    model::Endpoints,
    testing::Script,
};
use alicloud_console::{OpenConsole, RunsWindows};
use alicloud_ecs::{DescribeInstanceVncUrl, DescribeInstances, DescribeRegions};

static SLB: Product = Product::new("Slb", "2014-05-15").endpoints(
    Endpoints::new(&[
        ("cn-qingdao", "slb.cn-qingdao.aliyuncs.com"),
        ("cn-hangzhou", "slb.aliyuncs.com"),
    ])
    .form("slb.{region}.aliyuncs.com"),
);

fn first(session: &Session, operation: &impl Operation) -> Result<Request, Error> {
    match session.exchange(operation).step() {
        Step::Send(request) => Ok(request),
        Step::Done(Err(error)) => Err(error),
        _ => panic!("neither sends nor refuses"),
    }
}

/// The host that a call goes to, and the `RegionId` that it says.
fn goes(session: &Session, operation: &impl Operation) -> Result<(String, Option<String>), String> {
    let request = first(session, operation).map_err(|error| match error {
        Error::Request(error) => error.to_string(),
        other => panic!("{other:?}"),
    })?;
    let region = request
        .parameters()
        .split('&')
        .find_map(|pair| pair.strip_prefix("RegionId="));
    let host = request.endpoint().host().to_owned();
    Ok((host, region.map(str::to_owned)))
}

fn sessions() -> [Session; 4] {
    let session = || Session::new(Anonymous);
    [
        session(),
        session().region("us-west-1"),
        session().region("us-west-1").network(Network::Vpc),
        session().region("us-west-1").in_region("eu-west-1"),
    ]
}

/// Where each committed operation goes: with a session that has no region, one that has
/// `us-west-1`, one that has it in VPCs, and for a call in `eu-west-1`.
#[test]
fn each_operation_goes_to_the_host_of_its_region() {
    const NONE: &str = "the call has no region, and Ecs has a host for each: set the operation's \
                        region, or one for all calls by Session::region";
    /// Of a session without a region, whose host is known or not, and where the operation has its own.
    fn check(operation: &impl Operation, expected: [Result<(&str, Option<&str>), &str>; 4]) {
        for (session, expected) in sessions().iter().zip(expected) {
            let expected = expected
                .map(|(host, region)| (format!("{host}.aliyuncs.com"), region.map(str::to_owned)))
                .map_err(str::to_owned);
            let found = goes(session, operation);
            assert_eq!(found, expected, "{} {session:?}", operation.api().action());
        }
    }
    let own = [
        Ok(("ecs.cn-qingdao", Some("cn-qingdao"))),
        Ok(("ecs.cn-qingdao", Some("cn-qingdao"))),
        Ok(("ecs-vpc.cn-qingdao", Some("cn-qingdao"))),
        // What the call was given is sent as well.
        Ok(("ecs.eu-west-1", Some("eu-west-1"))),
    ];
    let left = [
        Err(NONE),
        Ok(("ecs.us-west-1", Some("us-west-1"))),
        Ok(("ecs-vpc.us-west-1", Some("us-west-1"))),
        Ok(("ecs.eu-west-1", Some("eu-west-1"))),
    ];
    let central = [
        Ok(("ecs", None)),
        Ok(("ecs.us-west-1", None)),
        Ok(("ecs-vpc.us-west-1", None)),
        Ok(("ecs.eu-west-1", None)),
    ];
    check(&DescribeInstances::new("cn-qingdao"), own);
    check(&DescribeInstances::new(""), left);
    check(&DescribeInstanceVncUrl::new("cn-qingdao", "i-1"), own);
    check(&DescribeInstanceVncUrl::new("", "i-1"), left);
    check(
        &crate::fixture::set_password("cn-qingdao", "i-1", "Ecs123"),
        own,
    );
    check(&crate::fixture::set_password("", "i-1", "Ecs123"), left);
    check(&DescribeRegions::new(), central);
    check(&OpenConsole::new("cn-qingdao", "i-1"), own);
    check(&OpenConsole::new("", "i-1"), left);
    check(&RunsWindows::new("cn-qingdao", ["i-1"]), own);
    check(&RunsWindows::new("", ["i-1"]), left);
}

/// Calls `check` for a value of each operation of these names.
macro_rules! each {
    ($check:ident: $($name:ident),* $(,)?) => {
        [$($check(&alicloud_ecs::$name::default())),*]
    };
}

/// Where an operation goes that says no region itself, if it isn't about all of them.
#[test]
fn every_operation_takes_the_region_of_its_session() {
    /// The operation without its parameters, of which some may not be empty.
    struct Bare<'a, O>(&'a O);

    impl<O: Operation> Operation for Bare<'_, O> {
        type Output = ();

        fn api(&self) -> &Api {
            self.0.api()
        }

        fn region(&self) -> Option<&str> {
            self.0.region()
        }

        fn write(&self, _: &mut Draft<'_>) {}

        fn read(&self, _: Reply<'_>) -> Result<(), DecodeError> {
            Ok(())
        }
    }

    fn check(operation: &impl Operation) -> String {
        let action = operation.api().action();
        let is_central = action == "DescribeRegions";
        for (session, host) in sessions().iter().zip([
            is_central.then_some("ecs"),
            Some("ecs.us-west-1"),
            Some("ecs-vpc.us-west-1"),
            Some("ecs.eu-west-1"),
        ]) {
            let found = goes(session, &Bare(operation)).map(|(host, _)| host).ok();
            let host = host.map(|host| format!("{host}.aliyuncs.com"));
            assert_eq!(found, host, "{action}");
        }
        action.to_owned()
    }

    let checked = each![check:
        AttachInstanceRamRole,
        CreateInstance,
        DeleteInstance,
        DeleteInstances,
        DescribeAccountAttributes,
        DescribeAvailableResource,
        DescribeInstanceAttribute,
        DescribeInstanceAutoRenewAttribute,
        DescribeInstanceRamRole,
        DescribeInstanceStatus,
        DescribeInstanceTopology,
        DescribeInstanceTypeFamilies,
        DescribeInstanceTypes,
        DescribeInstanceVncUrl,
        DescribeInstances,
        DescribeRecommendInstanceType,
        DescribeRegions,
        DescribeResourcesModification,
        DescribeSpotAdvice,
        DescribeSpotPriceHistory,
        DescribeUserData,
        DescribeZones,
        DetachInstanceRamRole,
        ModifyInstanceAttribute,
        ModifyInstanceAutoReleaseTime,
        ModifyInstanceAutoRenewAttribute,
        ModifyInstanceChargeType,
        ModifyInstanceMetadataOptions,
        ModifyInstanceSpec,
        ModifyInstanceVncPasswd,
        ModifyPrepayInstanceSpec,
        ReActivateInstances,
        RebootInstance,
        RebootInstances,
        RenewInstance,
        RunInstances,
        StartInstance,
        StartInstances,
        StopInstance,
        StopInstances,
    ];
    let names = include_str!("../../crates/alicloud-ecs/names.json");
    let names: serde_json::Value = serde_json::from_str(names).unwrap();
    let names = names["names"].as_object().unwrap();
    let features = names
        .iter()
        .filter_map(|(key, feature)| Some((key.strip_suffix(" feature")?, feature.as_str()?)));
    let default = features.filter(|(_, feature)| ["instances", "regions"].contains(feature));
    let default: BTreeSet<&str> = default.map(|(action, _)| action).collect();
    assert_eq!(
        checked.iter().map(String::as_str).collect::<BTreeSet<_>>(),
        default
    );
}

#[test]
fn an_empty_region_stands_for_none() {
    let session = Session::new(Anonymous).region("us-west-1").in_region("");
    let central = Ok(("ecs.aliyuncs.com".to_owned(), None));
    assert_eq!(goes(&session, &DescribeRegions::new()), central);
    assert!(goes(&session, &DescribeInstances::new("cn-qingdao")).is_err());
}

/// A required parameter is not filled in where nothing says a region.
#[test]
fn a_fixed_endpoint_serves_every_product_and_region() {
    let fixed = "http://127.0.0.1:8080";
    let session = Session::new(Anonymous).endpoint(fixed).unwrap();
    let host = |operation: &DescribeInstances| goes(&session, operation);
    let own = Ok(("127.0.0.1".to_owned(), Some("moon/1".replace('/', "%2F"))));
    assert_eq!(host(&DescribeInstances::new("moon/1")), own);
    let refused = "parameter RegionId is required and must not be empty";
    assert_eq!(host(&DescribeInstances::new("")), Err(refused.to_owned()));
    let session = session.region("cn-hangzhou");
    let sent = Ok(("127.0.0.1".to_owned(), Some("cn-hangzhou".to_owned())));
    assert_eq!(goes(&session, &DescribeInstances::new("")), sent);
    assert!(goes(&session, &Call::new("Any", "v", "Any")).is_ok());
}

#[test]
fn a_call_by_name_needs_a_product_or_a_fixed_endpoint() {
    let session = Session::new(Anonymous).region("cn-hangzhou");
    let call = Call::new("Slb", "2014-05-15", "DescribeLoadBalancers");
    let Err(Error::Request(error)) = first(&session, &call) else {
        panic!("is sent");
    };
    assert_eq!(
        error.to_string(),
        "the hosts of Slb are not known: name its product by Call::product, or fix an endpoint by \
         Session::endpoint"
    );
    assert!(error.endpoint_error().is_some());

    let call = call.product(&SLB);
    let host = |call: &Call| goes(&session, call).unwrap().0;
    assert_eq!(host(&call), "slb.aliyuncs.com");
    for name in ["RegionId", "regionId", "regionid"] {
        let call = call.clone().parameter(name, "cn-qingdao");
        assert_eq!(host(&call), "slb.cn-qingdao.aliyuncs.com");
    }
    let call = call.parameter("DestinationRegionId", "cn-qingdao");
    assert_eq!(host(&call), "slb.aliyuncs.com");
}

#[test]
fn what_is_no_region_is_refused_before_anything_is_sent() {
    let script = Script::new();
    let client = Client::with_transport(Session::new(Anonymous), script.clone());
    let Err(Error::Request(error)) = client.send(&DescribeInstances::new("evil.com/")) else {
        panic!("is sent");
    };
    let error = error.endpoint_error().unwrap();
    assert_eq!(error.region_id(), Some("evil.com/"));
    assert!(script.requests().is_empty());
}

#[test]
fn one_client_serves_two_regions_and_two_products() {
    let reply = r#"{"RequestId":"r","Instances":{"Instance":[]}}"#;
    let script = Script::new()
        .reply(reply)
        .reply(reply)
        .reply(reply)
        .reply(reply);
    let session = Session::new(Anonymous).region("cn-hangzhou");
    let client = Client::with_transport(session, script.clone());
    let balancers = Call::new("Slb", "2014-05-15", "DescribeLoadBalancers").product(&SLB);

    client.send(&DescribeInstances::new("cn-qingdao")).unwrap();
    client.send(&DescribeInstances::new("")).unwrap();
    client.send(&balancers).unwrap();
    client.in_region("cn-qingdao").send(&balancers).unwrap();

    let requests = script.requests();
    let hosts = requests.iter().map(|request| request.endpoint().host());
    assert_eq!(
        hosts.collect::<Vec<_>>(),
        [
            "ecs.cn-qingdao.aliyuncs.com",
            "ecs-cn-hangzhou.aliyuncs.com",
            "slb.aliyuncs.com",
            "slb.cn-qingdao.aliyuncs.com",
        ]
    );
}
