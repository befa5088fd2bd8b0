//! Counts the allocations of signing requests and reading replies.

use alicloud::{
    Reply, Session, Value, http::Method, machine::Machine as _, model::Field, sign::Stamp,
};
use alicloud_ecs::DescribeInstanceVncUrl;
use alicloud_sign::{Acs3, Credentials, HmacSha1};

use crate::fixture::{record, session, time};

/// The two allocations are the parameters and the string to sign. Single parameters allocate
/// nothing.
#[test]
fn signing_a_request_allocates_twice() {
    let operation = DescribeInstanceVncUrl::new("cn-qingdao", "AY121018033933eaxxxxxxx");
    // The text of a timestamp is created once per second. This stamp already has the text.
    let stamp = Stamp::new(time(), 1);
    // Without a fixed endpoint, each call looks up the host of the region.
    let signer = HmacSha1::new(Credentials::new("testid", "testsecret"));
    let by_region = Session::new(signer);
    for (method, session) in [
        (Method::GET, session()),
        (Method::POST, session()),
        (Method::GET, by_region.clone()),
        (Method::POST, by_region),
    ] {
        let stamp = stamp.clone();
        let session = session.user_agent("my-app/1.0").unwrap();
        let session = session.method(method).stamps(move || stamp.clone());
        // The first request creates shared values for the endpoint and the user agent.
        drop(session.exchange(&operation).step());
        let signed = allocation_counter::measure(|| drop(session.exchange(&operation).step()));
        assert_eq!(signed.count_total, 2);
    }
}

/// The allocations are the parameters, the canonical request and its hashes, the header map, and a
/// text for each header that isn't a constant.
#[test]
fn signing_a_request_with_acs3_allocates_at_most_20_times() {
    let operation = DescribeInstanceVncUrl::new("cn-qingdao", "AY121018033933eaxxxxxxx");
    let stamp = Stamp::new(time(), 1);
    let signer = Acs3::new(Credentials::new("testid", "testsecret"));
    let session = Session::new(signer).endpoint("https://ecs.aliyuncs.com");
    let session = session.unwrap().stamps(move || stamp.clone());
    for method in [Method::GET, Method::POST] {
        let session = session.clone().method(method);
        drop(session.exchange(&operation).step());
        let signed = allocation_counter::measure(|| drop(session.exchange(&operation).step()));
        assert!(signed.count_total <= 20, "{}", signed.count_total);
    }
}

record!(Listing {
    names: Vec<String> = Field::new("Names"),
    any: Option<Value> = Field::new("Any"),
});

/// Each text takes one allocation. The growth of the list takes another allocation.
#[test]
fn reading_a_text_from_xml_allocates_once() {
    let of = |count: usize| {
        let body = format!("<R>{}</R>", "<Names>some text</Names>".repeat(count));
        let reply = Reply::new(body.as_bytes(), time()).unwrap();
        let read = || assert_eq!(reply.record::<Listing>().unwrap().names.len(), count);
        allocation_counter::measure(read).count_total
    };
    assert_eq!(of(2_048) - of(1_024), 1_024 + 1);
}
