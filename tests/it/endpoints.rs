//! Tests how product, region and network determine the host of a call.

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
        _ => panic!("the call neither sends a request nor fails"),
    }
}

/// The host of a call and the `RegionId` that it sends, or the error message.
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

/// Checks the hosts for four sessions: without a region, with the region `us-west-1`, with this
/// region in a VPC, and with a call in the region `eu-west-1`.
#[test]
fn sends_each_operation_to_the_host_of_its_region() {
    const NONE: &str = "the call has no region, but Ecs has one host per region: set the \
                        operation's region, or Session::region for all calls";
    /// Checks the hosts and regions of an operation for the four sessions.
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
        // The region of the call overrides the region of the operation and is also sent.
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

/// Calls `check` with the default value of each named operation.
macro_rules! each {
    ($check:ident: $($name:ident),* $(,)?) => {
        [$($check(&alicloud_ecs::$name::default())),*]
    };
}

/// Checks the hosts of operations without a region. Only `DescribeRegions` has a central host.
#[test]
fn every_operation_uses_the_region_of_its_session() {
    /// Wraps an operation and sends none of its parameters, because required parameters would be
    /// empty.
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
fn an_empty_region_counts_as_no_region() {
    let session = Session::new(Anonymous).region("us-west-1").in_region("");
    let central = Ok(("ecs.aliyuncs.com".to_owned(), None));
    assert_eq!(goes(&session, &DescribeRegions::new()), central);
    assert!(goes(&session, &DescribeInstances::new("cn-qingdao")).is_err());
}

/// Without any region, a required `RegionId` parameter is an error even with a fixed endpoint.
#[test]
fn a_fixed_endpoint_is_used_for_every_product_and_region() {
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
fn an_untyped_call_needs_a_product_or_a_fixed_endpoint() {
    let session = Session::new(Anonymous).region("cn-hangzhou");
    let call = Call::new("Slb", "2014-05-15", "DescribeLoadBalancers");
    let Err(Error::Request(error)) = first(&session, &call) else {
        panic!("the call is sent");
    };
    assert_eq!(
        error.to_string(),
        "the hosts of Slb are unknown: set Call::product or Session::endpoint"
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
fn refuses_an_invalid_region_before_sending() {
    let script = Script::new();
    let client = Client::with_transport(Session::new(Anonymous), script.clone());
    let Err(Error::Request(error)) = client.send(&DescribeInstances::new("evil.com/")) else {
        panic!("the call is sent");
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
