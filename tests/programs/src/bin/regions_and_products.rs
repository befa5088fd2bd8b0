//! Two regions and two products over one client, shown by where the requests go.

use std::error::Error;

use alicloud::{Call, Product, Session, blocking::Client, model::Endpoints, testing::Script};
use alicloud_ecs::DescribeInstances;
use alicloud_sign::{Credentials, HmacSha1};

static SLB: Product = Product::new("Slb", "2014-05-15").endpoints(
    Endpoints::new(&[("cn-hangzhou", "slb.aliyuncs.com")]).form("slb.{region}.aliyuncs.com"),
);

fn main() -> Result<(), Box<dyn Error>> {
    let signer = HmacSha1::new(Credentials::new("testid", "testsecret"));
    let instances = r#"{"RequestId":"1","Instances":{"Instance":[]}}"#;
    let script = Script::new()
        .on(
            "DescribeInstances",
            Script::new().reply(instances).reply(instances),
        )
        .on(
            "DescribeLoadBalancers",
            Script::new()
                .reply(r#"{"RequestId":"2"}"#)
                .reply(r#"{"RequestId":"3"}"#),
        );
    let client = Client::with_transport(Session::new(signer).region("cn-hangzhou"), script.clone());

    let balancers = Call::new("Slb", "2014-05-15", "DescribeLoadBalancers")
        .product(&SLB)
        .reads();
    client.send(&DescribeInstances::default())?;
    client.send(&balancers)?;
    let west = client.in_region("us-west-1");
    west.send(&DescribeInstances::default())?;
    west.send(&balancers)?;

    let requests = script.requests();
    let hosts: Vec<&str> = requests
        .iter()
        .map(|request| request.endpoint().host())
        .collect();
    assert_eq!(
        hosts,
        [
            "ecs-cn-hangzhou.aliyuncs.com",
            "slb.aliyuncs.com",
            "ecs.us-west-1.aliyuncs.com",
            "slb.us-west-1.aliyuncs.com",
        ]
    );
    let region = requests[2].parameter("RegionId");
    assert_eq!(region.as_deref(), Some("us-west-1"));
    Ok(())
}
