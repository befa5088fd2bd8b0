//! How often signing allocates.

use alicloud::{Machine as _, Stamp, http::Method};
use alicloud_ecs::DescribeInstanceVncUrl;

use crate::fixture::{session, time};

/// The parameters and the string to sign, and nothing per parameter.
#[test]
fn a_signed_request_takes_two_allocations() {
    let operation = DescribeInstanceVncUrl::new("cn-qingdao", "AY121018033933eaxxxxxxx");
    // The text of a time is made once a second, so it is made beforehand here.
    let stamp = Stamp::new(time(), 1);
    for method in [Method::GET, Method::POST] {
        let stamp = stamp.clone();
        let session = session().user_agent("my-app/1.0").unwrap();
        let session = session.method(method).stamps(move || stamp.clone());
        // The first time, endpoint and user agent become values that can be shared.
        drop(session.exchange(&operation).step());
        let signed = allocation_counter::measure(|| drop(session.exchange(&operation).step()));
        assert_eq!(signed.count_total, 2);
    }
}
