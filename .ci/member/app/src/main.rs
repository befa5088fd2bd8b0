//! Lists all load balancers of a region over several pages.

use alicloud::{Anonymous, Error, Session, blocking::Client, testing::Script};
use alicloud_slb::DescribeLoadBalancers;

fn page(number: u8, ids: [&str; 2]) -> String {
    let [first, second] = ids;
    format!(
        r#"{{"TotalCount":4,"PageNumber":{number},"PageSize":2,"LoadBalancers":{{"LoadBalancer":[
           {{"LoadBalancerId":"{first}"}},{{"LoadBalancerId":"{second}"}}]}}}}"#
    )
}

fn main() -> Result<(), Error> {
    let script = Script::new()
        .reply(page(1, ["lb-1", "lb-2"]))
        .reply(page(2, ["lb-3", "lb-4"]));
    let client = Client::with_transport(Session::new(Anonymous), script.clone());
    let all = DescribeLoadBalancers::new("cn-hangzhou").page_size(2);
    let mut ids = Vec::new();
    for balancer in client.pages(all).items() {
        ids.extend(balancer?.load_balancer_id);
    }
    assert_eq!(ids, ["lb-1", "lb-2", "lb-3", "lb-4"]);
    let requests = script.requests();
    let hosts: Vec<&str> = requests.iter().map(|request| request.endpoint().host()).collect();
    assert_eq!(hosts, ["slb.aliyuncs.com"; 2]);
    assert_eq!(requests[1].parameter("PageNumber").as_deref(), Some("2"));
    println!("{}", ids.join(" "));
    Ok(())
}
